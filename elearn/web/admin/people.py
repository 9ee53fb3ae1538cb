"""The list of people: search it, narrow it, page through it."""

from typing import Any

from flask import render_template, request, url_for

from elearn.errors import NotFound
from elearn.services.people import (
    ACCOUNT_STATES,
    GRANTED,
    PEOPLE_ON_A_PAGE,
    Account,
    AccountsPage,
    list_people,
)
from elearn.store.people import Sought
from elearn.web import current
from elearn.web.admin.routes import blueprint
from elearn.web.audience import allow
from elearn.web.reading import read_number
from elearn.web.wording import count

STATES = {
    "active": ("good", "Active"),
    "waiting": ("part", "Has not signed in yet"),
    "deactivated": ("quiet", "Deactivated"),
}
ROLES = {
    "manager": "Manager",
    "trainer": "Trainer",
    "assessor": "Assessor",
    "admin": "Administrator",
}
_LONGEST_SEARCH = 100


@blueprint.get("/people")
@allow("admin")
def people() -> str:
    sought = _read_sought()
    page = current.read(list_people, sought, read_number(request.args, "page") or 1)
    return render_template(
        "admin/people.html",
        page=page,
        sought=sought,
        narrowed=bool(_arguments(sought)),
        sentence=_sentence(page, sought),
        rows=[present_account(account) for account in page.accounts],
        team_items=_items(
            [(str(t.team_id), "– " * t.depth + t.name) for t in page.teams],
            str(sought.team_id or ""),
        ),
        job_role_items=_items(
            [(str(r.job_role_id), r.name) for r in page.job_roles],
            str(sought.job_role_id or ""),
        ),
        role_items=_items([(r, ROLES[r]) for r in GRANTED], sought.role),
        state_items=_items(
            [(s, STATES[s][1]) for s in ACCOUNT_STATES], sought.state or ""
        ),
        pages=_pages(page, sought),
    )


def present_account(account: Account) -> dict[str, Any]:
    """Say an account in words."""
    return {
        "person_id": account.person_id,
        "name": account.name,
        "sign_in_name": account.sign_in_name,
        "email": account.email,
        "job_role": account.job_role,
        "teams": ", ".join(account.teams),
        "roles": [say_role(grant.role, grant.team_name) for grant in account.grants],
        "state": STATES[account.state],
    }


def say_role(role: str, team_name: str | None) -> str:
    """Say a role: Manager of North round."""
    if role != "manager":
        return ROLES[role]
    return f"Manager of {team_name or 'everyone'}"


def _read_sought() -> Sought:
    role, state = request.args.get("role", ""), request.args.get("state", "")
    known = next((s for s in ACCOUNT_STATES if s == state), None)
    if (role and role not in GRANTED) or (state and known is None):
        raise NotFound(role or state)
    return Sought(
        request.args.get("words", "").strip()[:_LONGEST_SEARCH],
        read_number(request.args, "team"),
        role,
        read_number(request.args, "job_role"),
        known,
    )


def _arguments(sought: Sought) -> dict[str, Any]:
    given = {
        "words": sought.words,
        "team": sought.team_id,
        "role": sought.role,
        "job_role": sought.job_role_id,
        "state": sought.state,
    }
    return {name: value for name, value in given.items() if value}


def _sentence(page: AccountsPage, sought: Sought) -> str:
    people = count(page.matching, "person", "people")
    if _arguments(sought):
        said = f"{people} {'fits' if page.matching == 1 else 'fit'} what you chose."
    else:
        said = f"{people} {'has' if page.matching == 1 else 'have'} an account."
    if page.pages > 1:
        first = (page.number - 1) * PEOPLE_ON_A_PAGE + 1
        said += f" This page shows {first} to {first + len(page.accounts) - 1}."
    return said


def _items(choices: list[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    return [
        {"value": value, "text": words, "selected": value == chosen}
        for value, words in [("", "All"), *choices]
    ]


def _pages(page: AccountsPage, sought: Sought) -> dict[str, Any]:
    def link(number: int, words: str) -> dict[str, str]:
        url = url_for("admin.people", **_arguments(sought), page=number)
        label = f"Page {number} of {page.pages}"
        return {"href": url, "text": words, "labelText": label}

    pages = {}
    if page.number > 1:
        pages["previous"] = link(page.number - 1, "Previous")
    if page.number < page.pages:
        pages["next"] = link(page.number + 1, "Next")
    return pages

"""Every route of the application, and who may open it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import SystemRandom
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from elearn.services.handing_out import hand_out_link
from elearn.services.job_roles import add_job_role
from elearn.services.learning import answer_card_question
from elearn.services.moment import Moment
from elearn.services.people_import import keep_people_file
from elearn.services.publishing import publish_course
from elearn.services.refreshing import mark_card
from elearn.services.uploading import keep_upload
from elearn.store.database import Database
from elearn.store.tables import Attempt, Award, Base, MaterialChange, Media
from elearn.web.audience import audience_of, check_audiences
from tests.courses import SmallCourse
from tests.every_kind import make_every_kind
from tests.pages import Browser, Page
from tests.people import People
from tests.site import SMALL, Clock, Learn
from tests.trainers import add_uploaded_version
from tests.web.attempts import complete

# A route that is not named here fails. Add it, with those who may open it.
FOR_EVERYBODY = {
    "static",
    "public.verify",
    "public.verify_number",
    "public.portrait",
    "public.help_now",
    "public.privacy",
    "public.accessibility",
    "public.health",
    "public.readiness",
    "account.sign_in",
    "account.submit_sign_in",
    "account.sign_out",
    "account.signed_out",
    "joining.join",
    "joining.code",
    "joining.submit_code",
    "joining.choose_password",
    "joining.submit_password",
    "joining.forgotten",
    "joining.submit_forgotten",
}
FOR_LEARNERS = {
    "account.account",
    "account.change_password",
    "account.sign_out_elsewhere",
    "account.choose_reminders",
    "account.keep_draft",
    "account.my_data",
    "account.my_data_file",
    "learner.home",
    "learner.course",
    "learner.take_again",
    "learner.glossary",
    "learner.media",
    "learner.module",
    "learner.card",
    "learner.finish_card",
    "learner.answer_card_question",
    "learner.save_reflection",
    "learner.scenario",
    "learner.start_play",
    "learner.play",
    "learner.make_choice",
    "learner.step",
    "learner.practise",
    "learner.assessment",
    "learner.start_attempt",
    "learner.attempt",
    "learner.attempt_question",
    "learner.save_answer",
    "learner.hand_in",
    "learner.result",
    "learner.certificates",
    "learner.certificate_pdf",
    "learner.refresher",
    "learner.answer_refresher_question",
    "learner.done_refresher",
}
FOR_MANAGERS = {
    "manager.person_attempt",
    "manager.person_play",
    "manager.team",
    "manager.team_csv",
    "manager.team_spreadsheet",
    "manager.person_csv",
    "manager.person",
    "manager.another_attempt",
    "manager.allow_attempt",
}
FOR_TRAINERS = {
    "trainer.courses",
    "trainer.course",
    "trainer.story_map",
    "trainer.publish",
    "trainer.submit_publish",
    "trainer.version",
    "trainer.put_online",
    "trainer.version_files",
    "trainer.withdraw",
    "trainer.submit_withdraw",
    "trainer.upload",
    "trainer.submit_upload",
    "trainer.show_upload",
    "trainer.publish_upload",
    "trainer.drop",
    "trainer.results",
    "trainer.regrade",
    "trainer.refreshers",
    "trainer.mark",
    "trainer.stop",
    "trainer.marking",
    "trainer.answer",
    "trainer.mark_answer",
}
FOR_ADMINS = {
    "admin.overview",
    "admin.messages",
    "admin.decide",
    "admin.people",
    "admin.details",
    "admin.save_details",
    "admin.logo",
    "admin.save_logo",
    "admin.take_logo_away",
    "admin.import_list",
    "admin.send_list",
    "admin.sample_list",
    "admin.preview_list",
    "admin.confirm_list",
    "admin.imported_list",
    "admin.codes",
    "admin.print_codes",
    "admin.trail",
    "admin.trail_csv",
    "admin.new_person",
    "admin.add_person",
    "admin.person",
    "admin.change_person",
    "admin.save_person",
    "admin.deactivate_person",
    "admin.reactivate_person",
    "admin.sign_person_out",
    "admin.send_link",
    "admin.hand_out_code",
    "admin.hand_out_link",
    "admin.give_person_role",
    "admin.take_person_role",
    "admin.teams",
    "admin.add_team",
    "admin.team",
    "admin.save_team",
    "admin.take_team_away",
    "admin.job_roles",
    "admin.add_job_role",
    "admin.job_role",
    "admin.save_job_role",
    "admin.take_job_role_away",
    "admin.person_data",
    "admin.hand_over_data",
    "admin.erased_people",
    "admin.erase_person",
    "admin.erase_person_now",
    "admin.pages",
    "admin.page",
    "admin.save_page",
    "admin.restore_page",
}
FOR_ASSIGNERS = {
    "manager.assignments",
    "manager.new_assignment",
    "manager.assign_course",
    "manager.assignment",
    "manager.change_due_day",
    "manager.confirm_withdrawal",
    "manager.withdraw_assignment",
}
SIGNED_OUT = ""
EVERYBODY_WHO_SIGNS_IN = {"lena", "mara", "tariq", "ada"}
"""A learner, a manager, a trainer, an administrator: each of them learns."""
MANAGERS = {"mara"}
TRAINERS = {"tariq"}
ADMINS = {"ada"}
ASSIGNERS = {"mara", "ada"}
ACCESS = {
    **dict.fromkeys(FOR_EVERYBODY, EVERYBODY_WHO_SIGNS_IN | {SIGNED_OUT}),
    **dict.fromkeys(FOR_LEARNERS, EVERYBODY_WHO_SIGNS_IN),
    **dict.fromkeys(FOR_MANAGERS, MANAGERS),
    **dict.fromkeys(FOR_TRAINERS, TRAINERS),
    **dict.fromkeys(FOR_ADMINS, ADMINS),
    **dict.fromkeys(FOR_ASSIGNERS, ASSIGNERS),
}


@dataclass(frozen=True)
class Route:
    """One way into the application, at an address where something is."""

    rule: Rule
    method: str
    url: str

    @property
    def endpoint(self) -> str:
        return str(self.rule.endpoint)


def answer_in_own_words(
    database: Database, people: People, now: datetime, folder: Path
) -> int:
    """Let Lena write an answer that waits for a trainer."""
    with database.writing() as session:
        built = make_every_kind(folder).build()
        publish_course(session, built, Moment(now, SystemRandom(), ""))
        row = answer_card_question(
            session, people.lena, "every-kind", "words", "own-words", "my-handover",
            form={"answer-written": ["Mrs Hill did not drink."]},
            try_number=1, draft_key="", now=now,
        )  # fmt: skip
        return row.id


@pytest.fixture
def routes(
    app: Flask,
    learning: Learn,
    database: Database,
    people: People,
    clock: Clock,
    assign: Callable[..., None],
    small: SmallCourse,
    tmp_path: Path,
) -> list[Route]:
    """Every route, filled in with what Lena has; what ends something comes last."""
    learning(complete)
    assign(date(2027, 1, 4))
    number = database.read(lambda s: s.scalars(select(Award.number)).one())
    attempt_id = database.read(
        lambda s: s.scalars(select(Attempt.id).where(Attempt.passed)).one()
    )
    sha256 = database.read(lambda s: s.scalars(select(Media.sha256)).first())
    moment = Moment(clock.now, SystemRandom(), "")
    link = database.write(hand_out_link, moment, people.ada, people.lena).secret
    upload_id, change_id = add_trainers_things(database, small, people, moment)
    values: dict[str, Any] = {
        "upload_id": upload_id,
        "change_id": change_id,
        "secret": link.rpartition("/")[2],
        "job_role_id": database.write(add_job_role, moment, people.ada, "Carer"),
        "team_id": people.at_home,
        "grant_id": 999,
        "slug": SMALL,
        "module_id": "at-the-door",
        "card_id": "check",
        "question_id": "key-safe",
        "reflection_id": "my-opening",
        "scenario_id": "the-knock",
        "number": 1,
        "position": 1,
        "look": "man-40s-broad",
        "mood": "calm",
        "sha256": sha256,
        "extension": "svg",
        "filename": "elearn.css",
        "person_id": people.lena,
        "kind": "privacy",
        "assignment_id": 1,
        "message_id": 1,
        "response_id": answer_in_own_words(database, people, clock.now, tmp_path),
        "play_id": 1,
        "attempt_id": attempt_id,
    }
    list_number = database.write(keep_people_file, moment, people.ada, b"name\nBen\n")
    of_list = {"admin.preview_list", "admin.confirm_list", "admin.imported_list"}
    of_award = {"public.verify_number", "learner.certificate_pdf"}
    urls = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        given = {name: values[name] for name in rule.arguments}
        if rule.endpoint == "trainer.version_files":
            given["number"] = 2
        if rule.endpoint in of_award:
            given["number"] = number
        if rule.endpoint in of_list:
            given["number"] = list_number
        url = urls.build(str(rule.endpoint), given)
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        found += [Route(rule, method, url) for method in methods]
    last = [
        "trainer.drop",
        "trainer.stop",
        "manager.withdraw_assignment",
        "admin.deactivate_person",
        "account.sign_out",
    ]
    return sorted(
        found, key=lambda r: last.index(r.endpoint) if r.endpoint in last else -1
    )


def add_trainers_things(
    database: Database, small: SmallCourse, people: People, moment: Moment
) -> tuple[int, int]:
    """Upload a version, publish it, and mark its card; give upload and card."""
    content = add_uploaded_version(database, small, people, moment)
    with database.writing() as session:
        mark_card(session, SMALL, "at-the-door", "check", "New.", moment, people.tariq)
        upload_id = keep_upload(session, content, "x.zip", moment, people.tariq)
        return upload_id, session.scalars(select(MaterialChange.id)).one()


def test_every_route_is_in_the_table_and_nothing_else(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints == set(ACCESS)


def test_every_view_declares_the_audience_of_the_table(app: Flask) -> None:
    for endpoint in FOR_EVERYBODY:
        assert audience_of(app, endpoint) == "public", endpoint
    for endpoint in FOR_LEARNERS:
        assert audience_of(app, endpoint) == "learner", endpoint
    for endpoint in FOR_MANAGERS:
        assert audience_of(app, endpoint) == "manager", endpoint
    for endpoint in FOR_ADMINS:
        assert audience_of(app, endpoint) == "admin", endpoint
    for endpoint in FOR_TRAINERS:
        assert audience_of(app, endpoint) == "trainer", endpoint
    for endpoint in FOR_ADMINS:
        assert audience_of(app, endpoint) == "admin", endpoint
    for endpoint in FOR_ASSIGNERS:
        assert audience_of(app, endpoint) == "assigner", endpoint


def test_a_view_that_forgot_its_audience_stops_the_start() -> None:
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/open", view_func=lambda: "open to all", endpoint="forgotten")
    with pytest.raises(LookupError, match="forgotten does not say whom it is for"):
        check_audiences(app)


@pytest.mark.slow
@pytest.mark.parametrize("name", [SIGNED_OUT, *sorted(EVERYBODY_WHO_SIGNS_IN)])
def test_each_route_answers_as_the_table_says(
    routes: list[Route], open_browser: Callable[..., Browser], name: str
) -> None:
    wrong = []
    browser = open_browser(name)
    token = browser.token()
    for route in routes:
        page = send(browser, route, token=token)
        opens = not asks_to_sign_in(page)
        if name and route.endpoint not in FOR_EVERYBODY | FOR_LEARNERS:
            # To anybody else who is signed in, these are no pages at all.
            opens = page.status != 404
        if opens != (name in ACCESS[route.endpoint]):
            wrong.append(f"{route.method} {route.url} answered {page.status}")
        assert page.status < 500
    assert wrong == []


@pytest.mark.slow
def test_every_page_opens_for_the_one_whose_it_is(
    routes: list[Route], lena: Browser, open_browser: Callable[..., Browser]
) -> None:
    whose = dict.fromkeys(FOR_MANAGERS | FOR_ASSIGNERS, open_browser("mara"))
    whose |= dict.fromkeys(FOR_TRAINERS, open_browser("tariq"))
    whose |= dict.fromkeys(FOR_ADMINS, open_browser("ada"))
    for route in routes:
        if route.method == "GET":
            browser = whose.get(route.endpoint, lena)
            assert browser.open(route.url).status in (200, 303), route.url


THINGS_OF_HERS = {
    "learner.attempt",
    "learner.attempt_question",
    "learner.save_answer",
    "learner.hand_in",
    "learner.result",
    "learner.play",
    "learner.make_choice",
    "learner.step",
    "learner.practise",
    "learner.certificate_pdf",
    "learner.refresher",
    "learner.answer_refresher_question",
    "learner.done_refresher",
}


@pytest.mark.parametrize("name", ["mara", "otto", "tariq", "ada"])
def test_her_things_are_not_there_for_anybody_else(
    routes: list[Route], open_browser: Callable[..., Browser], name: str
) -> None:
    browser = open_browser(name)
    token = browser.token()
    seen = set()
    for route in routes:
        if route.endpoint in THINGS_OF_HERS:
            assert send(browser, route, token=token).status == 404, route.url
            seen.add(route.endpoint)
    assert seen == THINGS_OF_HERS


def test_what_takes_forms_is_no_page(routes: list[Route], lena: Browser) -> None:
    pages = {route.rule.rule for route in routes if route.method == "GET"}
    for route in routes:
        if route.method == "POST" and route.rule.rule not in pages:
            assert lena.open(route.url).status == 404, route.url


@pytest.mark.slow
def test_no_form_does_anything_without_its_token(
    routes: list[Route], open_browser: Callable[..., Browser], database: Database
) -> None:
    posts = [route for route in routes if route.method == "POST"]
    assert posts
    for name in (SIGNED_OUT, "lena", *MANAGERS, "tariq", "ada"):
        browser = open_browser(name)
        before = count_everything(database)
        for route in posts:
            for token in ("", "made-up"):
                page = send(browser, route, token=token)
                if name and name not in ACCESS[route.endpoint]:
                    assert page.status == 404, route.url
                    continue
                already_out = not name and route.endpoint == "account.sign_out"
                if page.status == 303:
                    assert already_out or "again=yes" in page.location, route.url
                else:
                    hidden = name not in ACCESS[route.endpoint]
                    refused = (400, 401, 404) if hidden else (400, 401)
                    assert page.status in refused, route.url
        assert count_everything(database) == before
        if name:
            assert browser.get("account.account").status == 200


def send(browser: Browser, route: Route, *, token: str) -> Page:
    if route.method == "GET":
        return browser.open(route.url)
    data = {"csrf_token": token} if token else {}
    return browser.send(route.url, data)


def asks_to_sign_in(page: Page) -> bool:
    if page.status == 303:
        return page.location.startswith("/sign-in?next=")
    return page.status == 401


def count_everything(database: Database) -> dict[str, int]:
    def count(session: Any) -> Iterator[tuple[str, int]]:
        for name, table in Base.metadata.tables.items():
            yield name, session.scalar(select(func.count()).select_from(table))

    return database.read(lambda session: dict(count(session)))

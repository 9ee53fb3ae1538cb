"""What an administrator does to accounts: add, change, close, open, sign out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from elearn.domain.person import (
    find_email_fault,
    find_name_fault,
    find_sign_in_name_fault,
    tidy_line,
)
from elearn.errors import BadForm, BadResponse, NotFound
from elearn.services.accounts import end_sign_ins, end_ways
from elearn.services.audit import record_event
from elearn.services.handing_out import invite
from elearn.services.moment import Moment
from elearn.store.people import count_admins
from elearn.store.tables import JobRole, Membership, Organisation, Person, Team


@dataclass(frozen=True)
class PersonForm:
    """What an administrator fills in about somebody."""

    name: str
    sign_in_name: str
    email: str = ""
    job_role_id: int | None = None
    team_ids: tuple[int, ...] = ()

    def tidy(self) -> "PersonForm":
        """Fold what nobody means: spaces around, capitals in a sign-in name."""
        return PersonForm(
            tidy_line(self.name),
            tidy_line(self.sign_in_name).lower(),
            tidy_line(self.email),
            self.job_role_id,
            tuple(sorted(set(self.team_ids))),
        )


def add_account(
    session: Session, moment: Moment, admin_id: int, form: PersonForm
) -> int:
    """Add somebody, and send an invitation if there is an address for it.

    The same form sent twice adds one person. Raise BadForm.
    """
    form = form.tidy()
    same = _find_same(session, form)
    if same is not None:
        return same
    _check(session, form)
    person = Person(
        sign_in_name=form.sign_in_name,
        name=form.name,
        email=form.email or None,
        password_hash="",
        active=True,
        created_at=moment.now,
        job_role_id=form.job_role_id,
    )
    session.add(person)
    session.flush()
    record_event(session, moment, admin_id, "added", "person", person.id)
    set_teams(session, moment, admin_id, person.id, form.team_ids)
    session.flush()
    invite(session, moment, admin_id, person.id)
    return person.id


def change_account(
    session: Session, moment: Moment, admin_id: int, person_id: int, form: PersonForm
) -> None:
    """Change what is known of somebody. Raise NotFound, BadForm.

    An invitation or a reset on its way to an earlier address stops working.
    """
    person = get_person(session, person_id)
    form = form.tidy()
    _check(session, form, person_id)
    values = {
        "name": form.name,
        "sign_in_name": form.sign_in_name,
        "email": form.email or None,
        "job_role_id": form.job_role_id,
    }
    set_values(session, moment, admin_id, person, values)
    set_teams(session, moment, admin_id, person_id, form.team_ids)
    session.flush()


def set_values(
    session: Session,
    moment: Moment,
    admin_id: int,
    person: Person,
    values: Mapping[str, object],
) -> None:
    """Set what differs, and leave a trace that names what it was about."""
    before = {name: getattr(person, name) for name in values}
    changed = sorted(name for name in values if values[name] != before[name])
    if not changed:
        return
    for name in changed:
        setattr(person, name, values[name])
    if "email" in changed:
        end_ways(session, person.id, moment.now, kind="invitation")
        end_ways(session, person.id, moment.now, kind="reset")
    record_event(
        session, moment, admin_id, "changed", "person", person.id, fields=changed
    )


def set_teams(
    session: Session,
    moment: Moment,
    admin_id: int,
    person_id: int,
    team_ids: tuple[int, ...],
) -> None:
    """Put somebody into exactly these teams."""
    query = select(Membership.team_id).where(Membership.person_id == person_id)
    before, after = set(session.scalars(query)), set(team_ids)
    for team_id in sorted(after - before):
        session.add(Membership(team_id=team_id, person_id=person_id))
        record_event(
            session, moment, admin_id, "put into team", "person", person_id,
            team=team_id,
        )  # fmt: skip
    for team_id in sorted(before - after):
        session.execute(
            delete(Membership).where(
                Membership.person_id == person_id, Membership.team_id == team_id
            )
        )
        record_event(
            session, moment, admin_id, "took out of team", "person", person_id,
            team=team_id,
        )  # fmt: skip


def deactivate(session: Session, moment: Moment, admin_id: int, person_id: int) -> None:
    """Close an account: sign-ins and ways in end, records stay.

    Raise NotFound, or BadResponse for oneself and for the last administrator.
    """
    hold_organisation(session)
    person = get_person(session, person_id)
    if person_id == admin_id:
        raise BadResponse(
            person_id, "You cannot deactivate yourself. Ask another administrator."
        )
    if not person.active:
        return
    check_admin_stays(session, person_id)
    person.active = False
    end_sign_ins(session, person_id, moment.now)
    end_ways(session, person_id, moment.now)
    record_event(session, moment, admin_id, "deactivated", "person", person_id)


def reactivate(session: Session, moment: Moment, admin_id: int, person_id: int) -> None:
    """Open an account again, with its password, teams and roles. Raise NotFound."""
    person = get_person(session, person_id)
    if not person.active:
        person.active = True
        record_event(session, moment, admin_id, "reactivated", "person", person_id)


def sign_out_everywhere(
    session: Session, moment: Moment, admin_id: int, person_id: int
) -> None:
    """End all sign-ins of a person. Raise NotFound."""
    get_person(session, person_id)
    end_sign_ins(session, person_id, moment.now)
    record_event(session, moment, admin_id, "ended sign-ins", "person", person_id)


def check_admin_stays(session: Session, person_id: int) -> None:
    """Raise BadResponse if without this person nobody could administer."""
    if count_admins(session) and not count_admins(session, but_person_id=person_id):
        raise BadResponse(
            person_id,
            "This is the last administrator who can sign in. Make somebody else an "
            "administrator first.",
        )


def hold_organisation(session: Session) -> None:
    """Let no second transaction come as far as this before this one has ended.

    For rules about all rows at once, such as “never the last administrator”.
    """
    session.execute(select(Organisation.id).with_for_update()).all()


def get_person(session: Session, person_id: int) -> Person:
    """Get somebody's row, held for this transaction.

    Raise NotFound, or BadResponse for somebody who was erased.
    """
    person = session.get(Person, person_id, with_for_update=True)
    if person is None or person.erased_at is not None:
        raise NotFound(person_id)
    if person.erased_at is not None:
        raise BadResponse(person_id, "This person was erased. There is no account.")
    return person


def _check(session: Session, form: PersonForm, person_id: int | None = None) -> None:
    checks: dict[str, Callable[[], str]] = {
        "name": lambda: find_name_fault(form.name),
        "sign_in_name": lambda: (
            find_sign_in_name_fault(form.sign_in_name)
            or _find_taken(session, form.sign_in_name, person_id)
        ),
        "email": lambda: find_email_fault(form.email),
        "job_role": lambda: _find_missing_job_role(session, form.job_role_id),
        "teams": lambda: _find_missing_team(session, form.team_ids),
    }
    found = {field: check() for field, check in checks.items()}
    faults = {field: sentence for field, sentence in found.items() if sentence}
    if faults:
        raise BadForm(faults)


def _find_taken(session: Session, sign_in_name: str, person_id: int | None) -> str:
    query = select(Person.id).where(Person.sign_in_name == sign_in_name)
    taken_by = session.scalars(query).first()
    if taken_by in (None, person_id):
        return ""
    return f"Somebody else signs in as {sign_in_name}. Choose another one."


def _find_missing_job_role(session: Session, job_role_id: int | None) -> str:
    query = select(JobRole.id).where(JobRole.id == job_role_id)
    if job_role_id is None or session.scalars(query).first() is not None:
        return ""
    return "This job role is not here any more. Choose another."


def _find_missing_team(session: Session, team_ids: tuple[int, ...]) -> str:
    query = select(Team.id).where(Team.id.in_(team_ids))
    if set(session.scalars(query)) == set(team_ids):
        return ""
    return "One of these teams is not here any more. Choose again."


def _find_same(session: Session, form: PersonForm) -> int | None:
    """Find who this very form added already, if they have not come in yet."""
    person = session.scalars(
        select(Person).where(
            Person.sign_in_name == form.sign_in_name,
            Person.name == form.name,
            Person.password_hash == "",
            Person.active,
        )
    ).one_or_none()
    if person is None or (person.email or "") != form.email:
        return None
    query = select(Membership.team_id).where(Membership.person_id == person.id)
    same = set(session.scalars(query)) == set(form.team_ids)
    return person.id if same and person.job_role_id == form.job_role_id else None

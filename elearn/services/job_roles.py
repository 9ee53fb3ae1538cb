"""The list of what people are employed as: add, rename, remove what nobody uses."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.domain.person import find_name_fault, tidy_line
from elearn.errors import BadForm, BadResponse, NotFound
from elearn.services.accounts_admin import hold_organisation
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.store.tables import JobRole, Person


@dataclass(frozen=True)
class JobRoleLine:
    """A job role and how many people have it."""

    job_role_id: int
    name: str
    people: int


def list_job_role_lines(session: Session) -> tuple[JobRoleLine, ...]:
    """List the job roles by name, with how many people have each."""
    rows = session.execute(
        select(JobRole.id, JobRole.name, func.count(Person.id))
        .outerjoin(Person, Person.job_role_id == JobRole.id)
        .group_by(JobRole.id, JobRole.name)
        .order_by(JobRole.name)
    )
    return tuple(JobRoleLine(*row) for row in rows)


def get_job_role(session: Session, job_role_id: int) -> JobRoleLine:
    """Get one. Raise NotFound."""
    lines = list_job_role_lines(session)
    found = next((line for line in lines if line.job_role_id == job_role_id), None)
    if found is None:
        raise NotFound(job_role_id, "This job role is not here any more.")
    return found


def add_job_role(session: Session, moment: Moment, admin_id: int, name: str) -> int:
    """Add a job role. Raise BadForm."""
    hold_organisation(session)
    name = tidy_line(name)
    _check_name(session, name)
    job_role = JobRole(name=name)
    session.add(job_role)
    session.flush()
    record_event(session, moment, admin_id, "added", "job role", job_role.id)
    return job_role.id


def rename_job_role(
    session: Session, moment: Moment, admin_id: int, job_role_id: int, name: str
) -> None:
    """Rename a job role for everybody who has it. Raise NotFound, BadForm."""
    hold_organisation(session)
    job_role = _get(session, job_role_id)
    name = tidy_line(name)
    _check_name(session, name, job_role_id)
    if name == job_role.name:
        return
    before, job_role.name = job_role.name, name
    record_event(
        session, moment, admin_id, "renamed", "job role", job_role_id,
        before=before, after=name,
    )  # fmt: skip


def remove_job_role(
    session: Session, moment: Moment, admin_id: int, job_role_id: int
) -> None:
    """Remove a job role that nobody has. Raise NotFound, BadResponse."""
    job_role = _get(session, job_role_id)
    name = job_role.name
    refusal = BadResponse(
        job_role_id, f"{name} is in use. Give those people another job role first."
    )
    query = select(Person.id).where(Person.job_role_id == job_role_id).limit(1)
    if session.scalars(query).first() is not None:
        raise refusal
    try:
        # What else points at it is for the database to know.
        with session.begin_nested():
            session.delete(job_role)
    except IntegrityError as error:
        raise refusal from error
    record_event(
        session, moment, admin_id, "removed", "job role", job_role_id, name=name
    )


def _get(session: Session, job_role_id: int) -> JobRole:
    job_role = session.get(JobRole, job_role_id)
    if job_role is None:
        raise NotFound(job_role_id, "This job role is not here any more.")
    return job_role


def _check_name(session: Session, name: str, job_role_id: int | None = None) -> None:
    fault = find_name_fault(name)
    others = session.execute(select(JobRole.id, JobRole.name)).all()
    if any(
        r.name.casefold() == name.casefold() and r.id != job_role_id for r in others
    ):
        fault = f"There is a job role {name} already."
    if fault:
        raise BadForm({"name": fault})

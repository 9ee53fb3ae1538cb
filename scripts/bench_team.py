"""A large organisation for the bench: many people, teams, courses, awards, days."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from elearn.coursefiles.library import load_library
from elearn.resources import find_bundled
from elearn.services.moment import Moment
from elearn.services.organisations import (
    add_organisation,
    add_person,
    add_team,
    grant_role,
)
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.store.migrating import migrate
from elearn.store.tables import (
    Assignment,
    Award,
    AwardEvent,
    Course,
    CourseVersion,
    Enrolment,
    Membership,
    Person,
)

PASSWORD = "bench-password"  # noqa: S105 - lives as long as the temporary folder
SITES, TEAMS_OF_A_SITE = 20, 10
NAMES = ("Amira", "Ben", "Chiara", "Darius", "Eilidh", "Farah", "Gwen", "Hamza")
_ROWS_AT_ONCE = 20_000


def fill_team(database: Database, *, people: int, courses: int) -> None:
    """Fill a database; of ten pairs of person and course, about six are done."""
    rng, now = Random(1), datetime.now(UTC)  # noqa: S311
    moment = Moment(now - timedelta(days=900), rng)
    migrate(database)
    with database.writing() as session:
        add_organisation(session, moment, "Rosewood Care")
        mara = add_person(session, moment, "mara", "Mara Osei", password=PASSWORD)
        grant_role(session, moment, mara, "manager")
        versions = _add_courses(session, moment, courses)
        teams = [
            add_team(session, f"Team {number}", site)
            for site in [add_team(session, f"Site {n}") for n in range(SITES)]
            for number in range(TEAMS_OF_A_SITE)
        ]
        ids = _add_people(session, moment, people)
        _insert(
            session,
            Membership.__table__,
            [{"team_id": teams[i % len(teams)], "person_id": i} for i in ids],
        )
        _add_rounds(session, now, rng, ids, versions)
        _add_assignments(session, now, rng, teams, ids, versions)


def _insert(session: Session, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        session.execute(insert(table), rows[start : start + _ROWS_AT_ONCE])


def _add_courses(
    session: Session, moment: Moment, courses: int
) -> list[tuple[int, int]]:
    """Publish one course and copy it under other names; gives course and version."""
    built = load_library(find_bundled("courses"))[0]
    publish_course(session, built, moment)
    first = session.scalars(select(CourseVersion)).one()
    columns = {c.name for c in CourseVersion.__table__.columns} - {"id", "course_id"}
    kept = {name: getattr(first, name) for name in columns}
    for number in range(courses - 1):
        course = Course(slug=f"course-{number}")
        session.add(course)
        session.flush()
        session.add(CourseVersion(course_id=course.id, **kept))
    session.flush()
    rows = session.execute(select(CourseVersion.course_id, CourseVersion.id))
    return [(course_id, version_id) for course_id, version_id in rows]


def _add_people(session: Session, moment: Moment, people: int) -> list[int]:
    for number in range(people - 1):
        name = f"{NAMES[number % len(NAMES)]} {number:05}"
        session.add(
            Person(
                sign_in_name=f"p{number}",
                name=name,
                password_hash="none",  # noqa: S106 - nobody signs in
                active=True,
                created_at=moment.now,
            )
        )
    session.flush()
    return list(session.scalars(select(Person.id)))


def _add_rounds(
    session: Session,
    now: datetime,
    rng: Random,
    ids: list[int],
    versions: list[tuple[int, int]],
) -> None:
    rounds, awards = list[dict[str, Any]](), list[dict[str, Any]]()
    for person_id in ids:
        for course_id, version_id in versions:
            chance = rng.random()
            if chance < 0.25:
                continue
            at = now - timedelta(days=rng.randrange(5, 1200))
            done = at if chance > 0.4 else None
            rounds.append(
                {"id": len(rounds) + 1, "person_id": person_id, "course_id": course_id,
                 "cycle": 1, "started_at": at, "completed_at": done}
            )  # fmt: skip
            if done:
                awards.append(
                    {"id": len(awards) + 1, "number": f"N{len(awards):07}",
                     "person_id": person_id, "enrolment_id": len(rounds),
                     "course_id": course_id, "version_id": version_id,
                     "passed_on": at.date(), "issued_at": at, "facts": {"x": "y" * 900},
                     "refresh_on": at.date() + timedelta(days=1095), "pdf": None}
                )  # fmt: skip
    _insert(session, Enrolment.__table__, rounds)
    _insert(session, Award.__table__, awards)
    ended = {award["id"] for award in rng.sample(awards, len(awards) // 50)}
    _insert(
        session,
        AwardEvent.__table__,
        [
            {"award_id": award["id"], "kind": kind, "reason": "",
             "at": award["issued_at"], "by_id": None}
            for award in awards
            for kind in ("issued", "revoked")
            if kind == "issued" or award["id"] in ended
        ],
    )  # fmt: skip


def _add_assignments(
    session: Session,
    now: datetime,
    rng: Random,
    teams: list[int],
    ids: list[int],
    versions: list[tuple[int, int]],
) -> None:
    def rows() -> Iterator[tuple[int, int | None, int | None]]:
        for at, (course_id, _) in enumerate(versions):
            if at % 2:
                yield course_id, None, None
            else:
                yield from ((course_id, None, t) for t in teams[at % 10 :: 10])
        for person_id in rng.sample(ids, 300):
            yield rng.choice(versions)[0], person_id, None

    today = now.date()
    _insert(
        session,
        Assignment.__table__,
        [
            {"course_id": course_id, "person_id": person_id, "team_id": team_id,
             "due_on": today + timedelta(days=rng.choice((-30, 10, 60))),
             "assigned_by_id": ids[0], "created_at": now}
            for course_id, person_id, team_id in rows()
        ],
    )  # fmt: skip

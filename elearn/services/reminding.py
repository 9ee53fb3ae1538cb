"""Remind people of courses whose day comes near or has passed, a few times at most."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.domain.reminders import (
    EARLIEST,
    LATEST,
    find_step,
    is_summary_day,
    name_week,
)
from elearn.domain.standings import State
from elearn.services.audit import record_event
from elearn.services.mailing import queue_message
from elearn.services.moment import Moment
from elearn.services.standings import list_people_in
from elearn.store import reminders as store
from elearn.store.awards import load_organisation
from elearn.store.reach import load_reach
from elearn.store.tables import Person, ReminderStep
from elearn.store.teams import list_standings

MOST_IN_A_SUMMARY = 20
_STATE: State = "overdue"
_STEPS = {
    "two weeks before": "Due in two weeks or less",
    "three days before": "Due in three days or less",
    "after": "The day has passed",
}


@dataclass(frozen=True)
class ReminderLine:
    """A course somebody is reminded of, and which of its reminders this is."""

    course_id: int
    slug: str
    title: str
    due_on: date
    step: str


@dataclass(frozen=True)
class Reminder:
    """One message to one person about all their courses; or why there is none."""

    person_id: int
    name: str
    lines: tuple[ReminderLine, ...]
    why_not: str = ""


@dataclass(frozen=True)
class Summary:
    """One manager's weekly message; or why there is none."""

    person_id: int
    name: str
    overdue: int
    why_not: str = ""


def local_time(session: Session, now: datetime) -> datetime:
    """Give the time where the organisation works."""
    return now.astimezone(ZoneInfo(load_organisation(session).time_zone))


def wants_reminders(session: Session, person_id: int) -> bool:
    """Tell whether somebody wants to be reminded."""
    return session.get_one(Person, person_id).wants_reminders


def choose_reminders(
    session: Session, moment: Moment, person_id: int, *, wanted: bool
) -> None:
    """Turn somebody's own reminders and weekly summaries on or off."""
    person = session.get_one(Person, person_id)
    if person.wants_reminders == wanted:
        return
    person.wants_reminders = wanted
    action = "turned reminders on" if wanted else "turned reminders off"
    record_event(session, moment, person_id, action, "person", person_id)


def plan_reminders(session: Session, now: datetime) -> list[Reminder]:
    """List who is to be reminded today, and who would be but cannot, with the reason.

    Reminders that were given already are left out.
    """
    zone = local_time(session, now).tzinfo
    today = now.astimezone(zone).date()
    rows = store.list_undone(session, today + EARLIEST, today + LATEST)
    planned = []
    for _, group in groupby(rows, lambda row: row.person_id):
        some = list(group)
        lines = [
            ReminderLine(row.course_id, row.slug, row.title, row.due_on, step.name)
            for row in some
            if (
                step := find_step(
                    row.due_on, row.asked_at.astimezone(zone).date(), today
                )
            )
        ]
        if lines:
            planned.append(_reminder(some[0], lines))
    given = _given(session, planned)
    return [left for one in planned if (left := _without(one, given)).lines]


def queue_reminders(
    session: Session, planned: Sequence[Reminder], moment: Moment
) -> int:
    """Queue a few people's reminders of one day and count them.

    A reminder that was queued meanwhile, by another process, is not queued again.
    """
    today = local_time(session, moment.now).date()
    given = _given(session, planned)
    queued = 0
    for whole in planned:
        reminder = _without(whole, given)
        key = f"reminder:{reminder.person_id}:{today}"
        # Whoever was reminded today hears of the rest tomorrow.
        if reminder.why_not or not reminder.lines or store.has_message(session, key):
            continue
        queue_message(
            session, moment, reminder.person_id, "reminder", key=key,
            soon=_facts(reminder.lines, moment, today, late=False),
            late=_facts(reminder.lines, moment, today, late=True),
            about=". ".join(f"{_STEPS[n.step]}: “{n.title}”" for n in reminder.lines),
        )  # fmt: skip
        session.add_all(
            ReminderStep(
                person_id=reminder.person_id,
                course_id=line.course_id,
                due_on=line.due_on,
                step=line.step,
                given_at=moment.now,
            )
            for line in reminder.lines
        )
        queued += 1
    session.flush()
    return queued


def plan_summaries(session: Session, now: datetime) -> list[Summary]:
    """List the managers who are told this week what is overdue, and who is not."""
    today = local_time(session, now).date()
    if not is_summary_day(today):
        return []
    planned = []
    online = list(store.list_online_titles(session))
    for manager in store.list_managers(session):
        if store.has_message(session, _summary_key(manager.id, today)):
            continue
        reach = load_reach(session, manager.id)
        overdue = len(list_people_in(session, reach, _STATE, online, today))
        if overdue:
            planned.append(
                Summary(manager.id, manager.name, overdue, _why_not(manager))
            )
    return planned


def queue_summary(session: Session, summary: Summary, moment: Moment) -> None:
    """Queue one manager's weekly message."""
    today = local_time(session, moment.now).date()
    queue_message(
        session, moment, summary.person_id, "overdue-summary",
        key=_summary_key(summary.person_id, today),
        people=summary.overdue,
        listed=_list_overdue(session, summary.person_id, today),
        link=f"{moment.site_url}/team?state={_STATE}",
    )  # fmt: skip


def _summary_key(manager_id: int, today: date) -> str:
    return f"overdue-summary:{manager_id}:{name_week(today)}"


def _list_overdue(
    session: Session, manager_id: int, today: date
) -> list[dict[str, object]]:
    """List the first people who have something overdue, with these courses."""
    reach = load_reach(session, manager_id)
    online = store.list_online_titles(session)
    people = list_people_in(session, reach, _STATE, list(online), today)
    names = {one.person_id: one.name for one in people[:MOST_IN_A_SUMMARY]}
    late: dict[int, list[dict[str, object]]] = {person_id: [] for person_id in names}
    for row in list_standings(session, list(names), list(online)):
        if row.passed_on is None and row.due_on is not None and row.due_on < today:
            course = {"course": online[row.course_id], "due_on": row.due_on}
            late[row.person_id].append(course)
    return [{"name": names[who], "courses": courses} for who, courses in late.items()]


def _reminder(row: Row[*tuple[Any, ...]], lines: list[ReminderLine]) -> Reminder:
    return Reminder(row.person_id, row.name, tuple(lines), _why_not(row))


def _why_not(row: Row[*tuple[Any, ...]]) -> str:
    if not row.email:
        return "has no e-mail address"
    return "" if row.wants_reminders else "turned reminders off"


def _given(
    session: Session, planned: Iterable[Reminder]
) -> set[tuple[int, int, date, str]]:
    days = [line.due_on for one in planned for line in one.lines]
    if not days:
        return set()
    return store.list_steps(session, [one.person_id for one in planned], min(days))


def _without(one: Reminder, given: set[tuple[int, int, date, str]]) -> Reminder:
    lines = (
        line
        for line in one.lines
        if (one.person_id, line.course_id, line.due_on, line.step) not in given
    )
    return Reminder(one.person_id, one.name, tuple(lines), one.why_not)


def _facts(
    lines: Sequence[ReminderLine], moment: Moment, today: date, *, late: bool
) -> list[dict[str, object]]:
    return [
        {
            "course": line.title,
            "due_on": line.due_on,
            "link": f"{moment.site_url}/courses/{line.slug}",
        }
        for line in lines
        if (line.due_on < today) == late
    ]

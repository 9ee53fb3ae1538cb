"""Queries for everything that is kept about one person, a few rows at a time."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from elearn.store.tables import (
    Assignment,
    Attempt,
    AttemptAllowance,
    AuditEvent,
    Award,
    AwardEvent,
    CardView,
    Course,
    CourseVersion,
    Draft,
    Enrolment,
    Membership,
    Message,
    PeopleFile,
    Play,
    PlayChoice,
    Reflection,
    Regrade,
    ReminderStep,
    Response,
    RoleGrant,
    SignIn,
    SignInTry,
    Team,
    WayIn,
    WrittenMark,
)

_AT_ONCE = 200

AnySelect = Select[*tuple[Any, ...]]
Rows = Iterator[Row[*tuple[Any, ...]]]


def stream(session: Session, query: AnySelect) -> Rows:
    """Read a few rows at a time, however many there are."""
    yield from session.execute(query.execution_options(yield_per=_AT_ONCE))


def is_try_of(person_id: int, sign_in_name: str) -> Any:
    """Make the condition that a failed try was for this person's account."""
    return or_(
        SignInTry.key.endswith(f":{sign_in_name}", autoescape=True),
        SignInTry.key == f"password:{person_id}",
    )


def roles_of(person_id: int) -> AnySelect:
    return (
        select(RoleGrant.role, Team.name.label("team"))
        .outerjoin(Team, Team.id == RoleGrant.team_id)
        .where(RoleGrant.person_id == person_id)
        .order_by(RoleGrant.id)
    )


def teams_of(person_id: int) -> AnySelect:
    return (
        select(Team.name)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.person_id == person_id)
        .order_by(Team.name)
    )


def sign_ins_of(person_id: int) -> AnySelect:
    return (
        select(SignIn.started_at, SignIn.expires_at, SignIn.ended_at)
        .where(SignIn.person_id == person_id)
        .order_by(SignIn.started_at)
    )


def ways_in_of(person_id: int) -> AnySelect:
    return (
        select(
            WayIn.kind, WayIn.made_at, WayIn.expires_at, WayIn.used_at, WayIn.ended_at
        )
        .where(WayIn.person_id == person_id)
        .order_by(WayIn.id)
    )


def tries_of(person_id: int, sign_in_name: str) -> AnySelect:
    return (
        select(SignInTry.tried_at)
        .where(is_try_of(person_id, sign_in_name))
        .order_by(SignInTry.id)
    )


def messages_to(person_id: int) -> AnySelect:
    return (
        select(
            Message.kind,
            Message.cause,
            Message.state,
            Message.reason,
            Message.queued_at,
            Message.ended_at,
        )
        .where(Message.person_id == person_id)
        .order_by(Message.id)
    )


def reminders_to(person_id: int) -> AnySelect:
    return (
        select(
            Course.slug, ReminderStep.due_on, ReminderStep.step, ReminderStep.given_at
        )
        .join(Course, Course.id == ReminderStep.course_id)
        .where(ReminderStep.person_id == person_id)
        .order_by(ReminderStep.given_at)
    )


def files_sent_by(person_id: int) -> AnySelect:
    return select(PeopleFile.sent_at).where(PeopleFile.person_id == person_id)


def assignments_of(person_id: int) -> AnySelect:
    own_teams = select(Membership.team_id).where(Membership.person_id == person_id)
    # A team's assignments hold for the teams below it as well.
    above = select(Team.id, Team.parent_id).where(Team.id.in_(own_teams))
    tree = above.cte("above", recursive=True)
    tree = tree.union(
        select(Team.id, Team.parent_id).join(tree, Team.id == tree.c.parent_id)
    )
    return (
        select(
            Course.slug,
            Assignment.due_on,
            Team.name.label("team"),
            Assignment.person_id,
            Assignment.created_at,
            Assignment.withdrawn_at,
        )
        .join(Course, Course.id == Assignment.course_id)
        .outerjoin(Team, Team.id == Assignment.team_id)
        .where(
            or_(
                Assignment.person_id == person_id,
                Assignment.team_id.in_(select(tree.c.id)),
                and_(Assignment.person_id.is_(None), Assignment.team_id.is_(None)),
            )
        )
        .order_by(Assignment.id)
    )


def enrolments_of(person_id: int) -> AnySelect:
    return (
        select(
            Course.slug, Enrolment.cycle, Enrolment.started_at, Enrolment.completed_at
        )
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Enrolment.id)
    )


def cards_of(person_id: int) -> AnySelect:
    return (
        _learning(CardView, CardView.module_id, CardView.card_id, CardView.done_at)
        .where(Enrolment.person_id == person_id)
        .order_by(CardView.id)
    )


def attempts_of(person_id: int) -> AnySelect:
    return (
        _learning(
            Attempt,
            Attempt.kind,
            Attempt.content_id,
            Attempt.number,
            Attempt.started_at,
            Attempt.handed_in_at,
            Attempt.points,
            Attempt.out_of,
            Attempt.passed,
            Attempt.critical,
        )
        .where(Enrolment.person_id == person_id)
        .order_by(Attempt.id)
    )


def allowances_of(person_id: int) -> AnySelect:
    return (
        _learning(
            AttemptAllowance,
            AttemptAllowance.after_attempt,
            AttemptAllowance.reason,
            AttemptAllowance.given_at,
        )
        .where(Enrolment.person_id == person_id)
        .order_by(AttemptAllowance.id)
    )


def regrades_of(person_id: int) -> AnySelect:
    return (
        select(
            Course.slug,
            Attempt.number.label("attempt"),
            Regrade.old_points,
            Regrade.old_passed,
            Regrade.new_points,
            Regrade.new_passed,
            Regrade.applied,
            Regrade.at,
        )
        .join(Attempt, Attempt.id == Regrade.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Regrade.id)
    )


def responses_of(person_id: int) -> AnySelect:
    return (
        select(
            Course.slug,
            CourseVersion.number.label("version"),
            Attempt.kind,
            Attempt.number.label("attempt"),
            Response.question_id,
            Response.try_number,
            Response.response,
            Response.shown,
            Response.share,
            Response.critical,
            Response.answered_at,
        )
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(CourseVersion, CourseVersion.id == Response.version_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Response.id)
    )


def marks_of(person_id: int) -> AnySelect:
    return (
        select(
            Course.slug,
            Response.question_id,
            WrittenMark.number,
            WrittenMark.lines,
            WrittenMark.share,
            WrittenMark.comment,
            WrittenMark.at,
        )
        .join(Response, Response.id == WrittenMark.response_id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.person_id == person_id)
        .order_by(WrittenMark.id)
    )


def plays_of(person_id: int) -> AnySelect:
    return (
        _learning(
            Play,
            Play.scenario_id,
            Play.number,
            Play.practice_of,
            Play.started_at,
            Play.ended_at,
            Play.left_at,
            Play.ending_id,
            Play.result,
            Play.final_state,
        )
        .where(Enrolment.person_id == person_id)
        .order_by(Play.id)
    )


def choices_of(person_id: int) -> AnySelect:
    return (
        select(
            Course.slug,
            Play.scenario_id,
            Play.number.label("play"),
            PlayChoice.scene_id,
            PlayChoice.words,
            PlayChoice.response,
            PlayChoice.shown,
            PlayChoice.made_at,
        )
        .join(Play, Play.id == PlayChoice.play_id)
        .join(Enrolment, Enrolment.id == Play.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.person_id == person_id)
        .order_by(PlayChoice.id)
    )


def reflections_of(person_id: int) -> AnySelect:
    return (
        select(Course.slug, Reflection.ask, Reflection.text, Reflection.saved_at)
        .join(Course, Course.id == Reflection.course_id)
        .where(Reflection.person_id == person_id)
        .order_by(Reflection.saved_at)
    )


def drafts_of(person_id: int) -> AnySelect:
    return (
        select(Draft.key, Draft.fields, Draft.saved_at)
        .where(Draft.person_id == person_id)
        .order_by(Draft.saved_at)
    )


def awards_of(person_id: int) -> AnySelect:
    return (
        select(Award.number, Award.issued_at, Award.facts)
        .where(Award.person_id == person_id)
        .order_by(Award.id)
    )


def award_events_of(person_id: int) -> AnySelect:
    return (
        select(Award.number, AwardEvent.kind, AwardEvent.reason, AwardEvent.at)
        .join(Award, Award.id == AwardEvent.award_id)
        .where(Award.person_id == person_id)
        .order_by(AwardEvent.id)
    )


def events_about(person_id: int) -> AnySelect:
    return (
        select(
            AuditEvent.at,
            AuditEvent.action,
            AuditEvent.thing_kind,
            AuditEvent.thing_id,
            AuditEvent.actor_id,
            AuditEvent.address,
            AuditEvent.detail,
        )
        .where(
            or_(
                AuditEvent.actor_id == person_id,
                and_(
                    AuditEvent.thing_kind == "person",
                    AuditEvent.thing_id == str(person_id),
                ),
            )
        )
        .order_by(AuditEvent.id)
    )


def _learning(table: Any, *columns: Any) -> AnySelect:
    """Select from a table of learning, with the course."""
    return (
        select(Course.slug, *columns)
        .join(Enrolment, Enrolment.id == table.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .select_from(table)
    )

"""Turn the assessment's rules, standing and results into what its pages say."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from flask import url_for

from elearn.domain.assessment import marks_needed
from elearn.domain.course import AssessmentRules, Course
from elearn.domain.questions import ChooseOne, Choosing, Question, TrueFalse, Written
from elearn.services.assessing import AssessmentPage, AttemptPage
from elearn.services.reviewing import ResultPage, ReviewedQuestion
from elearn.services.snapshots import Snapshot
from elearn.web.learner.contents import title_of, url_of
from elearn.web.learner.presenting import present_mark, present_question
from elearn.web.learner.presenting_texts import present_inline, present_words
from elearn.web.wording import count, day, moment_words

_REVIEW_WORDS = {
    "never": "You see your result. The answers stay closed.",
    "after answering": "You see all the right answers after you hand in.",
    "after passing": "You see all the right answers once you pass.",
}


def find_state(page: AssessmentPage, now: datetime) -> str:
    """Name how the assessment stands to this learner, as its panel knows it."""
    if page.passed:
        return "passed"
    if page.waits_for_mark:
        return "marking"
    if page.open is not None:
        return "started"
    if page.to_do:
        return "locked"
    if page.left == 0:
        return "used-up"
    if page.wait_until is not None and now < page.wait_until:
        return "waiting"
    return "open"


def describe_standing(page: AssessmentPage, now: datetime) -> str:
    """Say in a sentence or two how things stand."""
    state = find_state(page, now)
    if state == "passed":
        best = next(record for record in page.handed_in if record.passed)
        marks = f"{write_marks(best.points)} of {best.out_of} marks"
        return f"You passed on {day(best.handed_in_at)} with {marks}."
    if state == "marking":
        return (
            "You have handed in your answers. A trainer reads what you wrote and marks "
            "it. Then you see your result here."
        )
    if state == "started" and page.open is not None:
        answered = f"{page.open.answered} of {page.open.total}"
        return f"You have answered {answered} questions. Your answers are kept."
    if state == "waiting" and page.wait_until is not None:
        return f"You can try again {say_when(page.wait_until, now)}."
    if state == "used-up":
        times = count(len(page.handed_in), "attempt")
        return f"You have used {times}. Talk to your manager about what comes next."
    if state == "locked":
        return "First finish what is left of the course. Then this opens by itself."
    words = "Take your time. You can stop and come back: your answers are kept."
    if page.tests_out:
        words += " If you pass, you need not read the modules again."
    return words


def list_facts(page: AssessmentPage) -> list[tuple[str, str]]:
    """List what to know before beginning."""
    course, rules = page.place.course, page.rules
    facts = [
        ("Questions", f"{rules.draw.count}, one at a time"),
        ("To pass", _passing_words(course, rules)),
        ("Time", f"About {count(rules.minutes, 'minute')}. There is no timer."),
        ("Your answers", "You can change them until you hand them in."),
        ("Attempts", _attempts_words(page)),
    ]
    if any(isinstance(q, Written) for q in course.bank):
        facts.append(
            (
                "In your own words",
                "A trainer reads what you write, so your result can take a few days.",
            )
        )
    if any(_has_critical(q) for q in course.bank):
        facts.append(
            (
                "Safety",
                "An answer that would put somebody in danger means you do not pass, "
                "whatever your marks.",
            )
        )
    facts.append(("Afterwards", _REVIEW_WORDS[rules.review]))
    return facts


def list_to_do(page: AssessmentPage) -> list[dict[str, Any]]:
    """List what has to be done first, each with the way there."""
    return [
        {
            "text": title_of(page.place, item),
            "url": url_of(page.place, item),
            "done": False,
            "note": f"{item.done} of {item.total} cards" if item.total > 1 else None,
        }
        for item in page.to_do
    ]


def list_answered(page: AttemptPage) -> list[dict[str, Any]]:
    """List an attempt's questions, each with whether it is answered."""
    return [
        {
            "text": present_inline(page.snapshot, asked.question.gist),
            "url": url_for(
                "learner.attempt_question",
                slug=page.place.course.slug,
                number=page.number,
                position=asked.position,
            ),
            "done": asked.given is not None,
            "note": "Answered" if asked.given is not None else "Not answered",
        }
        for asked in page.asked
    ]


def list_topics(page: ResultPage) -> list[dict[str, Any]]:
    """Count what was right for each outcome that was asked, in the course's order.

    A missed one comes with the modules that teach it now.
    """
    rows: list[dict[str, Any]] = []
    if page.result.waits:
        return rows
    for outcome_id, words in page.snapshot.course.outcomes.items():
        items = [i for i in page.reviewed if i.asked.question.outcome == outcome_id]
        if items:
            right = sum(item.state == "right" for item in items)
            part = right or any(item.state == "partly" for item in items)
            rows.append(
                {
                    "text": present_words(page.snapshot, words),
                    "state": "yes" if right == len(items) else "part" if part else "no",
                    "right": right,
                    "asked": len(items),
                    "modules": (
                        _teaching(page.place.snapshot, outcome_id)
                        if outcome_id in page.look_again
                        else []
                    ),
                }
            )
    return rows


def _teaching(snapshot: Snapshot, outcome_id: str) -> list[dict[str, str]]:
    course = snapshot.course
    return [
        {
            "title": present_words(snapshot, module.title),
            "url": url_for("learner.module", slug=course.slug, module_id=module.id),
        }
        for module in course.modules.values()
        if outcome_id in module.outcomes
    ]


def list_written(page: ResultPage) -> list[dict[str, Any]]:
    """List the answers in own words, each with what a trainer says of it."""
    return [
        _present_reviewed(page, item)
        for item in page.reviewed
        if isinstance(item.asked.question, Written)
    ]


def list_reviewed(page: ResultPage, *, critical: bool = False) -> list[dict[str, Any]]:
    """List the questions whose answers may be shown, or the critical ones alone."""
    return [
        _present_reviewed(page, item)
        for item in page.reviewed
        if item.mark is not None and (item.critical or not critical)
    ]


def name_result(page: ResultPage) -> str:
    """Name a result as its panel knows it."""
    if page.result.passed:
        return "passed"
    if page.result.passed is None:
        return "waiting"
    return "critical" if page.result.critical_question_ids else "failed"


def needed_words(page: ResultPage) -> str:
    """Write the marks that pass; rounded up, so that it is never too little."""
    rules = page.snapshot.course.assessment
    if rules is None:
        return str(page.result.out_of)
    return _decimals(ceil(marks_needed(rules, page.result.out_of) * 100))


def write_marks(points: Fraction) -> str:
    """Write marks; rounded down, so that it never says more than was earned."""
    return _decimals(floor(points * 100))


def say_when(when: datetime, now: datetime) -> str:
    """Say an instant that is soon: today at 14:05."""
    words = moment_words(when)
    if day(when) == day(now):
        return f"today at {words.rpartition(' ')[2]}"
    return f"on {words}"


def _present_reviewed(page: ResultPage, item: ReviewedQuestion) -> dict[str, Any]:
    question, order = item.asked.question, item.asked.order
    if item.mark is None:
        raise ValueError(f"the answers to {question.id} stay closed")
    shown = page.answers_shown
    explain = question.explain if shown else None
    return {
        "number": item.asked.position,
        "gist": present_inline(page.snapshot, question.gist),
        "question": present_question(page.snapshot, question, order),
        "mark": present_mark(page.snapshot, question, item.mark, order, revealed=shown),
        "explain": present_inline(page.snapshot, explain) if explain else None,
    }


def _passing_words(course: Course, rules: AssessmentRules) -> str:
    percent = f"{_plain(rules.pass_percent)}%"
    worth = {question.points for question in course.bank}
    if worth != {1}:
        return f"{percent} of the marks"
    out_of = rules.draw.count
    needed = marks_needed(rules, out_of)
    words = f"{ceil(needed)} of {out_of} right ({percent})."
    in_parts = any(not isinstance(q, ChooseOne | TrueFalse) for q in course.bank)
    if in_parts and needed.denominator > 1:
        enough = _decimals(ceil(needed * 100))
        words += (
            f" Partly right answers earn part of a mark: {enough} marks are enough."
        )
    elif in_parts:
        words += " Partly right answers earn part of a mark."
    return words


def _attempts_words(page: AssessmentPage) -> str:
    limit, wait = page.rules.attempts.limit, page.rules.attempts.wait_minutes
    words = "As often as you like."
    if limit is not None:
        words = f"{limit} in all, {page.left} left."
        if page.allowed:
            words = (
                f"{count(page.left or 0, 'attempt')} left. Your manager allowed more."
            )
    if wait:
        words += f" You wait {_say_minutes(wait)} between two."
    return words


def _say_minutes(minutes: int) -> str:
    if minutes % (24 * 60) == 0:
        return count(minutes // (24 * 60), "day")
    if minutes % 60 == 0:
        return count(minutes // 60, "hour")
    return count(minutes, "minute")


def _has_critical(question: Question) -> bool:
    return isinstance(question, Choosing) and any(o.critical for o in question.answers)


def _decimals(hundredths: int) -> str:
    return _plain(Decimal(hundredths) / 100)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"

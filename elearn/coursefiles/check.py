"""Everything about a whole course that one file alone cannot tell."""

from collections.abc import Callable, Iterable
from datetime import date

from elearn.coursefiles import (
    check_assessments,
    check_language,
    check_proofs,
    check_questions,
    check_sources,
    check_stories,
)
from elearn.coursefiles.build import BuiltCourse
from elearn.coursefiles.check_subject import Subject
from elearn.coursefiles.memory import Memory
from elearn.coursefiles.problems import Problem

Rule = Callable[[Subject], Iterable[Problem]]

RULES: tuple[Rule, ...] = (
    check_stories.check_ways,
    check_stories.check_names,
    check_stories.check_effects,
    check_stories.check_conditions,
    check_stories.check_scripts,
    check_stories.check_people,
    check_proofs.check_proofs,
    check_sources.check_outcomes_known,
    check_sources.check_sources_known,
    check_sources.check_review_days,
    check_sources.check_pictures_told,
    check_sources.check_links,
    check_assessments.check_draw,
    check_assessments.check_outcomes_met,
    check_assessments.check_parts_there,
    check_assessments.check_asked_before,
    check_assessments.check_guessing,
    check_questions.check_answers_differ,
    check_questions.check_something_wrong,
    check_questions.check_critical_wrong,
    check_questions.check_scale_not_drawn,
    check_questions.check_right_not_longest,
    check_questions.check_right_not_in_one_place,
    check_language.check_card_length,
    check_language.check_reading_grade,
    check_language.check_sentences,
    check_language.check_house_words,
    check_language.check_claims,
    check_language.check_minutes,
)


def check_course(
    built: BuiltCourse,
    today: date,
    looks: frozenset[str],
    memory: Memory | None = None,
) -> list[Problem]:
    """List what is wrong with a course that could be built, each problem once.

    *looks* are the faces that are drawn. What could not be built has its problems
    already. What takes long is looked up in *memory* first.
    """
    if built.course is None:
        return []
    subject = Subject(built.course, built.places, today, looks, memory or Memory())
    return sorted({problem for rule in RULES for problem in rule(subject)})

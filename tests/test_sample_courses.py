"""The courses that ship: a careful learner passes, a guesser and the worst do not."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from elearn.coursefiles.build import BuiltCourse, build_course
from elearn.coursefiles.check_guessing import find_easiest_draw, guess_draw
from elearn.coursefiles.reading import list_paragraphs
from elearn.demo_learner import DemoLearner, wrong_form
from elearn.domain.assessment import draw_questions, mark_attempt
from elearn.domain.course import Course, ModuleItem, Prose
from elearn.domain.proof import prove_scenario
from elearn.domain.text import count_words
from elearn.services.checking import check_built
from elearn.services.moment import Moment
from elearn.services.organisations import add_organisation, add_person
from elearn.services.publishing import publish_course
from elearn.store.awards import list_awards
from elearn.store.database import Database
from elearn.web.learner.contents import facts_of
from tests.rosewood import COURSES, NO_PASSWORD, NOW

SLUGS = sorted(path.parent.name for path in COURSES.glob("*/course.yaml"))

SEEDS = {
    "trust, rapport, listening to concerns": (
        "communication/first-thirty-seconds communication/listening "
        "communication/handing-over communication/fifteen-minutes"
    ),
    "personal care plans": "empathy/care-plans empathy/seeing-the-person",
    "feedback": "communication/feedback",
    "understanding needs": "empathy/seeing-the-person empathy/small-signals",
    "plain language, teach-back, MECC": "communication/plain-language",
    "body language, tone, the 38 % claim": "communication/voice-and-body",
    "empathy and compassion": "empathy/empathy-and-sympathy",
    "a welcoming place": "empathy/small-signals",
    "shared decisions, not compliance": "empathy/choice-and-consent empathy/going-home",
    "task-led habits, 15-minute visits": (
        "empathy/person-before-task empathy/tuesday-shower"
    ),
    "four relationships, shared records, SBAR": (
        "communication/handing-over communication/not-herself"
    ),
    "causes of anger, warning signs, calming words": (
        "conflict/why-anger conflict/warning-signs conflict/words-that-calm "
        "conflict/tablets"
    ),
    "emergencies, lone work": "conflict/working-alone conflict/grandson",
    "documenting incidents": "conflict/writing-it-down",
    "debrief, complaints, saying sorry": "conflict/afterwards",
    "bias and cultural humility": "cultural-competence/my-own-lens",
    "law on equality": "cultural-competence/equality-in-shifts",
    "beliefs and help-seeking": (
        "cultural-competence/beliefs-about-health "
        "cultural-competence/my-daughter-can-tell-you"
    ),
    "disability, faith and food": "cultural-competence/daily-care",
    "language and interpreters": "cultural-competence/language-and-interpreters",
    "belonging and speaking up": (
        "cultural-competence/speaking-up cultural-competence/jean-is-my-sister"
    ),
    "stress and its causes": "self-care/stress-is-a-signal",
    "burnout, fatigue": "self-care/burnout",
    "mindfulness, small tools": "self-care/small-tools",
    "time and boundaries": "self-care/boundaries-and-time self-care/could-you-just",
    "talking, peer support": "self-care/talking self-care/quiet-femi",
    "journaling, resilience": "self-care/reflection-and-team",
}
"""What the first drafts of the courses were asked to hold, and where it stands."""


@pytest.fixture(scope="module", params=SLUGS)
def built(request: pytest.FixtureRequest) -> BuiltCourse:
    return build_course(COURSES / request.param, shown_as=f"courses/{request.param}")


@pytest.fixture(scope="module")
def course(built: BuiltCourse) -> Course:
    assert built.course is not None
    return built.course


def test_a_course_is_clean(built: BuiltCourse) -> None:
    assert check_built(built, date(2026, 11, 22)) == ()


def test_a_course_is_whole(course: Course) -> None:
    listed = [item for item in course.contents if isinstance(item, ModuleItem)]
    assert len(listed) == 6
    assert len(course.scenarios) == 2
    assert len(course.bank) >= 36
    assert course.assessment
    assert course.assessment.draw.count == 12
    assert course.observation
    assert course.glossary


def test_each_module_has_two_more_kinds_than_choose_one(course: Course) -> None:
    for item in course.contents:
        if isinstance(item, ModuleItem):
            blocks = [b for c in course.modules[item.id].cards for b in c.blocks]
            kinds = {b.kind for b in blocks if b.kind == "explore"}
            kinds |= {b.question.kind for b in blocks if b.kind == "ask"}
            assert len(kinds - {"choose-one"}) >= 2, item.id
            assert "easy" in {b.kind for b in blocks}, item.id
            assert "reflection" in {b.kind for b in blocks}, item.id


def test_a_card_fits_a_phone(course: Course) -> None:
    for module in course.modules.values():
        for card in module.cards:
            prose = [b.text for b in card.blocks if isinstance(b, Prose)]
            words = sum(count_words(p) for text in prose for p in list_paragraphs(text))
            assert words <= 120, f"{module.id}/{card.id} has {words} words"


@pytest.mark.slow
def test_a_careful_learner_gets_the_award(
    course: Course, built: BuiltCourse, sqlite_url: str
) -> None:
    database = Database(sqlite_url)
    moment = Moment(NOW - timedelta(days=1), Random(3))
    with database.writing() as session:
        add_organisation(session, moment, "Rosewood Care")
        lena = add_person(
            session, moment, "lena", "Lena Kowalska", password_hash=NO_PASSWORD
        )
        publish_course(session, built, moment)
        learner = DemoLearner(session, lena, course.slug, replace(moment, now=NOW))
        learner.complete(misses=0)
        awards = list_awards(session, lena)
    assert len(awards) == 1
    database.close()


@pytest.mark.slow
def test_a_guesser_does_not_pass(course: Course) -> None:
    """Below 1 in 1,000 for the easiest draw and both first plays together."""
    assert course.assessment
    chance = guess_draw(
        find_easiest_draw(course), Fraction(course.assessment.pass_percent)
    )
    assert chance < Fraction(1, 1000)
    for scenario in course.scenarios.values():
        figures = prove_scenario(scenario).figures
        shares = figures.shares
        chance *= shares.get("good", 0) + shares.get("recovered", 0)
    assert chance < Fraction(1, 1000)


@pytest.mark.slow
def test_the_worst_player_never_passes(course: Course) -> None:
    assert course.assessment
    for seed in range(20):
        drawn = draw_questions(course, Random(seed))
        by_id = {question.id: question for question in course.bank}
        given = {}
        for item in drawn:
            question = by_id[item.question_id]
            given[question.id] = question.read(wrong_form(question, critical=True))
        result = mark_attempt(course, course.assessment, drawn, given)
        assert not result.passed
    for scenario in course.scenarios.values():
        proof = prove_scenario(scenario)
        assert proof.complete
        assert proof.worst_astray is None
        assert proof.harmful_ends_good is None
        assert proof.critical_not_unsafe is None


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_asked_for_is_there(seed: str) -> None:
    for place in SEEDS[seed].split():
        slug, _, part = place.partition("/")
        folder: Path = COURSES / slug
        module = folder / "modules" / f"{part}.md"
        scenario = folder / "scenarios" / f"{part}.yaml"
        assert module.is_file() or scenario.is_file(), place


def test_a_course_page_counts_what_is_taken(course: Course) -> None:
    """A module that is read instead of a scenario is not one more to take."""
    assert facts_of(course)[1:] == ["6 modules", "2 scenarios", "Final assessment"]

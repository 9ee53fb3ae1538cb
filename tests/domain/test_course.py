"""The whole course as a value: kept as JSON and named by its content."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain.course import Ask, Card, Course, Media, Module, Prose, Source
from elearn.domain.questions import Question
from elearn.domain.scenario import Scenario
from tests.domain.asking import questions
from tests.domain.curricula import make_course, make_question, make_rules
from tests.domain.stories import small_scenarios
from tests.examples import most

DAY = date(2026, 11, 22)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """Draw a course with questions of any kind and any small story."""
    found: list[Question] = [
        q.model_copy(update={"id": f"q{n}"})
        for n, q in enumerate(draw(st.lists(questions(), min_size=2, max_size=4)))
    ]
    card = Card(
        id="knock",
        heading="Knock",
        blocks=(Prose(text="Wait."), Ask(question=found[0])),
        cites=("granger-2013",),
    )
    story: Scenario = draw(small_scenarios())
    return make_course(
        [Module(id="doors", title="Doors", minutes=5, cards=(card,))],
        found[1:],
        make_rules(1, draw(st.sampled_from(("80", "66.67", "100")))),
        scenarios={story.id: story},
        standards={"care-certificate-2025": (6, 7)},
        sources={"granger-2013": Source(text="Granger", checked=DAY, review_by=DAY)},
        media={"a.svg": Media(name="a.svg", sha256="0" * 64, type="image/svg+xml")},
    )


@settings(max_examples=most(15))
@given(courses())
def test_a_course_kept_as_json_is_the_same_course(course: Course) -> None:
    name = course.content_hash
    again = Course.model_validate_json(course.model_dump_json())
    assert again.content_hash == name
    assert again.short_version == name[:8]
    assert again == course
    assert again.bank == course.bank
    for module_id, module in course.modules.items():
        for card in module.cards:
            kept = again.modules[module_id].find_card(card.id)
            assert kept
            assert kept.text_hash == card.text_hash
            assert kept.questions == card.questions


@settings(max_examples=most(15))
@given(courses())
def test_any_change_gives_another_name(course: Course) -> None:
    changes = {
        "title": "Other words",
        "cpd_minutes": 31,
        "standards": {"care-certificate-2025": (7, 6)},
        "media": {},
        "refresh_months": 12,
    }
    names = {course.content_hash}
    for field, value in changes.items():
        names.add(course.model_copy(update={field: value}).content_hash)
    assert len(names) == 1 + len(changes)


def test_a_card_is_named_by_its_text_and_not_by_its_address() -> None:
    card = Card(id="knock", heading="Knock", blocks=(Prose(text="Wait."),))
    moved = Card(id="other", heading="Knock", blocks=card.blocks, was="knock")
    changed = Card(id="knock", heading="Knock", blocks=(Prose(text="Go in."),))
    assert card.text_hash == moved.text_hash
    assert card.text_hash != changed.text_hash
    assert card.reflections == ()


def test_a_course_without_an_assessment_draws_from_nothing() -> None:
    assert make_course().bank == ()


def test_a_new_key_of_the_format_makes_no_new_version_of_old_courses() -> None:
    """Whoever adds a key with a default must find this hash as it is.

    A key that is said, even with another value than its default, makes a new one.
    """
    bank = [make_question(f"q{n}") for n in range(3)]
    course = make_course(bank=bank, rules=make_rules(3))
    assert course.short_version == "1dc422dd"
    changed = make_course(bank=bank, rules=make_rules(3, test_out=True))
    assert changed.content_hash != course.content_hash

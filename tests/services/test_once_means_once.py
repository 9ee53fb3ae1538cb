"""Many real connections do the same thing at the same moment; it happens once."""

import pytest
from sqlalchemy import select

from elearn.demo_learner import form_for, wrong_form
from elearn.services import assessing, learning, playing
from elearn.services.home import take_again
from elearn.services.publishing import publish_course
from elearn.store.tables import (
    Attempt,
    Award,
    AwardEvent,
    CardView,
    CourseVersion,
    Enrolment,
    Play,
    PlayChoice,
    Response,
)
from tests.rosewood import COURSE, Rosewood

pytestmark = pytest.mark.slow


def test_a_first_card_finished_eight_times_at_once(rosewood: Rosewood) -> None:
    module = next(iter(rosewood.built.course.modules.values()))
    card = next(card for card in module.cards if not card.questions)
    rosewood.race(
        lambda: rosewood.database.write(
            learning.finish_card, rosewood.lena, COURSE, module.id, card.id,
            rosewood.moment(),
        )
    )  # fmt: skip
    assert rosewood.count(Enrolment) == 1
    assert rosewood.count(CardView) == 1


def test_an_answer_sent_eight_times_is_one_response(rosewood: Rosewood) -> None:
    module, card, question = next(
        (module, card, question)
        for module in rosewood.built.course.modules.values()
        for card in module.cards
        for question in card.questions
    )
    answers = rosewood.race(
        lambda: rosewood.database.write(
            learning.answer_card_question, rosewood.lena, COURSE, module.id, card.id,
            question.id, form=wrong_form(question), try_number=1, draft_key="",
            now=rosewood.moment().now,
        ).id
    )  # fmt: skip
    assert len(set(answers)) == 1
    assert rosewood.count(Response) == 1
    assert rosewood.count(Attempt) == 1


def test_different_answers_to_the_same_try_keep_the_first(rosewood: Rosewood) -> None:
    module, card, question = next(
        (module, card, question)
        for module in rosewood.built.course.modules.values()
        for card in module.cards
        for question in card.questions
    )
    forms = [wrong_form(question), form_for(question, question.right_response())] * 4
    shares = rosewood.race(
        lambda: rosewood.database.write(
            learning.answer_card_question, rosewood.lena, COURSE, module.id, card.id,
            question.id, form=forms.pop(), try_number=1, draft_key="",
            now=rosewood.moment().now,
        ).share
    )  # fmt: skip
    assert len(set(shares)) == 1
    assert rosewood.count(Response) == 1


def test_a_play_begun_eight_times_is_one_play(rosewood: Rosewood) -> None:
    numbers = rosewood.race(
        lambda: rosewood.database.write(
            playing.start_play, rosewood.lena, COURSE, "fifteen-minutes",
            rosewood.moment().now,
        )
    )  # fmt: skip
    assert set(numbers) == {1}
    assert rosewood.count(Play) == 1


def test_eight_choices_at_one_scene_are_one_choice(rosewood: Rosewood) -> None:
    rosewood.database.write(
        playing.start_play, rosewood.lena, COURSE, "fifteen-minutes",
        rosewood.moment().now,
    )  # fmt: skip
    page = rosewood.database.read(
        playing.show_play, rosewood.lena, COURSE, "fifteen-minutes", 1
    )
    wishes = [choice.id for choice in page.choices] * 4
    positions = rosewood.race(
        lambda: rosewood.database.write(
            playing.make_choice, rosewood.lena, COURSE, "fifteen-minutes", 1,
            position=0, choice_id=wishes.pop(), moment=rosewood.moment(),
        )
    )  # fmt: skip
    assert set(positions) == {1}
    assert rosewood.count(PlayChoice) == 1


def _come_to_the_assessment(rosewood: Rosewood) -> None:
    with rosewood.database.writing() as session:
        learner = rosewood.learner(session)
        learner.read_cards(missing=0)
        for scenario_id in rosewood.built.course.scenarios:
            learner.play(scenario_id)


def test_an_assessment_begun_eight_times_is_one_attempt(rosewood: Rosewood) -> None:
    _come_to_the_assessment(rosewood)
    numbers = rosewood.race(
        lambda: rosewood.database.write(
            assessing.start_attempt, rosewood.lena, COURSE, rosewood.moment(300)
        )
    )
    assert set(numbers) == {1}
    assert rosewood.count(Attempt, Attempt.kind == "assessment") == 1


def test_answers_handed_in_eight_times_are_one_award(rosewood: Rosewood) -> None:
    _come_to_the_assessment(rosewood)
    with rosewood.database.writing() as session:
        rosewood.learner(session, 300).begin_assessment(misses=0)
    rosewood.race(
        lambda: rosewood.database.write(
            assessing.hand_in, rosewood.lena, COURSE, 1, rosewood.moment(400)
        )
    )
    assert rosewood.count(Award) == 1
    assert rosewood.count(AwardEvent) == 1
    # A new cycle asked for eight times is one new cycle.
    rosewood.race(
        lambda: rosewood.database.write(
            take_again, rosewood.lena, COURSE, rosewood.moment(500)
        )
    )
    cycles = select(Enrolment.cycle).order_by(Enrolment.cycle)
    assert rosewood.database.read(lambda s: list(s.scalars(cycles))) == [1, 2]


def test_a_course_published_twice_at_once_has_one_version(rosewood: Rosewood) -> None:
    rosewood.race(
        lambda: rosewood.database.write(
            publish_course, rosewood.built, rosewood.moment()
        ),
        runners=3,
    )
    assert rosewood.count(CourseVersion) == 1

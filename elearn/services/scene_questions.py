"""The questions that scenes ask: their order on the page, and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from elearn.domain.assessment import steady_order
from elearn.domain.marks import Mark
from elearn.domain.questions import Form, Question
from elearn.domain.questions import Response as Given
from elearn.domain.scenario import Scenario, Scene, follow_answer
from elearn.store.tables import Play, PlayChoice


@dataclass(frozen=True)
class SceneQuestion:
    """A question of a scene as it stands on its page; `given` until it is answered."""

    question: Question
    order: tuple[str, ...]
    given: Given | None = None
    mark: Mark | None = None


@dataclass(frozen=True)
class Answered:
    """An answer that was read: what follows from it, and what is kept of it."""

    choice_id: str
    response: Given
    shown: dict[str, object]


def ask(scene: Scene, play: Play, position: int) -> SceneQuestion | None:
    """Give the question of a scene, in an order that stays for this play."""
    if scene.question is None:
        return None
    order = steady_order(scene.question, f"{play.id}/{position}")
    return SceneQuestion(scene.question, order)


def read_answer(asked: SceneQuestion, scene: Scene, form: Form) -> Answered:
    """Read an answer and decide what follows. Raise BadResponse if it is not whole."""
    question = asked.question
    response = question.read(form)
    shown: dict[str, object] = {
        "ask": question.ask,
        "order": list(asked.order),
        "words": question.words_shown(),
    }
    return Answered(follow_answer(scene, question.mark(response)), response, shown)


def list_answered(
    scenario: Scenario, choices: Sequence[PlayChoice]
) -> dict[int, SceneQuestion]:
    """Give the questions that were answered in a play, by the choice's position."""
    answered = {}
    for choice in choices:
        question = scenario.scenes[choice.scene_id].question
        if question is not None and choice.response is not None and choice.shown:
            answered[choice.position] = SceneQuestion(
                question,
                tuple(choice.shown["order"]),
                choice.response,
                question.mark(choice.response),
            )
    return answered

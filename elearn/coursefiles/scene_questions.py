"""Reads the questions that scenes of a scenario ask, and what follows from answers."""

from elearn.coursefiles.places import Place
from elearn.coursefiles.problems import Findings, quoted
from elearn.coursefiles.question_source import read_question
from elearn.coursefiles.yaml_nodes import Entry, Scalar, Table, place_in
from elearn.domain.questions import (
    ChooseOne,
    Choosing,
    Question,
    Scale,
    Spots,
    TrueFalse,
    Written,
)
from elearn.domain.scenario import Scenario, Scene

Questions = dict[str, Question]
"""The question of each scene that asks one."""

_CODE = "does-not-fit"
_NO_PART_MARKS = (ChooseOne, TrueFalse)


def take_scene_questions(table: Table, findings: Findings) -> tuple[Table, Questions]:
    """Read the questions and take them out: a model cannot tell their kind by its keys.

    A question without an id is called as its scene is.
    """
    scenes = table.get("scenes")
    if not isinstance(scenes, Table):
        return table, {}
    questions: Questions = {}
    left: dict[str, Entry] = {}
    for scene_id, entry in scenes.entries.items():
        left[scene_id] = entry
        scene = entry.node
        if not isinstance(scene, Table) or "question" not in scene.entries:
            continue
        node = scene.entries["question"].node
        if isinstance(node, Table) and "id" not in node.entries:
            named = Entry(node.place, Scalar(scene_id, node.place))
            node = Table({"id": named} | node.entries, node.place)
        question, _ = read_question(node, findings)
        if question:
            questions[scene_id] = question
        others = {k: e for k, e in scene.entries.items() if k != "question"}
        left[scene_id] = Entry(entry.key_place, Table(others, scene.place))
    told = Entry(table.entries["scenes"].key_place, Table(left, scenes.place))
    return Table(table.entries | {"scenes": told}, table.place), questions


def give_scene_questions(scenario: Scenario, questions: Questions) -> Scenario:
    """Put the questions where they were."""
    scenes = {
        scene_id: scene.model_copy(update={"question": questions[scene_id]})
        if scene_id in questions
        else scene
        for scene_id, scene in scenario.scenes.items()
    }
    return scenario.model_copy(update={"scenes": scenes})


def check_answers(scenario: Scenario, tree: Table, findings: Findings) -> None:
    """Tell where a question and what follows from its answers do not fit together."""
    for scene_id, scene in scenario.scenes.items():
        place = place_in(tree, ("scenes", scene_id))
        if scene.question is None:
            _check_no_answers(scene_id, scene, tree, findings)
        elif isinstance(scene.question, Scale | Written):
            findings.error(
                place,
                _CODE,
                "A scene cannot ask this kind of question: nothing follows from an "
                "answer that is not marked at once.",
                "Ask one with options, statement, order, pairs, groups, blanks or "
                "spots.",
            )
        else:
            _check_ways(scene, scene.question, place, tree, scene_id, findings)


def _check_no_answers(
    scene_id: str, scene: Scene, tree: Table, findings: Findings
) -> None:
    for n, choice in enumerate(scene.choices):
        if choice.answer is not None:
            findings.error(
                place_in(tree, ("scenes", scene_id, "choices", n, "answer")),
                _CODE,
                "This choice follows from an answer, and the scene asks no question.",
                "Give the choice its words, or add a question to the scene.",
            )


def _check_ways(
    scene: Scene,
    question: Question,
    place: Place,
    tree: Table,
    scene_id: str,
    findings: Findings,
) -> None:
    found = {choice.answer for choice in scene.choices}
    for n, choice in enumerate(scene.choices):
        here = place_in(tree, ("scenes", scene_id, "choices", n))
        if choice.answer is None:
            findings.error(
                here,
                _CODE,
                "This scene asks a question, so nothing else can be chosen in it.",
                "Write “answer: right” or “answer: wrong” in place of the words.",
            )
        if choice.when is not None or choice.once:
            findings.error(
                here,
                _CODE,
                "What follows from an answer cannot depend on “when” or “once”.",
                "Lead to a gate, and let the gate decide.",
            )
    for wanted in ("right", "wrong"):
        if wanted not in found:
            findings.error(
                place,
                _CODE,
                f"The scene does not say what follows when the answer is "
                f"{quoted(wanted)}.",
                f"Add a choice with “answer: {wanted}”.",
            )
    if "partly" in found and _is_all_or_nothing(question):
        findings.error(
            place,
            _CODE,
            "This question is answered right or not, so nothing can follow from a "
            "partly right answer.",
            "Take “answer: partly” away.",
        )
    answers = question.answers if isinstance(question, Choosing) else ()
    if any(option.critical for option in answers):
        findings.error(
            place,
            _CODE,
            "In a scene, an option of a question cannot be critical.",
            "Write “critical: true” beside “answer: wrong”, or offer choices instead.",
        )


def _is_all_or_nothing(question: Question) -> bool:
    if isinstance(question, Spots):
        return sum(spot.right for spot in question.spots) == 1
    return isinstance(question, _NO_PART_MARKS)

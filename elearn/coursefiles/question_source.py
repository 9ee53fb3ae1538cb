"""Reads one question: its keys decide its kind."""

from collections.abc import Iterator

from elearn.coursefiles.authors_keys import keys_of
from elearn.coursefiles.places import Place, within
from elearn.coursefiles.problems import Findings, nearest, quoted
from elearn.coursefiles.sentences import build_part
from elearn.coursefiles.yaml_nodes import Entry, Listing, Node, Scalar, Table, place_in
from elearn.domain.questions import (
    BIN,
    BadBlank,
    Blanks,
    ChooseAll,
    ChooseOne,
    Match,
    Option,
    Order,
    Question,
    Scale,
    Sort,
    Spots,
    TrueFalse,
    Written,
    read_blanks,
)
from elearn.domain.text import short_hash, slugify

KINDS: dict[str, type[Question]] = {
    "options": ChooseOne,
    "statement": TrueFalse,
    "order": Order,
    "pairs": Match,
    "groups": Sort,
    "blanks": Blanks,
    "spots": Spots,
    "scale": Scale,
    "written": Written,
}
"""The key that makes a question one of a kind."""

_TRUE = {"true", "yes", "on", "1", "t", "y"}
_FALSE = {"false", "no", "off", "0", "f", "n"}


def read_question(node: Node, findings: Findings) -> tuple[Question | None, Node]:
    """Read a question; also give the tree in which its parts are found by name."""
    if not isinstance(node, Table):
        findings.error(
            node.place,
            "wrong-type",
            "A question has to have keys, such as id, ask and options.",
            "Write each on a line of its own, like “ask: What do you do first?”.",
        )
        return None, node
    before = findings.errors
    key = _deciding_key(node, findings)
    if key == "groups":
        listed = _with_listed_groups(node, findings)
        key, node = (key, listed) if listed else (None, node)
    model = _model_of(key, node, findings) if key else None
    question = build_part(model, node, findings) if model else None
    if question is None or findings.errors > before:
        return None, node
    return (question if _all_different(question, node, findings) else None), node


def read_questions(
    nodes: list[Node], findings: Findings
) -> Iterator[tuple[Question | None, Node]]:
    """Read a list of questions; no two may have the same id."""
    seen: dict[str, Place] = {}
    for node in nodes:
        question, tree = read_question(node, findings)
        if question:
            tell_repeated_id(
                question.id, place_in(tree, ("id",)), seen, findings, "question"
            )
        yield question, tree


def tell_repeated_id(
    name: str, place: Place, seen: dict[str, Place], findings: Findings, what: str
) -> None:
    """Refuse an id that was used before; remember this one."""
    first = seen.setdefault(name, place)
    if first is not place:
        findings.error(
            place,
            "duplicate-id",
            f"The id {quoted(name)} is used twice; the first is on line {first.line} "
            f"of {first.path}.",
            f"Give this {what} another id.",
        )


def _deciding_key(node: Table, findings: Findings) -> str | None:
    found = [key for key in node.entries if key in KINDS]
    if not found:
        meant = next((m for k in node.entries if (m := nearest(k, KINDS))), None)
        findings.error(
            node.place,
            "question-without-kind",
            "Nothing here can be answered.",
            f"Did you mean {quoted(meant)}?"
            if meant
            else f"Add one of {', '.join(KINDS)}.",
        )
        return None
    if len(found) > 1:
        findings.error(
            node.entries[found[1]].key_place,
            "question-of-two-kinds",
            f"The keys {quoted(found[0])} and {quoted(found[1])} cannot be in one "
            "question.",
            "Keep one of them, or make two questions.",
        )
        return None
    return found[0]


def _model_of(key: str, node: Table, findings: Findings) -> type[Question] | None:
    """Give the model of a kind; None for a text whose blanks are told of already."""
    if key in ("options", "spots"):
        right = _count_right(node, key, findings)
        return ChooseAll if key == "options" and right > 1 else KINDS[key]
    if key == "blanks" and not _can_be_filled_in(node, findings):
        return None
    return KINDS[key]


def _count_right(node: Table, key: str, findings: Findings) -> int:
    options = node.get(key)
    if not isinstance(options, Listing):
        return 0
    marks = [_right_mark(option) for option in options.items]
    right = sum(mark in _TRUE for mark in marks)
    if not right and marks and all(mark in _FALSE for mark in marks):
        findings.error(
            node.entries[key].place,
            "question-without-right-answer",
            f"No {key.removesuffix('s')} is marked right.",
            "Add “right: true” to one.",
        )
    return right


def _can_be_filled_in(node: Table, findings: Findings) -> bool:
    """Point at the blank that cannot be filled in, before the model looks."""
    text = node.text("blanks") or ""
    if not text.strip():
        return True
    try:
        read_blanks(text)
    except BadBlank as bad:
        place = node.entries["blanks"].place
        findings.error(
            within(place, text, bad.offset), "bad-blank", bad.sentence, bad.hint
        )
        return False
    return True


_KEYS_OF_OPTION = keys_of(Option)


def _right_mark(option: Node) -> str:
    """Give what an option says of being right; a misspelt key has its own problem."""
    if not isinstance(option, Table):
        return "false"
    mark = option.text("right")
    if mark is None:
        strange = option.entries.keys() - _KEYS_OF_OPTION
        return "?" if any(nearest(key, ("right",)) for key in strange) else "no"
    return mark.lower()


def _with_listed_groups(node: Table, findings: Findings) -> Table | None:
    """Turn `Name: [items]` into a list of groups with id and name."""
    entry = node.entries["groups"]
    if not isinstance(entry.node, Table):
        findings.error(
            entry.place,
            "wrong-type",
            "“groups” has to be names, each with a list.",
            "Write “Situation:” and below it the list of what belongs there.",
        )
        return None
    groups: list[Node] = []
    taken: dict[str, str] = {BIN: "bin"}
    for name, group in entry.node.entries.items():
        place = group.key_place
        group_id = slugify(name) or short_hash(name)
        if group_id in taken:
            findings.error(
                place,
                "duplicate-id",
                f"The group {quoted(name)} is too much like {quoted(taken[group_id])}.",
                "Give it another name.",
            )
        taken[group_id] = name
        parts = {"id": Scalar(group_id, place), "name": Scalar(name, place)}
        entries = {key: Entry(place, part) for key, part in parts.items()}
        groups.append(Table(entries | {"items": Entry(place, group.node)}, place))
    listed = Entry(entry.key_place, Listing(groups, entry.node.place))
    return Table(node.entries | {"groups": listed}, node.place)


def _all_different(question: Question, node: Table, findings: Findings) -> bool:
    """Refuse two answers that a record could not tell apart."""
    seen: set[str] = set()
    well = True
    for steps, item in question.list_items():
        if item.id in seen:
            well = False
            findings.error(
                place_in(node, steps),
                "same-answer-twice",
                "Two answers of this question have the same words or the same id.",
                "Change one of them.",
            )
        seen.add(item.id)
    return well

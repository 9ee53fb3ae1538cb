"""What changed between two versions of a course, in the course's own terms.

The walk is over the plain data of both models, so that a field nobody thought of is
told too: whatever differs gives at least one change.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from elearn.domain.course import Course
from elearn.domain.difference_pairs import pair_up, plain_text, without_name
from elearn.domain.difference_words import (
    ANSWERS,
    KEYS,
    LISTS_BY_ID,
    MAPS,
    RECORDED,
    label_of,
    name_of,
)

ChangeKind = Literal["added", "removed", "moved", "changed"]
Alarm = Literal["key", "kind", "lost"]
"""Key: another answer is right. Kind: the same id is asked in another way. Lost: an id
is gone, and what people did under it is not carried over."""

Node = dict[str, Any]
_LONGEST = 4000
_LONGEST_WHERE = 70


@dataclass(frozen=True)
class Change:
    """One thing that is different.

    `path` leads to it in the new course, or to what it was taken from; `where` says
    the same in words, from the outside in. `old` and `new` are what can be read.
    """

    kind: ChangeKind
    path: tuple[str | int, ...]
    where: tuple[str, ...]
    label: str
    old: str = ""
    new: str = ""
    alarm: Alarm | None = None


@dataclass(frozen=True)
class _At:
    """Where the walk is. `field` is the last field's name.

    `is_map` tells a field that holds things by name from one of these things;
    `asked` is true inside a question.
    """

    path: tuple[str | int, ...] = ()
    where: tuple[str, ...] = ()
    field: str = ""
    is_map: bool = False
    asked: bool = False

    def part(self, field: str) -> "_At":
        asked = self.asked or field == "question"
        return _At((*self.path, field), self.where, field, field in MAPS, asked)

    def item(self, step: str | int, name: str) -> "_At":
        asked = self.asked or (self.field == "banks" and isinstance(step, int))
        return replace(
            self.named(name), path=(*self.path, step), is_map=False, asked=asked
        )

    def named(self, name: str) -> "_At":
        return replace(self, where=(*self.where, name)) if name else self


def compare_courses(old: Course, new: Course) -> tuple[Change, ...]:
    """List every difference, in the order of the new course; equal ones have none."""
    if old.content_hash == new.content_hash:
        return ()
    walk = _Walk()
    walk.compare(old.model_dump(mode="json"), new.model_dump(mode="json"), _At())
    return walk.finish()


class _Walk:
    def __init__(self) -> None:
        self._changes: list[Change] = []
        self._gone: list[tuple[int, Node, str]] = []
        """Cards that are gone: their change, if they have one of their own, or -1."""
        self._come: list[tuple[int, Node]] = []

    def finish(self) -> tuple[Change, ...]:
        """Tell a card that went from one module to another as moved."""
        taken: set[int] = set()
        for at, card in self._come:
            change = self._changes[at]
            for gone in self._gone:
                if without_name(gone[1]) == without_name(card):
                    self._gone.remove(gone)
                    taken |= {gone[0]}
                    self._changes[at] = replace(
                        change,
                        kind="moved",
                        old=gone[2],
                        new=change.where[0] if change.where else "",
                    )
                    break
        return tuple(c for n, c in enumerate(self._changes) if n not in taken)

    def compare(self, old: Any, new: Any, at: _At) -> None:
        if old == new:
            return
        told = len(self._changes)
        if isinstance(old, dict) and isinstance(new, dict):
            self._compare_parts(old, new, at)
        elif isinstance(old, list) and isinstance(new, list) and _has_parts(old, new):
            self._compare_lists(old, new, at)
        if len(self._changes) == told:
            self._tell_leaf(old, new, at)

    def _compare_parts(self, old: Node, new: Node, at: _At) -> None:
        if at.is_map:
            self._compare_maps(old, new, at)
            return
        told, before, after = len(self._changes), old, new
        if old.get("kind") != new.get("kind"):
            self._tell_kind(old, new, at)
            old = {name: old[name] for name in old if name in new}
            new = {name: new[name] for name in new if name in old}
        for name in [*new, *(n for n in old if n not in new)]:
            if name not in ("kind", "id"):
                self.compare(old.get(name), new.get(name), at.part(name))
        self._compare_ids(before, after, at, told)

    def _tell_kind(self, old: Node, new: Node, at: _At) -> None:
        self._tell("changed", at, "Kind of question", str(old.get("kind")),
                   str(new.get("kind")), "kind")  # fmt: skip

    def _compare_maps(self, old: Node, new: Node, at: _At) -> None:
        pairs = _pair_keys(old, new, at.field)
        for key in new:
            inside = at.item(key, name_of(at.field, key, new[key]))
            if key not in pairs:
                self._tell_come(new[key], inside)
                continue
            if pairs[key] != key:
                carried = at.field not in RECORDED
                self._tell_renamed(pairs[key], key, inside, carried=carried)
            self.compare(old[pairs[key]], new[key], inside)
        kept = set(pairs.values())
        for key in [key for key in old if key not in kept]:
            self._tell_gone(old[key], at.named(name_of(at.field, key, old[key])))

    def _compare_lists(self, old: list[Any], new: list[Any], at: _At) -> None:
        pairing = pair_up(old, new)
        for number, item in enumerate(new):
            by_id = at.field in LISTS_BY_ID and isinstance(item, dict)
            name = name_of(at.field, number, item)
            inside = at.item(item["id"] if by_id else number, name)
            before = pairing.of_new.get(number)
            if before is None:
                self._tell_come(item, inside)
                continue
            self.compare(old[before], item, inside)
            if number in pairing.moved:
                self._tell_moved(before, number, inside)
        for number, item in enumerate(old):
            if number not in pairing.of_old:
                self._tell_gone(item, at.named(name_of(at.field, number, item)))

    def _tell_moved(self, before: int, after: int, at: _At) -> None:
        alarm: Alarm | None = "key" if at.asked and at.field == "order" else None
        old, new = f"place {before + 1}", f"place {after + 1}"
        if before == after:
            # Those around it changed sides: of three turned round, the one between.
            new += " of a new order"
        self._tell("moved", at, label_of(at.field), old, new, alarm)

    def _compare_ids(self, old: Node, new: Node, at: _At, told: int) -> None:
        before, after = str(old.get("id", "")), str(new.get("id", ""))
        if before == after or at.field in ("modules", "scenarios"):
            return
        # The id of an answer is made from its words: one change is told once.
        if len(self._changes) == told or _has_record(new):
            carried = not _has_record(new) or new.get("was") == before
            same_card = "blocks" in new and without_name(old) == without_name(new)
            self._tell_renamed(before, after, at, carried=carried or same_card)

    def _tell_renamed(self, old: str, new: str, at: _At, *, carried: bool) -> None:
        lost: Alarm | None = None if carried else "lost"
        self._tell("changed", at, "Id", old, new, lost)

    def _tell_come(self, item: Any, at: _At) -> None:
        if at.field == "cards":
            self._come.append((len(self._changes), item))
        alarm: Alarm | None = "key" if _decides(item, at) else None
        self._tell("added", at, label_of(at.field), "", plain_text(item), alarm)

    def _tell_gone(self, item: Any, at: _At) -> None:
        home = at.where[0] if at.where else ""
        if at.field == "cards":
            self._gone.append((len(self._changes), item, home))
        elif at.field == "modules":
            self._gone += [(-1, card, home) for card in item["cards"]]
        alarm: Alarm | None = "key" if _decides(item, at) else None
        if _is_recorded(item, at):
            alarm = "lost"
        self._tell("removed", at, label_of(at.field), plain_text(item), "", alarm)

    def _tell_leaf(self, old: Any, new: Any, at: _At) -> None:
        kind: ChangeKind = "changed"
        if old in (None, "", [], {}):
            kind = "added"
        elif new in (None, "", [], {}):
            kind = "removed"
        before, after = plain_text(old), plain_text(new)
        if at.field == "sha256":
            before, after = "The earlier picture", "Another picture"
        alarm: Alarm | None = "key" if at.asked and at.field in KEYS else None
        self._tell(kind, at, label_of(at.field), before, after, alarm)

    def _tell(
        self, kind: ChangeKind, at: _At, label: str, old: str, new: str,
        alarm: Alarm | None = None,
    ) -> None:  # fmt: skip
        where = tuple(_short(name) for name in at.where)
        self._changes.append(
            Change(kind, at.path, where, label, old[:_LONGEST], new[:_LONGEST], alarm)
        )


def _pair_keys(old: Node, new: Node, field: str) -> dict[str, str]:
    """Pair what has the same name; a module or scenario also by what is in it."""
    pairs = {key: key for key in new if key in old}
    if field in ("modules", "scenarios", "banks"):
        gone = [key for key in old if key not in new]
        come = [key for key in new if key not in old]
        found = pair_up([old[k] for k in gone], [new[k] for k in come], by_id=False)
        pairs |= {come[n]: gone[o] for n, o in found.of_new.items()}
    return pairs


def _has_parts(old: Sequence[Any], new: Sequence[Any]) -> bool:
    return any(isinstance(item, dict) for item in (*old, *new))


def _has_record(node: Node) -> bool:
    """Tell a card, a question or a reflection: their ids stand in people's records."""
    return "blocks" in node or "ask" in node


def _is_recorded(item: Any, at: _At) -> bool:
    """Tell whether people's records name what is gone."""
    if at.field in RECORDED or at.field == "banks":
        return True
    return isinstance(item, dict) and _has_record(item.get("question") or item)


def _decides(item: Any, at: _At) -> bool:
    """Tell whether having or losing this answer changes what is right."""
    if not (at.asked and at.field in ANSWERS and isinstance(item, dict)):
        return False
    return bool(item.get("right", True) or item.get("critical"))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_WHERE else f"{name[: _LONGEST_WHERE - 1]}…"

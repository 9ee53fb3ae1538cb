"""Find what in one list is what in another: by id, by its old id, by its words."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

_NAMES = ("id", "was")
_MOST_LOOKED_AT = 40
"""How many unpaired items of one list are compared by their words."""

_MOST_WORDS = 300
_ALIKE = 0.4
"""The share of words that two texts have in common when one became the other."""

_HIDDEN = {"id", "was", "kind", "sha256", "type", "look"}


@dataclass(frozen=True)
class Pairing:
    """Positions in the new list to positions in the old one, and back.

    `moved` holds the new positions of those that changed places: as few as explain
    the new order.
    """

    of_new: dict[int, int]
    of_old: dict[int, int]
    moved: frozenset[int]


def pair_up(old: Sequence[Any], new: Sequence[Any], *, by_id: bool = True) -> Pairing:
    """Pair the items of two lists; each is used once."""
    of_new: dict[int, int] = {}
    ways: list[Callable[[Any, Any], bool]] = [_is_same_text]
    if by_id:
        ways = [_has_same_id, _was_called, _is_same_text]
    for is_pair in ways:
        _pair_by(is_pair, old, new, of_new)
    _pair_alike(old, new, of_new)
    # A rule of a gate, or prose written anew, is what stands in the same place.
    _pair_by(_is_nameless_pair, old, new, of_new)
    of_old = {before: after for after, before in of_new.items()}
    return Pairing(of_new, of_old, _moved(of_new))


def _pair_by(
    is_pair: Callable[[Any, Any], bool],
    old: Sequence[Any],
    new: Sequence[Any],
    of_new: dict[int, int],
) -> None:
    free = [n for n in range(len(old)) if n not in set(of_new.values())]
    for at in range(len(new)):
        if at in of_new:
            continue
        found = next((n for n in free if is_pair(old[n], new[at])), None)
        if found is not None:
            of_new[at] = found
            free.remove(found)


def _pair_alike(old: Sequence[Any], new: Sequence[Any], of_new: dict[int, int]) -> None:
    taken = set(of_new.values())
    free = [n for n in range(len(old)) if n not in taken][:_MOST_LOOKED_AT]
    left = [n for n in range(len(new)) if n not in of_new][:_MOST_LOOKED_AT]
    texts = {n: plain_text(old[n]).split()[:_MOST_WORDS] for n in free}
    scored = [
        (likeness, -abs(after - before), after, before)
        for after in left
        for before in free
        if _kind(old[before]) == _kind(new[after])
        and (likeness := _likeness(texts[before], new[after])) >= _ALIKE
    ]
    for _, _, after, before in sorted(scored, reverse=True):
        if after not in of_new and before in free:
            of_new[after] = before
            free.remove(before)


def _likeness(old: list[str], new: Any) -> float:
    words = plain_text(new).split()[:_MOST_WORDS]
    matcher = SequenceMatcher(None, old, words, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0


def _moved(of_new: dict[int, int]) -> frozenset[int]:
    """Leave out the longest run that kept its order; the others have moved."""
    order = sorted(of_new)
    return frozenset(order) - _longest(order, of_new)


def _longest(order: list[int], of_new: dict[int, int]) -> frozenset[int]:
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for at in order:
        length = bisect_left(tails, of_new[at])
        if length == len(tails):
            tails.append(of_new[at])
            ends.append(at)
        else:
            tails[length], ends[length] = of_new[at], at
        if length:
            before[at] = ends[length - 1]
    kept = []
    at_last = ends[-1] if ends else None
    while at_last is not None:
        kept.append(at_last)
        at_last = before.get(at_last)
    return frozenset(kept)


def _identity(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    named = item.get("question") or item
    found = named.get("id") or item.get("module") or item.get("scenario")
    return (item.get("kind") if "question" in item else "", found) if found else None


def _has_same_id(old: Any, new: Any) -> bool:
    found = _identity(new)
    return found is not None and found == _identity(old)


def _was_called(old: Any, new: Any) -> bool:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return False
    named, before = new.get("question") or new, old.get("question") or old
    was = named.get("was")
    return was is not None and was == before.get("id")


def _is_same_text(old: Any, new: Any) -> bool:
    return bool(without_name(old) == without_name(new))


def _is_nameless_pair(old: Any, new: Any) -> bool:
    nameless = isinstance(old, dict) and _identity(old) is _identity(new) is None
    return nameless and isinstance(new, dict) and _kind(old) == _kind(new)


def _kind(item: Any) -> Any:
    return item.get("kind") if isinstance(item, dict) else None


def without_name(item: Any) -> Any:
    """Give an item without its id and its old id."""
    if not isinstance(item, dict):
        return item
    return {key: value for key, value in item.items() if key not in _NAMES}


def plain_text(value: Any) -> str:
    """Give what can be read of a part of a course, passage by passage."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list):
        return "\n".join(_passages(value))
    return str(value)


def _passages(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inside in value.items():
            if key not in _HIDDEN and inside not in (None, False, [], {}):
                yield from _said_of(key, inside)
    elif not isinstance(value, list):
        yield str(value)
    elif any(isinstance(item, dict | list) for item in value):
        for item in value:
            yield from _passages(item)
    elif value:
        yield ", ".join(str(item) for item in value)


def _said_of(key: str, value: Any) -> Iterator[str]:
    """Say a switch or a number with its name, and words as they are."""
    if value is True:
        yield key.replace("_", " ")
    elif isinstance(value, int | float):
        yield f"{key.replace('_', ' ')}: {value}"
    else:
        yield from _passages(value)

"""Conditions in scenarios: a small grammar of our own, never evaluated as Python.

    condition := and-part ("or" and-part)*
    and-part  := test ("and" test)*
    test      := "not" test | "(" condition ")" | name | number comparison number
    number    := name | whole number
    comparison:= = != < <= > >=

A name alone is a flag, or a gauge or counter that is not 0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

_TOKEN = re.compile(r"\s*(?:(\d{1,4})|([a-z][a-z0-9-]*)|(<=|>=|!=|=|<|>|\(|\)))")
_COMPARE = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_WORDS = {"and", "or", "not"}
_MAX_DEPTH = 20

Values = Mapping[str, int]
"""Every gauge, flag (0 or 1) and counter by name."""


class ConditionError(ValueError):
    """A condition that cannot be read; the sentence says why."""


@dataclass(frozen=True)
class Compare:
    left: str | int
    sign: str
    right: str | int


@dataclass(frozen=True)
class Not:
    part: "Condition"


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Condition", ...]


Condition = Compare | Not | AllOf | AnyOf


@lru_cache(maxsize=4096)
def parse_condition(text: str) -> Condition:
    """Read a condition. Raise ConditionError with a sentence for the author."""
    parser = _Parser(_split(text))
    condition = parser.any_of(0)
    if parser.peek() is not None:
        raise ConditionError(f"“{parser.peek()}” was not expected there.")
    return condition


def holds(condition: Condition, values: Values) -> bool:
    """Tell whether a condition is true for these values."""
    match condition:
        case Compare(left, sign, right):
            return bool(_COMPARE[sign](_value(left, values), _value(right, values)))
        case Not(part):
            return not holds(part, values)
        case AllOf(parts):
            return all(holds(part, values) for part in parts)
        case AnyOf(parts):
            return any(holds(part, values) for part in parts)


def names_in(condition: Condition) -> frozenset[str]:
    """List the gauges, flags and counters that a condition reads."""
    match condition:
        case Compare(left, _, right):
            return frozenset(side for side in (left, right) if isinstance(side, str))
        case Not(part):
            return names_in(part)
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*(names_in(part) for part in parts))


def _value(side: str | int, values: Values) -> int:
    return side if isinstance(side, int) else values.get(side, 0)


def _split(text: str) -> list[str]:
    tokens, at = [], 0
    text = text.strip()
    if len(text) > 500:
        raise ConditionError("A condition can have at most 500 characters.")
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise ConditionError(f"“{text[at:].strip()[:12]}” is not understood.")
        tokens.append(found.group().strip())
        at = found.end()
    if not tokens:
        raise ConditionError("The condition is empty.")
    return tokens


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def any_of(self, depth: int) -> Condition:
        parts = [self._all_of(depth)]
        while self.peek() == "or":
            self._at += 1
            parts.append(self._all_of(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all_of(self, depth: int) -> Condition:
        parts = [self._test(depth)]
        while self.peek() == "and":
            self._at += 1
            parts.append(self._test(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _test(self, depth: int) -> Condition:
        if depth > _MAX_DEPTH:
            raise ConditionError("The condition is nested too deeply.")
        if self.peek() == "not":
            self._at += 1
            return Not(self._test(depth + 1))
        if self.peek() == "(":
            self._at += 1
            condition = self.any_of(depth + 1)
            if self._next("a closing bracket") != ")":
                raise ConditionError("A closing bracket is missing.")
            return condition
        return self._comparison()

    def _comparison(self) -> Condition:
        left = self._side()
        if self.peek() in _COMPARE:
            return Compare(left, self._next("a comparison"), self._side())
        if isinstance(left, int):
            raise ConditionError(f"Say what {left} is compared with.")
        return Compare(left, "!=", 0)

    def _side(self) -> str | int:
        token = self._next("a gauge, flag, counter or number")
        if token.isdigit():
            return int(token)
        if token in _WORDS or not token[0].isalpha():
            raise ConditionError(f"“{token}” stands where a name or number belongs.")
        return token

    def _next(self, wanted: str) -> str:
        token = self.peek()
        if token is None:
            raise ConditionError(f"The condition ends where {wanted} belongs.")
        self._at += 1
        return token

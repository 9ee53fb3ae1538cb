"""The judge of `make test-faults` can find something, and finds nothing for nothing."""

import pytest

from tests.faults.learner import Fact, Facts
from tests.faults.records import compare

CHOICE: Fact = ("choice", "fifteen-minutes", 1, 0)
NEXT: Fact = ("choice", "fifteen-minutes", 1, 1)
SAID: Facts = {CHOICE: "sit-down"}


@pytest.mark.parametrize(
    ("kept", "pending", "found"),
    [
        ([(CHOICE, "sit-down")], {}, ""),
        ([(CHOICE, "sit-down")], {NEXT: "wait"}, ""),
        ([(CHOICE, "sit-down"), (NEXT, "wait")], {NEXT: "wait"}, ""),
        ([], {}, "is lost"),
        ([(CHOICE, "stand")], {}, "is stand, not sit-down"),
        ([(CHOICE, "sit-down")] * 2, {}, "is there 2 times"),
        ([(CHOICE, "sit-down"), (NEXT, "wait")], {}, "nobody sent it"),
        ([(CHOICE, "sit-down"), (NEXT, "go")], {NEXT: "wait"}, "and wait was sent"),
        # One place further on is another choice.
        ([(NEXT, "sit-down")], {}, "is lost"),
    ],
)
def test_what_differs_from_what_was_acknowledged_is_found(
    kept: list[tuple[Fact, object]], pending: Facts, found: str
) -> None:
    said = list(compare(kept, SAID, pending))
    assert bool(said) == bool(found)
    assert found in " ".join(said)

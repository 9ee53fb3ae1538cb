"""How many examples a property test tries."""

from hypothesis import settings


def most(number: int) -> int:
    """Give so many examples to a search, and a quarter to every other run.

    Other runs try the same ones each time, so that more of them tell little more.
    """
    is_search = not settings().derandomize
    return number if is_search else max(number // 4, 5)

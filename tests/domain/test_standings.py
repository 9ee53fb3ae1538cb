"""Sets of courses say the same of a state as judging one course at a time."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.renewal import SOON, judge_due
from elearn.domain.standings import STATES, AskedCourses, CourseSets

TODAY = date(2026, 11, 28)
DAYS = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))
COURSE = st.tuples(
    st.lists(DAYS, max_size=3),  # asked for, perhaps by several
    st.one_of(st.none(), st.tuples(DAYS, st.one_of(st.none(), DAYS))),  # held
    st.booleans(),  # begun
)


def put(sets: list[int], bit: int, *holds: bool) -> None:
    for at, held in enumerate(holds):
        sets[at] |= bit if held else 0


@given(st.lists(COURSE, min_size=1, max_size=70))
def test_sets_agree_with_judging_one_by_one(
    courses: list[tuple[list[date], tuple[date, date | None] | None, bool]],
) -> None:
    asked = AskedCourses()
    numbers = [0, 0, 0]
    expected: dict[str, int] = dict.fromkeys(STATES, 0)
    for number, (days, held, begun) in enumerate(courses):
        bit = 1 << number
        for day in days:
            asked |= AskedCourses(
                bit,
                bit if day <= TODAY + SOON else 0,
                bit if day < TODAY else 0,
            )
        passed_on, refresh_on = held or (None, None)
        fresh = held is not None and (refresh_on is None or refresh_on > TODAY)
        put(numbers, bit, held is not None, fresh, begun)
        due = judge_due(min(days, default=None), passed_on, refresh_on, TODAY)
        if due.state != "none":
            expected[due.state] |= bit
        if held is None:
            expected["in progress" if begun else "not started"] |= bit
    every = (1 << len(courses)) - 1
    sets = CourseSets(asked, *numbers)
    assert {state: sets.find(state, every) for state in STATES} == expected
    first = next(s for s in STATES if expected[s])
    place, many = sets.most_urgent(every)
    assert (STATES[place], -many) == (first, expected[first].bit_count())


def test_courses_that_are_not_looked_at_do_not_count() -> None:
    sets = CourseSets(AskedCourses(0b11, 0b11, 0b11), 0)
    assert sets.find("overdue", 0b01) == 0b01
    assert sets.most_urgent(0)[0] == len(STATES)

"""Every kind of question: what is read, what it is worth, what is said."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from elearn.domain.marks import Mark, is_revealed
from elearn.domain.questions import (
    BIN,
    CHOSEN,
    ChooseAll,
    ChooseOne,
    Match,
    Order,
    Question,
    Response,
    Sort,
    Sorting,
    TrueFalse,
    field_for,
)
from elearn.domain.text import short_hash
from elearn.errors import BadResponse
from tests.domain.asking import (
    QUESTION,
    choices,
    form_of,
    list_responses,
    matches,
    orders,
    questions,
    sorts,
    true_falses,
)
from tests.examples import most

quick = settings(max_examples=most(40))


@quick
@given(questions())
def test_the_right_response_earns_the_whole_mark(question: Question) -> None:
    mark = question.mark(question.right_response())
    assert (mark.share, mark.critical, mark.state) == (1, False, "right")
    assert question.read(form_of(question, question.right_response())) == (
        question.right_response()
    )


@quick
@given(st.one_of(choices(most=5), true_falses(), orders(most=4), matches(most=4),
                 sorts(most=4)))  # fmt: skip
def test_every_response_can_be_read_and_marked_from_0_to_1(question: Question) -> None:
    whole = []
    for response in list_responses(question):
        assert question.read(form_of(question, response)) == response
        mark = question.mark(response)
        assert 0 <= mark.share <= 1
        assert mark == question.mark(response)
        assert mark.state == (
            "right" if mark.share == 1 else "partly" if mark.share else "wrong"
        )
        if mark.share == 1 and not mark.critical:
            whole.append(response)
    assert question.right_response() in whole
    if not isinstance(question, Match):
        assert whole == [question.right_response()]


@quick
@given(questions())
def test_a_question_survives_being_kept_as_json(question: Question) -> None:
    again = QUESTION.validate_json(question.model_dump_json())
    assert again == question
    assert again.model_dump_json() == question.model_dump_json()
    for response in (question.right_response(), {}):
        assert again.mark(response) == question.mark(response)


@quick
@given(questions())
def test_words_shown_and_notes_name_all_that_is_offered(question: Question) -> None:
    words = question.words_shown()
    assert set(question.offered_ids) <= set(words)
    notes = question.mark(question.right_response()).notes
    assert [note.item_id for note in notes] == list(question.offered_ids)
    for note in notes:
        assert note.text == words[note.item_id]
        if isinstance(question, Sorting):
            assert note.right
            assert note.given == note.wanted
            assert note.wanted in question.value_words().values()
        else:
            assert note.chosen == note.right


FORM_VALUES = st.lists(
    st.sampled_from(("", " ", "true", "false", "1", "2", "3", BIN, "group-0", "no"))
    | st.text(max_size=6),
    max_size=4,
)


@quick
@given(questions(), st.data())
def test_no_form_however_odd_raises_anything_but_bad_response(
    question: Question, data: st.DataObject
) -> None:
    names = ["answer", *(field_for(i) for i in question.offered_ids), "csrf", ""]
    ids = st.lists(st.sampled_from([*question.offered_ids, "zz"]), max_size=3)
    form = data.draw(
        st.dictionaries(st.sampled_from(names), FORM_VALUES | ids), label="form"
    )
    refused = None
    try:
        response = question.read(form)
    except BadResponse as error:
        refused = error
    if refused is None:
        assert response in list(list_responses(question))
    else:
        assert refused.thing == question.id
        assert refused.sentence.endswith(".")


@quick
@given(questions(), st.dictionaries(st.text(max_size=4), st.text(max_size=4)))
def test_a_response_kept_from_another_version_can_still_be_marked(
    question: Question, response: Response
) -> None:
    assert 0 <= question.mark(response).share <= 1


def make_choice(kind: str, right: str, wrong: str, critical: str = "") -> Question:
    options = [
        {"id": name, "text": f"Option {name}", "right": name in right,
         "critical": name in critical}
        for name in right + wrong
    ]  # fmt: skip
    return QUESTION.validate_python(
        {"kind": kind, "id": "q", "ask": "What?", "options": options}
    )


def chosen(ids: str) -> dict[str, str]:
    return dict.fromkeys(ids, CHOSEN)


@pytest.mark.parametrize(
    ("given_ids", "share"),
    [
        ("abc", Fraction(1)),
        ("ab", Fraction(2, 3)),
        ("a", Fraction(1, 3)),
        ("abcd", Fraction(1, 2)),
        ("abcde", Fraction(0)),
        ("ad", Fraction(0)),
        ("de", Fraction(0)),
        ("abd", Fraction(1, 6)),
    ],
)
def test_choose_all_takes_wrong_ones_from_right_ones(
    given_ids: str, share: Fraction
) -> None:
    question = make_choice("choose-all", "abc", "de")
    assert question.mark(chosen(given_ids)).share == share


@quick
@given(choices())
def test_choosing_everything_earns_nothing_unless_all_is_right(
    question: Question,
) -> None:
    mark = question.mark(dict.fromkeys(question.offered_ids, CHOSEN))
    if isinstance(question, ChooseAll):
        all_right = all(option.right for option in question.options)
        assert mark.share == int(all_right)


def test_choose_all_where_nothing_is_wrong_counts_what_was_found() -> None:
    question = make_choice("choose-all", "abc", "")
    assert question.mark(chosen("ab")).share == Fraction(2, 3)


def test_a_critical_option_marks_the_response_whatever_else_is_right() -> None:
    several = make_choice("choose-all", "abc", "de", critical="e")
    assert several.mark(chosen("abce")).critical
    assert several.mark(chosen("abce")).share == Fraction(1, 2)
    assert not several.mark(chosen("abcd")).critical
    one = make_choice("choose-one", "a", "bc", critical="c")
    assert one.mark(chosen("c")) == Mark(
        Fraction(0), critical=True, notes=one.mark(chosen("c")).notes
    )
    assert not one.mark(chosen("b")).critical


@pytest.mark.parametrize(
    ("kind", "form", "sentence"),
    [
        ("choose-one", {}, "Choose one answer."),
        ("choose-one", {"answer": []}, "Choose one answer."),
        ("choose-one", {"answer": ["a", "b"]}, "Choose one answer."),
        ("choose-one", {"answer": ["z"]}, "Choose from the answers on this page."),
        ("choose-all", {}, "Choose at least one answer."),
        ("choose-all", {"answer": ["a", "z"]}, "Choose from the answers on this page."),
    ],
)
def test_choices_say_what_is_missing(
    kind: str, form: Mapping[str, list[str]], sentence: str
) -> None:
    with pytest.raises(BadResponse) as refused:
        make_choice(kind, "ab", "c").read(form)
    assert refused.value.sentence == sentence


def test_true_or_false_needs_one_of_both() -> None:
    question = TrueFalse(id="q", statement="A nod is a yes.", answer=False, why="No.")
    assert question.ask == "Is this true?"
    for form in ({}, {"answer": ["maybe"]}, {"answer": [""]}):
        with pytest.raises(BadResponse, match="Choose “True” or “False”"):
            question.read(form)
    assert question.mark({"true": CHOSEN}).share == 0
    assert [note.text for note in question.mark({}).notes] == ["True", "False"]
    assert {note.why for note in question.mark({}).notes} == {"No."}
    # Nothing chosen is wrong, whatever the answer.
    assert question.mark({}).state == "wrong"


def make_order() -> Order:
    return Order(id="q", ask="Which order?", order=("Knock", "Wait", "Ask"))


def test_order_earns_a_share_for_each_item_in_its_place() -> None:
    question = make_order()
    first, second, third = question.offered_ids
    mark = question.mark({first: "1", second: "3", third: "2"})
    assert mark.share == Fraction(1, 3)
    assert [note.right for note in mark.notes] == [True, False, False]
    assert [(note.given, note.wanted) for note in mark.notes] == [
        ("1", "1"),
        ("3", "2"),
        ("2", "3"),
    ]


@pytest.mark.parametrize(
    ("places", "sentence"),
    [
        (("1", "2", "2"), "Give each row a different place."),
        (("1", "2", ""), "Choose an answer for 1 more row."),
        (("1", "", "4"), "Choose an answer for 2 more rows."),
    ],
)
def test_rows_say_how_many_are_left(places: tuple[str, ...], sentence: str) -> None:
    question = make_order()
    fields = zip(question.offered_ids, places, strict=True)
    form = {field_for(i): [place] for i, place in fields}
    with pytest.raises(BadResponse) as refused:
        question.read(form)
    assert refused.value.sentence == sentence


def test_pairs_with_the_same_partner_are_the_same_answer() -> None:
    question = Match.model_validate(
        {
            "id": "q",
            "ask": "Which goes with which?",
            "pairs": [
                {"item": "Deaf", "goes_with": "Face the person"},
                {"item": "Blind", "goes_with": "Say who you are"},
                {"item": "Hard of hearing", "goes_with": "Face the person"},
            ],
        }
    )
    face, say = short_hash("Face the person"), short_hash("Say who you are")
    assert question.value_words() == {face: "Face the person", say: "Say who you are"}
    assert list(question.right_response().values()) == [face, say, face]


def make_sort() -> Sort:
    return Sort.model_validate(
        {
            "id": "q",
            "ask": "Sort these.",
            "groups": [
                {"id": "kind", "name": "Kind", "items": ["May I?", "Hello"]},
                {"id": "not", "name": "Not so kind", "items": ["Only me"]},
            ],
            "bin": ["The weather"],
        }
    )


def test_sorted_items_stand_in_turn_so_that_no_order_gives_them_away() -> None:
    question = make_sort()
    words = question.words_shown()
    assert [words[i] for i in question.offered_ids] == [
        "May I?", "Only me", "The weather", "Hello"
    ]  # fmt: skip
    assert question.value_words()[BIN] == "Belongs nowhere"
    assert list(question.right_response().values()) == ["kind", "kind", "not", BIN]
    without = question.model_copy(update={"bin": ()})
    assert BIN not in without.value_words()


def test_an_item_is_named_by_its_words_so_that_moving_it_keeps_its_name() -> None:
    question, moved = (
        make_order(),
        Order(id="q", ask="Which order?", order=("Ask", "Knock", "  Wait ")),
    )
    assert set(question.offered_ids) == set(moved.offered_ids)
    own = ChooseOne.model_validate(
        {"id": "q", "ask": "?", "options": [{"id": "mine", "text": "A"}, {"text": "B"}]}
    )
    assert own.offered_ids == ("mine", short_hash("B"))


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "choose-one", "options": [{"text": "A"}]},
        {"kind": "order", "order": ["A", "B"]},
        {"kind": "match", "pairs": [{"item": "A", "goes_with": "B"}]},
        {"kind": "sort", "groups": [{"id": "a", "name": "A", "items": ["x"]}]},
        {
            "kind": "choose-one",
            "options": [{"text": "A", "rihgt": True}, {"text": "B"}],
        },
        {"kind": "essay"},
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        QUESTION.validate_python({"id": "q", "ask": "What?"} | data)


@pytest.mark.parametrize(
    ("tries", "state", "shown"),
    [(1, "wrong", False), (1, "partly", False), (1, "right", True), (2, "wrong", True)],
)
def test_the_whole_answer_is_shown_once_right_or_after_two_tries(
    tries: int, state: str, shown: bool
) -> None:
    assert is_revealed(tries, state) == shown  # type: ignore[arg-type]

"""Which words went and which came."""

from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.word_difference import compare_words

texts = st.text(alphabet="ab \n", max_size=60)


def said(old: str, new: str) -> list[tuple[str, str]]:
    return [(p.kind, p.words.strip()) for p in compare_words(old, new)]


def test_only_the_words_that_changed() -> None:
    assert said("Knock and wait for a voice.", "Knock and wait for an answer.") == [
        ("same", "Knock and wait for"),
        ("gone", "a voice."),
        ("come", "an answer."),
    ]


def test_a_lonely_word_between_two_changes_reads_with_them() -> None:
    assert said("one two three", "four two five") == [
        ("gone", "one two three"),
        ("come", "four two five"),
    ]


def test_long_texts_are_compared_from_both_ends() -> None:
    old = "start " + "x " * 5000 + "end"
    new = "start " + "y " * 5000 + "end"
    assert [p.kind for p in compare_words(old, new)] == ["same", "gone", "come", "same"]


@given(texts, texts)
def test_what_stayed_and_came_is_the_new_text(old: str, new: str) -> None:
    pieces = compare_words(old, new)
    assert "".join(p.words for p in pieces if p.kind != "gone") == new
    before = "".join(p.words for p in pieces if p.kind != "come")
    assert before.split() == old.split()


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert {p.kind for p in compare_words(text, text)} <= {"same"}

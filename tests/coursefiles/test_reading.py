"""The reading grade: what is counted, and what is left out."""

import re

import pytest

from elearn.coursefiles.reading import (
    Ease,
    count_syllables,
    find_names,
    list_paragraphs,
    measure,
    number_paragraphs,
    split_sentences,
)

SYLLABLES = """
people 2 person 2 makes 1 asked 1 wanted 2 home 1 table 2 tables 2 handled 2 filled 1
passes 2 nurses 2 nurse 1 something 2 sometimes 2 someone 2 everyone 3 careful 2
safety 2 the 1 she 1 agree 2 coffee 2 worried 2 need 1 diary 3 media 3 material 4
marriage 2 special 2 social 2 period 3 previous 3 serious 3 anxious 2 emotion 3
question 2 client 2 quiet 2 patient 2 science 2 experience 4 friend 1 area 3 idea 3
tea 1 create 2 reaction 3 usual 3 situation 4 language 2 equal 2 influence 3
frequent 2 going 2 doing 2 saying 2 seeing 2 easier 3 happier 3 player 2 hour 1
power 2 doesn’t 2 didn't 2 don’t 1 we’ve 1 they’re 1 dementia 3 hospital 3 medicine 3
pharmacist 3 communication 5 assessment 3 recommendation 5 background 2 silence 2
listening 3 different 3 understand 3 kitchen 2 wheelchair 2 appointment 3 dignity 3
family 3 decision 3 important 3 information 4 voice 1 eyes 1 clothes 1 manager 3
autistic 3 autism 3 colleague 2 breakfast 2 received 2 closed 1 places 2 changes 2
teaches 2 boxes 2 lonely 2 wheels 1 whole 1 little 2 settled 2 video 3 radio 3
guidance 2 fruit 1 reader 2 trying 2 earlier 3 toilet 2 society 4 anxiety 4 actually 4
two-worker 3 15-minute 3 30 1 I 1 Okafor 3
"""
COUNTED = {word: int(n) for word, n in re.findall(r"(\S+) (\d)\s", SYLLABLES)}


def test_syllables_are_counted_as_people_say_them() -> None:
    assert {word: count_syllables(word) for word in COUNTED} == COUNTED


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("“Go on,” she said. “I hear.”", ["“Go on,” she said.", "“I hear.”"]),
        ("“Stop!” she said.", ["“Stop!” she said."]),
        ("“Is it far?” He sits.", ["“Is it far?”", "He sits."]),
        ("Mr. Hall and Dr. Bird sit. So do I.",
         ["Mr. Hall and Dr. Bird sit.", "So do I."]),
        ("It costs 2.50 today.", ["It costs 2.50 today."]),
        ("(She waits.) Then she goes…", ["(She waits.)", "Then she goes…"]),
        ("Éva sits. Élan helps.", ["Éva sits.", "Élan helps."]),
        ("no end", ["no end"]),
        ("…", []),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_stops(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


MARKDOWN = """\
### A heading

We **wait**
for `her`. [@granger-2013]
- knock [here](https://example.org)
- wait at 10. Then go

![words for a picture](door.svg "At the door")
> She said so.

!!! phrase "Words to use"
    Hello, my
    name is Sam.
"""


def test_paragraphs_are_what_is_read_with_the_rows_where_they_begin() -> None:
    assert number_paragraphs(MARKDOWN) == [
        (2, "We wait for her."),
        (4, "knock here"),
        (5, "wait at 10. Then go"),
        (8, "She said so."),
        (11, "Hello, my name is Sam."),
    ]
    assert list_paragraphs("") == []


def test_names_are_words_with_a_capital_inside_a_sentence() -> None:
    text = (
        "Then Mrs Okafor met Al-Said, at GP O’Neill’s. I think I’m late. “You go.” Bo?"
    )
    assert find_names([text]) == {"Mrs", "Okafor", "Al-Said", "GP", "O’Neill’s"}


def test_names_and_words_of_the_glossary_count_for_nothing() -> None:
    ease = measure(
        ["Mrs Okafor has motivational interviews. Okafor."],
        frozenset({"Mrs", "Okafor"}),
        ["motivational interview", "motivational"],
    )
    assert ease == Ease(words=1, sentences=1, syllables=1)


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    ease = measure(["The cat sat on the mat.", "It was happy."])
    assert ease == Ease(words=9, sentences=2, syllables=10)
    assert ease.grade == pytest.approx(0.39 * 4.5 + 11.8 * 10 / 9 - 15.59)
    assert Ease().grade == 0
    assert Ease(1, 1, 2) + Ease(2, 1, 3) == Ease(3, 2, 5)


def test_harder_text_has_a_higher_grade() -> None:
    easy = measure(["Knock. Wait. Say who you are. Then ask if you may come in."])
    hard = measure(
        ["Interdisciplinary communication necessitates considerable organisational "
         "commitment from everybody participating in collaborative assessments."]
    )  # fmt: skip
    assert easy.grade < 1
    assert hard.grade > 18

"""Lists of people as spreadsheets write them, and as nobody should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.people_list import (
    ListedPerson,
    PeopleList,
    UnreadableList,
    read_people,
)
from elearn.domain.person import find_name_fault, find_sign_in_name_fault

ZOFIA = ListedPerson(
    2,
    "Zofia Łukasik",
    "zofia.lukasik",
    "z@rosewood.example",
    "",
    ("House", "Nights"),
    is_suggested=True,
)


def read(text: str, encoding: str = "utf-8") -> PeopleList:
    found = read_people(text.encode(encoding))
    assert isinstance(found, PeopleList), found
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_way_to_save_says_the_same(
    encoding: str, separator: str, end: str
) -> None:
    lines = ["Name,E-mail,Team", "Zofia Łukasik,z@rosewood.example,House|Nights", ""]
    text = end.join(lines).replace(",", separator)
    assert read(text, encoding).people == (ZOFIA,)


def test_windows_letters_are_read() -> None:
    found = read("name\nZoë Müller – Çelik’s\n", "cp1252")
    assert found.people[0].name == "Zoë Müller – Çelik’s"


def test_excels_own_first_line_and_quoted_cells() -> None:
    found = read(
        'sep=;\r\n"Name";"Job title"\r\n"Okoye, ""D""";"Senior\ncarer"\r\nB;\r\n'
    )
    assert [(p.line, p.name, p.job_role) for p in found.people] == [
        (3, 'Okoye, "D"', "Senior carer"),
        (5, "B", ""),
    ]


def test_a_first_and_a_last_name_are_one_name() -> None:
    found = read("Surname;Forename;Payroll\nReid;Ama;7\n")
    assert found.people[0].name == "Ama Reid"
    assert found.ignored == ("Payroll",)


def test_every_bad_row_is_named_with_its_line() -> None:
    found = read(
        "name,sign-in name,e-mail\n"
        "Ada,,\n"
        ",nobody,\n"
        "\n"
        "Ben,ben a,\n"
        "Cy,cy,not an address\n"
        "Di,di,d@rosewood.example,more\n"
        "ADA,ada,\n"
        "Eve,,\n"
    )
    assert [person.line for person in found.people] == [2, 9]
    assert [(p.line, p.sentence.split(".")[0]) for p in found.problems] == [
        (3, "Give a name"),
        (5, "Use letters, numbers, dots and dashes to sign in with, without spaces"),
        (6, "Write an address such as name@example"),
        (7, "There are more cells than in the first line"),
        (8, "Line 2 has the same sign-in name, ada"),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "nothing in this list"),
        (b"\n\n ,\n", "nothing in this list"),
        (b"PK\x03\x04\x00", "not a CSV file"),
        (b"\x81\x8d\x8f", "not a CSV file"),
        (b"\xff\xfe\x00", "not a CSV file"),
        (b"Ben\nAda\n", "one of them must be “name”"),
        (b"name,Name\nBen,Ben\n", "Two columns are called “name”"),
        (b'name\n"Ben\n', "Line 2 cannot be read"),
        (b'name\nA\n"B"x\n', "Line 3 cannot be read"),
        (b"name\n" + b"x\n" * 10_001, "more than 10,000"),
        (b"name\n" + b"\n" * 100_001, "more than 10,000"),
        (b"name\n" + b"x" * 140_000, "Line 2 cannot be read"),
        (b" " * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    found = read_people(data)
    assert isinstance(found, UnreadableList)
    assert words in found.sentence


CELLS = st.text(st.sampled_from('ab;,"\t|>@.\r\n\0é=\u2028 '), max_size=8)
TABLES = st.builds(
    lambda heading, rows, sign, encoding: "\n".join(
        [heading.replace(",", sign), *(sign.join(row) for row in rows)]
    ).encode(encoding),
    st.sampled_from(["name", "name,team,e-mail", "sign-in name,name", "first name"]),
    st.lists(st.lists(CELLS, max_size=4), max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)


@given(st.one_of(st.binary(max_size=200), TABLES))
def test_any_bytes_give_people_or_problems(data: bytes) -> None:
    found = read_people(data)
    if isinstance(found, UnreadableList):
        assert found.sentence
        return
    for person in found.people:
        assert not find_name_fault(person.name)
        assert not find_sign_in_name_fault(person.sign_in_name)
    names = [person.sign_in_name for person in found.people]
    assert len(set(names)) == len(names)
    lines = sorted(row.line for row in (*found.people, *found.problems))
    assert len(set(lines)) == len(lines)
    assert all(problem.sentence for problem in found.problems)

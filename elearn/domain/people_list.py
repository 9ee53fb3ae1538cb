"""Read a list of people as spreadsheets write it: any bytes give people or problems."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from elearn.domain.person import (
    find_email_fault,
    find_name_fault,
    find_sign_in_name_fault,
    suggest_sign_in_name,
    tidy_line,
)
from elearn.domain.text import fold_name

MOST_ROWS = 10_000
MOST_BYTES = 5 * 1024 * 1024
_MOST_LINES = 10 * MOST_ROWS
"""A cell may run over lines, and millions of empty ones would take long to read."""

_TOO_MANY = "These are more than 10,000 people. Send them in parts."

_HEADINGS = {
    "name": ("name", "full name"),
    "first_name": ("first name", "forename", "given name"),
    "last_name": ("last name", "surname", "family name"),
    "sign_in_name": ("sign in name", "signin name", "user name", "username", "login"),
    "email": ("e mail", "email", "e mail address", "email address"),
    "job_role": ("job role", "job title", "position"),
    "teams": ("team", "teams", "site"),
}
_COLUMNS = {words: column for column, all_ in _HEADINGS.items() for words in all_}
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_NOT_CSV = (
    "This is not a CSV file. Open the list in your spreadsheet program, choose "
    "“Save as” and there “CSV”."
)


@dataclass(frozen=True)
class ListedPerson:
    """One row that can be read. Empty means that the file says nothing about it.

    `is_suggested` says that the sign-in name was made from the name.
    """

    line: int
    name: str
    sign_in_name: str
    email: str
    job_role: str
    teams: tuple[str, ...]
    is_suggested: bool = False


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one line, and what to do; the row is left out whole."""

    line: int
    name: str
    sentence: str


@dataclass(frozen=True)
class PeopleList:
    """A file that could be read, with the headings nobody asked for."""

    people: tuple[ListedPerson, ...]
    problems: tuple[RowProblem, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class UnreadableList:
    """A file of which nothing can be taken, and what to do."""

    sentence: str


def read_people(data: bytes) -> PeopleList | UnreadableList:
    """Read a list of people. Lines are counted as an editor counts them."""
    if len(data) > MOST_BYTES:
        return UnreadableList("This file is larger than 5 MB. Send it in parts.")
    text = _decode(data)
    if text is None or "\0" in text:
        return UnreadableList(_NOT_CSV)
    if text.count("\n") + text.count("\r") > _MOST_LINES:
        return UnreadableList(_TOO_MANY)
    try:
        rows = list(_read_rows(text))
    except csv.Error as error:
        return UnreadableList(
            f"{str(error) or 'A line cannot be read'}. Look for a quotation mark that "
            "is not closed."
        )
    if not rows:
        return UnreadableList("There is nothing in this list.")
    if len(rows) - 1 > MOST_ROWS:
        return UnreadableList(_TOO_MANY)
    return _read_table(rows)


def _decode(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding)
    text = _decode_as(data, "utf-8")
    # What Excel writes on Windows when nobody asks it for UTF-8.
    return _decode_as(data, "cp1252") if text is None else text


def _decode_as(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _read_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row that is not empty, with the number of its first line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    skipped = 0
    separator = ""
    # Excel's own way to say which sign stands between the cells.
    if lines[0].lower().startswith("sep=") and len(lines[0]) == len("sep=,"):
        separator, skipped = lines[0][-1], 1
    separator = separator or _find_separator(lines[0])
    reader = csv.reader(
        (f"{line}\n" for line in lines[skipped:]),
        delimiter=separator,
        strict=True,
    )
    before = 0
    try:
        for cells in reader:
            first, before = before + 1 + skipped, reader.line_num
            tidy = [tidy_line(cell) for cell in cells]
            if any(tidy):
                yield first, tidy
    except csv.Error as error:
        raise csv.Error(f"Line {before + 1 + skipped} cannot be read") from error


def _find_separator(heading: str) -> str:
    counted = Counter(re.sub(r'"[^"]*"', "", heading))
    return max(",;\t", key=lambda sign: counted[sign])


def _read_table(rows: list[tuple[int, list[str]]]) -> PeopleList | UnreadableList:
    headings = [_fold_heading(cell) for cell in rows[0][1]]
    columns = [_COLUMNS.get(heading) for heading in headings]
    double = [c for c, times in Counter(columns).items() if c and times > 1]
    if double:
        words = _HEADINGS[double[0]][0]
        return UnreadableList(f"Two columns are called “{words}”. Keep one of them.")
    if "name" not in columns and not {"first_name", "last_name"} <= set(columns):
        return UnreadableList(
            "The first line must say what the columns are, and one of them must be "
            "“name”. Look at the sample file."
        )
    people: list[ListedPerson] = []
    problems: list[RowProblem] = []
    first_line: dict[str, int] = {}
    for line, cells in rows[1:]:
        row = _read_row(line, columns, cells)
        if isinstance(row, ListedPerson) and row.sign_in_name in first_line:
            row = RowProblem(
                line,
                row.name,
                f"Line {first_line[row.sign_in_name]} has the same sign-in name, "
                f"{row.sign_in_name}. Give each of them one of their own.",
            )
        if isinstance(row, RowProblem):
            problems.append(row)
        else:
            first_line[row.sign_in_name] = line
            people.append(row)
    ignored = (rows[0][1][at] for at, column in enumerate(columns) if column is None)
    return PeopleList(tuple(people), tuple(problems), tuple(i for i in ignored if i))


def _fold_heading(cell: str) -> str:
    return " ".join(re.sub(r"[^\w]|_", " ", fold_name(cell)).split())


def _read_row(
    line: int, columns: list[str | None], cells: list[str]
) -> ListedPerson | RowProblem:
    given = {c: v for c, v in zip(columns, cells, strict=False) if c}
    name = given.get("name") or tidy_line(
        f"{given.get('first_name', '')} {given.get('last_name', '')}"
    )
    if any(cells[len(columns) :]):
        return RowProblem(
            line,
            name,
            "There are more cells than in the first line. Put quotation marks around "
            "a cell that has a comma in it.",
        )
    fault = find_name_fault(name)
    if fault:
        return RowProblem(line, name[:80], fault)
    return _finish_row(line, name, given)


def _finish_row(
    line: int, name: str, given: Mapping[str, str]
) -> ListedPerson | RowProblem:
    sign_in_name = given.get("sign_in_name", "").lower() or suggest_sign_in_name(name)
    email, job_role = given.get("email", ""), given.get("job_role", "")
    teams = tuple(filter(None, map(tidy_line, given.get("teams", "").split("|"))))
    fault = (
        find_sign_in_name_fault(sign_in_name)
        or find_email_fault(email)
        or _find_list_fault(job_role, teams)
    )
    if fault:
        return RowProblem(line, name, fault)
    return ListedPerson(
        line,
        name,
        sign_in_name,
        email,
        job_role,
        teams,
        is_suggested=not given.get("sign_in_name"),
    )


def _find_list_fault(job_role: str, teams: tuple[str, ...]) -> str:
    parts = [part for team in teams for part in split_path(team)]
    bad = [words for words in (*([job_role] if job_role else []), *parts)
           if find_name_fault(words)]  # fmt: skip
    if bad:
        return f"“{bad[0][:40]}” cannot be the name of a team or a job role."
    return ""


def split_path(team: str) -> tuple[str, ...]:
    """Read a team with those above it: House > Night team."""
    return tuple(filter(None, map(tidy_line, team.split(">"))))

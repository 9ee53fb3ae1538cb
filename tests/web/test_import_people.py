"""An administrator imports a list of people and prints codes for them."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from elearn.store.database import Database
from elearn.store.tables import Message, Person
from tests.pages import Browser, Page
from tests.people import People

LIST = (
    "name;e-mail;team\r\n"
    "Ben Achterberg;ben@rosewood.example;House\r\n"
    "Zoë Bianchi;;Nights\r\n"
    ";nobody@rosewood.example;\r\n"
)


@pytest.fixture
def ada(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("ada")


def upload(ada: Browser, data: bytes) -> Page:
    fields: dict[str, Any] = {"file": (BytesIO(data), "people.csv")}
    return ada.post("admin.send_list", fields)


def count(database: Database, table: type[Any]) -> int:
    query = select(func.count()).select_from(table)
    return database.read(lambda s: s.scalar(query)) or 0


def test_a_file_is_looked_at_and_then_imported(
    ada: Browser, visitor: Browser, database: Database
) -> None:
    page = upload(ada, LIST.encode("cp1252")).follow()
    assert page.heading == "What would happen"
    assert count(database, Person) == 5
    assert "Line 3 Name Zoë Bianchi" in page.words
    assert "There is no team Nights." in page.words
    assert "Line 4" in page.words
    look = next(f for f in page.forms() if f.element.get("method") == "get")
    page = ada.open(f"{page.path}?new_teams=yes")
    assert look.action == page.path
    form = page.form(page.path) if len(page.forms()) == 1 else page.forms()[-1]
    answer = form.send()
    done = answer.follow()
    assert done.heading == "The list is imported"
    assert "New 2" in done.words
    assert count(database, Person) == 7
    assert count(database, Message) == 1
    assert form.send().follow().heading == "The list is imported"
    assert count(database, Person) == 7
    again = upload(ada, LIST.encode("utf-8-sig")).follow()
    assert "Unchanged 2 people" in again.words
    assert "There is nothing to import." in again.words


def test_codes_are_printed_for_those_without_an_address(
    ada: Browser, visitor: Browser, database: Database
) -> None:
    page = upload(ada, b"name\nBen Achterberg\nChiara Bianchi\n").follow()
    done = page.forms()[-1].send().follow()
    assert done.links()["Print codes"] == "/organisation/people/codes"
    codes = ada.get("admin.codes")
    assert "2 people need a code. 2 of them have none yet." in codes.words
    sheet = codes.form("/codes") if len(codes.forms()) == 1 else codes.forms()[-1]
    printed = sheet.send()
    shown = [e.text or "" for e in printed.with_class("strips__code")]
    assert len(set(shown)) == 2
    opened = visitor.get("joining.code").form("/code").send(code=shown[0]).follow()
    assert opened.heading == "Welcome, Ben"
    assert "None of them have none yet." in ada.get("admin.codes").words
    assert sheet.send().location == "/organisation/people/codes"


def test_a_pasted_list_that_cannot_be_read_stays_to_be_mended(ada: Browser) -> None:
    form = ada.get("admin.import_list").form("/import")
    page = form.send(pasted="Ben\nChiara\n", file="")
    assert page.status == 400
    assert "one of them must be “name”" in page.words
    assert page.form("/import").fields["pasted"][0].strip() == "Ben\nChiara"
    assert "Choose a file, or paste your list." in form.send(file="").words


def test_a_file_may_be_as_large_as_it_says_and_no_larger(ada: Browser) -> None:
    row = b"Person with a long name %d,p%d" + b" " * 400 + b"\n"
    rows = b"".join(row % (n, n) for n in range(9_000))
    assert send_raw(ada, b"name,sign-in name\n" + rows) == 303
    assert send_raw(ada, b"x" * 6_000_000) == 413


def send_raw(ada: Browser, data: bytes) -> int:
    """Send a body as it is: the test client would leave a large one in open files."""
    parts = [("csrf_token", b"", ada.token().encode()), ("file", b"people.csv", data)]
    body = b""
    for name, filename, content in parts:
        named = b'; filename="%s"' % filename if filename else b""
        body += b'--part\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n' % (
            name.encode(), named,
        ) + content + b"\r\n"  # fmt: skip
    answer = ada.client.post(
        ada.url("admin.send_list"),
        data=body + b"--part--\r\n",
        content_type="multipart/form-data; boundary=part",
        buffered=True,
    )
    return answer.status_code


def test_one_administrators_list_is_not_anothers(
    ada: Browser, open_browser: Callable[..., Browser], people: People
) -> None:
    page = upload(ada, b"name\nBen\n").follow()
    ada.post("admin.give_person_role", {"role": "admin"}, person_id=people.mara)
    assert open_browser("mara").open(page.path).status == 404
    upload(ada, b"name\nChiara\n")
    assert ada.open(page.path).status == 404


def test_the_sample_is_a_list_that_can_be_read(ada: Browser) -> None:
    data = ada.get("admin.sample_list").response.get_data()
    page = upload(ada, data).follow()
    assert "Left out 3 people" in page.words
    page = ada.open(f"{page.path}?new_teams=yes&new_job_roles=yes")
    assert "New 3 people" in page.words

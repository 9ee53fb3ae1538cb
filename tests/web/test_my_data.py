"""Somebody takes home all that is kept about them; an administrator hands it over."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from elearn.store.database import Database
from elearn.store.tables import AuditEvent, Award
from tests.markup import find_faults, parse_page, words_of
from tests.pages import Browser, Page
from tests.people import People
from tests.site import SMALL, Learn

SECRET = "What I would tell nobody"
HALF = "half a thought"


@pytest.fixture
def ada(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("ada")


def opened(page: Page) -> ZipFile:
    assert page.status == 200
    assert page.response.mimetype == "application/zip"
    return ZipFile(BytesIO(page.response.get_data()))


def read(archive: ZipFile) -> dict[str, Any]:
    return dict(json.loads(archive.read("my-data.json")))


def write_private_things(lena: Browser) -> None:
    card = {"slug": SMALL, "module_id": "at-the-door"}
    lena.post(
        "learner.save_reflection",
        {"written": SECRET},
        **card,
        card_id="check",
        reflection_id="my-opening",
    )


def test_the_file_has_everything_in_words(
    lena: Browser, learning: Learn, database: Database
) -> None:
    learning(lambda learner: learner.complete(misses=1))
    archive = opened(lena.get("account.my_data_file"))
    number = database.read(lambda s: s.scalars(select(Award.number)).one())
    assert archive.namelist() == [
        "my-data.json", "my-data.html", f"certificates/{number}.pdf",
    ]  # fmt: skip
    data = read(archive)
    assert data["name"] == "Lena Kowalska"
    assert data["left_out"] == []
    rows = {key: section["rows"] for key, section in data["sections"].items()}
    assert rows["account"][0]["sign_in_name"] == "lena"
    assert rows["certificates"][0]["facts"]["person_name"] == "Lena Kowalska"
    assert len(rows["sign_ins"]) == 1
    assert rows["teams"] == [{"name": "At Home"}]
    answer = rows["answers"][0]
    assert answer["question"]
    assert set(answer["answer"]) <= set(answer["offered"])
    assert rows["choices"][0]["words"]
    assert archive.read(f"certificates/{number}.pdf").startswith(b"%PDF")


def test_the_page_in_it_reads_without_a_network(lena: Browser, learning: Learn) -> None:
    learning(lambda learner: learner.complete(misses=1))
    html = opened(lena.get("account.my_data_file")).read("my-data.html").decode()
    root = parse_page(html, "my-data.html")
    # It is a file on somebody's device, under no policy of ours.
    assert find_faults(root) == ["style has a style of its own"]
    assert "src=" not in html
    assert "href=" not in html
    assert "<script" not in html
    words = words_of(root)
    assert "What Rosewood Care keeps about Lena Kowalska" in words
    assert "Sign in name lena" in words


def test_what_she_typed_is_only_words_in_it(lena: Browser, ada: Browser,
    people: People) -> None:  # fmt: skip
    form = ada.get("admin.change_person", person_id=people.lena).form("/change")
    form.send(name="<script>alert(1)</script>")
    archive = opened(lena.get("account.my_data_file"))
    assert b"<script" not in archive.read("my-data.html")
    assert read(archive)["name"] == "<script>alert(1)</script>"


def test_her_account_leads_to_it(lena: Browser) -> None:
    url = lena.get("account.account").links()["My data"]
    page = lena.open(url)
    assert page.heading == "Everything we hold about you"
    assert lena.open(page.links()["Download my data"]).status == 200


def test_everybody_gets_their_own(
    visitor: Browser, open_browser: Callable[..., Browser]
) -> None:
    assert visitor.get("account.my_data_file").location.startswith("/sign-in")
    for name, full_name in (("otto", "Otto Lindqvist"), ("ada", "Ada Whitfield")):
        archive = opened(open_browser(name).get("account.my_data_file"))
        assert read(archive)["name"] == full_name
        assert "Lena" not in archive.read("my-data.html").decode()


def test_an_administrator_hands_it_over_without_what_is_private(
    ada: Browser, lena: Browser, learning: Learn, people: People, database: Database
) -> None:
    learning(lambda learner: learner.complete(misses=1))
    write_private_things(lena)
    own = opened(lena.get("account.my_data_file"))
    assert SECRET in own.read("my-data.json").decode()
    assert SECRET in own.read("my-data.html").decode()
    page = ada.get("admin.person_data", person_id=people.lena)
    assert "are private to the writer. You cannot get them here." in page.words
    archive = opened(page.form("/data").send())
    for name in ("my-data.json", "my-data.html"):
        assert SECRET not in archive.read(name).decode()
    data = read(archive)
    assert "only the writer may read them" in data["left_out"][0]
    assert not {"reflections", "drafts"} & data["sections"].keys()
    assert data["sections"]["answers"]["rows"]
    event = database.read(
        lambda s: s.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    )
    assert event is not None
    assert (event.action, event.actor_id) == ("handed over data", people.ada)
    assert event.thing_id == str(people.lena)


def test_nobody_else_gets_it(
    open_browser: Callable[..., Browser], people: People, ada: Browser
) -> None:
    for name in ("lena", "mara", "otto", "tariq"):
        browser = open_browser(name)
        assert browser.get("admin.person_data", person_id=people.lena).status == 404
        assert browser.post("admin.hand_over_data", person_id=people.lena).status == 404
    assert ada.get("admin.person_data", person_id=999).status == 404
    assert ada.post("admin.hand_over_data", person_id=999).status == 404

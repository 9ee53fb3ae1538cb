"""An administrator adds a logo, and takes it away again."""

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import func, select, update

from elearn.demo_learner import DemoLearner
from elearn.store.database import Database
from elearn.store.tables import AuditEvent, Award, Media
from tests.pages import Browser, Page
from tests.pictures import draw_logo, write_picture
from tests.site import Learn


@pytest.fixture
def ada(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("ada")


def upload(browser: Browser, content: bytes, name: str = "logo.png") -> Page:
    form = browser.get("admin.logo").form("/logo")
    return form.send(logo=(BytesIO(content), name))  # type: ignore[arg-type]  # a file


def masthead(browser: Browser) -> list[str]:
    header = next(browser.get("account.account").body.iter("header"))
    return [img.get("src") or "" for img in header.iter("img")]


def test_it_stands_at_the_head_of_every_page(
    ada: Browser, lena: Browser, database: Database
) -> None:
    page = upload(ada, write_picture(draw_logo())).follow()
    assert "This is the logo from now on." in page.words
    (src,) = masthead(lena)
    assert src.startswith("/media/")
    answer = lena.open(src).response
    assert answer.mimetype == "image/png"
    assert answer.get_data().startswith(b"\x89PNG")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    event = database.read(
        lambda s: s.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    )
    assert event is not None
    assert event.action == "set logo"


def test_the_same_picture_twice_is_one_logo(ada: Browser, database: Database) -> None:
    for _ in range(2):
        assert upload(ada, write_picture(draw_logo())).status == 303
    set_logo = select(func.count()).where(AuditEvent.action == "set logo")
    assert database.read(lambda s: s.scalar(set_logo)) == 1


def test_a_picture_that_cannot_be_one_says_why(ada: Browser) -> None:
    for content in (b"", b"<svg/>"):
        page = upload(ada, content)
        assert page.status == 400
        assert page.title.startswith("Error: ")
        assert page.find("logo-error") is not None
    assert masthead(ada) != []
    assert not masthead(ada)[0].startswith("/media/")


@pytest.mark.parametrize(
    ("url", "size", "status"),
    [
        ("/organisation/logo", 9_000_000, 400),
        ("/organisation/logo", 11_000_000, 413),
        ("/account/password", 600_000, 413),
    ],
)
def test_only_this_form_takes_large_files(
    ada: Browser, url: str, size: int, status: int
) -> None:
    part = 'Content-Disposition: form-data; name="logo"; filename="logo.png"'
    body = f"--edge\r\n{part}\r\n\r\n".encode() + bytes(size) + b"\r\n--edge--\r\n"
    kind = "multipart/form-data; boundary=edge"
    assert ada.client.post(url, data=body, content_type=kind).status_code == status


def test_it_can_be_removed(ada: Browser) -> None:
    upload(ada, write_picture(draw_logo()))
    page = ada.get("admin.logo").form("/remove").send().follow()
    assert "The logo is removed." in page.words
    assert not masthead(ada)[0].startswith("/media/")
    assert ada.post("admin.take_logo_away").status == 303


def test_a_certificate_keeps_the_logo_of_its_day(
    ada: Browser, lena: Browser, learning: Learn, database: Database
) -> None:
    upload(ada, write_picture(draw_logo()))

    def complete(learner: DemoLearner) -> None:
        learner.complete(misses=0)

    learning(complete)
    ada.get("admin.logo").form("/remove").send()
    award = database.read(lambda s: s.scalars(select(Award)).one())
    assert database.read(lambda s: s.get(Media, award.facts["logo_sha256"]))
    url = f"/certificates/{award.number}.pdf"
    first = lena.open(url).response.get_data()
    # Rendered again from its facts, it is the same page to the last byte.
    with database.writing() as session:
        session.execute(update(Award).values(pdf=None))
    assert lena.open(url).response.get_data() == first
    assert b"Logo of Rosewood Care" in first

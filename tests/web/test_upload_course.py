"""A trainer uploads a course as a zip, looks at it, and publishes it or lets it go."""

import io
import stat
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from elearn.coursefiles.zipped import MAX_ZIP, unpack_course
from elearn.errors import UploadRefused
from elearn.store.database import Database
from elearn.store.tables import CourseUpload, CourseVersion, VersionFiles
from tests.courses import SmallCourse
from tests.pages import Browser, Page
from tests.site import SMALL, Clock
from tests.trainers import zip_of

UPLOAD = "/trainer/upload"


def upload(
    browser: Browser, content: bytes, name: str = "course.zip", **more: str
) -> Page:
    data = {
        "csrf_token": browser.token(),
        "file": (io.BytesIO(content), name),
        **more,
    }
    return browser.send(UPLOAD, data)  # type: ignore[arg-type]  # a file is no text


def zip_with(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return stream.getvalue()


def files_of(course: SmallCourse) -> list[tuple[str, bytes]]:
    return list(unpack_course(zip_of(course)).files.items())


def count(database: Database, table: type) -> int:
    return database.read(
        lambda s: s.scalar(select(func.count()).select_from(table)) or 0
    )


@pytest.mark.parametrize("name", ["lena", "mara", "otto", "ada"])
def test_only_trainers_find_it(
    open_browser: Callable[..., Browser], small: SmallCourse, name: str
) -> None:
    browser = open_browser(name)
    assert browser.open(UPLOAD).status == 404
    assert upload(browser, zip_of(small)).status == 404


def test_a_new_version_is_looked_at_and_published(
    tariq: Browser, small: SmallCourse, database: Database
) -> None:
    small.change("modules/at-the-door.md", "know who comes in", "know who is there")
    page = upload(tariq, zip_of(small)).follow()
    assert "1 change against version 1." in page.words
    assert count(database, CourseVersion) == 2
    form = next(f for f in page.forms() if not f.action.endswith("/drop"))
    done = form.send()
    assert done.location == f"/trainer/courses/{SMALL}?said=published"
    again = form.send()
    assert again.location.startswith(f"/trainer/courses/{SMALL}?said=")
    assert (count(database, CourseVersion), count(database, VersionFiles)) == (3, 1)
    assert count(database, CourseUpload) == 0
    assert "uploaded" in done.follow().words
    files = tariq.open(f"/trainer/courses/{SMALL}/versions/2/files").response
    assert files.headers["Content-Disposition"].endswith('version-2.zip"')
    assert dict(files_of(small)) == unpack_course(files.get_data()).files
    assert tariq.open(f"/trainer/courses/{SMALL}/versions/1/files").status == 404


def test_a_new_course_takes_its_folders_name(
    tariq: Browser, small: SmallCourse, lena: Browser
) -> None:
    nested = [(f"outer/second-words/{n}", c) for n, c in files_of(small)]
    junk = [("__MACOSX/outer/._x", b"\0"), ("outer/.DS_Store", b"\0")]
    page = upload(tariq, zip_with(*nested, *junk)).follow()
    assert "This is a new course." in page.words
    next(f for f in page.forms() if not f.action.endswith("/drop")).send()
    assert lena.open("/courses/second-words").status == 200


def test_a_zip_without_a_folder_takes_the_zips_name(
    tariq: Browser, small: SmallCourse
) -> None:
    page = upload(tariq, zip_with(*files_of(small)), "Third Words.zip").follow()
    form = next(f for f in page.forms() if not f.action.endswith("/drop"))
    assert form.fields["course"] == ["third-words"]


def test_a_new_version_of_a_course_keeps_its_address(
    tariq: Browser, small: SmallCourse
) -> None:
    content = zip_with(*((f"copy (2)/{n}", c) for n, c in files_of(small)))
    assert tariq.open(f"{UPLOAD}?course={SMALL}").status == 200
    page = upload(tariq, content, course=SMALL).follow()
    assert "Nothing changed: this is online already." in page.words
    assert tariq.open(f"{UPLOAD}?course=no-such").status == 404
    assert upload(tariq, content, course="no-such").status == 404


def test_what_is_no_part_of_a_course_is_left_out_and_named(
    tariq: Browser, small: SmallCourse
) -> None:
    content = zip_with(*files_of(small), ("plan.docx", b"PK"), ("media/run.exe", b"MZ"))
    page = upload(tariq, content, f"{SMALL}.zip").follow()
    assert "no part of a course: media/run.exe, plan.docx." in page.words


def test_a_broken_course_is_shown_and_cannot_be_published(
    tariq: Browser, small: SmallCourse, database: Database
) -> None:
    small.change("course.yaml", "cpd_minutes: 20", "cpd_minutes: many")
    page = upload(tariq, zip_of(small)).follow()
    assert "so nothing can be published: 1 error" in page.words
    [drop] = page.forms()
    assert tariq.send(page.path, {"csrf_token": tariq.token()}).status == 409
    assert count(database, CourseVersion) == 2
    assert "The upload is gone." in drop.send().follow().words
    assert drop.send().status == 303
    assert tariq.open(page.path).status == 404


def test_an_upload_is_its_owners_and_is_forgotten_after_a_day(
    tariq: Browser, small: SmallCourse, clock: Clock, database: Database
) -> None:
    page = upload(tariq, zip_of(small)).follow()
    assert "have not published it yet" in tariq.open(f"/trainer/courses/{SMALL}").words
    upload(tariq, zip_of(small))
    assert count(database, CourseUpload) == 1
    clock.move(hours=23)
    tariq.sign_in("tariq")
    assert tariq.open(page.path).status == 200
    clock.move(hours=2)
    assert tariq.open(page.path).status == 404
    small.change("course.yaml", "cpd_minutes: 20", "cpd_minutes: 21")
    upload(tariq, zip_with(*((f"x/{n}", c) for n, c in files_of(small))))
    assert count(database, CourseUpload) == 1


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def device(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFCHR | 0o600) << 16
    return info


C = ("course.yaml", b"format: 1")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "cannot be opened as a zip"),
        (b"not a zip", "cannot be opened as a zip"),
        (zip_with(C)[:-8], "cannot be opened as a zip"),
        (zip_with(("readme.md", b"x")), "no course.yaml"),
        (zip_with(C, ("../evil.md", b"x")), "leads out of the folder"),
        (zip_with(C, ("modules/../../evil.md", b"x")), "leads out of the folder"),
        (zip_with(C, ("/etc/evil.md", b"x")), "leads out of the folder"),
        (zip_with(C, ("C:/evil.md", b"x")), "leads out of the folder"),
        (zip_with(C, ("modules\\..\\evil.md", b"x")), "leads out of the folder"),
        (zip_with(C, (link("modules/a.md"), b"/etc/passwd")), "is a link or a device"),
        (zip_with(C, (device("modules/a.md"), b"")), "is a link or a device"),
        (zip_with(C, ("modules/a.md", b"1"), ("modules/A.md", b"2")), "twice"),
        (
            zip_with(("a/course.yaml", b""), ("b/course.yaml", b"")),
            "more than one course",
        ),
        (zip_with(C, ("media/a.png", b"MZ\x90")), "is not a picture"),
        (zip_with(C, ("modules/a.md", b"\xff\xfe")), "is not text in UTF-8"),
        (zip_with(C, ("modules/a.md", b"a\0b")), "is not text"),
        (zip_with(C, ("modules/a.md", b"a" * 1_900_000)), "packed in a way"),
        (zip_with(C, *((f"modules/{n}.md", b"") for n in range(1001))), "1000 files"),
    ],
)
def test_a_doubtful_zip_is_refused_whole(
    tariq: Browser,
    small: SmallCourse,
    database: Database,
    content: bytes,
    sentence: str,
) -> None:
    page = upload(tariq, content)
    assert page.status == 400
    assert sentence in page.words
    assert page.title.startswith("Error: ")
    assert count(database, CourseUpload) == 0


def test_no_file_was_chosen(tariq: Browser) -> None:
    page = tariq.open(UPLOAD).form(UPLOAD).send()
    assert page.status == 400
    assert "Choose a zip file first." in page.words


def test_a_zip_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(UploadRefused, match="more than 24 MB"):
        unpack_course(b"x" * (MAX_ZIP + 1))

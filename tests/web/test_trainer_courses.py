"""All courses as a trainer sees them: online, in files, and what is wrong."""

import shutil
from collections.abc import Callable

import pytest

from tests.counting import counting
from tests.courses import SmallCourse
from tests.markup import words_of
from tests.pages import Browser, Page
from tests.site import Learn

TITLE = "First words"


def rows(page: Page) -> dict[str, list[str]]:
    """Give what each course's row says, by the first words of it."""
    found = {}
    for row in list(page.main.iter("tr"))[1:]:
        cells = [words_of(next(iter(td.iter("div")))) for td in row.iter("td")]
        heading = next(row.iter("th"))
        found[words_of(heading)] = cells
    return found


@pytest.mark.parametrize("name", ["lena", "mara", "otto", "ada"])
def test_only_trainers_find_it(open_browser: Callable[..., Browser], name: str) -> None:
    browser = open_browser(name)
    assert browser.open("/trainer/courses").status == 404
    assert "Courses" not in words_of(next(browser.open("/").body.iter("nav")))


def test_a_course_whose_files_did_not_change(
    tariq: Browser, small: SmallCourse, learning: Learn
) -> None:
    learning(lambda learner: learner.complete())
    page = tariq.open("/trainer/courses")
    online, files, middle, awards = rows(page)[f"{TITLE} {small.folder.name}"]
    assert online.startswith("Version 1, 2 November 2026")
    assert files.startswith("Same as online")
    assert (middle, awards) == ("0", "1")
    assert rows(page)["Heard and understood communication"][1] == (
        "No folder on this machine"
    )


def test_somebody_who_began_is_in_the_middle(
    tariq: Browser, small: SmallCourse, learning: Learn
) -> None:
    learning(lambda learner: learner.read_cards(1))
    found = rows(tariq.open("/trainer/courses"))[f"{TITLE} {small.folder.name}"]
    assert found[2:] == ["1", "0"]


def test_changed_broken_and_mended_files_are_seen_at_once(
    tariq: Browser, small: SmallCourse
) -> None:
    def files() -> str:
        return rows(tariq.open("/trainer/courses"))[f"{TITLE} {small.folder.name}"][1]

    assert files().startswith("Same as online")
    small.change("course.yaml", "cpd_minutes: 20", "cpd_minutes: 25")
    assert files().startswith("Changed since it was published")
    small.change("course.yaml", "format: 1", "format: [")
    assert files().startswith("Has errors 1 error")
    small.change("course.yaml", "format: [", "format: 1")
    small.change("course.yaml", "cpd_minutes: 25", "cpd_minutes: 20")
    assert files().startswith("Same as online")


def test_a_new_folder_is_ready_and_a_broken_one_hides_nothing(
    tariq: Browser, small: SmallCourse
) -> None:
    shutil.copytree(small.folder, small.folder.parent / "second-words")
    (small.folder.parent / "broken").mkdir()
    (small.folder.parent / "broken" / "course.yaml").write_bytes(b"\xff\x00: [")
    (small.folder.parent / "notes").mkdir()
    found = rows(tariq.open("/trainer/courses"))
    assert found["First words second-words"][:2] == [
        "Not published yet",
        "Ready to publish 2 warnings",
    ]
    assert found["broken broken"][1].startswith("Has errors")
    assert "notes notes" not in found
    assert len(found) == 4


def test_without_a_folder_of_courses_the_page_says_so(
    tariq: Browser, small: SmallCourse
) -> None:
    shutil.rmtree(small.folder.parent)
    page = tariq.open("/trainer/courses")
    assert "There is no folder of courses on this machine" in page.words
    assert len(rows(page)) == 2


def test_the_page_costs_few_queries_and_writes_nothing(
    tariq: Browser, small: SmallCourse
) -> None:
    with counting(tariq.client.application.extensions["elearn_database"]) as counted:
        tariq.open("/trainer/courses")
    assert 0 < len(counted.queries) <= 6
    assert counted.commits == 0

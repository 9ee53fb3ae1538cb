"""`elearn new course`: what it writes is a course that can be taken."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from elearn.cli import main
from elearn.coursefiles.build import build_course
from elearn.coursefiles.new_course import start_course
from elearn.coursefiles.schema import FOLDER, make_schemas
from elearn.demo_learner import DemoLearner
from elearn.services.moment import Moment
from elearn.services.organisations import add_organisation, add_person
from elearn.services.publishing import publish_course
from elearn.store.awards import list_awards
from elearn.store.database import Database
from tests.rosewood import NO_PASSWORD, NOW

PACKAGE = Path(__file__).parents[1] / "elearn"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ELEARN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("ELEARN_COURSES_DIR", raising=False)
    return tmp_path


def test_a_new_course_checks_clean(here: Path) -> None:
    done = run("new", "course", "telling-it-on")
    assert done.exit_code == 0, done.output
    assert "elearn check courses --strict" in done.stdout
    checked = run("check", "courses", "--strict")
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert "1 course: 0 errors, 0 warnings." in checked.stderr
    text = (here / "courses" / "telling-it-on" / "course.yaml").read_text("utf-8")
    assert 'title: "Telling it on"' in text
    assert {p.name for p in (here / "courses").iterdir()} == {"telling-it-on", FOLDER}


def test_a_new_course_has_what_a_course_can_have(here: Path) -> None:
    course = build_course(start_course("one", here), shown_as="one").course
    assert course is not None
    assert course.observation
    assert course.glossary
    cards = [card for m in course.modules.values() for card in m.cards]
    kinds = {q.kind for card in cards for q in card.questions}
    assert kinds == {"choose-one", "choose-all", "order"}
    assert course.assessment
    assert len(course.bank) > course.assessment.draw.count


@pytest.mark.slow
def test_its_header_lines_lead_to_schemas(here: Path) -> None:
    for path in start_course("one", here).rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        schema = path.parent / first.partition("$schema=")[2]
        assert schema.read_text("utf-8") == make_schemas()[schema.name]


def test_a_robot_takes_it_from_first_card_to_award(here: Path, sqlite_url: str) -> None:
    built = build_course(start_course("telling-it-on", here), shown_as="one")
    database = Database(sqlite_url)
    before = Moment(NOW - timedelta(days=1), Random(3))
    with database.writing() as session:
        add_organisation(session, before, "Rosewood Care")
        lena = add_person(
            session, before, "lena", "Lena Kowalska", password_hash=NO_PASSWORD
        )
        publish_course(session, built, before)
        moment = Moment(NOW, Random(3))
        learner = DemoLearner(session, lena, "telling-it-on", moment)
        learner.complete(misses=1)
        awards = list_awards(session, lena)
    database.close()
    assert len(awards) == 1


def test_a_second_course_leaves_the_first_alone(here: Path) -> None:
    run("new", "course", "one")
    (here / "courses" / "one" / "course.yaml").write_text("mine", encoding="utf-8")
    again = run("new", "course", "one")
    assert again.exit_code == 2
    assert "already" in again.stderr
    assert run("new", "course", "two").exit_code == 0
    assert (here / "courses" / "one" / "course.yaml").read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["Telling It On", "..", "a/b", "a--b", "é", "x" * 81])
def test_a_name_that_is_no_address_is_refused(here: Path, name: str) -> None:
    done = run("new", "course", name)
    assert done.exit_code == 2
    assert "small letters" in done.stderr
    assert not (here / "courses").exists()


def test_it_goes_where_you_say(here: Path) -> None:
    assert run("new", "course", "one", "--into", "a/b").exit_code == 0
    assert (here / "a" / "b" / "one" / "course.yaml").exists()
    (here / "file").write_text("", encoding="utf-8")
    done = run("new", "course", "one", "--into", "file")
    assert done.exit_code == 2
    assert "Nothing can be written" in done.stderr


def test_nothing_is_written_into_the_program() -> None:
    inside = PACKAGE / "_data" / "courses"
    for done in (
        run("schemas", str(inside)),
        run("new", "course", "one", "--into", str(inside)),
    ):
        assert done.exit_code == 2
        assert "a folder of your own" in done.stderr
    assert not inside.exists()


def test_schemas_go_beside_the_courses_in_use(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELEARN_COURSES_DIR", str(here / "mine"))
    assert "no such folder" in run("schemas").stderr
    (here / "mine").mkdir()
    assert run("schemas").exit_code == 0
    there = {p.name: p.read_text("utf-8") for p in (here / "mine" / FOLDER).iterdir()}
    assert there == make_schemas()

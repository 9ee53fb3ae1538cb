"""An author sees a course folder as learners will, while they write it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from elearn.cli.previewed import Preview
from elearn.store.database import Database
from elearn.store.tables import CourseVersion
from elearn.web.preview.explaining import KINDS
from tests.coursefiles.test_scene_questions import with_question
from tests.courses import SmallCourse
from tests.every_kind import make_every_kind
from tests.markup import words_of
from tests.pages import Browser, Page
from tests.site import SMALL, make_small_course

COURSE = f"/courses/{SMALL}"
STORY = f"{COURSE}/scenarios/the-knock"
CHECK = f"{COURSE}/modules/at-the-door/check"
MAP = "/preview/scenarios/the-knock/map"
ASKED = "/preview/questions/questions/assessment"
MODULE = "modules/at-the-door.md"
KNOCK = "scenarios/the-knock.yaml"


@pytest.fixture
def course(tmp_path: Path) -> SmallCourse:
    return make_small_course(tmp_path)


@pytest.fixture
def preview(
    course: SmallCourse, tmp_path: Path, sqlite_template: Path
) -> Iterator[Preview]:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    # The tables that a preview would make for itself.
    shutil.copy(sqlite_template, data_dir / "elearn.sqlite3")
    shown = Preview(course.folder, data_dir, 8109, shown_as=SMALL)
    yield shown
    shown.close()


@pytest.fixture
def author(preview: Preview) -> Browser:
    return Browser(preview.app)


def bar_of(page: Page) -> str:
    return words_of(next(e for e in page.body.iter("aside")))


def play(author: Browser, *choices: str) -> str:
    """Play the story with choices named by how their words begin; gives its address."""
    path = author.open(STORY).form("/plays").send().location
    for words in choices:
        form = author.open(path).form("/choices")
        label = next(label for label in form.labels() if label.startswith(words))
        form.send(choice=form.value_of(label))
    return path


def test_every_part_opens_without_signing_in(author: Browser) -> None:
    home = author.open("/preview")
    assert home.heading == "First words"
    assert "Preview of first-words" in bar_of(home)
    assert len(home.links()) == 10
    for url in home.links().values():
        page = author.open(url)
        assert page.status == 200, url
        assert "Preview of first-words" in bar_of(page)


def test_the_learner_has_no_other_role(author: Browser) -> None:
    author.open("/preview")
    assert author.open("/trainer/courses").status == 404
    assert author.open("/organisation").status == 404


def test_another_name_is_refused(preview: Preview) -> None:
    client = preview.app.test_client()
    for host in ("evil.example", "127.0.0.1.evil.example:8109", ""):
        page = client.get("/preview", headers={"Host": host})
        assert page.status_code == 400, host
        assert "Set-Cookie" not in page.headers
    assert client.get("/preview", headers={"Host": "localhost:8109"}).status_code == 200


def test_a_change_is_shown(
    preview: Preview, author: Browser, course: SmallCourse
) -> None:
    before = author.open("/preview/version").html
    preview.refresh()
    assert author.open("/preview/version").html == before
    course.change("course.yaml", "title: First words", "title: New words")
    preview.refresh()
    assert author.open("/preview/version").html != before
    assert author.open("/preview").heading == "New words"


def test_what_cannot_be_read_keeps_what_was_shown(
    preview: Preview, author: Browser, course: SmallCourse
) -> None:
    card = course.read(MODULE)
    course.change(MODULE, "    right: true", "    rigth: true")
    course.change(MODULE, "Knock and wait", "Wait and knock")
    preview.refresh()
    page = author.open(CHECK)
    assert page.heading == "Check yourself"
    assert "1 error. You see the course as it was before." in bar_of(page)
    assert "There is no key “rigth” here. Did you mean “right”?" in bar_of(page)
    assert "first-words/modules/at-the-door.md:35:5" in bar_of(page)
    other = author.open(f"{COURSE}/modules/at-the-door/knock-and-wait")
    assert other.heading == "Knock and wait"
    assert "rigth" not in bar_of(other)
    course.write(MODULE, card)
    preview.refresh()
    assert "error" not in bar_of(author.open(CHECK))


def test_each_problem_leads_to_what_it_concerns(
    preview: Preview, author: Browser, course: SmallCourse
) -> None:
    course.change(MODULE, "outcome: opening\nsource", "outcome: opening\nxsource")
    course.change("scenarios/the-knock.yaml", "    place: The front", "    plaec: The")
    course.change("questions/assessment.yaml", "answer: false", "answer: perhaps")
    course.change("glossary.yaml", "GP:", "GP: [")
    preview.refresh()
    page = author.open("/preview")
    links = page.links()
    assert links["At the door › Check yourself"] == CHECK
    assert links["The knock › scene door"] == f"{MAP}#place-door"
    bank = links["Questions of the assessment › question bank-true"]
    assert bank == f"{ASKED}/bank-true"
    assert "perhaps" in bar_of(author.open(bank))
    assert "perhaps" not in bar_of(author.open(f"{ASKED}/bank-name"))
    assert "perhaps" in bar_of(author.open(f"{COURSE}/assessment"))
    assert "plaec" in bar_of(author.open(MAP))
    assert "glossary.yaml:" in bar_of(author.open(f"{COURSE}/glossary"))


def test_a_problem_of_a_rule_does_not_keep_the_course_from_being_seen(
    preview: Preview, author: Browser, course: SmallCourse
) -> None:
    course.change(KNOCK, "  inside:\n    gate:", f"{_CELLAR}  inside:\n    gate:")
    preview.refresh()
    page = author.open(MAP)
    assert "No play can reach the scene “cellar”." in bar_of(page)
    assert "Nothing leads to cellar." in page.words
    assert "before" not in bar_of(page)
    # A story that is not fair might have no end to be played to.
    assert not [f for f in author.open("/preview").forms() if "ahead" in f.action]


_CELLAR = """\
  cellar:
    script: |
      (It is dark.)
    choices:
      - words: Hello?
        grade: weak
        why: Nobody is there.
        then: inside
"""


def test_broken_from_the_first_moment(course: SmallCourse, tmp_path: Path) -> None:
    course.change("course.yaml", "title: First words", "titel: First words")
    preview = Preview(course.folder, tmp_path / "data", 8109, shown_as=SMALL)
    author = Browser(preview.app)
    page = author.open("/preview")
    assert page.heading == "first-words"
    assert "There is no key “titel” here." in page.words
    assert author.open("/").status == 200
    assert author.open("/preview/questions").status == 404
    course.change("course.yaml", "titel: First words", "title: First words")
    preview.refresh()
    assert author.open("/preview").heading == "First words"
    preview.close()


def test_the_course_file_goes_and_comes_back(
    preview: Preview, author: Browser, course: SmallCourse
) -> None:
    kept = course.read("course.yaml")
    course.remove("course.yaml")
    preview.refresh()
    page = author.open(COURSE)
    assert page.heading == "First words"
    assert "This folder has no course.yaml" in bar_of(page)
    course.write("course.yaml", kept)
    preview.refresh()
    assert "has no course.yaml" not in bar_of(author.open(COURSE))


def test_the_map_shows_the_path_just_played(author: Browser) -> None:
    assert "Play it, and the path you took is drawn here." in author.open(MAP).words
    play(author, "Hello?")
    page = author.open(MAP)
    rows = [words_of(row) for row in page.main.iter("tr")]
    chosen = [row for row in rows if "You chose this in your last play" in row]
    assert len(chosen) == 2, "the choice, and the gate after it"
    assert "Hello?" in chosen[0]
    assert any("Your last play ended here" in row and "quiet" in row for row in rows)
    assert "first play" not in page.words.lower()


def test_a_play_goes_on_where_it_was(
    preview: Preview, author: Browser, course: SmallCourse
) -> None:
    course.change(KNOCK, "  inside:\n    gate:", _IN_KITCHEN)
    course.change(KNOCK, "effects: {trust: +2}\n        then: inside", _TO_KITCHEN)
    preview.refresh()
    path = play(author, "Hello, I am Sam.")
    assert "The kettle is on." in author.open(path).words
    course.change(KNOCK, "The kettle is on.", "The radio is on.")
    preview.refresh()
    assert "The radio is on." in author.open(path).words
    # The words of the choice that led here change, so it is asked again.
    course.change(KNOCK, "Hello, I am Sam. May", "Hello, it is Sam. May")
    preview.refresh()
    page = author.open(path)
    assert "Who is there?" in page.words
    assert any("it is Sam" in label for label in page.form("/choices").labels())


_TO_KITCHEN = "effects: {trust: +2}\n        then: kitchen"
_IN_KITCHEN = """\
  kitchen:
    script: |
      (The kettle is on.)
    choices:
      - words: May I sit?
        grade: best
        why: You ask.
        then: inside
      - words: I sit down.
        grade: weak
        why: You do not ask.
        then: inside
  inside:
    gate:"""


def test_an_ended_play_whose_way_changed_goes_on(
    preview: Preview, author: Browser, course: SmallCourse
) -> None:
    path = play(author, "Hello?")
    assert author.open(path).heading == "Quiet"
    course.change(KNOCK, "trust >= 7", "trust >= 5")
    preview.refresh()
    assert author.open(path).heading == "Tea"
    course.change(KNOCK, "      - words: Hello?", "      - words: Hello there?")
    preview.refresh()
    assert "Who is there?" in author.open(path).words


def test_an_answer_is_marked_by_the_new_key(
    preview: Preview, author: Browser, course: SmallCourse
) -> None:
    form = author.open(CHECK).form("/key-safe")
    form.send(answer=form.value_of("Start the wash"))
    assert "Your answer: not right" in author.open(CHECK).words
    course.change(MODULE, "    right: true\n", "")
    course.change(
        MODULE, "text: Start the wash", "text: Start the wash\n    right: true"
    )
    preview.refresh()
    assert "Your answer: right" in author.open(CHECK).words


def test_an_attempt_asks_its_questions_as_they_are_now(
    preview: Preview, author: Browser, course: SmallCourse
) -> None:
    course.change("course.yaml", "count: 4", "count: 6")
    preview.refresh()
    author.open("/preview").form("/ahead").send()
    start = author.open(f"{COURSE}/assessment").form("/attempts").send().location
    attempt = start.rpartition("/questions/")[0]
    asked = [f"{attempt}/questions/{n}" for n in range(1, 7)]
    first = next(u for u in asked if "What do you say first?" in author.open(u).words)
    form = author.open(first).form("/questions/" + first.rpartition("/")[2])
    form.send(answer=form.value_of("My name"))
    bank = "questions/assessment.yaml"
    course.change(bank, "What do you say first?", "What comes first?")
    course.change(bank, "{text: The time, why: It can wait.}", "{text: The day}")
    preview.refresh()
    page = author.open(first)
    assert "What comes first?" in page.words
    assert "The day" in page.words
    kept = page.form("/questions/" + first.rpartition("/")[2])
    assert kept.fields["answer"] == [kept.value_of("My name")]
    # The answer itself is another one now, so it is asked again.
    course.change(bank, "text: My name", "text: Your name")
    preview.refresh()
    assert "answer" not in author.open(first).forms()[0].fields
    # A question that is gone cannot be asked as it is now.
    course.change(bank, "id: bank-name", "id: bank-names")
    preview.refresh()
    assert "Your name" in author.open(first).words


def test_versions_that_nobody_used_are_forgotten(
    preview: Preview, author: Browser, course: SmallCourse
) -> None:
    form = author.open(CHECK).form("/key-safe")
    form.send(answer=form.value_of("Start the wash"))
    course.change("course.yaml", "First words", "Version 0")
    for n in range(5):
        course.change("course.yaml", f"Version {n}", f"Version {n + 1}")
        preview.refresh()
    database: Database = preview.app.extensions["elearn_database"]
    with database.reading() as session:
        kept = session.scalars(select(CourseVersion.number)).all()
    assert list(kept) == [1, 6]


def test_begin_again(author: Browser) -> None:
    play(author, "Hello?")
    page = author.open("/preview").form("/again").send().follow()
    assert "You are somebody new" in page.words
    assert "Play it, and the path you took" in author.open(MAP).words


def test_the_assessment_opens_once_all_before_it_is_done(author: Browser) -> None:
    assert "Not open yet" in author.open(f"{COURSE}/assessment").words
    page = author.open("/preview").form("/ahead").send().follow()
    assert "The assessment is open." in page.words
    assert "Ready when you are" in author.open(f"{COURSE}/assessment").words
    again = author.open("/preview").form("/ahead").send()
    assert again.status == 303


def test_forms_need_their_token(author: Browser) -> None:
    author.open("/preview")
    for action in ("/preview/again", "/preview/ahead"):
        assert author.send(action, {}).status == 400, action


def test_every_question_is_asked_and_its_mark_explained(author: Browser) -> None:
    links = author.open("/preview/questions").links()
    asked = [url for url in links.values() if "/preview/questions/" in url]
    assert len(asked) == 9
    for url in asked:
        page = author.open(url)
        empty = page.form(url).fields
        query = "&".join(f"{name}={values[0]}" for name, values in empty.items())
        assert author.open(f"{url}?{query}").status == 400
        right = author.open(page.links()["Show the right answer"])
        assert "How it is marked" in right.words
        assert "It earns 1 of 1 point." in right.words


def test_every_kind_is_asked(tmp_path: Path) -> None:
    folder = make_every_kind(tmp_path).folder
    preview = Preview(folder, tmp_path / "data", 8109, shown_as=folder.name)
    author = Browser(preview.app)
    asked = [
        author.open(url)
        for url in author.open("/preview/questions").links().values()
        if "/preview/questions/" in url
    ]
    told = {
        page.heading.partition(" · ")[0]: author.open(
            page.links()["Show the right answer"]
        ).words
        for page in asked
    }
    preview.close()
    assert set(told) == set(KINDS.values())
    unmarked = {"A scale", "Own words"}
    assert all("The mark is 1." in told[kind] or "the mark is 1." in told[kind]
               for kind in told.keys() - unmarked)  # fmt: skip
    assert "A scale is never marked." in told["A scale"]
    assert "A trainer marks it by the rubric below." in told["Own words"]
    assert "Says what changed (up to" in told["Own words"]


def test_how_an_answer_is_marked(author: Browser) -> None:
    form = author.open(f"{ASKED}/bank-several").form("/bank-several")
    chosen = [form.value_of("Knock"), form.value_of("Shout")]
    query = "&".join(f"answer={value}" for value in chosen)
    words = author.open(f"{ASKED}/bank-several?{query}").words
    assert "1 of 2 right answers chosen, and 1 of 1 wrong ones" in words
    assert "The mark is 0." in words
    critical = "/preview/questions/modules/at-the-door/key-safe"
    form = author.open(critical).form("/key-safe")
    value = form.value_of("Ring the office")
    assert "fails the attempt" in author.open(f"{critical}?answer={value}").words


def test_what_is_not_there(author: Browser) -> None:
    for url in (f"{ASKED}/none", MAP.replace("knock", "bell")):
        assert author.open(url).status == 404, url


def test_a_question_by_itself_tells_the_problems_of_where_it_stands(
    preview: Preview, author: Browser, course: SmallCourse
) -> None:
    course.change(MODULE, "    right: true", "    rigth: true")
    preview.refresh()
    by_itself = author.open("/preview/questions/modules/at-the-door/key-safe")
    assert "There is no key “rigth” here." in bar_of(by_itself)
    assert "rigth" not in bar_of(author.open(f"{ASKED}/bank-several"))


def test_a_question_of_a_scene_tells_the_problems_of_its_scene(tmp_path: Path) -> None:
    asking = with_question(tmp_path)
    preview = Preview(asking.folder, tmp_path / "data", 8109, shown_as=SMALL)
    author = Browser(preview.app)
    asking.change(KNOCK, "{text: Greet her, right: true}", "{text: Greet her, rite: 1}")
    preview.refresh()
    by_itself = author.open("/preview/questions/scenarios/the-knock/hall")
    assert "There is no key “rite” here." in bar_of(by_itself)
    assert "rite" not in bar_of(author.open(f"{ASKED}/bank-several"))
    preview.close()


def test_a_problem_of_a_question_leads_to_it_on_its_page(
    preview: Preview, author: Browser, course: SmallCourse
) -> None:
    course.change(
        MODULE, "A stranger in the hall is frightening.", "Some " + "word " * 90
    )
    preview.refresh()
    page = author.open(CHECK)
    (link,) = (a for a in page.body.iter("a") if "key-safe" in words_of(a))
    assert link.get("href") == f"{CHECK}#at-q-key-safe"
    assert page.find("at-q-key-safe") is not None

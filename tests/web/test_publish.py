"""A trainer looks at what changed and publishes it, or cannot."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from elearn.demo_learner import DemoLearner
from elearn.store.database import Database
from elearn.store.tables import (
    Attempt,
    AuditEvent,
    Award,
    CourseVersion,
    MaterialChange,
    Regrade,
    VersionEvent,
)
from tests.courses import SmallCourse
from tests.markup import words_of
from tests.pages import Browser, Form
from tests.site import SMALL, Learn

URL = f"/trainer/courses/{SMALL}"
PUBLISH = f"{URL}/publish"
ASSESSMENT = "questions/assessment.yaml"
DOOR = "modules/at-the-door.md"


def versions(database: Database) -> list[tuple[int, bool]]:
    query = (
        select(CourseVersion.number, CourseVersion.online)
        .where(CourseVersion.title == "First words")
        .order_by(CourseVersion.number)
    )
    return database.read(lambda s: [(r[0], r[1]) for r in s.execute(query)])


def count(database: Database, table: type) -> int:
    return database.read(
        lambda s: s.scalar(select(func.count()).select_from(table)) or 0
    )


def form_of(browser: Browser) -> Form:
    return browser.open(PUBLISH).form("/publish")


BANK = "format: 1\nquestions:\n" + "".join(
    f"""\
  - id: bank-{number}
    outcome: {outcome}
    ask: Which is kind in case {number}?
    options:
      - {{text: Knock {number} times, right: true}}
      - {{text: Shout {number} times}}
"""
    for number, outcome in enumerate(["opening", "opening", "asking", "asking"])
)


@pytest.fixture
def keyed(tariq: Browser, small: SmallCourse) -> SmallCourse:
    """A course online that always draws the same four questions."""
    small.write(ASSESSMENT, BANK)
    form_of(tariq).send()
    return small


def change_key(small: SmallCourse) -> None:
    """Make the other answer to every question right."""
    text = small.read(ASSESSMENT).replace(" times, right: true}", " times, }")
    text = text.replace("Shout", "SHOUT")
    for number in range(4):
        text = text.replace(
            f"{{text: SHOUT {number} times}}",
            f"{{text: Shout {number} times, right: true}}",
        )
    small.write(ASSESSMENT, text.replace(", }", "}"))


@pytest.mark.parametrize("name", ["lena", "mara", "otto", "ada"])
def test_only_trainers_find_it(
    open_browser: Callable[..., Browser], small: SmallCourse, name: str
) -> None:
    browser = open_browser(name)
    for path in (URL, PUBLISH, f"{URL}/withdraw", f"{URL}/results"):
        assert browser.open(path).status == 404
    sent = browser.send(PUBLISH, {"csrf_token": browser.token()})
    assert sent.status == 404


def test_the_difference_is_told_and_published(
    tariq: Browser, small: SmallCourse, database: Database, lena: Browser
) -> None:
    small.change(DOOR, "know who comes in", "know who is there")
    page = tariq.open(PUBLISH)
    assert "1 change against version 1." in page.words
    assert [words_of(e) for e in page.main.iter("del")] == ["gone: comes in. (end)"]
    assert [words_of(e) for e in page.main.iter("ins")] == ["new: is there. (end)"]
    answer = page.form("/publish").send()
    assert answer.location == f"{URL}?said=published"
    assert "It is online." in answer.follow().words
    assert versions(database) == [(1, False), (2, True)]
    card = lena.open(f"/courses/{SMALL}/modules/at-the-door/knock-and-wait")
    assert "who is there" in card.words
    event = database.read(
        lambda s: s.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    )
    assert event is not None
    assert (event.action, event.detail) == ("published", {"version": 2})


def test_a_second_click_publishes_nothing(
    tariq: Browser, small: SmallCourse, database: Database
) -> None:
    small.change(DOOR, "know who comes in", "know who is there")
    form = form_of(tariq)
    form.send()
    again = form.send()
    assert again.location == f"{URL}?said=same"
    assert versions(database) == [(1, False), (2, True)]


def test_files_that_changed_while_looking_are_shown_again(
    tariq: Browser, small: SmallCourse, database: Database
) -> None:
    small.change(DOOR, "know who comes in", "know who is there")
    form = form_of(tariq)
    small.change(DOOR, "know who is there", "know who stands there")
    page = form.send()
    assert page.status == 409
    assert "The files changed while you looked at them." in page.words
    assert versions(database) == [(1, True)]
    page.form("/publish").send()
    assert versions(database) == [(1, False), (2, True)]


def test_another_trainer_was_first(
    tariq: Browser, small: SmallCourse, database: Database
) -> None:
    small.change(DOOR, "know who comes in", "know who is there")
    mine = form_of(tariq)
    small.change(DOOR, "know who is there", "know who stands there")
    form_of(tariq).send()
    small.change(DOOR, "know who stands there", "know who is there")
    page = mine.send()
    assert page.status == 409
    assert "Somebody else put another version online" in page.words
    assert versions(database) == [(1, False), (2, True)]


def test_errors_are_listed_and_nothing_can_be_published(
    tariq: Browser, small: SmallCourse, database: Database
) -> None:
    small.change(DOOR, "know who comes in", "know who is there")
    form = form_of(tariq)
    small.change("course.yaml", "cpd_minutes: 20", "cpd_minutes: many")
    for page in (tariq.open(URL), tariq.open(PUBLISH), form.send()):
        assert "courses/first-words/course.yaml:5:" in page.words
        assert "Error" in page.words
    page = tariq.open(PUBLISH)
    assert "so nothing can be published: 1 error" in page.words
    assert not page.forms()
    assert versions(database) == [(1, True)]


def test_nothing_changed(tariq: Browser, small: SmallCourse) -> None:
    page = tariq.open(PUBLISH)
    assert "Nothing changed: this is online already." in page.words
    assert not page.forms()
    assert "See the changes and publish" not in tariq.open(URL).words


def test_a_course_without_a_folder(tariq: Browser, small: SmallCourse) -> None:
    page = tariq.open("/trainer/courses/communication")
    assert "No folder on this machine" in page.words
    assert tariq.open("/trainer/courses/communication/publish").status == 404
    assert tariq.open("/trainer/courses/no-such-course").status == 404
    assert tariq.open("/trainer/courses/..%2fx").status == 404


def failed(learner: DemoLearner) -> None:
    learner.read_cards()
    learner.play("the-knock")
    learner.take_assessment(misses=4)


def test_a_changed_key_asks_what_happens_to_results(
    tariq: Browser, keyed: SmallCourse, learning: Learn, database: Database
) -> None:
    learning(failed)
    change_key(keyed)
    form = form_of(tariq)
    assert "Lena Kowalska" in form.page.words
    refused = form.send()
    assert refused.status == 400
    assert "Choose what happens to earlier results." in refused.words
    assert versions(database) == [(1, False), (2, True)]
    refused.form("/publish").send(results="leave")
    assert [v[1] for v in versions(database)] == [False, False, True]
    assert count(database, Regrade) == 0


def results_of(database: Database) -> list[tuple[bool | None, bool, bool]]:
    def read(session: object) -> list[tuple[bool | None, bool, bool]]:
        rows = session.execute(  # type: ignore[attr-defined]
            select(Attempt.passed, Regrade.old_passed, Regrade.new_passed).join(
                Regrade, Regrade.attempt_id == Attempt.id
            )
        )
        return [(r[0], r[1], r[2]) for r in rows]

    return database.read(read)


def test_who_passes_under_a_mended_key_gets_one_award(
    tariq: Browser,
    lena: Browser,
    keyed: SmallCourse,
    database: Database,
    learning: Learn,
) -> None:
    learning(failed)
    assert count(database, Award) == 0
    change_key(keyed)
    form = form_of(tariq)
    assert "1 person who did not pass would pass." in form.page.words
    answer = form.send(results="regrade")
    assert answer.location.startswith(f"{URL}/results?marked=1")
    assert "Marked again: 1 result." in answer.follow().words
    assert results_of(database) == [(True, False, True)]
    assert count(database, Award) == 1
    assert tariq.open(f"{URL}/results").forms() == []
    tariq.post("trainer.regrade", slug=SMALL)
    assert (count(database, Award), count(database, Regrade)) == (1, 1)
    page = lena.open(f"/courses/{SMALL}/assessment/attempts/1/result")
    assert "Your answers were marked again" in page.words


def test_nobody_loses_a_pass(
    tariq: Browser, keyed: SmallCourse, database: Database, learning: Learn
) -> None:
    learning(lambda learner: learner.complete(misses=0))
    change_key(keyed)
    form = form_of(tariq)
    form.send(results="regrade")
    [(passed, old, new)] = results_of(database)
    assert (passed, old, new) == (True, True, False)
    assert count(database, Award) == 1
    assert "Every result stands" in tariq.open(f"{URL}/results").words


def test_a_card_is_marked_with_a_reason_when_publishing(
    tariq: Browser, small: SmallCourse, database: Database, learning: Learn
) -> None:
    learning(lambda learner: learner.complete(misses=0))
    small.change(DOOR, "know who comes in", "know who is there")
    form = form_of(tariq)
    refused = form.send(material="at-the-door/knock-and-wait")
    assert refused.status == 400
    assert "Say in a sentence why" in refused.words
    assert versions(database) == [(1, True)]
    kept = refused.form("/publish")
    assert kept.fields["material"] == ["at-the-door/knock-and-wait"]
    kept.send(**{"why-at-the-door/knock-and-wait": "New rule."})
    assert versions(database) == [(1, False), (2, True)]
    assert count(database, MaterialChange) == 1


def test_withdraw_needs_a_reason_and_can_be_put_back(
    tariq: Browser, lena: Browser, small: SmallCourse, database: Database
) -> None:
    form = tariq.open(f"{URL}/withdraw").form("/withdraw")
    refused = form.send(reason=" ")
    assert refused.status == 400
    assert "Say why you withdraw it." in refused.words
    assert versions(database) == [(1, True)]
    form.send(reason="The law changed.")
    form.send(reason="The law changed.")
    assert versions(database) == [(1, False)]
    assert lena.open(f"/courses/{SMALL}").status == 404
    page = tariq.open(URL)
    assert "Withdrawn since 23 November 2026" in page.words
    assert "Tariq Rahman: The law changed." in page.words
    tariq.open(f"{URL}/versions/1").form("/online").send()
    assert versions(database) == [(1, True)]
    assert lena.open(f"/courses/{SMALL}").status == 200
    kinds = database.read(
        lambda s: list(s.scalars(select(VersionEvent.kind).order_by(VersionEvent.id)))
    )
    assert kinds[-2:] == ["withdrawn", "online"]


def test_an_earlier_version_takes_the_place_of_the_one_online(
    tariq: Browser, small: SmallCourse, database: Database
) -> None:
    small.change(DOOR, "know who comes in", "know who is there")
    form_of(tariq).send()
    back = tariq.open(f"{URL}/versions/1").form("/online")
    page = tariq.open(f"{URL}/versions/2")
    assert "What it changed against version 1" in page.words
    assert "new: is there." in page.words
    back.send()
    back.send()
    assert versions(database) == [(1, True), (2, False)]
    assert tariq.open(f"{URL}/versions/9").status == 404
    assert tariq.open(f"{URL}/versions/{10**12}").status == 404

"""A course with every kind of question and block, from the first card to the award."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from elearn.demo_learner import form_for
from elearn.domain.course import Course
from elearn.services.moment import Moment
from elearn.services.publishing import publish_course
from elearn.store.database import Database
from elearn.store.tables import Attempt, Award, WrittenMark
from tests.counting import counting
from tests.every_kind import SLUG, make_every_kind
from tests.pages import Browser, Form, Page
from tests.people import OPENED
from tests.site import Clock
from tests.web.attempts import take

WORDS = f"/courses/{SLUG}/modules/words"
PICTURES = f"/courses/{SLUG}/modules/pictures"
FALLS = f"/courses/{SLUG}/modules/falls"
ASSESSMENT = f"/courses/{SLUG}/assessment"


@pytest.fixture
def course(database: Database, tmp_path: Path) -> Course:
    built = make_every_kind(tmp_path).build()
    assert built.course is not None
    with database.writing() as session:
        publish_course(session, built, Moment(OPENED, Random(1)))
    return built.course


@pytest.fixture
def tariq(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("tariq")


def question(browser: Browser, url: str, question_id: str) -> Form:
    return browser.open(url).form(f"/questions/{question_id}")


def finish_cards(lena: Browser, course: Course) -> None:
    """Answer and finish every card of every module in the contents."""
    for module_id in ("words", "pictures", "falls"):
        for card in course.modules[module_id].cards:
            url = f"/courses/{SLUG}/modules/{module_id}/{card.id}"
            for asked in card.questions:
                form = question(lena, url, asked.id)
                form.send(**form_for(asked, asked.right_response()))
            if card.scenario_ids:
                play_well(lena)
            assert lena.open(url).form("/done").send().status == 303


def play_well(lena: Browser) -> Page:
    begun = lena.open(f"/courses/{SLUG}/scenarios/the-knock").form("/plays")
    form = begun.send().follow().form("/choices")
    form.send(choice=form.value_of("Hello, I am Sam. May I come in?"))
    return lena.open(f"/courses/{SLUG}/scenarios/the-knock/plays/1")


def give(page: Page, *, points: str = "1", comment: str = "") -> Page:
    form = page.form("/marking/" + page.path.rpartition("/")[2])
    chosen = dict.fromkeys(radios(form), points)
    return form.send(**chosen, comment=comment)


def radios(form: Form) -> set[str]:
    return {
        e.get("name") or "" for e in form.element.iter("input")
        if e.get("type") == "radio"
    }  # fmt: skip


def first_waiting(tariq: Browser) -> Page:
    links = tariq.open("/trainer/marking").links()
    return tariq.open(next(u for u in links.values() if "/marking/" in u))


def test_the_whole_way_to_the_award_with_a_trainer_in_it(
    lena: Browser, tariq: Browser, course: Course, database: Database, clock: Clock
) -> None:
    finish_cards(lena, course)
    page = take(lena, course, assessment=ASSESSMENT)
    assert page.with_class("panel__state")[0].text == "Handed in"
    assert "so far" in page.words
    assert (
        lena.open(f"/courses/{SLUG}").words.count("A trainer marks what you wrote") > 0
    )
    assert "Being marked" in lena.open(ASSESSMENT).words
    # Nothing else can be begun meanwhile.
    again = lena.post("learner.start_attempt", slug=SLUG)
    assert again.location == ASSESSMENT
    [attempt] = database.read(
        lambda s: list(s.scalars(select(Attempt).where(Attempt.kind == "assessment")))
    )
    assert attempt.passed is None
    assert database.read(lambda s: s.scalars(select(Award)).all()) == []

    clock.move(days=2)
    lena.sign_in("lena")
    tariq.sign_in("tariq")
    # The oldest is the one from the card, which is feedback; the next one decides.
    assert give(first_waiting(tariq), comment="Good.").status == 303
    answer = first_waiting(tariq)
    assert "Somebody’s result waits for this." in answer.words
    assert "Lena" not in answer.words
    kept = give(answer).follow()
    assert "they have passed the course" in kept.words
    assert "Nothing waits for you" in kept.words
    [award] = database.read(lambda s: list(s.scalars(select(Award))))
    assert award.passed_on == clock.now.date()
    assert lena.open(page.path).heading.startswith("Well done")
    own = lena.open(f"{WORDS}/own-words").words
    assert "Your trainer has marked this" in own
    assert "Good." in own


@pytest.mark.slow
def test_a_mark_that_is_too_low_fails_and_a_better_one_passes(
    lena: Browser, tariq: Browser, course: Course, database: Database
) -> None:
    finish_cards(lena, course)
    page = take(lena, course, assessment=ASSESSMENT)
    give(first_waiting(tariq))
    answer = first_waiting(tariq)
    give(answer, points="0", comment="Say who.")
    result = lena.open(page.path)
    assert result.heading.startswith("Not yet")
    assert "Say who." in result.words
    assert "Says what is to be done" in result.words
    changed = tariq.open(answer.path)
    assert "Marked already" in changed.words
    give(changed, points="1", comment="I read it again.")
    assert lena.open(page.path).heading.startswith("Well done")
    # A pass stays, whatever is changed later; every mark is kept.
    give(tariq.open(answer.path), points="0")
    assert lena.open(page.path).heading.startswith("Well done")
    marks = database.read(lambda s: list(s.scalars(select(WrittenMark))))
    assert [m.number for m in marks if m.response_id == marks[-1].response_id] == [
        1, 2, 3,
    ]  # fmt: skip


def test_two_trainers_do_not_mark_over_each_other(
    lena: Browser, tariq: Browser, course: Course, database: Database
) -> None:
    question(lena, f"{WORDS}/own-words", "my-handover").send(
        **{"answer-written": "Mrs Hill did not drink."}
    )
    opened = first_waiting(tariq)
    assert give(opened, points="1", comment="First").status == 303
    # The same once more, as a double click sends it, changes nothing.
    assert give(opened, points="1", comment="First").status == 303
    late = give(opened, points="0", comment="Second")
    assert late.status == 409
    assert "Somebody has marked this answer" in late.words
    assert "Second" in late.form(opened.path).fields["comment"][0]
    assert len(database.read(lambda s: s.scalars(select(WrittenMark)).all())) == 1


def test_a_mark_without_points_is_asked_for_again_and_keeps_the_comment(
    lena: Browser, tariq: Browser, course: Course
) -> None:
    question(lena, f"{WORDS}/own-words", "my-handover").send(
        **{"answer-written": "Mrs Hill did not drink."}
    )
    page = first_waiting(tariq).form("/marking/1").send(comment="Well said.")
    assert page.status == 400
    for line in ("Says who it is about", "Says what changed"):
        assert f"Choose how many points: {line}" in page.words
    assert "Well said." in page.form("/marking/1").fields["comment"][0]


def test_nobody_marks_their_own_and_nobody_else_marks_at_all(
    lena: Browser, tariq: Browser, course: Course
) -> None:
    question(tariq, f"{WORDS}/own-words", "my-handover").send(
        **{"answer-written": "I did it well."}
    )
    assert "Nothing waits for you" in tariq.open("/trainer/marking").words
    assert tariq.open("/trainer/marking/1").status == 404
    assert lena.open("/trainer/marking/1").status == 404


def test_an_answer_in_own_words_waits_and_can_be_changed_until_it_is_marked(
    lena: Browser, tariq: Browser, course: Course
) -> None:
    url = f"{WORDS}/own-words"
    form = question(lena, url, "my-handover")
    assert "Says what changed" not in form.page.html
    assert form.send(**{"answer-written": "  "}).status == 400
    page = form.send(**{"answer-written": "She did not\r\ndrink."}).follow()
    assert "Your trainer marks this" in page.words
    again = lena.open(page.links()["Change my answer"]).form("/my-handover")
    assert again.fields["answer-written"][0].strip() == "She did not\ndrink."
    assert "second go" not in again.page.words
    again.send(**{"answer-written": "Mrs Hill did not drink."})
    answer = first_waiting(tariq)
    assert "Mrs Hill did not drink." in answer.words
    give(answer)
    page = lena.open(url)
    assert "Says what changed" in page.words
    assert "Change my answer" not in page.links()


def test_blanks_tell_nothing_before_and_only_what_was_right_after_a_miss(
    lena: Browser, course: Course
) -> None:
    form = question(lena, f"{WORDS}/blanks", "tablets")
    for word in ("two", "Tom", "water"):
        assert word not in form.page.html
    assert form.offered("answer-2") == ["Choose", "daily", "hourly", "weekly"]
    assert "Blank 1 of 4, after “Take”" in form.labels()
    short = form.send(**{"answer-1": "2"})
    assert short.status == 400
    assert "Fill in 3 more blanks." in short.words
    assert short.form("/tablets").fields["answer-1"] == ["2"]
    daily = form_for(
        course.modules["words"].cards[1].questions[0],
        course.modules["words"].cards[1].questions[0].right_response(),
    )["answer-2"]
    page = form.send(
        **{
            "answer-1": " TWO  tablets. ",
            "answer-2": daily,
            "answer-3": "tom's",
            "answer-4": "wine",
        }
    ).follow()
    assert "Partly right" in page.words
    assert "Blank 4 Your answer: wine – not right" in page.words
    assert "water" not in page.html
    again = lena.open(page.links()["Try again"]).form("/tablets")
    assert again.fields["answer-1"] == ["TWO  tablets."]
    assert again.fields["answer-4"] == [""]
    done = again.send(**{"answer-4": "Water"}).follow()
    assert "That’s right" in done.words
    assert "Say the number and how often." in done.words


def test_spots_are_a_list_with_words_and_a_picture_with_numbers(
    lena: Browser, course: Course
) -> None:
    form = question(lena, f"{PICTURES}/one", "the-rug")
    [picture] = [
        e for e in form.page.main.iter("img") if "rug lies" in e.get("alt", "")
    ]
    assert (picture.get("width"), picture.get("height")) == ("400", "300")
    words = sorted(label.partition(". ")[2] for label in form.labels())
    assert words == ["The lamp", "The open window", "The rug"]
    numbers = [e.text for e in form.page.main.iter() if e.tag.endswith("text")]
    assert numbers == ["1", "2", "3"]
    assert "It slips." not in form.page.html
    rug = next(label for label in form.labels() if "rug" in label)
    page = form.send(answer=form.value_of(rug)).follow()
    assert "That’s right" in page.words
    assert "It slips." in page.words


def test_a_scale_says_thank_you_and_marks_nothing(
    lena: Browser, course: Course
) -> None:
    form = question(lena, f"{WORDS}/sure", "how-sure")
    page = form.send(answer="4").follow()
    assert "Thank you" in page.words
    assert "Tell somebody if you are not." in page.words
    assert "right" not in page.with_class("question-feedback")[0].itertext()
    assert page.form("/done").send().status == 303


def test_a_story_on_a_card_has_to_end_well_before_the_card_is_done(
    lena: Browser, course: Course
) -> None:
    url = f"{FALLS}/play"
    page = lena.open(url)
    assert "Play the story" in page.links()
    refused = lena.post(
        "learner.finish_card", slug=SLUG, module_id="falls", card_id="play"
    )
    assert refused.status == 400
    assert "Play the story on this card to a good end" in refused.words
    ending = play_well(lena)
    assert ending.links()["Go on: Play it"] == url
    page = lena.open(url)
    assert "You have done this story." in page.words
    assert page.form("/done").send().status == 303


def test_a_way_round_a_module_counts(lena: Browser, course: Course) -> None:
    assert "Somebody has fallen." in lena.open(f"/courses/{SLUG}").words
    first = lena.open(f"{FALLS}/saw")
    target = next(u for words, u in first.links().items() if "Reading about" in words)
    lena.open(lena.open(target).location).form("/done").send()
    rows = lena.open(f"/courses/{SLUG}").with_class("contents__row--done")
    assert len(rows) == 1


def test_words_are_explained_where_they_lead(lena: Browser, course: Course) -> None:
    page = lena.open(f"{WORDS}/words-that-are-explained")
    assert page.links()["care plan"] == "#word-care-plan"
    word = page.find("word-care-plan")
    assert word is not None
    assert "What a person wants and needs" in "".join(word.itertext())
    assert page.find("term-care-plan") is not None


def test_what_an_assessor_looks_for_stands_on_the_course(
    lena: Browser, course: Course
) -> None:
    assert "Says their name and waits." in lena.open(f"/courses/{SLUG}").words


@pytest.mark.parametrize(
    "url", [f"{WORDS}/own-words", f"{WORDS}/blanks", f"{FALLS}/play", f"{PICTURES}/one"]
)
def test_a_card_of_a_new_kind_costs_no_more_queries(
    lena: Browser, course: Course, database: Database, url: str
) -> None:
    lena.open(url)
    with counting(database) as counted:
        lena.open(url)
    assert 0 < len(counted.queries) <= 5, counted.queries

"""A card as it is gathered for one person, on both databases."""

from elearn.services import learning
from elearn.services.drafts import save_draft
from tests.rosewood import COURSE, NOW, Rosewood

MODULE, CARD = "first-thirty-seconds", "the-same-visit-two-starts"
PAGE = f"/courses/{COURSE}/modules/{MODULE}/{CARD}"


def show(rosewood: Rosewood, person_id: int) -> learning.CardPage:
    return rosewood.database.read(
        learning.show_card, person_id, COURSE, MODULE, CARD, PAGE
    )


def keep(rosewood: Rosewood, person_id: int, text: str) -> None:
    rosewood.database.write(
        learning.save_reflection,
        person_id,
        COURSE,
        MODULE,
        CARD,
        "my-opening",
        text=text,
        draft_key=f"{PAGE}#reflection-my-opening",
        now=NOW,
    )


def draft(rosewood: Rosewood, person_id: int, form_name: str, text: str) -> None:
    rosewood.database.write(
        save_draft, person_id, f"{PAGE}#{form_name}", {"written": [text]}, NOW
    )


def test_an_untouched_card_is_empty(rosewood: Rosewood) -> None:
    page = show(rosewood, rosewood.lena)
    assert (page.reflections, page.drafts, page.done) == ({}, {}, False)


def test_what_was_kept_and_what_was_not_yet_sent_come_together(
    rosewood: Rosewood,
) -> None:
    keep(rosewood, rosewood.lena, "kept")
    draft(rosewood, rosewood.lena, "reflection-my-opening", "typed")
    draft(rosewood, rosewood.lena, "q-why-he-spoke", "chosen")
    page = show(rosewood, rosewood.lena)
    assert page.reflections == {"my-opening": "kept"}
    assert page.drafts == {
        "reflection-my-opening": {"written": ["typed"]},
        "q-why-he-spoke": {"written": ["chosen"]},
    }


def test_a_draft_alone_is_found_and_ends_when_it_is_kept(rosewood: Rosewood) -> None:
    draft(rosewood, rosewood.lena, "reflection-my-opening", "typed")
    assert list(show(rosewood, rosewood.lena).drafts) == ["reflection-my-opening"]
    keep(rosewood, rosewood.lena, "kept")
    page = show(rosewood, rosewood.lena)
    assert (page.reflections, page.drafts) == ({"my-opening": "kept"}, {})


def test_nothing_of_it_is_anybody_elses(rosewood: Rosewood) -> None:
    keep(rosewood, rosewood.lena, "kept")
    draft(rosewood, rosewood.lena, "q-why-he-spoke", "chosen")
    page = show(rosewood, rosewood.otto)
    assert (page.reflections, page.drafts) == ({}, {})

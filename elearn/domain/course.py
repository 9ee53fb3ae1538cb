"""The parts of a course, as the rest of the house knows them."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from elearn.domain.questions import Item, Model, Question
from elearn.domain.scenario import Scenario
from elearn.domain.text import Line, Passage, Slug, short_hash, slugify

FORMAT = 1
"""The version of the course format that these models read."""


class Prose(Model):
    """Markdown of a card, up to the next structured block."""

    kind: Literal["prose"] = "prose"
    text: Annotated[str, Field(min_length=1, max_length=20000)]


class Explore(Model):
    """Things to open one by one; nothing is marked."""

    kind: Literal["explore"] = "explore"
    items: tuple[Item, ...] = Field(min_length=1, max_length=12)


class Easy(Model):
    """A plainer version of this card's prose."""

    kind: Literal["easy"] = "easy"
    text: Passage = Field(description="The same in plainer words.")


class Law(Model):
    """What the law says, where, and when somebody last checked."""

    kind: Literal["law"] = "law"
    nation: Line = Field(description="The nation whose law it is.")
    checked: date = Field(description="The day it was last checked.")
    review_by: date = Field(description="The day it must be checked again.")
    text: Passage = Field(description="What it says, in plain words.")


class TeamTalk(Model):
    """A question for a live talk with colleagues."""

    kind: Literal["team-talk"] = "team-talk"
    text: Passage = Field(description="What to talk about.")


class Reflection(Model):
    """A question to answer for yourself; only its writer can read the answer."""

    kind: Literal["reflection"] = "reflection"
    id: Slug = Field(description="Its name in records.")
    ask: Passage = Field(description="What to think about.")


class PlayHere(Model):
    """A scenario to play from a card; the card is done when the story ended well."""

    kind: Literal["scenario"] = "scenario"
    scenario: Slug = Field(description="The scenario's file in scenarios/.")


class Ask(Model):
    """A question on a card."""

    kind: Literal["ask"] = "ask"
    question: Question


Block = Annotated[
    Prose | Explore | Easy | Law | TeamTalk | Reflection | PlayHere | Ask,
    Field(discriminator="kind"),
]


class Card(Model):
    """One screen on a phone. Its heading is the page's first heading."""

    id: Slug
    heading: Line
    blocks: tuple[Block, ...]
    cites: tuple[Slug, ...] = ()
    was: Slug | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(b.question for b in self.blocks if isinstance(b, Ask))

    @property
    def reflections(self) -> tuple[Reflection, ...]:
        return tuple(b for b in self.blocks if isinstance(b, Reflection))

    @property
    def scenario_ids(self) -> tuple[str, ...]:
        """Name the scenarios that are played from this card."""
        return tuple(b.scenario for b in self.blocks if isinstance(b, PlayHere))

    @cached_property
    def text_hash(self) -> str:
        """Name the card by its text, so that a new address keeps what was done."""
        return short_hash(self.model_dump_json(exclude={"id", "was"}))


class Module(Model):
    """A few cards on one subject."""

    id: Slug
    title: Line = Field(description="Its name on the screen.")
    minutes: int = Field(ge=1, le=120, description="How long it takes.")
    outcomes: tuple[Slug, ...] = Field((), description="The outcomes it teaches.")
    content_note: Line | None = Field(None, description="What may upset.")
    instead: Slug | None = Field(
        None, description="A module that counts for those who would rather not take it."
    )
    cards: tuple[Card, ...] = Field(min_length=1, max_length=60)

    def find_card(self, card_id: str) -> Card | None:
        return next((card for card in self.cards if card.id == card_id), None)


def term_id(term: str) -> str:
    """Name a word of the glossary for an address."""
    return slugify(term) or short_hash(term)


class ModuleItem(Model):
    """A module's place in the contents."""

    module: Slug

    @property
    def id(self) -> str:
        return self.module


class ScenarioItem(Model):
    """A scenario's place in the contents."""

    scenario: Slug

    @property
    def id(self) -> str:
        return self.scenario


ContentsItem = ModuleItem | ScenarioItem


class Draw(Model):
    """Which questions an assessment takes."""

    bank: Slug = Field(
        validation_alias="from", description="The file in questions/ to draw from."
    )
    count: int = Field(ge=1, le=100, description="How many questions.")
    cover: Literal["outcomes"] | None = Field(
        None, description="“outcomes”: at least one question for each outcome."
    )

    @model_validator(mode="before")
    @classmethod
    def _read_snapshot(cls, data: object) -> object:
        if isinstance(data, dict) and "bank" in data and "from" not in data:
            data = {**data, "from": data["bank"]}
            del data["bank"]
        return data


class AttemptRules(Model):
    """How often somebody may try."""

    limit: int | None = Field(None, ge=1, le=50, description="The most attempts.")
    wait_minutes: int = Field(0, ge=0, le=60 * 24 * 90, description="Between two.")


Review = Literal["never", "after answering", "after passing"]
Part = Literal["modules", "scenarios", "assessment"]


class AssessmentRules(Model):
    """How the final assessment is drawn, marked and shown again."""

    draw: Draw = Field(description="Which questions it takes.")
    pass_percent: Decimal = Field(gt=0, le=100, description="The pass mark, exactly.")
    review: Review = Field("after passing", description="When the answers are shown.")
    attempts: AttemptRules = Field(
        AttemptRules(limit=None, wait_minutes=0),
        description="The most attempts, and how long to wait between two.",
    )
    test_out: bool = Field(
        False,
        description="In a refresh, passing first stands for reading the modules.",
    )
    minutes: int = Field(10, ge=1, le=240, description="How long it takes; no timer.")


class Source(Model):
    """Where a fact comes from."""

    text: Passage = Field(description="Author, title, place.")
    year: int | None = Field(None, ge=1800, le=2200, description="When it appeared.")
    checked: date = Field(description="The day somebody last looked.")
    review_by: date = Field(description="The day to look again.")


class Media(Model):
    """A file that cards show, known by what is in it."""

    name: str
    sha256: str
    type: str
    width: int | None = None
    height: int | None = None


class Observed(Model):
    """One thing an assessor looks for."""

    id: Slug = Field(description="Its name in records.")
    text: Passage = Field(description="What is to be seen.")
    outcome: Slug | None = Field(None, description="The outcome it shows.")


class ObservationSheet(Model):
    """What an assessor looks for at work."""

    title: Line = Field(description="Its name on the sheet.")
    minutes: int = Field(5, ge=1, le=120, description="How long it takes.")
    look_for: tuple[Observed, ...] = Field(
        min_length=1, max_length=20, description="What to tick."
    )


class Course(Model):
    """A whole course, ready to be taken."""

    format: Literal[1] = Field(1, description="The version of this format.")
    slug: Slug = Field(description="The folder's name.")
    title: Line = Field(description="Its name on the screen and the certificate.")
    summary: Passage = Field(description="What somebody gets from it.")
    audience: Line = Field(description="Whom it is for.")
    cpd_minutes: int = Field(
        ge=1, le=6000, description="Learning time, as the author estimates it."
    )
    piloted: date | None = Field(
        None, description="The day a pilot measured the learning time."
    )
    refresh_months: int | None = Field(
        None, ge=1, le=120, description="When to take it again: “36 months” or “never”."
    )
    outcomes: dict[Slug, Line] = Field(description="Each learning outcome by its id.")
    local_review: Passage | None = Field(
        None,
        description="What needs local review before an organisation relies on it.",
    )
    standards: dict[Slug, tuple[int, ...]] = Field(
        default_factory=dict, description="What it was designed to support."
    )
    contents: tuple[ContentsItem, ...] = Field(
        min_length=1, description="Modules and scenarios, in the order to take them."
    )
    assessment: AssessmentRules | None = Field(
        None, description="The questions at the end."
    )
    complete_when: tuple[Part, ...] = Field(
        ("modules", "scenarios", "assessment"), description="What has to be done."
    )
    sources: dict[Slug, Source] = Field(
        default_factory=dict, description="Where facts come from, by id."
    )
    glossary: dict[str, Line] = Field(
        default_factory=dict, description="Words and what they mean."
    )
    observation: ObservationSheet | None = Field(
        None, description="What an assessor looks for at work."
    )
    modules: dict[Slug, Module] = Field(default_factory=dict)
    scenarios: dict[Slug, Scenario] = Field(default_factory=dict)
    banks: dict[Slug, tuple[Question, ...]] = Field(default_factory=dict)
    media: dict[str, Media] = Field(default_factory=dict)

    @cached_property
    def content_hash(self) -> str:
        """Name the content: SHA-256 of the canonical model with its media hashes."""
        canonical = json.dumps(
            _without_defaults(self), sort_keys=True, ensure_ascii=False, default=str
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def short_version(self) -> str:
        return self.content_hash[:8]

    @cached_property
    def terms(self) -> dict[str, str]:
        """Give the words of the glossary by the name that links lead to."""
        return {term_id(term): term for term in self.glossary}

    def find_story_card(self, scenario_id: str) -> tuple[Module, Card] | None:
        """Find the card from which a scenario is played, if it is not a part itself."""
        if ScenarioItem(scenario=scenario_id) in self.contents:
            return None
        cards = ((m, card) for m in self.modules.values() for card in m.cards)
        return next((f for f in cards if scenario_id in f[1].scenario_ids), None)

    @property
    def bank(self) -> tuple[Question, ...]:
        """List the questions that the assessment draws from."""
        return self.banks[self.assessment.draw.bank] if self.assessment else ()


_ALWAYS_SAID = {"format", "kind"}


def _without_defaults(value: object) -> object:
    """Leave out what is as it would be anyway, but never the kind of a part.

    So a release that adds a key to the format makes no new version of a course that
    does not use it.
    """
    if isinstance(value, Model):
        held = {name: getattr(value, name) for name in type(value).model_fields}
        return {
            name: _without_defaults(held[name])
            for name, field in type(value).model_fields.items()
            if name in _ALWAYS_SAID
            or held[name] != field.get_default(call_default_factory=True)
        }
    if isinstance(value, dict):
        return {key: _without_defaults(held) for key, held in value.items()}
    if isinstance(value, tuple):
        return [_without_defaults(held) for held in value]
    return value

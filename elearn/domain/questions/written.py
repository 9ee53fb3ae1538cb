"""An answer in own words, which a trainer marks by a rubric."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from elearn.domain.marks import JudgedLine, Judgement, Mark, Note
from elearn.domain.questions.base import (
    Form,
    Item,
    QuestionBase,
    Response,
    Steps,
    field_for,
    number_items,
    read_one,
)
from elearn.domain.text import Line
from elearn.errors import BadForm, BadResponse

TEXT = "written"
"""The only id in a response: the text itself."""

MOST_CHARACTERS = 10_000
LONGEST_COMMENT = 4_000


class RubricLine(Item):
    """One thing that a trainer looks for."""

    points: int = Field(1, ge=1, le=10, description="The most points it can earn.")


class Written(QuestionBase):
    """Own words. The share is the points given ÷ the points of the whole rubric."""

    kind: Literal["written"] = "written"
    written: Line = Field(description="How to answer: “Two or three sentences.”")
    rubric: tuple[RubricLine, ...] = Field(
        min_length=1,
        max_length=10,
        description="What the trainer looks for; learners see it with their mark.",
    )

    @property
    def in_mixed_order(self) -> bool:
        return False

    @property
    def offered_ids(self) -> tuple[str, ...]:
        return (TEXT,)

    def list_items(self) -> Iterator[tuple[Steps, Item]]:
        return number_items(("rubric",), self.rubric)

    def read(self, form: Form) -> Response:
        text = read_one(form, field_for(TEXT)).replace("\r\n", "\n")
        if not text:
            raise BadResponse(self.id, "Write your answer.")
        if len(text) > MOST_CHARACTERS:
            raise BadResponse(
                self.id,
                f"Your answer has {len(text):,} characters. "
                f"Shorten it to {MOST_CHARACTERS:,}.",
            )
        return {TEXT: text}

    def mark(self, response: Response) -> Mark:
        return Mark(None, critical=False, notes=(self._own(response),), waits=True)

    def judge(self, response: Response, judgement: Judgement) -> Mark:
        """Mark a response as a trainer judged it."""
        notes = [
            Note(
                line.id,
                line.text,
                chosen=True,
                right=line.given == line.out_of,
                why=line.why,
                given=f"{line.given} of {line.out_of}",
            )
            for line in judgement.lines
        ]
        return Mark(
            judgement.share,
            critical=False,
            notes=(self._own(response), *notes),
            comment=judgement.comment,
        )

    def read_judgement(self, form: Form) -> Judgement:
        """Read what a trainer sent. Raise BadForm for lines that have no points."""
        lines = []
        faults = {}
        for line in self.rubric:
            sent = read_one(form, field_for(line.id))
            if sent in {str(n) for n in range(line.points + 1)}:
                lines.append(
                    JudgedLine(line.id, line.text, line.why, int(sent), line.points)
                )
            else:
                faults[line.id] = "Choose how many points."
        comment = read_one(form, "comment").replace("\r\n", "\n")
        if len(comment) > LONGEST_COMMENT:
            faults["comment"] = (
                f"Your comment has {len(comment):,} characters. "
                f"Shorten it to {LONGEST_COMMENT:,}."
            )
        if faults:
            raise BadForm(faults)
        return Judgement(tuple(lines), comment)

    def right_response(self) -> Response:
        return {TEXT: "\n".join(line.text for line in self.rubric)}

    def words_shown(self) -> dict[str, str]:
        return {TEXT: self.written}

    def _own(self, response: Response) -> Note:
        given = response.get(TEXT, "")
        return Note(
            TEXT, self.written, chosen=bool(given), right=False, why=None, given=given
        )

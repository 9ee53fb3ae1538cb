"""One class for each kind of question: read a response, mark it, explain it."""

from typing import Annotated

from pydantic import Field

from elearn.domain.questions.base import (
    CHOSEN,
    Form,
    Item,
    Model,
    QuestionBase,
    Response,
    Steps,
    field_for,
    number_items,
    write_form,
)
from elearn.domain.questions.blanks import BadBlank, Blank, Blanks, read_blanks
from elearn.domain.questions.choosing import (
    Choice,
    ChooseAll,
    ChooseOne,
    Choosing,
    Option,
    Spot,
    Spots,
    TrueFalse,
)
from elearn.domain.questions.scale import Ends, Scale
from elearn.domain.questions.sorting import (
    BIN,
    Group,
    Match,
    Order,
    Pair,
    Sort,
    Sorting,
)
from elearn.domain.questions.written import RubricLine, Written

Question = Annotated[
    ChooseOne
    | ChooseAll
    | TrueFalse
    | Order
    | Match
    | Sort
    | Blanks
    | Spots
    | Scale
    | Written,
    Field(discriminator="kind"),
]

__all__ = [
    "BIN",
    "CHOSEN",
    "BadBlank",
    "Blank",
    "Blanks",
    "Choice",
    "ChooseAll",
    "ChooseOne",
    "Choosing",
    "Ends",
    "Form",
    "Group",
    "Item",
    "Match",
    "Model",
    "Option",
    "Order",
    "Pair",
    "Question",
    "QuestionBase",
    "Response",
    "RubricLine",
    "Scale",
    "Sort",
    "Sorting",
    "Spot",
    "Spots",
    "Steps",
    "TrueFalse",
    "Written",
    "field_for",
    "number_items",
    "read_blanks",
    "write_form",
]

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
)
from elearn.domain.questions.choosing import (
    Choice,
    ChooseAll,
    ChooseOne,
    Option,
    TrueFalse,
)
from elearn.domain.questions.sorting import (
    BIN,
    Group,
    Match,
    Order,
    Pair,
    Sort,
    Sorting,
)

Question = Annotated[
    ChooseOne | ChooseAll | TrueFalse | Order | Match | Sort,
    Field(discriminator="kind"),
]

__all__ = [
    "BIN",
    "CHOSEN",
    "Choice",
    "ChooseAll",
    "ChooseOne",
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
    "Sort",
    "Sorting",
    "Steps",
    "TrueFalse",
    "field_for",
    "number_items",
]

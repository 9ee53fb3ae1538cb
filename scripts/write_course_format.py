"""Write the tables of keys in docs/course-format.md from the models.

python -m scripts.write_course_format [--check]
"""

import sys
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from elearn.coursefiles.authors_keys import AUTHORS_NAMES, NOT_FOR_AUTHORS
from elearn.domain import course, questions, scenario

PAGE = Path(__file__).parents[1] / "docs" / "course-format.md"
BEGIN, END = "<!-- keys: begin -->\n", "<!-- keys: end -->"

MODELS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("course.yaml", course.Course),
    ("course.yaml, under `assessment`", course.AssessmentRules),
    ("course.yaml, under `assessment`, `draw`", course.Draw),
    ("course.yaml, each of `sources`", course.Source),
    ("front matter of a module", course.Module),
    ("`law` block", course.Law),
    ("`reflection` block", course.Reflection),
    ("`scenario` block", course.PlayHere),
    ("every question", questions.QuestionBase),
    ("each option", questions.Option),
    ("each pair", questions.Pair),
    ("a question with `blanks`", questions.Blanks),
    ("a question with `spots`", questions.Spots),
    ("each spot", questions.Spot),
    ("a question with a `scale`", questions.Scale),
    ("under `scale`", questions.Ends),
    ("a question in own words", questions.Written),
    ("each line of a `rubric`", questions.RubricLine),
    ("a scenario", scenario.Scenario),
    ("each of `people`", scenario.Person),
    ("each of `gauges`", scenario.Gauge),
    ("each of `scenes`", scenario.Scene),
    ("each of `choices`", scenario.Choice),
    ("each rule of a `gate`", scenario.GateRule),
    ("each of `endings`", scenario.Ending),
)


def main() -> int:
    text = PAGE.read_text(encoding="utf-8")
    fresh = with_tables(text)
    if "--check" in sys.argv:
        if fresh == text:
            return 0
        print("docs/course-format.md is not what the models say. Run: make docs")
        return 1
    PAGE.write_text(fresh, encoding="utf-8")
    return 0


def with_tables(text: str) -> str:
    """Put fresh tables between the two marks of the page."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    tables = "\n".join(table(title, model) for title, model in MODELS)
    return f"{head}{BEGIN}\n{tables}\n{END}{tail}"


def table(title: str, model: type[BaseModel]) -> str:
    hidden = NOT_FOR_AUTHORS.get(model.__name__, set()) | {"kind"}
    if (
        issubclass(model, questions.QuestionBase)
        and model is not questions.QuestionBase
    ):
        # What every question has stands in a table of its own.
        hidden = hidden | questions.QuestionBase.model_fields.keys()
    rows = [
        row(name, field)
        for name, field in model.model_fields.items()
        if name not in hidden
    ]
    lines = "\n".join(rows)
    return f"### {title}\n\n| key | needed | meaning |\n|---|---|---|\n{lines}\n"


def row(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias
    name = alias if isinstance(alias, str) else name
    key = AUTHORS_NAMES.get(name, name)
    needed = "yes" if field.is_required() else ""
    meaning = field.description or ""
    allowed = words_allowed(field.annotation)
    if allowed:
        meaning = f"{meaning} One of: {', '.join(allowed)}.".strip()
    return f"| `{key}` | {needed} | {meaning} |"


def words_allowed(annotation: Any) -> list[str]:
    """List the words that a key takes, where it takes only some."""
    if get_origin(annotation) is Literal:
        return [str(value) for value in get_args(annotation)]
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return [word for part in get_args(annotation) for word in words_allowed(part)]
    return []


if __name__ == "__main__":
    sys.exit(main())

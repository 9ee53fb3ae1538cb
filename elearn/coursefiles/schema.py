"""JSON Schemas of what is YAML, for editors that complete and check as you type."""

import json
from pathlib import Path

from pydantic import BaseModel

from elearn.coursefiles.question_source import KINDS
from elearn.coursefiles.schema_parts import QUESTION, Schema, of_model, used
from elearn.domain.course import FORMAT, Course, Module, ObservationSheet
from elearn.domain.scenario import Scenario

FOLDER = ".schemas"
"""Where the schemas stand in a folder of courses; the library leaves it alone."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DIALECT_OF_HEADS = "http://json-schema.org/draft-07/schema#"
"""Tools that look into the head of a Markdown file know no later one."""

_FORMAT = {
    "enum": [FORMAT, str(FORMAT)],
    "description": "The version of this format.",
}


def write_schemas(folder: Path) -> Path:
    """Write all schemas beside the courses of a folder; give where they are now."""
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    for name, text in make_schemas().items():
        (place / name).write_text(text, encoding="utf-8", newline="\n")
    return place


def make_schemas() -> dict[str, str]:
    """Give each schema as text by the name of its file."""
    schemas = {
        "course": _course(),
        "module": _module(),
        "scenario": _scenario(),
        "questions": _questions(),
        "glossary": _glossary(),
        "observation": _of_file(ObservationSheet),
    }
    return {
        f"{name}.json": json.dumps(
            {"$schema": _DIALECT} | schema,
            indent=1,
            sort_keys=True,
            ensure_ascii=False,
        )
        + "\n"
        for name, schema in schemas.items()
    }


def _course() -> Schema:
    schema = _of_file(Course)
    schema["required"] = sorted({*schema["required"], "format"})
    return schema


def _module() -> Schema:
    """Describe the head of a module; what stands below it is Markdown."""
    return {"$schema": _DIALECT_OF_HEADS} | of_model(Module)[0]


def _scenario() -> Schema:
    """Describe a story; the question of a scene needs no id, as the scene has one."""
    schema = _of_file(Scenario)
    questions = _questions()["$defs"]
    for name in (QUESTION, *KINDS):
        needed = questions[name]["required"]
        questions[name]["required"] = [key for key in needed if key != "id"]
    return schema | {"$defs": questions | schema["$defs"]}


def _of_file(model: type[BaseModel]) -> Schema:
    schema, parts = of_model(model)
    schema["properties"]["format"] = _FORMAT
    return schema | {"$defs": parts}


def _questions() -> Schema:
    """Describe a bank: the key that decides the kind also decides the other keys."""
    parts: Schema = {}
    kinds: Schema = {}
    for key, model in KINDS.items():
        kinds[key], more = of_model(model)
        parts |= more
    kinds["options"]["description"] = "Choose one or all; mark what is right."
    _take_groups_by_name(kinds["groups"])
    known: Schema = {}
    for kind in kinds.values():
        known |= kind["properties"]
    parts["Question"] = {
        "type": "object",
        "description": "One question. Its keys decide its kind.",
        # Named here too, so that an editor offers them before a kind is chosen.
        "properties": {
            key: {"description": part.get("description", "")}
            for key, part in known.items()
        },
        "additionalProperties": False,
        "required": ["id"],
        "oneOf": [{"required": [key]} for key in kinds],
        "allOf": [
            {"if": {"required": [key]}, "then": {"$ref": f"#/$defs/{key}"}}
            for key in kinds
        ],
    }
    listed = {
        "type": "array",
        "items": {"$ref": "#/$defs/Question"},
        "description": "The questions that an assessment draws from.",
    }
    keys = {"format": _FORMAT, "questions": listed}
    return {
        "description": "A bank of questions.",
        "type": ["object", "array"],
        "properties": keys,
        "required": ["questions"],
        "additionalProperties": False,
        "items": {"$ref": "#/$defs/Question"},
        "$defs": used(parts | kinds, ["Question"]),
    }


def _take_groups_by_name(sort: Schema) -> None:
    """Let `groups` be names, each with its list, as authors write them."""
    groups = sort["properties"]["groups"]
    sort["properties"]["groups"] = {
        "description": groups["description"],
        "type": "object",
        "minProperties": groups["minItems"],
        "maxProperties": groups["maxItems"],
        "additionalProperties": {
            "type": "array",
            "items": {"$ref": "#/$defs/Item"},
            "minItems": 1,
            "maxItems": 9,
        },
    }


def _glossary() -> Schema:
    words = of_model(Course, {"glossary"})[0]["properties"]["glossary"]
    return {
        "description": "Words, and what each means in about ten words.",
        "type": "object",
        # “format: 1” may stand here too; with other words after it, it is a word.
        "propertyNames": {"maxLength": 100},
        "additionalProperties": words["additionalProperties"],
    }

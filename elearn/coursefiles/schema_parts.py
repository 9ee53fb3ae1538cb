"""One model's part of a JSON Schema, in the words and forms that authors write.

An editor reads `9` as a number where the reader of courses reads text, so a schema
takes both wherever the reader does.
"""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from elearn.coursefiles.authors_keys import AUTHORS_NAMES, NOT_FOR_AUTHORS
from elearn.domain.questions import Item, Option, Pair, RubricLine, Spot
from elearn.domain.scenario import Choice, Scene
from elearn.domain.text import SLUG

Schema = dict[str, Any]

_TRUTH = {"enum": [True, False, "true", "false", "yes", "no", "on", "off"]}

# What an author writes for a time or a mark, as course_source reads it.
_AUTHORS_VALUES: dict[str, Schema] = {
    "refresh_months": {
        "type": "string",
        "pattern": r"^(never|[0-9]{1,3} (month|year)s?)$",
        "examples": ["36 months", "1 year", "never"],
    },
    "pass_percent": {
        "type": ["string", "number"],
        "pattern": r"^[0-9]{1,3}(\.[0-9]{1,4})? ?%?$",
        "exclusiveMinimum": 0,
        "maximum": 100,
        "examples": ["80 %"],
    },
    "wait_minutes": {
        "type": "string",
        "pattern": r"^[0-9]{1,4} (minute|hour|day)s?$",
        "examples": ["15 minutes", "2 hours"],
    },
}
_NAMED_BY_TEXT = {m.__name__ for m in (Item, Option, Pair, RubricLine, Spot, Choice)}
"""Models whose id is made from their words where the author gives none."""

QUESTION = "Question"
"""What every kind of question is called where one is asked."""

_TEXT_ALONE = {m.__name__ for m in (Item, Option, RubricLine)}
"""Models that a bare text can stand for."""


def of_model(
    model: type[BaseModel], shown: set[str] | None = None
) -> tuple[Schema, Schema]:
    """Give the schema of a model as authors write it, and of the parts it uses."""
    whole = model.model_json_schema(by_alias=True)
    raw = whole.pop("$defs", {})
    own = _as_written(model.__name__, whole, shown)
    parts: Schema = {}
    names = _references(own)
    while names:
        name = names.pop()
        if name not in parts and name in raw:
            parts[name] = _as_written(name, raw[name])
            names.extend(_references(parts[name]))
    for name in _TEXT_ALONE & parts.keys():
        parts[name] = {"anyOf": [_text({"minLength": 1}), parts[name]]}
    return own, parts


def _as_written(model: str, raw: Schema, shown: set[str] | None = None) -> Schema:
    hidden = NOT_FOR_AUTHORS.get(model, set()) | {"kind"}
    needed = set(raw.get("required", ())) - hidden
    if model in _NAMED_BY_TEXT:
        needed.discard("id")
    properties = {
        AUTHORS_NAMES.get(name, name): _value(name, part)
        for name, part in raw.get("properties", {}).items()
        if (name in shown if shown else name not in hidden)
    }
    schema: Schema = {
        "type": "object",
        "description": raw.get("description", ""),
        "properties": properties,
        "required": sorted(AUTHORS_NAMES.get(name, name) for name in needed),
        "additionalProperties": False,
    }
    if model == Scene.__name__:
        schema["oneOf"] = [{"required": ["choices"]}, {"required": ["gate"]}]
    if model == Choice.__name__:
        schema["required"].remove("words")
        schema["oneOf"] = [{"required": ["words"]}, {"required": ["answer"]}]
    return schema


def _value(name: str, raw: Schema) -> Schema:
    if name in _AUTHORS_VALUES:
        return _AUTHORS_VALUES[name] | _kept(raw, "description")
    return _loosened(raw)


def _loosened(raw: Schema) -> Schema:
    """Accept what the reader accepts: it reads every value from its text."""
    about = _kept(raw, "description", "default")
    if not isinstance(about.get("default", ""), str | int):
        del about["default"]
    if "discriminator" in raw:
        # Authors write no kind; what the keys decide is told where banks are.
        return {"$ref": f"#/$defs/{QUESTION}"} | about
    if "anyOf" in raw:
        # A key is left out, never null; what is left over is one thing or several.
        several = [_loosened(p) for p in raw["anyOf"] if p.get("type") != "null"]
        return (several[0] if len(several) == 1 else {"anyOf": several}) | about
    if raw.keys() & {"$ref", "enum", "const"}:
        return _kept(raw, "$ref", "enum", "const") | about
    return _FORMS[raw["type"]](raw) | about


def _text(raw: Schema) -> Schema:
    if raw.get("format") == "date":
        day = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
        return {"type": "string", "format": "date", "pattern": day}
    limits = _kept(raw, "minLength", "maxLength", "pattern")
    return {"type": ["string", "number", "boolean"]} | limits


def _number(raw: Schema) -> Schema:
    number = {"type": ["integer", "string"], "pattern": r"^[+-]?[0-9]+$"}
    return number | _kept(raw, "minimum", "maximum")


def _truth(_: Schema) -> Schema:
    return _TRUTH


def _list(raw: Schema) -> Schema:
    items = _loosened(raw["items"])
    return {"type": "array", "items": items} | _kept(raw, "minItems", "maxItems")


def _mapping(raw: Schema) -> Schema:
    by_pattern = raw.get("patternProperties", {})
    names = dict(raw.get("propertyNames", {}))
    names |= {"pattern": SLUG} if by_pattern else {}
    value = next(iter(by_pattern.values()), raw.get("additionalProperties", {}))
    return {
        "type": "object",
        "propertyNames": names,
        "additionalProperties": _loosened(value),
    } | _kept(raw, "minProperties", "maxProperties")


_FORMS: dict[str, Callable[[Schema], Schema]] = {
    "string": _text,
    "integer": _number,
    "boolean": _truth,
    "array": _list,
    "object": _mapping,
}


def _kept(raw: Schema, *keys: str) -> Schema:
    return {key: raw[key] for key in keys if key in raw}


def used(parts: Schema, names: list[str]) -> Schema:
    """Leave out the parts that nothing refers to."""
    used: Schema = {}
    while names:
        name = names.pop()
        if name not in used:
            used[name] = parts[name]
            names.extend(_references(parts[name]))
    return used


def _references(schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [name for part in schema for name in _references(part)]
    if not isinstance(schema, dict):
        return []
    own = schema.get("$ref")
    found = [own.rpartition("/")[2]] if isinstance(own, str) else []
    return found + [name for part in schema.values() for name in _references(part)]

"""Which keys an author can write, by following the models."""

from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AliasChoices, AliasPath, BaseModel
from pydantic.fields import FieldInfo

Steps = tuple[str | int, ...]

AUTHORS_NAMES = {
    "refresh_months": "refresh_every",
    "pass_percent": "pass_mark",
    "wait_minutes": "wait",
}
"""Fields whose key in the files has another name."""

FIELDS = {key: field for field, key in AUTHORS_NAMES.items()}

NOT_FOR_AUTHORS = {
    "Course": {
        "slug", "glossary", "observation", "modules", "scenarios", "banks", "media",
    },
    "Module": {"id", "cards"},
    "Scenario": {"id"},
    "Group": {"id"},
}  # fmt: skip
"""Fields that come from file names, headings or other files."""


def keys_of(model: type[BaseModel] | None, *, everything: bool = False) -> set[str]:
    """List the keys that an author can write."""
    if model is None:
        return set()
    fields = model.model_fields
    if not everything:
        hidden = NOT_FOR_AUTHORS.get(model.__name__, set()) | {"kind"}
        fields = {name: field for name, field in fields.items() if name not in hidden}
    return {_key(name, field) for name, field in fields.items()}


def _key(name: str, field: FieldInfo) -> str:
    alias: str | AliasPath | AliasChoices | None = field.validation_alias
    name = alias if isinstance(alias, str) else name
    return AUTHORS_NAMES.get(name, name)


def field_at(model: type[BaseModel] | None, steps: Steps) -> FieldInfo | None:
    owner = model_at(model, steps[:-1])
    for name, field in owner.model_fields.items() if owner else ():
        if steps and steps[-1] in (name, field.validation_alias):
            return field
    return None


def model_at(model: type[BaseModel] | None, steps: Steps) -> type[BaseModel] | None:
    """Follow a location through the models."""
    at: Any = model
    for step in steps:
        if isinstance(at, type) and issubclass(at, BaseModel):
            field = field_at(at, (step,))
            at = _inner(field.annotation) if field else None
        else:
            arguments = [a for a in get_args(at) if a is not ...]
            at = _inner(arguments[-1]) if arguments else None
    return at if isinstance(at, type) and issubclass(at, BaseModel) else None


def _inner(annotation: Any) -> Any:
    """Take off Annotated and “or None”."""
    if get_origin(annotation) is Annotated:
        return _inner(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _inner(next(a for a in get_args(annotation) if a is not type(None)))
    return annotation

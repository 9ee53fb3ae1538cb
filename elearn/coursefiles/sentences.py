"""Checks a part of a file against its model, and says in plain words what is wrong."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from elearn.coursefiles.authors_keys import (
    AUTHORS_NAMES,
    FIELDS,
    NOT_FOR_AUTHORS,
    Steps,
    field_at,
    keys_of,
    model_at,
)
from elearn.coursefiles.places import Place
from elearn.coursefiles.problems import Findings, known_names, nearest, quoted
from elearn.coursefiles.yaml_nodes import Node, Table, place_in, plain
from elearn.domain.text import slugify

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def build_part(
    model: type[M], table: Table, findings: Findings, more: Mapping[str, object] = {}
) -> M | None:
    """Build a model from a table; *more* are values that the file does not hold."""
    hidden = NOT_FOR_AUTHORS.get(model.__name__, set()) | {"kind"}
    for key, entry in table.entries.items():
        if key in hidden and key in keys_of(model, everything=True):
            _tell_unknown_key(key, entry.key_place, keys_of(model), findings)
    if any(key in hidden for key in table.entries):
        entries = {k: e for k, e in table.entries.items() if k not in hidden}
        table = Table(entries, table.place)
    try:
        return model.model_validate({**_as_mapping(table), **more})
    except ValidationError as error:
        _tell_all(error, model, table, findings)
        return None


def build_value(adapter: TypeAdapter[T], node: Node, findings: Findings) -> T | None:
    """Build a value that is not a model."""
    try:
        return adapter.validate_python(plain(node))
    except ValidationError as error:
        _tell_all(error, None, node, findings)
        return None


def check_days(table: Table, keys: Iterable[str], findings: Findings) -> bool:
    """Refuse a day in any other form than 2026-11-22; True when all are well."""
    well = True
    for key in keys:
        text = table.text(key)
        if text is not None and not _DAY.fullmatch(text):
            well = False
            findings.error(
                table.entries[key].place,
                "wrong-value",
                f"“{key}” has to be a day such as 2026-11-22, not {quoted(text)}.",
                "Write the year, the month and the day with dashes.",
            )
    return well


def _as_mapping(table: Table) -> dict[str, object]:
    return {key: plain(entry.node) for key, entry in table.entries.items()}


def _tell_all(
    error: ValidationError,
    model: type[BaseModel] | None,
    node: Node,
    findings: Findings,
) -> None:
    details = error.errors(include_url=False)
    explained = _explained_by_others(details, model)
    for detail in details:
        if findings.is_full(node.place.path):
            break
        if (detail["type"], detail["loc"]) not in explained:
            _tell(detail, model, node, findings)


def _explained_by_others(
    details: list[ErrorDetails], model: type[BaseModel] | None
) -> set[tuple[str, Steps]]:
    """Find what is only the echo of another slip, so that each is told once.

    A misspelt key is missing too, and a list is too short without its broken
    entries.
    """
    explained: set[tuple[str, Steps]] = set()
    for detail in details:
        steps = detail["loc"]
        explained |= {("too_short", steps[:n]) for n in range(len(steps))}
        if detail["type"] == "extra_forbidden":
            key, holder = str(steps[-1]), steps[:-1]
            known = keys_of(model_at(model, holder))
            meant = nearest(key, known)
            missing = {meant} if meant else known if _is_words(key) else set()
            fields = missing | {FIELDS[name] for name in missing & FIELDS.keys()}
            explained |= {("missing", (*holder, name)) for name in fields}
    return explained


def _is_words(key: str) -> bool:
    """Tell whether a key is rather the start of a text with a colon in it."""
    return re.search(r"[A-Z ]", key) is not None


class _Case(NamedTuple):
    """What a sentence about one error is made from."""

    name: str
    shown: str
    limit: str
    field: FieldInfo | None
    detail: ErrorDetails


def _tell(
    detail: ErrorDetails, model: type[BaseModel] | None, node: Node, findings: Findings
) -> None:
    kind, steps = detail["type"], detail["loc"]
    if kind == "extra_forbidden":
        known = keys_of(model_at(model, steps[:-1]))
        place = _key_place(node, steps)
        _tell_unknown_key(str(steps[-1]), place, known, findings)
        return
    at_key = bool(steps) and steps[-1] == "[key]"
    if at_key:
        steps = steps[:-1]
    case = _Case(
        _name(steps),
        _shown(steps[-1] if at_key else detail["input"]),
        str(next(iter(_limits(detail)), "")),
        field_at(model, steps),
        detail,
    )
    code, sentence = _SENTENCES.get(kind, ("wrong-value", _cannot_be_read))
    message, hint = sentence(case)
    place = _key_place(node, steps) if at_key else place_in(node, steps)
    findings.error(place, code, message, hint)


def _tell_unknown_key(
    key: str, place: Place, known: set[str], findings: Findings
) -> None:
    hint = known_names(key, known)
    if not nearest(key, known) and _is_words(key):
        hint = "If it is part of a text, put the whole text in quotes."
    findings.error(place, "unknown-key", f"There is no key {quoted(key)} here.", hint)


def _limits(detail: ErrorDetails) -> list[object]:
    context = detail.get("ctx", {})
    keys = ("max_length", "min_length", "ge", "gt", "le", "lt")
    return [context[key] for key in keys if key in context]


def _missing(case: _Case) -> tuple[str, str]:
    about = (case.field.description if case.field else None) or ""
    key = case.name.strip("“”")
    return f"{case.name} is missing.", f"Add “{key}: …”. {about}".strip()


def _too_short(case: _Case) -> tuple[str, str]:
    return f"{case.name} is empty.", "Write its text, or delete the line."


def _too_long(case: _Case) -> tuple[str, str]:
    length = len(str(case.detail["input"]).strip())
    return (
        f"{case.name} has {length} characters; {case.limit} is the most.",
        "Make it shorter.",
    )


def _too_few(case: _Case) -> tuple[str, str]:
    word = "entry" if case.limit == "1" else "entries"
    return f"{case.name} needs at least {case.limit} {word}.", "Add more."


def _too_many(case: _Case) -> tuple[str, str]:
    return f"{case.name} can have at most {case.limit} entries.", "Take some out."


def _pattern(case: _Case) -> tuple[str, str]:
    better = slugify(case.shown)
    hint = f"Write “{better}”." if better else "Choose another word."
    return (
        f"{case.shown} cannot be an id: use small letters, digits and single dashes.",
        hint,
    )


def _number(case: _Case) -> tuple[str, str]:
    return (
        f"{case.name} has to be a whole number, not {case.shown}.",
        "Write digits only, such as 9.",
    )


def _truth(case: _Case) -> tuple[str, str]:
    return (
        f"{case.name} has to be true or false, not {case.shown}.",
        "Write “true” or “false”.",
    )


def _day(case: _Case) -> tuple[str, str]:
    return (
        f"{case.name} has to be a day such as 2026-11-22, not {case.shown}.",
        "Write the year, the month and the day with dashes.",
    )


def _bound(words: str) -> "Callable[[_Case], tuple[str, str]]":
    def sentence(case: _Case) -> tuple[str, str]:
        return (
            f"{case.name} has to be {words} {case.limit}, and it is {case.shown}.",
            "Change the number.",
        )

    return sentence


def _literal(case: _Case) -> tuple[str, str]:
    allowed = re.findall(r"'([^']*)'", str(case.detail.get("ctx", {}).get("expected")))
    return (
        f"{case.shown} is not known here.",
        known_names(str(case.detail["input"]), allowed),
    )


def _text(case: _Case) -> tuple[str, str]:
    if isinstance(case.detail["input"], Mapping):
        hint = "A text with a colon in it needs quotes round it."
    else:
        hint = "Text that starts with “[” or “-” needs quotes round it."
    return f"{case.name} has to be a text.", hint


def _list(case: _Case) -> tuple[str, str]:
    return (
        f"{case.name} has to be a list.",
        "Start each entry on its own line with “- ”, or write [one, two].",
    )


def _table(case: _Case) -> tuple[str, str]:
    return (
        f"{case.name} has to have keys of its own.",
        "Write them below it, each on a line like “key: text”.",
    )


def _own_rule(case: _Case) -> tuple[str, str]:
    reason = case.detail.get("ctx", {}).get("error")
    return str(reason or case.detail["msg"]), ""


def _cannot_be_read(case: _Case) -> tuple[str, str]:
    return f"{case.name} cannot be read: {case.shown}.", "Write it in another way."


_SENTENCES: dict[str, tuple[str, Callable[[_Case], tuple[str, str]]]] = {
    "missing": ("missing-key", _missing),
    "string_too_short": ("empty", _too_short),
    "string_too_long": ("too-long", _too_long),
    "string_pattern_mismatch": ("bad-id", _pattern),
    "string_type": ("wrong-type", _text),
    "too_short": ("too-few", _too_few),
    "too_long": ("too-many", _too_many),
    "int_parsing": ("wrong-value", _number),
    "int_parsing_size": ("wrong-value", _number),
    "int_from_float": ("wrong-value", _number),
    "int_type": ("wrong-type", _number),
    "bool_parsing": ("wrong-value", _truth),
    "bool_type": ("wrong-type", _truth),
    "date_type": ("wrong-type", _day),
    "date_parsing": ("wrong-value", _day),
    "date_from_datetime_parsing": ("wrong-value", _day),
    "date_from_datetime_inexact": ("wrong-value", _day),
    "greater_than": ("out-of-range", _bound("more than")),
    "greater_than_equal": ("out-of-range", _bound("at least")),
    "less_than": ("out-of-range", _bound("less than")),
    "less_than_equal": ("out-of-range", _bound("at most")),
    "literal_error": ("wrong-value", _literal),
    "tuple_type": ("wrong-type", _list),
    "list_type": ("wrong-type", _list),
    "dict_type": ("wrong-type", _table),
    "model_type": ("wrong-type", _table),
    "model_attributes_type": ("wrong-type", _table),
    "value_error": ("does-not-fit", _own_rule),
}


def _name(steps: Steps) -> str:
    if not steps:
        return "This part"
    last = steps[-1]
    if isinstance(last, int):
        holder = f" of “{steps[-2]}”" if len(steps) > 1 else ""
        return f"Entry {last + 1}{holder}"
    return quoted(AUTHORS_NAMES.get(last, last))


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "a group of keys"
    if isinstance(value, list | tuple):
        return "a list"
    return quoted(str(value)) if str(value) else "nothing"


def _key_place(node: Node, steps: Steps) -> Place:
    for step in steps[:-1]:
        found = node.part(step)
        if found is None:
            return place_in(node, steps)
        node = found[1]
    if isinstance(node, Table) and steps and steps[-1] in node.entries:
        return node.entries[str(steps[-1])].key_place
    return place_in(node, steps)

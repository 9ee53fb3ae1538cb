"""No table that is about a person is forgotten, and no step on a scale handed over."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from sqlalchemy import select

from elearn.domain.questions import Scale
from elearn.services.personal_data import (
    KINDS,
    LEFT_OUT,
    WriteData,
    write_data_to_hand_over,
    write_own_data,
)
from elearn.store.tables import Base, Response
from tests.rosewood import Rosewood

# What has no foreign key, and is about a person all the same.
WITHOUT_KEY = {"audit_event", "sign_in_try"}
HERE_BY_HAND = {"person", "sign_in_try"}
"""Sections that are not a query over one table of its own."""


def owned_tables() -> set[str]:
    """Find the tables of which rows are a person's, and what hangs on those rows."""
    tables = Base.metadata.tables
    owned = {name for name, table in tables.items() if "person_id" in table.columns}
    before: set[str] = set()
    while before != owned:
        before = set(owned)
        for name, table in tables.items():
            targets = {key.column.table.name for key in table.foreign_keys}
            if targets & (before - {"person"}):
                owned.add(name)
    return owned


def columns_naming_people() -> set[str]:
    """Find every column that points at a person."""
    return {
        f"{name}.{key.parent.name}"
        for name, table in Base.metadata.tables.items()
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }


def test_every_table_about_a_person_is_exported() -> None:
    exported = {table for kind in KINDS for table in kind.tables} | HERE_BY_HAND
    assert owned_tables() | WITHOUT_KEY | {"person"} == exported


def test_every_column_that_names_a_person_is_thought_of() -> None:
    exported = {table for kind in KINDS for table in kind.tables}
    others = {
        column
        for column in columns_naming_people()
        if not (column.endswith(".person_id") and column.split(".")[0] in exported)
    }
    assert others == LEFT_OUT.keys()
    assert all(reason.endswith(".") for reason in LEFT_OUT.values())


def test_a_step_on_a_scale_is_given_to_its_writer_only(rosewood: Rosewood) -> None:
    ends = {"low": "Not at all", "high": "Quite sure", "steps": 5}
    scale = Scale.model_validate(
        {"id": "sure", "ask": "How sure are you today?", "scale": ends}
    )
    with rosewood.database.writing() as session:
        rosewood.learner(session).read_cards(4)
        row = session.scalars(select(Response).order_by(Response.id)).first()
        assert row is not None
        row.response = scale.read({"answer": ["1"]})
        row.shown = {"ask": scale.ask, "order": [], "words": scale.words_shown()}
    assert "1: Not at all" in read(rosewood, write_own_data)
    handed_over = read(rosewood, write_data_to_hand_over)
    assert "Not at all" not in handed_over
    assert "How sure are you today?" not in handed_over


def read(rosewood: Rosewood, write: WriteData) -> str:
    target: Any = BytesIO()
    rosewood.database.read(write, rosewood.lena, rosewood.moment(), target)
    return ZipFile(target).read("my-data.json").decode()

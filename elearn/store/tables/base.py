"""What all tables share: names of constraints, and how types are kept."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    JSON,
    Index,
    MetaData,
    text,
)
from sqlalchemy.orm import DeclarativeBase

from elearn.store.types import ExactFraction, UtcDateTime


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can change it on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - the name and form SQLAlchemy asks for
        datetime: UtcDateTime,
        Fraction: ExactFraction,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


def only_one(name: str, *columns: str, where: str) -> Index:
    return Index(
        name,
        *columns,
        unique=True,
        sqlite_where=text(where),
        postgresql_where=text(where),
    )

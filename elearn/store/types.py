"""Column types that refuse what would be ambiguous later."""

from datetime import UTC, datetime
from fractions import Fraction

from sqlalchemy import DateTime, String, TypeDecorator
from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values; always gives back UTC.

    SQLite keeps no zone, so the value is stored as UTC and marked again on
    reading.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value


class ExactFraction(TypeDecorator[Fraction]):
    """An exact share or sum of marks, kept as “5/6” so that nothing is rounded."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(
        self, value: Fraction | None, dialect: Dialect
    ) -> str | None:
        return None if value is None else str(Fraction(value))

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> Fraction | None:
        return None if value is None else Fraction(value)

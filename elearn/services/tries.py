"""Count failed tries by account and by address, in the database all processes share."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.store.tables import SignInTry

WINDOW = timedelta(minutes=15)
MOST_BY_ACCOUNT = 5
MOST_BY_ADDRESS = 60
_LONGEST_KEY = 120


def too_many(session: Session, keys: Mapping[str, int], now: datetime) -> bool:
    """Tell whether one of these keys has reached its most tries within the window."""
    most = {key[:_LONGEST_KEY]: number for key, number in keys.items()}
    rows = session.execute(
        select(SignInTry.key, func.count())
        .where(SignInTry.key.in_(most), SignInTry.tried_at > now - WINDOW)
        .group_by(SignInTry.key)
    ).all()
    return any(count >= most[key] for key, count in rows)


def note_try(session: Session, keys: Iterable[str], now: datetime) -> None:
    """Count a try for each of these keys."""
    session.add_all(SignInTry(key=key[:_LONGEST_KEY], tried_at=now) for key in keys)

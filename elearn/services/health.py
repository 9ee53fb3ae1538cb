"""Ask the database one small thing."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.store.tables import Organisation


def ask_database(session: Session) -> None:
    """Raise whatever the database raises when it cannot answer."""
    session.execute(select(Organisation.id).limit(1))

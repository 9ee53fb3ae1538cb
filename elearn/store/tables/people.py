"""The organisation, its people, their roles, teams and sign-ins."""

from datetime import datetime
from typing import Literal

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    sql,
)
from sqlalchemy.orm import Mapped, mapped_column, validates

from elearn.domain.text import fold_name
from elearn.store.tables.base import Base

LONGEST_SEARCH_NAME = 600


def make_search_name(name: str, sign_in_name: str) -> str:
    """Make what a person is found and sorted by."""
    return fold_name(f"{name} {sign_in_name}")[:LONGEST_SEARCH_NAME]


class Organisation(Base):
    """The one organisation that runs this installation.

    `person_word` and `people_word` are its words for one and for several of the
    people it supports. `logo_sha256` names a picture in `media`. `revision` goes up
    with every change, so that two administrators cannot undo each other unseen.
    """

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(400), default="")
    signatory_name: Mapped[str] = mapped_column(String(200), default="")
    signatory_role: Mapped[str] = mapped_column(String(200), default="")
    time_zone: Mapped[str] = mapped_column(String(60), default="Europe/London")
    nation: Mapped[str] = mapped_column(String(40), default="England")
    person_word: Mapped[str] = mapped_column(String(60), default="person we support")
    people_word: Mapped[str] = mapped_column(
        String(60), default="people we support", server_default="people we support"
    )
    safeguarding_contact: Mapped[str] = mapped_column(String(400), default="")
    logo_sha256: Mapped[str | None] = mapped_column(ForeignKey("media.sha256"))
    revision: Mapped[int] = mapped_column(default=1, server_default="1")


class SitePage(Base):
    """A page that the organisation writes itself, once for every time it was saved.

    The newest `number` of a kind is shown; one without a text means the text that
    elearn brings. `html` was made safe when it was saved, and still holds the fields
    that are filled in when somebody opens the page.
    """

    __tablename__ = "site_page"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    text: Mapped[str | None] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    renderer: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (UniqueConstraint("kind", "number"),)


class JobRole(Base):
    """What somebody is employed as, such as senior carer; requirements rest on it."""

    __tablename__ = "job_role"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)


class Person(Base):
    """Somebody with an account. E-mail may be absent: many care workers have none.

    `password_hash` is empty until they choose a password. `search_name` is the name
    and the sign-in name without case and accents, kept because databases differ in
    what they fold. `erased_at` says since when there is no account any more, only a
    record; `name_erased` that the record does not tell whose it was.
    """

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    sign_in_name: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    wants_reminders: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    job_role_id: Mapped[int | None] = mapped_column(
        ForeignKey("job_role.id"), index=True
    )
    search_name: Mapped[str] = mapped_column(
        String(LONGEST_SEARCH_NAME), default="", server_default=""
    )

    erased_at: Mapped[datetime | None]
    name_erased: Mapped[bool] = mapped_column(default=False, server_default=sql.false())

    @validates("name", "sign_in_name")
    def _keep_search_name(self, key: str, value: str) -> str:
        name = value if key == "name" else self.name or ""
        sign_in_name = value if key == "sign_in_name" else self.sign_in_name or ""
        self.search_name = make_search_name(name, sign_in_name)
        return value


class RoleGrant(Base):
    """A role beyond learner; `team_id` limits a manager to that team and below."""

    __tablename__ = "role_grant"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    __table_args__ = (UniqueConstraint("person_id", "role", "team_id"),)


class SignIn(Base):
    """One signed-in browser. Only a hash of its token is kept."""

    __tablename__ = "sign_in"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


WayKind = Literal["invitation", "reset", "code"]


class WayIn(Base):
    """A link or a code that lets somebody choose a password, once.

    Only a hash of its secret is kept. `ended_at` is set when a newer one takes its
    place.
    """

    __tablename__ = "way_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class PeopleFile(Base):
    """A list of people that an administrator has sent and not yet imported.

    In the database, so that whichever machine answers next can read it. One for each
    administrator: a newer one takes its place.
    """

    __tablename__ = "people_file"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(16))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime]


class SignInTry(Base):
    """A failed sign-in, counted by account and by address."""

    __tablename__ = "sign_in_try"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    tried_at: Mapped[datetime]
    __table_args__ = (Index("ix_sign_in_try_key_tried_at", "key", "tried_at"),)


class Team(Base):
    """A site or a team in it."""

    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))


class Membership(Base):
    """A person in a team."""

    __tablename__ = "membership"
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), primary_key=True, index=True
    )

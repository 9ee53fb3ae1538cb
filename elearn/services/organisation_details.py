"""What the organisation says about itself: read, changed, and its logo."""

import hashlib
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.documents.logo import prepare_logo
from elearn.domain.organisation import (
    DETAILS,
    OrganisationDetails,
    find_faults,
    list_differences,
    tidy_details,
)
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.store.tables import Award, Media, Organisation

_AREAS = (
    *("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia"),
    *("Europe", "Indian", "Pacific"),
)
_NEAR = (
    *("Europe/London", "Europe/Belfast", "Europe/Dublin", "Europe/Guernsey"),
    *("Europe/Isle_of_Man", "Europe/Jersey", "Europe/Gibraltar"),
)
"""Where most organisations are: first in the list."""


@dataclass(frozen=True)
class OrganisationView:
    """The organisation as it stands, and how many certificates carry its name."""

    details: OrganisationDetails
    logo_sha256: str | None
    revision: int
    awards: int


@dataclass(frozen=True)
class Faults:
    """What has to be mended before anything is saved: a sentence by field."""

    by_field: dict[str, str]


@dataclass(frozen=True)
class Overtaken:
    """Somebody else saved in between; the fields that now differ from what was sent."""

    saved: OrganisationView
    differing: tuple[str, ...]


def show_organisation(session: Session) -> OrganisationView:
    """Show the organisation to an administrator."""
    return _view(session, session.scalars(select(Organisation)).one())


def change_organisation(
    session: Session,
    moment: Moment,
    by_id: int,
    typed: OrganisationDetails,
    revision: int,
) -> OrganisationView | Faults | Overtaken:
    """Save what was typed, whole or not at all.

    `revision` is the one the form was made from: where it is no longer the newest,
    nothing is saved. Sending the same once more changes nothing and is no conflict.
    """
    given = tidy_details(typed)
    organisation = _lock(session)
    faults = find_faults(given, list_zones())
    if faults:
        return Faults(faults)
    differing = list_differences(given, _details(organisation))
    if not differing:
        return _view(session, organisation)
    if revision != organisation.revision:
        return Overtaken(_view(session, organisation), differing)
    for name in differing:
        setattr(organisation, name, getattr(given, name))
    organisation.revision += 1
    record_event(
        session, moment, by_id, "changed", "organisation", organisation.id,
        fields=list(differing),
    )  # fmt: skip
    session.flush()
    return _view(session, organisation)


def set_logo(session: Session, moment: Moment, by_id: int, upload: bytes) -> None:
    """Use a picture as the logo. Raise BadResponse with the field's name."""
    logo = prepare_logo(upload)
    sha256 = hashlib.sha256(logo.content).hexdigest()
    organisation = _lock(session)
    if organisation.logo_sha256 == sha256:
        return
    if session.get(Media, sha256) is None:
        session.add(Media(sha256=sha256, type=logo.type, content=logo.content))
        session.flush()
    organisation.logo_sha256 = sha256
    record_event(
        session, moment, by_id, "set logo", "organisation", organisation.id,
        sha256=sha256,
    )  # fmt: skip


def remove_logo(session: Session, moment: Moment, by_id: int) -> None:
    """Take the logo away; the picture stays for certificates that carry it."""
    organisation = _lock(session)
    if organisation.logo_sha256 is None:
        return
    organisation.logo_sha256 = None
    record_event(session, moment, by_id, "removed logo", "organisation",
                 organisation.id)  # fmt: skip


@cache
def list_zones() -> frozenset[str]:
    """List the time zones that can be chosen: those named by a place, and UTC."""
    known = available_timezones()
    return frozenset(
        name for name in known if name == "UTC" or name.partition("/")[0] in _AREAS
    )


@cache
def group_zones() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Group the time zones by part of the world, nearest first."""
    zones = sorted(list_zones())
    near = tuple(name for name in _NEAR if name in zones)
    groups = [("United Kingdom and Ireland", near)]
    for area in _AREAS:
        inside = (z for z in zones if z.startswith(f"{area}/") and z not in near)
        groups.append((area, tuple(inside)))
    return (*groups, ("Everywhere", ("UTC",)))


def _lock(session: Session) -> Organisation:
    return session.scalars(select(Organisation).with_for_update()).one()


def _view(session: Session, organisation: Organisation) -> OrganisationView:
    return OrganisationView(
        _details(organisation),
        organisation.logo_sha256,
        organisation.revision,
        session.scalar(select(func.count()).select_from(Award)) or 0,
    )


def _details(organisation: Organisation) -> OrganisationDetails:
    return OrganisationDetails(**{n: getattr(organisation, n) for n in DETAILS})

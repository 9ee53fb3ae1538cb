"""The family of errors that services raise; web/errors.py alone turns them into HTTP.

ElearnError
├── NotFound         nothing there, or not theirs to know about
├── NotAllowed       theirs to see, not theirs to do
├── NotOpenYet       something else has to be done first
├── AttemptsUsedUp   the limit is reached, or a wait is still running
├── BadResponse      a form was filled in a way that cannot be read or marked
│   └── BadForm      the same, with a sentence for each field
├── AlreadyHandedIn  an attempt that is over cannot be changed
├── SignInRefused    wrong name or password, or too many tries
├── PublishRefused   a course with problems cannot be published
├── CourseChanged    it is not what somebody looked at before they decided
├── UploadRefused    a file that was sent is not a course
└── RecordsAway      the database cannot be reached, or cannot take anything now
"""

from collections.abc import Mapping
from typing import Literal


class ElearnError(Exception):
    """Carry the id of the thing it is about and a sentence that may be shown."""

    def __init__(self, thing: object, sentence: str = "") -> None:
        super().__init__(f"{thing}: {sentence}" if sentence else str(thing))
        self.thing = thing
        self.sentence = sentence


class NotFound(ElearnError):
    """Nothing there, or not this person's to know about."""


class NotAllowed(ElearnError):
    """This person may see the thing and may not do this with it."""


class NotOpenYet(ElearnError):
    """Something else has to be done first."""


class AttemptsUsedUp(ElearnError):
    """No further attempt is allowed, or not yet."""


class BadResponse(ElearnError):
    """A form cannot be read as a response; the sentence says what to do."""


class BadForm(BadResponse):
    """Several fields of a form cannot be taken; nothing was changed."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        field, sentence = next(iter(faults.items()))
        super().__init__(field, sentence)
        self.faults = dict(faults)


class AlreadyHandedIn(ElearnError):
    """The attempt is over."""


class AlreadyMarked(ElearnError):
    """Another trainer has marked this answer since it was opened."""


class SignInRefused(ElearnError):
    """Name and password do not open an account, or too many tries were made."""


class PublishRefused(ElearnError):
    """The course files have problems; the published version stays."""


class CourseChanged(ElearnError):
    """What somebody decided about has changed since they looked at it."""


class UploadRefused(ElearnError):
    """What was uploaded cannot be taken; nothing of it is kept."""


class RecordsAway(ElearnError):
    """The database is away, busy for too long, or full; later the same may work.

    `saved` is None where the connection broke while it was committing, so that nobody
    can tell; otherwise nothing was.
    """

    def __init__(
        self,
        reason: Literal["away", "full"],
        sentence: str,
        *,
        saved: Literal[False] | None = False,
    ) -> None:
        super().__init__("records", sentence)
        self.reason = reason
        self.saved = saved

"""All tables. What a column means stands here; what may happen stands in services."""

from elearn.store.tables.base import Base
from elearn.store.tables.courses import (
    Course,
    CourseVersion,
    Media,
)
from elearn.store.tables.learning import (
    Attempt,
    AttemptAllowance,
    CardView,
    Draft,
    Enrolment,
    Play,
    PlayChoice,
    Reflection,
    Response,
    WrittenMark,
)
from elearn.store.tables.messages import (
    Message,
    ReminderStep,
)
from elearn.store.tables.people import (
    JobRole,
    Membership,
    Organisation,
    PeopleFile,
    Person,
    RoleGrant,
    SignIn,
    SignInTry,
    SitePage,
    Team,
    WayIn,
)
from elearn.store.tables.records import (
    Assignment,
    AuditEvent,
    Award,
    AwardEvent,
)
from elearn.store.tables.releases import (
    CourseUpload,
    MaterialChange,
    Regrade,
    VersionEvent,
    VersionFiles,
)

__all__ = [
    "Assignment",
    "Attempt",
    "AttemptAllowance",
    "AuditEvent",
    "Award",
    "AwardEvent",
    "Base",
    "CardView",
    "Course",
    "CourseUpload",
    "CourseVersion",
    "Draft",
    "Enrolment",
    "JobRole",
    "MaterialChange",
    "Media",
    "Membership",
    "Message",
    "Organisation",
    "PeopleFile",
    "Person",
    "Play",
    "PlayChoice",
    "Reflection",
    "Regrade",
    "ReminderStep",
    "Response",
    "RoleGrant",
    "SignIn",
    "SignInTry",
    "SitePage",
    "Team",
    "VersionEvent",
    "VersionFiles",
    "WayIn",
    "WrittenMark",
]

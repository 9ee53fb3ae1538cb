"""Index awards and open rounds for pages about very many people."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_award_held", "award", ["person_id", "course_id", "refresh_on", "id"]
    )
    op.drop_index("ix_award_person_id", "award")
    op.create_index("ix_award_event_kind_award_id", "award_event", ["kind", "award_id"])
    begun = sa.text("completed_at IS NULL")
    op.create_index(
        "ix_enrolment_begun",
        "enrolment",
        ["person_id", "course_id"],
        sqlite_where=begun,
        postgresql_where=begun,
    )

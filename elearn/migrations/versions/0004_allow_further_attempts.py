"""Allow further attempts at an assessment."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt_allowance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("after_attempt", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_attempt_allowance_enrolment_id_enrolment"),
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"],
            ["person.id"],
            name=op.f("fk_attempt_allowance_given_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_allowance")),
        sa.UniqueConstraint(
            "enrolment_id",
            "after_attempt",
            name=op.f("uq_attempt_allowance_enrolment_id_after_attempt"),
        ),
    )


def downgrade() -> None:
    op.drop_table("attempt_allowance")

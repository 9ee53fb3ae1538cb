"""Keep what trainers give for written answers, and answers that nothing marks."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("response") as batch_op:
        batch_op.alter_column(
            "share", existing_type=sa.String(length=40), nullable=True
        )
        batch_op.add_column(
            sa.Column(
                "to_mark", sa.Boolean(), server_default=sa.false(), nullable=False
            )
        )
    op.create_index(
        "ix_response_to_mark",
        "response",
        ["answered_at"],
        sqlite_where=sa.text("to_mark"),
        postgresql_where=sa.text("to_mark"),
    )
    op.create_table(
        "written_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("share", sa.String(length=40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_written_mark_response_id_response"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_written_mark_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written_mark")),
        sa.UniqueConstraint(
            "response_id", "number", name=op.f("uq_written_mark_response_id_number")
        ),
    )

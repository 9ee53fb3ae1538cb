"""Keep what became of course versions: events, uploads, regrades, material changes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "version_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_version_event_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["course_version.id"],
            name=op.f("fk_version_event_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_event")),
    )
    with op.batch_alter_table("version_event") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_version_event_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "version_files",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["course_version.id"],
            name=op.f("fk_version_files_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_version_files")),
    )
    op.create_table(
        "course_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["person.id"],
            name=op.f("fk_course_upload_uploaded_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_upload")),
        sa.UniqueConstraint(
            "uploaded_by_id", "slug", name=op.f("uq_course_upload_uploaded_by_id_slug")
        ),
    )
    op.create_table(
        "material_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.String(length=80), nullable=False),
        sa.Column("card_id", sa.String(length=80), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course.id"],
            name=op.f("fk_material_change_course_id_course"),
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"],
            ["person.id"],
            name=op.f("fk_material_change_marked_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["course_version.id"],
            name=op.f("fk_material_change_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_change")),
        sa.UniqueConstraint(
            "version_id",
            "module_id",
            "card_id",
            name=op.f("uq_material_change_version_id_module_id_card_id"),
        ),
    )
    with op.batch_alter_table("material_change") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_material_change_course_id"), ["course_id"], unique=False
        )

    op.create_table(
        "regrade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("old_points", sa.String(length=40), nullable=False),
        sa.Column("old_passed", sa.Boolean(), nullable=False),
        sa.Column("old_critical", sa.JSON(), nullable=False),
        sa.Column("new_points", sa.String(length=40), nullable=False),
        sa.Column("new_passed", sa.Boolean(), nullable=False),
        sa.Column("new_critical", sa.JSON(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_regrade_attempt_id_attempt")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_regrade_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["course_version.id"],
            name=op.f("fk_regrade_version_id_course_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
        sa.UniqueConstraint(
            "attempt_id", "version_id", name=op.f("uq_regrade_attempt_id_version_id")
        ),
    )

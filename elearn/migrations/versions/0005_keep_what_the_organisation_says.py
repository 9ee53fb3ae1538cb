"""Keep the organisation's logo, words and pages, and what was erased."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("renderer", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["person.id"],
            name=op.f("fk_site_page_changed_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_page")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_site_page_kind_number")),
    )
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.add_column(
            sa.Column(
                "people_word",
                sa.String(length=60),
                server_default="people we support",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("logo_sha256", sa.String(length=64), nullable=True)
        )
        batch_op.add_column(
            sa.Column("revision", sa.Integer(), server_default="1", nullable=False)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_organisation_logo_sha256_media"),
            "media",
            ["logo_sha256"],
            ["sha256"],
        )
    # Not as a batch: SQLite would make the table again, and many others point at it.
    op.add_column(
        "person", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "person",
        sa.Column(
            "name_erased", sa.Boolean(), server_default=sa.false(), nullable=False
        ),
    )

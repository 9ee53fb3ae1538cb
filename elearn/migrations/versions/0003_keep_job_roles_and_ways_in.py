"""Keep job roles, ways in, lists of people to import, and folded names."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_role")),
        sa.UniqueConstraint("name", name=op.f("uq_job_role_name")),
    )
    op.create_table(
        "people_file",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_people_file_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_people_file")),
    )
    op.create_table(
        "way_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_way_in_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way_in")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_way_in_secret_hash")),
    )
    op.create_index(op.f("ix_way_in_person_id"), "way_in", ["person_id"])
    # Not as a batch: SQLite would make the table again, and so many others point at
    # it that dropping the old one is refused.
    op.execute(
        "ALTER TABLE person ADD COLUMN job_role_id INTEGER "
        "CONSTRAINT fk_person_job_role_id_job_role REFERENCES job_role (id)"
    )
    op.create_index(op.f("ix_person_job_role_id"), "person", ["job_role_id"])
    op.add_column(
        "person",
        sa.Column(
            "search_name", sa.String(length=600), server_default="", nullable=False
        ),
    )
    _fold_names()


def _fold_names() -> None:
    person = sa.table(
        "person",
        sa.column("id", sa.Integer),
        sa.column("name", sa.String),
        sa.column("sign_in_name", sa.String),
        sa.column("search_name", sa.String),
    )
    connection = op.get_bind()
    columns = (person.c.id, person.c.name, person.c.sign_in_name)
    folded = [
        {"row_id": row.id, "folded": _fold(f"{row.name} {row.sign_in_name}")}
        for row in connection.execute(sa.select(*columns)).all()
    ]
    if folded:
        connection.execute(
            sa.update(person)
            .where(person.c.id == sa.bindparam("row_id"))
            .values(search_name=sa.bindparam("folded")),
            folded,
        )


def _fold(text: str) -> str:
    """Fold as `fold_name` did when this was written."""
    plain = str.maketrans(
        {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"}
    )
    apart = unicodedata.normalize("NFKD", text).casefold()
    marked = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join(marked.translate(plain).split())[:600]

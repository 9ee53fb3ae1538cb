"""Let a course be asked of the same person, team or everyone only once."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TARGET = "course_id, coalesce(person_id, 0), coalesce(team_id, 0)"


def upgrade() -> None:
    # Of several in force for the same target, the earliest day is the one that
    # counted: the others are withdrawn, not deleted.
    op.execute(
        "UPDATE assignment SET withdrawn_at = created_at"  # noqa: S608 - no input
        " WHERE withdrawn_at IS NULL AND id NOT IN ("
        " SELECT id FROM ("
        " SELECT id, row_number() OVER ("
        f" PARTITION BY {_TARGET} ORDER BY due_on, id) AS place"
        " FROM assignment WHERE withdrawn_at IS NULL) AS numbered"
        " WHERE place = 1)"
    )
    for name, columns, where in (
        (
            "uq_assignment_of_person",
            ["course_id", "person_id"],
            "withdrawn_at IS NULL AND person_id IS NOT NULL",
        ),
        (
            "uq_assignment_of_team",
            ["course_id", "team_id"],
            "withdrawn_at IS NULL AND team_id IS NOT NULL",
        ),
        (
            "uq_assignment_of_everyone",
            ["course_id"],
            "withdrawn_at IS NULL AND person_id IS NULL AND team_id IS NULL",
        ),
    ):
        op.create_index(
            name,
            "assignment",
            columns,
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )

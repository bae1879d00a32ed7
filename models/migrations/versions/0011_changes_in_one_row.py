"""One row of the change stream a command, with all that it did to its rows.

Revision 0011, after 0010.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.core import types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_AN_IMAGE = (
    "'[\"' || row_table || '\",\"' || audience || '\",' || coalesce(before, 'null') || ','"
    " || coalesce(after, 'null') || ']'"
)
_PACK = (
    "INSERT INTO change_packed (space_id, number, command_id, rows)"
    f" SELECT space_id, number, min(command_id), '[' || group_concat({_AN_IMAGE}, ',') || ']'"
    " FROM (SELECT * FROM change ORDER BY space_id, number, n) AS ordered GROUP BY space_id, number"
)
_PACK_POSTGRES = (
    "INSERT INTO change_packed (space_id, number, command_id, rows)"
    " SELECT space_id, number, (array_agg(command_id))[1],"
    f" '[' || string_agg({_AN_IMAGE}, ',' ORDER BY n) || ']'"
    " FROM change GROUP BY space_id, number"
)
_UNPACK = (
    "INSERT INTO change_unpacked (space_id, number, n, command_id, row_table, audience, before, after)"
    " SELECT space_id, number, each.key, command_id, each.value ->> 0, each.value ->> 1,"
    " nullif(each.value -> 2, 'null'), nullif(each.value -> 3, 'null') FROM change, json_each(rows) AS each"
)
_UNPACK_POSTGRES = (
    "INSERT INTO change_unpacked (space_id, number, n, command_id, row_table, audience, before, after)"
    " SELECT space_id, number, each.n - 1, command_id, each.row ->> 0, each.row ->> 1,"
    " nullif((each.row -> 2)::text, 'null'), nullif((each.row -> 3)::text, 'null')"
    " FROM change, json_array_elements(rows::json) WITH ORDINALITY AS each(row, n)"
)


def upgrade() -> None:
    """Bring the database up to this revision."""
    _create(
        "change_packed",
        sa.Column("command_id", types.Id(), nullable=False),
        sa.Column("rows", types.Words(), nullable=False),
        keys=("space_id", "number"),
    )
    op.execute(_PACK if _is_sqlite() else _PACK_POSTGRES)
    _replace("change_packed")


def downgrade() -> None:
    """Take it back to the one before."""
    _create(
        "change_unpacked",
        sa.Column("command_id", types.Id(), nullable=False),
        sa.Column("row_table", types.Words(), nullable=False),
        sa.Column("audience", types.Words(), nullable=False),
        sa.Column("before", types.Words(), nullable=True),
        sa.Column("after", types.Words(), nullable=True),
        keys=("space_id", "number", "n"),
    )
    op.execute(_UNPACK if _is_sqlite() else _UNPACK_POSTGRES)
    _replace("change_unpacked")


def _create(name: str, *columns: sa.Column[object], keys: tuple[str, ...]) -> None:
    kinds = {"space_id": types.Id()}
    op.create_table(
        name,
        *(sa.Column(key, kinds.get(key, types.Whole()), autoincrement=False, nullable=False) for key in keys),
        *columns,
        sa.PrimaryKeyConstraint(*keys, name=op.f("pk_change")) if _is_sqlite()
        else sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )  # fmt: skip


def _replace(made: str) -> None:
    op.drop_table("change")
    op.rename_table(made, "change")
    if not _is_sqlite():
        op.execute(f"ALTER INDEX pk_{made} RENAME TO pk_change")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"

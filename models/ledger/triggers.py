"""What keeps the history of the ledger as it was written, whoever writes to the database.

Rows may still go: with a whole space, or with a command that is refused after they were written.
"""

from __future__ import annotations

SQLITE = (
    """
    CREATE TRIGGER ledger_transfer_stays BEFORE UPDATE ON ledger_transfer
    BEGIN SELECT raise(ABORT, 'a transfer of the ledger is never changed'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION ledger_transfer_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'a transfer of the ledger is never changed'; END $$
    """,
    """
    CREATE TRIGGER ledger_transfer_stays BEFORE UPDATE ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_transfer_stays()
    """,
)

DROP_SQLITE = ("DROP TRIGGER ledger_transfer_stays",)
DROP_POSTGRESQL = (
    "DROP TRIGGER ledger_transfer_stays ON ledger_transfer",
    "DROP FUNCTION ledger_transfer_stays()",
)

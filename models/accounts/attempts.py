"""Guessing made slow, in one way for passwords, codes of an app and recovery codes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update

from models.accounts.passwords import retry_delay
from models.accounts.tables import Credential, Factor, Recovery
from models.core.errors import NotAllowed
from models.core.text import tr

Guarded = type[Credential] | type[Factor] | type[Recovery]


class TooSoon(NotAllowed):
    """After many wrong attempts; `seconds` (at least 1) are left until the next one is heard."""

    def __init__(self, seconds: int, field: str = "password") -> None:
        sentence = tr("There were too many wrong passwords.")
        if field != "password":
            sentence = tr("There were too many wrong codes.")
        super().__init__(
            sentence, what_now=tr("Wait {seconds} s, then try again.", seconds=seconds), field=field
        )
        self.seconds = seconds


def begin(connection: Connection, table: Guarded, account_id: UUID, now: datetime, field: str) -> Any | None:
    """Count an attempt and return the row to check it against, None where there is none. Raises `TooSoon`.

    The attempt counts as failed until a good one clears it: so neither many at once nor a kill in between
    makes guesses cheaper.
    """
    with connection.begin():
        row = connection.execute(select(table).where(table.space_id == account_id)).first()
        if row is None:
            return None
        left = (row.blocked_until or now) - now
        # Longer than it was ever set to means that the machine's clock was put back meanwhile.
        if timedelta(0) < left <= retry_delay(row.failures):
            raise TooSoon(-(-left // timedelta(seconds=1)), field)
        failures = row.failures + 1
        connection.execute(
            update(table)
            .where(table.space_id == account_id)
            .values(failures=failures, blocked_until=now + retry_delay(failures))
        )
        return row


def clear(connection: Connection, table: Guarded, account_id: UUID) -> None:
    """A good one came. Within the caller's transaction."""
    connection.execute(
        update(table).where(table.space_id == account_id).values(failures=0, blocked_until=None)
    )


def settle(connection: Connection, table: Guarded, account_id: UUID) -> None:
    """A good one came, and something else is asked for next: a transaction of its own."""
    with connection.begin():
        clear(connection, table, account_id)

"""The balances of a space in memory, as far as commands have come to them: an engine (`models.core.engines`).

`sheet.Sheet` moves money in it. What writes accounts without it, such as `posting`, outdates it, and they are
read again when they are needed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Self
from uuid import UUID

from models.core.writes import Writes
from models.ledger.tables import LedgerAccount


class Account:
    """An account as it stands."""

    __slots__ = ("asset", "held", "id", "incoming", "may_go_negative", "owner", "posted")

    def __init__(self, row: LedgerAccount) -> None:
        self.id = row.id
        self.owner = row.owner
        self.asset = row.asset
        self.may_go_negative = row.may_go_negative
        self.posted = row.posted
        self.held = row.held
        self.incoming = row.incoming


class Balances:
    """The accounts that were needed so far."""

    tables: ClassVar[frozenset[str]] = frozenset((LedgerAccount.__tablename__,))

    def __init__(self) -> None:
        self.accounts: dict[UUID, Account] = {}
        self._journal: list[tuple[Callable[..., object], tuple[Any, ...]]] = []

    @classmethod
    def load(cls, writes: Writes, space_id: UUID) -> Self:
        return cls()

    def mark(self) -> int:
        return len(self._journal)

    def rollback(self, mark: int) -> None:
        while len(self._journal) > mark:
            undo, arguments = self._journal.pop()
            undo(*arguments)

    def release(self) -> None:
        self._journal = []

    def know(self, account: Account) -> None:
        """An account was read: its row may be of the command that is at work."""
        self.accounts[account.id] = account
        self._journal.append((self.accounts.pop, (account.id,)))

    def touch(self, account: Account) -> None:
        """To be called before an account changes."""
        self._journal.append((_put_back, (account, account.posted, account.held)))


def _put_back(account: Account, posted: int, held: int) -> None:
    account.posted, account.held = posted, held

"""A migrated record with people, an exchange, and money in wallets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert

from models.core.audience import Role
from models.core.database import Connection
from models.core.ids import new_id
from models.core.tables import Member, Space
from models.ledger.check import check
from models.ledger.commands import Deposit
from models.ledger.entities import Line
from models.ledger.queries import WalletOf
from tests.support.video_record import VideoRecord

IBAN, OTHER_IBAN = "DE89370400440532013000", "GB82WEST12345698765432"


class WalletRecord(VideoRecord):
    """Amounts are whole euros unless said otherwise."""

    def exchange(self, *customers: UUID) -> UUID:
        """An exchange with these customers."""
        return put_exchange(self.connection, self.clock(), *customers)

    def rich(self, euros: int = 1000) -> UUID:
        """Somebody with money."""
        person = self.person()
        self.did(person, Deposit, asset="EUR", amount=euros * 100)
        return person

    def has(self, person: UUID, purpose: str = "funding", code: str = "EUR") -> tuple[int, int]:
        """Available and held, in smallest units, of one purpose in all places."""
        lines = [each for each in self.lines(person) if (each.purpose, each.asset) == (purpose, code)]
        return sum(each.available for each in lines), sum(each.held for each in lines)

    def lines(self, person: UUID) -> tuple[Line, ...]:
        return self.ask(WalletOf(actor=person)).lines

    def check(self) -> list[str]:
        with self.connection.begin():
            return check(self.connection)


def put_exchange(connection: Connection, now: object, *customers: UUID) -> UUID:
    """A space of an exchange's kind, with members as customers are."""
    id_ = new_id()
    with connection.begin():
        row = {"space_id": id_, "kind": "exchange", "created_at": now, "change_number": 0}
        connection.execute(insert(Space), [row])
        for customer in customers:
            role = int(Role.VIEWER)
            connection.execute(insert(Member), [{"space_id": id_, "account_id": customer, "role": role}])
    return id_


@pytest.fixture
def wallets(tmp_path: Path) -> Iterator[WalletRecord]:
    made = WalletRecord(tmp_path)
    yield made
    assert made.check() == []
    made.close()

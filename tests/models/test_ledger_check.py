"""The check finds what is planted into the record behind the ledger's back, and history stays as written."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import URL, insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from models.core.database import postgres_engine
from models.core.dispatcher import Dispatcher
from models.core.tables import Base, Space
from models.ledger import check as checking
from models.ledger import triggers
from models.ledger.address_commands import AddAddress
from models.ledger.assets import MOST
from models.ledger.check import check
from models.ledger.commands import ConfirmWithdrawal, Deposit, MoveMoney, Withdraw
from tests.support.ledger import NOW, REGISTRY, SPACE, Book, Call
from tests.support.video_record import VideoRecord
from tests.support.wallet import IBAN, WalletRecord


@pytest.fixture
def busy(tmp_path: Path) -> WalletRecord:
    """Money that came in, moved, was held, and left."""
    record = WalletRecord(tmp_path)
    person = record.rich(100)
    record.did(person, Deposit, asset="BTC", amount=7)
    record.did(person, MoveMoney, asset="EUR", amount=500, source="funding", target="savings")
    bank = record.did(person, AddAddress, network="iban", address=IBAN, label="Bank").command_id
    for amount in (100, 200):
        asked = record.did(person, Withdraw, asset="EUR", amount=amount, address_id=bank)
    record.did(person, ConfirmWithdrawal, withdrawal_id=asked.command_id, ending="3000")
    record.sql_done("DROP TRIGGER ledger_transfer_stays")  # so that the history can be spoilt
    return record


PLANTED = {
    "a balance that grew": "UPDATE ledger_account SET posted = posted + 1 WHERE purpose = 'funding'",
    "money out of nothing": "UPDATE ledger_account SET posted = posted + 1 WHERE purpose = 'savings'",
    "a hold that is nowhere": "UPDATE ledger_account SET held = held + 1 WHERE purpose = 'funding'",
    "something that never comes": "UPDATE ledger_account SET incoming = 5 WHERE purpose = 'faucet'",
    "an entry that is gone": "DELETE FROM ledger_transfer WHERE code = 'move'",
    "an entry that was changed": "UPDATE ledger_transfer SET amount = amount + 1 WHERE code = 'move'",
    "an entry the other way": "UPDATE ledger_transfer SET debit_id = credit_id, credit_id = debit_id",
    "an entry of another asset": "UPDATE ledger_transfer SET asset = 'USD' WHERE code = 'move'",
    "an entry of somebody else": "UPDATE ledger_transfer SET credit_owner = NULL WHERE code = 'move'",
    "an account that is gone": "DELETE FROM ledger_account WHERE purpose = 'savings'",
    "an account of somebody else": "UPDATE ledger_account SET owner = NULL WHERE purpose = 'savings'",
    "an account of another asset": "UPDATE ledger_account SET asset = 'XXX' WHERE purpose = 'savings'",
    "a hold that shrank": "UPDATE ledger_hold SET left = left - 1 WHERE state = 'pending'",
    "a hold that goes on": "UPDATE ledger_hold SET state = 'pending' WHERE state = 'posted'",
    "a hold in no state": "UPDATE ledger_hold SET state = 'lost' WHERE state = 'posted'",
    "a hold that is gone": "DELETE FROM ledger_hold WHERE state = 'posted'",
    "a hold of somebody else": "UPDATE ledger_hold SET owner = NULL WHERE state = 'posted'",
    "less than nothing": "UPDATE ledger_account SET may_go_negative = 0 WHERE purpose = 'faucet'",
}


@pytest.mark.parametrize("planted", PLANTED)
def test_planted_corruption_is_found(busy: WalletRecord, planted: str) -> None:
    assert busy.check() == []
    busy.sql_done(PLANTED[planted])
    found = busy.check()
    assert found
    assert all("{" not in sentence for sentence in found)
    busy.close()


def test_the_command_line_says_so_too(busy: WalletRecord, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(busy.connection.engine.url.database)
    assert checking.main(path) == 0
    assert capsys.readouterr().out == "The ledger is right.\n"
    busy.sql_done(PLANTED["an entry that is gone"])
    assert checking.main(path) == 1
    assert "its entries say" in capsys.readouterr().out
    busy.close()


def test_a_transfer_is_never_changed(record: VideoRecord) -> None:
    person = record.person()
    record.did(person, Deposit, asset="EUR", amount=5)
    with pytest.raises(IntegrityError, match="never changed"):
        record.sql_done("UPDATE ledger_transfer SET amount = 6")
    with pytest.raises(IntegrityError, match="never changed"):
        record.sql_done("UPDATE ledger_transfer SET about = 'something else'")
    assert record.sql("SELECT amount FROM ledger_transfer") == [(5,)]


def test_postgresql_keeps_the_same_ledger(postgres: URL) -> None:
    """Transfers and holds near the edge of 64 bits, the check, and the history that stays."""
    engine = postgres_engine(postgres)
    calls: list[Call] = [
        ("transfer", 1, 3, 0, MOST, "trade"),
        ("transfer", 2, 7, 1, MOST, "trade"),
        ("hold", 3, 0, 2, MOST - 5, "trade", None),
        ("post", 3, 4, 7, None),
        ("transfer", 5, 0, 1, 6, "trade"),
        ("void", 3),
    ]
    command = Book(id=UUID(int=1), space_id=SPACE, actor=SPACE, at=NOW, calls=tuple(calls))
    try:
        with engine.begin() as connection:
            Base.metadata.create_all(connection)
            for statement in triggers.POSTGRESQL:
                connection.exec_driver_sql(statement)
            row = {"space_id": SPACE, "kind": "toy", "created_at": NOW, "change_number": 0}
            connection.execute(insert(Space), [row])
        with engine.connect() as connection:
            verdict = Dispatcher(REGISTRY, lambda: NOW).dispatch(connection, [command]).verdicts[0]
            assert verdict.result == ["", "", "", "", "insufficient_funds", ""]
            with connection.begin():
                assert check(connection) == []
        with pytest.raises(DBAPIError, match="never changed"), engine.begin() as connection:
            connection.exec_driver_sql("UPDATE ledger_transfer SET amount = 6")
    finally:
        with engine.begin() as connection:
            Base.metadata.drop_all(connection)
            connection.exec_driver_sql("DROP FUNCTION IF EXISTS ledger_transfer_stays()")
        engine.dispose()

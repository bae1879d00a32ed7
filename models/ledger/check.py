"""Is the ledger right? Every balance is the sum of its entries, every asset sums to zero, and so on.

    python -m models.ledger.check RECORD

Reads all of it in one transaction and changes nothing.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, SQLColumnExpression, and_, or_, select

from models.core.database import read_engine
from models.core.text import tr
from models.ledger.assets import ASSETS, LEAST, MOST
from models.ledger.posting import account_id
from models.ledger.sums import halves, whole
from models.ledger.tables import EXPIRED, PENDING, POSTED, VOIDED, LedgerAccount, LedgerHold, LedgerTransfer

_Key = tuple[UUID, UUID]


@dataclass(slots=True)
class _Sums:
    """What the entries of an account say that it should have."""

    posted: int = 0
    held: int = 0
    incoming: int = 0


def check(connection: Connection) -> list[str]:
    """What is wrong, a sentence each; nothing where all is right."""
    sums: defaultdict[_Key, _Sums] = defaultdict(_Sums)
    for key, amount in _summed(connection, LedgerTransfer, LedgerTransfer.credit_id, LedgerTransfer.amount):
        sums[key].posted += amount
    for key, amount in _summed(connection, LedgerTransfer, LedgerTransfer.debit_id, LedgerTransfer.amount):
        sums[key].posted -= amount
    waits = LedgerHold.state == PENDING
    for key, amount in _summed(connection, LedgerHold, LedgerHold.debit_id, LedgerHold.left, waits):
        sums[key].held += amount
    for_whom = LedgerHold.credit_id.is_not(None)
    for key, amount in _summed(
        connection, LedgerHold, LedgerHold.credit_id, LedgerHold.left, waits, for_whom
    ):
        sums[key].incoming += amount
    rows = connection.execute(select(LedgerAccount.__table__)).all()
    return [
        *(words for row in rows for words in _account(row, sums[row.space_id, row.id])),
        *_zero(rows),
        *_strays(rows, sums),
        *_transfers(connection),
        *_holds(connection, {(row.space_id, row.id): row for row in rows}),
    ]


def _summed(
    connection: Connection, table: Any, column: Any, amount: SQLColumnExpression[int], *where: Any
) -> Iterator[tuple[_Key, int]]:
    statement = select(table.space_id, column, *halves(amount)).where(*where)
    for space_id, id_, high, low in connection.execute(statement.group_by(table.space_id, column)):
        yield (space_id, id_), whole(high, low)


def _account(row: Any, sums: _Sums) -> Iterator[str]:
    name = _name(row)
    for column in ("posted", "held", "incoming"):
        stands, should = getattr(row, column), getattr(sums, column)
        if stands != should:
            yield tr("{account}: {column} is {stands}, and its entries say {should}.",
                     account=name, column=column, stands=stands, should=should)  # fmt: skip
    if row.posted < row.held and not row.may_go_negative:
        yield tr("{account}: less than nothing is available.", account=name)
    if row.posted + row.incoming > MOST or row.posted - row.held < LEAST:
        yield tr("{account}: its holds reach beyond 64 bits.", account=name)
    if row.asset not in ASSETS:
        yield tr("{account}: there is no such asset.", account=name)
    if row.id != account_id(row.space_id, row.owner, row.asset, row.purpose):
        yield tr("{account}: its id does not follow from its owner, asset and purpose.", account=name)


def _zero(rows: Sequence[Any]) -> Iterator[str]:
    totals: defaultdict[tuple[UUID, str], int] = defaultdict(int)
    for row in rows:
        totals[row.space_id, row.asset] += row.posted
    for (space_id, code), total in totals.items():
        if total:
            yield tr("{asset} in {space}: all balances together are {total}, not nothing.",
                     asset=code, space=space_id, total=total)  # fmt: skip


def _strays(rows: Sequence[Any], sums: dict[_Key, _Sums]) -> Iterator[str]:
    known = {(row.space_id, row.id) for row in rows}
    for space_id, id_ in sums.keys() - known:
        yield tr("There are entries of an account that does not exist: {account} in {space}.",
                 account=id_, space=space_id)  # fmt: skip


def _transfers(connection: Connection) -> Iterator[str]:
    """Transfers that no rule would have let through, or that say other owners than their accounts."""
    giver, taker = LedgerAccount.__table__.alias("giver"), LedgerAccount.__table__.alias("taker")
    each = LedgerTransfer
    wrong = or_(
        each.amount < 1,
        each.debit_id == each.credit_id,
        each.asset != giver.c.asset,
        each.asset != taker.c.asset,
        each.debit_owner.is_distinct_from(giver.c.owner),
        each.credit_owner.is_distinct_from(taker.c.owner),
    )
    sides = LedgerTransfer.__table__.join(
        giver, and_(giver.c.space_id == each.space_id, giver.c.id == each.debit_id)
    ).join(taker, and_(taker.c.space_id == each.space_id, taker.c.id == each.credit_id))
    for row in connection.execute(select(each.space_id, each.id).select_from(sides).where(wrong)):
        yield tr("The transfer {id} in {space} breaks a rule.", id=row.id, space=row.space_id)


def _holds(connection: Connection, accounts: Mapping[_Key, Any]) -> Iterator[str]:
    """Holds whose parts do not add up, that are in no state that fits, or not of their accounts."""
    names = (LedgerTransfer.space_id, LedgerTransfer.hold_id, LedgerTransfer.debit_id)
    parts = select(*names, *halves(LedgerTransfer.amount)).where(LedgerTransfer.hold_id.is_not(None))
    posted = {
        (space_id, hold_id, debit_id): whole(high, low)
        for space_id, hold_id, debit_id, high, low in connection.execute(parts.group_by(*names))
    }
    for row in connection.execute(select(LedgerHold.__table__)):
        done = posted.pop((row.space_id, row.id, row.debit_id), 0)
        spent, known = row.left == 0, row.state in (PENDING, POSTED, VOIDED, EXPIRED)
        if row.left != row.amount - done or not known or spent is not (row.state == POSTED):
            yield tr("The hold {id} in {space}: {posted} of {amount} are posted, {left} are left ({state}).",
                     id=row.id, space=row.space_id, posted=done, amount=row.amount, left=row.left,
                     state=row.state)  # fmt: skip
        sides = [accounts.get((row.space_id, side)) for side in (row.debit_id, row.credit_id or row.debit_id)]
        giver = sides[0]
        if any(s is None or s.asset != row.asset for s in sides) or (giver and giver.owner != row.owner):
            yield tr("The hold {id} in {space} is not of its accounts.", id=row.id, space=row.space_id)
    for space_id, hold_id, _ in posted:
        yield tr("A part of a hold was posted that does not exist: {id} in {space}.",
                 id=hold_id, space=space_id)  # fmt: skip


def _name(row: Any) -> str:
    return tr("The account {id} in {space}", id=row.id, space=row.space_id)


def main(path: str) -> int:
    """Check the record at `path`; 0 where the ledger is right."""
    engine = read_engine(Path(path))
    try:
        with engine.connect() as connection, connection.begin():
            wrong = check(connection)
    finally:
        engine.dispose()
    print("\n".join(wrong) or tr("The ledger is right."))
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m models.ledger.check RECORD")
    sys.exit(main(sys.argv[1]))

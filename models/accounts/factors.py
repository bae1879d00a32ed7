"""Second factors and recovery codes in the record: short transactions, each a function of a connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from models.accounts import attempts
from models.accounts.tables import Factor, Recovery, SpareCode
from models.core.errors import Conflict, NotAllowed
from models.core.ids import derive
from models.core.text import tr


class CodeNeeded(NotAllowed):
    """The password was right; the code of the authenticator app is asked for next."""

    def __init__(self) -> None:
        super().__init__(
            tr("This account asks for a code, too."),
            what_now=tr("Type the six digits that your authenticator app shows, or a spare code."),
            field="second",
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """What proved the second factor and is used up by it: a time step, or a spare code."""

    step: int | None = None
    spare: UUID | None = None


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A factor as it is kept: see `sealing`."""

    sealed: bytes
    by_password: bytes
    by_recovery: bytes


def used_already() -> NotAllowed:
    """The answer to a code that came before: nobody who looks over a shoulder gets in with it."""
    return NotAllowed(
        tr("This code was used already."),
        what_now=tr("Wait until the app shows the next one; each code is good once."),
        field="second",
    )


def factor_of(connection: Connection, account_id: UUID) -> Any | None:
    """The row of the account's factor, None where it has none."""
    with connection.begin():
        return connection.execute(select(Factor).where(Factor.space_id == account_id)).first()


def spare_of(connection: Connection, account_id: UUID, code_hash: bytes) -> Any | None:
    """The row of a spare code by its hash, used or not."""
    with connection.begin():
        mine = (SpareCode.space_id == account_id, SpareCode.code_hash == code_hash)
        return connection.execute(select(SpareCode.id, SpareCode.used_at).where(*mine)).first()


def use(connection: Connection, account_id: UUID, proof: Proof | None, now: datetime) -> None:
    """Use up the proof, within the caller's transaction; raises where one is needed, or was used
    meanwhile."""
    row = connection.execute(select(Factor.last_step).where(Factor.space_id == account_id)).first()
    if row is None:
        return
    if proof is None:
        raise CodeNeeded
    if proof.spare is not None:
        free = (
            SpareCode.space_id == account_id,
            SpareCode.id == proof.spare,
            SpareCode.used_at.is_(None),
        )
        taken = connection.execute(update(SpareCode).where(*free).values(used_at=now)).rowcount
    else:
        newer = (Factor.space_id == account_id, Factor.last_step < proof.step)
        taken = connection.execute(update(Factor).where(*newer).values(last_step=proof.step)).rowcount
    if taken != 1:
        raise used_already()
    attempts.clear(connection, Factor, account_id)


def put_factor(connection: Connection, account_id: UUID, wrapped: Wrapped, step: int, now: datetime) -> None:
    """Set the factor, within the caller's transaction."""
    connection.execute(delete(Factor).where(Factor.space_id == account_id))
    connection.execute(
        insert(Factor).values(
            space_id=account_id,
            sealed=wrapped.sealed,
            by_password=wrapped.by_password,
            by_recovery=wrapped.by_recovery,
            last_step=step,
            failures=0,
            blocked_until=None,
            enabled_at=now,
        )
    )


def put_spares(connection: Connection, account_id: UUID, origin: UUID, hashes: Sequence[bytes]) -> None:
    """Set the spare codes in place of those there were, within the caller's transaction."""
    connection.execute(delete(SpareCode).where(SpareCode.space_id == account_id))
    rows = [
        {"space_id": account_id, "id": derive(origin, n), "code_hash": code_hash, "used_at": None}
        for n, code_hash in enumerate(hashes)
    ]
    connection.execute(insert(SpareCode), rows)


def drop_factor(connection: Connection, account_id: UUID) -> None:
    """Take the factor and its spare codes away, within the caller's transaction."""
    for table in (Factor, SpareCode):
        connection.execute(delete(table).where(table.space_id == account_id))


def put_recovery(connection: Connection, account_id: UUID, code_hash: str, now: datetime) -> None:
    """Set the recovery code in place of the one there was, within the caller's transaction."""
    connection.execute(delete(Recovery).where(Recovery.space_id == account_id))
    connection.execute(
        insert(Recovery).values(
            space_id=account_id, code_hash=code_hash, failures=0, blocked_until=None, made_at=now
        )
    )


def rewrap(
    connection: Connection,
    account_id: UUID,
    before: Any | None,
    *,
    by_password: bytes | None = None,
    by_recovery: bytes | None = None,
) -> None:
    """Wrap the factor's key anew where it is still the one that was read `before`, within the caller's
    transaction."""
    present = connection.execute(select(Factor.sealed).where(Factor.space_id == account_id)).scalar()
    if present != (None if before is None else before.sealed):
        raise Conflict(tr("Two-factor sign-in was changed meanwhile."), what_now=tr("Try again."))
    changed = {"by_password": by_password, "by_recovery": by_recovery}
    values = {name: value for name, value in changed.items() if value is not None}
    if before is not None and values:
        connection.execute(update(Factor).where(Factor.space_id == account_id).values(**values))


def recovery_hash(connection: Connection, account_id: UUID) -> str | None:
    """What the recovery code hashes to now, within the caller's transaction."""
    statement = select(Recovery.code_hash).where(Recovery.space_id == account_id)
    return connection.execute(statement).scalar()

"""Transfers and holds, for handlers: the one way in which a balance changes.

The model is TigerBeetle's (docs.tigerbeetle.com): immutable transfers with ids of their own, one debit and
one credit of one asset; pending ones (here: holds) that are posted in whole or in part, voided, or expire;
chains that succeed or fail together. All of it happens in the space of the handler's command, with rows that
are read by their keys alone: an exchange runs thousands of these a second.

Every function raises a `RuleBroken` where a rule would not hold, and has changed nothing then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from models.core.registry import Command
from models.core.tables import Base
from models.ledger import rules
from models.ledger.assets import LEAST, MOST, asset
from models.ledger.tables import EXPIRED, PENDING, POSTED, VOIDED, LedgerAccount, LedgerHold, LedgerTransfer

T = TypeVar("T", bound=Base)

_CUSTOM = 0x8 << 76 | 0x2 << 62  # version 8 and the variant of RFC 9562
_VERSION_AND_VARIANT = ~(0xF << 76 | 0x3 << 62)


class Ledger(Protocol):
    """What is needed of a handler's context."""

    @property
    def command(self) -> Command: ...

    @property
    def now(self) -> datetime: ...

    def get(self, table: type[T], *key: Any) -> T | None: ...

    def insert(self, table: type[T], **values: Any) -> T: ...

    def update(self, table: type[T], *key: Any, **values: Any) -> T: ...

    def delete(self, table: type[Base], *key: Any) -> bool: ...


class Balance(NamedTuple):
    """How an account stands, in smallest units; `available` is what may be spent."""

    posted: int
    held: int
    incoming: int
    available: int


def account_id(space_id: UUID, owner: UUID | None, asset: str, purpose: str) -> UUID:
    """The id of the account of this owner (None: the house), asset and purpose, opened or not."""
    who = b"\0" if owner is None else b"\1" + owner.bytes
    words = f"{asset}\0{purpose}".encode()
    digest = blake2b(space_id.bytes + who + words, digest_size=16, person=b"ledger account").digest()
    return UUID(int=int.from_bytes(digest, "big") & _VERSION_AND_VARIANT | _CUSTOM)


def open_account(
    ctx: Ledger, owner: UUID | None, code: str, purpose: str, *, may_go_negative: bool = False
) -> UUID:
    """The id of the account, which is opened if it is not yet. `Invalid` for an unknown asset."""
    space_id = ctx.command.space_id
    id_ = account_id(space_id, owner, asset(code).code, purpose)
    if ctx.get(LedgerAccount, space_id, id_) is None:
        ctx.insert(
            LedgerAccount,
            space_id=space_id,
            id=id_,
            owner=owner,
            asset=code,
            purpose=purpose,
            may_go_negative=may_go_negative,
            posted=0,
            held=0,
            incoming=0,
            opened_at=ctx.now,
        )
    return id_


def balance(ctx: Ledger, account: UUID) -> Balance:
    """How an account of this space stands; nothing of anything where it was never opened."""
    row = ctx.get(LedgerAccount, ctx.command.space_id, account)
    if row is None:
        return Balance(0, 0, 0, 0)
    return Balance(row.posted, row.held, row.incoming, row.posted - row.held)


def transfer(
    ctx: Ledger, *, id: UUID, debit: UUID, credit: UUID, amount: int, code: str, about: str = ""
) -> None:
    """Take an amount from the account `debit` and give it to `credit`. The same again does nothing."""
    space_id = ctx.command.space_id
    there = ctx.get(LedgerTransfer, space_id, id)
    if there is not None:
        wanted = (None, debit, credit, amount, code, about)
        _same(wanted, (there.hold_id, there.debit_id, there.credit_id, there.amount, there.code, there.about))
        return
    giver, taker = _pair(ctx, debit, credit, amount)
    ctx.update(LedgerAccount, space_id, debit, posted=giver.posted - amount)
    ctx.update(LedgerAccount, space_id, credit, posted=taker.posted + amount)
    _write(ctx, id, giver, taker, amount, code, about, None)


def hold(
    ctx: Ledger,
    *,
    id: UUID,
    debit: UUID,
    credit: UUID | None,
    amount: int,
    code: str,
    about: str = "",
    expires_at: datetime | None = None,
) -> None:
    """Set an amount aside for `credit` (None: for whom is said when it is posted). Again, it does nothing."""
    space_id = ctx.command.space_id
    there = ctx.get(LedgerHold, space_id, id)
    if there is not None:
        found = (there.debit_id, there.credit_id, there.amount, there.code, there.about, there.expires_at)
        _same((debit, credit, amount, code, about, expires_at), found)
        return
    giver = _pair(ctx, debit, credit, amount)[0] if credit is not None else _account(ctx, debit)
    _may_give(giver, amount)
    coming = 0 if credit is None else _account(ctx, credit).incoming
    if max(giver.held, coming) + amount > MOST:
        raise rules.LimitReached(giver.asset)
    ctx.update(LedgerAccount, space_id, debit, held=giver.held + amount)
    if credit is not None:
        ctx.update(LedgerAccount, space_id, credit, incoming=coming + amount)
    ctx.insert(
        LedgerHold, space_id=space_id, id=id, debit_id=debit, credit_id=credit, owner=giver.owner,
        asset=giver.asset, amount=amount, left=amount, state=PENDING, code=code, about=about,
        expires_at=expires_at, at=ctx.now,
    )  # fmt: skip


def post(
    ctx: Ledger,
    hold_id: UUID,
    *,
    id: UUID,
    amount: int | None = None,
    credit: UUID | None = None,
    code: str | None = None,
    about: str | None = None,
) -> None:
    """Make a transfer, with the id `id`, of all that is left of a hold or of a part of it.

    What is not said (`credit`: another account for it than the hold's, `code`, `about`) is as in the hold.
    The rest stays set aside. The same again does nothing; without an `amount` it is the same whatever it was.
    """
    space_id = ctx.command.space_id
    held = _hold(ctx, hold_id)
    to = held.credit_id if credit is None else credit
    if to is None:
        raise rules.AccountMissing
    code, about = held.code if code is None else code, held.about if about is None else about
    there = ctx.get(LedgerTransfer, space_id, id)
    if there is not None:
        wanted = (hold_id, to, there.amount if amount is None else amount, code, about)
        _same(wanted, (there.hold_id, there.credit_id, there.amount, there.code, there.about))
        return
    if held.state != PENDING or _is_due(ctx, held):
        raise rules.HoldOver
    part = held.left if amount is None else amount
    if part < 1:
        raise rules.AmountTooSmall(held.asset)
    if part > held.left:
        raise rules.MoreThanHeld(held.asset, held.left)
    giver, taker = _account(ctx, held.debit_id), _account(ctx, to)
    _take_in(ctx, held, giver, taker, part)
    ctx.update(LedgerAccount, space_id, giver.id, posted=giver.posted - part, held=giver.held - part)
    _write(ctx, id, giver, taker, part, code, about, hold_id)
    left = held.left - part
    ctx.update(LedgerHold, space_id, hold_id, left=left, state=PENDING if left else POSTED)


def void(ctx: Ledger, hold_id: UUID) -> None:
    """Give back what is left of a hold. The same again does nothing."""
    held = _hold(ctx, hold_id)
    if held.state == PENDING:
        _give_back(ctx, held, VOIDED)
    elif held.state != VOIDED:
        raise rules.HoldOver


def expire(ctx: Ledger, hold_id: UUID) -> None:
    """Give back what is left of a hold whose time is over. The same again does nothing."""
    held = _hold(ctx, hold_id)
    if held.state == PENDING:
        if not _is_due(ctx, held):
            raise rules.HoldGoesOn
        _give_back(ctx, held, EXPIRED)
    elif held.state != EXPIRED:
        raise rules.HoldOver


def chain(ctx: Ledger, steps: Sequence[Callable[[Ledger], object]]) -> None:
    """Do all of the steps, or none: what a step raises is raised when the ones before it are taken back.

    For a handler that goes on after a failure; where the command is refused, all of it is taken back anyway.
    Each step uses the ledger that it is given: `lambda ledger: transfer(ledger, …)`.
    """
    linked = _Linked(ctx)
    try:
        for step in steps:
            step(linked)
    except rules.RuleBroken:
        linked.take_back()
        raise


class _Linked:
    """A ledger that remembers how to go back."""

    def __init__(self, ctx: Ledger) -> None:
        self.command, self.now, self.get = ctx.command, ctx.now, ctx.get
        self._ctx = ctx
        self._back: list[Callable[[], object]] = []

    def insert(self, table: type[T], **values: Any) -> T:
        row = self._ctx.insert(table, **values)
        key = (values["space_id"], values["id"])
        self._back.append(lambda: self._ctx.delete(table, *key))
        return row

    def update(self, table: type[T], *key: Any, **values: Any) -> T:
        row = self._ctx.get(table, *key)
        before = {name: getattr(row, name) for name in values}
        self._back.append(lambda: self._ctx.update(table, *key, **before))
        return self._ctx.update(table, *key, **values)

    def delete(self, table: type[Base], *key: Any) -> bool:
        raise TypeError("nothing of a ledger is deleted")

    def take_back(self) -> None:
        for step in reversed(self._back):
            step()


# What the rules need


def _account(ctx: Ledger, id_: UUID) -> LedgerAccount:
    row = ctx.get(LedgerAccount, ctx.command.space_id, id_)
    if row is None:
        raise rules.AccountMissing
    return row


def _hold(ctx: Ledger, id_: UUID) -> LedgerHold:
    row = ctx.get(LedgerHold, ctx.command.space_id, id_)
    if row is None:
        raise rules.HoldMissing
    return row


def _same(wanted: tuple[object, ...], found: tuple[object, ...]) -> None:
    if wanted != found:
        raise rules.OtherContent


def _is_due(ctx: Ledger, held: LedgerHold) -> bool:
    return held.expires_at is not None and held.expires_at <= ctx.now


def _pair(ctx: Ledger, debit: UUID, credit: UUID, amount: int) -> tuple[LedgerAccount, LedgerAccount]:
    """Both accounts, when the one can give the amount and the other can take it."""
    if debit == credit:
        raise rules.SameAccount
    giver, taker = _account(ctx, debit), _account(ctx, credit)
    if giver.asset != taker.asset:
        raise rules.OtherAsset(giver.asset, taker.asset)
    _may_give(giver, amount)
    _room(taker, amount)
    return giver, taker


def _may_give(giver: LedgerAccount, amount: int) -> None:
    if amount < 1:
        raise rules.AmountTooSmall(giver.asset)
    available = giver.posted - giver.held
    if available < amount and not giver.may_go_negative:
        raise rules.InsufficientFunds(giver.asset, available, amount)
    if amount > MOST or available - amount < LEAST:
        raise rules.LimitReached(giver.asset)


def _room(taker: LedgerAccount, amount: int) -> None:
    if taker.posted + taker.incoming + amount > MOST:
        raise rules.LimitReached(taker.asset)


def _take_in(ctx: Ledger, held: LedgerHold, giver: LedgerAccount, taker: LedgerAccount, part: int) -> None:
    """Give a part of a hold to `taker`, be it the one that waits for it or another."""
    space_id = held.space_id
    if taker.id == held.credit_id:
        ctx.update(
            LedgerAccount, space_id, taker.id, posted=taker.posted + part, incoming=taker.incoming - part
        )
        return
    if taker.id == giver.id:
        raise rules.SameAccount
    if taker.asset != held.asset:
        raise rules.OtherAsset(held.asset, taker.asset)
    _room(taker, part)
    _wait_for_less(ctx, held, part)
    ctx.update(LedgerAccount, space_id, taker.id, posted=taker.posted + part)


def _wait_for_less(ctx: Ledger, held: LedgerHold, part: int) -> None:
    """What was to come to the account that a hold is for, if it says one, does not come from there."""
    if held.credit_id is not None:
        waiting = _account(ctx, held.credit_id)
        ctx.update(LedgerAccount, held.space_id, waiting.id, incoming=waiting.incoming - part)


def _give_back(ctx: Ledger, held: LedgerHold, state: str) -> None:
    giver = _account(ctx, held.debit_id)
    ctx.update(LedgerAccount, held.space_id, giver.id, held=giver.held - held.left)
    _wait_for_less(ctx, held, held.left)
    ctx.update(LedgerHold, held.space_id, held.id, state=state)


def _write(
    ctx: Ledger,
    id_: UUID,
    giver: LedgerAccount,
    taker: LedgerAccount,
    amount: int,
    code: str,
    about: str,
    hold_id: UUID | None,
) -> None:
    ctx.insert(
        LedgerTransfer,
        space_id=giver.space_id,
        id=id_,
        debit_id=giver.id,
        credit_id=taker.id,
        debit_owner=giver.owner,
        credit_owner=taker.owner,
        asset=giver.asset,
        amount=amount,
        code=code,
        hold_id=hold_id,
        about=about,
        at=ctx.now,
    )

"""All that one command moves on a ledger by the rules of `posting`, with the balances in memory.

For whoever moves much at a time, such as an exchange: a trade is four transfers between the same accounts.
Balances (`models.ledger.balances`) are written by `finish`, once; transfers are written at once. Their ids
are new, as they follow from the command's id, which is run once: so nothing is looked up. Holds from before
are known to the caller (`Held`), who keeps what is left of them.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from models.core.context import Context
from models.ledger import posting, rules
from models.ledger.assets import LEAST, MOST
from models.ledger.balances import Account, Balances
from models.ledger.tables import PENDING, POSTED, VOIDED, LedgerAccount, LedgerHold, LedgerTransfer


class Held(NamedTuple):
    """What is known of a hold: whose account it is on, and what is left of it."""

    id: UUID
    debit: UUID
    left: int


class _Hold:
    """A hold that the command has changed; `before` is (left, state), None for a new one."""

    __slots__ = ("about", "amount", "before", "code", "held", "left", "state")

    def __init__(self, held: Held, before: tuple[int, str] | None, code: str = "", about: str = "") -> None:
        self.held = held
        self.amount = self.left = held.left
        self.state = PENDING
        self.before = before
        self.code, self.about = code, about


class Sheet:
    """Raises the same `RuleBroken` as `posting` does; the command is to be refused then."""

    __slots__ = ("_balances", "_changed", "_ctx", "_holds", "_space_id")

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._space_id = ctx.command.space_id
        self._balances = ctx.engine(Balances)
        self._changed: dict[UUID, tuple[Account, int, int]] = {}
        self._holds: dict[UUID, _Hold] = {}

    def available(self, account: UUID) -> int:
        """What may be spent by now; nothing of an account that was never opened."""
        there = self._find(account)
        return 0 if there is None else there.posted - there.held

    def posted(self, account: UUID) -> int:
        """What all transfers of an account come to by now."""
        there = self._find(account)
        return 0 if there is None else there.posted

    def open(self, owner: UUID | None, code: str, purpose: str, id_: UUID) -> None:
        """Open the account with this id, which follows from the rest (`posting.account_id`), if it is not."""
        if self._find(id_) is None:
            posting.open_account(self._ctx, owner, code, purpose)

    def transfer(self, debit: UUID, credit: UUID, amount: int, code: str, about: str) -> None:
        """As `posting.transfer`."""
        giver, taker = self._pair(debit, credit, amount)
        self._touch(giver)
        self._touch(taker)
        giver.posted -= amount
        taker.posted += amount
        self._write(giver, taker, amount, code, about, None)

    def hold(self, debit: UUID, amount: int, code: str, about: str) -> Held:
        """As `posting.hold`, for whoever will be said when it is posted."""
        giver = self._account(debit)
        _may_give(giver, amount)
        if giver.held + amount > MOST:
            raise rules.LimitReached(giver.asset)
        self._touch(giver)
        giver.held += amount
        held = Held(self._ctx.new_id(), debit, amount)
        self._holds[held.id] = _Hold(held, None, code, about)
        return held

    def post(self, held: Held, amount: int, credit: UUID, code: str, about: str) -> None:
        """As `posting.post`, of a part."""
        giver, taker = self._account(held.debit), self._account(credit)
        hold = self._hold(held)
        if giver is taker:
            raise rules.SameAccount
        if giver.asset != taker.asset:
            raise rules.OtherAsset(giver.asset, taker.asset)
        if amount < 1:
            raise rules.AmountTooSmall(giver.asset)
        if amount > hold.left:
            raise rules.MoreThanHeld(giver.asset, hold.left)
        _room(taker, amount)
        self._touch(giver)
        self._touch(taker)
        giver.posted -= amount
        giver.held -= amount
        taker.posted += amount
        self._write(giver, taker, amount, code, about, held.id)
        hold.left -= amount
        if not hold.left:
            hold.state = POSTED

    def void(self, held: Held) -> None:
        """As `posting.void`, of a hold of which something is left."""
        hold = self._hold(held)
        giver = self._account(held.debit)
        self._touch(giver)
        giver.held -= hold.left
        hold.state = VOIDED

    def finish(self) -> None:
        """Write what has changed."""
        for account, posted, held in self._changed.values():
            if account.posted != posted or account.held != held:
                before = {"owner": account.owner, "posted": posted, "held": held}
                after = {"owner": account.owner, "posted": account.posted, "held": account.held}
                self._ctx.patch(LedgerAccount, self._space_id, account.id, before=before, after=after)
        for hold in self._holds.values():
            self._write_hold(hold)
        self._changed, self._holds = {}, {}

    def _find(self, id_: UUID) -> Account | None:
        account = self._balances.accounts.get(id_)
        if account is None:
            row = self._ctx.get(LedgerAccount, self._space_id, id_)
            if row is None:
                return None
            account = Account(row)
            self._balances.know(account)
        return account

    def _account(self, id_: UUID) -> Account:
        account = self._balances.accounts.get(id_) or self._find(id_)
        if account is None:
            raise rules.AccountMissing
        return account

    def _touch(self, account: Account) -> None:
        if account.id not in self._changed:
            self._changed[account.id] = (account, account.posted, account.held)
            self._balances.touch(account)

    def _pair(self, debit: UUID, credit: UUID, amount: int) -> tuple[Account, Account]:
        giver, taker = self._account(debit), self._account(credit)
        if giver is taker:
            raise rules.SameAccount
        if giver.asset != taker.asset:
            raise rules.OtherAsset(giver.asset, taker.asset)
        _may_give(giver, amount)
        _room(taker, amount)
        return giver, taker

    def _hold(self, held: Held) -> _Hold:
        hold = self._holds.get(held.id)
        if hold is None:
            hold = self._holds[held.id] = _Hold(held, (held.left, PENDING))
        return hold

    def _write(
        self, giver: Account, taker: Account, amount: int, code: str, about: str, hold_id: UUID | None
    ) -> None:
        ctx = self._ctx
        ctx.add(
            LedgerTransfer,
            {
                "space_id": self._space_id,
                "id": ctx.new_id(),
                "debit_id": giver.id,
                "credit_id": taker.id,
                "debit_owner": giver.owner,
                "credit_owner": taker.owner,
                "asset": giver.asset,
                "amount": amount,
                "code": code,
                "hold_id": hold_id,
                "about": about,
                "at": ctx.now,
            },
        )

    def _write_hold(self, hold: _Hold) -> None:
        ctx, owner = self._ctx, self._account(hold.held.debit).owner
        if hold.before is not None:
            left, state = hold.before
            before = {"owner": owner, "left": left, "state": state}
            after = {"owner": owner, "left": hold.left, "state": hold.state}
            ctx.patch(LedgerHold, self._space_id, hold.held.id, before=before, after=after)
            return
        ctx.add(
            LedgerHold,
            {
                "space_id": self._space_id,
                "id": hold.held.id,
                "debit_id": hold.held.debit,
                "credit_id": None,
                "owner": owner,
                "asset": self._account(hold.held.debit).asset,
                "amount": hold.amount,
                "left": hold.left,
                "state": hold.state,
                "code": hold.code,
                "about": hold.about,
                "expires_at": None,
                "at": ctx.now,
            },
        )


def _may_give(giver: Account, amount: int) -> None:
    if amount < 1:
        raise rules.AmountTooSmall(giver.asset)
    available = giver.posted - giver.held
    if available < amount and not giver.may_go_negative:
        raise rules.InsufficientFunds(giver.asset, available, amount)
    if amount > MOST or available - amount < LEAST:
        raise rules.LimitReached(giver.asset)


def _room(taker: Account, amount: int) -> None:
    if taker.posted + taker.incoming + amount > MOST or taker.incoming + amount > MOST:
        raise rules.LimitReached(taker.asset)

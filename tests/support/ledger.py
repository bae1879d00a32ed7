"""The ledger as a plain list of entries, and a command that does to the real one whatever a test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from models.core.context import Context
from models.core.ids import derive
from models.core.registry import Command, Permission, Registry, handles
from models.ledger import posting
from models.ledger.assets import LEAST, MOST
from models.ledger.posting import Ledger, account_id, open_account
from models.ledger.rules import RuleBroken

REGISTRY = Registry()
NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SPACE = derive(UUID(int=3 << 120), 0)
PEOPLE = tuple(derive(UUID(int=4 << 120), n) for n in range(3))

Call = tuple[Any, ...]
ACCOUNTS: tuple[tuple[UUID | None, str, str, bool], ...] = (
    (PEOPLE[0], "EUR", "spot", False),
    (PEOPLE[1], "EUR", "spot", False),
    (PEOPLE[2], "EUR", "spot", False),
    (None, "EUR", "outside", True),
    (None, "EUR", "fees", False),
    (PEOPLE[0], "BTC", "spot", False),
    (None, "BTC", "outside", True),
    (None, "EUR", "clearing", True),
    (PEOPLE[0], "EUR", "never opened", False),
)
"""Owner, asset, purpose, and whether it may go negative. Calls name them by their place here."""

OPENED = len(ACCOUNTS) - 1
IDS = tuple(account_id(SPACE, owner, code, purpose) for owner, code, purpose, _ in ACCOUNTS)


def number(n: int) -> UUID:
    """The id of a transfer or hold that calls name by a number."""
    return derive(UUID(int=5 << 120), n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book(Command):
    """Make these calls, one after the other; each says which rule it broke, "" for none."""

    calls: tuple[tuple[Any, ...], ...]


@handles("test.ledger.book", Book, permission=Permission.OUTSIDER, registry=REGISTRY)
def book(ctx: Context, cmd: Book) -> list[str]:
    """A call that breaks a rule must have changed nothing: the command goes on."""
    for owner, code, purpose, negative in ACCOUNTS[:OPENED]:
        open_account(ctx, owner, code, purpose, may_go_negative=negative)
    said = []
    for call in cmd.calls:
        try:
            carry_out(ctx, call)
        except RuleBroken as broken:
            assert broken.sentence
            said.append(broken.rule)
        else:
            said.append("")
    return said


def carry_out(ledger: Ledger, call: Call) -> None:
    """Make one call of the real ledger."""
    match call:
        case "transfer", id_, debit, credit, amount, code:
            posting.transfer(
                ledger, id=number(id_), debit=IDS[debit], credit=IDS[credit], amount=amount, code=code
            )
        case "hold", id_, debit, credit, amount, code, expires:
            posting.hold(
                ledger, id=number(id_), debit=IDS[debit], credit=IDS[credit], amount=amount, code=code,
                expires_at=None if expires is None else datetime.fromtimestamp(expires, UTC),
            )  # fmt: skip
        case "post", hold, id_, amount, credit:
            to = None if credit is None else IDS[credit]
            posting.post(ledger, number(hold), id=number(id_), amount=amount, credit=to)
        case "void", hold:
            posting.void(ledger, number(hold))
        case "expire", hold:
            posting.expire(ledger, number(hold))
        case "chain", calls:
            posting.chain(ledger, [_step(each) for each in calls])
        case _:
            raise ValueError(call)


def _step(call: Call) -> Callable[[Ledger], None]:
    return lambda ledger: carry_out(ledger, call)


# The model


@dataclass(frozen=True)
class Entry:
    """A transfer as a person would write it down."""

    debit: int
    credit: int
    amount: int
    code: str
    hold: int | None = None


@dataclass(frozen=True)
class Aside:
    """A hold as a person would write it down; what is left of it follows from the entries."""

    debit: int
    credit: int
    amount: int
    code: str
    expires: int | None
    state: str = "open"


@dataclass
class Plain:
    """Entries and holds, and nothing else: every balance is counted anew from all of them."""

    now: int
    entries: dict[int, Entry] = field(default_factory=dict)
    holds: dict[int, Aside] = field(default_factory=dict)

    def left(self, id_: int) -> int:
        return self.holds[id_].amount - sum(e.amount for e in self.entries.values() if e.hold == id_)

    def balance(self, account: int) -> tuple[int, int, int]:
        """Posted, held and incoming."""
        posted = sum(
            entry.amount * ((entry.credit == account) - (entry.debit == account))
            for entry in self.entries.values()
        )
        waiting = [(hold, self.left(id_)) for id_, hold in self.holds.items() if hold.state == "open"]
        held = sum(left for hold, left in waiting if hold.debit == account)
        return posted, held, sum(left for hold, left in waiting if hold.credit == account)

    def call(self, call: Call) -> set[str]:
        """The rules that a call breaks; where there are none, it is done."""
        if call[0] == "chain":
            before = dict(self.entries), dict(self.holds)
            for each in call[1]:
                broken = self.call(each)
                if broken:
                    self.entries, self.holds = before
                    return broken
            return set()
        name, *words = call
        return set(getattr(self, f"_{name}")(*words))

    def _transfer(self, id_: int, debit: int, credit: int, amount: int, code: str) -> Iterator[str]:
        entry = Entry(debit, credit, amount, code)
        if id_ in self.entries:
            yield from self._again(self.entries[id_] == entry)
            return
        broken = set(self._moves(debit, credit, amount))
        yield from broken
        if not broken:
            self.entries[id_] = entry

    def _hold(
        self, id_: int, debit: int, credit: int, amount: int, code: str, expires: int | None
    ) -> Iterator[str]:
        aside = Aside(debit, credit, amount, code, expires)
        if id_ in self.holds:
            old = self.holds[id_]
            same = (old.debit, old.credit, old.amount, old.code, old.expires)
            yield from self._again(same == (debit, credit, amount, code, expires))
            return
        broken = set(self._moves(debit, credit, amount))
        if not broken and max(self.balance(debit)[1], self.balance(credit)[2]) + amount > MOST:
            broken = {"limit_reached"}
        yield from broken
        if not broken:
            self.holds[id_] = aside

    def _post(self, hold: int, id_: int, amount: int | None, credit: int | None) -> Iterator[str]:
        if hold not in self.holds:
            yield "hold_missing"
            return
        aside = self.holds[hold]
        to = aside.credit if credit is None else credit
        if id_ in self.entries:
            there = self.entries[id_]
            part = there.amount if amount is None else amount
            yield from self._again(there == Entry(aside.debit, to, part, aside.code, hold))
            return
        part = self.left(hold) if amount is None else amount
        broken = set(self._parts(aside, self.left(hold), to, part))
        yield from broken
        if not broken:
            self.entries[id_] = Entry(aside.debit, to, part, aside.code, hold)
            if self.left(hold) == 0:
                self._close(hold, "done")

    def _parts(self, aside: Aside, left: int, to: int, part: int) -> Iterator[str]:
        if aside.state != "open" or self._is_due(aside):
            yield "hold_over"
        if part < 1:
            yield "amount_too_small"
        if part > left:
            yield "more_than_held"
        if to == OPENED:
            yield "account_missing"
        elif to == aside.debit:
            yield "same_account"
        elif ACCOUNTS[to][1] != ACCOUNTS[aside.debit][1]:
            yield "other_asset"
        elif to != aside.credit:
            posted, _, incoming = self.balance(to)
            if posted + incoming + part > MOST:
                yield "limit_reached"

    def _void(self, hold: int) -> Iterator[str]:
        yield from self._end(hold, "void")

    def _expire(self, hold: int) -> Iterator[str]:
        if hold in self.holds and self.holds[hold].state == "open" and not self._is_due(self.holds[hold]):
            yield "hold_goes_on"
        else:
            yield from self._end(hold, "expired")

    def _end(self, hold: int, state: str) -> Iterator[str]:
        if hold not in self.holds:
            yield "hold_missing"
        elif self.holds[hold].state == "open":
            self._close(hold, state)
        elif self.holds[hold].state != state:
            yield "hold_over"

    def _close(self, hold: int, state: str) -> None:
        old = self.holds[hold]
        self.holds[hold] = Aside(old.debit, old.credit, old.amount, old.code, old.expires, state)

    def _is_due(self, aside: Aside) -> bool:
        return aside.expires is not None and aside.expires <= self.now

    @staticmethod
    def _again(same: bool) -> Iterator[str]:
        if not same:
            yield "other_content"

    def _moves(self, debit: int, credit: int, amount: int) -> Iterator[str]:
        if OPENED in (debit, credit):
            yield "account_missing"
        if debit == credit:
            yield "same_account"
        if ACCOUNTS[debit][1] != ACCOUNTS[credit][1]:
            yield "other_asset"
        if amount < 1:
            yield "amount_too_small"
        posted, held, _ = self.balance(debit)
        if not ACCOUNTS[debit][3] and posted - held < amount:
            yield "insufficient_funds"
        taken, _, incoming = self.balance(credit)
        if amount > MOST or posted - held - amount < LEAST or taken + incoming + amount > MOST:
            yield "limit_reached"

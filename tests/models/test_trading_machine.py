"""People trade in any order, and anything breaks: the exchange does what one on paper does."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.ledger.crossing import SendMoney
from models.trading import ending, fees, orders, settling, stops
from models.trading.commands import (
    AmendOrder,
    CancelAll,
    CancelOrder,
    ExpireOrders,
    HaltExchange,
    PlaceList,
    PlaceOrder,
    SetPairStatus,
    StopTrading,
    UseDiscount,
)
from models.trading.entities import ListLeg, ListType, OrderType, PairStatus, Validity
from models.trading.market import Market
from models.trading.matching import Book
from models.trading.terms import SelfTrade
from tests.support.exchange_pairing import BTC, MONEY, NNT, Pairing

MIDDLE = {BTC: 100, NNT: 50}
WHO, SIDE, LOTS = st.integers(0, 2), st.sampled_from(["BUY", "SELL"]), st.integers(1, 12)
PAIR, CODE = st.sampled_from([BTC, BTC, BTC, NNT]), st.sampled_from(list(MONEY))
AWAY, MODE = st.integers(-4, 4), st.sampled_from([mode.name for mode in SelfTrade if mode])
TRAP = st.one_of(*[st.none()] * 8, st.tuples(st.integers(-2, 12), st.booleans()))
"""Mostly nothing breaks."""


def _some(most: int, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(fields), min_size=1, max_size=most)


WHOSE = {"who": WHO, "pair": PAIR, "side": SIDE, "lots": LOTS, "mode": MODE, "trap": TRAP}
LIMITS = _some(
    6, **WHOSE, away=AWAY, peak=st.integers(0, 4), seconds=st.integers(1, 90),
    kind=st.sampled_from([*[OrderType.LIMIT] * 4, OrderType.LIMIT_MAKER]),
    validity=st.sampled_from([Validity.GTC, Validity.GTC, *Validity]),
)  # fmt: skip
MARKETS = _some(3, **WHOSE, budget=st.sampled_from([0, 0, 777, 2_000]))
STOPS = _some(
    3, **WHOSE, away=AWAY, more=AWAY, kind=st.sampled_from(sorted(orders.STOPS)), at_once=st.booleans(),
    trailing=st.sampled_from([0, 0, 100, 300]),
)  # fmt: skip
LISTS = _some(
    3, **WHOSE, kind=st.sampled_from(ListType), near=st.integers(0, 3), far=st.integers(0, 3),
    stop=st.sampled_from([OrderType.STOP_LOSS, OrderType.STOP_LOSS_LIMIT]),
    trailing=st.sampled_from([0, 0, 200]), loss_only=st.booleans(),
)  # fmt: skip


class Exchange(RuleBasedStateMachine):
    """Three people in two pairs; the first gets a share of the fees of the second."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.both = Pairing(Path(self.folder.name))
        self.plain = self.both.plain
        for pair, price in MIDDLE.items():
            for who, side, away in (
                (0, "SELL", 0), (1, "BUY", 0), (2, "BUY", -3), (1, "BUY", -3), (2, "SELL", 3), (0, "SELL", 3),
            ):  # fmt: skip
                fields = {"side": side, "kind": OrderType.LIMIT, "price": price + away, "quantity": 6}
                self._place(who, pair, None, **fields)

    def teardown(self) -> None:
        if hasattr(self, "both"):
            try:
                self.both.check()
            finally:
                self.both.close()
                self.folder.cleanup()

    # What people do

    def _place(self, who: int, pair: str, trap: Any, **fields: Any) -> None:
        on_paper = {name: str(each) if isinstance(each, StrEnum) else each for name, each in fields.items()}
        if (end := fields.get("expires_at")) is not None:
            on_paper["expires_at"] = int(end.timestamp())
        self.both.do(
            who, PlaceOrder, {"pair": pair, **fields},
            lambda: self.plain.do("place", owner=who, pair=pair, **on_paper), trap,
        )  # fmt: skip

    @rule(some=LIMITS)
    def limits(self, some: list[dict[str, Any]]) -> None:
        for each in some:
            kind, lots = each["kind"], each["lots"]
            fields: dict[str, Any] = {"price": MIDDLE[each["pair"]] + each["away"], "quantity": lots}
            if kind is OrderType.LIMIT:
                fields["validity"] = each["validity"]
            waits = fields.get("validity", Validity.GTC) in (Validity.GTC, Validity.GTD)
            fields["peak"] = each["peak"] if waits and each["peak"] <= lots else 0
            if fields.get("validity") is Validity.GTD:
                now = self.both.record.clock().replace(microsecond=0)
                fields["expires_at"] = now + timedelta(seconds=each["seconds"])
            self._send(each, kind, fields)

    def _send(self, each: dict[str, Any], kind: OrderType, fields: dict[str, Any]) -> None:
        whole = {"side": each["side"], "kind": kind, "self_trade": each["mode"], **fields}
        self._place(each["who"], each["pair"], each["trap"], **whole)

    @rule(some=MARKETS)
    def markets(self, some: list[dict[str, Any]]) -> None:
        for each in some:
            size = {"budget": each["lots"] * each["budget"]} if each["budget"] else {"quantity": each["lots"]}
            self._send(each, OrderType.MARKET, size)

    @rule(some=STOPS)
    def stops(self, some: list[dict[str, Any]]) -> None:
        for each in some:
            price = MIDDLE[each["pair"]] + each["away"]
            fields = {"quantity": each["lots"], "trailing_bips": each["trailing"]}
            if not (each["trailing"] and each["at_once"]):
                fields["stop_price"] = price
            if each["kind"].endswith("_LIMIT"):
                fields["price"] = price + each["more"]
            self._send(each, each["kind"], fields)

    @rule(some=LISTS)
    def lists(self, some: list[dict[str, Any]]) -> None:
        for each in some:
            kind, side, lots = each["kind"], each["side"], each["lots"]
            middle, sign = self.plain.state.last(each["pair"]), 1 if side == "SELL" else -1
            price, stop_price = middle + each["near"] * sign, middle - each["far"] * sign
            works = ListLeg(_other(side), OrderType.LIMIT, lots, price=price - sign)
            profit = ListLeg(side, OrderType.LIMIT_MAKER, lots, price=price)
            at = stop_price - sign if each["stop"] is OrderType.STOP_LOSS_LIMIT else 0
            loss = ListLeg(
                side, each["stop"], lots, price=at, stop_price=stop_price, trailing_bips=each["trailing"]
            )
            legs = {
                ListType.OCO: (profit, loss),
                ListType.OTO: (works, loss if each["loss_only"] else profit),
                ListType.OTOCO: (works, profit, loss),
            }[kind]
            self._list(each, kind, legs)

    def _list(self, each: dict[str, Any], kind: ListType, legs: tuple[ListLeg, ...]) -> None:
        fields = {"kind": kind, "pair": each["pair"], "legs": legs, "self_trade": each["mode"]}
        on_paper = [{**asdict(leg), "kind": str(leg.kind), "self_trade": each["mode"]} for leg in legs]
        self.both.do(
            each["who"], PlaceList, fields,
            lambda: self.plain.do("place_list", each["who"], each["pair"], str(kind), on_paper), each["trap"],
        )  # fmt: skip

    def _some_order(self, data: st.DataObject) -> tuple[int, int]:
        """Mostly an open one, and mostly by its owner."""
        orders = self.plain.state.open() or list(self.plain.state.orders.values())
        order = data.draw(st.sampled_from(orders))
        return data.draw(st.sampled_from([order.owner] * 9 + [(order.owner + 1) % 3])), order.number

    @rule(data=st.data(), trap=TRAP, pair=st.sampled_from([None, None, None, "", BTC, NNT]))
    def cancel(self, data: st.DataObject, trap: Any, pair: str | None) -> None:
        who, number = self._some_order(data)
        if pair is None:
            on_paper = partial(self.plain.do, "cancel", who, number)
            self.both.do(who, CancelOrder, {"number": number}, on_paper, trap)
        else:
            self.both.do(
                who, CancelAll, {"pair": pair}, partial(self.plain.do, "cancel_all", who, pair), trap
            )

    @rule(data=st.data(), trap=TRAP, lots=st.integers(0, 9), away=AWAY, what=st.sampled_from("qps"))
    def amend(self, data: st.DataObject, trap: Any, lots: int, away: int, what: str) -> None:
        who, number = self._some_order(data)
        price = MIDDLE[self.plain.state.orders[number].pair] + away
        wanted = {"q": {"quantity": lots}, "p": {"price": price}, "s": {"stop_price": price}}[what]
        self._amend(who, number, wanted, trap)

    def _amend(self, who: int, number: int, wanted: dict[str, int], trap: Any) -> None:
        on_paper = partial(self.plain.do, "amend", who, number, **wanted)
        self.both.do(who, AmendOrder, {"number": number, **wanted}, on_paper, trap)

    @rule(most=st.integers(1, 4), trap=TRAP)
    def make_smaller(self, most: int, trap: Any) -> None:
        """A lot less of what is first in the books: it stays first."""
        for order in [o for o in self.plain.state.open() if not o.list and o.left > 1][:most]:
            self._amend(order.owner, order.number, {"quantity": order.quantity - 1}, trap)

    @rule(who=WHO, code=CODE, amount=st.integers(1, 30_000), comes=st.booleans())
    def move_money(self, who: int, code: str, amount: int, comes: bool) -> None:
        person, exchange = self.both.start.people[who], self.both.start.space
        here, there = (person, exchange) if comes else (exchange, person)
        source, target = ("funding", "spot") if comes else ("spot", "funding")
        fields = {"space_id": here, "target_space": there, "source": source, "target": target}
        whole = fields | {"asset": code, "amount": amount}

        def on_paper() -> None:
            self.plain.do("receive" if comes else "send", who, code, amount)
            self.both.wallets[who, code] += -amount if comes else amount

        self.both.do(who, SendMoney, whole, on_paper)

    # Time, and whoever runs it

    @rule(seconds=st.sampled_from([0.5, 20, 59, 61, 90_000]), trap=TRAP)
    def wait(self, seconds: float, trap: Any) -> None:
        self.both.wait(seconds)
        self.both.do(0, ExpireOrders, {}, partial(self.plain.do, "expire"), trap)

    @rule(what=st.sampled_from(["pair", "exchange", "person", "discount"]), who=WHO, cancel=st.booleans())
    def set_something(self, what: str, who: int, cancel: bool) -> None:
        """Fees in the discount asset; or a halt, which lasts until `go_on`."""
        if what == "discount":
            self.both.do(who, UseDiscount, {"use": cancel}, lambda: self.plain.use_discount(who, cancel))
        elif what == "pair":
            self._set(NNT, PairStatus.HALTED)
        elif what == "exchange":
            self.both.do(None, HaltExchange, {"cancel": cancel}, lambda: self.plain.do("halt", True, cancel))
        else:
            self.both.do(who, StopTrading, {}, lambda: self.plain.do("stop", who, True))

    @precondition(lambda self: self._is_halted())
    @rule()
    def go_on(self) -> None:
        state = self.plain.state
        for name in [name for name, pair in state.pairs.items() if pair.halted]:
            self._set(name, PairStatus.TRADING)
        self.both.do(None, HaltExchange, {"halted": False}, lambda: self.plain.do("halt", False, False))
        for who in [n for n, person in enumerate(state.people) if person.stopped]:
            self.both.do(who, StopTrading, {"stopped": False}, partial(self.plain.do, "stop", who, False))

    def _is_halted(self) -> bool:
        state = self.plain.state
        stopped = any(each.stopped for each in state.people)
        return state.halted or stopped or any(each.halted for each in state.pairs.values())

    def _set(self, pair: str, status: PairStatus) -> None:
        halted = status is PairStatus.HALTED
        fields = {"pair": pair, "status": status}
        self.both.do(None, SetPairStatus, fields, lambda: self.plain.do("halt_pair", pair, halted))

    @rule()
    def restart(self) -> None:
        self.both.check()
        self.both.restart()


def _other(side: str) -> str:
    return "BUY" if side == "SELL" else "SELL"


def run(examples: int, steps: int = 30) -> None:
    run_state_machine_as_test(
        Exchange,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ),
    )  # fmt: skip


def test_any_flow_of_commands_comes_to_what_it_does_on_paper() -> None:
    run(20)


# Planted bugs: each must be caught by the test above

_fee_of = fees.fee_of
_amend = Book.amend


def _other_fee(*arguments: Any, maker: bool, **fields: Any) -> Any:
    return _fee_of(*arguments, maker=not maker, **fields)


def _loses_the_place(book: Any, number: int, quantity: int) -> bool:
    done = _amend(book, number, quantity)
    if done:
        book._requeue(book.order(number))
    return done


def _nothing(*_: object) -> None: ...


@pytest.mark.parametrize(
    ("owner", "name", "planted"),
    [
        pytest.param(settling, "fee_of", _other_fee, id="a maker pays the taker's fee"),
        pytest.param(ending, "release", _nothing, id="what is cancelled stays set aside"),
        pytest.param(Book, "amend", _loses_the_place, id="a smaller order goes to the back"),
        pytest.param(settling, "_share", _nothing, id="who brought somebody gets nothing"),
        pytest.param(stops, "cap", _nothing, id="a stop to buy sets nothing aside"),
        pytest.param(Market, "rollback", _nothing, id="memory keeps what was refused"),
    ],
)
def test_a_planted_bug_is_caught(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, planted: object
) -> None:
    monkeypatch.setattr(owner, name, planted)
    monkeypatch.setattr(logging.getLogger("models.core.dispatcher"), "disabled", True)
    with pytest.raises((AssertionError, KeyError)):
        run(200)

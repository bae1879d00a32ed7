"""People trade in any order, and anything breaks: the exchange does what one on paper does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.ledger.crossing import SendMoney
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
from tests.support.exchange_pairing import BTC, MONEY, NNT, Pairing

WHO = st.integers(0, 2)
PAIR = st.sampled_from([BTC, BTC, BTC, NNT])
SIDE = st.sampled_from(["BUY", "SELL"])
AWAY = st.integers(-4, 4)
LOTS = st.integers(1, 12)
MODE = st.sampled_from(["EXPIRE_MAKER", "EXPIRE_TAKER", "EXPIRE_BOTH", "DECREMENT"])
MIDDLE = {BTC: 100, NNT: 50}
TRAP = st.one_of(*[st.none()] * 8, st.tuples(st.integers(-2, 12), st.booleans()))
CODE = st.sampled_from(list(MONEY))


class Exchange(RuleBasedStateMachine):
    """Three people in two pairs; the first gets a share of the fees of the second."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.both = Pairing(Path(self.folder.name))
        self.plain = self.both.plain

    def teardown(self) -> None:
        if hasattr(self, "both"):
            self.both.close()
            self.folder.cleanup()

    # What people do

    def _place(self, who: int, pair: str, trap: Any, **fields: Any) -> None:
        on_paper = {
            name: str(each) if name in ("kind", "validity") else each for name, each in fields.items()
        }
        if (end := fields.get("expires_at")) is not None:
            on_paper["expires_at"] = int(end.timestamp())
        self.both.do(
            who, PlaceOrder, {"pair": pair, **fields},
            lambda: self.plain.do("place", owner=who, pair=pair, **on_paper), trap,
        )  # fmt: skip

    @rule(
        who=WHO, pair=PAIR, side=SIDE, away=AWAY, lots=LOTS, mode=MODE, trap=TRAP,
        kind=st.sampled_from([*[OrderType.LIMIT] * 4, OrderType.LIMIT_MAKER]),
        validity=st.sampled_from([Validity.GTC, Validity.GTC, *Validity]), peak=st.integers(0, 4),
        seconds=st.integers(1, 90),
    )  # fmt: skip
    def limit(self, who: int, pair: str, side: str, away: int, lots: int, mode: str, trap: Any,
              kind: OrderType, validity: Validity, peak: int, seconds: int) -> None:  # fmt: skip
        fields: dict[str, Any] = {"validity": validity if kind is OrderType.LIMIT else Validity.GTC}
        if fields["validity"] in (Validity.GTC, Validity.GTD) and peak <= lots:
            fields["peak"] = peak
        if fields["validity"] is Validity.GTD:
            fields["expires_at"] = self.both.record.clock().replace(microsecond=0) + timedelta(
                seconds=seconds
            )
        price = MIDDLE[pair] + away
        self._place(
            who, pair, trap, side=side, kind=kind, price=price, quantity=lots, self_trade=mode, **fields
        )

    @rule(who=WHO, pair=PAIR, side=SIDE, lots=LOTS, mode=MODE, by=st.booleans(), trap=TRAP)
    def market(self, who: int, pair: str, side: str, lots: int, mode: str, by: bool, trap: Any) -> None:
        size = {"budget": lots * 777} if by else {"quantity": lots}
        self._place(who, pair, trap, side=side, kind=OrderType.MARKET, self_trade=mode, **size)

    @rule(
        who=WHO, pair=PAIR, side=SIDE, away=AWAY, more=AWAY, lots=LOTS, mode=MODE, trap=TRAP,
        kind=st.sampled_from([kind for kind in OrderType if "_L" in kind or "_P" in kind][1:]),
        trailing=st.sampled_from([0, 0, 100, 300]), price=st.booleans(),
    )  # fmt: skip
    def stop(self, who: int, pair: str, side: str, away: int, more: int, lots: int, mode: str, trap: Any,
             kind: OrderType, trailing: int, price: bool) -> None:  # fmt: skip
        fields = {
            "stop_price": MIDDLE[pair] + away if price or not trailing else 0,
            "trailing_bips": trailing,
        }
        if kind.endswith("_LIMIT"):
            fields["price"] = MIDDLE[pair] + away + more
        self._place(who, pair, trap, side=side, kind=kind, quantity=lots, self_trade=mode, **fields)

    @rule(
        who=WHO, pair=PAIR, side=SIDE, kind=st.sampled_from(ListType), near=st.integers(0, 3),
        far=st.integers(0, 3), lots=LOTS, stop=st.sampled_from(["STOP_LOSS", "STOP_LOSS_LIMIT"]),
        trailing=st.sampled_from([0, 0, 0, 200]), loss_only=st.booleans(), trap=TRAP,
    )  # fmt: skip
    def order_list(self, who: int, pair: str, side: str, kind: ListType, near: int, far: int, lots: int,
                   stop: str, trailing: int, loss_only: bool, trap: Any) -> None:  # fmt: skip
        middle, sign = self.plain.state.last(pair) or MIDDLE[pair], 1 if side == "SELL" else -1
        limit = {"side": side, "quantity": lots}
        other = {"side": "BUY" if side == "SELL" else "SELL", "quantity": lots}
        works = {**other, "kind": "LIMIT", "price": middle + (near - 1) * sign}
        profit = {**limit, "kind": "LIMIT_MAKER", "price": middle + near * sign}
        loss = {**limit, "kind": stop, "stop_price": middle - far * sign, "trailing_bips": trailing}
        if stop == "STOP_LOSS_LIMIT":
            loss["price"] = middle - (far + 1) * sign
        legs = {
            ListType.OCO: [profit, loss],
            ListType.OTO: [works, loss if loss_only else profit],
            ListType.OTOCO: [works, profit, loss],
        }[kind]
        whole = {"kind": kind, "pair": pair, "legs": tuple(ListLeg(**leg) for leg in legs)}
        self.both.do(
            who, PlaceList, whole, lambda: self.plain.do("place_list", who, pair, kind.value, legs), trap
        )

    def _some_order(self, data: st.DataObject) -> tuple[int, int]:
        """Mostly an open one, and mostly by its owner."""
        orders = self.plain.state.open() or list(self.plain.state.orders.values())
        order = data.draw(st.sampled_from(orders))
        return data.draw(st.sampled_from([order.owner] * 9 + [(order.owner + 1) % 3])), order.number

    @precondition(lambda self: self.plain.state.orders)
    @rule(data=st.data(), trap=TRAP)
    def cancel(self, data: st.DataObject, trap: Any) -> None:
        who, number = self._some_order(data)
        fields = {"number": number}
        self.both.do(who, CancelOrder, fields, lambda: self.plain.do("cancel", who, number), trap)

    @precondition(lambda self: self.plain.state.orders)
    @rule(data=st.data(), trap=TRAP, lots=st.integers(0, 9), away=AWAY, what=st.sampled_from("qqps"))
    def amend(self, data: st.DataObject, trap: Any, lots: int, away: int, what: str) -> None:
        who, number = self._some_order(data)
        price = MIDDLE[self.plain.state.orders[number].pair] + away
        wanted = {"q": {"quantity": lots}, "p": {"price": price}, "s": {"stop_price": price}}[what]
        fields = {"number": number, **wanted}
        self.both.do(who, AmendOrder, fields, lambda: self.plain.do("amend", who, number, **wanted), trap)

    @rule(who=WHO, pair=st.sampled_from(["", BTC, NNT]), trap=TRAP)
    def cancel_all(self, who: int, pair: str, trap: Any) -> None:
        self.both.do(who, CancelAll, {"pair": pair}, lambda: self.plain.do("cancel_all", who, pair), trap)

    @rule(who=WHO, code=CODE, amount=st.integers(1, 30_000), comes=st.booleans())
    def move_money(self, who: int, code: str, amount: int, comes: bool) -> None:
        person, exchange = self.both.start.people[who], self.both.start.space
        here, there = (person, exchange) if comes else (exchange, person)
        source, target = ("funding", "spot") if comes else ("spot", "funding")
        fields = {"space_id": here, "target_space": there, "source": source, "target": target}
        whole = fields | {"asset": code, "amount": amount}
        way = "receive" if comes else "send"
        done = self.both.do(who, SendMoney, whole, lambda: self.plain.do(way, who, code, amount))
        if done.ok:
            self.both.wallets[who, code] -= amount if comes else -amount

    @rule(who=WHO, use=st.booleans())
    def discount(self, who: int, use: bool) -> None:
        self.both.do(who, UseDiscount, {"use": use}, lambda: self.plain.use_discount(who, use))

    # Time, and whoever runs it

    @rule(seconds=st.sampled_from([0.5, 20, 59, 61, 90_000]), trap=TRAP)
    def wait(self, seconds: float, trap: Any) -> None:
        self.both.wait(seconds)
        self.both.do(0, ExpireOrders, {}, lambda: self.plain.do("expire"), trap)

    @rule(what=st.sampled_from(["pair", "exchange", "person"]), who=WHO, cancel=st.booleans(), pair=PAIR)
    def halt(self, what: str, who: int, cancel: bool, pair: str) -> None:
        if what == "pair":
            self._set(pair, PairStatus.HALTED)
        elif what == "exchange":
            self.both.do(None, HaltExchange, {"cancel": cancel}, lambda: self.plain.do("halt", True, cancel))
        else:
            self.both.do(who, StopTrading, {}, lambda: self.plain.do("stop", who, True))

    @precondition(lambda self: self._is_halted())
    @rule()
    def go_on(self) -> None:
        state = self.plain.state
        for name, pair in state.pairs.items():
            if pair.halted:
                self._set(name, PairStatus.TRADING)
        self.both.do(None, HaltExchange, {"halted": False}, lambda: self.plain.do("halt", False, False))
        for who in [n for n, person in enumerate(state.people) if person.stopped]:
            self.both.do(who, StopTrading, {"stopped": False}, lambda: self.plain.do("stop", who, False))  # noqa: B023

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

    # What must hold

    @invariant()
    def both_are_the_same(self) -> None:
        if hasattr(self, "both"):
            self.both.compare()


def run(examples: int, steps: int = 30) -> None:
    run_state_machine_as_test(
        Exchange,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ),
    )  # fmt: skip


def test_any_flow_of_commands_comes_to_what_it_does_on_paper() -> None:
    run(40)

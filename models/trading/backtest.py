"""Runs a strategy over a recorded feed through the same matching engine that the exchange has.

The outside book stands in it as orders of the house (`paper.HouseBook`), outside trades take through it, and
what the strategy wants comes in as orders among them: by price and time, with maker's and taker's fees on
what is received. Where a recording has bars alone, each is walked from its open over the nearer of low and
high to the other and to its close, with the house's quotes a tick around; the strategy hears of a bar when it
is over, so nothing is known before its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from models.trading.amounts import Scale
from models.trading.matching import Book
from models.trading.outside_pair import outside_lot
from models.trading.paper import MAKER, HouseBook, HouseIntent, Shrink, in_lots, repeat
from models.trading.participants import Cancel
from models.trading.providers.feed import BookDelta, BookReset, FeedNote, MarketFeed, OutsideBar, OutsideTrade
from models.trading.standing import Purse, Report, Sample, summary
from models.trading.strategies import Buy, Look, SeenBar, SeenTrade, Sell, Wish, Withdraw
from models.trading.terms import Outcome, SelfTrade, Side, Status, TimeInForce

SHOWN = 20
_OWNER, _HOUSE, _CROWD = 1, 2, 3
_SIDES = {"BUY": Side.BUY, "SELL": Side.SELL}
_PLENTY = 1 << 40
"""Lots of the house's quotes where a recording does not say how much there was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The pair and its fees (millionths), what one begins with, how often one is asked and sampled (ns)."""

    pair: str
    scale: Scale
    unit: int
    money: int
    coins: int = 0
    maker_ppm: int = 1000
    taker_ppm: int = 1000
    look_ns: int = 200_000_000
    sample_ns: int = 60_000_000_000


@dataclass(slots=True)
class _Mine:
    """An open order of the strategy's."""

    side: str
    price: int
    left: int
    tag: str


class Backtest:
    """One run. `refused` counts wishes that could not be afforded or were none."""

    def __init__(self, rules: Rules, strategy: Any) -> None:
        self._rules, self._strategy = rules, strategy
        self._book, self._house = Book(), HouseBook(rules.pair)
        self._number = 0
        self._mine: dict[int, _Mine] = {}
        self._last = 0
        self._next_look = self._next_sample = 0
        self._samples: list[Sample] = []
        self.refused = 0
        self._purse = Purse(rules.money, rules.coins, rules.unit, rules.maker_ppm, rules.taker_ppm)

    def run(self, feed: MarketFeed) -> Report:
        """Everything in the feed, and what came of it."""
        at = 0
        for event in feed.events():
            if isinstance(event, FeedNote) or event.pair != self._rules.pair:
                continue
            at = self._purse.at = event.at
            if isinstance(event, OutsideBar):
                self._bar(event)
                at += event.seconds * 1_000_000_000
            elif isinstance(event, OutsideTrade):
                self._trade(event)
            elif isinstance(event, BookDelta | BookReset) and at >= self._next_look:
                if feed.in_step(event.pair):
                    self._mirror(*feed.book(event.pair).top(SHOWN))
                    self._ask("on_book", at)
                self._next_look = at + self._rules.look_ns
        self._sample(at, always=True)
        return summary(self._samples, self._purse, self.refused)

    # The outside

    def _mirror(self, bids: Iterable[tuple[int, int]], asks: Iterable[tuple[int, int]]) -> None:
        scale = self._rules.scale
        wanted = in_lots(bids, "BUY", scale, SHOWN), in_lots(asks, "SELL", scale, SHOWN)
        for intent in list(self._house.differences(*wanted)):
            self._house_does(intent)

    def _house_does(self, intent: HouseIntent) -> None:
        if isinstance(intent, Cancel):
            self._book.cancel(intent.number)
            self._house.gone(intent.number)
        elif isinstance(intent, Shrink):
            self._book.amend(intent.number, intent.quantity)
            self._house.changed(intent.number, intent.quantity)
        else:
            self._number += 1
            side, waits = _SIDES[intent.side], intent.who == MAKER
            outcome = self._book.limit(
                self._number, _HOUSE if waits else _CROWD, side, intent.price, intent.quantity,
                tif=TimeInForce.GTC if waits else TimeInForce.IOC,
            )  # fmt: skip
            self._filled(outcome, None)
            if outcome.status is Status.RESTED:
                self._house.placed(self._number, intent.side, intent.price, outcome.left)

    def _trade(self, trade: OutsideTrade) -> None:
        for intent in repeat([trade], self._rules.pair, self._rules.scale):
            self._house_does(intent)
            self._last = intent.price
            seen = SeenTrade(intent.price, intent.quantity, trade.buyer_made)
            self._ask("on_trade", trade.at, seen)

    def _bar(self, bar: OutsideBar) -> None:
        tick, lot = self._rules.scale.tick, outside_lot(self._rules.scale)
        open_, high, low, close = (max(2, each // tick) for each in (bar.open, bar.high, bar.low, bar.close))
        first, second = (low, high) if open_ - low <= high - open_ else (high, low)
        for price in (open_, first, second, close):
            self._stand_at(price)
        self._ask(
            "on_bar", bar.at + bar.seconds * 1_000_000_000,
            SeenBar(bar.seconds, open_, high, low, close, bar.volume // lot),
        )  # fmt: skip

    def _stand_at(self, price: int) -> None:
        """The market is at this price: it takes what rests up to there, and quotes a tick around."""
        for intent in list(self._house.differences({}, {})):
            self._house_does(intent)
        for side in ("BUY", "SELL"):
            self._number += 1
            outcome = self._book.limit(
                self._number, _CROWD, _SIDES[side], price, _PLENTY, tif=TimeInForce.IOC
            )
            self._filled(outcome, None)
        for intent in list(self._house.differences({price - 1: _PLENTY}, {price + 1: _PLENTY})):
            self._house_does(intent)
        self._last = price

    # The strategy

    def _ask(self, name: str, at: int, *told: Any) -> None:
        self._sample(at)
        asked = getattr(self._strategy, name, None)
        if asked is None:
            return
        for wish in asked(*told, self._look(at)) or ():
            self._grant(wish)

    def _look(self, at: int) -> Look:
        bids, asks = (
            tuple((price, shown) for price, shown, _ in self._book.depth(side, SHOWN))
            for side in (Side.BUY, Side.SELL)
        )
        open_: dict[str, int] = {}
        for order in self._mine.values():
            open_[order.tag] = open_.get(order.tag, 0) + order.left
        return Look(at, bids, asks, self._last, self._purse.money, self._purse.coins, open_, self._rules.unit)

    def _grant(self, wish: Wish) -> None:
        if isinstance(wish, Withdraw):
            for number, order in list(self._mine.items()):
                if wish.tag in ("", order.tag):
                    self._book.cancel(number)
                    del self._mine[number]
            return
        if not isinstance(wish, Buy | Sell) or not _is_order(wish) or not self._affords(wish):
            self.refused += 1
            return
        self._number += 1
        side = "BUY" if isinstance(wish, Buy) else "SELL"
        mine = self._mine[self._number] = _Mine(side, wish.price, wish.quantity, wish.tag)
        outcome = self._enter(self._number, mine, wish)
        self._filled(outcome, mine)
        if outcome.status is not Status.RESTED:
            self._mine.pop(self._number, None)
            self.refused += outcome.status is Status.WOULD_TAKE

    def _enter(self, number: int, mine: _Mine, wish: Buy | Sell) -> Outcome:
        side = _SIDES[mine.side]
        if not wish.price:
            return self._book.market(number, _OWNER, side, wish.quantity, self_trade=SelfTrade.EXPIRE_TAKER)
        return self._book.limit(
            number, _OWNER, side, wish.price, wish.quantity, self_trade=SelfTrade.EXPIRE_TAKER,
            post_only=wish.post_only and not wish.at_once,
            tif=TimeInForce.IOC if wish.at_once else TimeInForce.GTC,
        )  # fmt: skip

    def _affords(self, wish: Buy | Sell) -> bool:
        """Whether it has enough beside what its open orders need; at market by what the book would cost."""
        if isinstance(wish, Sell):
            aside = sum(order.left for order in self._mine.values() if order.side == "SELL")
            return self._purse.coins - aside >= wish.quantity
        aside = sum(order.left * order.price for order in self._mine.values() if order.side == "BUY")
        costs = wish.quantity * wish.price if wish.price else self._cost(wish.quantity)
        return (aside + costs) * self._rules.unit <= self._purse.money

    def _cost(self, quantity: int) -> int:
        """What buying at market comes to, in ticks times lots."""
        total = 0
        for head in self._levels():
            part = min(quantity, head[1])
            total, quantity = total + part * head[0], quantity - part
            if not quantity:
                break
        return total

    def _levels(self) -> Iterator[tuple[int, int]]:
        for price, shown, _ in self._book.depth(Side.SELL, 1_000):
            yield price, shown

    def _filled(self, outcome: Outcome, taker: _Mine | None) -> None:
        """Book what an order that came in has done: to the house's orders, and to the strategy's purse."""
        for number, price, quantity, left in outcome.fills:
            maker = self._mine.get(number)
            if maker is None:
                self._house.changed(number, left)
            else:
                self._purse.trade(maker.side, price, quantity, maker=True)
                maker.left = left
                if not left:
                    del self._mine[number]
            if taker is not None:
                self._purse.trade(taker.side, price, quantity, maker=False)
                taker.left -= quantity

    def _sample(self, at: int, *, always: bool = False) -> None:
        price = self._last or self._book.best_bid or 0
        if price and (always or at >= self._next_sample):
            self._next_sample = at + self._rules.sample_ns
            if self._samples and self._samples[-1].at == at:
                del self._samples[-1]
            self._samples.append(Sample(at, self._purse.worth(price), price))


def _is_order(wish: Buy | Sell) -> bool:
    whole = type(wish.quantity) is int and type(wish.price) is int
    return whole and 0 < wish.quantity < _PLENTY and 0 <= wish.price < _PLENTY

"""What the keys of the ladder do: each of them acts on the row under the mouse."""

from __future__ import annotations

from controllers.trading.entry import Entry
from controllers.trading.market_view import MarketView
from controllers.trading.memory import TradeMemory
from controllers.trading.orders import MyOrders
from models.trading.entities import PairInfo, Ticker
from views.trading.entry.panel import EntryPanel
from views.trading.ladder import Ladder


class LadderHands:
    """The hands of one page."""

    def __init__(
        self, ladder: Ladder, panel: EntryPanel, entry: Entry, orders: MyOrders, market: MarketView,
        memory: TradeMemory,
    ) -> None:  # fmt: skip
        self._ladder, self._panel, self._entry = ladder, panel, entry
        self._orders, self._market, self._memory = orders, market, memory
        self.ticker: Ticker | None = None
        panel.sizes.chosen.connect(self.size)
        panel.sizes.kept.connect(self.keep_size)

    def follow(self, ticker: Ticker | None) -> None:
        """The pair stands so now; sizes nobody has chosen follow its price."""
        if ticker != self.ticker or ticker is None:
            self.ticker = ticker
            self._show_sizes()

    def _show_sizes(self) -> None:
        if self._pair is not None:
            self._panel.sizes.show_sizes(self._memory.sizes(self._pair, self.ticker), self._pair)

    @property
    def _pair(self) -> PairInfo | None:
        return self._market.pair

    def _lots(self) -> int:
        """What stands in the form, else the first size."""
        if self._panel.lots or self._pair is None:
            return self._panel.lots
        return self._memory.sizes(self._pair, self.ticker)[0]

    def _trade(self, side: str) -> None:
        rung = self._ladder.current
        if rung is None:  # no row is meant: the form gets the keyboard instead
            self._panel.set_side(side)
            self._panel.amount.setFocus()
            return
        self._entry.quick(side, rung.price, self._lots())

    def take(self, side: str, price: int) -> None:
        """An order at a price that was clicked with Ctrl."""
        self._entry.quick(side, price, self._lots())

    def buy_here(self) -> None:
        self._trade("BUY")

    def sell_here(self) -> None:
        self._trade("SELL")

    def best_bid(self) -> None:
        self._ladder.go_to("BUY")

    def best_ask(self) -> None:
        self._ladder.go_to("SELL")

    def size(self, place: int) -> None:
        if self._pair is not None:
            self._panel.set_amount(self._memory.sizes(self._pair, self.ticker)[place])

    def keep_size(self, place: int) -> None:
        if self._pair is not None and self._panel.lots:
            self._memory.keep_size(self._pair, self.ticker, place, self._panel.lots)
            self._show_sizes()

    def centre(self) -> None:
        self._ladder.centre()

    def cancel_here(self) -> None:
        for number in self._ladder.numbers_here():
            self._orders.cancel(number)

    def cancel_all(self) -> None:
        if self._pair is not None:
            self._orders.cancel_all(self._pair.pair)

    def repeat(self) -> None:
        self._entry.repeat()

    def sell_half(self) -> None:
        """Half of what is free of the base, at the market's price."""
        if self._pair is not None:
            self._entry.market("SELL", self._orders.available(self._pair.base) // self._pair.lot // 2)

    def alert_here(self) -> None:
        rung = self._ladder.current
        if self._pair is not None and rung is not None:
            self._orders.set_alert(self._pair.pair, rung.price, above=rung.price > self._market.last)

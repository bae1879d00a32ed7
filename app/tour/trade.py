"""The tour through Trade: an exchange is opened, wakes up, and somebody trades on it, by keys and clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt

from app.tour.driver import Stage, Until, Walk, settled
from app.tour.trade_places import TradePlaces
from controllers.trading.tickets import Ticket
from models.core.clock import utc_now
from models.core.ids import new_id
from models.ledger.commands import Deposit
from models.ledger.crossing import SendMoney
from models.trading.entities import OrderStatus
from models.trading.studies import Kind, Study
from views.trading.own_panel import OPEN
from views.trading.practice.backtest_form import BacktestForm
from views.trading.practice.page import PracticePage
from views.trading.workspace import TradeWorkspace
from views.widgets.states import StateView

if TYPE_CHECKING:
    from app.tour.walks import Tour

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
RATE = 60.0
"""Orders a second of the simulated participants: the tour has no time for a quiet market."""
_BUSY = 300
_WAIT_S = 60.0
_WHOLE = 10**8


class TradeTour:
    """Steps in Trade; the page is seen again in the other looks."""

    def __init__(self, tour: Tour) -> None:
        self._tour = tour
        self._hands = tour.hands
        self._places = TradePlaces(tour, self._go)

    def job(self) -> list[Stage]:
        """From nothing to a trade."""
        stage = self._tour.stage
        return [
            stage("trade-empty", self._empty, needed=True),
            stage("trade-opened", self._open, needed=True),
            stage("trade-alive", self._wake),
            stage("trade-funded", self._fund, picture=False),
            stage("trade-order", self._order),
            stage("trade-ladder", self._ladder),
            stage("trade-list", self._list),
            stage("trade-options", self._options),
            stage("trade-chart-menu", self._chart_menu),
            stage("trade", self._page),
            stage("trade-pairs", self._pairs),
            stage("trade-depth", self._depth),
            *self._places.job(),
            stage("trade-practice", self._practice),
            stage("trade-live", self._live),
            stage("trade-backtests", self._backtests),
        ]

    def again(self) -> list[Stage]:
        """The page in another look, its form where it is the fullest, and the places beside the market."""
        stage = self._tour.stage
        return [
            stage("trade", self._page),
            stage("trade-list", self._list),
            *self._places.again(),
        ]

    @property
    def _trade(self) -> TradeWorkspace:
        return cast(TradeWorkspace, self._tour.window.stack.workspace("trade"))

    def _go(self) -> Walk:
        self._hands.key(Key.Key_3, CTRL)
        yield self._tour.here("trade")

    def _go_to_market(self) -> Walk:
        yield from self._go()
        self._hands.key(Key.Key_S, ALT_SHIFT)
        yield Until(lambda: self._trade.has_pair, "the market")

    def _empty(self) -> Walk:
        yield from self._go()
        yield Until(lambda: self._hands.seen(StateView), "what Trade says while there is no exchange")
        yield settled()

    def _open(self) -> Walk:
        yield from self._go()
        self._hands.click(self._hands.find(StateView).button)
        yield Until(lambda: self._trade.has_pair, "the pairs", _WAIT_S)
        page = self._trade.page
        yield Until(lambda: page.charting.chart is not None, "the chart", _WAIT_S)
        yield from self._tour.no_toasts()
        yield settled()

    def _wake(self) -> Walk:
        page = self._trade.page
        self._hands.click(page.bar.life)
        pulse = self._trade.pulse
        yield Until(lambda: pulse.running, "participants")
        pulse.life.set_rate(RATE)
        yield Until(lambda: pulse.life.sent > _BUSY, "some orders of theirs", _WAIT_S)
        self._trade.visit_pair("BTC/USDT")
        page.set_interval("1s")
        yield Until(lambda: page.market.last > 0 and page.market.book.best_ask > 0, "a trade", _WAIT_S)
        yield from self._tour.no_toasts()
        yield settled()

    def _fund(self) -> Walk:
        """Play money from the faucet, by the commands that the wallet sends."""
        services, page = self._tour.services, self._trade.page
        account, space = services.actor.account, self._trade.space_id
        assert space is not None
        common: dict[str, Any] = {"space_id": account, "actor": account, "at": utc_now()}
        there: dict[str, Any] = {"source": "funding", "target_space": space, "target": "spot"}
        for code, amount in (("USDT", 10_000 * _WHOLE), ("BTC", _WHOLE)):
            what: dict[str, Any] = {"asset": code, "amount": amount}
            services.gateway.submit(Deposit(id=new_id(), **common, **what))
            services.gateway.submit(SendMoney(id=new_id(), **common, **what, **there))
        yield Until(lambda: page.orders.available("BTC") > 0, "the money", _WAIT_S)

    def _order(self) -> Walk:
        """A limit order is typed and sent."""
        yield from self._go()
        page, hands = self._trade.page, self._hands
        hands.key(Key.Key_B, CTRL)
        panel = page.entry_panel
        panel.set_price(page.market.book.best_bid - 500)
        hands.click(panel.amount)
        hands.write("0.015")
        yield settled()
        hands.key(Key.Key_Return)
        yield Until(lambda: len(page.orders.open) == 1, "the order", _WAIT_S)
        yield settled()

    def _ladder(self) -> Walk:
        """The mouse stands on a row, and a key trades there."""
        page, hands = self._trade.page, self._hands
        page.ladder.go_to("SELL")
        page.ladder.setFocus()
        hands.key(Key.Key_2)
        hands.key(Key.Key_B)
        done = (OrderStatus.FILLED, OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED)
        yield Until(lambda: any(order.status in done for order in page.orders.history), "an order", _WAIT_S)
        yield from self._tour.no_toasts()
        yield settled()

    def _list(self) -> Walk:
        """An order that will set off a profit and a stop; nothing is sent."""
        yield from self._go_to_market()
        page = self._trade.page
        panel, bid = page.entry_panel, page.market.book.best_bid
        panel.begin("BUY", Ticket.OTOCO, bid)
        self._hands.write("0.015")
        for field, ticks in ((panel.then.price, bid + 50_000), (panel.then.stop, bid - 50_000)):
            field.setFocus()
            panel.set_price(ticks)
        yield settled()

    def _options(self) -> Walk:
        """What is rarely asked of an order is opened by its key."""
        panel = self._trade.page.entry_panel
        panel.choose(Ticket.LIMIT)
        panel.options.head.setFocus()
        self._hands.key(Key.Key_Space)
        yield Until(lambda: panel.options.is_open, "the options")
        panel.options.validity.setFocus()
        self._hands.key(Key.Key_End)
        yield settled()

    def _chart_menu(self) -> Walk:
        """The menu key on the chart, with a pane below its prices."""
        page = self._trade.page
        page.entry_panel.options.set_open(False)
        chart = page.charting.chart
        assert chart is not None
        chart.set_studies([*chart.studies, Study.usual(Kind.RSI)])
        self._hands.context_menu(chart)
        yield from self._tour.menu()

    def _page(self) -> Walk:
        yield from self._go_to_market()
        page = self._trade.page
        page.own.show_tab(OPEN)
        if page.views.currentIndex():
            page.toggle_depth()
        yield Until(lambda: page.market.series is not None and len(page.market.series) > 5, "bars", _WAIT_S)
        yield from self._tour.no_toasts()
        yield settled()

    def _pairs(self) -> Walk:
        yield from self._go()
        self._hands.key(Key.Key_P, CTRL)
        yield Until(lambda: self._trade.pairs.is_open, "the list of pairs")
        yield Until(lambda: self._trade.pairs.rows.rowCount() > 1, "the pairs in it")
        yield settled()

    def _practice(self) -> Walk:
        """Where recordings are played and prices from elsewhere are traded on paper."""
        yield from self._go()
        self._hands.key(Key.Key_P, ALT_SHIFT)
        yield Until(lambda: self._trade.place() == "practice", "the place for practice")
        yield settled()

    def _live(self) -> Walk:
        """Prices of an exchange elsewhere: nothing is asked before somebody wants to."""
        yield from self._go()
        self._trade.visit("practice/live")
        room = self._hands.find(PracticePage).live
        yield Until(lambda: room.stack.isVisible(), "the room for live prices")
        yield settled()

    def _backtests(self) -> Walk:
        """A strategy is run over the candles of this exchange."""
        yield from self._go()
        self._trade.visit("practice/backtests")
        backtests = self._trade.parts.backtests
        yield Until(lambda: backtests.ready, "the list of backtests")
        self._hands.click(self._hands.find(BacktestForm).run)
        yield Until(lambda: bool(backtests.runs), "what came of it", _WAIT_S)
        yield settled()
        self._trade.visit("spot")

    def _depth(self) -> Walk:
        yield from self._go()
        self._hands.key(Key.Key_D, CTRL)
        yield Until(lambda: self._trade.page.depth_chart.isVisible(), "the depth")
        yield settled()
        self._trade.page.toggle_depth()

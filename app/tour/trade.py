"""The tour through Trade: an exchange is opened, wakes up, and somebody trades on it, by keys and clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt

from app.tour.driver import Stage, Until, Walk, settled
from models.core.clock import utc_now
from models.core.ids import new_id
from models.ledger.commands import Deposit
from models.ledger.crossing import SendMoney
from models.trading.entities import OrderStatus
from views.trading.manage_fees import FeesPart
from views.trading.manage_page import FEES, MINE, PAIRS, RISK, ManagePage
from views.trading.manage_pairs import PairsPart
from views.trading.manage_risk import RiskPart
from views.trading.own_panel import OPEN
from views.trading.workspace import TradeWorkspace
from views.widgets.states import StateView

if TYPE_CHECKING:
    from app.tour.walks import Tour

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
_QUICK = 60.0  # orders a second: the tour has no time for a quiet market
_BUSY = 300
_WAIT_S = 60.0
_WHOLE = 10**8


class TradeTour:
    """Steps in Trade; the page is seen again in the other looks."""

    def __init__(self, tour: Tour) -> None:
        self._tour = tour
        self._hands = tour.hands

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
            stage("trade", self._page),
            stage("trade-pairs", self._pairs),
            stage("trade-depth", self._depth),
            stage("trade-manage", self._manage),
            stage("trade-new-pair", self._new_pair),
            stage("trade-fees", self._fees),
            stage("trade-risk", self._risk),
            stage("trade-halt", self._halt),
            stage("trade-own-terms", self._own_terms),
        ]

    def again(self) -> list[Stage]:
        """The page in another look."""
        stage = self._tour.stage
        return [
            stage("trade", self._page),
            stage("trade-manage", self._manage),
            stage("trade-new-pair", self._new_pair),
            stage("trade-fees", self._fees),
            stage("trade-risk", self._risk),
            stage("trade-own-terms", self._own_terms),
        ]

    @property
    def _trade(self) -> TradeWorkspace:
        return cast(TradeWorkspace, self._tour.window.stack.workspace("trade"))

    def _go(self) -> Walk:
        self._hands.key(Key.Key_3, CTRL)
        yield self._tour.here("trade")

    def _empty(self) -> Walk:
        yield from self._go()
        yield Until(lambda: self._hands.seen(StateView), "what Trade says while there is no exchange")
        yield settled()

    def _open(self) -> Walk:
        yield from self._go()
        self._hands.click(self._hands.find(StateView).button)
        page = self._trade.page
        yield Until(lambda: self._trade.has_pair, "the pairs", _WAIT_S)
        yield Until(lambda: page.charting.chart is not None, "the chart", _WAIT_S)
        yield from self._tour.no_toasts()
        yield settled()

    def _wake(self) -> Walk:
        page = self._trade.page
        self._hands.click(page.bar.life)
        pulse = self._trade.pulse
        yield Until(lambda: pulse.running, "participants")
        pulse.life.set_rate(_QUICK)
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

    def _page(self) -> Walk:
        yield from self._go()
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

    def _depth(self) -> Walk:
        yield from self._go()
        self._hands.key(Key.Key_D, CTRL)
        yield Until(lambda: self._trade.page.depth_chart.isVisible(), "the depth")
        yield settled()
        self._trade.page.toggle_depth()

    # Managing the exchange

    def _part(self, name: str) -> Walk:
        """Go to a part of Manage by its key and a click."""
        yield from self._go()
        self._hands.key(Key.Key_G, ALT | SHIFT)
        page = cast(ManagePage, self._trade.seen)
        yield Until(page.isVisible, "the page")
        self._hands.click(page.choice.button(name))
        yield Until(lambda: page.part == name, f"the part {name}")
        keeping = self._trade.parts.keeping
        yield Until(lambda: keeping.rules is not None and keeping.customers != (), "what is looked after")
        yield settled()

    def _manage(self) -> Walk:
        yield from self._part(PAIRS)

    def _new_pair(self) -> Walk:
        yield from self._part(PAIRS)
        part = cast(PairsPart, cast(ManagePage, self._trade.seen).part_of(PAIRS))
        self._hands.click(part.add)
        yield Until(lambda: part.panel.is_open, "the form")
        self._hands.key(Key.Key_Tab)
        self._hands.key(Key.Key_Tab)
        self._hands.key(Key.Key_Return)
        yield Until(lambda: part.panel.rows["tick"].error != "", "what is missing")
        yield settled()

    def _fees(self) -> Walk:
        yield from self._part(FEES)
        part = cast(FeesPart, cast(ManagePage, self._trade.seen).part_of(FEES))
        if not part.tiers:
            for words in (("0", "0.1", "0.1"), ("100000", "0.08", "0.09"), ("1000000", "0.05", "0.07")):
                self._hands.click(part.add)
                for field, text in zip(part.tiers[-1].fields.values(), words, strict=True):
                    field.setText(text)
            part.discount_asset.setCurrentIndex(part.discount_asset.findData("NNT"))
            part.discount.setText("25")
            part.referral.setText("20")
            self._hands.click(part.save)
            yield Until(lambda: not part.back.isEnabled(), "the fees")
        yield from self._tour.no_toasts()
        yield settled()

    def _risk(self) -> Walk:
        yield from self._part(RISK)

    def _halt(self) -> Walk:
        yield from self._part(RISK)
        page = cast(ManagePage, self._trade.seen)
        self._hands.click(cast(RiskPart, page.part_of(RISK)).stop)
        yield Until(lambda: page.halt.is_open, "the question")
        yield settled()
        self._hands.key(Key.Key_Escape)

    def _own_terms(self) -> Walk:
        yield from self._part(MINE)

"""The places of Trade beside the market, as the tour walks them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt

from app.tour.driver import Stage, Until, Walk, settled
from views.trading.manage.fees import FeesPart
from views.trading.manage.page import FEES, PAIRS, RISK, ManagePage
from views.trading.manage.pairs import PairsPart
from views.trading.manage.risk import RiskPart
from views.trading.markets_page import MarketsPage
from views.trading.places import MINE
from views.trading.reports.audit_page import AuditPage
from views.trading.reports.page import ReportsPage
from views.trading.workspace import TradeWorkspace

if TYPE_CHECKING:
    from app.tour.walks import Tour

Key = Qt.Key
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
_WAIT_S = 60.0


class TradePlaces:
    """Stages for each place; `go` leads to Trade."""

    def __init__(self, tour: Tour, go: Callable[[], Walk]) -> None:
        self._tour, self._go, self._hands = tour, go, tour.hands

    def job(self) -> list[Stage]:
        """Every place."""
        stage = self._tour.stage
        return [
            *self.again(),
            stage("trade-halt", self._halt),
            stage("trade-halted", self._halted),
            stage("trade-resumed", self._resumed, picture=False),
        ]

    def again(self) -> list[Stage]:
        """What is worth seeing in every look."""
        stage = self._tour.stage
        return [
            stage("trade-markets", self._markets),
            stage("trade-reports", self._reports),
            stage("trade-reports-mine", self._mine),
            stage("trade-audit", self._audit),
            stage("trade-audit-cause", self._cause),
            stage("trade-manage", self._manage),
            stage("trade-new-pair", self._new_pair),
            stage("trade-fees", self._fees),
            stage("trade-risk", self._risk),
            stage("trade-customer", self._customer),
            stage("trade-own-terms", self._own_terms),
        ]

    @property
    def _trade(self) -> TradeWorkspace:
        return cast(TradeWorkspace, self._tour.window.stack.workspace("trade"))

    def _markets(self) -> Walk:
        """Two pairs are followed, and all of them are seen."""
        yield from self._go()
        watchlist = self._trade.parts.watchlist
        for pair in ("BTC/USDT", "ETH/USDT"):
            if pair not in watchlist:
                watchlist.toggle(pair)
        self._hands.key(Key.Key_M, ALT_SHIFT)
        page = self._hands.find(MarketsPage)
        yield Until(lambda: any(row.closes for row in page.board.rows), "the markets", _WAIT_S)
        yield Until(lambda: len(watchlist.pairs) == 2, "the followed pairs")
        page.rows.again()
        yield settled()

    def _reports(self) -> Walk:
        yield from self._go()
        self._hands.key(Key.Key_R, ALT_SHIFT)
        page = self._hands.find(ReportsPage)
        yield Until(lambda: page.reports.known, "the reports", _WAIT_S)
        yield Until(lambda: page.markets.plot.chart is not None, "the curve", _WAIT_S)
        yield settled()

    def _mine(self) -> Walk:
        yield from self._go()
        self._trade.visit("reports/mine")
        page = self._hands.find(ReportsPage)
        yield Until(lambda: page.reports.known and page.mine.plot.chart is not None, "my report", _WAIT_S)
        yield settled()

    def _audit(self) -> Walk:
        yield from self._go()
        self._trade.visit("audit/BTC")
        page = self._hands.find(AuditPage)
        yield Until(lambda: page.rows.rowCount() > 0, "the entries", _WAIT_S)
        yield settled()

    def _cause(self) -> Walk:
        """The newest entry that a trade made is opened."""
        yield from self._go()
        page = self._hands.find(AuditPage)
        yield Until(lambda: bool(page.trail.trades), "the trades", _WAIT_S)
        self._hands.key(Key.Key_Return)
        yield Until(lambda: page.panel.is_open, "what made it", _WAIT_S)
        yield settled()

    # Managing the exchange

    def _part(self, name: str) -> Walk:
        """Go to a part of Manage by its key and a click."""
        yield from self._go()
        self._hands.key(Key.Key_G, ALT_SHIFT)
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

    def _customer(self) -> Walk:
        """The first of the people is opened."""
        yield from self._part(RISK)
        part = cast(RiskPart, cast(ManagePage, self._trade.seen).part_of(RISK))
        part.people.setFocus()
        part.people.choose_row(0)
        self._hands.key(Key.Key_Return)
        yield Until(lambda: part.customer.is_open, "the customer")
        yield settled()

    def _halt(self) -> Walk:
        """It is asked before everything is halted."""
        yield from self._part(RISK)
        page = cast(ManagePage, self._trade.seen)
        self._hands.click(cast(RiskPart, page.part_of(RISK)).stop)
        yield Until(lambda: page.halt.is_open, "the question")
        yield settled()

    def _halted(self) -> Walk:
        """It is answered; what a trader sees then."""
        yield from self._halt()
        page, keeping = cast(ManagePage, self._trade.seen), self._trade.parts.keeping
        self._hands.click(page.halt.yes)
        yield Until(lambda: keeping.rules is not None and keeping.rules.halted, "the halt")
        yield from self._tour.no_toasts()
        self._hands.key(Key.Key_S, ALT_SHIFT)
        yield Until(lambda: self._trade.has_pair and self._trade.page.closed.isVisible(), "what is halted")
        yield settled()

    def _resumed(self) -> Walk:
        yield from self._part(RISK)
        keeping = self._trade.parts.keeping
        self._hands.click(cast(RiskPart, cast(ManagePage, self._trade.seen).part_of(RISK)).stop)
        yield Until(lambda: keeping.rules is not None and not keeping.rules.halted, "trading again")
        yield from self._tour.no_toasts()

    def _own_terms(self) -> Walk:
        yield from self._part(MINE)

"""A pair's page: chart and one's own orders, the book and the tape beside them, the order form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.kernel.actions import Actions
from app.kernel.actor import Actor
from app.kernel.notices import NoticeKind, Notices
from controllers.trading.entry import Entry
from controllers.trading.exchange import ExchangeDesk
from controllers.trading.market import Market
from controllers.trading.memory import TradeMemory
from controllers.trading.orders import MyOrders
from models.core.clock import utc_now
from models.core.errors import PersonError
from models.core.text import tr
from models.trading.entities import OrderInfo, OrderStatus, PairInfo
from models.trading.figures import price_text
from views.shell.keys import KeyMap
from views.trading.actions import LADDER
from views.trading.amend_panel import AmendPanel
from views.trading.chart.charting import Charting
from views.trading.closed import ClosedStrip, closed_text
from views.trading.depth_chart import DepthChart
from views.trading.entry.panel import EntryPanel
from views.trading.hands import LadderHands
from views.trading.ladder import GROUPS, Ladder
from views.trading.layout import Layouts
from views.trading.own_panel import OwnPanel
from views.trading.pair_bar import INTERVALS, PairBar
from views.trading.tape import Tape
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.by_and_by import ByAndBy
from views.widgets.focus import HandsOn
from views.widgets.labels import Label
from views.widgets.pages import Pages
from views.widgets.surfaces import Hairline
from views.widgets.tokens import Type, Weight

SECOND_MS = 1000


class TradePage(HandsOn):
    """`pairs_wanted`: choose another. `pair_wanted` carries a name. `deposit_wanted`: bring money here.
    `fees_wanted`: how one pays fees."""

    pairs_wanted = Signal()
    pair_wanted = Signal(str)
    deposit_wanted = Signal()
    fees_wanted = Signal()

    def __init__(
        self, actor: Actor, notices: Notices, desk: ExchangeDesk, memory: TradeMemory, actions: Actions
    ) -> None:
        super().__init__()
        self._desk, self._memory, self._notices, self._actions = desk, memory, notices, actions
        self.market = Market(actor, self)
        self.orders = MyOrders(actor, notices, self)
        self.entry = Entry(actor, self)
        self.entry.price = desk.price
        self._second = QTimer(self, interval=SECOND_MS)
        self._second.timeout.connect(self._tell_time)
        self.building = ByAndBy(self._build(), self)
        """Nothing of the page may be used before it is done."""

    def _build(self) -> Iterator[None]:
        """Make the parts, each where it belongs: what gets another parent later is styled anew."""
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.across = QSplitter(Qt.Orientation.Horizontal, self)
        whole.addWidget(self.across)
        self.upright = QSplitter(Qt.Orientation.Vertical, self.across)
        left = QWidget(self.upright)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = PairBar(left)
        self.closed = ClosedStrip(left)
        self.views = Pages(left)
        for part in (self.bar, Hairline(), self.closed):
            column.addWidget(part)
        column.addWidget(self.views, 1)
        yield
        self.charting = Charting(self.market, self.orders, self._memory, self._actions, self.views)
        self.views.addWidget(self.charting)
        self.depth_chart = DepthChart(self.views)
        self.views.addWidget(self.depth_chart)
        yield
        self.own = OwnPanel(self.orders, self._desk.pair, self.upright)
        yield from self.own.build()
        self._add_book()
        yield
        self.entry_panel = EntryPanel(self.entry, self.market, self.orders, self.across)
        yield from self.entry_panel.build()
        self._share_room()
        yield
        self.amend = AmendPanel(self.orders, self)
        self.hands = LadderHands(
            self.ladder, self.entry_panel, self.entry, self.orders, self.market, self._memory
        )
        self.layouts = Layouts(self._memory, self)
        KeyMap(self._actions, LADDER, self.ladder)
        self._connect()
        yield
        self.layouts.restore()

    def _add_book(self) -> None:
        book = QWidget(self.across)
        column = QVBoxLayout(book)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.grouping = Button(
            "", kind=Kind.GHOST, trailing="chevron-down", tip=tr("Group prices"), parent=book
        )
        head = QHBoxLayout()
        head.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.SMALL, 0)
        head.addWidget(Label(tr("Order book"), Type.BODY, weight=Weight.SEMIBOLD))
        head.addStretch()
        head.addWidget(self.grouping)
        column.addLayout(head)
        self.beside = QSplitter(Qt.Orientation.Vertical, book)
        self.ladder, self.tape = Ladder(self.beside), Tape(self.beside)
        column.addWidget(self.beside, 1)

    def _share_room(self) -> None:
        """How much of the room each part has, until a layout says otherwise."""
        for splitter, stretch, sizes in (
            (self.upright, (5, 2), [560, 200]),
            (self.beside, (5, 2), [560, 220]),
            (self.across, (1, 0, 0), [850, 240, 268]),
        ):
            splitter.setHandleWidth(tokens.HAIRLINE)
            splitter.setChildrenCollapsible(False)
            for n, share in enumerate(stretch):
                splitter.setStretchFactor(n, share)
            splitter.setSizes(sizes)

    def _connect(self) -> None:
        self.bar.pairs_wanted.connect(self.pairs_wanted)
        self.bar.interval_chosen.connect(self.set_interval)
        self.bar.tools.addWidget(self.charting.studies_button)
        self.bar.tools.addWidget(self.charting.draw_button)
        self.market.moved.connect(self._moved)
        self.market.loaded.connect(self._moved)
        self.market.failed.connect(self._fail)
        self.orders.failed.connect(self._fail)
        self.orders.changed.connect(self._own_changed)
        self._desk.tickers_changed.connect(self._show_bar)
        self.ladder.chosen.connect(self._price_chosen)
        self.ladder.take.connect(self.hands.take)
        self.ladder.cancel_here.connect(self._cancel)
        self.ladder.pointed.connect(self._moved)
        self.charting.price_chosen.connect(self._price_chosen)
        self.charting.order_wanted.connect(self.entry_panel.begin)
        self.charting.amend_wanted.connect(self._amend)
        self.own.amend_wanted.connect(self._amend)
        self.own.pair_wanted.connect(self.pair_wanted)
        self.own.forget_alerts.connect(self.orders.forget_alerts)
        self.own.deposit_wanted.connect(self.deposit_wanted)
        self.entry_panel.deposit_asked.connect(self.deposit_wanted)
        self.entry_panel.sums.fee.does(self.fees_wanted.emit)
        self.entry.placed.connect(self._placed)
        self.entry.refused.connect(self._refused)
        self.grouping.does(self._choose_group)
        self.ladder.installEventFilter(self)
        self.upright.installEventFilter(self)

    # What is shown

    def begins(self) -> QWidget:
        return self.ladder

    @property
    def pair(self) -> PairInfo | None:
        return self.market.pair

    def show_pair(self, pair: PairInfo | None) -> None:
        """Show a pair; None lets go of everything."""
        other = (pair and pair.pair) != (self.pair and self.pair.pair)
        self.market.follow(pair)
        self.orders.belong_to(None if pair is None else pair.space_id)
        self.entry_panel.set_pair(pair)
        if other:
            self.ladder.set_pair(pair)
            self.ladder.set_group(1)
            self.charting.show_pair(pair)
            self.amend.close_panel()
        self._show_closed()
        self._show_bar()
        self._own_changed()

    def _show_closed(self) -> None:
        """Why nothing can be traded, above the chart and in the order form."""
        pair = self.pair
        words = "" if pair is None else closed_text(self._desk, pair)
        self.closed.show_words(words, self._closed_until, can_change=bool(words))
        self.entry.standing = self._desk.standing
        self.entry_panel.set_closed(words)

    @property
    def _closed_until(self) -> datetime | None:
        """When what closes trading ends by itself."""
        pair, standing, exchange = self.pair, self._desk.standing, self._desk.exchange
        if (exchange is not None and exchange.halted) or (standing is not None and standing.blocked):
            return None
        if standing is not None and standing.stopped:
            return standing.stopped_until
        return None if pair is None else pair.resumes_at

    def set_seen(self, seen: bool) -> None:
        """Whether somebody looks."""
        self.market.set_seen(seen)
        self.orders.set_seen(seen)
        self._desk.watch_tickers(seen, self)
        if seen:
            self._second.start()
        else:
            self._second.stop()
            self.layouts.keep()
            self.charting.keep()

    @Slot()
    def _moved(self) -> None:
        market = self.market
        self.ladder.show_book(market.book, market.last, market.rising)
        self.tape.show_trades(market.pair, market.tape)
        if self.views.currentWidget() is self.depth_chart:
            self.depth_chart.show_book(market.pair, market.book)
        self.entry_panel.refresh()
        self._show_bar()
        self._name_group()

    @Slot()
    def _show_bar(self) -> None:
        pair = self.pair
        ticker = None if pair is None else self._desk.tickers.get(pair.pair)
        self.hands.follow(ticker)
        self.bar.show_pair(pair, ticker, self.market.last, rising=self.market.rising)

    @Slot()
    def _own_changed(self) -> None:
        pair = self.pair
        if pair is not None:
            mine = [order for order in self.orders.open if order.pair == pair.pair]
            self.ladder.set_mine([(o.side, o.price, o.number) for o in mine if o.price])
        self.entry_panel.refresh()

    @Slot()
    def _tell_time(self) -> None:
        """How long the bar of now goes on, and what closes trading."""
        self.closed.tell_time(self._closed_until)
        left = max(timedelta(0), self.market.bar_ends_at - utc_now())
        seconds = int(left.total_seconds())
        hours, rest = divmod(seconds, 3600)
        text = f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
        self.charting.set_countdown(text if self.market.last and hours < 100 else "")

    # Choosing

    @Slot(str)
    def set_interval(self, interval: str) -> None:
        """Other bars."""
        if interval in INTERVALS:
            self.bar.choose(interval)
            self.market.follow(self.pair, interval)

    def next_interval(self, by: int) -> None:
        """The next shorter or longer bars."""
        here = INTERVALS.index(self.market.interval)
        self.set_interval(INTERVALS[max(0, min(here + by, len(INTERVALS) - 1))])

    def toggle_depth(self) -> None:
        """The chart, or the depth of the book."""
        self.views.setCurrentIndex(1 - self.views.currentIndex())
        self._moved()

    def _choose_group(self) -> None:
        pair = self.pair
        if pair is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for ticks in GROUPS:
            action = menu.addAction(price_text(ticks, pair))
            action.setCheckable(True)
            action.setChecked(ticks == self.ladder.group)
            action.triggered.connect(lambda _=False, ticks=ticks: self.set_group(ticks))
        menu.popup(self.grouping.mapToGlobal(self.grouping.rect().bottomLeft()))

    def set_group(self, ticks: int) -> None:
        """How many ticks a row of the ladder holds."""
        self.ladder.set_group(ticks)
        self._moved()

    def _name_group(self) -> None:
        text = "" if self.pair is None else price_text(self.ladder.group, self.pair)
        if text and text != self.grouping.text():
            self.grouping.setText(text)
            self.grouping.updateGeometry()

    @Slot(int)
    def _price_chosen(self, ticks: int) -> None:
        self.entry_panel.set_price(ticks)

    @Slot(list)
    def _cancel(self, numbers: list[int]) -> None:
        for number in numbers:
            self.orders.cancel(number)

    @Slot(object)
    def _amend(self, order: OrderInfo) -> None:
        pair = self._desk.pair(order.pair)
        if pair is not None:
            self.amend.open_order(order, pair)

    # What became of orders

    @Slot(object)
    def _placed(self, result: object) -> None:
        status = result.get("status") if isinstance(result, dict) else None
        words = {
            OrderStatus.FILLED.value: tr("Filled."),
            OrderStatus.PARTIALLY_FILLED.value: tr("Partly filled; the rest waits."),
            OrderStatus.EXPIRED.value: tr("Nothing more was to be had: what was left has expired."),
            OrderStatus.EXPIRED_IN_MATCH.value: tr("It would have met an order of your own."),
        }
        text = words.get(str(status), tr("The order is placed."))
        self._notices.post(text, NoticeKind.SUCCESS, source="trade", key="trade.placed")

    @Slot(object)
    def _refused(self, error: PersonError) -> None:
        """Where the form has the keyboard it says so itself."""
        if not self.entry_panel.isAncestorOf(QApplication.focusWidget() or self):
            self._notices.error(error, source="trade")

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self._notices.error(error, source="trade")

    # Room and hands

    def eventFilter(self, watched: object, event: object) -> bool:
        """Parts fit the room they have. The ladder's keys act on what is under the mouse, so it takes the
        keyboard, but not from somebody who types elsewhere."""
        if watched is self.upright and isinstance(event, QResizeEvent):
            for part in (self.bar, self.own, self.charting):
                part.fit(event.size().width())
        if watched is self.ladder and isinstance(event, QEnterEvent):
            typing = QApplication.focusWidget()
            if not isinstance(typing, QLineEdit) or self.isAncestorOf(typing):
                self.ladder.setFocus(Qt.FocusReason.MouseFocusReason)
        return False

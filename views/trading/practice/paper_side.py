"""What stands around the screens while one trades on paper: the banner, the order form, one's own orders."""

from __future__ import annotations

from functools import partial
from itertools import chain

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.kernel.notices import NoticeKind
from controllers.trading.entry import Entry
from controllers.trading.orders import MyOrders
from controllers.trading.outside_market import OutsideMarket
from controllers.trading.reading import Reading
from models.core.errors import PersonError
from models.core.text import tr
from models.trading.entities import OrderInfo
from models.trading.figures import money_text
from views.trading.amend_panel import AmendPanel
from views.trading.entry.panel import EntryPanel
from views.trading.hall import Hall
from views.trading.own_panel import OwnPanel
from views.trading.screens import Screens
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.by_and_by import ByAndBy
from views.widgets.icons import pixmap
from views.widgets.labels import ElidedLabel, Label
from views.widgets.theme import theme
from views.widgets.tokens import Type, Weight


class PaperBanner(QWidget):
    """Says that nothing here is real."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Label(tr("On paper"), weight=Weight.SEMIBOLD, tone="warning")
        self.text = ElidedLabel("", Type.BODY)
        self.fill = Button(tr("Fill up"), tip=tr("Fill the money on paper up again"))
        self.end = Button(tr("End"), icon="x", tip=tr("Trade on paper no more"))
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.MEDIUM + tokens.WIDE, tokens.TINY, tokens.MEDIUM, tokens.TINY)
        row.setSpacing(tokens.MEDIUM)
        for part, stretch in ((self.title, 0), (self.text, 1), (self.fill, 0), (self.end, 0)):
            row.addWidget(part, stretch)
        self.setAccessibleName(tr("You trade on paper"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme().colours
        ground = QColor(colours.role("warning"))
        ground.setAlphaF(tokens.SELECTION)
        painter.fillRect(self.rect(), ground)
        side = tokens.ICON_SMALL
        mark = pixmap("file-text", side, colours.role("warning"), self.devicePixelRatioF())
        painter.drawPixmap(tokens.MEDIUM, (self.height() - side) // 2, mark)


class PaperSide(QObject):
    """Puts the parts around the screens of a room, once that market is traded on paper."""

    def __init__(self, hall: Hall, screens: Screens, orders: MyOrders, market: OutsideMarket) -> None:
        super().__init__(screens)
        self._hall, self.screens, self.orders, self.market = hall, screens, orders, market
        self.desk = hall.parts.paper
        self.button = Button(tr("Trade on paper"), icon="file-text")
        self.banner = PaperBanner()
        self.banner.hide()
        self.entry: Entry | None = None
        self.entry_panel: EntryPanel | None = None
        self.own: OwnPanel | None = None
        self._building: ByAndBy | None = None
        self.banner.end.does(self.desk.end)
        self.banner.fill.does(self.desk.fill)
        self.desk.changed.connect(self._follow)
        orders.changed.connect(self._own_changed)
        orders.failed.connect(self._tell)
        self.desk.failed.connect(self._tell)

    @property
    def on(self) -> bool:
        """Whether this market is traded on paper."""
        return self.desk.source is self.market

    def begin(self, reading: Reading | None) -> None:
        """Trade this market, whose prices come of `reading`."""
        if not self.on and reading is not None:
            self.desk.begin(self.market, reading)

    def set_seen(self, seen: bool) -> None:
        """Whether somebody looks."""
        self.orders.set_seen(seen and self.on)

    # What is shown

    def _furnish(self) -> None:
        """Make the parts, when they are first needed."""
        if self._building is not None:
            return
        screens, orders = self.screens, self.orders
        entry = self.entry = Entry(self._hall.parts.actor, self)
        panel = EntryPanel(entry, self.market, orders, screens.aside)
        own = OwnPanel(orders, self.desk.pair_of, screens.below, exports=False)
        screens.aside.addWidget(panel)
        screens.below.addWidget(own)
        self._building = ByAndBy(chain(panel.build(), own.build()), self)
        self._building.done.connect(partial(self._furnished, entry, panel, own))
        self._building.start()

    def _furnished(self, entry: Entry, panel: EntryPanel, own: OwnPanel) -> None:
        """They are there: they follow the market from now on."""
        screens, orders = self.screens, self.orders
        self.entry_panel, self.own = panel, own
        panel.legend.hide()
        panel.sums.fee.setEnabled(False)
        self.amend = AmendPanel(orders, screens)
        screens.below.setStretchFactor(0, 1)
        screens.below.setSizes([420, 170])
        screens.fitted.connect(own.fit)
        own.fit(screens.below.width())
        screens.ladder.chosen.connect(panel.set_price)
        screens.ladder.take.connect(lambda side, price: entry.quick(side, price, panel.lots))
        screens.ladder.cancel_here.connect(self._cancel)
        screens.charting.price_chosen.connect(panel.set_price)
        self.market.moved.connect(panel.refresh)
        own.amend_wanted.connect(self._amend)
        own.forget_alerts.connect(orders.forget_alerts)
        own.deposit_wanted.connect(self.desk.fill)
        panel.deposit_asked.connect(self.desk.fill)
        entry.placed.connect(self._placed)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        pair = self.desk.pair if self.on else None
        shown = pair is not None
        if shown:
            self._furnish()
        self.banner.setVisible(self.on)
        self.button.setEnabled(not self.on)
        for part in (self.entry_panel, self.own):
            if part is not None:
                part.setVisible(shown)
        self.orders.belong_to(self.desk.space_id if shown else None)
        self.orders.set_seen(shown and self.screens.isVisible())
        if self.entry_panel is not None:
            self.entry_panel.set_pair(pair)
        self._own_changed()

    @Slot()
    def _own_changed(self) -> None:
        pair = self.desk.pair if self.on else None
        if pair is None:
            self.screens.ladder.set_mine(())
            self.banner.text.setText(tr("It is being begun…"))
            return
        mine = [order for order in self.orders.open if order.pair == pair.pair]
        self.screens.ladder.set_mine([(o.side, o.price, o.number) for o in mine if o.price])
        money = money_text(self.orders.available(pair.quote), pair.quote, 2)
        coins = money_text(self.orders.available(pair.base), pair.base)
        self.banner.text.setText(
            tr("None of this money is real, nobody sees your orders. You may spend {money} {quote} and "
               "{coins} {base}.", money=money, quote=pair.quote, coins=coins, base=pair.base)
        )  # fmt: skip
        if self.entry_panel is not None:
            self.entry_panel.refresh()

    # Hands

    @Slot(list)
    def _cancel(self, numbers: list[int]) -> None:
        for number in numbers:
            self.orders.cancel(number)

    @Slot(object)
    def _amend(self, order: OrderInfo) -> None:
        pair = self.desk.pair_of(order.pair)
        if pair is not None:
            self.amend.open_order(order, pair)

    @Slot(object)
    def _placed(self, _result: object) -> None:
        self._hall.parts.notices.post(
            tr("The order on paper is placed."), NoticeKind.SUCCESS, source="trade", key="trade.placed"
        )

    @Slot(object)
    def _tell(self, error: PersonError) -> None:
        if self.screens.isVisible():
            self._hall.parts.notices.error(error, source="trade")

"""The place where a pair is traded: `spot/BTC-USDT`; without a pair the one of last time. With `?order=12` or
`?trade=7` one's own order or trade of that number is chosen below the chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from controllers.trading.exporting import What
from models.core.errors import PersonError
from models.core.text import tr
from models.trading.entities import PairInfo
from views.shell.places import Page
from views.shell.workspace import Crumb
from views.trading.hall import Hall
from views.trading.own_panel import HISTORY, TRADES
from views.trading.page import TradePage
from views.trading.places import AUDIT, MANAGE, MINE, SPOT
from views.trading.saving import ask_csv
from views.widgets.states import StateStack

_LONG = 19  # digits that no number of an order has


class SpotPage(Page):
    """Follows the exchange: a pair that is there no more is left for another."""

    keeps_query = False

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        parts = hall.parts
        self._hall = hall
        self._wanted = ""
        self._begun = False
        self._linked = False
        self._sought: tuple[str, int] | None = None
        self.market = TradePage(parts.actor, parts.notices, parts.exchange, parts.memory, hall.registry)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = StateStack(self.market, parent=self)
        self._stack.show_loading()
        column.addWidget(self._stack)
        self.market.building.done.connect(self._built)
        parts.exchange.changed.connect(self.follow)

    @Slot()
    def _built(self) -> None:
        hall, parts = self._hall, self._hall.parts
        self.market.pairs_wanted.connect(hall.choose_pair)
        self.market.pair_wanted.connect(hall.visit_pair)
        self.market.deposit_wanted.connect(hall.ask_wallet)
        self.market.fees_wanted.connect(lambda: hall.visit(f"{MANAGE}/{MINE}"))
        self.market.closed.manage.does(lambda: hall.visit(MANAGE))
        self.market.own.export_wanted.connect(self._export)
        self.market.own.audit_wanted.connect(lambda what: hall.visit(f"{AUDIT}/{what}"))
        self.market.bar.life.does(parts.pulse.toggle)
        parts.pulse.changed.connect(self._show_pulse)
        self._show_pulse()
        self._stack.show_content()
        if self.isVisible():
            self._begin_seen()
        self.follow()

    # Places

    def begins(self) -> QWidget:
        if self._linked and self.market.building.is_done:
            return self.market.own.tables[self.market.own.tab]
        return self._stack

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        if len(ids) > 1:
            return False
        self._wanted = ids[0].replace("-", "/").upper() if ids else ""
        self._linked, self._sought = False, None
        for tab, number in ((HISTORY, query.get("order", "")), (TRADES, query.get("trade", ""))):
            if number.isdecimal() and len(number) < _LONG:
                self._linked, self._sought = True, (tab, int(number))
        self.follow()
        return True

    @property
    def title(self) -> str:
        return self._wanted

    @property
    def pair(self) -> PairInfo | None:
        """The pair whose market is shown."""
        return self.market.pair

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Spot")), Crumb(self._wanted)) if self._wanted else (Crumb(tr("Spot")),)

    def forget(self) -> None:
        self._wanted = ""
        if self.market.building.is_done:
            self.market.show_pair(None)

    # What is shown

    @Slot()
    def follow(self) -> None:
        """Show the pair that is wanted, where it can be; the page is made for the first one."""
        parts, desk = self._hall.parts, self._hall.parts.exchange
        if not self.market.building.is_done:
            if desk.joined and desk.pairs and not self._begun:
                self._begun = True
                parts.prepare(self.market.building.start)  # beside an import both would take longer
            return
        if not (desk.joined and desk.pairs):
            if desk.ready:
                self.market.show_pair(None)
            return
        pair = desk.pair(self._wanted) or desk.pair(parts.memory.last) or desk.pairs[0]
        if self._wanted and pair.pair != self._wanted:
            parts.notices.error(
                PersonError(tr("There is no pair {pair} here.", pair=self._wanted[:20])), source="trade"
            )
        if pair.pair != self._wanted:
            self._wanted = pair.pair
            self.adjusted.emit(f"{SPOT}/{pair.pair.replace('/', '-')}")
        parts.memory.set_last(pair.pair)
        self.market.show_pair(pair)
        if self._sought is not None:
            self.market.own.seek(*self._sought)
            self._sought = None
        self.title_changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.market.building.is_done:
            self._begin_seen()

    def _begin_seen(self) -> None:
        self.market.set_seen(True)
        if self.market.charting.chart is None:
            self._hall.parts.prepare(self.market.charting.furnish)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.market.building.is_done:
            self.market.set_seen(False)

    @Slot()
    def _show_pulse(self) -> None:
        self.market.bar.show_life(self._hall.parts.pulse.running)

    @Slot(str)
    def _export(self, what: str) -> None:
        """Ask where, and write it there."""
        ask_csv(self, what, lambda path: self._hall.parts.exporting.export(What(what), path))

    # What actions do

    def new_order(self, side: str) -> None:
        """Go to the order form."""
        self.market.entry_panel.set_side(side)
        self.market.entry_panel.amount.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_own(self, tab: str) -> None:
        """Show one of one's own tables, with the keyboard in it."""
        self.market.own.show_tab(tab)
        self.market.own.tables[tab].setFocus(Qt.FocusReason.ShortcutFocusReason)

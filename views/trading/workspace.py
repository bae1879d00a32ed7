"""The Trade workspace: a pair's page, and the states that stand for it where there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.kernel.actions import Actions
from app.kernel.actor import Actor
from app.kernel.notices import Notices
from controllers.trading.exchange import ExchangeDesk
from controllers.trading.exporting import Exporting, What
from controllers.trading.founding import Founding
from controllers.trading.memory import TradeMemory
from controllers.trading.pulse import Pulse
from models.core.errors import PersonError
from models.core.text import tr
from views.shell.workspace import Crumb, Workspace
from views.trading.hands import LadderHands
from views.trading.page import TradePage
from views.trading.pairs_panel import PairsPanel
from views.widgets.states import State, StateStack, StateView

SPOT = "spot"


class Parts(Protocol):
    """What the workspace is made of."""

    @property
    def actor(self) -> Actor: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def exchange(self) -> ExchangeDesk: ...

    @property
    def founding(self) -> Founding: ...

    @property
    def memory(self) -> TradeMemory: ...

    @property
    def exporting(self) -> Exporting: ...

    @property
    def pulse(self) -> Pulse: ...

    def prepare(self, done: Callable[[], None]) -> None:
        """Import what the chart is drawn with on a thread, then call `done` on this one."""


class TradeWorkspace(Workspace):
    """Places: "" (the pair of last time) and `spot/BTC-USDT`. `wallet_asked`: money is to be brought here;
    `sample_asked`: the sample world is to be loaded."""

    wallet_asked = Signal()
    sample_asked = Signal()

    def __init__(self, parts: Parts, actions: Actions) -> None:
        super().__init__()
        self._parts = parts
        self._path = ""
        self._wanted = ""
        self.page = TradePage(parts.actor, parts.notices, parts.exchange, parts.memory, actions)
        self._stack = StateStack(self.page)
        self.pairs = PairsPanel(parts.exchange, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.page.pairs_wanted.connect(self.choose_pair)
        self.page.pair_wanted.connect(self.visit_pair)
        self.page.deposit_wanted.connect(self.wallet_asked)
        self.page.own.export_wanted.connect(self._export)
        self.page.bar.life.does(parts.pulse.toggle)
        parts.pulse.changed.connect(self._show_pulse)
        self.pairs.pair_chosen.connect(self.visit_pair)
        parts.exchange.changed.connect(self._follow)
        parts.exchange.failed.connect(self._fail)
        parts.actor.changed.connect(self._somebody_else)
        self._stack.show_loading()
        parts.exchange.refresh()

    # Places

    def begins(self) -> QWidget:
        return self._stack

    @property
    def title(self) -> str:
        return self._wanted

    def place(self) -> str:
        return self._path

    def go(self, place: str) -> None:
        segment, _, name = place.partition("?")[0].strip("/").partition("/")
        self._wanted = name.replace("-", "/").upper() if segment == SPOT else ""
        self._path = place.partition("?")[0] if self._wanted else ""
        self._follow()

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Spot")), Crumb(self._wanted)) if self._wanted else (Crumb(tr("Spot")),)

    @Slot(str)
    def visit_pair(self, name: str) -> None:
        """Look at a pair, as a step of back and forward."""
        if name != self._wanted:
            self.go(f"{SPOT}/{name.replace('/', '-')}")
            self.place_changed.emit(self._path)

    def focus_search(self) -> bool:
        self.choose_pair()
        return True

    # What is shown

    @Slot()
    def _follow(self) -> None:
        desk = self._parts.exchange
        if not desk.ready:
            self._stack.show_loading()
            return
        state = self._state()
        if state is not None:
            self.page.show_pair(None)
            self._stack.show_state(state)
            return
        pair = desk.pair(self._wanted) or desk.pair(self._parts.memory.last) or desk.pairs[0]
        if self._wanted and pair.pair != self._wanted:
            self._parts.notices.error(
                PersonError(tr("There is no pair {pair} here.", pair=self._wanted[:20])), source="trade"
            )
        if pair.pair != self._wanted:
            self._wanted = pair.pair
            self._path = f"{SPOT}/{pair.pair.replace('/', '-')}"
            self.place_adjusted.emit(self._path)
        self._parts.memory.set_last(pair.pair)
        self._stack.show_content()
        self.page.show_pair(pair)
        self.title_changed.emit()

    def _state(self) -> StateView | None:
        """What stands in the page's place; None where there is a market to show."""
        desk, founding = self._parts.exchange, self._parts.founding
        if desk.exchange is None:
            state = StateView(
                State.EMPTY,
                tr("There is no exchange on this computer yet."),
                tr("Open one with play money and five pairs, or load the sample world: its market lives."),
                icon="chart-candlestick",
                action=tr("Open an exchange"),
                do=founding.found,
            )
            state.add_choice(tr("Load the sample world"), self.sample_asked.emit)
            return state
        if not desk.joined:
            return StateView(
                State.EMPTY,
                tr("{name} is an exchange on this computer.", name=desk.exchange.name),
                tr("Joining costs nothing: you get a wallet there."),
                icon="chart-candlestick",
                action=tr("Join"),
                do=founding.join,
            )
        if not desk.pairs:
            return StateView(
                State.EMPTY, tr("Nothing is traded on {name} yet.", name=desk.exchange.name),
                icon="chart-candlestick",
            )  # fmt: skip
        return None

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self._stack.show_error(error, self._parts.exchange.refresh)

    @Slot()
    def _somebody_else(self) -> None:
        self.pairs.close_panel()
        self._wanted = self._path = ""
        self.page.show_pair(None)
        self._stack.show_loading()
        self._parts.exchange.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.page.set_seen(True)
        if self.page.charting.chart is None:
            self._parts.prepare(self.page.charting.furnish)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.page.set_seen(False)
        self._parts.exchange.watch_tickers(False)

    @Slot()
    def _show_pulse(self) -> None:
        self.page.bar.show_life(self._parts.pulse.running)

    def toggle_life(self) -> None:
        """Wake the market, or let it rest."""
        self._parts.pulse.toggle()

    @Slot(str)
    def _export(self, what: str) -> None:
        """Ask where, by the dialog of the system, which does not block the window."""
        dialog = QFileDialog(self, tr("Export CSV"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"{what}.csv")
        dialog.fileSelected.connect(lambda path: self._parts.exporting.export(What(what), Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # What actions do

    @property
    def space_id(self) -> UUID | None:
        """The exchange's space."""
        return self._parts.exchange.space_id

    @property
    def pulse(self) -> Pulse:
        """Whether simulated participants trade."""
        return self._parts.pulse

    @property
    def hands(self) -> LadderHands:
        return self.page.hands

    @property
    def has_pair(self) -> bool:
        """Whether a market is shown."""
        return self._stack.currentWidget() is self.page

    @Slot()
    def choose_pair(self) -> None:
        """Open the list of pairs."""
        self.pairs.open_panel()

    def new_order(self, side: str) -> None:
        """Go to the order form."""
        self.page.entry_panel.set_side(side)
        self.page.entry_panel.amount.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_own(self, tab: str) -> None:
        """Show one of one's own tables, with the keyboard in it."""
        self.page.own.show_tab(tab)
        self.page.own.tables[tab].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle_depth(self) -> None:
        """The chart, or the depth of the book."""
        self.page.toggle_depth()

    def next_interval(self, by: int) -> None:
        """Shorter or longer bars."""
        self.page.next_interval(by)

    def save_layout(self) -> None:
        """Keep how the page is arranged under a name."""
        self.page.layouts.ask_name()

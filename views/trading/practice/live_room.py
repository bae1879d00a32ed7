"""Live prices of an exchange elsewhere on the screens, and the index over several."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from controllers.trading.live_desk import EXCHANGES
from controllers.trading.orders import MyOrders
from models.core.errors import Invalid
from models.core.text import tr
from models.trading.figures import price_text
from models.trading.index_price import Index
from views.trading.hall import Hall
from views.trading.practice.paper_side import PaperSide
from views.trading.screens import Screens
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.chips import Chip
from views.widgets.fields import Select
from views.widgets.focus import HandsOn
from views.widgets.labels import ElidedLabel, Label
from views.widgets.states import State, StateStack, StateView
from views.widgets.surfaces import Hairline
from views.widgets.tokens import Type

_PAIR_WIDE = 110


class LiveRoom(HandsOn):
    """Asks no network before somebody presses Connect."""

    def __init__(self, hall: Hall, parent: QWidget) -> None:
        super().__init__(parent)
        self._hall = hall
        self.live = hall.parts.live
        self._furnished = False

    def build(self) -> Iterator[None]:
        """Make it, a part a step; nothing of it may be used before."""
        hall, parts = self._hall, self._hall.parts
        self.orders = MyOrders(parts.actor, parts.notices, self)
        self.exchange, self.pair = Select(tr("Exchange")), QLineEdit(self.live.pair)
        for name, title in EXCHANGES.items():
            self.exchange.addItem(title, name)
        self.pair.setAccessibleName(tr("Pair"))
        self.pair.setFixedWidth(_PAIR_WIDE)
        self.connect_button = Button(tr("Connect"), kind=Kind.PRIMARY)
        self.line = ElidedLabel("", Type.CAPTION, tone="dim")
        self.chips = {name: Chip(title) for name, title in EXCHANGES.items()}
        self.index = Label("", tabular=True)
        self.left_out = ElidedLabel("", Type.CAPTION, tone="dim")
        yield
        self.screens = Screens(self.live.market, self.orders, parts.memory, hall.registry, self)
        yield
        self.paper = PaperSide(hall, self.screens, self.orders, self.live.market)
        self._shown = ("", "")
        self._lay_out()
        self.connect_button.does(self.toggle)
        self.pair.returnPressed.connect(self.connect_now)
        for name, chip in self.chips.items():
            chip.toggled.connect(lambda on, name=name: self.live.include(name, on))
        self.paper.button.does(lambda: self.paper.begin(self.live.reading))
        self.live.changed.connect(self._follow)
        self._furnished = True
        self.paper.set_seen(self.isVisible())
        self._follow()

    def _lay_out(self) -> None:
        top, below = QHBoxLayout(), QHBoxLayout()
        for row in (top, below):
            row.setSpacing(tokens.SMALL)
        for widget in (self.exchange, self.pair, self.connect_button):
            top.addWidget(widget)
        top.addWidget(self.line, 1)
        top.addWidget(self.paper.button)
        self._index_row = QWidget()
        self._index_row.setLayout(below)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(Label(tr("Index with"), Type.CAPTION, tone="dim"))
        for chip in self.chips.values():
            below.addWidget(chip)
        below.addWidget(self.index)
        below.addWidget(self.left_out, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QVBoxLayout()
        bar.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.MEDIUM, tokens.SMALL)
        bar.setSpacing(tokens.TINY)
        bar.addLayout(top)
        bar.addWidget(self._index_row)
        self.stack = StateStack(self.screens)
        column.addLayout(bar)
        column.addWidget(self.paper.banner)
        column.addWidget(Hairline())
        column.addWidget(self.stack, 1)

    def begins(self) -> QWidget:
        return self.exchange

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._furnished:
            self.paper.set_seen(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._furnished:
            self.paper.set_seen(False)

    # Connecting

    def toggle(self) -> None:
        """Connect, or hang up."""
        if self.live.listening:
            self.live.hang_up()
        else:
            self.connect_now()

    @Slot()
    def connect_now(self) -> None:
        """Listen to what stands in the fields."""
        others = [name for name, chip in self.chips.items() if chip.isChecked()]
        try:
            self.live.listen(self.exchange.currentData(), self.pair.text(), others)
        except Invalid as error:
            self.line.setText(str(error))
            self.line.set_tone("negative")

    # What is shown

    @Slot()
    def _follow(self) -> None:
        live, feed = self.live, self.live.reading
        self.connect_button.setText(tr("Disconnect") if live.listening else tr("Connect"))
        self.paper.button.setVisible(live.market.booked)
        self._index_row.setVisible(live.listening)
        for name, chip in self.chips.items():
            chip.setVisible(name != live.exchange)
        self._show_index(live.index)
        if live.error is not None:
            state, reason = "error", live.error.sentence
        elif feed is None:
            state, reason = "off", ""
        elif feed.up or live.market.at:
            state, reason = "on", feed.reason
        else:
            state, reason = ("offline" if feed.reason else "connecting"), feed.reason
        self._show_line(state, reason)
        if (state, reason) != self._shown:
            self._shown = state, reason
            self._show_state(state, reason)

    def _show_line(self, state: str, reason: str) -> None:
        feed = self.live.reading
        if state == "on" and feed is not None and not feed.up:
            text, tone = tr("The line is down; it is tried again: {reason}", reason=reason), "warning"
        elif state == "on":
            text, tone = tr("● Connected"), "positive"
        elif state == "connecting":
            text, tone = tr("Connecting…"), "dim"
        else:
            text, tone = tr("Not connected"), "dim"
        self.line.setText(text)
        self.line.set_tone(tone)

    def _show_state(self, state: str, reason: str) -> None:
        if state == "on":
            self.stack.show_content()
        elif state == "connecting":
            self.stack.show_loading()
        elif state == "off":
            self.stack.show_state(self._off())
        elif state == "offline":
            self.stack.show_state(
                StateView(
                    State.OFFLINE, tr("{name} does not answer.", name=EXCHANGES[self.live.exchange]),
                    tr("It is tried again by itself. {reason}", reason=reason), action=tr("Try again now"),
                    do=self.live.again, details=reason,
                )
            )  # fmt: skip
        elif self.live.error is not None:
            self.stack.show_error(self.live.error, self.live.again)

    def _off(self) -> StateView:
        return StateView(
            State.OFFLINE, tr("Watch an exchange elsewhere, live, and trade on paper against it."),
            tr("Only its public prices are asked for; nothing of yours is sent. Without a network, play a "
               "recording instead."),
            icon="globe", action=tr("Connect"), do=self.connect_now,
        )  # fmt: skip

    def _show_index(self, index: Index | None) -> None:
        market, problems = self.live.market, self.live.problems
        pair = market.pair
        known = index is not None and index.price > 0 and pair is not None
        self.index.setText(
            tr("{price} from {count}", price=price_text(round(index.price / pair.tick), pair),
               count=len(index.used)) if known and index is not None and pair is not None else "–"
        )  # fmt: skip
        out = [] if index is None else [
            *(tr("{name} is old", name=EXCHANGES[name]) for name in index.stale),
            *(tr("{name} stands apart", name=EXCHANGES[name]) for name in index.apart),
        ]  # fmt: skip
        out += [f"{EXCHANGES[name]}: {why}" for name, why in problems.items()]
        self.left_out.setText(", ".join(out))

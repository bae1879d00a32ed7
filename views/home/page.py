"""Home: who is here, what needs them, and a card or two of every workspace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from controllers.home.greeting import greeting, summary, today
from controllers.home.sample import Sample
from models.core.text import tr
from views.widgets import tokens
from views.widgets.home_card import HomeCard, HomeProvider, Need, NeedRow
from views.widgets.labels import Label
from views.widgets.states import State, StateView
from views.widgets.surfaces import Card, Hairline, ScrollColumn
from views.widgets.tokens import Type

if TYPE_CHECKING:
    from views.home.first_steps import FirstStepsCard

_CARD = 380  # the width that columns are counted by
_HIGH = 242
_MOST_NEEDS = 6
_MINUTE = 60_000


class HomePage(QWidget):
    """`dropped` carries the addresses of files that were dropped here; `add_asked` that the person wants to
    choose some."""

    dropped = Signal(list)
    add_asked = Signal()

    def __init__(
        self,
        providers: Sequence[HomeProvider],
        name: Callable[[], str],
        clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._providers = list(providers)
        self._name, self._clock = name, clock
        self._columns = 0
        self._order: list[HomeCard] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = ScrollColumn(margin=tokens.WIDE, spacing=tokens.LARGE)
        outer.addWidget(scroll)
        self._column = column = scroll.column
        self.first_steps: FirstStepsCard | None = None
        head = QVBoxLayout()
        head.setSpacing(tokens.TINY)
        self.greeting = Label("", Type.HERO)
        self.summary = Label("", tone="dim", wrap=True)
        head.addWidget(self.greeting)
        head.addWidget(self.summary)
        column.addLayout(head)
        self.needs = Card(padding=0)
        self.needs.column.setSpacing(0)
        column.addWidget(self.needs)
        self._needed: list[QWidget] = []
        self.grid = QGridLayout()
        self.grid.setSpacing(tokens.LARGE)
        column.addLayout(self.grid)
        self.empty = self._empty()
        column.addWidget(self.empty, 1000)  # all of the room, where it is shown
        column.addStretch(1)
        self._ticks = QTimer(self)
        self._ticks.setInterval(_MINUTE)
        self._ticks.timeout.connect(self.greet)
        self._fill()

    def _fill(self) -> None:
        """Every workspace's cards, and what it says needs the person."""
        self.setProperty("ring", False)
        self.setAccessibleName(tr("Home"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # it has the keyboard when the window becomes active
        self.cards = [card for provider in self._providers for card in provider.cards()]
        for card in self.cards:
            card.setParent(self)
            card.hide()
            card.wanted_changed.connect(self._arrange)
        for provider in self._providers:
            provider.needs_changed.connect(self._show_needs)
        self._show_needs()
        self._arrange()

    def _empty(self) -> StateView:
        view = StateView(
            State.EMPTY,
            tr("Drop a video anywhere in this window"),
            tr("It is made playable on this computer, stays on it, and waits for you here."),
            icon="square-play",
            action=tr("Add videos"),
            do=self.add_asked.emit,
            drops=True,
        )
        view.setMinimumHeight(_HIGH + tokens.WIDE * 4)
        return view

    def offer_sample(self, sample: Sample) -> None:
        """Have the sample world as a second choice while there is nothing else, where it can be loaded."""
        button = self.empty.add_choice(tr("Load the sample world"), sample.load)

        def show() -> None:
            button.setVisible(sample.can_load)

        sample.changed.connect(show)
        show()

    def add_first_steps(self, card: FirstStepsCard) -> None:
        """Put the card below the greeting."""
        self.first_steps = card
        self._column.insertWidget(1, card)
        self.empty.setMinimumHeight(0)  # so that its buttons are in sight in a small window

    def drop(self, urls: Sequence[QUrl]) -> bool:
        """Take files that were dropped anywhere on the window."""
        self.dropped.emit([url.toString(QUrl.ComponentFormattingOption.FullyEncoded) for url in urls])
        return bool(urls)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.greet()
        self._ticks.start()
        for provider in self._providers:
            provider.set_visible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticks.stop()
        for provider in self._providers:
            provider.set_visible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def greet(self) -> None:
        """Say who is here and what day it is, as it is now."""
        now = self._clock()
        self.greeting.setText(greeting(self._name(), now))
        self.summary.setText(tr("{date}. {summary}", date=today(now), summary=summary(self._needs())))

    def _needs(self) -> int:
        return sum(len(provider.needs()) for provider in self._providers)

    @Slot()
    def _show_needs(self) -> None:
        wanted: list[Need] = [need for provider in self._providers for need in provider.needs()]
        for widget in self._needed:
            self.needs.column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._needed = []
        for n, need in enumerate(wanted[:_MOST_NEEDS]):
            if n:
                self._needed.append(Hairline())
            self._needed.append(NeedRow(need))
        for widget in self._needed:
            self.needs.column.addWidget(widget)
        self.needs.setVisible(bool(wanted))
        self.greet()

    @Slot()
    def _arrange(self) -> None:
        """Cards that have something to show, in as many columns as there is room for."""
        room = self.width() - 2 * tokens.WIDE
        columns = max(1, round((room + tokens.LARGE) / (_CARD + tokens.LARGE)))
        shown = [card for card in self.cards if card.wanted]
        columns = min(columns, max(2, len(shown)))
        self.empty.setVisible(not shown)
        if columns == self._columns and shown == self._order:
            return
        for card in self._order:
            self.grid.removeWidget(card)
            card.setVisible(card in shown)
        for column in range(max(columns, self._columns)):
            self.grid.setColumnStretch(column, 1 if column < columns else 0)
        for n, card in enumerate(shown):
            card.setMinimumHeight(_HIGH)
            self.grid.addWidget(card, n // columns, n % columns)
            card.show()
        self._columns, self._order = columns, shown

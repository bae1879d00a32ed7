"""A recording on the screens, with the bar that plays it above them or what stands in their place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from controllers.trading.orders import MyOrders
from models.core.text import tr
from views.shell.places import Body
from views.trading.hall import Hall
from views.trading.practice.paper_side import PaperSide
from views.trading.practice.transport_bar import TransportBar
from views.trading.screens import Screens
from views.widgets.focus import HandsOn
from views.widgets.states import State, StateStack, StateView
from views.widgets.surfaces import Hairline


class ReplayRoom(HandsOn):
    """Says how to come to a recording while there is none."""

    def __init__(self, hall: Hall, parent: QWidget) -> None:
        super().__init__(parent)
        self._hall = hall
        self.recorder = hall.parts.recorder
        self._furnished = False

    def build(self) -> Iterator[None]:
        """Make it, a part a step; nothing of it may be used before."""
        hall, parts = self._hall, self._hall.parts
        self.orders = MyOrders(parts.actor, parts.notices, self)
        self._inside = Body(self)
        self.stack = StateStack(self._inside, parent=self)
        yield
        self.bar = TransportBar(self.recorder, self)
        yield
        self.screens = Screens(self.recorder.market, self.orders, parts.memory, hall.registry, self._inside)
        yield
        self.paper = PaperSide(hall, self.screens, self.orders, self.recorder.market)
        self.bar.about.addWidget(self.paper.button)
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.screens)
        self._line = Hairline()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.bar, self.paper.banner, self._line):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        self._dialog: QFileDialog | None = None
        self._state = ""
        self.bar.open_wanted.connect(self.choose)
        self.paper.button.does(lambda: self.paper.begin(self.recorder.replay))
        self.paper.desk.again_wanted.connect(self._tell_again)
        self.recorder.changed.connect(self._follow)
        self._furnished = True
        self.paper.set_seen(self.isVisible())
        self._follow()

    def begins(self) -> QWidget:
        if self.recorder.unnamed:
            return self.bar.named
        return self.bar.timeline if self.stack.currentWidget() is self._inside else self.stack

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._furnished:
            self.paper.set_seen(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._furnished:
            self.paper.set_seen(False)

    @Slot()
    def _follow(self) -> None:
        recorder = self.recorder
        state = ("nothing" if recorder.path is None else "unnamed" if recorder.unnamed
                 else "error" if recorder.error is not None
                 else "opening" if recorder.opening else "open")  # fmt: skip
        self._remark()
        if state == self._state:
            return
        self._state = state
        for part in (self.bar, self._line):
            part.setVisible(state != "nothing")
        if state == "nothing":
            self.stack.show_state(self._nothing())
        elif state == "unnamed":
            self.stack.show_state(self._unnamed())
        elif state == "error":
            assert recorder.error is not None
            self.stack.show_error(recorder.error, recorder.again)
            view = self.stack.currentWidget()
            if isinstance(view, StateView):
                view.add_choice(tr("Open another…"), self.choose)
        elif state == "opening":
            self.stack.show_loading()
        else:
            self.stack.show_content()

    def _nothing(self) -> StateView:
        return StateView(
            State.EMPTY,
            tr("Play a day of a market again."),
            tr("Drop a recording here: a capture of an exchange's streams (.gz), a file of bars (.csv), or a "
               "folder of them. It is shown on the same screens, at any speed."),
            icon="history", action=tr("Open a recording…"), do=self.choose, drops=True,
        )  # fmt: skip

    def _unnamed(self) -> StateView:
        assert self.recorder.path is not None and self.recorder.error is not None
        return StateView(
            State.EMPTY, tr("What is “{name}” of?", name=self.recorder.path.name),
            self.recorder.error.what_now, icon="history", action=tr("Name the pair"), do=self.bar.ask_pair,
        )  # fmt: skip

    def _remark(self) -> None:
        """What is to be known of the book."""
        market = self.recorder.market
        self.screens.book.setVisible(not self.recorder.of_bars)
        self.paper.button.setVisible(not self.recorder.of_bars)
        text = ""
        if self.recorder.of_bars:
            text = tr("A file of bars has no order book.")
        elif market.at and not market.believed:
            text = (
                tr("The order book has a gap; it comes back with the next snapshot.")
                if market.booked
                else tr("The order book begins with the first snapshot of the recording.")
            )
        self.screens.remark.setText(text)

    @Slot()
    def _tell_again(self) -> None:
        if self.paper.on:
            self.recorder.replay.tell_again()

    @Slot()
    def choose(self) -> None:
        """Ask for a file, by the dialog of the system, which does not block the window."""
        if self._dialog is None:
            dialog = self._dialog = QFileDialog(self, tr("Open a recording"))
            dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            kinds = "*.gz *.csv *.jsonl *.txt *.log"
            dialog.setNameFilters([tr("Recordings ({kinds})", kinds=kinds), tr("All files (*)")])
            dialog.filesSelected.connect(self._chosen)
        self._dialog.open()

    @Slot(list)
    def _chosen(self, names: list[str]) -> None:
        paths = [Path(name) for name in names]
        if not self.recorder.take(paths):
            self.recorder.open(paths[0])

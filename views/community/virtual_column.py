"""A column of widgets in a scrolling page, of which only those are made that can be seen.

Heights are guessed until a row is made; what changes above the top of the view never moves what is read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from itertools import accumulate
from time import perf_counter
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

K = TypeVar("K", bound=Hashable)

_GUESS = 96
_BEYOND = 500
"""Pixels above and below what is seen in which rows are made, so that Tab and the wheel find them."""

_AT_ONCE = 0.008
"""Seconds of making rows before the window has its turn."""

_LARGEST = 16_000_000
"""Qt's widgets end at 2^24 pixels."""


class Measured(Protocol):
    """What a row of the column can say."""

    def height_at(self, width: int) -> int: ...
    def stops(self) -> list[QWidget]: ...

    @property
    def busy(self) -> bool:
        """Whether it must stay, because something is being written in it."""


class VirtualColumn(QWidget, Generic[K]):
    """`show_keys` says which rows there are; `make` makes one, `renew` brings one up to date.

    `near_end` is told when the end comes into reach.
    """

    near_end = Signal()

    def __init__(
        self, scroll: QScrollArea, make: Callable[[K], QWidget], renew: Callable[[K, QWidget], None]
    ) -> None:
        super().__init__()
        self._scroll = scroll
        self._make = make
        self._renew = renew
        self._keys: list[K] = []
        self._heights: dict[K, int] = {}
        self._tops: list[int] = [0]
        self._live: dict[K, QWidget] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fill)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._settle)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        scroll.verticalScrollBar().valueChanged.connect(self._scrolled)
        scroll.viewport().installEventFilter(self)

    @property
    def live(self) -> dict[K, QWidget]:
        """The rows that are made."""
        return self._live

    def show_keys(self, keys: Sequence[K]) -> None:
        """Rows that are there stay; those above the view push nothing away."""
        anchor, before = self._anchor()
        self._keys = list(keys)
        there = set(keys)
        for key in [key for key in self._live if key not in there]:
            self._drop(key)
        for key, row in self._live.items():
            self._renew(key, row)
            self._measure(key)
        self._lay_out()
        self._hold(anchor, before)
        self._fill()

    @Slot()
    def remeasure(self) -> None:
        """A row has become higher or lower."""
        for key in self._live:
            self._measure(key)
        self._lay_out()
        self._soon.start()

    @Slot()
    def settle(self) -> None:
        """Have the page become as high as its parts: it does not hear of it through several layouts."""
        self._settling.start()

    @Slot()
    def _settle(self) -> None:
        self._inside().updateGeometry()

    # Where things are

    def _inside(self) -> QWidget:
        inside = self._scroll.widget()
        assert inside is not None
        return inside

    def _view(self) -> tuple[int, int]:
        """The part of this column that is seen."""
        viewport = self._scroll.viewport()
        top = -self.mapTo(viewport, QPoint(0, 0)).y() if self._inside().isAncestorOf(self) else 0
        return top, top + viewport.height()

    def _lay_out(self) -> None:
        heights = self._heights
        self._tops = list(accumulate((heights.get(key, _GUESS) for key in self._keys), initial=0))
        self.setFixedHeight(min(self._tops[-1], _LARGEST))
        self.settle()
        places = {key: n for n, key in enumerate(self._keys)}
        for key, row in self._live.items():
            row.setGeometry(0, self._tops[places[key]], self.width(), heights[key])

    def _measure(self, key: K) -> bool:
        """Whether its height is another than it was."""
        row = self._live[key]
        height = row.height_at(self.width())  # type: ignore[attr-defined]
        if self._heights.get(key) == height:
            return False
        self._heights[key] = height
        return True

    def _anchor(self) -> tuple[K | None, int]:
        """The first row that is seen, and how far it is below the top of the view."""
        top, _ = self._view()
        if top <= 0 or not self._keys:
            return None, 0
        place = min(bisect_right(self._tops, top) - 1, len(self._keys) - 1)
        return self._keys[place], self._tops[place] - top

    def _hold(self, anchor: K | None, before: int) -> None:
        """Scroll so that the anchor is where it was."""
        if anchor is None or anchor not in self._keys:
            return
        moved = self._tops[self._keys.index(anchor)] - self._view()[0] - before
        if moved:
            bar = self._scroll.verticalScrollBar()
            bar.setMaximum(max(bar.maximum(), bar.value() + moved))
            bar.setValue(bar.value() + moved)

    # Making and dropping

    @Slot()
    def _fill(self) -> None:
        """Make the rows in reach, a few at a time; drop those out of it."""
        if not self.isVisible() or self.width() <= 0:
            return
        top, bottom = self._view()
        first = max(0, bisect_right(self._tops, top - _BEYOND) - 1)
        until = bisect_right(self._tops, bottom + _BEYOND)
        wanted = self._keys[first:until]
        self._drop_all_but(wanted)
        start, changed, made = perf_counter(), False, False
        anchor = self._anchor()
        for key in wanted:
            if key not in self._live:
                if perf_counter() - start > _AT_ONCE:
                    self._soon.start()
                    break
                changed |= self._add(key)
                made = True
        if changed:
            self._lay_out()
            self._hold(*anchor)
            self._soon.start()
        elif made:
            self._lay_out()
        if made:
            self._chain()
        if bottom + 2 * _BEYOND > self._tops[-1]:
            self.near_end.emit()

    def _add(self, key: K) -> bool:
        row = self._make(key)
        row.setParent(self)
        self._live[key] = row
        changed = self._measure(key)
        row.show()
        return changed

    def _drop_all_but(self, wanted: Sequence[K]) -> None:
        keep = set(wanted)
        focused = self.window().focusWidget()
        for key, row in list(self._live.items()):
            held = row.busy or (focused is not None and row.isAncestorOf(focused))  # type: ignore[attr-defined]
            if key not in keep and not held:
                self._drop(key)

    def _drop(self, key: K) -> None:
        row = self._live.pop(key)
        focused = self.window().focusWidget()
        page = self._scroll.parentWidget()
        if page is not None and focused is not None and row.isAncestorOf(focused):
            page.setFocus(Qt.FocusReason.OtherFocusReason)  # and not a toast
        row.hide()
        row.deleteLater()

    def _chain(self) -> None:
        """Tab goes down the column, whenever its rows were made."""
        last: QWidget | None = None
        for key in self._keys:
            row = self._live.get(key)
            for stop in row.stops() if row is not None else ():  # type: ignore[attr-defined]
                if last is not None:
                    QWidget.setTabOrder(last, stop)
                last = stop

    # What happens around

    @Slot(int)
    def _scrolled(self, _value: int) -> None:
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            live = {key: self._heights[key] for key in self._live}
            self._heights = live
            for key in self._live:
                self._measure(key)
            self._lay_out()
            self._soon.start()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._soon.start()
        return False

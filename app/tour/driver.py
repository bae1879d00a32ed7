"""Drives the window as a person would: keys, mouse and drops, waiting for what is to be seen, never for time.

A walk is a generator. It yields `Until` to wait for a condition and goes on when that holds; between two
looks the event loop runs as it does for a person, so what is measured during a walk is real.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPixmap,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QWidget

LOOK_MS = 15
PATIENCE_S = 20.0
SETTLE_S = 0.25
_LEFT = Qt.MouseButton.LeftButton
_PLAIN = Qt.KeyboardModifier.NoModifier


@dataclass(frozen=True)
class Until:
    """Wait until `holds` is true; the step fails with `what` when it is not within `seconds`."""

    holds: Callable[[], bool]
    what: str
    seconds: float = PATIENCE_S


Walk = Generator[Until, None, None]


@dataclass
class Done:
    """One step as it went."""

    name: str
    look: str
    ok: bool
    seconds: float
    picture: str = ""
    error: str = ""


@dataclass(frozen=True)
class Stage:
    """A step of the tour: its name (also the picture's) and the walk that does it.

    Without a `needed` one that went well, what follows has no sense and is left out.
    """

    name: str
    walk: Callable[[], Walk]
    picture: bool = True
    needed: bool = False


class _Errors(logging.Handler):
    """Keeps what is logged as an error, from any thread: a step during which something broke has failed."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        reason = record.exc_info[1] if record.exc_info else None
        self._told.append(f"{record.getMessage()}: {reason!r}" if reason else record.getMessage())

    def take(self) -> list[str]:
        """What was told since the last call."""
        told, self._told = self._told, []
        return told


class Driver(QObject):
    """Runs stages one after the other and keeps what happened; `finished` tells whether all went well.

    `resting` is true while it looks or takes a picture: what the event loop does then is its own doing.
    """

    finished = Signal(bool)

    def __init__(self, window: QWidget, folder: Path) -> None:
        super().__init__()
        self.window = window
        self.folder = folder
        self.done: list[Done] = []
        self.look = ""
        self.resting = False
        self._errors = _Errors()
        self._drag: tuple[QWidget, QMimeData] | None = None
        self._stages: list[tuple[str, Stage]] = []
        self._walk: Walk | None = None
        self._until: Until | None = None
        self._since = self._asked = 0.0
        self.timer = QTimer(self)
        self.timer.setInterval(LOOK_MS)
        self.timer.timeout.connect(self._tick)

    def add(self, look: str, stages: list[Stage]) -> None:
        """Append stages that are to be seen in this look ("dark-1440x900")."""
        self._stages += [(look, stage) for stage in stages]

    def start(self) -> None:
        """Begin; returns at once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        logging.getLogger().addHandler(self._errors)
        self.timer.start()

    @Slot()
    def _tick(self) -> None:
        """Take the walk one wait further, or begin the next stage."""
        if self._walk is None:
            if not self._stages:
                self._end()
                return
            self.look, stage = self._stages[0]
            self._since = time.monotonic()
            self._walk = stage.walk()
            self._until = None
        try:
            self._step()
        except Exception as error:  # noqa: BLE001  the tour tells every failure and goes on
            self._close(error)

    def _step(self) -> None:
        until = self._until
        if until is not None and not self._holds(until):
            if time.monotonic() - self._asked > until.seconds:
                raise TimeoutError(f"waited {until.seconds:.0f} s for {until.what}")
            return
        assert self._walk is not None
        try:
            self._until = next(self._walk)
            self._asked = time.monotonic()
        except StopIteration:
            self._close(None)

    def _holds(self, until: Until) -> bool:
        self.resting = True
        try:
            return until.holds()
        except LookupError:
            return False
        finally:
            self.resting = False

    def _close(self, error: Exception | None) -> None:
        look, stage = self._stages.pop(0)
        broken = self._errors.take()
        done = Done(stage.name, look, error is None and not broken, round(time.monotonic() - self._since, 2))
        if error is not None:
            broken.insert(0, "".join(traceback.format_exception_only(error)).strip())
        done.error = "\n".join(broken)
        if stage.picture or not done.ok:
            done.picture = f"{len(self.done) + 1:02d}-{stage.name}-{look}.png"
            self.shot(self.folder / done.picture)
        self.done.append(done)
        self._walk = None
        self._report()
        if stage.needed and not done.ok:
            why = f"“{stage.name}” has failed"
            self.done += [Done(left.name, look, False, 0.0, error=why) for look, left in self._stages]
            self._stages = []

    def _end(self) -> None:
        self.timer.stop()
        logging.getLogger().removeHandler(self._errors)
        self.finished.emit(self._report())

    def _report(self) -> bool:
        """Write what went how, after each step, so that it is there whatever happens to the next."""
        report = {"ok": all(d.ok for d in self.done), "steps": [asdict(done) for done in self.done]}
        partial = self.folder / "tour.json.part"
        partial.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        partial.replace(self.folder / "tour.json")
        return bool(report["ok"])

    def shot(self, path: Path) -> None:
        """A picture of the window in front, with the menus that are open over it."""
        self.resting = True
        try:
            picture = self._picture()
        finally:
            self.resting = False
        if not picture.save(str(path)):
            raise OSError(f"the picture {path.name} could not be written")

    def _picture(self) -> QPixmap:
        tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
        others = [top for top in tops if top.windowType() is Qt.WindowType.Window and top is not self.window]
        front = others[-1] if others else self.window
        picture = front.grab()
        painter = QPainter(picture)
        for top in tops:
            if top.windowType() is Qt.WindowType.Popup:
                painter.drawPixmap(front.mapFromGlobal(top.pos()), top.grab())
        painter.end()
        return picture

    @property
    def step(self) -> str:
        """The name of the step that is walked."""
        return f"{self._stages[0][1].name} {self._stages[0][0]}" if self._stages else ""

    # Hands

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self._focus(), key, modifier)

    def write(self, text: str) -> None:
        """Type a text where the focus is."""
        QTest.keyClicks(self._focus(), text)

    def click(self, widget: QWidget, at: QPoint | None = None, keys: Qt.KeyboardModifier = _PLAIN) -> None:
        """Click on a widget where it can be seen; LookupError where something else lies there."""
        handle, place = self._spot(widget, at)
        QTest.mouseMove(handle, place)
        QTest.mouseClick(handle, _LEFT, keys, place)

    def context_menu(self, widget: QWidget) -> None:
        """Press the key for the menu of what is chosen."""
        place = widget.rect().center()
        reason = QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))

    def labelled(self, text: str, within: QWidget) -> QAbstractButton:
        """The button that says `text`."""
        for button in within.findChildren(QAbstractButton):
            if button.text() == text and button.isVisible():
                return button
        raise LookupError(f"no button says “{text}”")

    def double_click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click twice, fast."""
        handle, place = self._spot(widget, at)
        QTest.mouseClick(handle, _LEFT, _PLAIN, place)
        QTest.mouseDClick(handle, _LEFT, _PLAIN, place)

    def hover(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Move the pointer over a widget."""
        QTest.mouseMove(*self._spot(widget, at))

    def _spot(self, widget: QWidget, at: QPoint | None) -> tuple[QWindow, QPoint]:
        """The window and the place in it; LookupError where a hand could not reach the widget."""
        name = widget.objectName() or widget.accessibleName() or type(widget).__name__
        if not (widget.isVisible() and widget.isEnabled()):
            raise LookupError(f"{name} is not to be seen, or not enabled")
        top = widget.window()
        place = widget.mapTo(top, at or widget.rect().center())
        met = top.childAt(place) or top
        if met is not widget and not widget.isAncestorOf(met):
            raise LookupError(f"{met.accessibleName() or type(met).__name__} lies over {name}")
        handle = top.windowHandle()
        if handle is None:
            raise LookupError(f"the window of {name} is not on the screen")
        return handle, place

    def click_row(self, view: QAbstractItemView, row: int, keys: Qt.KeyboardModifier = _PLAIN) -> None:
        """Click on a row of a list, or on a card."""
        self.click(view.viewport(), self._row(view, row), keys)

    def double_click_row(self, view: QAbstractItemView, row: int) -> None:
        """Open a row of a list, or a card."""
        self.double_click(view.viewport(), self._row(view, row))

    def _row(self, view: QAbstractItemView, row: int) -> QPoint:
        """A place on its words, which are below or beside its picture."""
        box = view.visualRect(view.model().index(row, 0))
        if not view.viewport().rect().contains(box.center()):
            raise LookupError(f"row {row} of {view.accessibleName()} is not to be seen")
        return QPoint(box.center().x(), box.bottom() - box.height() // 8)

    def drag(self, target: QWidget, paths: Sequence[Path]) -> None:
        """Drag files over a widget."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        self._drag = (target, data)
        place = target.rect().center()
        for kind in (QDragEnterEvent, QDragMoveEvent):
            QApplication.sendEvent(target, kind(place, Qt.DropAction.CopyAction, data, _LEFT, _PLAIN))

    def let_go(self) -> None:
        """Drop what is dragged."""
        if self._drag is None:
            raise LookupError("nothing is dragged")
        (target, data), self._drag = self._drag, None
        place = QPointF(target.rect().center())
        QApplication.sendEvent(target, QDropEvent(place, Qt.DropAction.CopyAction, data, _LEFT, _PLAIN))

    def find(self, kind: type[Any], name: str = "") -> Any:
        """The widget of this kind (and object name) that can be seen; LookupError where there is none."""
        for widget in self.window.findChildren(kind, name) if name else self.window.findChildren(kind):
            if widget.isVisible():
                return widget
        raise LookupError(f"no {kind.__name__} {name!r} is to be seen")

    def seen(self, kind: type[Any], name: str = "") -> bool:
        """Whether such a widget can be seen."""
        try:
            self.find(kind, name)
        except LookupError:
            return False
        return True

    def _focus(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup.focusWidget() or popup
        return QApplication.focusWidget() or self.window


def settled(seconds: float = SETTLE_S) -> Until:
    """Wait until movements (at most 150 ms) are over, before a picture is taken."""
    end = time.monotonic() + seconds
    return Until(lambda: time.monotonic() >= end, "the window to come to rest", seconds + PATIENCE_S)

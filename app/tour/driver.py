"""Drives the window as a person would: keys, mouse and drops, waiting for what is to be seen, never for time.

A walk is a generator. It yields `Until` to wait for a condition and goes on when that holds; between two
looks the event loop runs as it does for a person, so what is measured during a walk is real.
"""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Generator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

LOOK_MS = 15
PATIENCE_S = 60.0
SETTLE_S = 0.35


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
    """A step of the tour: its name (also the picture's) and the walk that does it."""

    name: str
    walk: Callable[[], Walk]
    picture: bool = True


class Driver(QObject):
    """Runs stages one after the other and keeps what happened; `finished` tells whether all went well."""

    finished = Signal(bool)

    def __init__(self, window: QWidget, folder: Path) -> None:
        super().__init__()
        self.window = window
        self.folder = folder
        self.done: list[Done] = []
        self.look = ""
        self._stages: list[tuple[str, Stage]] = []
        self._walk: Walk | None = None
        self._until: Until | None = None
        self._since = self._asked = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._tick)

    def add(self, look: str, stages: list[Stage]) -> None:
        """Append stages that are to be seen in this look ("dark-1440x900")."""
        self._stages += [(look, stage) for stage in stages]

    def start(self) -> None:
        """Begin; returns at once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._timer.start()

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
        if until is not None and not until.holds():
            if time.monotonic() - self._asked > until.seconds:
                raise TimeoutError(f"waited {until.seconds:.0f} s for: {until.what}")
            return
        assert self._walk is not None
        try:
            self._until = next(self._walk)
            self._asked = time.monotonic()
        except StopIteration:
            self._close(None)

    def _close(self, error: Exception | None) -> None:
        look, stage = self._stages.pop(0)
        done = Done(stage.name, look, error is None, round(time.monotonic() - self._since, 2))
        if error is not None:
            done.error = "".join(traceback.format_exception_only(error)).strip()
        if stage.picture:
            done.picture = f"{len(self.done) + 1:02d}-{stage.name}-{look}.png"
            self.shot(self.folder / done.picture)
        self.done.append(done)
        self._walk = None

    def _end(self) -> None:
        self._timer.stop()
        report = {"steps": [asdict(done) for done in self.done], "ok": all(d.ok for d in self.done)}
        (self.folder / "tour.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        self.finished.emit(bool(report["ok"]))

    def shot(self, path: Path) -> None:
        """A picture of the window as it stands."""
        picture: QImage = self.window.grab().toImage()
        if not picture.save(str(path)):
            raise OSError(f"the picture {path.name} could not be written")

    # Hands

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self._focus(), key, modifier)

    def write(self, text: str) -> None:
        """Type a text where the focus is."""
        QTest.keyClicks(self._focus(), text)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click on a widget that can be seen."""
        if not widget.isVisible():
            raise LookupError(f"{widget.objectName() or type(widget).__name__} is not to be seen")
        place = at or widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    def drop(self, target: QWidget, paths: list[Path]) -> None:
        """Drag files over a widget and let them go."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        place = target.rect().center()
        copy, left, none = (
            Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        events: list[QEvent] = [
            QDragEnterEvent(place, copy, data, left, none),
            QDragMoveEvent(place, copy, data, left, none),
            QDropEvent(QPointF(place), copy, data, left, none),
        ]
        for event in events:
            QApplication.sendEvent(target, event)

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
        return QApplication.focusWidget() or self.window


def settled(seconds: float = SETTLE_S) -> Until:
    """Wait until movements (at most 150 ms) are over, before a picture is taken."""
    end = time.monotonic() + seconds
    return Until(lambda: time.monotonic() >= end, "the window to come to rest", seconds + PATIENCE_S)

"""The whole application on a data folder of its own, driven by keys, mouse and drops as a person would."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.exceptions import TimeoutError
from pytestqt.qtbot import QtBot
from sqlalchemy import insert, select

from app.bootstrap import Nonet
from app.kernel import i18n
from app.kernel.actor import NOBODY
from app.kernel.gateway import Changes
from app.kernel.paths import prepare
from app.services import Services
from models.core.ids import new_id
from models.video.commands import channel_of
from models.video.tables import Channel, Video
from tests.support.records import put_empty
from tests.support.video_world import put_channel, video_row
from views.shell.stack import Berth
from views.shell.window import MainWindow
from views.widgets.theme import Scheme, theme

W = TypeVar("W", bound=QWidget)

_WINDOWS = (MainWindow, Berth, QMenu, QDialog)
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


class House:
    """One start of Nonet; `restart` is the next one on the same folder.

    Keys and the mouse go to the window as the system would send them, so that what covers a button takes
    its click, and shortcuts, popups and the focus do what they do for a person.
    """

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.start()

    @property
    def window(self) -> MainWindow:
        return self.nonet.window

    @property
    def services(self) -> Services:
        assert self.nonet.services is not None
        return self.nonet.services

    @property
    def account(self) -> UUID:
        """Who is signed in."""
        return self.services.actor.account

    # Coming and going

    def start(self, *, somebody: bool = True) -> None:
        """Open the window on the folder; wait until it is usable, or asks who is here."""
        self.nonet = nonet = Nonet(prepare(self.folder))
        nonet.show()
        self.until(lambda: nonet.services is not None and nonet.services.session.ready)
        assert (self.account != NOBODY) is somebody
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)

    def close(self) -> None:
        """Close the window as a person does, and leave nothing of it behind."""
        window = self.window
        detached = list(window.stack.windows.values())
        window.close()
        self.nonet.close()
        for each in (*detached, window):
            each.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()

    def restart(self, *, somebody: bool = True) -> None:
        """Close it and start it again; `somebody` is False where it is going to ask who is here."""
        self.close()
        self.start(somebody=somebody)

    # Hands

    def press(self, *keys: str) -> None:
        """Press keys such as `Ctrl+Shift+P`, one after the other, in the active window."""
        for each in keys:
            QTest.keySequence(self._handle(), QKeySequence(each))

    def write(self, text: str) -> None:
        """Type a text where the focus is."""
        focused = self.focus
        assert focused is not None, "nothing has the focus"
        for character in text:
            if character.isascii():
                QTest.keyClicks(focused, character)
            else:  # no key of QTest's, but of many keyboards
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QApplication.sendEvent(focused, QKeyEvent(kind, 0, NONE, character))

    def click(self, widget: QWidget, at: QPoint | None = None, button: Qt.MouseButton = LEFT) -> None:
        """Click on a widget as soon as it can be reached."""
        place = self._reach(widget, at)
        QTest.mouseClick(self._handle(widget), button, NONE, place)

    def drop(
        self,
        things: Sequence[Path | str | QUrl],
        target: QWidget | None = None,
        at: QPoint | None = None,
    ) -> None:
        """Drag files and links over a widget (the window's middle) and let them go."""
        data = QMimeData()
        data.setUrls(
            [QUrl.fromLocalFile(str(each)) if isinstance(each, Path) else QUrl(each) for each in things]
        )
        self.drop_data(data, target, at)

    def drop_data(self, data: QMimeData, target: QWidget | None = None, at: QPoint | None = None) -> None:
        """Drag this over a widget (the window's middle) and let it go."""
        over = target or self.window.body
        place = self._reach(over, at)
        copy, handle = Qt.DropAction.CopyAction, self._handle(over)
        QApplication.sendEvent(handle, QDragEnterEvent(place, copy, data, LEFT, NONE))
        QApplication.sendEvent(handle, QDragMoveEvent(place, copy, data, LEFT, NONE))
        QApplication.sendEvent(handle, QDropEvent(QPointF(place), copy, data, LEFT, NONE))

    def _handle(self, widget: QWidget | None = None) -> QWindow:
        top = widget.window() if widget is not None else QApplication.activeWindow() or self.window
        handle = top.windowHandle()
        assert handle is not None
        return handle

    def _reach(self, widget: QWidget, at: QPoint | None) -> QPoint:
        """The point (or the middle) in the widget's window, when a hand that looks would go there: not while
        the widget is still to come or something lies over it."""

        def place() -> QPoint:
            return widget.mapTo(widget.window(), at or widget.rect().center())

        def reachable() -> bool:
            there = widget.window().childAt(place()) or widget.window()
            return widget.isVisible() and (there is widget or widget.isAncestorOf(there))

        self.until(reachable)
        return place()

    # Eyes

    def until(self, holds: Callable[[], object], seconds: float = 15) -> None:
        """Wait for a condition; fails with its words and with what the window says."""
        try:
            self.qtbot.waitUntil(lambda: bool(holds()), timeout=round(seconds * 1000))
        except TimeoutError:
            said = [notice.text for notice in self.nonet.notices.history][-3:]
            raise AssertionError(
                f"waited {seconds:g} s in vain for {_words(holds)}; the last notices were {said}"
            ) from None

    def seen(self, kind: type[W], fits: Callable[[W], object] = lambda _: True) -> list[W]:
        """The visible widgets of a kind, in every window."""
        return [
            widget
            for top in QApplication.topLevelWidgets()
            if top.isVisible()
            for widget in [top, *top.findChildren(QWidget)]
            if isinstance(widget, kind) and widget.isVisible() and fits(widget)
        ]

    def find(self, kind: type[W], name: str = "") -> W:
        """The one visible widget of a kind, with this accessible name where one is given."""
        fitting = self.seen(kind, lambda widget: not name or widget.accessibleName() == name)
        assert len(fitting) == 1, f"{len(fitting)} of {kind.__name__} {name!r} are to be seen"
        return fitting[0]

    @property
    def focus(self) -> QWidget | None:
        """Where keys go."""
        return QApplication.focusWidget()

    # What there is

    def add_videos(self, *titles: str, **values: Any) -> list[UUID]:
        """Ready videos of whoever is signed in, the first the newest, as if they had been imported."""
        account, channel, now = self.account, channel_of(self.account), datetime.now(UTC)
        ids = [new_id() for _ in titles]
        rows = [
            video_row(channel, id_, title=title, added_at=now - timedelta(minutes=n), **values)
            for n, (id_, title) in enumerate(zip(ids, titles, strict=True))
        ]

        def put(connection: Any) -> None:
            with connection.begin():
                if connection.scalar(select(Channel.name).where(Channel.space_id == channel)) is None:
                    put_channel(connection, channel, account, "Somebody")
                connection.execute(insert(Video), rows)

        gateway = self.services.gateway
        gateway.serve(put).result()
        gateway.changed.emit(Changes(frozenset({"video"}), frozenset({channel})))
        return ids


def _words(condition: Callable[[], object]) -> str:
    """A condition as it is written in the test."""
    try:
        lines, _ = inspect.getsourcelines(condition)
    except (OSError, TypeError):
        return repr(condition)
    return " ".join(line.strip() for line in lines)


@pytest.fixture
def no_flashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing that belongs into a window is shown as one of its own, not even for the moment before it gets
    its place: it would flash up and take the keyboard away."""
    flashed: list[str] = []

    def watched(name: str) -> None:
        show = getattr(QWidget, name)

        def noting(widget: QWidget, *visible: bool) -> None:
            popup = widget.windowType() is Qt.WindowType.Popup
            if visible != (False,) and widget.isWindow() and not (popup or isinstance(widget, _WINDOWS)):
                flashed.append(type(widget).__qualname__)
            show(widget, *visible)

        monkeypatch.setattr(QWidget, name, noting)

    watched("show")
    watched("setVisible")
    yield
    assert not flashed, f"shown as windows of their own: {flashed}"


@pytest.fixture
def house(no_flashes: None, qtbot: QtBot, tmp_path: Path) -> Iterator[House]:
    """Nonet, opened on a fresh folder; closed afterwards, and the look as it was."""
    put_empty(tmp_path / "data")
    made = House(qtbot, tmp_path / "data")
    yield made
    made.close()
    look = theme()
    look.set_scheme(Scheme.SYSTEM)
    look.set_reduced_motion(False)
    look.set_swapped(False)
    i18n.install("en")
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

"""The tour: which steps are walked in which look and size, on a window of its own data.

The whole job is done once, in the dark at 1,440 × 900; the main places are seen again in the other looks.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.tour.clips import FILMS, Clips
from app.tour.driver import Driver, Stage, Until, Walk, settled
from views.shell.floating import Floating
from views.video.workspace import VideoWorkspace
from views.widgets.side_panel import SidePanel
from views.widgets.theme import theme

if TYPE_CHECKING:
    from app.bootstrap import Nonet
    from app.services import Services
    from views.shell.window import MainWindow

WORKSPACES = ("home", "video", "trade", "frame", "people")
LOOKS = (("dark", 1440, 900), ("light", 1440, 900), ("dark", 900, 600), ("light", 900, 600))
_OPENS_S = 60.0


@contextmanager
def own_data() -> Iterator[str]:
    """A data folder that is gone afterwards, so that the tour never touches the person's own."""
    with tempfile.TemporaryDirectory(prefix="nonet-tour-", ignore_cleanup_errors=True) as folder:
        yield folder


class Tour(QObject):
    """What every walk needs: the application, its window, a pair of hands, and films to drop."""

    def __init__(self, nonet: Nonet, folder: Path, only: str | None) -> None:
        super().__init__(nonet)
        self.nonet = nonet
        self._films = tempfile.TemporaryDirectory(prefix="nonet-films-", ignore_cleanup_errors=True)
        films = FILMS[-1:] if only == "home" else FILMS
        self.clips = Clips(Path(self._films.name), films)
        self.hands: Driver = Driver(nonet.window, folder)
        self.hands.finished.connect(self._finished)
        self._plan(only)

    def _plan(self, only: str | None) -> None:
        from app.tour.frame import FrameTour
        from app.tour.home import HomeTour
        from app.tour.trade import TradeTour
        from app.tour.video import VideoTour

        home, video, trade, frame = HomeTour(self), VideoTour(self), TradeTour(self), FrameTour(self)
        first, *others = LOOKS
        self.hands.add(_name(first), [self._look(*first, needed=True), *home.arrival()])
        if only == "people":
            self.hands.add(_name(first), [self.stage("closed", self.no_toasts, picture=False)])
        if only in (None, "home", "video"):
            self.hands.add(_name(first), [*home.drop(), *(() if only == "home" else video.job())])
        if only in (None, "home"):
            self.hands.add(_name(first), home.filled())
        if only in (None, "trade"):
            self.hands.add(_name(first), trade.job())
        if only in (None, "frame"):
            self.hands.add(_name(first), frame.job(with_videos=only is None))
        for look in others:
            self.hands.add(_name(look), [self._look(*look)])
            if only in (None, "home"):
                self.hands.add(_name(look), home.again())
            if only in (None, "video"):
                self.hands.add(_name(look), video.again())
            if only in (None, "trade"):
                self.hands.add(_name(look), trade.again())
            if only in (None, "frame"):
                self.hands.add(_name(look), frame.again())
        if only in (None, "people"):
            self._plan_people()

    def _plan_people(self) -> None:
        """Last of all: from then on the account has a password."""
        from app.tour.people import PeopleTour

        people, first = PeopleTour(self), LOOKS[0]
        self.hands.add(_name(first), [self._look(*first), *people.job()])
        for look in LOOKS[1:]:
            self.hands.add(_name(look), [self._look(*look), *people.again()])

    def start(self) -> None:
        """Begin; returns at once."""
        self.clips.start()
        self.hands.start()

    def close(self) -> None:
        """Take the films away, when nothing reads them any more."""
        self.clips.close()
        self._films.cleanup()

    @Slot(bool)
    def _finished(self, ok: bool) -> None:
        QApplication.exit(0 if ok else 1)

    # What walks are made of

    @property
    def window(self) -> MainWindow:
        return self.nonet.window

    @property
    def services(self) -> Services:
        """What lives with the record; LookupError while it is not open."""
        if self.nonet.services is None:
            raise LookupError("the record is not open")
        return self.nonet.services

    @property
    def video(self) -> VideoWorkspace:
        return cast(VideoWorkspace, self.window.stack.workspace("video"))

    @property
    def has_videos(self) -> bool:
        """Whether films have been dropped on this tour."""
        return bool(self.services.uploads.all())

    def here(self, workspace: str) -> Until:
        """Wait until this workspace is the one that is seen."""
        return Until(lambda: self.window.stack.current_id == workspace, f"the workspace {workspace}")

    def stage(
        self, name: str, walk: Callable[[], Walk], *, picture: bool = True, needed: bool = False
    ) -> Stage:
        """A step that begins with nothing left open over the window by the one before."""

        def from_clear() -> Walk:
            yield from self.in_front(self.window)
            yield from self.clear()
            yield from walk()

        return Stage(name, from_clear, picture, needed)

    def in_front(self, window: QWidget) -> Walk:
        """Have the keys go to a window, also on a screen without a window manager to see to it."""
        if QApplication.activeWindow() is not window:
            window.activateWindow()
        yield Until(lambda: QApplication.activeWindow() is window, "the window to come to the front")

    def clear(self) -> Walk:
        """Esc closes one after the other what is open over the window."""
        while opened := self._floating():
            self.hands.key(Qt.Key.Key_Escape)
            yield self._other_than(opened)

    def _other_than(self, opened: list[QWidget]) -> Until:
        return Until(lambda: self._floating() != opened, f"{opened[-1].accessibleName()} to close")

    def _floating(self) -> list[QWidget]:
        popup = QApplication.activePopupWidget()
        kinds = (*self.window.findChildren(SidePanel), *self.window.findChildren(Floating))
        return [*(panel for panel in kinds if panel.isVisible()), *((popup,) if popup is not None else ())]

    def menu(self) -> Walk:
        """Wait for a menu that was asked for."""
        yield Until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "a menu")

    def choose(self, text: str) -> Walk:
        """Click on an entry of the menu that is open."""
        yield from self.menu()
        menu = cast(QMenu, QApplication.activePopupWidget())
        fitting = [action for action in menu.actions() if action.text().split("\t")[0] == text]
        if not fitting:
            raise LookupError(f"no “{text}” in the menu: {[action.text() for action in menu.actions()]}")
        self.hands.click(menu, menu.actionGeometry(fitting[0]).center())
        yield Until(lambda: QApplication.activePopupWidget() is None, "the menu to close")

    def no_toasts(self) -> Walk:
        """Close what floats at the window's foot, so that it hides nothing in the next picture."""
        for toast in list(self.window.toasts.shown):
            toast.dismiss()
        yield Until(lambda: not self.window.toasts.shown, "the messages to go")

    def _look(self, scheme: str, width: int, height: int, *, needed: bool = False) -> Stage:
        def walk() -> Walk:
            if needed:
                yield Until(lambda: self.nonet.window.isEnabled() and self.nonet.services is not None,
                            "the record to open", _OPENS_S)  # fmt: skip
                yield Until(lambda: self.window.stack.current_id != "", "the first place", _OPENS_S)
            yield from self.in_front(self.window)
            self.window.resize(width, height)
            if theme().dark != (scheme == "dark"):
                self.hands.click(self.window.top.theme_button)
            yield Until(lambda: theme().dark == (scheme == "dark"), f"the {scheme} look")
            yield Until(lambda: self.window.size() == QSize(width, height), "the window's size")
            yield settled()

        return Stage(f"look-{scheme}", walk, picture=False, needed=needed)


def _name(look: tuple[str, int, int]) -> str:
    scheme, width, height = look
    return f"{scheme}-{width}x{height}"


def begin(nonet: Nonet, folder: Path, only: str | None) -> Tour:
    """Walk through everything, or through one of WORKSPACES, and leave pictures and tour.json in `folder`.

    The application ends with 0 when every step went well, else with 1. `close()` what is returned last.
    """
    tour = Tour(nonet, folder, only)
    tour.start()
    return tour

"""Films for journeys, made playable once; every journey gets a house of its own with them in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from controllers.video.player import Player
from models.video.entities import VideoCard, VideoDetail, VideoState
from models.video.queries import LibraryPage, OneVideo
from tests.support import memory_keyring
from tests.support.footage import by_hand
from tests.support.house import House
from views.video.workspace import VideoWorkspace
from views.widgets.theme import theme

FILM_SECONDS = 24
LONG, GREEN, BLUE = "The long film", "A green one", "A blue one"


def film(folder: Path) -> Path:
    """24 s with two sounds, chapters and a key frame every 2 s, which is copied and encoded once smaller."""
    notes = folder / "notes.txt"
    parts = "".join(
        f"[CHAPTER]\nTIMEBASE=1/1\nSTART={start}\nEND={start + 8}\ntitle={title}\n"
        for start, title in ((0, "Morning"), (8, "Noon"), (16, "Night"))
    )
    notes.write_text(f";FFMETADATA1\ntitle=The long film\n{parts}")
    path = folder / "The long film.mp4"
    by_hand(
        "-f", "lavfi", "-i", f"testsrc2=size=640x480:rate=25:duration={FILM_SECONDS}",
        "-f", "lavfi", "-i", f"sine=frequency=440:duration={FILM_SECONDS}",
        "-f", "lavfi", "-i", f"sine=frequency=880:duration={FILM_SECONDS}",
        "-i", str(notes), "-map", "0:v", "-map", "1:a", "-map", "2:a", "-map_metadata", "3",
        "-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-pix_fmt", "yuv420p", "-c:a", "aac",
        "-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=deu", str(path),
    )  # fmt: skip
    return path


def small(folder: Path, name: str = f"{GREEN}.mp4", seconds: int = 3, colour: str = "green") -> Path:
    """A few seconds of one colour, which only has to be copied."""
    path = folder / name
    by_hand(
        "-f", "lavfi", "-i", f"color={colour}:size=320x180:rate=25:duration={seconds}",
        "-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}",
        "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "aac",
        str(path),
    )  # fmt: skip
    return path


class Cinema:
    """A house with its Video workspace in front, and what a person sees and does there."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.until = house.until
        theme().set_reduced_motion(True)
        self.go()

    def go(self) -> None:
        """Open Video by its key, in a window of usual size."""
        self.house.window.resize(1440, 900)
        self.house.press("Ctrl+2")

    @property
    def workspace(self) -> VideoWorkspace:
        workspace = self.house.window.stack.workspace("video")
        assert isinstance(workspace, VideoWorkspace)
        return workspace

    @property
    def player(self) -> Player:
        return self.workspace.watching.player

    def restart(self) -> None:
        """Close the window and start again."""
        self.house.restart()
        self.go()

    # What there is

    def cards(self, **filters: object) -> list[VideoCard]:
        """What the library holds, newest first."""
        query = LibraryPage(actor=self.house.account, **filters)  # type: ignore[arg-type]
        return list(self.house.services.gateway.ask_now(query).cards)

    def card(self, title: str) -> VideoCard:
        return next(card for card in self.cards() if card.title == title)

    def detail(self, title: str) -> VideoDetail:
        card = self.card(title)
        one = OneVideo(actor=self.house.account, space_id=card.space_id, video_id=card.id)
        return self.house.services.gateway.ask_now(one)

    def ready(self, count: int, seconds: float = 60) -> None:
        """Wait until so many videos can be played and shown."""
        self.until(lambda: self._ready() >= count, seconds)

    def _ready(self) -> int:
        return sum(card.state is VideoState.READY for card in self.cards())

    # What is done

    def choose(self, title: str) -> None:
        """Make a video of the library the current one, as a click on it does."""
        grid, items = self.workspace.library.grid, self.workspace.library.items
        self.until(lambda: any(self._title(row) == title for row in range(items.rowCount())))
        row = next(row for row in range(items.rowCount()) if self._title(row) == title)
        grid.setFocus()
        grid.setCurrentIndex(items.index(row))

    def _title(self, row: int) -> str:
        items = self.workspace.library.items
        return str(items.index(row).data() or "")

    def watch(self, title: str) -> None:
        """Open a video with Enter and wait for its pictures."""
        self.choose(title)
        self.house.press("Return")
        self.playing(title)

    def playing(self, title: str) -> None:
        """Wait until this video's pictures are on the screen."""
        self.until(lambda: self.watched == title and self.player.frame() is not None, 30)

    def watch_nothing(self) -> None:
        """Stop and go back to the library."""
        self.workspace.watching.stop()
        self.workspace.visit("")

    def choose_line(self, text: str) -> None:
        """Click on the line of the open menu that ends so."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        line = next(action for action in menu.actions() if action.text().partition("\t")[0].endswith(text))
        button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(menu, button, none, menu.actionGeometry(line).center())
        self.until(lambda: QApplication.activePopupWidget() is None)
        self.in_front()

    def in_front(self) -> None:
        """Have the keys go to the window again after a popup, which a real window system does by itself."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        self.house.window.activateWindow()
        self.until(self.house.window.isActiveWindow)

    @property
    def watched(self) -> str:
        """The title of what the player holds."""
        request = self.player.request
        return "" if request is None else request.title

    def notices(self) -> list[str]:
        """What the window has said, oldest first."""
        return [notice.text for notice in self.house.nonet.notices.history]


def _make(qtbot: QtBot, folder: Path) -> None:
    """Drop the films into a fresh house and let them be made playable."""
    house = House(qtbot, folder / "data")
    try:
        cinema = Cinema(house)
        house.drop([film(folder), small(folder), small(folder, f"{BLUE}.mp4", colour="blue")])
        cinema.ready(3)
    finally:
        house.close()


_made: dict[str, dict[tuple[str, str], str]] = {}


@pytest.fixture(scope="session")
def _films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("films")


@pytest.fixture
def cinema(qtbot: QtBot, tmp_path: Path, _films: Path) -> Iterator[Cinema]:
    """A house of its own with a long film and two short ones, ready to be watched."""
    if not _made:
        _make(qtbot, _films)
        _made["keys"] = dict(memory_keyring._secrets)
    memory_keyring._secrets.update(_made["keys"])
    shutil.copytree(_films / "data", tmp_path / "data", symlinks=True)
    house = House(qtbot, tmp_path / "data")
    yield Cinema(house)
    house.close()
    theme().set_reduced_motion(False)


@pytest.fixture
def fresh(house: House) -> Cinema:
    """A house without videos."""
    return Cinema(house)

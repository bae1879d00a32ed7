"""Pictures of Video's pages with made-up content: `python -m tests.support.gallery_video FOLDER [WxH]`."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from controllers.video.filters import Filter
from models.core.jobs import State
from models.video.queries import LibraryPage as LibraryQuery
from tests.support.video_world import TITLES, World, close_world, make_world
from views.home.page import HomePage
from views.video.edit_panel import EditPanel
from views.video.home_cards import VideoOnHome
from views.video.library_page import LibraryPage
from views.video.queue_panel import QueuePanel
from views.video.trash_page import TrashPage
from views.widgets import tokens
from views.widgets.focus import FocusRing
from views.widgets.surfaces import Ground
from views.widgets.theme import Scheme, set_accent, theme


def frame(page: QWidget, accent: str) -> QWidget:
    """A page where it will be in the window: beside the rail, between the bars."""
    window = Ground()
    row = QHBoxLayout(window)
    row.setContentsMargins(tokens.RAIL_WIDTH, tokens.TOP_BAR, 0, tokens.STATUS_BAR)
    inner = Ground()
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(page)
    row.addWidget(inner)
    set_accent(window, accent)
    FocusRing(window)
    page.setFocus()
    return window


def settle(seconds: float = 0.6) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)


def shoot(window: QWidget, folder: Path, name: str, size: tuple[int, int]) -> None:
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        theme().set_scheme(scheme)
        window.resize(*size)
        window.show()
        settle()
        window.grab().save(str(folder / f"{name}-{scheme.value}.png"))


def library(world: World) -> QWidget:
    world.add_examples()
    job = world.start_job("garden-tour-4k.mov", None, State.RUNNING)
    world.runner.tell(job, 0.62, "1080p of 2160p, 1440p, 1080p, 720p, 360p", speed=1.4, left_s=180)
    world.parts.uploads.refresh()
    return LibraryPage(world.parts)


def empty(world: World) -> QWidget:
    return LibraryPage(world.parts)


class WithPanel(LibraryPage):
    """The library with a panel that opens once it is seen."""

    opens: Callable[[], object] = staticmethod(lambda: None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.opens)


def details(world: World) -> QWidget:
    ids = world.add_examples()
    world.add_videos(1, title="Garden tour in spring, filmed from the old apple tree down to the brook",
                     description="A walk through the garden.\n\nMusic: none, only the birds.",
                     tags=["garden", "spring", "apple tree", "birds", "slow"], poster="poster:90",
                     posters=[f"poster:{n}" for n in (90, 110, 130, 150)], state="processing",
                     file_name="garden-tour-4k.mov", size=2_100_000_000, category="Outdoors",
                     media={}, privacy="unlisted")  # fmt: skip
    page = WithPanel(world.parts)
    panel = EditPanel(
        world.parts.editor, world.parts.thumbnails, world.parts.captions, world.parts.sounds, page
    )
    found = world.gateway.ask_now(LibraryQuery(actor=world.account, words="garden"))
    page.opens = lambda: panel.edit(found.cards[0].space_id, found.cards[0].id)
    assert ids
    return page


def queue(world: World) -> QWidget:
    world.add_examples()
    page = WithPanel(world.parts)
    panel = QueuePanel(world.parts.queue, world.parts.thumbnails, page)
    cards = world.gateway.ask_now(LibraryQuery(actor=world.account)).cards
    world.parts.queue.add([(card.space_id, card.id) for card in cards[:6]])
    settle(0.2)
    panel.set_playing(world.parts.queue.entries[1].id)
    page.opens = panel.open_panel
    return page


def trash(world: World) -> QWidget:
    for n in range(5):
        world.add_videos(1, title=TITLES[n][0], poster=f"poster:{n * 60}", trashed_at=datetime.now(UTC))
    page = TrashPage(world.parts)
    card = world.gateway.ask_now(LibraryQuery(actor=world.account, trashed=True)).cards[0]
    page._ask([card])
    return page


def states(world: World) -> QWidget:
    """Every kind of card and of upload at once."""
    long = "A very long title that goes on and on about the mount of a telescope until nobody can follow it"
    shown: tuple[dict[str, Any], ...] = (
        {"title": long, "damaged": True},
        {"title": "Unlisted", "privacy": "unlisted", "audience": "unlisted"},
        {"title": "Being made", "state": "processing", "poster": ""},
        {"title": "Filmed upright", "category": "Boats"},
        {"title": "فيديو من اليمين إلى اليسار"},
        {"title": "Supercalifragilisticexpialidocious" * 3},
        {"title": "No picture", "poster": ""},
    )
    for n, values in enumerate(shown):
        ids = world.add_videos(1, **{"poster": f"poster:{n * 40}", **values})
        if n == 2:
            job = world.start_job("Being made", ids[0], State.RUNNING)
            world.runner.tell(job, 0.31, "Encoding 1080p, 720p, 360p", speed=0.8, left_s=4000)
    world.start_job("waiting.mp4")
    stopped(world)
    for n in range(4):
        world.start_job(f"more-{n}.mp4")
    world.parts.uploads.refresh()
    page = WithPanel(world.parts)

    def choose() -> None:
        page.grid.setCurrentIndex(page.items.index(1))
        page.grid.setFocus()

    page.opens = lambda: QTimer.singleShot(200, page, choose)
    return page


def stopped(world: World) -> None:
    world.start_job(
        "holiday.avi", None, State.RUNNING, State.FAILED,
        sentence="The file ends after 2 of 61 MB: its index is missing.",
        what_now="Copy the file again from the camera and drop it here.", details="x",
    )  # fmt: skip


def nothing(world: World) -> QWidget:
    world.add_examples()
    page = LibraryPage(world.parts)
    page.library.set_filter(Filter(words="walrus"))
    return page


def home(world: World) -> QWidget:
    library(world).deleteLater()
    stopped(world)
    world.parts.uploads.refresh()
    return _home(world, datetime(2026, 11, 22, 14, 5))


def home_empty(world: World) -> QWidget:
    return _home(world, datetime(2026, 11, 22, 9, 5))


def _home(world: World, now: datetime) -> QWidget:
    parts = world.parts
    return HomePage(
        [VideoOnHome(parts.actor, parts.uploads, parts.thumbnails, lambda: parts.recommender)],
        lambda: "Mara Aalto",
        lambda: now,
    )


PAGES: dict[str, tuple[str, Callable[[World], QWidget]]] = {
    "library": ("video", library),
    "empty": ("video", empty),
    "details": ("video", details),
    "queue": ("video", queue),
    "trash": ("video", trash),
    "states": ("video", states),
    "nothing": ("video", nothing),
    "home": ("home", home),
    "home-empty": ("home", home_empty),
}


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    size = tuple(map(int, (sys.argv[2] if len(sys.argv) > 2 else "1440x900").split("x")))
    only = sys.argv[3:]
    application = QApplication(sys.argv[:1])
    for name, (accent, make) in PAGES.items():
        if only and name not in only:
            continue
        with tempfile.TemporaryDirectory() as place:
            world = make_world(Path(place))
            window = frame(make(world), accent)
            shoot(window, folder, name, (size[0], size[1]))
            window.close()
            window.deleteLater()
            settle(0.05)
            close_world(world)
    application.quit()


if __name__ == "__main__":
    main()

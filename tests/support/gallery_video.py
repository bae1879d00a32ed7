"""Pictures of Video's pages with made-up content: `python -m tests.support.gallery_video FOLDER [WxH]`."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from models.core.jobs import State
from tests.support.video_world import World, close_world, make_world
from views.video.library_page import LibraryPage
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


PAGES: dict[str, tuple[str, Callable[[World], QWidget]]] = {
    "library": ("video", library),
    "empty": ("video", empty),
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

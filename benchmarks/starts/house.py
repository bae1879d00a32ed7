"""The real application on a data folder: `python -m benchmarks.starts.house FOLDER`."""

from __future__ import annotations

import sys

from app.start import lighten

lighten()  # as the app does, before the rest is imported

from PySide6.QtCore import Slot  # noqa: E402
from PySide6.QtWidgets import QWidget  # noqa: E402

from app import bootstrap  # noqa: E402
from benchmarks.starts import watch  # noqa: E402
from views.shell.topbar import TopBar  # noqa: E402


class Watched(bootstrap.Nonet):
    """Notes when the window is painted, when Home is filled, and when a key has been answered; then ends."""

    def show(self) -> None:
        self.marks = watch.Marks()
        watch.give_up_in_time()
        watch.when_painted(TopBar, lambda _: True, self._painted)
        self.usable.connect(self._fill)
        super().show()

    def _painted(self) -> None:
        self.marks.set("painted")

    @Slot()
    def _fill(self) -> None:
        """Somebody is signed in and Home is being asked for."""
        self.marks.set("opened")
        from views.video.home_cards import VideoRow

        watch.when_painted(VideoRow, self._is_filled, self._filled)

    def _is_filled(self, _painted: QWidget) -> bool:
        """Whether a row has just been painted and every row that Home has room for has its picture."""
        from views.video.home_cards import VideoRow

        rows = self.window.stack.workspace("home").findChildren(VideoRow)
        pictures = [row._thumbnails.get(row.card.poster, row.height() * 16 // 9) for row in rows]
        return len(rows) == ROWS and all(pictures)

    def _filled(self) -> None:
        self.marks.set("usable")
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        from views.shell.palette import Palette

        watch.when_painted(Palette, lambda _: True, self._answered)
        QTest.keyClick(self.window.windowHandle(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)

    def _answered(self) -> None:
        self.marks.set("answered")
        self.marks.tell(tabs=len(self.window.tab_ids))
        self.window.close()


ROWS = 4  # two to go on with, two that are new

if __name__ == "__main__":
    bootstrap.Nonet = Watched  # type: ignore[misc]
    raise SystemExit(bootstrap.main(["--data", sys.argv[1]]))

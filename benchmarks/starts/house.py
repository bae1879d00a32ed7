"""The real application on a data folder: `python -m benchmarks.starts.house FOLDER`."""

from __future__ import annotations

import sys

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app import bootstrap
from benchmarks.starts import watch


class Watched(bootstrap.Nonet):
    """Notes when the window is painted, when Home is filled, and when a key has been answered; then ends."""

    def show(self) -> None:
        self.marks = watch.Marks()
        watch.give_up_in_time()
        watch.Painted(watch.is_it(self.window.top), self._painted, watch.application())
        self.usable.connect(self._fill)
        super().show()

    def _painted(self) -> None:
        self.marks.set("painted")

    @Slot()
    def _fill(self) -> None:
        """Somebody is signed in and Home is being asked for."""
        self.marks.set("opened")
        watch.Painted(self._is_filled, self._filled, watch.application())

    def _is_filled(self, painted: QWidget) -> bool:
        """Whether a row has just been painted and every row that Home has room for has its picture."""
        from views.video.home_cards import VideoRow

        if not isinstance(painted, VideoRow):
            return False
        rows = self.window.stack.workspace("home").findChildren(VideoRow)
        pictures = [row._thumbnails.get(row.card.poster, row.height() * 16 // 9) for row in rows]
        return len(rows) == ROWS and all(pictures)

    def _filled(self) -> None:
        self.marks.set("usable")
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        watch.Painted(self._is_palette, self._answered, watch.application())
        QTest.keyClick(self.window.windowHandle(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)

    def _is_palette(self, painted: QWidget) -> bool:
        from views.shell.palette import Palette

        return isinstance(painted, Palette)

    def _answered(self) -> None:
        self.marks.set("answered")
        self.marks.tell(tabs=len(self.window.tab_ids))
        self.window.close()


ROWS = 4  # two to go on with, two that are new

if __name__ == "__main__":
    bootstrap.Nonet = Watched  # type: ignore[misc]
    raise SystemExit(bootstrap.main(["--data", sys.argv[1]]))

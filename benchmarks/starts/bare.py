"""A bare PySide6 window: `python -m benchmarks.starts.bare TABS`."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QTabWidget

from benchmarks.starts import watch


class Page(QLabel):
    """What is on a tab."""


def main(tabs: int) -> int:
    app = QApplication(sys.argv[:1])
    marks = watch.Marks()
    window, book = QMainWindow(), QTabWidget()
    pages = [Page(f"Page {n}") for n in range(tabs)]
    for n, page in enumerate(pages):
        book.addTab(page, f"Tab {n}")
    window.setCentralWidget(book)
    window.resize(1440, 900)

    def painted() -> None:
        marks.set("painted")
        marks.set("usable")
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        watch.when_painted(Page, lambda page: page is pages[1], answered)
        book.setFocus()
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)

    def answered() -> None:
        marks.set("answered")
        marks.tell(tabs=tabs)
        window.close()

    watch.when_painted(Page, lambda page: page is pages[0], painted)
    watch.give_up_in_time()
    window.show()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))

"""Tests that do what is allowed. Each must pass: see ../test_support.py."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from tests.support.logfail import ExpectLog


@pytest.fixture(scope="module")
def shared_worker() -> Iterator[threading.Thread]:
    stop = threading.Event()
    worker = threading.Thread(target=stop.wait)
    worker.start()
    yield worker
    stop.set()
    worker.join()


def test_wider_fixture(shared_worker: threading.Thread) -> None:
    assert shared_worker.is_alive()


def test_wider_fixture_again(shared_worker: threading.Thread) -> None:
    assert shared_worker.is_alive()


def test_pool_that_is_let_go() -> None:
    pool = ThreadPoolExecutor(2)
    assert pool.submit(int, "3").result() == 3


def test_what_a_closed_window_owns(qtbot: QtBot) -> None:
    class Window(QMainWindow):
        def __init__(self, parent: QWidget | None = None, *, title: str) -> None:
            super().__init__(parent, animated=False)
            self.setWindowTitle(title)
            self.timer = QTimer(self)
            self.timer.start(5)
            QTimer.singleShot(60_000, self.close)
            self.dialog = QDialog(self)

    window = Window(title="Mine")
    qtbot.addWidget(window)
    assert window.windowTitle() == "Mine"
    assert window.timer.isActive()


def test_keywords(qtbot: QtBot) -> None:
    label = QLabel("text", wordWrap=True)
    qtbot.addWidget(label)
    assert label.text() == "text"
    assert label.wordWrap()


def test_cooperative_inheritance(qtbot: QtBot) -> None:
    class Extra:
        def __init__(self, *, extra: int, **others: object) -> None:
            super().__init__(**others)
            self.extra = extra

    class First(Extra, QDialog):
        pass

    class Last(QDialog, Extra):
        pass

    for kind in First, Last:
        dialog = kind(extra=3)  # type: ignore[call-arg]
        qtbot.addWidget(dialog)
        assert dialog.extra == 3


def test_expected_log(expect_log: ExpectLog) -> None:
    with expect_log("models", "odd"):
        logging.getLogger("models.video").warning("odd thing")

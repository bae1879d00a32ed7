"""Tests that each leave something behind or pass over a warning. Each must fail: see ../test_support.py."""

from __future__ import annotations

import logging
import threading
import warnings

import pytest
from PySide6.QtCore import QObject, QTimer, QVariantAnimation, Slot, qWarning
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from tests.support.logfail import ExpectLog

kept: list[QObject] = []
stop = threading.Event()


class Forgotten(QDialog):
    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Still here")


def test_thread() -> None:
    threading.Thread(target=stop.wait, daemon=True, name="forgotten").start()


def test_timer(qapp: QApplication) -> None:
    timer = QTimer()
    timer.start(50)
    kept.append(timer)


def test_single_shot(qapp: QApplication) -> None:
    QTimer.singleShot(60_000, stop.set)


def test_animation(qapp: QApplication) -> None:
    animation = QVariantAnimation(startValue=0, endValue=9)
    animation.setLoopCount(-1)
    animation.start()
    kept.append(animation)


def test_widget(qapp: QApplication) -> None:
    kept.append(Forgotten())


def test_builtin_widget(qapp: QApplication) -> None:
    kept.append(QLabel("bare"))


def test_log() -> None:
    logging.getLogger("models.video").warning("odd %s", "thing")


def test_log_in_thread() -> None:
    worker = threading.Thread(target=logging.getLogger("app").error, args=("from afar",))
    worker.start()
    worker.join()


def test_log_in_teardown(request: pytest.FixtureRequest) -> None:
    request.addfinalizer(lambda: logging.getLogger("app").error("while closing"))


def test_expected_log_that_does_not_come(expect_log: ExpectLog) -> None:
    with expect_log("models.video", "odd"):
        logging.getLogger("models.video").info("odd, but harmless")


def test_qt_warning(qapp: QApplication) -> None:
    qWarning("a warning of Qt")


def test_qt_warning_in_teardown(qapp: QApplication, request: pytest.FixtureRequest) -> None:
    request.addfinalizer(lambda: qWarning("a late warning of Qt"))


def test_python_warning() -> None:
    warnings.warn("a warning of Python", stacklevel=1)


def test_exception_in_slot(qtbot: QtBot) -> None:
    class Receiver(QObject):
        @Slot()
        def fail(self) -> None:
            raise RuntimeError("in a slot")

    receiver = Receiver()
    QTimer.singleShot(0, receiver.fail)
    qtbot.wait(10)

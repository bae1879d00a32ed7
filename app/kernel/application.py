"""The QApplication: its name, and how it shares the machine with the threads beside it."""

from __future__ import annotations

import os
import sys

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app.kernel.resources import resource

TURN_S = 0.001

STYLE = "Fusion"
"""What everything here is drawn over."""


def make_application() -> QApplication:
    """The QApplication by its name, with painting kept to the Qt thread.

    Qt hands a part of each large fill to threads of its own and waits for them: on a busy machine that is for
    a core, and a window that could have painted in 3 ms stands still for 30. And a window asks for the
    interpreter some 30 times a picture: a busy thread may keep it 1 ms each time, not Python's usual 5.
    """
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    sys.setswitchinterval(TURN_S)
    # Set later, it would come with a Python object and enums of its 600 names: 5 ms of every start.
    application = QApplication([sys.argv[0], "-style", STYLE])
    application.setProperty("styled", STYLE)
    application.setApplicationName("nonet")
    application.setApplicationDisplayName("Nonet")
    application.setDesktopFileName("nonet")
    application.setWindowIcon(QIcon(str(resource("icons", "nonet.svg"))))
    return application


def put_away() -> None:
    """Hide every window while its Python is still there. What is left open, Qt closes when the interpreter is
    half gone, and a method that answers then takes the process down."""
    for window in QApplication.topLevelWidgets():
        window.hide()

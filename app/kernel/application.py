"""The QApplication, as every way of starting makes it."""

from __future__ import annotations

import os
import sys

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app.kernel.resources import resource


def make_application() -> QApplication:
    """The QApplication by its name, with painting kept to the Qt thread.

    Qt hands a part of each large fill to threads of its own and waits for them: on a busy machine that is for
    a core, and a window that could have painted in 3 ms stands still for 30.
    """
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    application = QApplication(sys.argv[:1])
    application.setApplicationName("nonet")
    application.setApplicationDisplayName("Nonet")
    application.setDesktopFileName("nonet")
    application.setWindowIcon(QIcon(str(resource("icons", "nonet.svg"))))
    return application

"""Fixtures for tests of the window: a shell with made-up workspaces that leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.support.gallery import FakeFinder, FakeJobs, fake_domains, fake_services
from views.shell.window import MainWindow
from views.widgets.theme import Scheme, theme


def settle() -> None:
    """Let deferred deletions happen."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


@pytest.fixture
def plain_theme(qapp: QApplication) -> Iterator[None]:
    """Dark, without motion; put back afterwards."""
    theme().set_scheme(Scheme.DARK)
    theme().set_reduced_motion(True)
    yield
    theme().set_scheme(Scheme.SYSTEM)
    theme().set_reduced_motion(False)
    theme().set_swapped(False)


@pytest.fixture
def jobs() -> FakeJobs:
    return FakeJobs()


@pytest.fixture
def finder() -> FakeFinder:
    return FakeFinder()


@pytest.fixture
def window(
    plain_theme: None, qtbot: QtBot, tmp_path: Path, jobs: FakeJobs, finder: FakeFinder
) -> Iterator[MainWindow]:
    """The main window, shown and active, at Home."""
    services = fake_services(tmp_path, jobs=jobs, finder=finder)
    made = MainWindow(fake_domains(), services)
    made.set_account("Mara Aalto")
    made.resize(1200, 800)
    made.restore()
    made.appearance._settings.set(made.appearance.reduced_motion, True)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    close(made)


def close(window: MainWindow) -> None:
    """Close a window for good and check that nothing of it stays."""
    window.close()
    for other in list(window.stack.windows):
        window.stack.attach(other)
    window.deleteLater()
    settle()
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for widget in left:
        widget.hide()  # so that the tests after this one do not fail too
    assert not left, f"still open: {left}"


def named(root: QWidget, name: str) -> QWidget:
    """The visible widget in `root` with an accessible name."""
    found = [w for w in root.findChildren(QWidget) if w.accessibleName() == name and w.isVisible()]
    assert len(found) == 1, f"{len(found)} widgets are called {name!r}"
    return found[0]

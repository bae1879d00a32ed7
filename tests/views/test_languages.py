"""Every string of the frame goes through translation, and the frame turns round for right-to-left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domains import domains
from app.kernel import i18n
from app.kernel.actions import Actions
from app.kernel.notices import Notices
from app.kernel.settings import Settings
from models.core import text
from models.core.errors import Unavailable
from tests.support.gallery import FakeJobs
from tests.support.shell import close, settle
from views.shell.services import ShellServices
from views.shell.window import MainWindow
from views.shell.workspace import Workspace
from views.widgets.theme import theme

# Keys, numbers, the names of things and of languages are the same everywhere.
_SAME = re.compile(r"^([\W\d_]*|N|Nonet|English|Inter|((Ctrl|Alt|Shift|Meta|F\d+|Left|Right|\W|\w)[+ ]?)+)$")
_MADE_UP = {job.title for job in FakeJobs().list} | {job.detail for job in FakeJobs().list}


@pytest.fixture
def pseudo() -> Iterator[None]:
    i18n.install(i18n.PSEUDO)
    yield
    text.install(str)


def bare(tmp_path: Path) -> MainWindow:
    settings = Settings(tmp_path / "settings.json")
    services = ShellServices(
        settings=settings,
        session=Settings(tmp_path / "session.json", durable=False),
        actions=Actions(settings),
        notices=Notices(),
        jobs=FakeJobs(),
    )
    window = MainWindow(domains({"home": Workspace, "video": Workspace}), services)
    theme().set_reduced_motion(True)
    window.restore()
    window.show()
    return window


def words(widget: QWidget) -> list[str]:
    said = [widget.accessibleName(), widget.toolTip()]
    if isinstance(widget, QLabel | QAbstractButton):
        said.append(widget.text())
    if isinstance(widget, QLineEdit):
        said.append(widget.placeholderText())
    return [word for word in said if word]


def unmarked(window: QWidget) -> set[str]:
    return {
        word
        for widget in window.findChildren(QWidget)
        for word in words(widget)
        if "⟦" not in word and not _SAME.match(word) and word not in _MADE_UP
    }


@pytest.mark.parametrize("part", ["frame", "palette", "keys", "jobs", "notices", "settings", "toast"])
def test_no_string_of_the_frame_is_left_untranslated(
    plain_theme: None, pseudo: None, qtbot: QtBot, tmp_path: Path, part: str
) -> None:
    window = bare(tmp_path)
    opened = {
        "frame": lambda: window.open_workspace("video"),
        "palette": lambda: window.panels.palette.ask("zzz"),
        "keys": window.open_keys,
        "jobs": window.toggle_jobs,
        "notices": window.toggle_notices,
        "settings": window.open_settings,
        "toast": lambda: window.services.notices.error(Unavailable(text.tr("x"))),
    }
    opened[part]()
    settle()
    found = {word for word in unmarked(window) if word not in {"garden-tour-4k.mov 62%", "weld-test.mov 41%"}}
    close(window)
    assert not {word for word in found if not word.endswith(("62%", "41%", "30%"))}


def test_longer_words_do_not_push_the_frame_apart(
    plain_theme: None, pseudo: None, qtbot: QtBot, tmp_path: Path
) -> None:
    window = bare(tmp_path)
    window.resize(900, 600)
    settle()
    assert (window.width(), window.height()) == (900, 600)
    for part in (window.rail, window.top, window.body, window.status):
        assert window.rect().contains(part.geometry())
    close(window)


def test_the_frame_turns_round_for_right_to_left(plain_theme: None, qtbot: QtBot, tmp_path: Path) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        window = bare(tmp_path)
        window.resize(1000, 700)
        settle()
        assert window.rail.geometry().right() == window.width() - 1
        assert window.top.account.x() < window.top.search.x() < window.top.back.x()
        assert (window.top.back.icon_name, window.top.forward.icon_name) == ("chevron-right", "chevron-left")
        window.toggle_jobs()
        panel = window.panels.jobs
        assert panel is not None
        assert panel.x() == 0
        close(window)
    finally:
        application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

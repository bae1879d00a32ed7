"""The cheat sheet, the jobs panel and the settings page."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kernel.actions import Action
from app.kernel.jobs_view import JobState
from app.kernel.settings import Setting
from tests.support.gallery import FakeJobs
from tests.support.shell import settle
from views.shell.settings_panel import SettingsPage
from views.shell.window import MainWindow
from views.widgets.labels import MarkedLabel
from views.widgets.toggles import Switch

Key, Mod = Qt.Key, Qt.KeyboardModifier


def test_keys_are_listed_filtered_and_changed_by_a_press(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Key.Key_F1)
    sheet = window.panels.cheat_sheet
    assert sheet.isVisible()
    qtbot.waitUntil(lambda: {"search", "video.add", "video.player.play"} <= set(sheet.rows))
    QTest.keyClicks(sheet.search, "jobs")
    assert list(sheet.rows) == ["jobs"]
    row = sheet.rows["jobs"]
    QTest.mouseClick(row.change, Qt.MouseButton.LeftButton)
    QTest.keyClick(row.change, Key.Key_F4)
    assert window.services.actions.shortcut("jobs") == "F4"
    assert row.change.text() == "F4"
    QTest.mouseClick(row.reset, Qt.MouseButton.LeftButton)
    assert window.services.actions.shortcut("jobs") == "Ctrl+J"


def test_a_taken_key_is_refused_by_name_and_can_be_taken(window: MainWindow, qtbot: QtBot) -> None:
    window.open_keys()
    sheet = window.panels.cheat_sheet
    qtbot.waitUntil(lambda: "jobs" in sheet.rows)
    row = sheet.rows["jobs"]
    QTest.mouseClick(row.change, Qt.MouseButton.LeftButton)
    QTest.keyClick(row.change, Key.Key_K, Mod.ControlModifier)
    assert row.complaint is not None
    assert "Ctrl+K is taken by “Search”" in row.complaint.note.text()
    assert window.services.actions.shortcut("jobs") == "Ctrl+J"
    take = row.complaint.take
    assert take is not None
    take.click()
    assert window.services.actions.shortcut("jobs") == "Ctrl+K"
    assert window.services.actions.shortcut("search") == ""
    settle()


def test_escape_leaves_a_key_as_it_was_and_backspace_takes_it_away(window: MainWindow, qtbot: QtBot) -> None:
    window.open_keys()
    sheet = window.panels.cheat_sheet
    qtbot.waitUntil(lambda: "jobs" in sheet.rows)
    row = sheet.rows["jobs"]
    row.change.click()
    QTest.keyClick(row.change, Key.Key_Escape)
    assert sheet.isVisible()
    assert row.change.text() == "Ctrl+J"
    row.change.click()
    QTest.keyClick(row.change, Key.Key_Backspace)
    assert window.services.actions.shortcut("jobs") == ""


def test_jobs_show_in_the_status_bar_and_the_panel(window: MainWindow, jobs: FakeJobs) -> None:
    assert window.status.jobs.accessibleName() == "2 jobs 51 %"
    QTest.mouseClick(window.status.jobs, Qt.MouseButton.LeftButton)
    panel = window.panels.jobs
    assert panel is not None
    assert panel.is_open
    card = panel.cards[UUID(int=1)]
    assert (card.title.text(), card.state.text(), card.bar.fraction) == ("garden-tour-4k.mov", "62 %", 0.62)
    shown = {name for name, button in card.buttons.items() if button.isVisible()}
    assert shown == {"pause", "cancel"}
    QTest.mouseClick(card.buttons["pause"], Qt.MouseButton.LeftButton)
    assert jobs.asked == [("pause", UUID(int=1))]


def test_a_job_that_goes_on_is_changed_in_place(window: MainWindow, jobs: FakeJobs) -> None:
    window.toggle_jobs()
    panel = window.panels.jobs
    assert panel is not None
    card = panel.cards[UUID(int=1)]
    jobs.list[0] = replace(jobs.list[0], fraction=0.7)
    jobs.changed.emit()
    assert panel.cards[UUID(int=1)] is card
    assert card.state.text() == "70 %"
    jobs.list = []
    jobs.changed.emit()
    settle()
    assert panel.cards == {}
    assert not window.status.jobs.isVisible()
    assert panel._empty.isVisible()


def test_a_stopped_job_says_why_and_what_now(window: MainWindow) -> None:
    window.toggle_jobs()
    panel = window.panels.jobs
    assert panel is not None
    card = panel.cards[UUID(int=3)]
    assert card.job.state is JobState.STOPPED
    assert card.state.text() == "stopped"
    assert card.error.text().startswith(
        "The file ends after 2 of 61 MB: its index is missing. Nothing was added."
    )
    shown = {name for name, button in card.buttons.items() if button.isVisible()}
    assert shown == {"details", "retry", "remove"}


def test_only_one_panel_slides_in(window: MainWindow, qtbot: QtBot) -> None:
    window.toggle_jobs()
    window.toggle_notices()
    jobs, notices = window.panels.jobs, window.panels.notices
    assert jobs is not None and not jobs.is_open
    qtbot.waitUntil(lambda: notices.is_open)
    window.toggle_jobs()
    assert (jobs.is_open, notices.is_open) == (True, False)
    window.toggle_notices()
    assert (jobs.is_open, notices.is_open) == (False, True)


def test_settings_are_found_changed_and_reset(window: MainWindow) -> None:
    quality = Setting(
        key="video.quality", default="auto", title="Quality", where="Video",
        choices=(("auto", "Automatic"), ("1080", "1080p")),
    )  # fmt: skip
    volume = Setting(key="video.volume", default=80, title="Volume", where="Video", low=0, high=100)
    window.services.settings.declare(quality, volume)
    window.open_settings()
    page = window.workspace
    assert isinstance(page, SettingsPage)
    QTest.keyClicks(page.search, "red up")
    assert list(page.rows) == ["appearance.red_means_up"]
    row = page.rows["appearance.red_means_up"]
    assert isinstance(row.control, Switch)
    settle()
    QTest.mouseClick(row.control, Qt.MouseButton.LeftButton)
    assert window.services.settings.get(window.appearance.swapped)
    assert row.reset.isVisible()
    QTest.mouseClick(row.reset, Qt.MouseButton.LeftButton)
    assert not window.services.settings.get(window.appearance.swapped)
    page.search.setText("volume")
    assert list(page.rows) == ["video.volume"]
    page.search.setText("nothing like it")
    assert page.rows == {}
    assert window.history.current == "nonet://settings/?find=nothing%20like%20it"


def test_settings_are_found_by_what_people_call_them_and_it_is_marked(window: MainWindow) -> None:
    window.services.actions.register(
        Action(id="data.export", title="Export everything I own…", handler=lambda: done.append("exported"))
    )
    done: list[str] = []
    window.open_settings()
    page = window.workspace
    assert isinstance(page, SettingsPage)
    QTest.keyClicks(page.search, "night")
    assert list(page.rows) == ["appearance.scheme"]
    labels = page.rows["appearance.scheme"].findChildren(MarkedLabel)
    assert labels[-1].accessibleName() == "Also: night"
    assert [mark for label in labels for mark in label.marked] == ["night"]
    page.search.setText("rEd m")
    marks = {label.accessibleName(): label.marked for label in page.findChildren(MarkedLabel)}
    assert marks["Red means up"] == ["Red", "m"]
    assert marks["Reduced motion"] == ["Red", "m"]
    page.search.setText("ídiöma")
    assert list(page.rows) == ["language"], "neither accents nor capitals matter"
    page.search.setText("another computer")
    assert (page.rows, list(page.data_rows)) == ({}, ["data.export"])
    page.search.setFocus()
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    assert page.data_rows["data.export"].control.hasFocus()
    QTest.keyClick(page.data_rows["data.export"].control, Qt.Key.Key_Space)
    assert done == ["exported"]
    QTest.keyClick(page.data_rows["data.export"].control, Qt.Key.Key_Up)
    assert page.search.hasFocus()
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert page.data_rows["data.export"].control.hasFocus()


def test_a_setting_changed_elsewhere_shows(window: MainWindow, qtbot: QtBot) -> None:
    window.open_settings()
    page = window.workspace
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: "appearance.red_means_up" in page.rows)
    control = page.rows["appearance.red_means_up"].control
    assert isinstance(control, Switch)
    window.services.settings.set(window.appearance.swapped, True)
    assert control.isChecked()

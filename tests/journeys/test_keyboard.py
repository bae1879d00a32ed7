"""P2 and P13: everything from the keyboard, and every control with its name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from models.video.commands import channel_of
from tests.support.house import House
from views.shell.cheatsheet import CheatSheet
from views.shell.palette import Palette
from views.video.workspace import VideoWorkspace


def video(house: House, count: int = 3) -> VideoWorkspace:
    """Video, open at a library with videos."""
    house.add_videos(*(f"Film {number}" for number in range(count)))
    house.press("Ctrl+2")
    workspace = house.window.stack.workspace("video")
    assert isinstance(workspace, VideoWorkspace)
    house.until(lambda: workspace.library.library.total == count)
    return workspace


def test_the_palette_finds_every_action_that_can_be_done(house: House) -> None:
    actions = house.nonet.actions
    house.press("Ctrl+Shift+P")
    palette = house.find(Palette)
    for action in actions.all():
        if not action.enabled:
            continue
        palette.field.setText(">")
        house.press("End")
        house.write(action.title)
        found = {palette.model.row(palette.model.index(row)).found for row in range(palette.model.rowCount())}
        assert action.title in {thing.title for thing in found if thing}, action.id
        assert palette.chosen is not None and palette.chosen.title == action.title


def test_what_belongs_to_a_workspace_is_done_there_from_anywhere(house: House) -> None:
    assert not house.window.stack.is_built("video")
    house.press("Ctrl+Shift+P")
    house.write("trash")
    house.press("Return")
    assert house.window.stack.current_id == "video"
    assert house.window.top.breadcrumb.accessibleName() == "Video / Library / Trash"
    house.press("Alt+Left", "Alt+Left")
    assert house.window.stack.current_id == "home"

"""P2 and P13: everything from the keyboard, and every control with its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QToolButton,
    QWidget,
)

from app.kernel.actions import overlap
from models.video.commands import channel_of
from tests.support.house import House
from views.accounts.people import PersonRow
from views.shell.cheatsheet import CheatSheet, KeyRow
from views.shell.jobs_panel import JobsPanel
from views.shell.keys import native
from views.shell.palette import Palette
from views.shell.place_row import PlaceTab
from views.shell.rail import RailItem
from views.shell.topbar import Breadcrumb
from views.video.edit_panel import EditPanel
from views.video.grid import CardGrid
from views.video.home_cards import VideoRow
from views.video.queue_panel import QueuePanel
from views.video.workspace import VideoWorkspace
from views.widgets.states import StateView


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


def controls(house: House, inside: QWidget) -> list[QWidget]:
    """What a person could use with the mouse just now, without what is part of a field."""
    kinds = (
        QAbstractButton,
        QComboBox,
        QLineEdit,
        QPlainTextEdit,
        QAbstractSpinBox,
        QAbstractItemView,
        QSlider,
    )
    return [
        widget
        for widget in house.seen(QWidget, inside.isAncestorOf)
        if isinstance(widget, kinds)
        and widget.isEnabled()
        and not widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        and not isinstance(widget, QToolButton)
        and not isinstance(widget.parentWidget(), (QComboBox, QAbstractSpinBox))
    ]


def walk(house: House) -> list[QWidget]:
    """Everything that Tab leads to, once round."""
    seen: list[QWidget] = []
    while house.focus is not None and len(seen) < 300:
        house.press("Tab")
        if house.focus in seen:
            break
        seen.append(house.focus)
    return seen


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return widget.accessibleName() or str(interface.text(QAccessible.Text.Name))


def at_home(house: House) -> None:
    house.add_videos("Harbour", "Night train")
    house.until(lambda: house.seen(VideoRow))


def at_an_empty_home(house: House) -> None:
    assert house.seen(StateView)


def at_the_library(house: House) -> None:
    video(house)


def at_an_empty_library(house: House) -> None:
    house.press("Ctrl+2")
    house.until(lambda: house.seen(StateView))


def at_the_trash(house: House) -> None:
    house.add_videos("Harbour", "Night train", trashed_at=datetime.now(UTC))
    house.press("Ctrl+2", "Ctrl+Shift+Delete")
    house.until(lambda: house.seen(CardGrid, lambda grid: grid.items.rowCount() == 2))
    house.press("Ctrl+A")


def at_the_settings(house: House) -> None:
    house.press("Ctrl+,")


def at_the_details(house: House) -> None:
    video(house)
    house.press("Home", "F2")
    house.until(lambda: house.seen(EditPanel, lambda panel: panel.heading.text()))


def at_the_queue(house: House) -> None:
    [first] = house.add_videos("Harbour")
    house.services.queue.add([(channel_of(house.account), first)])
    house.press("Ctrl+2", "Ctrl+Shift+U")
    house.until(lambda: house.seen(QueuePanel) and house.services.queue.entries)


def at_the_notices(house: House) -> None:
    house.nonet.notices.post("One thing happened", details="more of it")
    house.press("Ctrl+Shift+N")


def at_the_account(house: House) -> None:
    house.press("Ctrl+Shift+P")
    house.write("account and people")
    house.press("Return")


def at_the_keys(house: House) -> None:
    house.press("F1")


def at_the_question_who_is_here(house: House) -> None:
    house.services.session.log_out()
    house.until(lambda: house.seen(PersonRow) and not house.services.session.busy)


@pytest.mark.parametrize(
    "place",
    [
        at_home,
        at_an_empty_home,
        at_the_library,
        at_an_empty_library,
        at_the_trash,
        at_the_settings,
        at_the_details,
        at_the_queue,
        at_the_notices,
        at_the_account,
        at_the_keys,
        at_the_question_who_is_here,
    ],
)
def test_tab_alone_leads_to_every_control_and_each_says_what_it_is(
    house: House, place: Callable[[House], None]
) -> None:
    house.nonet.settings.set(house.window.appearance.reduced_motion, True)
    place(house)
    reached = walk(house)
    sheet = house.seen(CheatSheet)
    by_arrows = [
        *house.seen(RailItem),
        *house.seen(PlaceTab),
    ]  # as in any row of tabs, the arrows go from one to the next
    expected = set(controls(house, sheet[0] if sheet else house.window)) - set(by_arrows)
    assert expected, "nothing was looked at"
    missed = [f"{type(widget).__name__} {name_of(widget)!r}" for widget in expected - set(reached)]
    assert not missed, f"Tab does not lead to {missed}"
    nameless = [repr(widget) for widget in reached if not name_of(widget)]
    assert not nameless, f"without a name: {nameless}"
    actions = house.nonet.actions
    keys = {
        action.title: native(actions.shortcut(action.id))
        for action in actions.all()
        if overlap(action.context, house.window.stack.current_id)
    }
    untold = [
        f"{name_of(widget)!r}: {keys[name_of(widget)]}"
        for widget in reached
        if isinstance(widget, QAbstractButton)
        and not isinstance(widget.parentWidget(), Breadcrumb)
        and keys.get(name_of(widget), "") not in widget.toolTip()
    ]
    assert not untold, f"the tooltip does not tell the key of {untold}"


def test_the_rail_is_gone_through_by_arrows(house: House) -> None:
    [home] = house.seen(RailItem, lambda item: item.accessibleName() == "Home")
    home.setFocus()
    house.press("Down")
    assert house.window.stack.current_id == "video"


def filtered(house: House, words: str) -> KeyRow:
    """The one row of the cheat sheet that fits."""
    sheet = house.find(CheatSheet)
    sheet.search.setFocus()
    house.press("Ctrl+A")
    house.write(words)
    [row] = sheet.rows.values()
    house.until(row.change.isVisible)
    return row


def test_the_cheat_sheet_lists_every_action_and_changes_keys(house: House) -> None:
    house.press("F1")
    actions = house.nonet.actions
    house.until(lambda: set(house.find(CheatSheet).rows) == {action.id for action in actions.all()})
    row = filtered(house, "jobs")
    house.click(row.change)
    house.press("Ctrl+Shift+N")
    complaint = row.complaint
    assert complaint is not None and complaint.take is not None
    assert complaint.note.text().startswith("Ctrl+Shift+N is taken by “Notices”.")
    assert actions.shortcut("jobs") == "Ctrl+J"
    house.until(complaint.take.isVisible)
    house.click(complaint.take)
    assert actions.shortcut("jobs") == "Ctrl+Shift+N" and actions.shortcut("notices") == ""
    house.press("Esc")
    house.until(lambda: not house.seen(CheatSheet))
    house.press("Ctrl+J")
    assert not house.seen(JobsPanel)
    house.press("Ctrl+Shift+N")
    assert house.seen(JobsPanel)
    house.restart()
    house.press("Ctrl+Shift+N")
    assert house.seen(JobsPanel), "the key is kept"


def test_a_key_of_video_works_there_and_can_be_given_to_something_else(house: House) -> None:
    video(house)
    house.press("F1")
    row = filtered(house, "play queue")
    house.click(row.change)
    house.press("Ctrl+Y")
    house.press("Esc", "Ctrl+Y")
    assert house.seen(QueuePanel)
    house.press("Esc", "Ctrl+1", "Ctrl+Y")
    assert house.window.stack.current_id == "home", "the keys of a workspace are quiet elsewhere"


def test_one_panel_after_the_other_closes_with_escape_and_the_focus_comes_back(house: House) -> None:
    workspace = video(house)
    before = house.focus
    assert before is workspace.library.grid
    house.press("Ctrl+J", "Ctrl+K")
    house.press("Esc")
    assert not house.seen(Palette) and house.seen(JobsPanel)
    house.press("Esc")
    house.until(lambda: not house.seen(JobsPanel))
    assert house.focus is before


def test_undo_takes_back_an_edit_and_redo_makes_it_again_but_fields_keep_their_own(house: House) -> None:
    workspace = video(house, 1)

    def title() -> str:
        card = workspace.library.grid.current_card()
        return card.title if card else ""

    house.press("Home", "F2")
    house.until(lambda: house.seen(EditPanel, lambda panel: panel.heading.text() == "Film 0"))
    house.press("Ctrl+A")
    house.write("Harbour at night")
    house.press("Ctrl+Z")
    assert house.find(EditPanel).heading.text() == "Film 0", "typing is undone in the field itself"
    house.press("Ctrl+Shift+Z")
    assert house.find(EditPanel).heading.text() == "Harbour at night"
    house.press("Ctrl+S")
    house.until(lambda: title() == "Harbour at night")
    house.press("Esc")
    house.until(lambda: not house.seen(EditPanel))
    house.press("Ctrl+Z")
    house.until(lambda: title() == "Film 0")
    house.press("Ctrl+Shift+Z")
    house.until(lambda: title() == "Harbour at night")

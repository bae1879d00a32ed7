"""Change flags: many marks make one refresh, none while nobody looks."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.kernel.events import Refresher


def test_many_marks_are_one_refresh_and_none_is_lost_while_hidden(qtbot: QtBot) -> None:
    refresher = Refresher()
    told: list[int] = []
    refresher.due.connect(lambda: told.append(1))
    refresher.set_active(True)
    with qtbot.waitSignal(refresher.due):
        for _ in range(100):
            refresher.mark()
    assert told == [1]
    refresher.set_active(False)
    refresher.mark()
    with qtbot.assertNotEmitted(refresher.due, wait=0):
        qtbot.wait(0)
    with qtbot.waitSignal(refresher.due):
        refresher.set_active(True)
    assert told == [1, 1]

"""P7: long work is seen, paused, resumed, cancelled, tried again and survives a restart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.house import House
from views.shell.jobs_panel import JobCard, JobsPanel
from views.shell.notices_panel import NoticesPanel
from views.widgets.buttons import Button, IconButton

Footage = Callable[..., Path]


@pytest.fixture
def long_film(footage: Footage) -> Path:
    """Takes a while to be made playable."""
    return footage("long-film.mp4", size="1280x720", seconds=30, rate="30")


def card(house: House, title: str) -> JobCard:
    [found] = house.seen(JobCard, lambda card: card.job.title == title)
    return found


def state(house: House, title: str) -> str:
    cards = house.seen(JobCard, lambda card: card.job.title == title)
    return cards[0].job.state.value if cards else "not there"


def press(house: House, button: Button) -> None:
    """Go to a button by Tab and press it with Space."""
    for _ in range(80):
        if house.focus is button:
            break
        house.press("Tab")
    assert house.focus is button, f"Tab does not lead to {button.text()!r}"
    house.press("Space")


def test_a_job_is_paused_resumed_and_cancelled_by_keys(house: House, long_film: Path) -> None:
    house.drop([long_film])
    jobs = house.window.status.jobs
    house.until(jobs.isVisible)
    assert jobs.text() == "1 job"
    house.press("Ctrl+J")
    house.until(lambda: state(house, "Long film") == "running")
    house.until(lambda: "%" in jobs.accessibleName(), 60)
    press(house, card(house, "Long film").buttons["pause"])
    house.until(lambda: state(house, "Long film") == "paused")
    focus = house.focus or house.window
    assert card(house, "Long film").isAncestorOf(focus), "the keyboard stays with the job"
    press(house, card(house, "Long film").buttons["resume"])
    house.until(lambda: state(house, "Long film") == "running")
    press(house, card(house, "Long film").buttons["cancel"])
    house.until(lambda: state(house, "Long film") == "not there")
    house.until(jobs.isHidden)
    panel = house.find(JobsPanel)
    assert house.focus is panel, "the keyboard stays where Esc closes the panel"
    house.press("Esc")
    house.until(panel.isHidden)
    house.press("Ctrl+2")
    house.until(lambda: house.window.stack.workspace("video").library.library.total == 0)  # type: ignore[attr-defined]


def test_jobs_go_on_after_a_restart_and_a_paused_one_stays_paused(
    house: House, long_film: Path, footage: Footage
) -> None:
    short = footage("short-film.mp4", seconds=2)
    house.drop([long_film])
    house.press("Ctrl+J")
    house.until(lambda: state(house, "Long film") == "running")
    press(house, card(house, "Long film").buttons["pause"])
    house.until(lambda: state(house, "Long film") == "paused")
    house.drop([short], house.window.rail)
    house.until(lambda: state(house, "Short film") in ("waiting", "running"))
    house.restart()
    house.press("Ctrl+J")
    house.until(lambda: state(house, "Short film") == "done", 60)
    assert state(house, "Long film") == "paused"
    assert house.window.status.jobs.text() == "1 job"


def test_what_stopped_says_why_is_tried_again_and_removed(house: House, tmp_path: Path) -> None:
    broken = tmp_path / "holiday.mp4"
    broken.write_bytes(b"this is no film" * 100)
    house.drop([broken])
    house.press("Ctrl+J")
    house.until(lambda: state(house, "Holiday") == "stopped", 60)
    said = card(house, "Holiday").error.text()
    assert "holiday.mp4" in said or "video" in said
    press(house, card(house, "Holiday").buttons["retry"])
    house.until(lambda: state(house, "Holiday") != "stopped")
    house.until(lambda: state(house, "Holiday") == "stopped", 60)
    press(house, card(house, "Holiday").buttons["remove"])
    house.until(lambda: state(house, "Holiday") == "not there")


def test_removing_a_notice_keeps_the_keyboard_in_the_panel(house: House) -> None:
    house.nonet.notices.post("One thing happened")
    house.nonet.notices.post("Another thing happened")
    house.press("Ctrl+Shift+N")
    panel = house.find(NoticesPanel)
    [close, _] = house.seen(IconButton, lambda each: each.accessibleName() == "Remove this notice")
    press(house, close)
    assert len(house.nonet.notices.history) == 1
    assert house.focus is panel
    house.press("Esc")
    house.until(panel.isHidden)

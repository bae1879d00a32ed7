"""P1, P5 and P14: starting, with all that can be wrong with what is there; finding everything again."""

from __future__ import annotations

import logging
import sqlite3
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.kernel.notices import Notice
from models.core.jobs import State
from models.video import ffmpeg
from models.video.entities import VideoState
from models.video.queries import LibraryPage
from tests.support.films import LONG, Cinema, small
from tests.support.footage import by_hand
from tests.support.house import House
from tests.support.logfail import ExpectLog
from tests.support.starts import Start
from views.shell.problem import ProblemPage
from views.video.watch_page import WatchPage

END_SECONDS = 3.0


def texts(house: House) -> str:
    """Every text that labels show."""
    return "\n".join(label.text() for label in house.seen(QLabel))


def notice(house: House, words: str) -> Notice | None:
    return next((each for each in house.nonet.notices.history if words in each.text), None)


def titles(house: House) -> set[str]:
    answer = house.services.gateway.ask_now(LibraryPage(actor=house.account))
    return {card.title for card in answer.cards}


def closed_in(house: House) -> float:
    """Seconds until the window is closed and every thread has ended."""
    began = time.monotonic()
    house.close()
    return time.monotonic() - began


# What is there cannot be read


def test_settings_that_cannot_be_read_are_put_aside_and_it_is_said(
    data: Path, qtbot: QtBot, expect_log: ExpectLog
) -> None:
    garbage = b'{"version": 1, "values": {"appearance.scheme": "li'
    (data / "settings.json").write_bytes(garbage)
    with expect_log("app.kernel.settings", "set aside", level=logging.ERROR):
        house = House(qtbot, data)
    told = notice(house, "The settings could not be read")
    (aside,) = data.glob("settings.json.broken-*")
    assert told is not None
    assert told.stays
    assert aside.name in told.text
    assert aside.read_bytes() == garbage
    assert titles(house) == {"Kept film", "Another"}
    house.close()


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    return bytes(byte ^ 0xFF for byte in content[:512]) + content[512:]


def torn(content: bytes) -> bytes:
    """A page in the middle that was never written."""
    page = 4096
    middle = len(content) // page // 2 * page
    return content[:middle] + bytes(page) + content[middle + page :]


def something_else(_content: bytes) -> bytes:
    return b"Dear diary, this is not a database at all.\n" * 500


def empty_tables(_content: bytes) -> bytes:
    with closing(sqlite3.connect(":memory:")) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
        return other.serialize()


@pytest.mark.parametrize("damage", [truncated, flipped, torn, something_else, empty_tables])
def test_a_damaged_record_is_told_and_a_backup_brings_it_back(
    data: Path, qtbot: QtBot, damage: Callable[[bytes], bytes]
) -> None:
    record = data / "record.db"
    broken = damage(record.read_bytes())
    record.write_bytes(broken)
    start = Start(qtbot, data)
    start.until(lambda: start.seen(ProblemPage))
    assert "The file that holds your data is damaged. Nothing was changed." in texts(start)
    assert record.read_bytes() == broken
    start.click(start.find(ProblemPage).buttons[0])
    start.until(lambda: start.nonet.services is not None and start.services.session.ready)
    assert not start.seen(ProblemPage)
    assert titles(start) == {"Kept film", "Another"}
    (replaced,) = (data / "backups").glob("*replaced*.db")
    assert replaced.read_bytes()[100:] == broken[100:]  # but for SQLite's header
    start.close()


def test_a_record_of_a_newer_version_is_left_alone_until_a_backup_is_chosen(data: Path, qtbot: QtBot) -> None:
    record = data / "record.db"
    with closing(sqlite3.connect(record)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
        connection.execute("PRAGMA journal_mode = DELETE")
    newer = record.read_bytes()
    start = Start(qtbot, data)
    start.until(lambda: start.seen(ProblemPage))
    assert "last used by a newer version of Nonet" in texts(start)
    assert start.window.isEnabled()
    start.close()
    assert record.read_bytes() == newer
    assert not (data / "record.db-wal").exists()
    again = Start(qtbot, data)
    again.until(lambda: again.seen(ProblemPage))
    again.click(again.find(ProblemPage).buttons[0])
    again.until(lambda: again.nonet.services is not None and again.services.session.ready)
    assert titles(again) == {"Kept film", "Another"}
    again.close()


def test_what_fails_after_the_record_is_open_is_told_and_not_a_window_that_does_nothing(
    data: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    monkeypatch.setitem(sys.modules, "controllers.video.finding", None)
    with expect_log("app.bootstrap", "could not be built", level=logging.ERROR):
        start = Start(qtbot, data)
        start.until(lambda: start.seen(ProblemPage))
        assert start.window.isEnabled()
        assert "Something went wrong while your data was being opened" in texts(start)
        start.close()


# What it needs is missing


def test_without_libvlc_it_starts_and_the_player_says_what_to_install(
    cinema: Cinema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vlc", None)
    cinema.choose(LONG)
    cinema.house.press("Return")
    cinema.until(lambda: "Videos cannot be played: VLC's library is missing" in texts(cinema.house))
    assert "apt install libvlc5" in texts(cinema.house)
    assert cinema.house.seen(WatchPage)
    cinema.watch_nothing()


def test_without_ffmpeg_the_import_says_what_to_install_and_leaves_no_video(
    fresh: Cinema, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = small(tmp_path)
    monkeypatch.setattr(ffmpeg, "_places", list)
    ffmpeg.find.cache_clear()
    fresh.house.drop([film])
    uploads = fresh.house.services.uploads
    fresh.until(lambda: uploads.failed())
    assert "The ffmpeg program" in uploads.failed()[0].error_sentence
    assert "Install ffmpeg" in uploads.failed()[0].what_now
    fresh.until(lambda: "The ffmpeg program" in texts(fresh.house))
    monkeypatch.undo()
    ffmpeg.find.cache_clear()
    uploads.retry(uploads.failed()[0].id)
    fresh.ready(1)


# Found again


def test_layout_tab_and_place_come_back(house: House) -> None:
    house.add_videos("Kept film")
    house.window.resize(760, 500)
    house.press("Ctrl+2", "Ctrl+Shift+Delete")
    house.until(lambda: house.window.history.current == "nonet://video/trash")
    house.restart()
    assert house.window.stack.current_id == "video"
    assert house.window.history.current == "nonet://video/trash"
    assert (house.window.width(), house.window.height()) == (760, 500)


def test_a_workspace_in_a_window_of_its_own_comes_back_there(house: House) -> None:
    house.press("Ctrl+2", "Ctrl+Shift+D")
    house.until(lambda: "video" in house.window.stack.windows)
    house.window.stack.windows["video"].resize(700, 450)
    house.restart()
    house.until(lambda: "video" in house.window.stack.windows)
    again = house.window.stack.windows["video"]
    assert again.isVisible()
    assert (again.width(), again.height()) == (700, 450)


def test_diagnostics_are_exported_from_the_palette(house: House) -> None:
    house.add_videos("A secret title")
    house.press("Ctrl+Shift+P")
    house.write("export diagnostics")
    house.press("Return")
    house.until(lambda: notice(house, "The diagnostics are in"))
    (made,) = house.folder.glob("diagnostics-*.zip")
    with zipfile.ZipFile(made) as archive:
        assert archive.testzip() is None
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"sqlite" in content
    assert b"A secret title" not in content


# Closing


def test_closed_before_anybody_is_there_it_ends_and_leaves_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    start = Start(qtbot, tmp_path / "data")
    assert closed_in(start) < END_SECONDS
    assert start.nonet.services is None
    house = House(qtbot, tmp_path / "data")
    house.close()


def test_closed_while_a_video_plays(cinema: Cinema) -> None:
    cinema.watch(LONG)
    assert closed_in(cinema.house) < END_SECONDS
    cinema.house.start()


def test_closed_while_an_import_runs_it_goes_on_at_the_next_start(fresh: Cinema, tmp_path: Path) -> None:
    heavy = tmp_path / "Heavy.avi"
    by_hand(
        "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=12",
        "-c:v", "mpeg4", "-q:v", "5", str(heavy),
    )  # fmt: skip
    fresh.house.drop([heavy])
    uploads = fresh.house.services.uploads
    fresh.until(
        lambda: any((job.fraction or 0) > 0 and job.state is State.RUNNING for job in uploads.all()), 60
    )
    assert closed_in(fresh.house) < END_SECONDS
    fresh.house.start()
    fresh.ready(1, 90)
    (card,) = fresh.cards()
    assert card.state is VideoState.READY
    assert card.title == "Heavy"

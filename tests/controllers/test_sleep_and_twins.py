"""The sleep timer, and files that are in the library already."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from controllers.video import sleep
from controllers.video.duplicates import twins
from controllers.video.sleep import SleepTimer
from models.core.ids import new_id
from models.video.entities import SameFile


def video(name: str, size: int, original: str = "") -> SameFile:
    return SameFile(new_id(), new_id(), name, name, original, size, trashed=False)


def put(folder: Path, name: str, content: bytes) -> tuple[Path, int]:
    path = folder / name
    path.write_bytes(content)
    return path, len(content)


def test_the_content_decides_where_the_original_was_kept_and_else_the_name(tmp_path: Path) -> None:
    same, other = put(tmp_path, "renamed.mp4", b"bread"), put(tmp_path, "other.mp4", b"salty")
    named, lone = put(tmp_path, "named.mp4", b"breads"), put(tmp_path, "lone.mp4", b"breads")
    kept = video("bread.mp4", 5, f"{sha256(b'bread').hexdigest()}-5")
    gone = video("named.mp4", 6)
    asked: list[list[int]] = []

    def known(sizes: list[int]) -> list[SameFile]:
        asked.append(sizes)
        return [kept, gone]

    found = twins([same, other, named, lone], known)
    assert {path: twin.video for path, twin in found.items()} == {same[0]: kept, named[0]: gone}
    assert asked == [[5, 6]]


def test_what_cannot_be_read_is_no_twin(tmp_path: Path) -> None:
    kept = video("bread.mp4", 5, f"{sha256(b'bread').hexdigest()}-5")
    assert twins([(tmp_path / "gone.mp4", 5)], lambda _: [kept]) == {}


def test_it_stops_after_the_time_and_tells_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sleep, "_MINUTE_MS", 20)
    stops: list[str] = []
    timer = SleepTimer(lambda: stops.append("stop"))
    with qtbot.waitSignal(timer.stopped):
        timer.after(2)
        assert timer.minutes == 2 and 0 < timer.left_ms < 1000
    assert stops == ["stop"] and timer.minutes == 0 and timer.left_ms == 0
    timer.after(2)
    timer.off()
    assert timer.left_ms == 0


def test_the_end_of_the_video_ends_it_once(qtbot: QtBot) -> None:
    timer = SleepTimer(lambda: None)
    assert not timer.ends_here()
    timer.at_the_end()
    with qtbot.waitSignal(timer.stopped):
        assert timer.ends_here()
    assert not timer.ends_here() and not timer.at_end

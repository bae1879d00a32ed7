"""T12, T15: what is heard of notices, through the real libvlc into a file."""

from __future__ import annotations

import logging
import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.kernel.libvlc import find_vlc
from app.kernel.resources import resource
from app.kernel.settings import Settings
from controllers.notifications.sounds import Sounds


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    made = Settings(tmp_path / "settings.json")
    yield made
    made.close()


def heard(path: Path) -> bytes:
    """What came out, without its header; libvlc writes the lengths into it only at the end."""
    return path.read_bytes()[44:] if path.exists() else b""


def to_file(settings: Settings, path: Path) -> Sounds:
    return Sounds(settings, output=("--aout=afile", f"--audiofile-file={path}"))


def threads() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("sounds")]


def test_a_sound_is_played_on_a_thread_of_its_own_which_ends(
    qtbot: QtBot, settings: Settings, tmp_path: Path
) -> None:
    sounds = to_file(settings, tmp_path / "out.wav")
    assert threads() == []
    sounds.play("trade.alert")
    assert threads() != []
    with wave.open(str(resource("sounds", "alert.wav"))) as file:
        whole = len(file.readframes(file.getnframes()))
    qtbot.waitUntil(lambda: len(heard(tmp_path / "out.wav")) > whole // 2, timeout=15_000)
    sounds.close()
    assert any(heard(tmp_path / "out.wav")) and threads() == []


@pytest.mark.parametrize("key", ["notices.sounds", "notices.volume"])
def test_muted_nothing_begins(settings: Settings, tmp_path: Path, key: str) -> None:
    sounds = to_file(settings, tmp_path / "out.wav")
    setting = next(each for each in settings.declared() if each.key == key)
    settings.set(setting, type(setting.default)(0))
    sounds.play("trade.fill")
    assert threads() == []
    sounds.close()


def test_whoever_sets_the_volume_hears_it(qtbot: QtBot, settings: Settings, tmp_path: Path) -> None:
    sounds = to_file(settings, tmp_path / "out.wav")
    volume = next(each for each in settings.declared() if each.key == "notices.volume")
    settings.set(volume, 30)
    qtbot.waitUntil(lambda: any(heard(tmp_path / "out.wav")), timeout=15_000)
    sounds.close()


def test_without_libvlc_it_is_silent_and_the_log_says_so_once(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    looked: list[int] = []
    sounds = Sounds(settings, load=lambda: looked.append(1), output=("--aout=dummy",))
    assert sounds.able
    with caplog.at_level(logging.INFO):
        sounds.play("trade.alert")
        sounds.play("trade.alert")
        sounds.close()
    assert looked == [1] and not sounds.able
    assert [record.message for record in caplog.records if "silent" in record.message] != []
    assert threads() == []


def test_a_library_that_is_not_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vlc", None)
    assert find_vlc() is None


def test_both_sounds_are_short_and_not_too_loud() -> None:
    for name in ("alert", "fill"):
        with wave.open(str(resource("sounds", f"{name}.wav"))) as file:
            data = file.readframes(file.getnframes())
            assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
            assert 0.3 < file.getnframes() / file.getframerate() < 1
        values = memoryview(data).cast("h")
        assert 12_000 < max(values) < 20_000 and abs(values[0]) < 500 and abs(values[-1]) < 500

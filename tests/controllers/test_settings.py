"""Settings: typed, atomic, migrated, and a broken file never stops the start."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.kernel.settings import Setting, Settings
from models.core.errors import Invalid, Unavailable
from tests.support.logfail import ExpectLog

VOLUME = Setting(key="player.volume", default=80, title="Volume", where="Video", low=0, high=100)
SCHEME = Setting(
    key="scheme",
    default="system",
    title="Theme",
    where="Appearance",
    choices=(("system", "System"), ("dark", "Dark")),
)

SPEED = Setting(key="speed", default=1.0, title="Speed", where="Video")
HIDDEN = Setting(key="window.place", default="")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def opened(path: Path) -> Settings:
    settings = Settings(path)
    settings.declare(VOLUME, SCHEME, SPEED, HIDDEN)
    return settings


def test_a_value_is_kept_for_the_next_start(path: Path, qtbot: QtBot) -> None:
    settings = opened(path)
    with qtbot.waitSignal(settings.changed) as told:
        settings.set(VOLUME, 30)
    assert told.args == ["player.volume", 30]
    assert opened(path).get(VOLUME) == 30


def test_a_value_that_does_not_fit_is_refused_with_a_sentence(path: Path) -> None:
    settings = opened(path)
    with pytest.raises(Invalid, match="“Volume” must be from 0 to 100"):
        settings.set(VOLUME, 101)
    with pytest.raises(Invalid, match="no choice 'pink'"):
        settings.set(SCHEME, "pink")
    with pytest.raises(Invalid):
        settings.set(VOLUME, True)
    assert settings.get(VOLUME) == 80
    assert not path.exists()


def test_a_whole_number_is_a_number(path: Path) -> None:
    path.write_text(json.dumps({"version": 1, "values": {"speed": 2}}))
    assert opened(path).get(SPEED) == 2.0


def test_a_kept_value_that_does_not_fit_any_more_gives_the_default(path: Path, expect_log: ExpectLog) -> None:
    path.write_text(json.dumps({"version": 1, "values": {"player.volume": "loud"}}))
    with expect_log("app.kernel.settings", "player.volume does not fit"):
        assert opened(path).get(VOLUME) == 80


def test_unknown_keys_are_kept(path: Path) -> None:
    path.write_text(json.dumps({"version": 1, "values": {"from.the.future": [1, 2]}}))
    opened(path).set(VOLUME, 5)
    assert json.loads(path.read_text())["values"] == {"from.the.future": [1, 2], "player.volume": 5}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe\x00", b"[]", b'{"values": 3}', b'{"version": "x", "values": {}}']
)
def test_a_broken_file_is_set_aside_and_the_defaults_hold(
    path: Path, content: bytes, expect_log: ExpectLog
) -> None:
    path.write_bytes(content)
    with expect_log("app.kernel.settings", "cannot be read, set aside", level=logging.ERROR):
        settings = opened(path)
    assert settings.get(VOLUME) == 80
    aside = settings.set_aside
    assert aside is not None
    assert aside.name.startswith("settings.json.broken-")
    assert aside.read_bytes() == content
    settings.set(VOLUME, 1)
    assert opened(path).get(VOLUME) == 1


def test_a_file_that_is_there_is_never_half_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = opened(path)
    settings.set(VOLUME, 10)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="No space left on device"):
        settings.set(VOLUME, 20)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert settings.get(VOLUME) == 10
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_the_file_is_on_the_disk_before_it_takes_its_name(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("fsync"), fsync(handle))[1])
    monkeypatch.setattr(Path, "replace", lambda self, to: (steps.append("rename"), replace(self, to))[1])
    opened(path).set(VOLUME, 10)
    assert steps == ["fsync", "rename", "fsync"]


def test_older_files_are_migrated_step_by_step(path: Path) -> None:
    path.write_text(json.dumps({"version": 1, "values": {"loudness": 3}}))
    steps = {
        1: lambda values: {"volume": values["loudness"]},
        2: lambda values: {"player.volume": int(str(values["volume"])) * 10},
    }
    settings = Settings(path, migrations=steps)
    settings.declare(VOLUME)
    assert settings.get(VOLUME) == 30
    settings.set(VOLUME, 40)
    assert json.loads(path.read_text())["version"] == 3


def test_search_finds_all_words_and_never_hidden_ones(path: Path) -> None:
    settings = opened(path)
    assert [setting.key for setting in settings.found("vid VOL")] == ["player.volume"]
    assert {setting.key for setting in settings.found("")} == {"player.volume", "scheme", "speed"}


def test_a_key_declared_in_two_ways_is_a_bug(path: Path) -> None:
    settings = opened(path)
    settings.declare(VOLUME)
    with pytest.raises(ValueError, match="declared twice"):
        settings.declare(Setting(key="player.volume", default=1))


def test_reset_goes_back_to_the_default(path: Path) -> None:
    settings = opened(path)
    settings.set(VOLUME, 1)
    assert not settings.is_default(VOLUME)
    settings.reset(VOLUME)
    assert opened(path).get(VOLUME) == 80

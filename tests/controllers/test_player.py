"""The player with the real libvlc, on a clip whose pictures tell their number."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from controllers.video.engine import load_vlc
from controllers.video.playback import AUTO, CaptionTrack, Chapter, PlayRequest, Rung, State
from controllers.video.player import Player
from models.core.errors import Unavailable
from tests.support.clips import FRAME_US, RUNGS, SECONDS, distance

SECOND = 1_000_000
NEAR = 5  # pictures: libvlc lands up to three early, and playback goes on while the test looks


@pytest.fixture
def player(qtbot: QtBot) -> Iterator[Player]:
    player = Player()
    yield player
    player.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "player"]


def play(qtbot: QtBot, player: Player, request: PlayRequest) -> None:
    """Open and wait until it plays with a picture on the screen."""
    player.open(request)
    until(qtbot, lambda: player.state is State.PLAYING and player.frame() is not None)


def until(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=15_000)


def arrive(qtbot: QtBot, player: Player, place_us: int) -> None:
    player.seek(place_us)
    until(qtbot, lambda: not player.seeking)


def offset(player: Player) -> int:
    """Pictures between the one that is shown and the one the position belongs to."""
    frame = player.frame()
    assert frame is not None
    return distance(frame, player.position_us)


def test_it_plays_and_its_position_is_the_pictures(qtbot: QtBot, player: Player, clip: PlayRequest) -> None:
    states: list[State] = []
    player.state_changed.connect(states.append)
    play(qtbot, player, clip)
    until(qtbot, lambda: player.position_us > 1.5 * SECOND)
    assert states == [State.OPENING, State.PLAYING]
    assert abs(offset(player)) <= NEAR
    assert player.rung in RUNGS
    frame = player.frame()
    assert frame is not None
    assert (frame.width, frame.height) == (player.rung.width, player.rung.height)
    assert frame.aspect == pytest.approx(16 / 9)
    counters = player.counters()
    assert counters["displayed"] >= 30


@pytest.mark.parametrize("place", [0, 5.1, 9.98])
def test_it_resumes_where_it_was_left(qtbot: QtBot, player: Player, clip: PlayRequest, place: float) -> None:
    start_us = round(place * SECOND)
    play(qtbot, player, replace(clip, start_us=start_us))
    assert start_us <= player.position_us < start_us + SECOND
    assert abs(offset(player)) <= NEAR


def test_what_was_left_at_its_end_starts_anew(qtbot: QtBot, player: Player, clip: PlayRequest) -> None:
    play(qtbot, player, replace(clip, start_us=clip.duration_us))
    assert player.position_us < SECOND


def test_seeks_land_on_the_picture(qtbot: QtBot, player: Player, clip: PlayRequest) -> None:
    play(qtbot, player, clip)
    for place in (7.3, 2.06, 11.0, 0.5):
        arrive(qtbot, player, round(place * SECOND))
        assert 0 <= player.position_us - place * SECOND < 0.5 * SECOND
        assert abs(offset(player)) <= NEAR


def test_a_pause_keeps_the_picture_and_seeks_in_it_show_theirs(
    qtbot: QtBot, player: Player, clip: PlayRequest
) -> None:
    play(qtbot, player, clip)
    until(qtbot, lambda: player.position_us > SECOND)
    player.pause()
    assert player.state is State.PAUSED
    paused_at = player.position_us
    arrive(qtbot, player, 6_400_000)
    assert player.position_us == 6_400_000 != paused_at
    until(qtbot, lambda: abs(offset(player)) <= NEAR)
    player.play()
    until(qtbot, lambda: player.position_us > 6_900_000)
    assert abs(offset(player)) <= NEAR


def test_dragging_keeps_only_the_newest_place(qtbot: QtBot, player: Player, clip: PlayRequest) -> None:
    play(qtbot, player, clip)
    for place in range(100):
        player.seek(place * SECOND // 10)
        assert player.position_us == place * SECOND // 10
    until(qtbot, lambda: not player.seeking)
    assert player.position_us - 9_900_000 < 0.5 * SECOND
    assert abs(offset(player)) <= NEAR


def test_steps_go_one_picture_on_and_back(qtbot: QtBot, player: Player, clip: PlayRequest) -> None:
    play(qtbot, player, clip)
    arrive(qtbot, player, 4 * SECOND)
    player.pause()
    before = player.position_us
    first = player.frame()
    assert first is not None
    seen = distance(first, before)
    with qtbot.waitSignal(player.frame_ready, timeout=5000):
        player.step(1)
    assert player.state is State.PAUSED
    assert player.position_us == before + FRAME_US
    until(qtbot, lambda: abs(distance(player.frame() or first, before) - seen - 1) <= 1)
    player.step(-1)
    until(qtbot, lambda: not player.seeking)
    assert player.position_us == before
    player.play()
    until(qtbot, lambda: player.position_us > before + SECOND)
    assert abs(offset(player)) <= NEAR


def test_speed_moves_time_faster(qtbot: QtBot, player: Player, clip: PlayRequest) -> None:
    play(qtbot, player, clip)
    player.set_speed(2.0)
    until(qtbot, lambda: player.position_us > 5 * SECOND)
    until(qtbot, lambda: abs(offset(player)) <= 2 * NEAR)  # a slow machine shows it late
    arrive(qtbot, player, 7_300_000)
    until(qtbot, lambda: player.position_us > 9 * SECOND)
    until(qtbot, lambda: abs(offset(player)) <= 2 * NEAR)  # a slow machine shows it late
    player.change_speed(1)
    assert player.speed == 2.0
    player.change_speed(-1)
    assert player.speed == 1.75
    player.set_speed(0.01)
    assert player.speed == 0.25


def test_a_fixed_quality_shows_that_rendition_at_the_same_place(
    qtbot: QtBot, player: Player, clip: PlayRequest
) -> None:
    play(qtbot, player, clip)
    arrive(qtbot, player, 5 * SECOND)
    for height in (90, 180, 90):
        before = player.position_us
        player.set_quality(height)
        assert player.frame() is not None  # the last picture stays meanwhile
        until(qtbot, lambda: player.state is State.PLAYING)
        assert player.rung == Rung(height * 16 // 9, height)
        assert 0 <= player.position_us - before < SECOND
        until(qtbot, lambda: abs(offset(player)) <= NEAR)
    player.set_quality(AUTO)
    until(qtbot, lambda: player.state is State.PLAYING)


def test_a_paused_video_stays_paused_when_its_quality_changes(
    qtbot: QtBot, player: Player, clip: PlayRequest
) -> None:
    play(qtbot, player, clip)
    arrive(qtbot, player, 5 * SECOND)
    player.pause()
    player.set_quality(90)
    until(qtbot, lambda: player.state is State.PAUSED and player.rung == RUNGS[1])
    assert player.quality == 90
    assert not player.playing


def test_the_end_is_told_and_play_starts_again(qtbot: QtBot, player: Player, clip: PlayRequest) -> None:
    play(qtbot, player, replace(clip, start_us=clip.duration_us - SECOND))
    with qtbot.waitSignal(player.finished, timeout=15_000):
        pass
    assert (player.state, player.position_us) == (State.ENDED, clip.duration_us)
    player.play()
    until(qtbot, lambda: player.state is State.PLAYING)
    assert player.position_us < 2 * SECOND


def test_watched_intervals_are_what_was_played(qtbot: QtBot, player: Player, clip: PlayRequest) -> None:
    watched: list[tuple[int, int]] = []
    player.watched.connect(lambda start, end: watched.append((start, end)))
    play(qtbot, player, clip)
    until(qtbot, lambda: player.position_us > SECOND)
    player.seek(8 * SECOND)
    assert len(watched) == 1
    assert watched[0][0] < 0.2 * SECOND
    assert SECOND < watched[0][1] < 2 * SECOND
    until(qtbot, lambda: player.position_us > 8.5 * SECOND)
    player.pause()
    arrive(qtbot, player, 3 * SECOND)
    player.close()
    assert len(watched) == 2
    assert 8 * SECOND <= watched[1][0] < 8.3 * SECOND
    assert 8.5 * SECOND < watched[1][1] < 9.5 * SECOND


def test_captions_and_chapters_come_at_their_time(
    qtbot: QtBot, player: Player, clip: PlayRequest, tmp_path: Path
) -> None:
    (tmp_path / "one.srt").write_text(
        "1\n00:00:01,000 --> 00:00:01,500\nHello\n\n2\n00:00:06,000 --> 00:00:09,000\nThere\n"
    )
    chapters = (Chapter(0, "Start"), Chapter(6 * SECOND, "End"))
    request = replace(clip, captions=(CaptionTrack("English", tmp_path / "one.srt"),), chapters=chapters)
    shown: list[tuple[str, int]] = []
    player.cue_changed.connect(lambda text: shown.append((text, player.position_us)))
    player.open(request)
    player.set_captions(0)
    until(qtbot, lambda: [text for text, _ in shown] == ["Hello", ""])
    assert SECOND <= shown[0][1] < 1.3 * SECOND
    assert 1.5 * SECOND <= shown[1][1] < 1.8 * SECOND
    assert player.chapter == chapters[0]
    arrive(qtbot, player, 7 * SECOND)
    assert (player.cue, player.chapter) == ("There", chapters[1])
    player.toggle_captions()
    assert (player.cue, player.caption_track) == ("", -1)
    player.toggle_captions()
    until(qtbot, lambda: player.cue == "There")


def test_captions_that_cannot_be_read_are_told_and_the_video_plays_on(
    qtbot: QtBot, player: Player, clip: PlayRequest, tmp_path: Path
) -> None:
    (tmp_path / "bad.srt").write_text("nothing")
    play(qtbot, player, replace(clip, captions=(CaptionTrack("Bad", tmp_path / "bad.srt"),)))
    with qtbot.waitSignal(player.failed, timeout=5000) as failed:
        player.set_captions(0)
    assert "no captions" in str(failed.args[0])
    assert (player.state, player.caption_track) == (State.PLAYING, -1)


def test_volume_and_silence(qtbot: QtBot, player: Player, clip: PlayRequest) -> None:
    play(qtbot, player, clip)
    player.set_volume(140)
    assert player.volume == 100
    player.set_muted(True)
    player.set_volume(30)
    assert (player.volume, player.muted) == (30, False)
    until(qtbot, lambda: len(player.audio_tracks) == 1)


def test_without_libvlc_there_is_a_sentence(qtbot: QtBot, clip: PlayRequest) -> None:
    def missing() -> None:
        raise Unavailable("no libvlc", what_now="install it")

    player = Player(load=missing)
    with qtbot.waitSignal(player.failed, timeout=5000):
        player.open(clip)
    assert player.state is State.ERROR
    assert player.error is not None
    assert player.error.what_now == "install it"
    player.close()


def test_plugins_that_are_missing_say_what_to_install(qtbot: QtBot, clip: PlayRequest) -> None:
    class Hollow:
        dll = object()

        @staticmethod
        def Instance(*_: str) -> None:
            return None

    player = Player(load=Hollow)
    with qtbot.waitSignal(player.failed, timeout=5000) as failed:
        player.open(clip)
    assert "libvlc5" in failed.args[0].what_now
    player.close()


def test_a_missing_libvlc_is_found_out_at_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vlc", None)
    with pytest.raises(Unavailable, match="VLC"):
        load_vlc()


def test_what_cannot_be_opened_is_an_error_and_the_next_one_plays(
    qtbot: QtBot, player: Player, clip: PlayRequest
) -> None:
    with qtbot.waitSignal(player.failed, timeout=15_000):
        player.open(replace(clip, master_url=clip.master_url.replace("master", "none")))
    assert player.state is State.ERROR
    play(qtbot, player, clip)
    assert player.error is None


def test_a_hundred_hasty_operations(qtbot: QtBot, player: Player, clip: PlayRequest) -> None:
    chance = random.Random(20261122)
    actions: list[Callable[[], None]] = [
        lambda: player.open(replace(clip, start_us=chance.randrange(SECONDS) * SECOND)),
        lambda: player.seek(chance.randrange(clip.duration_us)),
        lambda: player.seek(chance.randrange(clip.duration_us)),
        player.toggle,
        player.toggle,
        lambda: player.step(chance.choice((-1, 1))),
        lambda: player.set_quality(chance.choice((AUTO, 90, 180))),
        lambda: player.set_speed(chance.choice((0.5, 1.0, 2.0))),
        lambda: player.set_volume(chance.randrange(101)),
        player.stop,
    ]
    for _ in range(100):
        chance.choice(actions)()
        qtbot.wait(chance.choice((0, 0, 5, 60)))
    play(qtbot, player, replace(clip, start_us=3 * SECOND))
    until(qtbot, lambda: 3.5 * SECOND < player.position_us < 6 * SECOND)
    until(qtbot, lambda: abs(offset(player)) <= NEAR)
    player.close()
    player.close()
    assert player.frame() is None

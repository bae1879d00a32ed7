"""libvlc itself plays the renditions: the right pictures at the right time, also after a jump."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from models.video import hls
from models.video.encoding import encode
from models.video.probe import probe
from models.video.renditions import Settings, plan
from tests.support.footage import by_hand

try:
    import vlc
except (ImportError, OSError):
    pytest.skip("libvlc is not here", allow_module_level=True)

WIDTH, HEIGHT = 160, 90


class Screen:
    """Where libvlc paints into memory; tells the moment that a picture of the ramp shows."""

    def __init__(self, player: Any) -> None:
        self.pixels = ctypes.create_string_buffer(WIDTH * HEIGHT * 4)
        self.shown: list[float] = []
        self.sound = 0

        @vlc.CallbackDecorators.VideoLockCb
        def lock(_opaque: Any, planes: Any) -> None:
            planes[0] = ctypes.cast(self.pixels, ctypes.c_void_p).value

        @vlc.CallbackDecorators.VideoDisplayCb
        def display(_opaque: Any, _picture: Any) -> None:
            middle = self.pixels.raw[WIDTH * (HEIGHT // 2) * 4 + WIDTH * 2]
            self.shown.append(middle * 219 / 255 / 10)

        @vlc.CallbackDecorators.AudioPlayCb
        def play(_opaque: Any, _samples: Any, count: int, _moment: int) -> None:
            self.sound += count

        self._kept = (lock, display, play)  # libvlc holds no references
        player.video_set_callbacks(lock, None, display, None)
        player.video_set_format("RV32", WIDTH, HEIGHT, WIDTH * 4)
        player.audio_set_callbacks(play, None, None, None, None, None)
        player.audio_set_format("S16N", 44_100, 2)

    def wait_for(self, low: float, high: float) -> None:
        """Wait until a picture of these seconds shows."""
        self.wait(lambda: any(low <= moment <= high for moment in self.shown), f"a picture of {low}–{high} s")

    def wait(self, holds: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + 20
        while not holds():
            assert time.monotonic() < deadline, f"{what} did not come; last shown {self.shown[-5:]}"
            os.sched_yield()


@contextmanager
def playing(address: str) -> Iterator[tuple[Any, Screen]]:
    instance = vlc.Instance(["--quiet", "--no-video-title-show"])
    player = instance.media_player_new()
    screen = Screen(player)
    player.set_media(instance.media_new(address))
    player.play()
    try:
        yield player, screen
    finally:
        player.stop()
        player.release()
        instance.release()


def test_libvlc_plays_and_jumps(footage: Callable[..., Path], tmp_path: Path) -> None:
    source = tmp_path / "ramp.mp4"
    ramp = f"color=gray:s={WIDTH}x{HEIGHT}:r=10:d=20,geq=lum='16+10*T':cb=128:cr=128"
    by_hand("-f", "lavfi", "-i", ramp, "-f", "lavfi", "-i", "sine=d=20", "-pix_fmt", "yuv420p", str(source))
    media = probe(source)
    settings = Settings(heights=(90, 60), copy=False, preset="ultrafast")
    made = encode(source, media, plan(media, settings), tmp_path / "work").renditions
    for rendition in made:
        text = hls.playlist(rendition.index, rendition.path.as_uri())
        (tmp_path / f"{rendition.name}.m3u8").write_text(text)
    master = tmp_path / "master.m3u8"
    master.write_text(hls.master(made, "{}.m3u8".format))
    with playing(master.as_uri()) as (player, screen):
        screen.wait_for(0, 1)
        screen.wait(lambda: abs(player.get_length() - 20_000) < 200, "a length of 20 s")
        player.set_time(14_000)
        screen.wait_for(13.5, 15)
        player.set_time(5_000)
        screen.wait_for(4.5, 6)
        assert screen.sound > 0

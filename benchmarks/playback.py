"""Playing 720p for ten seconds: pictures painted, and CPU against libvlc drawing into the window itself.

Both sides are a process of their own with a window on the same virtual screen, fed by the same loopback
server; they take turns. The peer is libvlc's own embedding (`set_xwindow`), which nothing can be drawn over.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.harness import Row, alternate
from models.core.errors import Unavailable
from models.video import ffmpeg

_SECONDS = 10
_SETTLE = 3.0  # s after the first picture: the controls have gone to rest
_RATE = 30
_WIDTH, _HEIGHT = 1280, 720
_RUNS = 3
_MASTER = (
    "#EXTM3U\n#EXT-X-VERSION:7\n"
    f'#EXT-X-STREAM-INF:BANDWIDTH=4000000,RESOLUTION={_WIDTH}x{_HEIGHT},CODECS="avc1.64001f,mp4a.40.2"\n'
    "720.m3u8\n"
)


def rows() -> Iterator[Row]:
    """The rows `playback` (libvlc as it embeds by itself) and `playback_x11` (its cheapest way, without GL).

    `painted_share`: pictures painted of those that were due, the median of the runs.
    """
    with tempfile.TemporaryDirectory() as folder:
        _make_clip(Path(folder))
        with _virtual_screen() as screen:
            yield _compare("playback", "libvlc in its own window (set_xwindow)", folder, screen, {})
        with _virtual_screen("-extension", "GLX") as screen:
            peer = "libvlc in its own window (set_xwindow), neither GLX nor EGL"
            yield _compare(
                "playback_x11", peer, folder, screen, {"__EGL_VENDOR_LIBRARY_DIRS": "/nonexistent"}
            )


def _compare(name: str, peer_name: str, folder: str, screen: str, environment: Mapping[str, str]) -> Row:
    environment = {**os.environ, **environment, "DISPLAY": screen, "QT_QPA_PLATFORM": "xcb"}
    shares: list[float] = []

    def ours() -> float:
        found = _child("ours", folder, environment)
        shares.append(found["painted_share"])
        return found["cpu_share"]

    mine, native = alternate(ours, lambda: _child("native", folder, environment)["cpu_share"], runs=_RUNS)
    return Row(
        name=name,
        ours=mine,
        peer=native,
        peer_name=peer_name,
        ratio=native / mine,
        unit="share of a core",
        detail=f"720p{_RATE}, H.264 over HLS, {_SECONDS} s, {_RUNS} alternating runs, medians",
        extra={"painted_share": statistics.median(shares), "worst_painted_share": min(shares)},
    )


def _make_clip(folder: Path) -> None:
    length = _SECONDS + 2 * _SETTLE
    picture = f"testsrc2=size={_WIDTH}x{_HEIGHT}:rate={_RATE}:duration={length}"
    command = [str(ffmpeg.find().path), "-v", "error", "-nostdin", "-f", "lavfi", "-i", picture]
    command += ["-f", "lavfi", "-i", f"sine=frequency=330:duration={length}", "-pix_fmt", "yuv420p"]
    command += [
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-g",
        "60",
        "-c:a",
        "aac",
        "-f",
        "hls",
        "-hls_time",
        "4",
    ]
    command += [
        "-hls_playlist_type",
        "vod",
        "-hls_segment_type",
        "fmp4",
        "-hls_flags",
        "single_file",
        "720.m3u8",
    ]
    subprocess.run(command, cwd=folder, check=True)
    (folder / "master.m3u8").write_text(_MASTER)


@contextmanager
def _virtual_screen(*options: str) -> Iterator[str]:
    """A virtual X screen; its name. Raises `Unavailable` where there is no Xvfb."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1600x1000x24",
        "-nolisten",
        "tcp",
        *options,
    ]
    try:
        server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    except FileNotFoundError as error:
        raise Unavailable("There is no Xvfb.", what_now="apt install xvfb") from error
    finally:
        os.close(writing)
    try:
        with os.fdopen(reading) as number:
            yield f":{number.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def _child(side: str, folder: str, environment: Mapping[str, str]) -> Mapping[str, float]:
    command = [sys.executable, "-m", "benchmarks.playback", side, folder]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=120)
    found: Mapping[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


# -- one side, in a process of its own -----------------------------------------------------------------------


def _measure(wait: Callable[[float], None], painted: Callable[[], int]) -> dict[str, float]:
    """CPU and pictures of this process for ten seconds, while `wait` keeps its events going."""
    wait(_SETTLE)
    start, before, pictures = time.perf_counter(), _cpu(), painted()
    wait(_SECONDS)
    elapsed = time.perf_counter() - start
    return {
        "cpu_share": (_cpu() - before) / elapsed,
        "painted_share": min(1.0, round((painted() - pictures) / (elapsed * _RATE), 4)),
    }


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _play(side: str, folder: Path) -> dict[str, float]:
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QWidget

    from app.kernel.application import make_application
    from app.kernel.streams import FileRange, StreamServer

    class Folder:
        def resolve(self, path: str) -> FileRange | None:
            file = folder / Path(path).name
            return (
                FileRange(file, 0, file.stat().st_size, "application/octet-stream")
                if file.is_file()
                else None
            )

    def wait(seconds: float) -> None:
        loop = QEventLoop()  # QTest.qWait would keep the interpreter's lock, which libvlc's callbacks need
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    application = make_application()
    server = StreamServer()
    url = server.add(Folder()) + "master.m3u8"
    window = QWidget()
    window.setFixedSize(_WIDTH, _HEIGHT)
    found = (_play_ours if side == "ours" else _play_native)(window, url, wait)
    server.close()
    application.quit()
    return found


def _play_ours(window: object, url: str, wait: Callable[[float], None]) -> dict[str, float]:
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from controllers.video.playback import PlayRequest, Rung
    from controllers.video.player import Player
    from views.video.player.view import PlayerView

    assert isinstance(window, QWidget)
    player = Player()
    view = PlayerView(player)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(view)
    window.show()
    view.open(PlayRequest(master_url=url, rungs=(Rung(_WIDTH, _HEIGHT),), frame_rate=_RATE))
    while player.frames_painted == 0:
        wait(0.01)
    found = _measure(wait, lambda: player.frames_painted)
    player.close()
    return found


def _play_native(window: object, url: str, wait: Callable[[float], None]) -> dict[str, float]:
    from PySide6.QtWidgets import QWidget

    from app.kernel.libvlc import has_sound
    from controllers.video.engine import load_vlc

    assert isinstance(window, QWidget)
    window.show()
    vlc = load_vlc()
    options = ("--quiet", "--no-video-title-show", "--no-spu", "--no-osd", "--avcodec-hw=none")
    instance = vlc.Instance(*options, *(() if has_sound() else ("--aout=dummy",)))
    player = instance.media_player_new()
    player.set_xwindow(int(window.winId()))
    player.set_media(instance.media_new(url))
    player.play()
    while player.get_state() != vlc.State.Playing:
        wait(0.01)
    found = _measure(wait, lambda: 0)
    player.stop()
    player.release()
    instance.release()
    return found


if __name__ == "__main__":
    print(json.dumps(_play(sys.argv[1], Path(sys.argv[2]))))

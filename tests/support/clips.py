"""Generated videos whose every picture tells its number, as an HLS ladder on the loopback server."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import pytest

from app.kernel.streams import FileRange, Inline, StreamServer
from controllers.video.frames import Frame
from controllers.video.playback import PlayRequest, Rung

RATE = 25
SECONDS = 12
FRAME_US = 1_000_000 // RATE
RUNGS = (Rung(320, 180), Rung(160, 90))
_STEP = 4  # of luma: a picture's number modulo 50 survives encoding
_CYCLE = 50
_VIDEO = "libx264 -preset veryfast -crf 14 -bf 0 -g 50 -keyint_min 50 -sc_threshold 0 -pix_fmt yuv420p"
_FILES = "hls -hls_time 2 -hls_playlist_type vod -hls_segment_type fmp4 -hls_flags single_file"
_HLS = f"-c:v {_VIDEO} -c:a aac -f {_FILES}".split()
_TYPES = {".m3u8": "application/vnd.apple.mpegurl", ".m4s": "video/mp4"}


def number_of(frame: Frame) -> int:
    """The number, modulo 50, that is written in the picture's brightness."""
    middle = frame.view()[frame.stride * (frame.height // 2) + frame.width // 2 * 4]
    return round((middle / 1.164 - 4) / _STEP) % _CYCLE


def distance(frame: Frame, position_us: int) -> int:
    """How many pictures `frame` is after the one that belongs to `position_us` (-25 to 24)."""
    wanted = position_us // FRAME_US % _CYCLE
    return (number_of(frame) - wanted + _CYCLE // 2) % _CYCLE - _CYCLE // 2


@dataclass(frozen=True)
class Ladder:
    """A folder with `master.m3u8`, two renditions and their playlists; a source of the stream server."""

    folder: Path

    def resolve(self, path: str) -> Inline | FileRange | None:
        file = self.folder / Path(path).name
        if not file.is_file():
            return None
        if file.suffix == ".m3u8":
            return Inline(file.read_bytes(), _TYPES[file.suffix])
        return FileRange(file, 0, file.stat().st_size, _TYPES[file.suffix])


def make_ladder(folder: Path) -> Ladder:
    """Encode the numbered clip (320×180 and 160×90, 12 s, 2 s segments, a tone) into `folder`."""
    picture = f"color=black:s=320x180:r={RATE}:d={SECONDS},format=yuv420p"
    luma = f"geq=lum='20+{_STEP}*mod(N\\,{_CYCLE})':cb=128:cr=128,split=2[a][b];[b]scale=160:90[c]"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y"]
    command += ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine=f=440:d={SECONDS}"]
    command += ["-filter_complex", f"[0:v]{luma}"]
    command += [
        "-map",
        "[a]",
        "-map",
        "1:a",
        *_HLS,
        "180.m3u8",
        "-map",
        "[c]",
        "-map",
        "1:a",
        *_HLS,
        "90.m3u8",
    ]
    subprocess.run(command, cwd=folder, check=True, timeout=100)
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for rung, bandwidth in zip(RUNGS, (400_000, 150_000), strict=True):
        lines += [
            f'#EXT-X-STREAM-INF:BANDWIDTH={bandwidth},RESOLUTION={rung.width}x{rung.height},CODECS="avc1.42c01e,mp4a.40.2"',
            f"{rung.height}.m3u8",
        ]
    (folder / "master.m3u8").write_text("\n".join([*lines, ""]))
    return Ladder(folder)


@pytest.fixture(scope="session")
def ladder(tmp_path_factory: pytest.TempPathFactory) -> Ladder:
    return make_ladder(tmp_path_factory.mktemp("ladder"))


@pytest.fixture
def stream_server() -> Iterator[StreamServer]:
    server = StreamServer()
    yield server
    server.close()


@pytest.fixture
def clip(ladder: Ladder, stream_server: StreamServer) -> PlayRequest:
    """A request for the numbered clip."""
    return PlayRequest(
        master_url=stream_server.add(ladder) + "master.m3u8",
        duration_us=SECONDS * 1_000_000,
        title="The numbered clip",
        rungs=RUNGS,
        frame_rate=RATE,
    )

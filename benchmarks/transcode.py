"""CPU of the encoding job against ffmpeg run by hand, and of a remux against encoding again.

Only the renditions: no poster, no sheet, no waveform. The clip is made here: a moving picture with sound.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import Row, alternate, cpu_seconds
from models.video import ffmpeg
from models.video.encoding import encode
from models.video.probe import probe
from models.video.renditions import Plan, Settings, plan

_SECONDS = 8
_WIDTH, _HEIGHT, _RATE = 1280, 720, 30


def rows() -> Iterator[Row]:
    """The rows `ladder` and `remux`."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        clip = place / "clip.mp4"
        _make_clip(clip)
        yield _ladder(clip, place)
        yield _remux(clip, place)


def _make_clip(clip: Path) -> None:
    picture = f"testsrc2=size={_WIDTH}x{_HEIGHT}:rate={_RATE}:duration={_SECONDS},noise=alls=6:allf=t"
    sound = f"sine=frequency=330:beep_factor=4:duration={_SECONDS}"
    _by_hand(
        *("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-pix_fmt", "yuv420p"),
        *("-c:v", "libx264", "-preset", "veryfast", "-g", "60", "-c:a", "aac", str(clip)),
    )


def _by_hand(*words: str) -> None:
    subprocess.run([str(ffmpeg.find().path), "-v", "error", "-nostdin", "-y", *words], check=True)


def _ladder(clip: Path, place: Path) -> Row:
    media = probe(clip)
    wanted = plan(media, Settings(copy=False))
    turn = iter(range(1000))
    ours, peer = alternate(
        lambda: cpu_seconds(lambda: encode(clip, media, wanted, place / f"ours{next(turn)}")),
        lambda: cpu_seconds(lambda: _by_hand(*_same_by_hand(clip, wanted, place))),
    )
    return Row(
        name="ladder",
        ours=ours,
        peer=peer,
        peer_name="ffmpeg by hand",
        ratio=peer / ours,
        unit="CPU s",
        detail="one decode, all renditions with sound, key frames aligned, 4 s segments",
        extra={"renditions": len(wanted.rungs), "film_s": _SECONDS, "decodes": 1},
    )


def _same_by_hand(clip: Path, wanted: Plan, place: Path) -> list[str]:
    """What one types for the same renditions as HLS: one split, one encoder a size, the sound once."""
    count = len(wanted.rungs)
    graph = f"[0:v]split={count}" + "".join(f"[s{n}]" for n in range(count))
    for n, rung in enumerate(wanted.rungs):
        graph += f";[s{n}]scale={rung.width}:{rung.height}[v{n}]"
    words = ["-i", str(clip), "-filter_complex", graph]
    for n, rung in enumerate(wanted.rungs):
        words += ["-map", f"[v{n}]", "-c:v", "libx264", "-preset", wanted.preset, "-crf", str(wanted.quality)]
        words += ["-maxrate", str(rung.bit_rate), "-bufsize", str(2 * rung.bit_rate), "-pix_fmt", "yuv420p"]
        words += ["-force_key_frames", "expr:gte(t,n_forced*4)", "-sc_threshold", "0", "-g", "1000"]
        words += [*_hls(place / f"hand{n}.m3u8")]
    sound = ["-map", "0:a", "-c:a", "copy", *_hls(place / "handa.m3u8")]
    return [*words, *sound]


def _hls(path: Path) -> list[str]:
    kind = ("-hls_time", "4", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4")
    return ["-f", "hls", *kind, "-hls_fmp4_init_filename", f"{path.stem}.init.mp4", str(path)]


def _remux(clip: Path, place: Path) -> Row:
    media = probe(clip)
    own = media.picture.display_height
    copied, encoded = (plan(media, Settings(heights=(own,), copy=copy)) for copy in (True, False))
    turn = iter(range(1000))
    fresh = (
        "-map",
        "0",
        "-c:v",
        "libx264",
        "-preset",
        encoded.preset,
        "-crf",
        str(encoded.quality),
        "-c:a",
        "aac",
    )
    ours, peer = alternate(
        lambda: cpu_seconds(lambda: encode(clip, media, copied, place / f"copy{next(turn)}", verify=False)),
        lambda: cpu_seconds(lambda: _by_hand("-i", str(clip), *fresh, *_hls(place / "again.m3u8"))),
    )
    return Row(
        name="remux",
        ours=ours,
        peer=peer,
        peer_name="encoding again by hand",
        ratio=peer / ours,
        unit="CPU s",
        detail="the source's own stream fits and is only cut into segments; without the decode check",
        extra={"renditions": len(copied.rungs), "encoded": len(copied.encoded), "film_s": _SECONDS},
    )

"""Tiny clips, made by ffmpeg once a session, and the shared sample videos where they are."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from models.video import ffmpeg

_FOLDERS = [parent / "shared" / "data" / "video" for parent in Path(__file__).resolve().parents[3:]]
SAMPLES = next((folder for folder in _FOLDERS if folder.is_dir()), None)


def by_hand(*words: str) -> str:
    """Run ffmpeg as one would by hand; its stderr (errors only)."""
    command = [str(ffmpeg.find().path), "-v", "error", "-nostdin", "-y", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stderr


def frames(path: Path, stream: str = "0") -> list[tuple[int, str]]:
    """(time in ticks, hash) of every decoded frame; fails where decoding complains."""
    command = [str(ffmpeg.find().path), "-v", "error", "-i", f"file:{path}", "-map", f"0:{stream}"]
    done = subprocess.run(
        [*command, "-fps_mode", "passthrough", "-f", "framehash", "-hash", "adler32", "-"],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    rows = [line.split(",") for line in done.stdout.splitlines() if not line.startswith("#")]
    return [(int(row[2]), row[5].strip()) for row in rows]


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """`footage(name, *output words, size=…, seconds=…)`: a moving picture, kept for the session."""
    folder = tmp_path_factory.mktemp("clips")

    def make(
        name: str,
        *words: str,
        size: str = "320x180",
        seconds: float = 6,
        rate: str = "25",
        sound: bool = True,
        codec: str = "libx264",
    ) -> Path:
        asked = repr((words, size, seconds, rate, sound, codec))  # another film may be called the same
        path = folder / sha256(asked.encode()).hexdigest()[:12] / name
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            inputs = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}:duration={seconds}"]
            if sound:
                inputs += ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}", "-c:a", "aac"]
            picture = ["-c:v", codec, "-pix_fmt", "yuv420p"]
            fast = ["-preset", "ultrafast"] if codec in ("libx264", "libx265") else []
            by_hand(*inputs, *picture, *fast, *words, str(path))
        return path

    return make


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of shared sample videos."""
    if SAMPLES is None:
        pytest.skip("the shared sample videos are not here")
    return SAMPLES

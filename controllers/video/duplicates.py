"""Files that are in the library already: found before anything of them is copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from models.video.entities import SameFile

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Twin:
    """A file, and the video that it is already."""

    path: Path
    video: SameFile


def twins(
    files: Sequence[tuple[Path, int]], known: Callable[[list[int]], Sequence[SameFile]]
) -> dict[Path, Twin]:
    """The files, each with its size in bytes, that are videos already. For a task thread.

    The size alone sorts nearly all of them out. Where an original was kept the content decides (its blob is
    named by SHA-256); otherwise the same name and size do.
    """
    candidates = known(sorted({size for _, size in files}))
    found: dict[Path, Twin] = {}
    for path, size in files:
        same = [video for video in candidates if video.size == size]
        kept = {video.original.partition("-")[0]: video for video in same if video.original}
        told = next((v for v in same if not v.original and v.file_name == path.name), None)
        digest = _digest(path) if kept else ""
        if digest in kept:
            found[path] = Twin(path, kept[digest])
        elif told is not None:
            found[path] = Twin(path, told)
    return found


def _digest(path: Path) -> str:
    """The SHA-256 of a file; "" where it cannot be read, which its import will say better."""
    total = sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                total.update(piece)
    except OSError:
        return ""
    return total.hexdigest()

"""Joins what several runs of ffmpeg wrote of one rung: only whole segments of the plan count."""

from __future__ import annotations

from pathlib import Path

from models.core.errors import Invalid
from models.core.text import tr
from models.video.renditions import Plan
from models.video.segments import Fragment, Track, append_fragments, read_track


def whole_track(path: Path) -> Track:
    """A finished rendition's track; Invalid where there is nothing in it."""
    track = read_track(path)
    if track is None or not track.fragments:
        raise Invalid(tr("None of this file's pictures can be decoded."))
    return track


def us_at_end(track: Track) -> int:
    """The moment its last fragment ends."""
    last = track.fragments[-1]
    return (last.start + last.duration) * 1_000_000 // track.timescale


def valid(plan: Plan, path: Path) -> tuple[Fragment, ...]:
    """The segments of an unfinished rung that are complete and stand where the plan has them."""
    track = read_track(path, verify=True) if path.exists() else None
    return _placed(plan, track, 0, last=False) if track is not None else ()


def _placed(plan: Plan, track: Track, first: int, *, last: bool) -> tuple[Fragment, ...]:
    """The fragments that are whole segments of the plan, the first of them number `first`.

    A dying ffmpeg may write a short one; only where the film has ended (`last`) that is its proper end.
    """
    ticks = track.timescale / plan.frame_rate
    placed = []
    for number, fragment in enumerate(track.fragments, first):
        if number >= len(plan.starts) or fragment.start != plan.starts[number] * ticks:
            break
        whole = (
            number + 1 < len(plan.starts)
            and fragment.samples == plan.starts[number + 1] - plan.starts[number]
        )
        if not whole and not (last and fragment is track.fragments[-1]):
            break
        placed.append(fragment)
    return tuple(placed)


def cut(path: Path, segments: int) -> None:
    """Shorten a rung to its first segments; without any it goes."""
    if segments == 0:
        path.unlink(missing_ok=True)
        return
    last = whole_track(path).fragments[segments - 1]
    with path.open("r+b") as file:
        file.truncate(last.offset + last.length)


def fold(plan: Plan, target: Path, piece: Path, first: int, last: bool) -> bool:
    """Fold one rung's piece onto it; False where their init parts differ."""
    fresh = read_track(piece, verify=True)
    if fresh is None:
        return True
    placed = _placed(plan, fresh, first, last=last)
    if first == 0:
        cut(piece, len(placed))
        if placed:
            piece.replace(target)
        return True
    old, have = read_track(target), valid(plan, target)
    if old is None or len(have) < first:  # what the piece stood on is gone
        return not last
    if old.init != fresh.init:
        return False
    cut(target, len(have))
    append_fragments(target, piece, placed[len(have) - first :], len(have) + 1)
    return True

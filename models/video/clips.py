"""Clips: a stretch of a video that becomes a video or a file of its own without being encoded again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from models.core.errors import Invalid
from models.core.text import tr
from models.video.entities import RenditionInfo
from models.video.segments import ROUNDING_US

CLIP_FILE = "video.clip.file"
"""The kind of the job that writes a clip to a file."""

LEAST_US = 1_000_000
_SAID = "clip_of"


@dataclass(frozen=True, slots=True)
class ClipOf:
    """Which video of the same channel a clip is from, and the stretch of it."""

    video_id: UUID
    start_us: int
    end_us: int

    def as_media(self) -> dict[str, Any]:
        """As it stands in what is known of the clip's file."""
        said = {"video_id": str(self.video_id), "start_us": self.start_us, "end_us": self.end_us}
        return {_SAID: said}


def clip_of(media: Mapping[str, Any]) -> ClipOf | None:
    """What a video is a clip of, from what is known of its file; None for one that is no clip."""
    said = media.get(_SAID)
    return None if said is None else ClipOf(UUID(said["video_id"]), said["start_us"], said["end_us"])


def cut_points(renditions: Sequence[RenditionInfo]) -> tuple[int, ...]:
    """The moments (µs) at which a clip can begin: where every picture has a key frame, and a segment."""
    starts = [
        [part["start_us"] for part in rendition.details["index"]["segments"]]
        for rendition in renditions
        if rendition.details["kind"] == "picture"
    ]
    if not starts:
        return ()
    first, *others = starts
    return tuple(moment for moment in first if all(_has(each, moment) for each in others))


def _has(starts: Sequence[int], moment: int) -> bool:
    """Whether one of them is the moment, but for rounding."""
    at = bisect_left(starts, moment - ROUNDING_US)
    return at < len(starts) and starts[at] <= moment + ROUNDING_US


def begin_at(points: Sequence[int], moment: int, *, later: bool = False) -> int:
    """Where a clip begins that is to begin at `moment`: at the key frame before, or at the one after it."""
    if later:
        at = bisect_left(points, moment - ROUNDING_US)
        if at < len(points):
            return points[at]
    return points[max(bisect_right(points, moment + ROUNDING_US) - 1, 0)] if points else 0


def check_stretch(start_us: int, end_us: int, duration_us: int) -> None:
    """Raise Invalid, with its field, where this is no stretch of a video of that length."""
    if not 0 <= start_us < duration_us:
        raise Invalid(tr("The clip has to begin within the video."), field="start")
    if not start_us < end_us <= duration_us:
        raise Invalid(tr("The clip has to end after it begins, and within the video."), field="end")
    if end_us - start_us < LEAST_US:
        raise Invalid(tr("A clip has to be at least a second long."), field="end")

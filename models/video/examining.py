"""Media that came in with an import are decoded once in the sandbox: the player takes them for our own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.core.errors import Invalid
from models.core.sandbox import Limits, run
from models.core.text import tr
from models.portable.examining import examines
from models.portable.rows import blobs_in
from models.video import ffmpeg

_LIMITS = Limits(memory=2 << 30)


def _pictures(row: Mapping[str, Any]) -> Sequence[str]:
    return list(dict.fromkeys(blobs_in([row["poster"], row["posters"], row["sheet"]])))


@examines("rendition", lambda row: list(blobs_in(row["blob"])))
@examines("video", _pictures)
def decode_once(paths: Sequence[Path], tick: Callable[[], None]) -> None:
    """Decode all of each file, to nothing. Damage is no reason to refuse; what cannot be opened is."""
    words: list[str] = []
    for path in paths:
        words += ffmpeg.reading(path)
    for number in range(len(paths)):
        words += ["-map", str(number)]
    decoded = run(ffmpeg.find().command(*words, "-f", "null", "-"), limits=_LIMITS, readable=paths, tick=tick)
    if not decoded.ok:
        raise Invalid(
            tr("A media file in the export cannot be played."),
            what_now=tr("Nothing was changed. Make the export again where it came from."),
        )

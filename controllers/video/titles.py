"""Names of files made readable."""

from __future__ import annotations

import re
from pathlib import PurePath

_NOISE = re.compile(r"[\s_]+|(?<=\w)\.(?=\w)|(?<=[^\W\d_])-(?=[^\W\d_])")


def title_of(path: PurePath) -> str:
    """A title from a file's name: `garden-tour_4k.final.mov` becomes "Garden tour 4k final".

    Digits keep what stands between them (`2026-11-22`, `v1.2`). An empty title is never given.
    """
    words = re.sub(r"(?<=\d)\.(?=\d)", "\0", path.stem)
    words = " ".join(_NOISE.sub(" ", words).split()).replace("\0", ".")
    words = words.strip(" -._") or path.name
    return words[:1].upper() + words[1:]

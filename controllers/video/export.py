"""Videos as files with readable names, to drag out of the window."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path, PurePath

from models.blobs.ref import BlobRef
from models.blobs.store import BlobStore
from models.video.entities import VideoCard

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_LONGEST = 180


def readable_name(title: str, file_name: str) -> str:
    """A name for a file of this title that every system takes, with the ending of the original."""
    ending = PurePath(file_name).suffix[:12]
    stem = _UNSAFE.sub(" ", title).strip(". ") or "video"
    while len(stem.encode()) > _LONGEST:
        stem = stem[:-1]
    return f"{' '.join(stem.split())}{ending}"


class Exports:
    """Links to originals, in a folder that is emptied at each start; the content is not copied."""

    def __init__(self, blobs: BlobStore, folder: Path) -> None:
        self._blobs = blobs
        self._folder = folder
        shutil.rmtree(folder, ignore_errors=True)

    def file_of(self, card: VideoCard) -> Path | None:
        """The file to drag out; None where there is no original of the person's own."""
        if not card.original:
            return None
        target = self._folder / str(card.id) / readable_name(card.title, card.file_name)
        if target.exists():
            return target
        with self._blobs.lease(BlobRef.of(card.original)) as blob:
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(blob, target)
            except OSError:
                target.symlink_to(blob)
        return target

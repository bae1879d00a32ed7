"""Captions as the player offers them: their files held on disk, and the choice that was made last."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack

from app.kernel.settings import Setting, Settings
from controllers.video.languages import caption_name
from controllers.video.playback import CaptionTrack
from models.blobs.ref import BlobRef
from models.blobs.store import BlobStore
from models.core.errors import NotFound, PersonError
from models.video.entities import CaptionInfo

_log = logging.getLogger(__name__)

CHOICE: Setting[str] = Setting(key="video.captions", default="")
"""What was chosen last: "" before anything was, "on de" or "off de" by the captions' language."""


Held = tuple[tuple[CaptionTrack, ...], ExitStack]


def hold(blobs: BlobStore, captions: Sequence[CaptionInfo]) -> Held:
    """The tracks of a video's captions, and what keeps their files until it is closed. Off the Qt thread.

    Captions whose file is gone are left out: the video plays all the same.
    """
    tracks, leases = [], ExitStack()
    for caption in captions:
        try:
            path = leases.enter_context(blobs.lease(BlobRef.of(caption.blob)))
        except NotFound:
            continue
        tracks.append(
            CaptionTrack(caption_name(caption), path, caption.language, str(caption.id), caption.kind.value)
        )
    return tuple(tracks), leases


class CaptionChoice:
    """Which captions a video begins with: as they were chosen last, in the same language if there is one."""

    def __init__(self, settings: Settings) -> None:
        settings.declare(CHOICE)
        self._settings = settings

    def first(self, tracks: Sequence[CaptionTrack], spoken: str = "") -> tuple[int, bool]:
        """(number of the track that is meant when captions are wanted, whether they are wanted now).

        Without a choice it is the video's own language, else the first one.
        """
        wanted, _, language = self._settings.get(CHOICE).partition(" ")
        order = [language, language.partition("-")[0], spoken]
        for name in filter(None, order):
            for number, track in enumerate(tracks):
                if name in (track.language, track.language.partition("-")[0]) and track.kind != "forced":
                    return number, wanted == "on"
        return 0, wanted == "on"

    def chose(self, track: CaptionTrack | None) -> None:
        """Remember what the person chose; None is none. What cannot be written down holds until the end."""
        before = self._settings.get(CHOICE).partition(" ")[2]
        said = f"off {before}" if track is None else f"on {track.language}"
        try:
            self._settings.set(CHOICE, said)
        except PersonError as error:
            _log.warning("the choice of captions was not kept: %s", error)

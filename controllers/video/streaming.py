"""A video as HLS: playlists made from the record, bytes from the blobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from app.kernel.streams import FileRange, Inline
from models.video.encoding import Rendition
from models.video.entities import RenditionInfo
from models.video.hls import master, playlist
from models.video.media import from_plain
from models.video.sound_tracks import role_word

_PLAYLIST = "application/vnd.apple.mpegurl"
_MEDIA = "video/mp4"


class RenditionSource:
    """What the stream server answers for one video: `master.m3u8`, `<name>.m3u8` and `<name>.mp4`.

    `files` gives each rendition's file by its name; whoever makes this holds their leases.
    """

    MASTER = "master.m3u8"

    def __init__(self, renditions: Iterable[RenditionInfo], files: Mapping[str, Path]) -> None:
        self._streams = {r.name: _stream(r) for r in renditions}
        self._files = dict(files)
        self._sizes = {r.name: r.size for r in renditions}

    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of every picture rendition."""
        return [(s.width, s.height) for s in self._streams.values() if s.kind == "picture"]

    def resolve(self, path: str) -> Inline | FileRange | None:
        """The content of an address below the video's own, or None."""
        if path == self.MASTER:
            ordered = sorted(self._streams.values(), key=lambda stream: (-stream.height, stream.name))
            return Inline(master(ordered, lambda name: f"{name}.m3u8").encode(), _PLAYLIST)
        name, _, kind = path.rpartition(".")
        stream = self._streams.get(name)
        if stream is None:
            return None
        if kind == "m3u8":
            return Inline(playlist(stream.index, f"{name}.mp4").encode(), _PLAYLIST)
        if kind == "mp4":
            return FileRange(self._files[name], 0, self._sizes[name], _MEDIA)
        return None


def _stream(rendition: RenditionInfo) -> Rendition:
    """As the playlist names it: a sound that was added by what it is, unless it has a name of its own."""
    stream = from_plain(Rendition, {**rendition.details, "path": ""})
    return replace(stream, title=stream.title or role_word(stream.role))

"""Playlists as files: extended M3U in UTF-8 (M3U8, RFC 8216 §4 for its form), and JSON.

Written is a link of Nonet for each video, which opens here, with the title and length that every player
shows. Read is whatever others write: links, addresses of files, paths of any system.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from models.core.errors import Invalid
from models.core.text import tr
from models.video.entities import VideoCard
from models.video.wording import TITLE_LENGTH, clean

SUFFIXES = (".m3u8", ".m3u", ".json")
MAX_BYTES = 4 << 20
MOST = 5_000
_LINK = re.compile(r"nonet://video/watch/([0-9a-f-]{36})/([0-9a-f-]{36})", re.IGNORECASE)
_INFO = re.compile(r"#EXTINF:\s*(-?\d+(?:\.\d+)?)[^,]*,?(.*)")


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a playlist's file: what it may be found by. `place` is (space, video), `seconds` 0 where
    nothing is said of them."""

    title: str
    file_name: str
    seconds: float
    place: tuple[UUID, UUID] | None = None

    @property
    def words(self) -> str:
        """What it is called."""
        return self.title or self.file_name


@dataclass(frozen=True, slots=True)
class ListFile:
    """A playlist that was read from a file."""

    title: str
    description: str
    entries: tuple[Listed, ...]


def write_m3u8(title: str, cards: Iterable[VideoCard]) -> str:
    """An extended M3U."""
    lines = ["#EXTM3U", f"#PLAYLIST:{_one_line(title)}"]
    for card in cards:
        seconds = round(card.duration_us / 1_000_000)
        lines += [f"#EXTINF:{seconds},{_one_line(card.title)}", _link(card)]
    return "\n".join([*lines, ""])


def write_json(title: str, description: str, cards: Iterable[VideoCard]) -> str:
    """The same for programs, with what else tells a video from others."""
    videos = [
        {
            "title": card.title,
            "channel": card.channel,
            "seconds": card.duration_us / 1_000_000,
            "file_name": card.file_name,
            "link": _link(card),
        }
        for card in cards
    ]
    whole = {"nonet_playlist": 1, "title": title, "description": description, "videos": videos}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _link(card: VideoCard) -> str:
    return f"nonet://video/watch/{card.space_id}/{card.id}"


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def parse(data: bytes, name: str) -> ListFile:
    """Read a playlist's file; `name` stands for its title where it has none.

    Raises Invalid where it is none, has nothing in it, or far too much.
    """
    if len(data) > MAX_BYTES:
        raise Invalid(tr("A playlist's file has at most {size} MB.", size=MAX_BYTES >> 20))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")  # what M3U files were written in before they were M3U8
    found = _json(text) if text.lstrip()[:1] in ("{", "[") else _m3u(text)
    if not found.entries:
        raise Invalid(tr("There is nothing in this playlist."))
    if len(found.entries) > MOST:
        raise Invalid(tr("A playlist holds {count} videos at most.", count=MOST))
    title = _one_line(found.title)[:TITLE_LENGTH] or _one_line(PurePosixPath(name).stem) or tr("Playlist")
    return ListFile(title, clean(found.description), found.entries)


def _m3u(text: str) -> ListFile:
    title, info = "", ("", 0.0)
    entries: list[Listed] = []
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("#PLAYLIST:"):
            title = line.partition(":")[2].strip()
        elif matched := _INFO.match(line):
            info = matched[2].strip(), max(float(matched[1]), 0.0)
        elif line and not line.startswith("#"):
            entries.append(_listed(info[0], info[1], line))
            info = "", 0.0
    if not text.startswith("#EXTM3U") and not all(map(_is_place, entries)):
        raise _none()
    return ListFile(title, "", tuple(entries))


def _is_place(entry: Listed) -> bool:
    """Whether a line without any sign of an M3U could be the path of a media file."""
    return entry.place is not None or re.search(r"\.\w{2,5}$", entry.file_name) is not None


def _listed(title: str, seconds: float, where: str) -> Listed:
    if matched := _LINK.match(where):
        return Listed(title, "", seconds, (UUID(matched[1]), UUID(matched[2])))
    parts = urlsplit(where)
    path = unquote(parts.path) if len(parts.scheme) > 1 else where  # "C:\…" is no scheme
    name = PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
    return Listed(title, name or where, seconds)


def _json(text: str) -> ListFile:
    try:
        whole = json.loads(text)
        videos: Sequence[Any] = whole["videos"] if isinstance(whole, dict) else whole
        entries = [_of_json(video) for video in videos]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _none() from error
    said = whole if isinstance(whole, dict) else {}
    return ListFile(str(said.get("title") or ""), str(said.get("description") or ""), tuple(entries))


def _of_json(video: Any) -> Listed:
    if isinstance(video, str):
        return _listed("", 0.0, video)
    where = str(video.get("link") or video.get("path") or video.get("file_name") or "")
    found = _listed(str(video.get("title") or ""), float(video.get("seconds") or 0.0), where)
    name = str(video.get("file_name") or found.file_name)
    return Listed(found.title, name, found.seconds, found.place)


def _none() -> Invalid:
    return Invalid(
        tr("This is no playlist that Nonet can read."),
        what_now=tr("Choose an M3U8, an M3U or a JSON file of a playlist."),
    )

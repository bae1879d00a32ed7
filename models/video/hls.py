"""HLS playlists (RFC 8216) as text, from the indexes of finished renditions; nothing is read or written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import ceil
from typing import Protocol

from models.video.segments import Index


class Stream(Protocol):
    """What a playlist needs to know of a rendition (`encoding.Rendition` has it)."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def index(self) -> Index: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def frame_rate(self) -> float: ...
    @property
    def language(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def channels(self) -> int: ...
    @property
    def role(self) -> str: ...


def master(streams: Iterable[Stream], playlist_url: Callable[[str], str]) -> str:
    """The master playlist; `playlist_url` gives the address of a rendition's media playlist by its name."""
    everything = list(streams)
    sounds = [stream for stream in everything if stream.kind == "sound"]
    loudest = max((sound.index.peak_bit_rate for sound in sounds), default=0)
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for number, sound in enumerate(sounds):
        lines.append(_media(sound, number, playlist_url(sound.name)))
    codecs = list(dict.fromkeys(sound.index.codec for sound in sounds))
    for picture in everything:
        if picture.kind != "picture":
            continue
        attributes = [
            f"BANDWIDTH={picture.index.peak_bit_rate + loudest}",
            f"AVERAGE-BANDWIDTH={picture.index.average_bit_rate + loudest}",
            f"RESOLUTION={picture.width}x{picture.height}",
            f'CODECS="{",".join([picture.index.codec, *codecs])}"',
            f"FRAME-RATE={picture.frame_rate:.3f}",
        ]
        if sounds:
            attributes.append('AUDIO="sound"')
        lines += ["#EXT-X-STREAM-INF:" + ",".join(attributes), playlist_url(picture.name)]
    return "\n".join([*lines, ""])


def playlist(index: Index, url: str) -> str:
    """One rendition's media playlist: byte ranges of its one file at `url`."""
    longest = ceil(max(segment.duration_us for segment in index.segments) / 1_000_000)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{longest}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{url}",BYTERANGE="{index.init_length}@0"',
    ]
    for segment in index.segments:
        lines.append(f"#EXTINF:{segment.duration_us / 1_000_000:.6f},")
        lines += [f"#EXT-X-BYTERANGE:{segment.length}@{segment.offset}", url]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def _media(sound: Stream, number: int, url: str) -> str:
    chosen = "YES" if number == 0 else "NO"
    name = _quotable(sound.title or sound.language or str(number + 1))
    attributes = ["TYPE=AUDIO", 'GROUP-ID="sound"', f'NAME="{name}"', f"DEFAULT={chosen}", "AUTOSELECT=YES"]
    if sound.language:
        attributes.append(f'LANGUAGE="{_quotable(sound.language)}"')
    if sound.role == "description":
        attributes.append('CHARACTERISTICS="public.accessibility.describes-video"')
    return "#EXT-X-MEDIA:" + ",".join([*attributes, f'CHANNELS="{sound.channels}"', f'URI="{url}"'])


def _quotable(text: str) -> str:
    """What may stand in a quoted string (RFC 8216 §4.2): no quotes, no line breaks."""
    return " ".join(text.replace('"', "'").split())

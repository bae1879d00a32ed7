"""Fragmented MP4 (ISO/IEC 14496-12 §8.8, CMAF) on disk: its complete fragments, and an index to stream it.

A rendition is one file: the init part, then fragments (moof + mdat). Nothing but whole fragments counts, so a
file whose writer was killed is as good as its last complete one.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_MAX_HEADER = 64 << 20
_ZEROS = bytes(32)
ROUNDING_US = 1_000


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch that can be played on its own: bytes of the file, µs of the film."""

    offset: int
    length: int
    start_us: int
    duration_us: int


@dataclass(frozen=True, slots=True)
class Index:
    """How to stream one file: `codec` as in RFC 6381; its first `init_length` bytes start the decoder."""

    init_length: int
    codec: str
    segments: tuple[Segment, ...]

    @property
    def duration_us(self) -> int:
        return self.segments[-1].start_us + self.segments[-1].duration_us

    @property
    def peak_bit_rate(self) -> int:
        """Bits/s of the densest segment (RFC 8216 BANDWIDTH)."""
        return max(_bit_rate(s.length, s.duration_us) for s in self.segments)

    @property
    def average_bit_rate(self) -> int:
        return _bit_rate(sum(s.length for s in self.segments), self.duration_us)


@dataclass(frozen=True, slots=True)
class Fragment:
    """One moof with its mdat. Times in ticks of the track; `sequence_at` is where its number stands."""

    offset: int
    length: int
    start: int
    duration: int
    samples: int
    sequence_at: int


@dataclass(frozen=True, slots=True)
class Track:
    """A one-track file's complete part. `end` is the offset behind its last complete fragment."""

    init: bytes
    timescale: int
    codec: str
    fragments: tuple[Fragment, ...]

    @property
    def end(self) -> int:
        return self.fragments[-1].offset + self.fragments[-1].length if self.fragments else len(self.init)


def read_track(path: Path, *, verify: bool = False) -> Track | None:
    """The complete part of a fragmented file; None where not even its init part is complete.

    `verify` also reads the media: a run of 32 zero bytes cannot stand in an H.264 stream (§7.4.1, emulation
    prevention), so it is a page that never reached the disk, and the file counts only up to there.
    """
    init, fragments = b"", []
    with path.open("rb") as file:
        size = path.stat().st_size
        moof: tuple[int, bytes] | None = None
        for kind, offset, length in outer_boxes(file, size):
            if kind == b"moov":
                file.seek(0)
                init = file.read(offset + length)
            elif kind == b"moof" and length <= _MAX_HEADER:
                file.seek(offset)
                moof = (offset, file.read(length))
            elif kind == b"mdat" and moof is not None and init:
                fragment = _fragment(*moof, offset + length, length - 8)
                if fragment is None or (verify and _has_hole(file, offset + 8, length - 8)):
                    break
                fragments.append(fragment)
                moof = None
    if not init:
        return None
    return Track(init, _timescale(init), _codec(init), tuple(fragments))


def build_index(track: Track, starts_us: Sequence[int] | None = None) -> Index:
    """The index of a track: one segment a fragment, or fragments joined to segments from `starts_us` on."""
    groups: list[list[Fragment]] = []
    numbers: list[int] = []
    for position, fragment in enumerate(track.fragments):
        moment = _us(fragment.start, track.timescale) + ROUNDING_US
        number = position if starts_us is None else bisect_right(starts_us, moment)
        if numbers and numbers[-1] == number:
            groups[-1].append(fragment)
        else:
            numbers.append(number)
            groups.append([fragment])
    starts = [_us(group[0].start, track.timescale) for group in groups]
    last = track.fragments[-1]
    starts.append(_us(last.start + last.duration, track.timescale))
    starts[0] = 0
    segments = [
        Segment(group[0].offset, group[-1].offset + group[-1].length - group[0].offset, start, end - start)
        for group, start, end in zip(groups, starts[:-1], starts[1:], strict=True)
    ]
    return Index(len(track.init), track.codec, tuple(segments))


def append_fragments(target: Path, piece: Path, fragments: Sequence[Fragment], first_number: int) -> None:
    """Append fragments of one file to another, numbered on from `first_number`."""
    with target.open("ab") as out, piece.open("rb") as file:
        for number, fragment in enumerate(fragments, first_number):
            file.seek(fragment.offset)
            data = bytearray(file.read(fragment.length))
            struct.pack_into(">I", data, fragment.sequence_at - fragment.offset, number)
            out.write(data)


def _bit_rate(length: int, duration_us: int) -> int:
    return length * 8_000_000 // max(duration_us, 1)


def _us(ticks: int, timescale: int) -> int:
    return (ticks * 1_000_000 + timescale // 2) // timescale


def outer_boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """The outermost boxes that are complete: (kind, offset, length)."""
    offset = 0
    while offset + 8 <= size:
        file.seek(offset)
        length, kind = struct.unpack(">I4s", file.read(8))
        if length < 8 or offset + length > size:
            return
        yield kind, offset, length
        offset += length


def find_box(data: bytes, *path: bytes, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Where the content of the box at a path of kinds stands in `data`: (start, end)."""
    end = len(data) if end is None else end
    while start + 8 <= end:
        length, kind = struct.unpack_from(">I4s", data, start)
        if length < 8 or start + length > end:
            return None
        if kind == path[0]:
            inside = (start + 8, start + length)
            return inside if len(path) == 1 else find_box(data, *path[1:], start=inside[0], end=inside[1])
        start += length
    return None


def _has_hole(file: BinaryIO, offset: int, length: int) -> bool:
    file.seek(offset)
    return _ZEROS in file.read(length)


def _fragment(offset: int, moof: bytes, end: int, payload: int) -> Fragment | None:
    """A fragment from its moof; None where its parts do not fit each other."""
    places = [find_box(moof, b"moof", b"mfhd")]
    places += [find_box(moof, b"moof", b"traf", kind) for kind in (b"tfhd", b"tfdt", b"trun")]
    mfhd, tfhd, tfdt, trun = places
    if mfhd is None or tfhd is None or tfdt is None or trun is None:
        return None
    wide = moof[tfdt[0]] == 1
    decode_time = int(struct.unpack_from(">Q" if wide else ">I", moof, tfdt[0] + 4)[0])
    default_duration, default_size = sample_defaults(moof, tfhd[0])
    flags, samples = struct.unpack_from(">II", moof, trun[0])
    columns = [bit for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit]
    at = trun[0] + 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    if at + 4 * len(columns) * samples > trun[1]:
        return None
    table = struct.unpack_from(f">{len(columns) * samples}i", moof, at)
    by_column = {bit: table[place :: len(columns)] for place, bit in enumerate(columns)}
    sizes = sum(by_column[0x200]) if 0x200 in by_column else default_size * samples
    duration = sum(by_column[0x100]) if 0x100 in by_column else default_duration * samples
    if sizes != payload or samples == 0:
        return None
    # The first sample is a key frame, the first to be shown; its offset turns decode time into its own.
    shift = by_column[0x800][0] if 0x800 in by_column else 0
    return Fragment(offset, end - offset, decode_time + shift, duration, samples, offset + mfhd[0] + 4)


def sample_defaults(moof: bytes, at: int) -> tuple[int, int]:
    """Default sample duration and size from a tfhd."""
    flags = struct.unpack_from(">I", moof, at)[0] & 0xFFFFFF
    at += 8 + (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
    duration = size = 0
    if flags & 8:
        duration = struct.unpack_from(">I", moof, at)[0]
        at += 4
    if flags & 16:
        size = struct.unpack_from(">I", moof, at)[0]
    return duration, size


def _timescale(init: bytes) -> int:
    place = find_box(init, b"moov", b"trak", b"mdia", b"mdhd")
    if place is None:
        raise ValueError("an init part without a media header")
    return int(struct.unpack_from(">I", init, place[0] + (20 if init[place[0]] == 1 else 12))[0])


def _codec(init: bytes) -> str:
    """The RFC 6381 name: from the AVC configuration record or the AAC AudioSpecificConfig."""
    if (at := init.find(b"avcC")) >= 0:
        return "avc1." + init[at + 5 : at + 8].hex()
    if (at := init.find(b"esds")) >= 0:
        at = init.find(b"\x05\x80\x80\x80", at)
        return f"mp4a.40.{init[at + 5] >> 3}" if at >= 0 else "mp4a.40.2"
    return ""

"""Cuts a stretch out of a rendition without encoding it: whole samples of our own fragmented MP4 are copied.

Pictures begin at a key frame, where a fragment begins, and end where nothing that is left out is shown before
what stays or needed for it; sounds begin and end at blocks of their own (21 ms), each at its very moment.
Boxes are those of ISO/IEC 14496-12 §8.8.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from models.video.segments import ROUNDING_US, Fragment, find_box, read_track, sample_defaults

_DURATION, _SIZE, _SHIFT = 0x100, 0x200, 0x800
_COLUMNS = (_DURATION, _SIZE, 0x400, _SHIFT)
"""What a row of a trun may say of a sample, in the order in which it stands there."""
_OFFSET, _FIRST_FLAGS = 0x1, 0x4
_BASE_IS_MOOF = 0x020000


def cut(
    source: Path,
    target: Path,
    start_us: int,
    end_us: int,
    *,
    pictures: bool,
    check: Callable[[], None] = lambda: None,
) -> None:
    """Write what `source` shows from `start_us` to `end_us` to `target`, which begins at 0.

    `start_us` is a moment that the pictures can begin at (see `clips.cut_points`). Raises ValueError where
    nothing lies in the stretch, or where the file is not one that is written here.
    """
    track = read_track(source)
    if track is None:
        raise ValueError(f"{source} is no rendition")
    start, end = (round(moment * track.timescale / 1_000_000) for moment in (start_us, end_us))
    slack = track.timescale * ROUNDING_US // 1_000_000
    written = 0
    with source.open("rb") as file, target.open("wb") as out:
        out.write(track.init)
        for fragment in track.fragments:
            if fragment.start + fragment.duration <= start + slack or fragment.start >= end:
                continue
            check()
            if pictures and not written:
                start = fragment.start  # to the tick, which microseconds may miss
            part = _Part(file, fragment)
            first, last = part.pictures_until(end) if pictures else part.between(start, end)
            if last > first:
                written += 1
                out.write(part.written(first, last, start, written))
    if not written:
        raise ValueError(f"nothing of {source} lies between {start_us} and {end_us} µs")


@dataclass(frozen=True, slots=True)
class _Sample:
    """One row of a trun: when it is decoded and shown (ticks), its bytes, and the row itself."""

    decoded: int
    shown: int
    size: int
    row: bytes


class _Part:
    """One fragment, read to be cut."""

    def __init__(self, file: BinaryIO, fragment: Fragment) -> None:
        file.seek(fragment.offset)
        data = file.read(fragment.length)
        (size,) = struct.unpack_from(">I", data)
        self._moof, self._media = data[:size], data[size + 8 :]
        self._time = self._place(b"traf", b"tfdt")
        self._run = self._place(b"traf", b"trun")
        self._samples = self._read()

    def _place(self, *path: bytes) -> tuple[int, int]:
        place = find_box(self._moof, b"moof", *path)
        if place is None:
            raise ValueError("a fragment without its boxes")
        return place

    def _read(self) -> list[_Sample]:
        header, _ = self._place(b"traf", b"tfhd")
        duration, size = sample_defaults(self._moof, header)
        at = self._run[0]
        flags, count = struct.unpack_from(">II", self._moof, at)
        if not flags & _OFFSET or not struct.unpack_from(">I", self._moof, header)[0] & _BASE_IS_MOOF:
            raise ValueError("a fragment whose media are told from elsewhere")
        columns = [bit for bit in _COLUMNS if flags & bit]
        at += 8 + 4 + (4 if flags & _FIRST_FLAGS else 0)
        row = struct.Struct(f">{len(columns)}i")
        rows = [self._moof[at + n * row.size : at + (n + 1) * row.size] for n in range(count)]
        said = [dict(zip(columns, row.unpack(each), strict=True)) for each in rows]
        lengths = [each.get(_DURATION, duration) for each in said]
        times = accumulate(lengths[:-1], initial=self._decode_time)
        return [
            _Sample(time, time + each.get(_SHIFT, 0), each.get(_SIZE, size), text)
            for time, each, text in zip(times, said, rows, strict=True)
        ]

    @property
    def _wide(self) -> bool:
        return self._moof[self._time[0]] == 1

    @property
    def _decode_time(self) -> int:
        return int(struct.unpack_from(">Q" if self._wide else ">I", self._moof, self._time[0] + 4)[0])

    def between(self, start: int, end: int) -> tuple[int, int]:
        """The blocks of sound that begin in a stretch, as (first, behind the last)."""
        moments = [sample.decoded for sample in self._samples]
        return sum(each < start for each in moments), sum(each < end for each in moments)

    def pictures_until(self, end: int) -> tuple[int, int]:
        """The pictures, in decoding order, that hold all that is shown before `end`, and nothing of which
        another that is left out is shown earlier."""
        shown = [sample.shown for sample in self._samples]
        latest = accumulate(shown, max)
        earliest = list(accumulate(reversed(shown), min))[::-1]
        for count, late in enumerate(latest, 1):
            if count == len(shown) or (earliest[count] >= end and late < earliest[count]):
                return 0, count
        return 0, 0

    def written(self, first: int, last: int, origin: int, number: int) -> bytes:
        """The fragment with these samples alone, `number` in its file, whose time begins at `origin`."""
        kept = self._samples[first:last]
        begin = sum(sample.size for sample in self._samples[:first])
        media = self._media[begin : begin + sum(sample.size for sample in kept)]
        at, (flags,) = self._run[0], struct.unpack_from(">I", self._moof, self._run[0])
        head = self._moof[at + 12 : at + 16] if flags & _FIRST_FLAGS else b""
        rows = b"".join(sample.row for sample in kept)
        run = _box(b"trun", struct.pack(">III", flags, len(kept), 0) + head + rows)
        form = ">4sQ" if self._wide else ">4sI"
        version = self._moof[self._time[0] : self._time[0] + 4]
        time = _box(b"tfdt", struct.pack(form, version, kept[0].decoded - origin))
        traf = self._joined(b"traf", {b"tfdt": time, b"trun": run})
        sequence = _box(b"mfhd", struct.pack(">II", 0, number))
        moof = self._joined(b"", {b"mfhd": sequence, b"traf": traf})
        where = moof.index(b"trun") + 12  # behind its name, flags and count: how far the media are
        moof = moof[:where] + struct.pack(">i", len(moof) + 8) + moof[where + 4 :]
        return moof + _box(b"mdat", media)

    def _joined(self, kind: bytes, others: dict[bytes, bytes]) -> bytes:
        """The box of this kind in the moof ("": the moof), some of the boxes in it replaced."""
        at, end = self._place(kind) if kind else (8, len(self._moof))
        parts: list[bytes] = []
        while at < end:
            size, name = struct.unpack_from(">I4s", self._moof, at)
            parts.append(others.get(name, self._moof[at : at + size]))
            at += size
        return _box(kind or b"moof", b"".join(parts))


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content

"""How long a file says it is, by its own outermost boxes: tells a file that was cut off from a broken one.

ISO/IEC 14496-12 (mp4, mov), RFC 9559 (Matroska, WebM) and RIFF (AVI). Reads only headers.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_ISO_FIRST = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp"})
_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"


@dataclass(frozen=True, slots=True)
class Extent:
    """`stated`: bytes the file should have; `actual`: bytes it has; `index`: whether its index is there."""

    stated: int
    actual: int
    index: bool

    @property
    def cut(self) -> bool:
        return self.actual < self.stated


def extent(path: Path) -> Extent | None:
    """The extent of an mp4, Matroska or AVI file; None for anything else."""
    actual = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(16)
        if head[4:8] in _ISO_FIRST:
            return _iso(file, actual)
        if head[:4] == _EBML:
            return _matroska(file, actual)
        if head[:4] == b"RIFF":
            return _riff(file, actual)
    return None


def _iso(file: BinaryIO, actual: int) -> Extent:
    at, kinds = 0, set()
    while at + 8 <= actual:
        file.seek(at)
        header = file.read(16)
        size, kind = int.from_bytes(header[:4], "big"), header[4:8]
        if size == 1:
            size = int.from_bytes(header[8:16], "big")
        elif size == 0:  # reaches to the end of the file
            size = actual - at
        if size < 8:
            break
        kinds.add(kind)
        at += size
    return Extent(at, actual, b"moov" in kinds)


def _matroska(file: BinaryIO, actual: int) -> Extent | None:
    file.seek(4)
    length = _vint(file)
    if length is None:
        return None
    file.seek(length, 1)
    if file.read(4) != _SEGMENT:
        return None
    length = _vint(file)
    return None if length is None else Extent(file.tell() + length, actual, True)


def _vint(file: BinaryIO) -> int | None:
    """An EBML variable-length size; None where it is marked unknown or malformed."""
    first = file.read(1)
    if not first or first[0] == 0:
        return None
    more = 8 - first[0].bit_length()
    value = int.from_bytes(bytes([first[0] & (0x7F >> more)]) + file.read(more), "big")
    return None if value == (1 << 7 * (more + 1)) - 1 else value


def _riff(file: BinaryIO, actual: int) -> Extent | None:
    """RIFF chunks one after the other (OpenDML files have several)."""
    at = 0
    while at + 8 <= actual:
        file.seek(at)
        header = file.read(8)
        size = int.from_bytes(header[4:], "little")
        if header[:4] != b"RIFF" or size == 0:
            break
        at += 8 + size
    return Extent(at, actual, True) if at else None

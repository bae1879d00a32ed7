"""Bars as many programs write them: a heading that names the columns, then one bar a line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from models.core.errors import Invalid
from models.core.text import tr
from models.trading.providers.feed import ONE, FeedEvent, FeedNote, OutsideBar, Trouble

_NAMES = {
    "at": ("timestamp", "time", "date", "datetime", "open_time", "open time"),
    "open": ("open",),
    "high": ("high",),
    "low": ("low",),
    "close": ("close",),
    "volume": ("volume", "vol"),
}
_NS = 1_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST = Decimal(10**12)


def read_bars(pair: str, heading: bytes, lines: Iterable[bytes]) -> Iterator[FeedEvent]:
    """The bars, in order. Raises Invalid where the heading lacks a column; a line that is none is a note.

    A time with an offset is taken by it, one without is UTC; a number is seconds, ms, µs or ns by its size.
    What a bar is long is told by the first two.
    """
    columns = _columns(heading.decode("utf-8-sig", "replace"))
    rows = csv.reader(line.decode("utf-8", "replace") for line in lines)
    held: OutsideBar | None = None
    seconds, last = 0, 0
    for row in rows:
        try:
            bar = _bar(pair, columns, row)
        except (ValueError, IndexError, InvalidOperation) as error:
            yield FeedNote(pair, last, Trouble.GARBAGE, f"{error}: {','.join(row)[:80]}")
            continue
        if bar.at <= last:
            trouble = Trouble.DUPLICATE if bar.at == last else Trouble.CLOCK
            yield FeedNote(pair, last, trouble, f"a bar at {bar.at}")
            continue
        if not seconds and held is not None:
            seconds = (bar.at - held.at) // _NS
            yield _long(held, seconds)
        if last and seconds and bar.at != last + seconds * _NS:
            missing = (bar.at - last) // (seconds * _NS) - 1
            yield FeedNote(pair, last, Trouble.GAP, f"{missing} bars before {bar.at}")
        if seconds:
            yield _long(bar, seconds)
        held, last = bar, bar.at
    if held is not None and not seconds:  # one bar alone says nothing of how long it is
        yield _long(held, 60)


def moment_of(heading: bytes, line: bytes) -> int:
    """When a line of a file of bars begins (ns); ValueError where it is none."""
    row = next(csv.reader([line.decode("utf-8", "replace")]), [])
    place = _columns(heading.decode("utf-8-sig", "replace"))["at"]
    if place >= len(row):
        raise ValueError("a line without a time")
    return _moment(row[place])


def _long(bar: OutsideBar, seconds: int) -> OutsideBar:
    return OutsideBar(
        bar.pair, bar.at, seconds, bar.open, bar.high, bar.low, bar.close, bar.volume
    )  # fmt: skip


def _columns(heading: str) -> Mapping[str, int]:
    names = [name.strip().lower() for name in next(csv.reader([heading]), [])]
    found = {
        field: next((names.index(name) for name in known if name in names), -1)
        for field, known in _NAMES.items()
    }
    missing = [field for field, place in found.items() if place < 0]
    if missing:
        raise Invalid(
            tr("This file has no column for: {columns}.", columns=", ".join(missing)),
            what_now=tr("Bars need a time, open, high, low, close and volume, named in the first line."),
        )
    return found


def _bar(pair: str, columns: Mapping[str, int], row: list[str]) -> OutsideBar:
    values = {field: row[place] for field, place in columns.items()}
    open_, high, low, close = (units(values[name]) for name in ("open", "high", "low", "close"))
    volume = units(values["volume"], any_places=True)
    if not 0 < low <= min(open_, close) or high < max(open_, close):
        raise ValueError("prices that are no bar")
    return OutsideBar(pair, _moment(values["at"]), 0, open_, high, low, close, volume)


def units(text: str, *, any_places: bool = False) -> int:
    """Whole 1e-8 of a decimal text, ValueError where there are more places (cut off where `any_places`)."""
    number = Decimal(text)
    if not number.is_finite() or not 0 <= number < _MOST:
        raise ValueError(f"no number to trade with: {text[:20]}")
    scaled = number * ONE
    whole = int(scaled)
    if whole != scaled and not any_places:
        raise ValueError(f"more than 8 places: {text[:30]}")
    return whole


def _moment(text: str) -> int:
    text = text.strip()
    try:
        number = int(text)
    except ValueError:
        moment = datetime.fromisoformat(_microseconds(text))
        since = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH
        return (since.days * 86_400 + since.seconds) * _NS + since.microseconds * 1_000
    for unit in (_NS, 1_000_000, 1_000, 1):
        if abs(number) * unit < 10**20 // 50:  # before the year 2033
            return number * unit
    raise ValueError(f"no time: {text[:20]}")


def _microseconds(text: str) -> str:
    """A time with at most six places, as Python reads it."""
    whole, point, rest = text.partition(".")
    places = len(rest) - len(rest.lstrip("0123456789"))
    return f"{whole}{point}{rest[: min(places, 6)]}{rest[places:]}"

"""Recorded streams as an exchange sends them: made up, and read back as plainly as can be."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

START_NS = 1_723_161_253_000_000_000
STEP_NS = 100_000_000


def made_capture(lines: int = 60, *, seed: int = 1) -> list[bytes]:
    """A capture of one pair: deltas, a snapshot among them, best prices and trades. Of the spot kind."""
    chance = Random(seed)
    told: list[bytes] = []
    first, trade = 1_000, 500
    snapshot_after = 3

    def say(message: Any) -> None:
        at = START_NS + len(told) * STEP_NS
        told.append(str(at).encode() + b" " + json.dumps(message, separators=(",", ":")).encode() + b"\n")

    for number in range(lines):
        last = first + chance.randrange(1, 9)
        bids = [[f"{60_000 - chance.randrange(50)}.00000000", _size(chance)] for _ in range(3)]
        asks = [[f"{60_001 + chance.randrange(50)}.00000000", _size(chance)] for _ in range(3)]
        data = {"e": "depthUpdate", "E": 1, "s": "BTCUSDT", "U": first, "u": last, "b": bids, "a": asks}
        say({"stream": "btcusdt@depth@100ms", "data": data})
        if number == snapshot_after:
            say(
                {
                    "lastUpdateId": last,
                    "bids": [["59990.00000000", "1.0"]],
                    "asks": [["60010.00000000", "2.5"]],
                }
            )
        first = last + 1
        data = {"u": last, "s": "BTCUSDT", "b": "60000.00", "B": "1.5", "a": "60001.00", "A": "0.25"}
        say({"stream": "btcusdt@bookTicker", "data": data})
        trade += 1
        data = {
            "e": "trade", "E": 1, "s": "BTCUSDT", "t": trade, "p": "60000.00", "q": "0.01", "T": 1,
            "m": chance.random() < 0.5, "M": True,
        }  # fmt: skip
        say({"stream": "btcusdt@trade", "data": data})
    return told


def _size(chance: Random) -> str:
    return "0.00000000" if chance.random() < 0.3 else f"{chance.randrange(1, 900) / 100:.8f}"


def write_capture(path: Path, lines: list[bytes]) -> Path:
    """Gzip where the name says so."""
    content = b"".join(lines)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def plain_messages(path: Path) -> Iterator[dict[str, Any]]:
    """The messages of a capture."""
    with gzip.open(path) as file:
        for line in file:
            yield json.loads(line.split(b" ", 1)[1])


def plain_book(path: Path) -> tuple[dict[int, int], dict[int, int], int, int]:
    """The book at the end as dictionaries do it; its last id; and how many changes of levels there were."""
    sides: tuple[dict[int, int], dict[int, int]] = ({}, {})
    last = changes = 0
    waiting: list[dict[str, Any]] = []
    for message in plain_messages(path):
        data = message.get("data", message)
        if "lastUpdateId" in data:
            last = data["lastUpdateId"]
            for side, levels in zip(sides, (data["bids"], data["asks"]), strict=True):
                side.update({_units(price): _units(quantity) for price, quantity in levels})
        elif data.get("e") == "depthUpdate":
            changes += len(data["b"]) + len(data["a"])
            waiting.append(data)
        while last and waiting:
            delta = waiting.pop(0)
            if delta["u"] <= last:
                continue
            last = delta["u"]
            for side, levels in zip(sides, (delta["b"], delta["a"]), strict=True):
                for price, quantity in levels:
                    side[_units(price)] = _units(quantity)
    kept = [{price: quantity for price, quantity in side.items() if quantity} for side in sides]
    return kept[0], kept[1], last, changes


def messages_of(lines: list[bytes]) -> list[dict[str, Any]]:
    """The messages of lines."""
    return [json.loads(line.split(b" ", 1)[1]) for line in lines]


def apply_plainly(side: dict[str, str], levels: list[list[str]]) -> None:
    """What a delta makes of a side whose prices and quantities are still texts."""
    for price, quantity in levels:
        if float(quantity):
            side[price] = quantity
        else:
            side.pop(price, None)


def _units(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole) * 10**8 + int(part.ljust(8, "0")[:8] or 0)

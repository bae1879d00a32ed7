"""Recordings forwards and back: the same book wherever one comes from, and nothing counted twice."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from models.core.types import to_microseconds
from models.trading.bars import Bars
from models.trading.candles import gather
from models.trading.coarser import coarser
from models.trading.entities import Candle
from models.trading.frames import Gathering
from models.trading.history import History
from models.trading.providers import recorded
from models.trading.providers.captures import CaptureReader
from models.trading.providers.feed import OutsideBar, OutsideTrade, Trouble
from models.trading.providers.lines import LineMark, Lines
from models.trading.providers.recorded import RecordedFeed
from models.trading.recording import Recording
from tests.support.captures import START_NS, STEP_NS, made_capture, write_capture

PAIR = "BTC/USDT"
LAST = START_NS + 240 * STEP_NS


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_capture(tmp_path_factory.mktemp("recordings") / "capture.gz", made_capture(80))


@pytest.fixture(autouse=True)
def marked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small capture has as many marks as a long one, and some are let go."""
    monkeypatch.setattr(recorded, "_APART", 7)
    monkeypatch.setattr(recorded, "MARKS", 12)


def read_to(recording: Recording, moment: int, gathering: Gathering | None = None) -> None:
    while True:
        position, over = recording.read(moment, moment, gathering or Gathering())
        if over or position >= moment:
            return


def plain_book(path: Path, moment: int) -> Any:
    """As of the first event behind the moment: a player has to see it to know that it comes later."""
    feed = RecordedFeed(path)
    for event in feed.events():
        if event.at > moment:
            break
    return feed.book(PAIR).top(500), feed.in_step(PAIR)


def check_jumps(path: Path, moments: list[int]) -> None:
    recording = Recording(path)
    at = recording.at
    for moment in moments:
        if moment < at:
            recording.go_back(moment)
        read_to(recording, moment)
        at = moment
        feed = recording.feed
        assert (feed.book(PAIR).top(500), feed.in_step(PAIR)) == plain_book(path, moment)
    recording.feed.close()


MOMENTS = st.lists(st.integers(START_NS + 8 * STEP_NS, LAST), min_size=1, max_size=6)
JUMPS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@JUMPS
@given(moments=MOMENTS)
def test_wherever_one_jumps_the_book_is_that_of_then(capture: Path, moments: list[int]) -> None:
    check_jumps(capture, moments)


def _shared(self: CaptureReader) -> CaptureReader:
    return self


def _forgetful(self: Lines) -> Any:
    return LineMark(self._offset, b"", self._unpacker and self._unpacker.copy())


@pytest.mark.parametrize(
    ("kind", "name", "wrong"), [(CaptureReader, "copy", _shared), (Lines, "mark", _forgetful)]
)
def test_planted_bugs_are_caught(
    capture: Path, monkeypatch: pytest.MonkeyPatch, kind: type, name: str, wrong: Any
) -> None:
    monkeypatch.setattr(kind, name, wrong)
    find = seed(1)(
        settings(JUMPS, database=None, phases=[Phase.generate])(
            given(MOMENTS)(lambda m: check_jumps(capture, m))
        )
    )
    with pytest.raises((AssertionError, ExceptionGroup)):
        find()


def test_a_jump_back_reads_little_again(capture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = Recording(capture)
    read_to(recording, LAST + STEP_NS)
    lines = 0
    read = CaptureReader.read

    def counting(self: CaptureReader, line: bytes) -> Iterator[Any]:
        nonlocal lines
        lines += 1
        return read(self, line)

    monkeypatch.setattr(CaptureReader, "read", counting)
    for moment in range(LAST - STEP_NS, START_NS + 10 * STEP_NS, -17 * STEP_NS):
        lines = 0
        recording.go_back(moment)
        read_to(recording, moment)
        assert lines <= 2 * recording.feed._apart, "from the last mark on"
    assert len(recording.feed.marks) <= 12


def test_what_is_wrong_is_counted_once_however_often_it_is_played(tmp_path: Path) -> None:
    lines = made_capture(40)
    lines[60] = b"1723161253937085768 {nonsense\n"
    lines[90] = b"\n"
    path = write_capture(tmp_path / "harmed.gz", lines)
    recording = Recording(path)
    end = START_NS + 10**12
    read_to(recording, end)
    counted = dict(recording.troubles)
    assert counted[Trouble.GARBAGE] == 2
    for moment in (START_NS + 50 * STEP_NS, START_NS + 20 * STEP_NS):
        recording.go_back(moment)
        read_to(recording, end)
    assert dict(recording.troubles) == counted


def test_bars_go_back_too(tmp_path: Path) -> None:
    path = tmp_path / "btc_1m.csv"
    rows = [f"{1_700_000_000 + 60 * n},{n + 10},{n + 12},{n + 9},{n + 11},1" for n in range(50)]
    path.write_text("\n".join(["time,open,high,low,close,volume", *rows, "what"]))
    recording = Recording(path, "BTC/USDT")
    first = recording.at
    read_to(recording, first + 40 * 60 * 10**9)
    recording.go_back(first + 600 * 10**9)
    gathering = Gathering()
    read_to(recording, first + 600 * 10**9, gathering)
    (frame,) = recording.frames(gathering, first + 600 * 10**9)
    assert frame.past is not None and len(frame.past) == 11 and frame.past.close[-1] == 21
    read_to(recording, first + 10**13)
    assert recording.troubles == {Trouble.GARBAGE: 1}
    assert recording.feed.last_moment() == first + 49 * 60 * 10**9


@pytest.mark.parametrize("name", ["capture.gz", "capture.txt"])
def test_the_end_is_known_without_reading_it(tmp_path: Path, name: str) -> None:
    lines = made_capture(60)
    path = write_capture(tmp_path / name, [*lines, b"no moment\n"])
    assert RecordedFeed(path).last_moment() == int(lines[-1].split(b" ")[0])
    whole = path.read_bytes()
    if name.endswith("gz"):
        path.write_bytes(whole[: len(whole) // 2])
        assert START_NS < RecordedFeed(path).last_moment() < START_NS + 200 * STEP_NS
    assert RecordedFeed(tmp_path / "nowhere").last_moment() == 0


@given(
    st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b" ")), max_size=30), st.booleans()
)
def test_lines_come_whole_and_again(lines: list[bytes], packed: bool) -> None:
    told = [line + b"\n" for line in lines]
    half = len(told) // 2
    content = b"".join(told)
    if packed:  # two files, one behind the other
        content = gzip.compress(b"".join(told[:half])) + gzip.compress(b"".join(told[half:]))
    reader = Lines(BytesIO(content))
    first = [next(reader) for _ in range(half)]
    mark = reader.mark()
    rest = list(reader)
    reader.go_to(mark)
    if packed or content[:2] != b"\x1f\x8b":
        assert (first, rest, list(reader)) == (told[:half], told[half:], told[half:])


# How the price went


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 50)), min_size=1, max_size=60))
def test_seconds_are_made_of_trades(steps: list[tuple[int, int]]) -> None:
    history, at, trades = History(), START_NS, []
    for number, (wait, price) in enumerate(steps):
        at += wait * 10**7
        trades.append(OutsideTrade(PAIR, at, number, price * 10**8, 10**8, True))
        history.add(trades[-1])
    plain: dict[int, list[int]] = {}
    for trade in trades:
        plain.setdefault(trade.at // 10**9, []).append(trade.price)
    expected = [
        OutsideBar(
            PAIR, second * 10**9, 1, prices[0], max(prices), min(prices), prices[-1], len(prices) * 10**8
        )
        for second, prices in plain.items()
    ]
    assert list(history.between(PAIR, 0, at)) == expected
    bars = history.until(PAIR, at)
    assert bars.close.tolist() == [bar.close / 10**8 for bar in expected]


CANDLES = st.lists(
    st.tuples(
        st.integers(1, 5_000_000), st.integers(1, 90), st.integers(0, 5), st.integers(0, 5), st.integers(1, 9)
    ),
    min_size=1, max_size=40,
)  # fmt: skip


@given(CANDLES, st.sampled_from(["1m", "15m", "4h", "1d", "1w", "1M"]))
def test_coarse_bars_are_those_of_candles(steps: list[tuple[int, ...]], interval: str) -> None:
    at, fine = datetime(2023, 12, 30, 23, 59, 58, tzinfo=UTC).timestamp(), []
    for wait, low, up, over, volume in steps:
        at += wait
        moment = datetime.fromtimestamp(int(at), UTC)
        fine.append(Candle(moment, low + up, low + up + over, low, low + up // 2, volume, 0, 1))
    opens, highs, lows, closes, volumes = (
        np.array([getattr(each, name) for each in fine], float)
        for name in ("open", "high", "low", "close", "volume")
    )
    times = np.array([to_microseconds(each.at) for each in fine], np.int64)
    made = coarser(Bars(times, opens, highs, lows, closes, volumes, 1_000_000), interval)
    expected = gather(fine, interval)
    assert made.time.tolist() == [to_microseconds(each.at) for each in expected]
    for name in ("open", "high", "low", "close", "volume"):
        assert getattr(made, name).tolist() == [getattr(each, name) for each in expected], name

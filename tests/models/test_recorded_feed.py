"""Recordings: read whole and right; whatever is wrong with them is told and never believed."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.errors import Invalid, Unavailable
from models.trading.providers.bars_csv import read_bars
from models.trading.providers.captures import CaptureReader, pair_of
from models.trading.providers.feed import (
    BestPrices,
    BookDelta,
    BookReset,
    FeedEvent,
    FeedNote,
    OutsideBar,
    OutsideTrade,
    Trouble,
)
from models.trading.providers.recorded import RecordedFeed
from tests.support.captures import made_capture, plain_book, write_capture


def heard(feed: RecordedFeed) -> list[FeedEvent]:
    return list(feed.events())


def troubles(events: list[FeedEvent]) -> Counter[Trouble]:
    return Counter(event.trouble for event in events if isinstance(event, FeedNote))


@pytest.mark.parametrize("name", ["capture.gz", "capture.txt"])
def test_a_capture_is_read_whole(tmp_path: Path, name: str) -> None:
    path = write_capture(tmp_path / name, made_capture())
    feed = RecordedFeed(path)
    events = heard(feed)
    assert not troubles(events)
    kinds = Counter(type(event) for event in events)
    assert kinds[OutsideTrade] == kinds[BestPrices] == 60 and kinds[BookReset] == 1 and kinds[BookDelta] == 56
    moments = [event.at for event in events]
    assert moments == sorted(moments)
    assert feed.pairs() == ("BTC/USDT",) and feed.in_step("BTC/USDT")
    best = next(event for event in events if isinstance(event, BestPrices))
    assert (best.bid, best.ask_quantity) == (60_000 * 10**8, 25_000_000)
    if name.endswith("gz"):
        bids, asks, last, _ = plain_book(path)
        book = feed.book("BTC/USDT")
        assert (book.bids, book.asks, book.update_id) == (bids, asks, last)


def test_what_is_wrong_in_a_capture_is_told(tmp_path: Path) -> None:
    lines = made_capture()
    deltas = [n for n, line in enumerate(lines) if b"depthUpdate" in line]
    trades = [n for n, line in enumerate(lines) if b"@trade" in line]
    back = str(10**18).encode() + lines[deltas[10]][19:]
    harmed = {
        deltas[10]: back,  # long ago
        deltas[20]: lines[deltas[20]] * 2,  # twice
        deltas[30]: b"",  # never
        trades[5]: lines[trades[4]],  # twice, and one never
        trades[40]: b"1723161253937085768 {\xff\xfe nonsense\n",
        trades[41]: b"\n",
        trades[42]: lines[trades[42]].replace(b'"60000.00"', b'"6e4"'),
        trades[43]: lines[trades[43]].replace(b'"60000.00"', b'"60000.123456789"'),
    }
    told = [harmed.get(n, line) for n, line in enumerate(lines)]
    feed = RecordedFeed(write_capture(tmp_path / "harmed.gz", told))
    events = heard(feed)
    assert troubles(events) == {
        Trouble.CLOCK: 2, Trouble.DUPLICATE: 2, Trouble.GAP: 3, Trouble.GARBAGE: 4,
    }  # fmt: skip
    assert not feed.in_step("BTC/USDT"), "no snapshot comes after the hole"
    applied = [event for event in events if isinstance(event, BookDelta)]
    assert len(applied) == 30 - 4, "behind the hole nothing is believed"
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_a_recording_that_was_cut_off_is_good_up_to_there(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(made_capture(400)))
    path = tmp_path / "cut.gz"
    path.write_bytes(whole[: len(whole) // 2])
    events = heard(RecordedFeed(path))
    assert troubles(events)[Trouble.CUT] == 1
    assert len(events) > 100


def test_it_ends_when_it_is_closed(tmp_path: Path) -> None:
    feed = RecordedFeed(write_capture(tmp_path / "capture.gz", made_capture()))
    events = feed.events()
    next(events)
    feed.close()
    assert len(list(events)) < 3


def test_what_is_no_recording_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        heard(RecordedFeed(tmp_path / "nowhere.gz"))
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(Invalid):
        heard(RecordedFeed(tmp_path / "empty"))
    (tmp_path / "prices.csv").write_text("time,open,high\n1,2,3\n")
    with pytest.raises(Invalid, match="low, close, volume"):
        heard(RecordedFeed(tmp_path / "prices.csv"))


@given(st.lists(st.binary(max_size=60), max_size=8), st.integers(0, 2**32))
def test_no_line_can_break_it(lines: list[bytes], seed: int) -> None:
    reader = CaptureReader()
    real = made_capture(3, seed=seed % 5)
    for line in lines:
        cut = len(line) * 3
        for text in (line, b"1 " + line, real[seed % 9][:cut] + line + real[seed % 9][cut:]):
            for event in reader.read(text):
                assert event.at >= 0


def test_pairs_have_names() -> None:
    assert [pair_of(s) for s in ("BTCUSDT", "ETHBTC", "NNTEUR", "BTC", "XYZ")] == [
        "BTC/USDT", "ETH/BTC", "NNT/EUR", "BTC", "XYZ",
    ]  # fmt: skip


# Bars

HEADING = b"timestamp,open,high,low,close,volume\n"


def bars(*lines: str, heading: bytes = HEADING) -> list[FeedEvent]:
    return list(read_bars("BTC/USDT", heading, [line.encode() + b"\n" for line in lines]))


def test_bars_are_read_and_their_faults_told() -> None:
    events = bars(
        "2021-12-31 23:01:00.000000,10.0,12,9,11.5,100.123456789",
        "2021-12-31 23:02:00.000000,11,12,9,11,1",
        "2021-12-31 23:02:00.000000,11,12,9,11,1",
        "2021-12-31 23:01:00.000000,11,12,9,11,1",
        "2021-12-31 23:05:00,11,12,9,11,1",
        "2021-12-31 23:06:00,11,8,9,11,1",
        "2021-12-31 23:06:00,11,nan,9,11,1",
        "what",
        "2021-12-31T23:06:00.123456789+00:00,11,12,9,11,1",
    )
    read = [event for event in events if isinstance(event, OutsideBar)]
    assert {bar.seconds for bar in read} == {60}
    assert read[0] == OutsideBar(
        "BTC/USDT", 1_640_991_660 * 10**9, 60, 10**9, 12 * 10**8, 9 * 10**8, 1_150_000_000, 10_012_345_678
    )
    assert len(read) == 4
    assert troubles(events) == {
        Trouble.DUPLICATE: 1, Trouble.CLOCK: 1, Trouble.GAP: 2, Trouble.GARBAGE: 3,
    }  # fmt: skip


@pytest.mark.parametrize("unit", [1, 10**3, 10**6, 10**9])
def test_a_bars_time_may_be_in_any_unit(unit: int) -> None:
    first, second = bars(f"{1_640_991_660 * unit},1,2,1,2,5", f"{1_640_991_720 * unit},1,2,1,2,5")
    assert (first.at, second.at) == (1_640_991_660 * 10**9, 1_640_991_720 * 10**9)


def test_other_headings_are_known_too() -> None:
    line = "1640991660,7,2,3,1,2"
    (only,) = bars(line, heading=b"Date,Volume,Open,High,Low,Close\n")
    assert isinstance(only, OutsideBar) and (only.open, only.close, only.volume) == (
        2 * 10**8,
        2 * 10**8,
        7 * 10**8,
    )


# The real recordings


@pytest.mark.parametrize(
    ("name", "changes"), [("spot_btcusdt_20240808.gz", 124_090), ("usdm_btcusdt_20240808.gz", 443_521)]
)
def test_a_real_capture_comes_out_as_a_plain_dictionary_has_it(
    shared_data: Path, name: str, changes: int
) -> None:
    path = shared_data / "exchange" / name
    feed = RecordedFeed(path)
    assert not troubles(heard(feed))
    bids, asks, last, counted = plain_book(path)
    book = feed.book("BTC/USDT")
    assert counted == changes
    assert (book.bids, book.asks, book.update_id) == (bids, asks, last)
    assert not book.crossed


def test_a_hole_in_a_real_capture_is_seen(shared_data: Path, tmp_path: Path) -> None:
    with gzip.open(shared_data / "exchange" / "usdm_btcusdt_20240808.gz") as file:
        lines = [next(file) for _ in range(4_000)]
    hole = [n for n, line in enumerate(lines) if b"depthUpdate" in line][200]
    del lines[hole]
    feed = RecordedFeed(write_capture(tmp_path / "hole.gz", lines))
    assert troubles(heard(feed)) == {Trouble.GAP: 1}
    assert not feed.in_step("BTC/USDT")


def test_real_bars_are_all_there(shared_data: Path) -> None:
    feed = RecordedFeed(shared_data / "exchange" / "btc-perp-20211231-20220201_1m.csv", pair="BTC/USD")
    events = heard(feed)
    assert len(events) == 45_031 and all(isinstance(event, OutsideBar) for event in events)
    assert feed.pairs() == ("BTC/USD",)

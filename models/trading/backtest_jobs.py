"""Backtests as jobs: they go on while one does something else, and can be cancelled."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec

from models.core.errors import Invalid
from models.core.jobs import JobRun, job
from models.core.text import tr
from models.core.types import to_microseconds
from models.ledger.assets import asset, plain_amount
from models.trading.backtest_runs import Asked, KeepBacktest
from models.trading.backtests import Plan, backtest
from models.trading.entities import Candle
from models.trading.outside_pair import scale_for
from models.trading.queries import Candles
from models.trading.strategy_files import NAMES, built_in
from models.trading.terms_of_pair import PairScale

BACKTEST: Final = "trading.backtest"
_PAGE = 1_000
_MOST_PAGES = 500


@job(BACKTEST)
def run_backtest(run: JobRun) -> None:
    """Run a strategy over a recording, or over the candles of an exchange, and keep what came of it.

    Arguments: `strategy` (a name of `strategy_files` or a path), `title` and `data` (what they are called),
    `recording` (a path, or "" with `exchange`, `pair` and `interval`), `pair`, `price` (1e-8, of the pair as
    it was about), `tick` and `lot` where they are known, `money`, `maker_ppm`, `taker_ppm`, `since`, `until`.
    """
    said = run.arguments
    run.progress(0.0, tr("Getting the data ready"))
    recording = Path(said["recording"]) if said["recording"] else _candles(run, run.scratch / "candles.csv")
    scale = _scale(said)
    strategy = built_in(said["strategy"]) if said["strategy"] in NAMES else Path(said["strategy"])
    plan = Plan(
        strategy=strategy, recording=recording, scale=scale, money=said["money"],
        maker_ppm=said["maker_ppm"], taker_ppm=said["taker_ppm"], since=said["since"], until=said["until"],
    )  # fmt: skip
    report = backtest(plan, lambda fraction: run.progress(fraction, tr("Playing the market")), tick=run.check)
    if not report.equity:
        raise Invalid(
            tr("There is nothing of {pair} in this period of the data.", pair=scale.pair),
            what_now=tr("Choose another period, or another pair."),
        )
    asked = Asked(
        scale.base, scale.quote, scale.tick, scale.lot, plan.money, plan.maker_ppm, plan.taker_ppm,
        plan.since, plan.until,
    )  # fmt: skip
    run.submit(
        KeepBacktest, strategy=said["title"], recording=said["data"], plan=msgspec.to_builtins(asked),
        report=msgspec.to_builtins(report),
    )  # fmt: skip


def _scale(said: Mapping[str, Any]) -> PairScale:
    if said["tick"]:
        base, _, quote = said["pair"].partition("/")
        return PairScale(base, quote, said["tick"], said["lot"])
    return scale_for(said["pair"], said["price"])


def _candles(run: JobRun, path: Path) -> Path:
    """The exchange's own candles as a file of bars."""
    scale = _scale(run.arguments)
    pages = list(_pages(run))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["timestamp", "open", "high", "low", "close", "volume"])
        for candle in (each for page in reversed(pages) for each in page):
            prices = (candle.open, candle.high, candle.low, candle.close)
            told = [plain_amount(price * scale.tick, asset(scale.quote)) for price in prices]
            volume = plain_amount(candle.volume * scale.lot, asset(scale.base))
            writer.writerow([to_microseconds(candle.at) // 1_000_000, *told, volume])
    return path


def _pages(run: JobRun) -> Iterator[tuple[Candle, ...]]:
    """The newest first, as they are asked for; each in the order of time."""
    said, before = run.arguments, None
    for _ in range(_MOST_PAGES):
        run.check()
        page: tuple[Candle, ...] = run.ask(
            Candles(
                actor=run.actor, space_id=UUID(said["exchange"]), pair=said["pair"],
                interval=said["interval"], before=before, limit=_PAGE,
            )
        )  # fmt: skip
        if not page:
            return
        yield page
        before = page[0].at

"""Backtests that were run: kept as they are, for their owner alone."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec
import pytest

from models.core.clock import utc_now
from models.core.errors import NotFound
from models.core.ids import new_id
from models.trading.backtest_runs import Asked, BacktestRun, Backtests, KeepBacktest, RemoveBacktest
from models.trading.standing import Deal, Report, Sample, thinned
from tests.support.market_floor import MarketFloor, market_floor

assert market_floor

ASKED = Asked("BTC", "USDT", 1_000_000, 1_000, 10**12, 1_000, 1_000)
REPORT = Report(
    equity=(Sample(1, 10**12, 6_000_000), Sample(60 * 10**9, 11 * 10**11, 6_100_000)),
    trades=2, maker_trades=1, bought=10, sold=10, fees=5, gain=10**11, drawdown=0.25, sharpe=1.5,
    refused=0, held=0.01,
    deals=(Deal(5, "BUY", 6_000_000, 10, True), Deal(9, "SELL", 6_100_000, 10, False)),
)  # fmt: skip


def told(**values: Any) -> dict[str, Any]:
    plain = {"plan": msgspec.to_builtins(ASKED), "report": msgspec.to_builtins(REPORT)}
    return {"strategy": "Mine", "recording": "a.csv", **plain, **values}


def test_a_run_is_kept_listed_and_taken_away(market_floor: MarketFloor) -> None:
    floor, owner = market_floor, market_floor.owner
    floor.did(owner, KeepBacktest, space_id=owner, **told())
    id_ = new_id()
    floor.did(owner, KeepBacktest, id=id_, space_id=owner, **told(strategy="Newer"))
    lines = floor.ask(Backtests(actor=owner))
    assert [line.strategy for line in lines] == ["Newer", "Mine"]
    assert (lines[0].gain, lines[0].drawdown, lines[0].asked) == (10**11, 0.25, ASKED)
    run = floor.ask(BacktestRun(actor=owner, run_id=id_))
    assert run.report == REPORT and run.asked == ASKED
    other = floor.person("Bea")
    assert floor.ask(Backtests(actor=other)) == ()
    with pytest.raises(NotFound):
        floor.ask(BacktestRun(actor=other, run_id=id_))
    floor.did(owner, RemoveBacktest, space_id=owner, run_id=id_)
    assert [line.strategy for line in floor.ask(Backtests(actor=owner))] == ["Mine"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"report": {"equity": []}}, {"plan": {"base": 5}},
        {"report": msgspec.to_builtins(dataclasses.replace(REPORT, equity=REPORT.equity * 40_000))},
    ],
)  # fmt: skip
def test_what_a_child_made_up_is_refused(market_floor: MarketFloor, wrong: dict[str, Any]) -> None:
    floor, owner = market_floor, market_floor.owner
    command = KeepBacktest(id=new_id(), space_id=owner, actor=owner, at=utc_now(), **told(**wrong))
    verdict = floor.gateway.submit(command).result(10)
    assert not verdict.ok and floor.ask(Backtests(actor=owner)) == ()


def test_curves_are_thinned_evenly() -> None:
    samples = [Sample(n, n * n, 1) for n in range(1_001)]
    few = thinned(samples, 11)
    assert [sample.at for sample in few] == list(range(0, 1_001, 100))
    assert thinned(samples[:5], 11) == tuple(samples[:5])

"""The sample world's exchange: a month of trading told once, and gone as one, with nobody's money lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import models.sample.jobs as sample_jobs
from models.accounts.commands import RegisterAccount
from models.core.audience import Role
from models.core.ids import new_id
from models.core.jobs import Stop
from models.ledger import check
from models.ledger.commands import Deposit
from models.ledger.crossing import SendMoney
from models.ledger.queries import WalletOf
from models.sample.people import people
from models.trading import sample
from models.trading.commands import JoinExchange, PlaceOrder
from models.trading.entities import OrderType
from models.trading.own_queries import Alerts, MyTrades, OpenOrders
from models.trading.queries import Candles, DepthOf, Exchanges, Pairs, Tickers
from tests.models.test_sample_world import TODAY, Run
from tests.support.video_record import VideoRecord


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but the exchange."""
    monkeypatch.setattr(sample_jobs, "PARTS", [(sample.add_exchange, sample._remove)])


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "TURNS", 200)
    monkeypatch.setattr(sample, "LAST_TURNS", 40)


def counts(record: VideoRecord) -> dict[str, int]:
    tables = (
        "exchange",
        "trading_pair",
        "trading_order",
        "trading_trade",
        "trading_alert",
        "ledger_transfer",
    )
    return {table: record.sql(f"SELECT count(*) FROM {table}")[0][0] for table in tables}


def sound(record: VideoRecord) -> None:
    with record.connection.begin():
        assert check.check(record.connection) == []


def test_a_month_of_trading_is_told(record: VideoRecord, tmp_path: Path) -> None:
    loader = record.person()
    run = Run(record, loader, tmp_path)
    sample_jobs.load(run)
    told = counts(record)
    assert 3_000 < told["trading_order"] < 10_000 and told["trading_trade"] > 500
    mara, teo, ines = (person.id for person in people(loader))
    (exchange,) = record.ask(Exchanges(actor=mara))
    assert exchange.role == Role.OWNER and exchange.name == sample.NAME
    space = exchange.space_id
    pairs = record.ask(Pairs(actor=mara, space_id=space))
    assert {pair.pair for pair in pairs} == {scale.pair for scale in sample.PAIRS}
    record.clock.now = TODAY
    for ticker in record.ask(Tickers(actor=mara, space_id=space)):
        assert ticker.trades > 20 and 0 < ticker.best_bid < ticker.best_ask
        asked: dict[str, Any] = {"actor": mara, "space_id": space, "pair": ticker.pair}
        days = record.ask(Candles(interval="1d", **asked))
        assert len(days) > 20 and days[-1].at >= TODAY - timedelta(days=1)
        depth = record.ask(DepthOf(**asked))
        assert len(depth.bids) > 5 and len(depth.asks) > 5
    for person in (mara, teo, ines):
        asked = {"actor": person, "space_id": space}
        assert len(record.ask(MyTrades(**asked))) >= 4
        assert len(record.ask(OpenOrders(**asked))) == 2
        assert record.ask(Alerts(**asked))
    sound(record)


@pytest.mark.usefixtures("short")
def test_stopped_anywhere_it_goes_on_and_comes_to_the_same(record: VideoRecord, tmp_path: Path) -> None:
    loader, other = record.person(), record.person("Bea")
    whole = tmp_path / "whole"
    whole.mkdir()
    sample_jobs.load(Run(record, other, whole))
    expected = counts(record)
    stopped = 0
    for stop_at in range(1, 40):
        try:
            sample_jobs.load(Run(record, loader, tmp_path, stop_at))
            break
        except Stop:
            stopped += 1
    assert stopped > 2
    assert counts(record) == {table: 2 * count for table, count in expected.items()}


@pytest.mark.usefixtures("short")
def test_it_goes_and_what_others_had_there_comes_home(record: VideoRecord, tmp_path: Path) -> None:
    loader = new_id()
    record.did(loader, RegisterAccount, loader, name="Ada")
    sample_jobs.load(Run(record, loader, tmp_path))
    (exchange,) = record.ask(Exchanges(actor=loader))
    space = exchange.space_id
    record.did(loader, JoinExchange, space)
    record.did(loader, Deposit, asset="USDT", amount=10_000 * 10**8)
    record.did(
        loader, SendMoney, asset="USDT", amount=4_000 * 10**8, source="funding", target_space=space,
        target="spot",
    )  # fmt: skip
    order: dict[str, Any] = {"pair": "BTC/USDT", "side": "BUY", "quantity": 1_000}
    record.did(loader, PlaceOrder, space, kind=OrderType.MARKET, **order)
    record.did(loader, PlaceOrder, space, kind=OrderType.LIMIT, price=6_000_000, **order)
    bought = {
        line.asset: line.posted for line in record.ask(WalletOf(actor=loader)).lines if line.space_id == space
    }
    assert bought["BTC"] > 0
    sample_jobs.remove(Run(record, loader, tmp_path))
    wallet = record.ask(WalletOf(actor=loader))
    assert {line.space_id for line in wallet.lines} == {loader}
    assert wallet.totals["BTC"] == bought["BTC"]
    assert wallet.totals["USDT"] == bought["USDT"] + 6_000 * 10**8
    assert record.ask(Exchanges(actor=loader)) == ()
    assert counts(record) | {"ledger_transfer": 0} == dict.fromkeys(counts(record), 0)
    sound(record)

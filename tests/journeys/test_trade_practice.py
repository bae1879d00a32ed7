"""T13: a day is played again, traded on paper, and strategies are tried on it, in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QUrl
from PySide6.QtWidgets import QApplication

from controllers.trading.recorder import Recorder
from models.trading.entities import OrderStatus
from models.trading.queries import DepthOf
from models.trading.replay import MAX_SPEED, SPEEDS
from tests.support.captures import START_NS, STEP_NS, made_capture, messages_of, write_capture
from tests.support.exchange_stub import stub_exchange
from tests.support.house import House
from tests.support.trading_room import Room
from views.trading.practice.page import PracticePage
from views.widgets.states import State, StateView

SECOND = 10**9


class Practice:
    """The place for practice, opened by its key."""

    def __init__(self, house: House) -> None:
        self.house, self.room = house, Room(house)
        self.until = house.until
        self.room.open_exchange()
        house.press("Alt+Shift+P")
        self.until(lambda: self.room.workspace.place() == "practice")

    @property
    def page(self) -> PracticePage:
        page = self.room.workspace.page_of("practice")
        assert isinstance(page, PracticePage)
        return page

    @property
    def recorder(self) -> Recorder:
        return self.room.workspace.parts.recorder

    def state(self) -> StateView:
        """What stands in the place of the screens."""
        return next(view for view in self.house.seen(StateView) if self.page.isAncestorOf(view))

    def drop(self, *paths: Path) -> None:
        self.house.drop([QUrl.fromLocalFile(str(path)) for path in paths])

    def opened(self) -> None:
        """Wait until a recording is there, with its length and the chart."""
        self.until(lambda: self.recorder.replay.span[1] > 0)
        self.until(lambda: self.page.replay.screens.charting.chart is not None)


@pytest.fixture
def practice(house: House) -> Practice:
    return Practice(house)


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    """Twenty-four seconds, of which some lines are no good."""
    lines = made_capture(80)
    trades = [n for n, line in enumerate(lines) if b"@trade" in line]
    lines[trades[30]], lines[trades[50]] = b"1723161253937085768 {nonsense\n", b"\n"
    return write_capture(tmp_path / "btcusdt.gz", lines)


def test_a_recording_is_dropped_played_and_sought(practice: Practice, capture: Path) -> None:
    house, recorder, bar = practice.house, practice.recorder, practice.page.replay.bar
    assert practice.state().state is State.EMPTY
    practice.drop(capture)
    practice.opened()
    replay = recorder.replay
    assert replay.playing, "it plays at once"
    practice.until(bar.timeline.isVisible)
    bar.timeline.setFocus()
    practice.until(lambda: house.focus is bar.timeline)
    house.press("Space")
    practice.until(lambda: not replay.playing)
    for _ in SPEEDS:
        house.press("+")
    assert replay.speed == MAX_SPEED
    house.press("-")
    assert replay.speed == SPEEDS[-2] and bar.speed.currentText() == "10,000×"
    house.press("+", "Space")
    practice.until(lambda: not replay.playing and replay.position == replay.span[1])
    practice.until(lambda: "2 gaps, 2 lines could not be read" in bar.troubles.text())
    screens = practice.page.replay.screens
    practice.until(lambda: len(recorder.market.tape) > 20)
    assert screens.name.text() == "BTC/USDT"
    start, end = replay.span
    wide = bar.timeline.width()
    house.click(bar.timeline, QPoint(wide // 2, 12))
    practice.until(lambda: abs(replay.position - (start + end) // 2) < SECOND)
    practice.until(lambda: recorder.market.at <= replay.position and not recorder.market.tape)
    assert recorder.market.book.best_bid > 0
    series = recorder.market.series
    assert series is not None and 9 <= len(series) <= 14, "the bars before it are there"
    here = replay.position
    bar.timeline.setFocus()
    house.press("Left")
    practice.until(lambda: replay.position == here - SECOND)
    house.press("Right", "Right")
    practice.until(lambda: replay.position == here + SECOND)
    house.click(bar.play)
    practice.until(lambda: len(recorder.market.tape) > 3)


def test_a_folder_offers_what_lies_in_it_and_bars_are_named(practice: Practice, capture: Path) -> None:
    rows = [f"{1_700_000_000 + 60 * n},{n + 10},{n + 12},{n + 9},{n + 11},1" for n in range(90)]
    (capture.parent / "prices.csv").write_text("\n".join(["time,open,high,low,close,volume", *rows]))
    (capture.parent / "notes.md").write_text("no recording")
    practice.drop(capture.parent)
    practice.opened()
    recorder, bar, house = practice.recorder, practice.page.replay.bar, practice.house
    assert [path.name for path in recorder.files] == ["btcusdt.gz", "prices.csv"]
    bar.files.setFocus()
    house.press("Down")
    practice.until(lambda: recorder.unnamed)
    view = practice.state()
    assert view.accessibleName() == "What is “prices.csv” of?" and view.button is not None
    house.click(view.button)
    assert bar.named.hasFocus() and not bar.named.text()
    house.write("sol/eur")
    house.press("Tab")
    assert "EUR cannot be shown" in bar.troubles.text()
    house.click(bar.named)
    house.press("Ctrl+A")
    house.write("sol/usdt")
    house.press("Tab")
    practice.until(lambda: recorder.pair == "SOL/USDT" and recorder.market.last > 0)
    practice.opened()
    assert not practice.page.replay.screens.book.isVisible(), "a file of bars has no book"
    assert not practice.page.replay.paper.button.isVisible()


def test_what_is_no_recording_says_so_and_another_is_opened(practice: Practice, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    practice.drop(tmp_path / "empty.csv")
    practice.until(lambda: practice.house.seen(StateView) and practice.state().state is State.ERROR)
    assert "is empty" in practice.state().accessibleName()
    practice.drop(write_capture(tmp_path / "good.gz", made_capture(20)))
    practice.opened()


def test_it_is_traded_on_paper_and_says_so(practice: Practice, capture: Path) -> None:
    house, recorder, replay_room = practice.house, practice.recorder, practice.page.replay
    practice.drop(capture)
    practice.opened()
    recorder.replay.set_speed(1.0)
    recorder.replay.seek(START_NS + 120 * STEP_NS)
    practice.until(lambda: recorder.market.believed)
    house.click(replay_room.paper.button)
    paper = practice.room.workspace.parts.paper
    practice.until(lambda: paper.pair is not None and replay_room.paper.banner.isVisible())
    practice.until(lambda: "100,000.00 USDT" in replay_room.paper.banner.text.text())
    recorder.replay.pause()
    depth = DepthOf(actor=house.account, space_id=paper.space_id, pair="BTC/USDT", levels=5)
    practice.until(lambda: house.services.gateway.ask_now(depth).asks)
    practice.until(lambda: replay_room.paper.entry_panel is not None)
    panel = replay_room.paper.entry_panel
    assert panel is not None
    best = recorder.market.book.best_ask
    panel.set_price(best)
    house.click(panel.amount)
    house.write("0.01")
    house.press("Return")
    practice.until(lambda: [o.status for o in replay_room.orders.history] == [OrderStatus.FILLED])
    practice.until(lambda: [trade.price for trade in replay_room.orders.trades] == [best])
    spot = practice.room.page.orders
    assert spot.history == () and "BTC" not in {each.asset for each in spot.holdings if each.available}
    house.click(replay_room.paper.banner.end)
    practice.until(lambda: paper.pair is None and not replay_room.paper.banner.isVisible())


def test_live_prices_come_break_and_are_told(practice: Practice) -> None:
    house, workspace = practice.house, practice.room.workspace
    workspace.visit("practice/live")
    live, room = workspace.parts.live, practice.page.live
    assert practice.state().state is State.OFFLINE and not live.feeds, "no network is asked by itself"
    live.patience = 0.02
    with stub_exchange(messages_of(made_capture(60)), pause_s=0.02) as stub:
        stub.refuse = 2
        live.settings = lambda _: stub.settings
        house.click(room.connect_button)
        house.until(lambda: live.market.believed, seconds=40)
        house.until(lambda: "from 1" in room.index.text())
        house.until(lambda: room.line.text() == "● Connected" and room.screens.isVisible())
        house.click(room.connect_button)
        practice.until(lambda: practice.state().state is State.OFFLINE)
        live.settings = lambda _: stub.settings
        house.click(room.pair)
        house.press("Ctrl+A")
        house.write("eth/btc")
        house.press("Return")
        house.until(lambda: live.error is not None, seconds=40)
        assert practice.state().state is State.ERROR


def written(folder: Path) -> None:
    """Bars of SOL/USDT, and a strategy that buys and sells by turns."""
    rows = ["time,open,high,low,close,volume"]
    rows += [f"{1_700_000_000 + 60 * n},100,{101 + n % 9},99,{100 + n % 9},5" for n in range(300)]
    (folder / "solusdt.csv").write_text("\n".join(rows))
    code = "from models.trading.strategies import Buy, Sell\nclass Strategy:\n def on_bar(self, bar, look):\n"
    code += "  yield Sell(look.coins) if look.coins else Buy(10)\n"
    (folder / "mine.py").write_text(code)


def test_a_strategy_is_dropped_run_and_its_result_is_kept(practice: Practice, tmp_path: Path) -> None:
    house, workspace = practice.house, practice.room.workspace
    written(tmp_path)
    practice.drop(tmp_path / "solusdt.csv")
    practice.opened()
    practice.drop(tmp_path / "mine.py")
    practice.until(lambda: workspace.place() == "practice/backtests")
    form, room = practice.page.backtests.form, practice.page.backtests
    assert form.strategy.currentText() == "mine.py" and form.data.currentText() == "solusdt.csv"
    practice.until(lambda: form.pair.text() == "SOL/USDT")
    house.click(form.money)
    house.press("Ctrl+A")
    house.write("nothing")
    house.click(form.run)
    assert form.rows["money"].error
    house.click(form.money)
    house.press("Ctrl+A")
    house.write("5000")
    form.part.setChecked(True)
    form.since.setText("soon")
    house.click(form.run)
    assert form.rows["since"].error
    form.since.setText(form.until.text())
    house.click(form.run)
    assert form.rows["until"].error
    form.part.setChecked(False)
    house.click(form.run)
    house.until(lambda: room.view.run is not None and room.view.isVisible(), seconds=60)
    run = room.view.run
    assert run is not None and run.strategy == "mine.py" and run.report.trades == 299 + 1
    assert workspace.place() == f"practice/backtests/{run.id}"
    room.view.chart.setFocus()
    house.press("Left")
    assert "USDT" in room.view.chart.reading
    room.table.setFocus()
    room.table.selectRow(0)
    house.press("Delete")
    practice.until(lambda: room.runs.rowCount() == 0)


def test_a_strategy_that_fails_says_where(practice: Practice, tmp_path: Path) -> None:
    house = practice.house
    rows = [f"{1_700_000_000 + 60 * n},100,101,99,100,5" for n in range(30)]
    (tmp_path / "solusdt.csv").write_text("\n".join(["time,open,high,low,close,volume", *rows]))
    practice.drop(tmp_path / "solusdt.csv")
    practice.opened()
    (tmp_path / "mine.py").write_text("class Strategy:\n def on_bar(self, bar, look):\n  return 1 / 0\n")
    practice.drop(tmp_path / "mine.py")
    room = practice.page.backtests
    practice.until(lambda: room.form.pair.text() == "SOL/USDT")
    house.click(room.form.run)
    house.until(lambda: any(work.error for work in room.backtests.underway), seconds=60)
    (row,) = room._rows
    assert "mine.py:3" in row.detail.text() and "ZeroDivisionError" in row.detail.text()
    house.click(row.stop)
    practice.until(lambda: not room._rows)


def test_a_backtest_is_cancelled(practice: Practice, tmp_path: Path) -> None:
    workspace, house = practice.room.workspace, practice.house
    (tmp_path / "slow.py").write_text("while True:\n    pass\n")
    rows = [f"{1_700_000_000 + 60 * n},100,101,99,100,5" for n in range(30)]
    (tmp_path / "solusdt.csv").write_text("\n".join(["time,open,high,low,close,volume", *rows]))
    practice.drop(tmp_path / "slow.py")
    room = practice.page.backtests
    room.form.take_recording(tmp_path / "solusdt.csv")
    practice.until(lambda: room.form.pair.text() == "SOL/USDT")
    house.click(room.form.run)
    practice.until(lambda: len(room._rows) == 1 and house.services.runner.running())
    house.click(room._rows[0].stop)
    practice.until(lambda: not room._rows and not house.services.runner.running())
    assert workspace.parts.backtests.runs == ()


def test_the_link_of_what_a_strategy_looks_like_leads_to_the_manual(practice: Practice) -> None:
    practice.room.workspace.visit("practice/backtests")
    practice.house.click(practice.page.backtests.form.how)
    practice.until(lambda: practice.house.window.stack.current_id == "manual")


def test_somebody_else_finds_nothing_of_it(practice: Practice, capture: Path) -> None:
    practice.drop(capture)
    practice.opened()
    other = practice.room.other()
    practice.house.services.actor.become(other)
    practice.until(lambda: practice.recorder.path is None and practice.recorder.market.pair is None)
    QApplication.processEvents()
    assert practice.room.workspace.parts.backtests.runs == ()

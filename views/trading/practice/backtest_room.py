"""Backtests: the form, what is under way, the runs that were kept, and the one that is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from controllers.trading.backtesting import Backtesting, Underway
from models.core.errors import PersonError
from models.core.text import number, tr
from models.trading.backtest_runs import RunInfo, RunLine
from views.trading.hall import Hall
from views.trading.own_columns import moment
from views.trading.practice.backtest_form import BacktestForm
from views.trading.practice.run_view import RunView, ratio_text, share_text, tone_of
from views.trading.rows import Column, Rows, RowsTable
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton
from views.widgets.focus import HandsOn
from views.widgets.labels import ElidedLabel, Label
from views.widgets.progress import ProgressBar
from views.widgets.states import State, StateStack, StateView
from views.widgets.surfaces import Card, Hairline, ScrollColumn
from views.widgets.tokens import Type, Weight

_HEAD = 40
_ROWS = 6
"""Runs that are seen at once."""


class _UnderwayRow(Card):
    """A backtest that runs, or why it failed."""

    def __init__(self, work: Underway, backtests: Backtesting) -> None:
        super().__init__(padding=tokens.MEDIUM)
        self.id = work.id
        self.title = ElidedLabel(work.title, weight=Weight.MEDIUM)
        self.bar = ProgressBar()
        self.detail = Label("", Type.CAPTION, tone="dim", wrap=True)
        self.again = Button(tr("Try again"), icon="refresh-cw")
        self.stop = IconButton("x", tr("Cancel"))
        self.again.does(lambda: backtests.again(work.id))
        self.stop.does(lambda: backtests.cancel(work.id))
        row = QHBoxLayout()
        row.addWidget(self.title, 1)
        row.addWidget(self.again)
        row.addWidget(self.stop)
        self.column.addLayout(row)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.detail)
        self.show_work(work)

    def show_work(self, work: Underway) -> None:
        """How it stands."""
        failed = work.error is not None
        self.set_tone("negative" if failed else "")
        self.bar.setVisible(not failed)
        self.bar.set_fraction(work.fraction)
        self.again.setVisible(failed)
        self.stop.set_name(tr("Take it off the list") if failed else tr("Cancel"))
        error = work.error
        self.detail.setText(
            work.detail if error is None else "\n".join(t for t in (error.sentence, error.what_now) if t)
        )
        self.detail.set_tone("negative" if failed else "dim")


class BacktestRoom(HandsOn):
    """`run_wanted` carries the id of a run that is to be looked at ("" for none); `manual_wanted`."""

    run_wanted = Signal(str)
    manual_wanted = Signal()

    def __init__(self, hall: Hall, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts = hall.parts
        self.backtests = hall.parts.backtests
        self._rows: list[_UnderwayRow] = []
        self._wanted: UUID | None = None

    def build(self) -> Iterator[None]:
        """Make it, a part a step; nothing of it may be used before."""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.form = BacktestForm(self.backtests, self._parts.exchange, self._parts.recorder, self)
        row.addWidget(self.form)
        row.addWidget(Hairline(vertical=True))
        yield
        self._content = ScrollColumn(margin=tokens.LARGE, spacing=tokens.MEDIUM)
        self.stack = StateStack(self._content, parent=self)
        row.addWidget(self.stack, 1)
        self.runs: Rows[RunLine] = Rows(_columns(), lambda run: run.id, self)
        self.table = RowsTable(self.runs, tr("Backtests"))
        self.underway = QVBoxLayout()
        self.underway.setSpacing(tokens.SMALL)
        self._content.column.addLayout(self.underway)
        self._content.column.addWidget(self.table)
        yield
        self.view = RunView()
        self.view.hide()
        self._content.column.addWidget(self.view)
        yield
        self.form.manual_wanted.connect(self.manual_wanted)
        self.table.open_wanted.connect(self._open)
        self.table.clicked.connect(lambda _: self._open(self.table.selected()))
        self.table.delete_wanted.connect(self._remove)
        self.backtests.changed.connect(self._follow)
        self.backtests.progressed.connect(self._show_underway)
        self.backtests.kept.connect(lambda run_id: self.run_wanted.emit(str(run_id)))
        self.backtests.failed.connect(self._fail)
        self._follow()

    def begins(self) -> QWidget:
        return self.form.strategy

    def look_at(self, run_id: UUID | None) -> None:
        """Show this run."""
        self._wanted = run_id
        self.backtests.refresh()
        if run_id is not None:
            self.backtests.look_at(run_id, self._found)

    def take_strategy(self, path: Path) -> None:
        """A strategy was dropped."""
        self.form.take_strategy(path)

    # What is shown

    @Slot()
    def _follow(self) -> None:
        self._show_underway()
        self.runs.show(self.backtests.runs)
        self.table.setVisible(bool(self.backtests.runs))
        rows = min(_ROWS, len(self.backtests.runs))
        self.table.setFixedHeight(_HEAD + rows * self.table.verticalHeader().defaultSectionSize())
        there = {run.id for run in self.backtests.runs}
        shown = self.view.run
        self.view.setVisible(shown is not None and shown.id in there)
        if not self.backtests.ready:
            self.stack.show_loading()
        elif self.backtests.runs or self._rows:
            self.stack.show_content()
        elif self.stack.currentWidget() in (self.stack.content, self.stack.skeleton):
            self.stack.show_state(
                StateView(
                    State.EMPTY, tr("See what a strategy would have earned."),
                    tr("Choose one on the left, and the data it is to run on. It runs through the engine "
                       "that the exchange has, with fees, and what came of it is kept here."),
                    icon="chart-column", action=tr("Run the backtest"), do=self.form.send,
                )
            )  # fmt: skip

    @Slot()
    def _show_underway(self) -> None:
        underway = self.backtests.underway
        if [row.id for row in self._rows] != [work.id for work in underway]:
            for row in self._rows:
                self.underway.removeWidget(row)
                row.deleteLater()
            self._rows = [_UnderwayRow(work, self.backtests) for work in underway]
            for row in self._rows:
                self.underway.addWidget(row)
        for row, work in zip(self._rows, underway, strict=True):
            row.show_work(work)

    def _found(self, run: RunInfo) -> None:
        if run.id == self._wanted:
            self.view.show_run(run)
            self._follow()

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        if self.isVisible():
            self.form.show_error(error)

    # Hands

    @Slot(list)
    def _open(self, runs: list[RunLine]) -> None:
        if runs:
            self.run_wanted.emit(str(runs[0].id))

    @Slot(list)
    def _remove(self, runs: list[RunLine]) -> None:
        for run in runs:
            self.backtests.remove(run.id)


def _columns() -> list[Column[RunLine]]:
    return [
        Column(tr("Strategy"), lambda run: run.strategy, wide=150),
        Column(tr("Data"), lambda run: run.recording, wide=170),
        Column(tr("Profit"), lambda run: share_text(run.gain / run.asked.money if run.asked.money else 0),
               right=True, tone=lambda run: _tone(run.gain), wide=80),
        Column(tr("Deepest fall"), lambda run: share_text(-run.drawdown), right=True, wide=90),
        Column(tr("Sharpe ratio"), lambda run: ratio_text(run.sharpe), right=True, wide=90),
        Column(tr("Trades"), lambda run: number(run.trades), right=True, wide=70),
        Column(tr("Run at"), lambda run: moment(run.at), wide=120),
    ]  # fmt: skip


def _tone(gain: int) -> str:
    return {"positive": "up", "negative": "down"}.get(tone_of(gain), "")

"""What came of a backtest: figures with what they mean, the chart, and the trades."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.core.text import number, tr
from models.trading.backtest_runs import RunInfo
from models.trading.figures import money_text, price_text, quantity_text
from models.trading.standing import Deal
from models.trading.terms_of_pair import PairScale
from views.trading.own_columns import side_text, side_tone
from views.trading.practice.run_chart import RunChart
from views.trading.practice.timeline import moment_text
from views.trading.rows import Column, Rows, RowsTable
from views.widgets import tokens
from views.widgets.flow import FlowLayout
from views.widgets.labels import Label
from views.widgets.surfaces import Card
from views.widgets.tokens import Type, Weight

_CARD = 132
_TABLE = 260


class _Figure(Card):
    """A figure, and what it means as its tip."""

    def __init__(self) -> None:
        super().__init__(padding=tokens.MEDIUM)
        self.setFixedWidth(_CARD)
        self.column.setSpacing(tokens.TINY)
        self.title = Label("", Type.CAPTION, tone="dim")
        self.value = Label("", Type.STRONG, weight=Weight.SEMIBOLD, tabular=True)
        self.column.addWidget(self.title)
        self.column.addWidget(self.value)

    def say(self, title: str, value: str, means: str, tone: str) -> None:
        self.title.setText(title)
        self.value.setText(value)
        self.value.set_tone(tone)
        self.setToolTip(means)
        self.setAccessibleName(f"{title}: {value}")
        self.setAccessibleDescription(means)


class RunView(QWidget):
    """Shows one run."""

    def __init__(self) -> None:
        super().__init__()
        self.run: RunInfo | None = None
        self.heading = Label("", Type.STRONG, weight=Weight.SEMIBOLD, wrap=True)
        self.about = Label("", tone="dim", wrap=True)
        self.cards = [_Figure() for _ in range(8)]
        self.chart = RunChart()
        self.meaning = Label(_meaning(), Type.CAPTION, tone="dim", wrap=True)
        self.deals: Rows[Deal] = Rows(self._columns(), lambda deal: (deal.at, deal.side, deal.price), self)
        self.table = RowsTable(self.deals, tr("Trades of the backtest"))
        self.table.setFixedHeight(_TABLE)
        figures = QWidget()
        flow = FlowLayout(figures)
        for card in self.cards:
            flow.addWidget(card)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.MEDIUM)
        self.trades = Label(tr("Trades"), weight=Weight.SEMIBOLD)
        for part in (self.heading, self.about, figures, self.chart, self.meaning, self.trades, self.table):
            column.addWidget(part)

    def show_run(self, run: RunInfo) -> None:
        """Show a run."""
        self.run = run
        asked, report = run.asked, run.report
        self.heading.setText(tr("{strategy} on {data}", strategy=run.strategy, data=run.recording))
        first, last = report.equity[0].at, report.equity[-1].at
        self.about.setText(
            tr("{pair}, {first} to {last}, with {money} {asset}, fees {maker} % and {taker} %",
               pair=asked.pair, first=moment_text(first), last=moment_text(last),
               money=money_text(asked.money, asked.quote, 2), asset=asked.quote,
               maker=number(asked.maker_ppm / 10_000, 2), taker=number(asked.taker_ppm / 10_000, 2))
        )  # fmt: skip
        for card, said in zip(self.cards, figures_of(run), strict=True):
            card.say(*said)
        self.cards[-1].setVisible(report.refused > 0)
        self.chart.show_run(run)
        self.deals.show(list(reversed(report.deals)))
        shown = len(report.deals)
        self.trades.setText(
            tr("Trades") if shown == report.trades
            else tr("The last {shown} of {count} trades", shown=number(shown), count=number(report.trades))
        )  # fmt: skip
        for part in (self.trades, self.table):
            part.setVisible(shown > 0)

    def _scale(self) -> PairScale:
        assert self.run is not None
        asked = self.run.asked
        return PairScale(asked.base, asked.quote, asked.tick, asked.lot)

    def _columns(self) -> list[Column[Deal]]:
        return [
            Column(tr("Time"), lambda deal: moment_text(deal.at), wide=160),
            Column(tr("Side"), lambda deal: side_text(deal.side), tone=lambda deal: side_tone(deal.side),
                   wide=80),
            Column(tr("Price"), lambda deal: price_text(deal.price, self._scale()), right=True),
            Column(tr("Amount"), lambda deal: quantity_text(deal.quantity, self._scale()), right=True),
            Column(tr("As"), lambda deal: tr("Maker") if deal.maker else tr("Taker"), wide=80),
        ]  # fmt: skip


def share_text(share: float) -> str:
    """A part as a signed percentage: "+1.84 %"."""
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return f"{sign}{number(abs(share) * 100, 2)} %"


def ratio_text(ratio: float) -> str:
    """A number that may be below nothing."""
    return f"{'−' if ratio < 0 else ''}{number(abs(ratio), 2)}"


def gain_text(units: int, quote: str) -> str:
    """Money with its sign."""
    sign = "+" if units > 0 else "−" if units < 0 else ""
    return f"{sign}{money_text(abs(units), quote, 2)}"


def tone_of(value: float) -> str:
    """The colour of what was won or lost."""
    return "positive" if value > 0 else "negative" if value < 0 else ""


def figures_of(run: RunInfo) -> list[tuple[str, str, str, str]]:
    """Title, value, meaning and tone of each figure."""
    report, quote, money = run.report, run.asked.quote, run.asked.money
    share = report.gain / money if money else 0.0
    return [
        (tr("Profit {asset}", asset=quote), gain_text(report.gain, quote),
         tr("What all is worth at the end, less what it was worth at the beginning."), tone_of(report.gain)),
        (tr("Profit"), share_text(share), tr("As a part of the money to begin with."), tone_of(share)),
        (tr("Buy and hold"), share_text(report.held),
         tr("What the price did meanwhile: a strategy has to be better than this."), tone_of(report.held)),
        (tr("Deepest fall"), share_text(-report.drawdown),
         tr("From the highest worth so far to the lowest after it, as a part of the highest."), ""),
        (tr("Sharpe ratio"), ratio_text(report.sharpe),
         tr("Mean of the returns between samples over their standard deviation, to the year, with nothing as "
            "the riskless rate (Sharpe, 1966)."), ""),
        (tr("Trades"), number(report.trades),
         tr("Of them {count} as maker.", count=number(report.maker_trades)), ""),
        (tr("Fees {asset}", asset=quote), money_text(report.fees, quote, 2),
         tr("Each at the price of its trade; they are in the profit already."), ""),
        (tr("Refused"), number(report.refused),
         tr("Orders that could not be afforded, were none, or would have taken although only to rest."), ""),
    ]  # fmt: skip


def _meaning() -> str:
    return tr(
        "Profit is after fees. Deepest fall: from the highest worth to the lowest after it. Sharpe ratio: "
        "the mean of the returns from minute to minute over their standard deviation, to the year, with "
        "nothing as the riskless rate. What was earned on the past says little about what comes."
    )

"""The row above the chart: which pair, how it does, which bars, and what is drawn."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from models.core.text import number, tr
from models.trading.entities import PairInfo, PairStatus, Ticker
from models.trading.figures import change_bips, percent_text, price_text, quantity_value
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton, Kind
from views.widgets.chips import Segmented
from views.widgets.fields import Select
from views.widgets.labels import Label
from views.widgets.theme import theme
from views.widgets.tokens import Type, Weight

INTERVALS = ("1s", "1m", "5m", "15m", "1h", "4h", "1d", "1w", "1M")
_NARROW = 680


class _Figure(QWidget):
    """A small title above a value."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Label(title, Type.CAPTION, tone="dim"))
        self.value = Label("", weight=Weight.MEDIUM, tabular=True)
        column.addWidget(self.value)


class PairBar(QWidget):
    """`pairs_wanted`: choose another pair. `interval_chosen` carries one of `INTERVALS`."""

    pairs_wanted = Signal()
    interval_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pair = Button("–", kind=Kind.GHOST, trailing="chevron-down", tip=tr("Choose a pair"))
        self.pair.setFont(theme().font(Type.STRONG, Weight.SEMIBOLD))
        self.pair.does(self.pairs_wanted.emit)
        self.price = Label("", Type.STRONG, tabular=True)
        self.change = Label("", tabular=True)
        self.high, self.low = _Figure(tr("24 h high")), _Figure(tr("24 h low"))
        self.volume = _Figure(tr("24 h volume"))
        self.intervals = Segmented([(each, _interval_title(each)) for each in INTERVALS], tr("Bars of"))
        self.intervals.chosen.connect(self.interval_chosen)
        self.interval = Select(tr("Bars of"))
        for each in INTERVALS:
            self.interval.addItem(_interval_title(each), each)
        self.interval.activated.connect(lambda n: self.interval_chosen.emit(self.interval.itemData(n)))
        self.life = IconButton("play", tr("Let simulated participants trade"))
        self.tools = QHBoxLayout()
        self.tools.setSpacing(tokens.SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SMALL, tokens.TINY, tokens.MEDIUM, tokens.TINY)
        row.setSpacing(tokens.MEDIUM)
        for widget in (self.pair, self.price, self.change, self.high, self.low, self.volume):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch()
        row.addWidget(self.intervals, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.interval, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(self.tools)
        row.addWidget(self.life, 0, Qt.AlignmentFlag.AlignVCenter)
        self.choose("15m")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(tokens.TOP_BAR - 4)

    def choose(self, interval: str) -> None:
        """Show these bars as chosen, without telling it."""
        self.intervals.choose(interval)
        self.interval.setCurrentIndex(INTERVALS.index(interval))

    def show_pair(self, pair: PairInfo | None, ticker: Ticker | None, last: int, *, rising: bool) -> None:
        """How a pair does now."""
        self.pair.setText("–" if pair is None else pair.pair)
        if pair is None:
            return
        price = last or (ticker.last if ticker else 0)
        self.price.setText(price_text(price, pair) if price else "–")
        self.price.set_tone("")
        if pair.status is PairStatus.HALTED:
            self.change.setText(tr("halted") if pair.resumes_at is None else tr("paused"))
            self.change.set_tone("warning")
        elif ticker is not None:
            bips = change_bips(ticker.open, price)
            sign = "▲" if bips > 0 else "▼" if bips < 0 else "■"
            self.change.setText(f"{sign} {percent_text(bips)}")
            self.change.set_tone("positive" if bips > 0 else "negative" if bips < 0 else "dim")
        if ticker is not None:
            self.high.value.setText(price_text(max(ticker.high, price), pair))
            self.low.value.setText(price_text(min(ticker.low or price, price), pair))
            self.volume.value.setText(f"{number(quantity_value(ticker.volume, pair), 2)} {pair.base}")

    def show_life(self, running: bool) -> None:
        """Whether simulated participants trade now."""
        self.life.set_icon("pause" if running else "play")
        self.life.set_name(
            tr("Let simulated participants rest") if running else tr("Let simulated participants trade")
        )

    def fit(self, wide: int) -> None:
        """Leave out what there is no room for."""
        self.volume.setVisible(wide > _NARROW + 420)
        self.high.setVisible(wide > _NARROW + 200)
        self.low.setVisible(wide > _NARROW + 200)
        self.intervals.setVisible(wide > _NARROW)
        self.interval.setVisible(wide <= _NARROW)
        self.price.setVisible(wide > 420)
        self.change.setVisible(wide > _NARROW + 80 or 480 < wide <= _NARROW)


def _interval_title(interval: str) -> str:
    return {"1d": "1D", "1w": "1W"}.get(interval, interval)

"""What a chart shows, without a picture: the bars, the part in sight, the studies and how all is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from models.core.text import number, tr
from models.trading.bars import Bar, Bars, BarSeries
from models.trading.studies import Followed, Kind, Study, follow
from views.trading.chart.bars import BarStyle
from views.trading.chart.frame import Scale, Window
from views.trading.chart.ticks import percent

OVER_PRICE = (Kind.SMA, Kind.EMA, Kind.BOLLINGER, Kind.VWAP)
_TONES = ("trade", "files", "code", "travel", "video", "home", "fund")
_MINUTE_US = 60_000_000


class ChartState:
    """Shared by everything that paints a chart; whoever changes it has it painted."""

    def __init__(self) -> None:
        self.series = BarSeries(Bars.empty(_MINUTE_US))
        self.window = Window()
        self.style = BarStyle.CANDLES
        self.scale = Scale.LINEAR
        self.auto = True
        """Whether the prices in sight decide the price range."""
        self.has_volume = True
        self.has_profile = False
        self.title = ""
        self.decimals = 2
        self.tick_size = 0.01
        self.countdown = ""
        self.followed: list[Followed] = []
        self.shares: dict[str, float] = {}
        """Of the height, by `chart_heights.name_of`, for the panes whose border was moved."""
        self.border = 0
        """The border that the keys move, the first study's being 1; 0 for none."""
        self.at: int | None = None
        """The bar the crosshair is on."""

    @property
    def bars(self) -> Bars:
        return self.series.bars

    @property
    def last(self) -> Bar | None:
        return self.bars.at(-1) if len(self.series) else None

    def set_bars(self, bars: Bars, width: float, worked_out: Sequence[Followed]) -> None:
        """Show other bars on so many pixels. Where they are more of the same, the view stays where it is;
        studies are taken from `worked_out` where they are there."""
        old = self.bars
        series = BarSeries(bars)
        is_same = len(old) and len(bars) and bars.interval_us == old.interval_us
        before = int(bars.time.searchsorted(old.time[0])) if is_same else len(bars)
        self.series = series
        if is_same and before < len(bars) and bars.time[before] == old.time[0]:
            moved = self.window.shifted(before)
            self.window = moved.at_end(len(bars)) if moved.follows else moved.panned(0, len(bars))
        else:
            self.window = Window().at_end(len(bars), max(width / _USUAL_BAR, 20.0))
        ready = {followed.study: followed for followed in worked_out}
        self.followed = [ready.get(followed.study, followed) for followed in self.followed]
        for followed in self.followed:
            if followed.study not in ready:
                followed.load(bars)

    def tick(self, bar: Bar) -> bool:
        """Follow the market; says whether a bar was added. Raises `ValueError` for an older bar."""
        added = self.series.put(bar)
        for study in self.followed:
            study.tick(self.bars)
        if added:
            self.window = self.window.grown(len(self.series))
        return added

    def set_studies(self, studies: Sequence[Study]) -> None:
        """Follow these, those that were followed already without working them out again."""
        known = {followed.study: followed for followed in self.followed}
        self.followed = []
        for study in dict.fromkeys(studies):
            followed = known.get(study)
            if followed is None:
                followed = follow(study)
                followed.load(self.bars)
            self.followed.append(followed)

    @property
    def over_price(self) -> list[Followed]:
        return [followed for followed in self.followed if followed.study.kind in OVER_PRICE]

    @property
    def in_panes(self) -> list[Followed]:
        return [followed for followed in self.followed if followed.study.kind not in OVER_PRICE]

    def tone(self, followed: Followed) -> str:
        """The name of the accent a study over the price is drawn in: each its own."""
        place = self.over_price.index(followed) if followed in self.over_price else 0
        return _TONES[place % len(_TONES)]

    # Words

    def price(self, value: float) -> str:
        """A price as it is written for this pair."""
        return number(value, self.decimals)

    def round(self, price: float) -> float:
        """The nearest price that may be asked for."""
        return round(round(price / self.tick_size) * self.tick_size, self.decimals)

    def change(self, index: int) -> tuple[float, float]:
        """How much a bar closed above the one before (its own opening, for the first), and in percent."""
        bars = self.bars
        before = float(bars.close[index - 1]) if index else float(bars.open[0])
        by = float(bars.close[index]) - before
        return by, 100 * by / before if before else 0.0

    def told_change(self, index: int) -> str:
        """A bar's change with arrow and sign: "▲ +12.0 (+0.20 %)"."""
        by, share = self.change(index)
        sign, arrow = ("+", "▲") if by > 0 else ("−", "▼") if by < 0 else ("", "■")
        return f"{arrow} {sign}{self.price(abs(by))} ({percent(share)})"

    def told_volume(self, index: int) -> str:
        return volume_text(float(self.bars.volume[index]))


_USUAL_BAR = 7.2  # pixels


def volume_text(volume: float) -> str:
    """A volume in about four figures: "0.0808", "12.30", "1.25 K", "3.40 M"."""
    for factor, unit in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if volume >= factor:
            return f"{number(volume / factor, 2)} {unit}"
    return number(volume, 2 if volume >= 1 else 4)


def study_title(study: Study) -> str:
    """What a study is called: "SMA 20", "MACD 12 26 9"."""
    names = {
        Kind.SMA: tr("SMA"),
        Kind.EMA: tr("EMA"),
        Kind.BOLLINGER: tr("Bollinger"),
        Kind.VWAP: tr("VWAP"),
        Kind.RSI: tr("RSI"),
        Kind.MACD: tr("MACD"),
        Kind.ATR: tr("ATR"),
    }
    return " ".join([names[study.kind], *(f"{parameter:g}" for parameter in study.parameters)])

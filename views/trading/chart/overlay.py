"""Everything that lies over the bars, kept on what the chart shows: lines, drawings, crosshair, tags."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from models.core.text import number, tr
from views.trading.chart.axes import Tag
from views.trading.chart.canvas import Canvas
from views.trading.chart.cross import Cross, Legend, bar_time
from views.trading.chart.drawings import Drawings
from views.trading.chart.frame import Scale
from views.trading.chart.lines import Lines
from views.trading.chart.panes import PricePane, StudyPane
from views.trading.chart.profile import ProfileItem
from views.trading.chart.shapes import Shapes
from views.trading.chart.ticks import percent, time_at
from views.widgets.theme import theme

_STUDY_DIGITS = 2


class Overlay:
    """Owns the items over the panes. `refresh` after the view changed, `tick` after the last bar did."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas, self._chart = canvas, canvas.chart
        self.drawings = Drawings()
        self.shapes = Shapes(canvas.price, self.drawings)
        self.lines = Lines(canvas.price)
        self.profile = ProfileItem(canvas.price)
        self.cross = Cross(canvas.scene())
        self._legends: dict[PricePane | StudyPane, Legend] = {}

    @property
    def legends(self) -> list[Legend]:
        """Of the price pane, and of each study's."""
        return [self._legends[pane] for pane in self._canvas.panes]

    def refresh(self) -> None:
        """Follow the panes wherever they show something else."""
        panes = self._canvas.panes
        self._legends = {pane: self._legends.get(pane) or Legend(pane) for pane in panes}
        plot = QRectF(0, 0, self._canvas.price.frame.width, self._canvas.times.area.top())
        self.cross.set_area(plot)
        self.lines.update()
        self.shapes.refresh()
        if self.cross.at is not None:
            self.point_at(self.cross.at)
        self.tick()

    def tick(self) -> None:
        """Follow the last bar; what says the same as before is not painted."""
        self.lines.refresh()
        self.profile.refresh()
        for legend in self.legends:
            legend.refresh()
        self.show_tags()

    # -- the crosshair ---------------------------------------------------------------------------------------

    def point_at(self, at: QPointF | None) -> None:
        """Put the crosshair on the bar nearest to a pixel, or take it away."""
        count = len(self._chart.series)
        if at is None or not count:
            self._chart.at = None
            self.cross.move(None)
        else:
            frame = self._canvas.price.frame
            index = round(frame.index(at.x()))
            self._chart.at = index if 0 <= index < count else None
            self.cross.move(QPointF(frame.x(index), at.y()))
        for legend in self.legends:
            legend.refresh()
        self.show_tags()

    @property
    def cross_price(self) -> float | None:
        """The price the crosshair is at."""
        at = self.cross.at
        if at is None or at.y() > self._canvas.price.frame.height:
            return None
        return self._chart.round(self._canvas.price.frame.value(at.y()))

    def meant(self, y: float | None) -> float:
        """The price at a pixel; without one, or beside the prices, the crosshair's, else the last."""
        frame, last = self._canvas.price.frame, self._chart.last
        if y is not None and 0 <= y < frame.height:
            return self._chart.round(frame.value(y))
        price = self.cross_price
        return price if price is not None else last.close if last is not None else 0.0

    # -- tags on the axes ------------------------------------------------------------------------------------

    def show_tags(self) -> None:
        """The last price, what is dragged and the crosshair, on the axes."""
        panes, axes = self._canvas.panes, self._canvas.axes
        axes[0].set_tags([*self._last_tag(), *self._dragged_tag(), *self._cross_tag()])
        for pane, axis in zip(panes[1:], axes[1:], strict=True):
            axis.set_tags(self._study_tag(pane))
        self._canvas.times.set_tags(self._time_tag())

    def _written(self, price: float) -> str:
        if self._chart.scale is Scale.PERCENT:
            return percent(100 * (price / self._canvas.price.base - 1))
        return self._chart.price(price)

    def _last_tag(self) -> list[Tag]:
        last = self._chart.last
        if last is None:
            return []
        colours, frame = theme().colours, self._canvas.price.frame
        arrow = "▲ " if last.is_up else "▼ "
        if self._chart.scale is Scale.PERCENT:
            arrow = ""  # the sign is of another change
        lines = [f"{arrow}{self._written(last.close)}"]
        if self._chart.countdown:
            lines.append(self._chart.countdown)
        y = min(max(frame.y(last.close), 10.0), frame.height - 10.0 * len(lines))
        return [Tag(round(y), tuple(lines), colours.up if last.is_up else colours.down, colours.on_accent)]

    def _dragged_tag(self) -> list[Tag]:
        if self.lines.dragged is None:
            return []
        key, price = self.lines.dragged
        line = self.lines.get(key)
        if line is None:
            return []
        fill = theme().colours.role(line.role)
        y = round(self._canvas.price.frame.y(price))
        return [Tag(y, (self._written(price),), fill, theme().colours.on_accent)]

    def _cross_tag(self) -> list[Tag]:
        price, at = self.cross_price, self.cross.at
        if price is None or at is None or self.lines.dragged is not None:
            return []
        return [Tag(int(at.y()), (self._written(price),), self._quiet(), theme().colours.text)]

    def _study_tag(self, pane: PricePane | StudyPane) -> list[Tag]:
        at, area = self.cross.at, pane.area
        if at is None or not area.top() <= at.y() < area.bottom():
            return []
        y = at.y() - area.top()
        text = number(pane.frame.value(y), _STUDY_DIGITS)
        return [Tag(int(y), (text,), self._quiet(), theme().colours.text)]

    def _time_tag(self) -> list[Tag]:
        if self.cross.at is None:
            return []
        x = self.cross.at.x()
        if self._chart.at is not None:
            text = bar_time(self._chart, int(self._chart.bars.time[self._chart.at]))
        else:
            index = round(self._canvas.price.frame.index(x))
            text = bar_time(self._chart, time_at(self._chart.bars, index))
        return [Tag(x, (text,), self._quiet(), theme().colours.text)]

    @staticmethod
    def _quiet() -> QColor:
        return theme().colours.line

    # -- words -----------------------------------------------------------------------------------------------

    def described(self) -> str:
        """The last price and what is in sight, for screen readers."""
        chart, frame = self._chart, self._canvas.price.frame
        start, stop = frame.visible(len(chart.bars))
        last = chart.last
        if last is None or stop <= start:
            return tr("No prices yet")
        part = chart.bars.part(start, stop)
        return tr(
            "Last price {price}, {change}. In sight: {low} to {high}, {start} to {end}.",
            price=chart.price(last.close),
            change=chart.told_change(len(chart.series) - 1),
            low=chart.price(float(part.low.min())),
            high=chart.price(float(part.high.max())),
            start=bar_time(chart, int(part.time[0])),
            end=bar_time(chart, int(part.time[-1])),
        )

    def read(self) -> str:
        """What the crosshair is on, in one sentence; "" where there is none."""
        if self._chart.at is None:
            return ""
        index = self._chart.at
        bar = self._chart.bars.at(index)
        read = tr(
            "{time}: open {open}, high {high}, low {low}, close {close}, {change}, volume {volume}",
            time=bar_time(self._chart, bar.time),
            open=self._chart.price(bar.open),
            high=self._chart.price(bar.high),
            low=self._chart.price(bar.low),
            close=self._chart.price(bar.close),
            change=self._chart.told_change(index),
            volume=self._chart.told_volume(index),
        )
        price = self.cross_price
        return read if price is None else tr("{price}. {bar}", price=self._chart.price(price), bar=read)

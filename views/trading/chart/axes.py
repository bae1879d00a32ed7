"""The axes: labels of prices at the right, of times below, with tags on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from views.trading.chart.panes import PricePane, StudyPane
from views.trading.chart.state import ChartState
from views.trading.chart.ticks import Moment, Unit, time_ticks
from views.widgets import tokens
from views.widgets.paint import rounded
from views.widgets.theme import theme
from views.widgets.tokens import Type, Weight

TIME_HEIGHT = 24
TAG_HEIGHT = 20
_LEAST_WIDTH = 56.0


@dataclass(frozen=True, slots=True)
class Tag:
    """A label on an axis that stands out: at which pixel, what it says (lines), on which colour."""

    at: float
    lines: tuple[str, ...]
    fill: QColor
    ink: QColor

    def area(self, width: float) -> QRectF:
        height = TAG_HEIGHT + (len(self.lines) - 1) * tokens.MEDIUM
        return QRectF(0, self.at - TAG_HEIGHT / 2, width, height)


def paint_tag(painter: QPainter, area: QRectF, tag: Tag) -> None:
    """A filled box; its first line is the stronger one."""
    rounded(painter, area, tokens.TINY, tag.fill)
    painter.setPen(tag.ink)
    top = area.top()
    for place, line in enumerate(tag.lines):
        weight, high = (Weight.SEMIBOLD, TAG_HEIGHT) if not place else (Weight.REGULAR, tokens.MEDIUM)
        painter.setFont(theme().font(Type.CAPTION, weight, tabular=True))
        box = QRectF(area.left(), top if not place else top - tokens.TINY, area.width(), high)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), line)
        top += high


class Axis(QGraphicsItem):
    """What both axes share: a place of their own, and tags."""

    def __init__(self) -> None:
        super().__init__()
        self._area = QRectF()
        self.tags: tuple[Tag, ...] = ()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsToShape)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # what of it is painted

    def boundingRect(self) -> QRectF:
        return self._area

    @property
    def area(self) -> QRectF:
        """Where it lies in the scene."""
        return self._area.translated(self.pos())

    def place(self, area: QRectF) -> None:
        self.prepareGeometryChange()
        self.setPos(area.topLeft())
        self._area = QRectF(0, 0, area.width(), area.height())
        self.update()


class ValueAxis(Axis):
    """The labels of one pane, at its right."""

    def __init__(self, pane: PricePane | StudyPane) -> None:
        super().__init__()
        self._pane = pane

    def set_tags(self, tags: Sequence[Tag]) -> None:
        """Show these tags over the labels; only they are painted anew."""
        for tag in (*self.tags, *tags):
            if tag not in self.tags or tag not in tags:
                self.update(tag.area(self._area.width()).adjusted(0, -tokens.LARGE, 0, tokens.LARGE))
        self.tags = tuple(tags)

    def wanted_width(self) -> float:
        """As wide as its widest label, with room around it."""
        metrics = QFontMetricsF(theme().font(Type.CAPTION, Weight.SEMIBOLD, tabular=True))
        texts = [tick.text for tick in self._pane.ticks]
        state, pane = self._pane.chart, self._pane
        if isinstance(pane, PricePane) and state.last is not None:
            texts.append(f"▲ {state.price(state.last.high)}")
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0.0)
        return max(_LEAST_WIDTH, widest + 2 * tokens.SMALL)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        frame, colours = self._pane.frame, theme().colours
        font = theme().font(Type.CAPTION, tabular=True)
        painter.setFont(font)
        painter.setPen(colours.dim)
        half = tokens.LARGE / 2
        taken = [tag.area(self._area.width()) for tag in self.tags]
        for tick in self._pane.ticks:
            y = frame.y(tick.value)
            if half <= y <= self._area.height() - half:
                box = QRectF(tokens.SMALL, y - half, self._area.width() - tokens.SMALL, tokens.LARGE)
                if box.intersects(option.exposedRect) and not any(area.intersects(box) for area in taken):
                    side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
                    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | side), tick.text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for tag in self.tags:
            paint_tag(painter, tag.area(self._area.width()), tag)


def _time_font(strong: bool) -> QFont:
    return theme().font(Type.CAPTION, Weight.MEDIUM if strong else Weight.REGULAR, tabular=True)


@dataclass(frozen=True, slots=True)
class _Label:
    """A moment as it is written: where a day or more begins, stronger."""

    index: float
    text: str
    strong: bool
    width: float

    @classmethod
    def of(cls, moment: Moment) -> _Label:
        text, strong = moment_text(moment), moment.unit >= Unit.DAY
        width = QFontMetricsF(_time_font(strong)).horizontalAdvance(text) + 2
        return cls(moment.index, text, strong, width)


class TimeAxis(Axis):
    """The labels below: hours, and where days, months and years begin."""

    def __init__(self, pane: PricePane) -> None:
        super().__init__()
        self._pane = pane
        self._shown: tuple[object, ...] = ()
        self._labels: list[_Label] = []

    @property
    def state(self) -> ChartState:
        return self._pane.chart

    def refresh(self) -> None:
        """Work the labels out anew where something else is in sight."""
        frame, bars = self._pane.frame, self.state.bars
        shown = (frame.left, frame.right, frame.width, len(bars), int(bars.time[0]) if len(bars) else 0)
        if shown != self._shown:
            self._shown = shown
            moments = time_ticks(frame, bars, lambda moment: moment.astimezone())
            self._labels = [_Label.of(moment) for moment in moments]
            self.update()

    def set_tags(self, tags: Sequence[Tag]) -> None:
        if self.tags != tuple(tags):
            self.tags = tuple(tags)
            self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        frame, colours, wide = self._pane.frame, theme().colours, self._area.width()
        for label in self._labels:
            x = frame.x(label.index)
            box = QRectF(x - label.width / 2, 0, label.width, self._area.height())
            if box.left() >= 0 and box.right() <= frame.width and box.intersects(option.exposedRect):
                painter.setFont(_time_font(label.strong))
                painter.setPen(colours.text if label.strong else colours.dim)
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), label.text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for tag in self.tags:
            font = theme().font(Type.CAPTION, Weight.SEMIBOLD, tabular=True)
            width = QFontMetricsF(font).horizontalAdvance(tag.lines[0]) + 2 * tokens.SMALL
            left = min(max(0.0, tag.at - width / 2), wide - width)
            paint_tag(painter, QRectF(left, 2, width, TAG_HEIGHT), tag)


def moment_text(moment: Moment) -> str:
    """What is written at a moment: the greatest unit that begins there."""
    locale, at = QLocale(), moment.at
    match moment.unit:
        case Unit.YEAR:
            return f"{at.year}"
        case Unit.MONTH:
            return locale.standaloneMonthName(at.month, QLocale.FormatType.ShortFormat)
        case Unit.DAY:
            return locale.toString(QDate(at.year, at.month, at.day), "d MMM")
        case Unit.MINUTE:
            return f"{at:%H:%M}"
        case _:
            return f"{at:%H:%M:%S}"


def whole_moment(at: datetime, interval_us: int) -> str:
    """A bar's time in full, as far as bars of this length tell them apart: "Tue 12 May 2026 13:30"."""
    day = QLocale().toString(QDate(at.year, at.month, at.day), "ddd d MMM yyyy")
    if interval_us >= 86_400_000_000:
        return day
    return f"{day}  {at:%H:%M}" if interval_us >= 60_000_000 else f"{day}  {at:%H:%M:%S}"

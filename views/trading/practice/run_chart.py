"""How a backtest went: the price with what was bought and sold, and below it what all was worth."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.core.text import tr
from models.trading.backtest_runs import RunInfo
from models.trading.figures import money_text, price_text
from models.trading.standing import Deal, Sample
from models.trading.terms_of_pair import PairScale
from views.trading.practice.timeline import day_text, local
from views.widgets import tokens
from views.widgets.paint import smooth
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type

HIGH = 340
_PRICES = 0.6
"""Of the height, for the price; the rest is for the worth."""

_SIDE = 84
_FOOT = 20
_GAP = 22
_MARK = 5
_FILL = 0.14
Align = Qt.AlignmentFlag


class RunChart(QWidget):
    """Left and Right, or the mouse, read the moment that the crosshair stands at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # figures, in every language
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Price, trades and worth"))
        self._run: RunInfo | None = None
        self._samples: tuple[Sample, ...] = ()
        self._at: int | None = None

    def show_run(self, run: RunInfo) -> None:
        """Draw a run."""
        self._run, self._samples, self._at = run, run.report.equity, None
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, HIGH)

    # Reading

    @property
    def reading(self) -> str:
        """What the crosshair stands at; "" where it is not shown."""
        if self._at is None or self._run is None:
            return ""
        sample, asked = self._samples[self._at], self._run.asked
        scale = PairScale(asked.base, asked.quote, asked.tick, asked.lot)
        worth = money_text(sample.worth, asked.quote, 2)
        return f"{_moment(sample.at)} · {price_text(sample.price, scale)} · {worth} {asked.quote}"

    def _say(self) -> None:
        self.setAccessibleDescription(self.reading or self._summary())

    def _summary(self) -> str:
        if self._run is None or not self._samples:
            return tr("No figures")
        first, last, quote = self._samples[0], self._samples[-1], self._run.asked.quote
        return tr(
            "Worth {first} at first and {last} {asset} at last; {count} trades.",
            first=money_text(first.worth, quote, 2), last=money_text(last.worth, quote, 2), asset=quote,
            count=self._run.report.trades,
        )  # fmt: skip

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if len(self._samples) > 1:
            first, last = self._samples[0].at, self._samples[-1].at
            share = event.position().x() / max(1, self.width() - _SIDE)
            at = first + share * (last - first)
            self._set(min(range(len(self._samples)), key=lambda n: abs(self._samples[n].at - at)))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._set(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step or not self._samples:
            super().keyPressEvent(event)
            return
        last = len(self._samples) - 1
        self._set(last if self._at is None else max(0, min(self._at + step, last)))

    def _set(self, at: int | None) -> None:
        if at != self._at:
            self._at = at
            self._say()
            self.update()

    # Painting

    def _areas(self) -> tuple[QRectF, QRectF]:
        """Where the price is drawn, and where the worth is."""
        room = self.height() - _FOOT - 2 * _GAP
        wide = self.width() - _SIDE
        prices = QRectF(0, _GAP, wide, room * _PRICES)
        return prices, QRectF(0, prices.bottom() + _GAP, wide, room * (1 - _PRICES))

    def paintEvent(self, event: QPaintEvent) -> None:
        run = self._run
        if run is None or len(self._samples) < 2:
            return
        painter, colours = smooth(self), theme().colours
        prices, worths = self._areas()
        asked, painter_font = run.asked, theme().font(Type.CAPTION, tabular=True)
        scale = PairScale(asked.base, asked.quote, asked.tick, asked.lot)
        painter.setFont(painter_font)
        low, high = self._bounds([float(s.price) for s in self._samples if s.price]
                                 + [float(deal.price) for deal in run.report.deals])  # fmt: skip
        self._paint_frame(painter, prices, tr("Price"), price_text(round(high), scale),
                          price_text(round(low), scale))  # fmt: skip
        self._paint_line(painter, prices, [(s.at, float(s.price)) for s in self._samples if s.price],
                         (low, high), colours.dim, filled=False)  # fmt: skip
        for deal in run.report.deals:
            self._paint_deal(painter, self._place(prices, deal.at, float(deal.price), (low, high)), deal)
        least, most = self._bounds([float(s.worth) for s in self._samples])
        self._paint_frame(painter, worths, tr("Worth"), money_text(round(most), asked.quote, 2),
                          money_text(round(least), asked.quote, 2))  # fmt: skip
        self._paint_line(painter, worths, [(s.at, float(s.worth)) for s in self._samples], (least, most),
                         accent_of(self).colour, filled=True)  # fmt: skip
        self._paint_foot(painter)
        self._paint_reading(painter)

    @staticmethod
    def _bounds(values: list[float]) -> tuple[float, float]:
        low, high = min(values, default=0.0), max(values, default=1.0)
        edge = (high - low) * 0.06 or max(1.0, high * 0.001)
        return low - edge, high + edge

    def _x(self, at: int) -> float:
        first, last = self._samples[0].at, self._samples[-1].at
        return (at - first) / max(1, last - first) * (self.width() - _SIDE)

    def _place(self, area: QRectF, at: int, value: float, bounds: tuple[float, float]) -> QPointF:
        low, high = bounds
        return QPointF(self._x(at), area.bottom() - (value - low) / (high - low) * area.height())

    def _paint_frame(self, painter: QPainter, area: QRectF, title: str, most: str, least: str) -> None:
        colours = theme().colours
        painter.setPen(colours.line)
        painter.drawLine(area.topLeft(), area.topRight())
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(colours.dim)
        painter.drawText(QRectF(0, area.top() - _GAP, area.width(), _GAP),
                         int(Align.AlignVCenter | Align.AlignLeft), title)  # fmt: skip
        side = QRectF(area.right() + tokens.TINY, area.top(), _SIDE - tokens.TINY, area.height())
        painter.drawText(side, int(Align.AlignTop | Align.AlignLeft), most)
        painter.drawText(side, int(Align.AlignBottom | Align.AlignLeft), least)

    def _paint_line(
        self, painter: QPainter, area: QRectF, points: list[tuple[int, float]], bounds: tuple[float, float],
        ink: QColor, *, filled: bool,
    ) -> None:  # fmt: skip
        line = [self._place(area, at, value, bounds) for at, value in points]
        if filled and line:
            fill = QColor(ink)
            fill.setAlphaF(_FILL)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            ends = [QPointF(line[-1].x(), area.bottom()), QPointF(line[0].x(), area.bottom())]
            painter.drawPolygon(QPolygonF([*line, *ends]))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 1.5))
        painter.drawPolyline(QPolygonF(line))

    @staticmethod
    def _paint_deal(painter: QPainter, at: QPointF, deal: Deal) -> None:
        """A triangle: upwards below the price for what was bought, downwards above it for what was sold."""
        colours = theme().colours
        way = 1 if deal.side == "BUY" else -1
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.up if deal.side == "BUY" else colours.down)
        foot = at.y() + way * 2 * _MARK
        painter.drawPolygon(
            QPolygonF([QPointF(at.x(), at.y() + way), QPointF(at.x() - _MARK, foot),
                       QPointF(at.x() + _MARK, foot)])
        )  # fmt: skip
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_foot(self, painter: QPainter) -> None:
        painter.setPen(theme().colours.dim)
        area = QRect(0, self.height() - _FOOT, self.width() - _SIDE, _FOOT)
        for sample, side in ((self._samples[0], Align.AlignLeft), (self._samples[-1], Align.AlignRight)):
            painter.drawText(area, int(Align.AlignVCenter | side), _moment(sample.at))

    def _paint_reading(self, painter: QPainter) -> None:
        if self._at is None:
            return
        colours, x = theme().colours, self._x(self._samples[self._at].at)
        painter.setPen(QPen(colours.dim, tokens.HAIRLINE, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, _GAP), QPointF(x, self.height() - _FOOT))
        painter.setPen(colours.text)
        painter.drawText(QRect(0, 0, self.width() - _SIDE, _GAP), int(Align.AlignVCenter | Align.AlignRight),
                         self.reading)  # fmt: skip


def _moment(at: int) -> str:
    there = local(at)
    return f"{day_text(there, 'd MMM yyyy')} {there:%H:%M}"

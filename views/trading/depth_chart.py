"""The book as two staircases: how much could be sold or bought down or up to a price."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.core.text import tr
from models.trading.depth_book import DepthBook, Levels
from models.trading.entities import PairInfo
from models.trading.figures import price_text, quantity_text
from views.widgets import tokens
from views.widgets.paint import smooth
from views.widgets.theme import theme
from views.widgets.tokens import Type

LEVELS = 200
FOOT = 20
_FILL = 0.18
Align = Qt.AlignmentFlag


class DepthChart(QWidget):
    """Cumulative quantities around the middle; the pointer reads a price and what is there up to it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # figures, in every language
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Depth of the market"))
        self._pair: PairInfo | None = None
        self._bids: list[tuple[int, int]] = []
        self._asks: list[tuple[int, int]] = []
        self._x: float | None = None

    def show_book(self, pair: PairInfo | None, book: DepthBook) -> None:
        """Take a snapshot and paint it."""
        bids, asks = book.top(LEVELS)
        self._pair, self._bids, self._asks = pair, _sums(bids), _sums(asks)
        if pair is not None and bids and asks:
            self.setAccessibleDescription(
                tr("{bids} is bid for, {asks} is offered.",
                   bids=quantity_text(self._bids[-1][1], pair), asks=quantity_text(self._asks[-1][1], pair))
            )  # fmt: skip
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 80)

    def _span(self) -> tuple[int, int, int] | None:
        """The lowest and the highest price that are drawn, as far from the middle, and the most there is."""
        if not (self._bids and self._asks):
            return None
        middle = (self._bids[0][0] + self._asks[0][0]) / 2
        reach = max(1, round(min(middle - self._bids[-1][0], self._asks[-1][0] - middle)))
        low, high = round(middle - reach), round(middle + reach)
        most = max(
            max((total for price, total in self._bids if price >= low), default=1),
            max((total for price, total in self._asks if price <= high), default=1),
        )
        return low, high, most

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        span = self._span()
        if self._pair is None or span is None:
            painter.setPen(theme().colours.dim)
            painter.drawText(self.rect(), Align.AlignCenter, tr("Nobody bids and asks yet."))
            return
        colours = theme().colours
        self._paint_side(painter, self._bids, span, colours.up)
        self._paint_side(painter, self._asks, span, colours.down)
        self._paint_foot(painter, span, self._pair)
        if self._x is not None:
            self._paint_reading(painter, span, self._pair)

    def _place(self, price: float, total: float, span: tuple[int, int, int]) -> QPointF:
        low, high, most = span
        room = self.height() - FOOT
        return QPointF(
            (price - low) / (high - low) * self.width(), room - total / most * (room - tokens.WIDE)
        )

    def _paint_side(
        self, painter: QPainter, sums: list[tuple[int, int]], span: tuple[int, int, int], ink: QColor
    ) -> None:
        points = [self._place(sums[0][0], 0, span)]
        before = 0
        for price, total in sums:
            points += [self._place(price, before, span), self._place(price, total, span)]
            before = total
        edge = 0.0 if sums[-1][0] <= sums[0][0] else float(self.width())
        points += [QPointF(edge, points[-1].y())]
        fill = QColor(ink)
        fill.setAlphaF(_FILL)
        painter.save()
        painter.setClipRect(QRectF(0, 0, self.width(), self.height() - FOOT))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        floor = float(self.height() - FOOT)
        painter.drawPolygon(QPolygonF([*points, QPointF(edge, floor), QPointF(points[0].x(), floor)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 1.5))
        painter.drawPolyline(QPolygonF(points))
        painter.restore()

    def _paint_foot(self, painter: QPainter, span: tuple[int, int, int], pair: PairInfo) -> None:
        painter.setFont(theme().font(Type.CAPTION, tabular=True))
        painter.setPen(theme().colours.dim)
        area = QRect(tokens.SMALL, self.height() - FOOT, self.width() - 2 * tokens.SMALL, FOOT)
        middle = (self._bids[0][0] + self._asks[0][0]) // 2
        for price, side in (
            (span[0], Align.AlignLeft),
            (middle, Align.AlignHCenter),
            (span[1], Align.AlignRight),
        ):
            painter.drawText(area, int(Align.AlignVCenter | side), price_text(price, pair))

    def _paint_reading(self, painter: QPainter, span: tuple[int, int, int], pair: PairInfo) -> None:
        assert self._x is not None
        price = round(span[0] + self._x / max(1, self.width()) * (span[1] - span[0]))
        bid = price <= self._bids[0][0]
        sums = self._bids if bid else self._asks
        total = max((there for at, there in sums if (at >= price if bid else at <= price)), default=0)
        colours = theme().colours
        painter.setPen(QPen(colours.dim, tokens.HAIRLINE, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(self._x, 0), QPointF(self._x, self.height() - FOOT))
        painter.setPen(colours.text)
        painter.drawText(
            QRect(tokens.SMALL, 0, self.width() - 2 * tokens.SMALL, tokens.WIDE),
            int(Align.AlignVCenter | Align.AlignHCenter),
            f"{price_text(price, pair)} · {quantity_text(total, pair)} {pair.base}",
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._x = event.position().x()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._x = None
        self.update()


def _sums(levels: Levels) -> list[tuple[int, int]]:
    total, sums = 0, []
    for price, quantity in levels:
        total += quantity
        sums.append((price, total))
    return sums

"""The order book as a ladder: asks above, bids below, one row a price, painted in one go.

Keys act on the row under the mouse, or on the one the arrows have gone to. What is shown is a snapshot that
is taken when the market tells that it moved; between two of them nothing under the mouse changes its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.core.text import tr
from models.trading.depth_book import DepthBook
from models.trading.entities import PairInfo
from models.trading.figures import price_text, quantity_text
from views.widgets import tokens
from views.widgets.paint import rounded, smooth
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

ROW = 22
MIDDLE = 36
HEAD = 24
MOST = 200
NARROWEST = 218
GROUPS = (1, 2, 5, 10, 20, 50, 100, 1000)
_BAR = 0.16  # of the colour of a side, over the ground
Align = Qt.AlignmentFlag


@dataclass(frozen=True, slots=True)
class Rung:
    """A row: all that is shown at a price (or the group that begins there), and all from the best to it."""

    side: str
    price: int
    quantity: int
    total: int


def rungs(side: str, levels: Iterable[tuple[int, int]], group: int, count: int) -> list[Rung]:
    """The best `count` groups of levels (best first): bids are grouped downwards, asks upwards."""
    made: list[Rung] = []
    for price, quantity in levels:
        at = price // group * group if side == "BUY" else -(-price // group) * group
        total = (made[-1].total if made else 0) + quantity
        if made and made[-1].price == at:
            made[-1] = Rung(side, at, made[-1].quantity + quantity, total)
        elif len(made) == count:
            break
        else:
            made.append(Rung(side, at, quantity, total))
    return made


class Ladder(QWidget):
    """`chosen` carries a price that was clicked, `take` (side, price) of one that is to be traded at.

    `cancel_here` carries the numbers of one's own orders of a row.
    """

    chosen = Signal(int)
    take = Signal(str, int)
    cancel_here = Signal(list)
    pointed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # figures, in every language
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setProperty("ring", False)  # the row shows it
        self.setAccessibleName(tr("Order book"))
        self._pair: PairInfo | None = None
        self._group = 1
        self._asks: list[Rung] = []
        self._bids: list[Rung] = []
        self._mine: Mapping[tuple[str, int], list[int]] = {}
        self._last = 0
        self._rising = True
        self._at: tuple[str, int] | None = None
        self._from_best = 0

    # What is shown

    def set_pair(self, pair: PairInfo | None) -> None:
        """Show another pair, empty as yet."""
        self._pair, self._asks, self._bids, self._last = pair, [], [], 0
        self._at, self._from_best = None, 0
        self.update()

    @property
    def group(self) -> int:
        """How many ticks a row holds."""
        return self._group

    def set_group(self, ticks: int) -> None:
        self._group = max(1, ticks)

    def set_mine(self, orders: Iterable[tuple[str, int, int]]) -> None:
        """Mark one's own open orders: (side, price, number) each."""
        mine: dict[tuple[str, int], list[int]] = {}
        for side, price, number in orders:
            mine.setdefault((side, price), []).append(number)
        self._mine = mine
        self.update()

    def show_book(self, book: DepthBook, last: int, rising: bool) -> None:
        """Take a snapshot and paint it."""
        bids, asks = book.top(MOST)
        room = self._room()
        skip = max(0, self._from_best)
        self._asks = rungs("SELL", asks, self._group, room + skip)[skip:]
        self._bids = rungs("BUY", bids, self._group, room + skip)[skip:]
        self._last, self._rising = last, rising
        self.update()

    def _room(self) -> int:
        """Rows on either side of the middle."""
        return max(1, (self.height() - HEAD - MIDDLE) // 2 // ROW)

    # Rows and places

    def _rows(self) -> list[tuple[QRect, Rung]]:
        middle = self._middle()
        wide = self.width()
        above = [
            (QRect(0, middle.top() - (n + 1) * ROW, wide, ROW), rung) for n, rung in enumerate(self._asks)
        ]
        below = [
            (QRect(0, middle.bottom() + 1 + n * ROW, wide, ROW), rung) for n, rung in enumerate(self._bids)
        ]
        room = self._room()
        return above[:room] + below[:room]

    def _middle(self) -> QRect:
        return QRect(0, HEAD + self._room() * ROW, self.width(), MIDDLE)

    def rung_at(self, place: QPoint) -> Rung | None:
        """The row at a place of the widget."""
        return next((rung for rect, rung in self._rows() if rect.contains(place)), None)

    def rect_of(self, side: str, price: int) -> QRect | None:
        """Where the row of a price is."""
        return next((rect for rect, rung in self._rows() if (rung.side, rung.price) == (side, price)), None)

    @property
    def current(self) -> Rung | None:
        """The row that keys act on."""
        if self._at is None:
            return None
        return next((rung for _, rung in self._rows() if (rung.side, rung.price) == self._at), None)

    def numbers_here(self) -> list[int]:
        """One's own orders of the current row."""
        rung = self.current
        if rung is None:
            return []
        low, high = (rung.price, rung.price + self._group) if rung.side == "BUY" else (
            rung.price - self._group + 1, rung.price + 1)  # fmt: skip
        return [
            number
            for (side, price), numbers in self._mine.items()
            if side == rung.side and low <= price < high
            for number in numbers
        ]

    def go_to(self, side: str) -> None:
        """Stand on the best row of a side."""
        self._from_best = 0
        rows = self._bids if side == "BUY" else self._asks
        if rows:
            self._stand(rows[0])

    def centre(self) -> None:
        """Back to the best prices."""
        self._from_best = 0
        self._at = None
        self.pointed.emit()
        self.update()

    def _stand(self, rung: Rung | None) -> None:
        at = None if rung is None else (rung.side, rung.price)
        if at != self._at:
            self._at = at
            self.setAccessibleDescription("" if rung is None else self._said(rung))
            self.pointed.emit()
            self.update()

    def _said(self, rung: Rung) -> str:
        if self._pair is None:
            return ""
        price, quantity = price_text(rung.price, self._pair), quantity_text(rung.quantity, self._pair)
        if rung.side == "BUY":
            return tr("Bid {price}, {quantity}", price=price, quantity=quantity)
        return tr("Ask {price}, {quantity}", price=price, quantity=quantity)

    # Hands

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._stand(self.rung_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._stand(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        rung = self.rung_at(event.position().toPoint())
        if rung is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._stand(rung)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.take.emit("BUY" if rung.side == "BUY" else "SELL", rung.price)
        else:
            self.chosen.emit(rung.price)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() // 120
        if steps:
            self._from_best = max(0, self._from_best + 3 * steps)
            self.pointed.emit()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self._step(-1 if event.key() == Qt.Key.Key_Up else 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.current is not None:
                self.chosen.emit(self.current.price)
            case Qt.Key.Key_Delete if self.numbers_here():
                self.cancel_here.emit(self.numbers_here())
            case _:
                super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        shown = [rung for _, rung in sorted(self._rows(), key=lambda row: row[0].top())]
        if not shown:
            return
        here = next((n for n, rung in enumerate(shown) if (rung.side, rung.price) == self._at), None)
        if here is None:
            here = sum(rung.side == "SELL" for rung in shown) - (step > 0)
        self._stand(shown[max(0, min(here + step, len(shown) - 1))])

    # Painting

    def sizeHint(self) -> QSize:
        return QSize(236, HEAD + MIDDLE + 2 * 11 * ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, HEAD + MIDDLE + 2 * 3 * ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pair is None:
            return
        painter = smooth(self)
        self._paint_head(painter, self._pair)
        most = max([rung.total for rung in (*self._asks, *self._bids)], default=0)
        painter.setFont(theme().font(Type.BODY, tabular=True))
        for rect, rung in self._rows():
            self._paint_rung(painter, rect, rung, most)
        self._paint_middle(painter, self._pair)

    def _columns(self) -> tuple[int, int, int]:
        """The right edges of price, amount and total."""
        edge = self.width() - tokens.SMALL
        return (
            tokens.MEDIUM + (edge - tokens.MEDIUM) * 40 // 100,
            edge - (edge - tokens.MEDIUM) * 29 // 100,
            edge,
        )

    def _paint_head(self, painter: QPainter, pair: PairInfo) -> None:
        painter.setFont(theme().font(Type.CAPTION))
        painter.setPen(theme().colours.dim)
        first, second, third = self._columns()
        area = QRect(tokens.MEDIUM, 0, first - tokens.MEDIUM, HEAD)
        painter.drawText(
            area, int(Align.AlignVCenter | Align.AlignLeft), tr("Price {asset}", asset=pair.quote)
        )
        painter.drawText(
            QRect(first, 0, second - first, HEAD), int(Align.AlignVCenter | Align.AlignRight), tr("Amount")
        )
        painter.drawText(
            QRect(second, 0, third - second, HEAD), int(Align.AlignVCenter | Align.AlignRight), tr("Total")
        )

    def _ink(self, side: str) -> QColor:
        return theme().colours.up if side == "BUY" else theme().colours.down

    def _paint_rung(self, painter: QPainter, rect: QRect, rung: Rung, most: int) -> None:
        assert self._pair is not None
        colours, ink = theme().colours, self._ink(rung.side)
        if most:
            wide = round((self.width() - tokens.SMALL) * rung.total / most)
            fill = QColor(ink)
            fill.setAlphaF(_BAR)
            painter.fillRect(QRectF(self.width() - wide, rect.top() + 1, wide, ROW - 2), fill)
        first, second, third = self._columns()
        right = int(Align.AlignVCenter | Align.AlignRight)
        painter.setPen(ink)
        painter.drawText(QRect(0, rect.top(), first, ROW), right, price_text(rung.price, self._pair))
        painter.setPen(colours.text)
        painter.drawText(QRect(first, rect.top(), second - first, ROW), right,
                         quantity_text(rung.quantity, self._pair))  # fmt: skip
        painter.setPen(colours.dim)
        painter.drawText(QRect(second, rect.top(), third - second, ROW), right,
                         _short(rung.total, self._pair))  # fmt: skip
        if self._has_mine(rung):
            rounded(painter, QRect(tokens.TINY, rect.center().y() - 3, 6, 6), 3, accent_of(self).colour)
        if (rung.side, rung.price) == self._at:
            rounded(painter, rect.adjusted(1, 0, -1, 0), tokens.TINY, None, accent_of(self).colour)

    def _has_mine(self, rung: Rung) -> bool:
        if self._group == 1:
            return (rung.side, rung.price) in self._mine
        low, high = (rung.price, rung.price + self._group - 1) if rung.side == "BUY" else (
            rung.price - self._group + 1, rung.price)  # fmt: skip
        return any(side == rung.side and low <= price <= high for side, price in self._mine)

    def _paint_middle(self, painter: QPainter, pair: PairInfo) -> None:
        colours, area = theme().colours, self._middle()
        painter.setPen(colours.line)
        painter.drawLine(0, area.top(), self.width(), area.top())
        painter.drawLine(0, area.bottom(), self.width(), area.bottom())
        text = (
            f"{price_text(self._last, pair)} {'▲' if self._rising else '▼'}"
            if self._last
            else tr("No trade yet")
        )
        font = theme().font(Type.STRONG, tabular=True)
        painter.setFont(font)
        painter.setPen(self._ink("BUY" if self._rising else "SELL") if self._last else colours.dim)
        room = area.adjusted(tokens.MEDIUM, 0, -tokens.SMALL, 0)
        painter.drawText(room, int(Align.AlignVCenter | Align.AlignLeft), text)
        left = room.adjusted(QFontMetrics(font).horizontalAdvance(text) + tokens.MEDIUM, 0, 0, 0)
        painter.setFont(theme().font(Type.CAPTION, Weight.REGULAR, tabular=True))
        painter.setPen(colours.dim)
        wide = painter.fontMetrics().horizontalAdvance
        for spread in self._spread(pair):
            if wide(spread) <= left.width():
                painter.drawText(left, int(Align.AlignVCenter | Align.AlignRight), spread)
                break

    def _spread(self, pair: PairInfo) -> tuple[str, ...]:
        """What may be said of it, the longest first."""
        if not (self._asks and self._bids) or self._from_best:
            return ()
        gap = self._asks[0].price - self._bids[0].price
        bips = gap * 20_000 / (self._asks[0].price + self._bids[0].price)
        told = {"gap": price_text(gap, pair), "bips": f"{bips:.1f}"}
        return (tr("spread {gap} · {bips} bp", **told), tr("{bips} bp", bips=told["bips"]))


def _short(lots: int, pair: PairInfo) -> str:
    """A total for a narrow column: at most two decimals from 10 on."""
    from models.core.text import number
    from models.trading.figures import quantity_decimals, quantity_value

    value = quantity_value(lots, pair)
    digits = min(quantity_decimals(pair), 4 if value < 10 else 2 if value < 10_000 else 0)
    return number(value, digits)

"""The tape: the last trades of everybody, newest first, painted in one go."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.core.text import tr
from models.trading.entities import PairInfo, TapeTrade
from models.trading.figures import price_text, quantity_text
from views.widgets import tokens
from views.widgets.paint import smooth
from views.widgets.theme import theme
from views.widgets.tokens import Type

ROW = 21
HEAD = 32
Align = Qt.AlignmentFlag


class Tape(QWidget):
    """Price (an arrow and a colour for who was in a hurry), amount and local time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # figures, in every language
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Trades of everybody"))
        self._pair: PairInfo | None = None
        self._trades: Sequence[TapeTrade] = ()

    def show_trades(self, pair: PairInfo | None, trades: Sequence[TapeTrade]) -> None:
        """Paint these, newest first."""
        self._pair, self._trades = pair, trades
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(236, HEAD + 8 * ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, HEAD + 2 * ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = smooth(self)
        wide, left = self.width(), tokens.MEDIUM
        painter.setFont(theme().font(Type.BODY))
        strong = theme().font(Type.BODY)
        strong.setWeight(theme().font(Type.STRONG).weight())
        painter.setFont(strong)
        painter.setPen(colours.text)
        painter.drawText(QRect(left, 0, wide, HEAD), int(Align.AlignVCenter | Align.AlignLeft), tr("Trades"))
        if self._pair is None:
            return
        painter.setFont(theme().font(Type.BODY, tabular=True))
        right = int(Align.AlignVCenter | Align.AlignRight)
        edge = wide - tokens.SMALL
        clock = painter.fontMetrics().horizontalAdvance("00:00:00") + tokens.TINY
        price, amount = left + (edge - left) * 40 // 100, edge - max(clock, (edge - left) * 29 // 100)
        for n, trade in enumerate(list(self._trades)[: max(0, self.height() - HEAD) // ROW]):
            top = HEAD + n * ROW
            painter.setPen(colours.down if trade.buyer_made else colours.up)
            arrow = "▼" if trade.buyer_made else "▲"
            painter.drawText(QRect(left, top, price - left, ROW), right, price_text(trade.price, self._pair))
            painter.drawText(
                QRect(tokens.TINY - 2, top, left, ROW), int(Align.AlignVCenter | Align.AlignLeft), arrow
            )
            painter.setPen(colours.text)
            painter.drawText(
                QRect(price, top, amount - price, ROW), right, quantity_text(trade.quantity, self._pair)
            )
            painter.setPen(colours.dim)
            painter.drawText(
                QRect(amount, top, edge - amount, ROW), right, f"{trade.at.astimezone():%H:%M:%S}"
            )
        if not self._trades:
            painter.setPen(colours.dim)
            painter.drawText(QRect(left, HEAD, wide - left, ROW), int(Align.AlignVCenter | Align.AlignLeft),
                             tr("Nothing was traded yet."))  # fmt: skip

"""Where the cards of a grid stand: arithmetic on a width and a count, whatever the number of rows."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize

from views.video.delegates import GAP, card_height
from views.widgets import tokens

WISHED = 290
"""The width of a card that columns are counted by, in pixels."""
BETWEEN = tokens.LARGE


def columns_for(width: int) -> int:
    """How many cards stand side by side."""
    return max(1, round((width + GAP) / (WISHED + GAP)))


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Cards in rows below `top`, `margin` from either side; y is counted from the top of the content."""

    width: int
    count: int
    top: int
    margin: int
    rtl: bool = False

    @property
    def columns(self) -> int:
        return columns_for(self.width)

    @property
    def card(self) -> QSize:
        wide = max(1, (self.width - GAP * (self.columns - 1)) // self.columns)
        return QSize(wide, card_height(wide))

    @property
    def pitch(self) -> int:
        """From one row of cards to the next."""
        return self.card.height() + BETWEEN

    @property
    def height(self) -> int:
        return self.top + -(-self.count // self.columns) * self.pitch

    def rect(self, row: int) -> QRect:
        """Where a card stands."""
        line, column = divmod(row, self.columns)
        column = self.columns - 1 - column if self.rtl else column
        size = self.card
        return QRect(QPoint(self.margin + column * (size.width() + GAP), self.top + line * self.pitch), size)

    def row_at(self, point: QPoint) -> int | None:
        """The card at a point; None between and beside them."""
        size = self.card
        x, y = point.x() - self.margin, point.y() - self.top
        if x < 0 or y < 0:
            return None
        column, line = x // (size.width() + GAP), y // self.pitch
        inside = x % (size.width() + GAP) < size.width() and y % self.pitch < size.height()
        if not inside or column >= self.columns:
            return None
        row = line * self.columns + (self.columns - 1 - column if self.rtl else column)
        return row if row < self.count else None

    def rows_between(self, top: int, bottom: int) -> range:
        """The cards of which something may be seen between two heights."""
        first = max(0, (top - self.top) // self.pitch) * self.columns
        last = max(0, (bottom - self.top) // self.pitch + 1) * self.columns
        return range(first, min(self.count, last))

    def step(self, row: int, across: int, down: int) -> int:
        """The card that one gets to from `row`. Down into a last line that is shorter leads to its end."""
        wanted = row + (-across if self.rtl else across) + down * self.columns
        if down and not 0 <= wanted < self.count:
            below = down > 0 and row // self.columns < (self.count - 1) // self.columns
            return self.count - 1 if below else row
        return min(max(wanted, 0), self.count - 1)

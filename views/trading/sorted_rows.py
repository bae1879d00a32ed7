"""Rows that are sorted by a column, with some that stay on top, and the table that shows and sorts them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from views.trading.rows import Cell, Column, Index, Rows, RowsTable
from views.widgets import tokens
from views.widgets.theme import theme

T = TypeVar("T")
LINE = Qt.ItemDataRole.UserRole + 2


class SortedRows(Rows[T]):
    """`pinned` rows come first, `said` is what words are looked for in.

    While it is `held`, rows keep their places whatever their figures come to: nothing moves away from under
    a hand that is about to click.
    """

    def __init__(
        self,
        columns: Sequence[Column[T]],
        key: Callable[[T], Any],
        pinned: Callable[[T], bool],
        said: Callable[[T], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, key, parent)
        self._pinned, self._said = pinned, said
        self.column, self.descending = -1, False
        self.held = False

    def sort_by(self, column: int, *, descending: bool) -> None:
        """Sort by a column, or (−1) as the rows come."""
        self.column, self.descending = column, descending
        self._take(self._sorted(self._found()))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def again(self) -> None:
        """Sort as the figures are now."""
        self._take(self._sorted(self._found()))

    def _found(self) -> list[T]:
        return [row for row in self._all if all(word in self._said(row).casefold() for word in self._words)]

    def _filtered(self) -> list[T]:
        found = self._found()
        if self.held:
            places = {self.key(row): n for n, row in enumerate(self._rows)}
            if places.keys() == {self.key(row) for row in found}:
                return sorted(found, key=lambda row: places[self.key(row)])
        return self._sorted(found)

    def _sorted(self, rows: list[T]) -> list[T]:
        order = self.columns[self.column].order if self.column >= 0 else None
        if order is not None:
            rows = sorted(rows, key=order, reverse=self.descending)
        return sorted(rows, key=lambda row: not self._pinned(row))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        said = super().headerData(section, orientation, role)
        if role == Qt.ItemDataRole.DisplayRole and section == self.column and said:
            return f"{said} {'▾' if self.descending else '▴'}"
        return said

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == LINE:
            line = self.columns[index.column()].line
            return None if line is None else line(self.row(index.row()))
        return super().data(index, role)


class SortedTable(RowsTable[T]):
    """A click on a title sorts by it, another one the other way round; `sorted_by` tells which way.

    Rows keep their places while the mouse is over it.
    """

    sorted_by = Signal(int, bool)

    def __init__(self, rows: SortedRows[T], name: str, parent: QWidget | None = None) -> None:
        super().__init__(rows, name, parent)
        self.sorted_rows = rows
        self.setItemDelegate(LineCell(self))
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._title_clicked)
        self._kept: list[Any] = []
        self.begins_selected = True
        rows.modelAboutToBeReset.connect(self._remember)
        rows.modelReset.connect(self._select_again)

    def sort_by(self, column: int, *, descending: bool) -> None:
        """Sort, and tell it."""
        self.sorted_rows.sort_by(column, descending=descending)
        self.sorted_by.emit(column, descending)

    def _title_clicked(self, column: int) -> None:
        there = self.rows.columns[column]
        if there.order is not None:
            rows = self.sorted_rows
            self.sort_by(column, descending=not rows.descending if column == rows.column else there.right)

    # Hands

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.sorted_rows.held = True

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.sorted_rows.held = False
        self.sorted_rows.again()

    @Slot()
    def _remember(self) -> None:
        self._kept = [self.rows.key(row) for row in self.selected()]

    @Slot()
    def _select_again(self) -> None:
        """What was selected stays selected where rows change their places."""
        kept, self._kept = self._kept, []
        for n in range(self.rows.rowCount()):
            if kept and self.rows.key(self.rows.row(n)) == kept[0]:
                self.choose_row(n)


class LineCell(Cell):
    """Draws a cell's line, where it has one, in place of its text."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        values = index.data(LINE)
        if values is None:
            super().paint(painter, option, index)
            return
        self.ground(painter, option)
        if len(values) > 1:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            tone = "up" if values[-1] > values[0] else "down" if values[-1] < values[0] else "dim"
            ink = theme().colours.role(tone)
            painter.setPen(QPen(ink, 1.4))
            painter.drawPolyline(points_of(values, option.rect))
            painter.restore()


def points_of(values: Sequence[int], rect: QRect) -> QPolygonF:
    """A line through these values that fills the rectangle but for a margin."""
    area = rect.adjusted(tokens.SMALL, tokens.TINY, -tokens.SMALL, -tokens.TINY - 1)
    low, high = min(values), max(values)
    wide, tall = area.width() / (len(values) - 1), area.height() / ((high - low) or 1)
    middle = area.height() / 2 if high == low else 0.0
    return QPolygonF(
        [
            QPointF(area.left() + n * wide, area.bottom() - middle - (value - low) * tall)
            for n, value in enumerate(values)
        ]
    )

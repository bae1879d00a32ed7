"""Tables of one's own things: columns are declared once, rows come and go without losing the selection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from views.widgets import tokens
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_TONE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Column(Generic[T]):
    """`text` says what stands in a cell, `tone` its colour by role ("" is the text's own). A click on a cell
    that `removes` does what Delete does, on one that `marks` what Space does. `order` is what rows are sorted
    by where one asks for it, `line` what is drawn in place of the text, `hint` says more of the title."""

    title: str
    text: Callable[[T], str]
    right: bool = False
    tone: Callable[[T], str] = lambda _: ""
    wide: int = 96
    removes: bool = False
    marks: bool = False
    order: Callable[[T], Any] | None = None
    line: Callable[[T], Sequence[int]] | None = None
    hint: str = ""


class Rows(QAbstractTableModel, Generic[T]):
    """Rows by key, newest first. `show` changes as little as there is to change."""

    def __init__(
        self, columns: Sequence[Column[T]], key: Callable[[T], Any], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self._all: list[T] = []
        self._rows: list[T] = []
        self._words: list[str] = []

    def show(self, rows: Sequence[T]) -> None:
        """These are the rows now."""
        self._all = list(rows)
        self._take(self._filtered())

    def filter(self, text: str) -> None:
        """Show only rows in which every word of the text stands."""
        self._words = text.casefold().split()
        self._take(self._filtered())

    @property
    def total(self) -> int:
        """How many rows there are, shown or not."""
        return len(self._all)

    def _filtered(self) -> list[T]:
        if not self._words:
            return list(self._all)
        found = []
        for row in self._all:
            said = " ".join(column.text(row) for column in self.columns).casefold()
            if all(word in said for word in self._words):
                found.append(row)
        return found

    def _take(self, rows: list[T]) -> None:
        keys = {self.key(row) for row in rows}
        for n in range(len(self._rows) - 1, -1, -1):
            if self.key(self._rows[n]) not in keys:
                self.beginRemoveRows(QModelIndex(), n, n)
                del self._rows[n]
                self.endRemoveRows()
        there = {self.key(row) for row in self._rows}
        if [self.key(row) for row in rows if self.key(row) in there] != [self.key(r) for r in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        for n, row in enumerate(rows):
            if n >= len(self._rows) or self.key(self._rows[n]) != self.key(row):
                self.beginInsertRows(QModelIndex(), n, n)
                self._rows.insert(n, row)
                self.endInsertRows()
            elif self._rows[n] != row:
                self._rows[n] = row
                self.dataChanged.emit(self.index(n, 0), self.index(n, len(self.columns) - 1))

    def row(self, number: int) -> T:
        return self._rows[number]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
                return int(Qt.AlignmentFlag.AlignVCenter | side)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.title}: {column.text(row)}"
        if role == _TONE:
            return column.tone(row)
        return row if role == ROW else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.columns[section].hint or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return int(Qt.AlignmentFlag.AlignVCenter | side)
        return None


class Cell(QStyledItemDelegate):
    """A cell in the theme's colours, with figures of one width."""

    @staticmethod
    def ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
        """What lies behind the text."""
        colours = theme().colours
        view = option.widget
        if option.state & QStyle.StateFlag.State_Selected and view is not None:
            painter.fillRect(option.rect, accent_of(view).selection)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, colours.hover)
        painter.setPen(colours.line)
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.ground(painter, option)
        colours, tone = theme().colours, index.data(_TONE)
        ink = colours.role(tone) if tone else colours.text
        painter.setPen(ink)
        painter.setFont(theme().font(Type.BODY, tabular=True))
        area = option.rect.adjusted(tokens.SMALL, 0, -tokens.SMALL, 0)
        text = painter.fontMetrics().elidedText(index.data() or "", Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, index.data(Qt.ItemDataRole.TextAlignmentRole), text)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, tokens.ROW_DENSE + 2)


class RowsTable(QTableView, Generic[T]):
    """Rows in a table. `delete_wanted`, `mark_wanted` and `open_wanted` carry the rows that are selected;
    `end_near` tells that older ones may be wanted. Where it `begins_selected`, the first row is selected when
    the keyboard comes."""

    delete_wanted = Signal(list)
    mark_wanted = Signal(list)
    open_wanted = Signal(list)
    end_near = Signal()

    def __init__(self, rows: Rows[T], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self.setModel(rows)
        self.setItemDelegate(Cell(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.begins_selected = False
        self.setWordWrap(False)
        vertical, horizontal = self.verticalHeader(), self.horizontalHeader()
        vertical.hide()
        vertical.setDefaultSectionSize(tokens.ROW_DENSE + 2)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        horizontal.setHighlightSections(False)
        horizontal.setFont(theme().font(Type.CAPTION))
        horizontal.setStretchLastSection(True)
        for n, column in enumerate(rows.columns):
            self.setColumnWidth(n, column.wide)
        self.doubleClicked.connect(self._double_clicked)
        self.clicked.connect(self._clicked)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def _can_mark(self) -> bool:
        return any(column.marks for column in self.rows.columns)

    def selected(self) -> list[T]:
        """The rows that are selected."""
        return [self.rows.row(index.row()) for index in self.selectionModel().selectedRows()]

    def choose(self, fits: Callable[[T], bool]) -> bool:
        """Select the first row that fits, and bring it into sight; says whether there is one."""
        place = next((n for n in range(self.rows.rowCount()) if fits(self.rows.row(n))), None)
        if place is not None:
            self.choose_row(place)
            self.scrollTo(self.rows.index(place, 0))
        return place is not None

    def _clicked(self, index: QModelIndex) -> None:
        column = self.rows.columns[index.column()]
        if column.removes:
            self.delete_wanted.emit([self.rows.row(index.row())])
        elif column.marks:
            self.mark_wanted.emit([self.rows.row(index.row())])

    def _double_clicked(self, index: QModelIndex) -> None:
        if not self.rows.columns[index.column()].marks:
            self.open_wanted.emit(self.selected())

    def _scrolled(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - self.height():
            self.end_near.emit()

    def choose_row(self, number: int) -> None:
        """Select a row and no other, whatever keys are held down. Qt's `selectRow` finds none from right to
        left."""
        index = self.rows.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.begins_selected and self.rows.rowCount() and not self.selected():
            self.choose_row(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.selected():
            self.delete_wanted.emit(self.selected())
        elif event.key() == Qt.Key.Key_Space and self._can_mark and self.selected():
            self.mark_wanted.emit(self.selected())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.selected():
            self.open_wanted.emit(self.selected())
        else:
            super().keyPressEvent(event)

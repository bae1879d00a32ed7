"""The parts of a report: figures in cards, tables that are sorted by their headers, boxes with a heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from views.widgets import tokens
from views.widgets.labels import Label
from views.widgets.surfaces import Card
from views.widgets.theme import accent_of
from views.widgets.tokens import Type, Weight

_FIGURE = 170  # the width that columns of figures are counted by
_ROWS = 12


class FigureCard(Card):
    """One figure: what, how much, and a remark, such as against the period before."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, padding=tokens.MEDIUM)
        self.column.setSpacing(tokens.TINY)
        self.title = Label("", tone="dim")
        self.value = Label("", Type.TITLE, weight=Weight.SEMIBOLD, tabular=True)
        self.change = Label("", tone="dim", tabular=True)
        for part in (self.title, self.value, self.change):
            self.column.addWidget(part)

    def say(self, title: str, value: str, change: str) -> None:
        self.title.setText(title)
        self.value.setText(value)
        self.change.setText(change)
        self.setAccessibleName(", ".join(part for part in (title, value, change) if part))


class FigureRow(QWidget):
    """All figures, in as many columns as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[FigureCard] = []
        self._arranged = (0, 0)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(tokens.MEDIUM)

    def build(self, count: int) -> Iterator[None]:
        """Make so many cards, one a step."""
        while len(self.cards) < count:
            self.cards.append(FigureCard(self))
            self._columns = 0
            yield

    def show_cards(self, said: Sequence[tuple[str, str, str]]) -> None:
        """(title, value, remark) of each."""
        while len(self.cards) < len(said):
            self.cards.append(FigureCard(self))
        for n, card in enumerate(self.cards):
            card.setVisible(n < len(said))
            if n < len(said):
                card.say(*said[n])
        self._arrange()

    def resizeEvent(self, event: object) -> None:
        self._arrange()

    def _arrange(self) -> None:
        there = sum(not card.isHidden() for card in self.cards) or 1
        fit = max(1, min(self.width() // _FIGURE, 5 if there == 5 else 4))
        columns = -(-there // -(-there // fit))  # rows of one length, as far as that can be
        if (columns, len(self.cards)) == self._arranged:
            return
        self._arranged = (columns, len(self.cards))
        for n, card in enumerate(self.cards):
            self._grid.addWidget(card, n // columns, n % columns)


class _Number(QTableWidgetItem):
    """A cell that sorts by its number."""

    def __init__(self, text: str, value: float) -> None:
        super().__init__(text)
        self.setData(Qt.ItemDataRole.UserRole, value)
        self.setTextAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        return bool(self.data(Qt.ItemDataRole.UserRole) < other.data(Qt.ItemDataRole.UserRole))


class _First(QTableWidgetItem):
    """The first cell of a row, with its key: days and numbers sort by it, all else by its words."""

    def __init__(self, text: str, key: object) -> None:
        super().__init__(text)
        self.setToolTip(text)
        self.key = key

    def __lt__(self, other: QTableWidgetItem) -> bool:
        mine, theirs = self.key, other.key if isinstance(other, _First) else None
        if isinstance(mine, date) and isinstance(theirs, date):
            return mine < theirs
        if isinstance(mine, int) and isinstance(theirs, int):
            return mine < theirs
        return self.text().casefold() < other.text().casefold()


class _Cell(QStyledItemDelegate):
    """A cell whose selection has the accent of the place: the style keeps the one it was first shown with."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if option.state & QStyle.StateFlag.State_Selected and option.widget is not None:
            painter.fillRect(option.rect, accent_of(option.widget).selection)
            option.state &= ~QStyle.StateFlag.State_Selected
        super().paint(painter, option, index)


class Table(QTableWidget):
    """A plain table, sorted by its headers; Enter or a double click tells `opened` with the key of a row."""

    opened = Signal(object)

    def __init__(self, name: str, *titles: str, by: int = 1) -> None:
        """Sorted by the column `by` at first, the most on top."""
        super().__init__(0, len(titles))
        self.setAccessibleName(name)
        self.setItemDelegate(_Cell(self))
        self.setHorizontalHeaderLabels(list(titles))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(tokens.ROW)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(len(titles)):
            side = Qt.AlignmentFlag.AlignTrailing if column else Qt.AlignmentFlag.AlignLeading
            title = self.horizontalHeaderItem(column)
            if title is not None:
                title.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self._titles = titles
        self._shown: list[tuple[object, str, Sequence[tuple[str, float]]]] = []
        header.sortIndicatorChanged.connect(self._show_order)
        self._sort(True)
        self.sortByColumn(by, Qt.SortOrder.DescendingOrder)
        self.itemActivated.connect(lambda item: self.opened.emit(self._key(item.row())))

    def current_key(self) -> object:
        """The key of the row that the keyboard is at."""
        return self._key(self.currentRow())

    def _key(self, row: int) -> object:
        item = self.item(row, 0)
        return item.key if isinstance(item, _First) else None

    def _sort(self, on: bool) -> None:
        """Sort by the headers, or not while rows are put in. The title says the order: an arrow would lie
        over it."""
        self.setSortingEnabled(on)
        self.horizontalHeader().setSortIndicatorShown(False)

    @Slot(int, Qt.SortOrder)
    def _show_order(self, by: int, order: Qt.SortOrder) -> None:
        arrow = "▾" if order is Qt.SortOrder.DescendingOrder else "▴"
        for column, title in enumerate(self._titles):
            item = self.horizontalHeaderItem(column)
            if item is not None:
                item.setText(f"{title} {arrow}" if column == by else title)

    def show_rows(self, rows: Sequence[tuple[object, str, Sequence[tuple[str, float]]]]) -> None:
        """(key, title, numbers with how they are said) of each row; the order stays as it was chosen, and the
        keyboard where it was."""
        if list(rows) == self._shown:
            return
        self._shown = list(rows)
        kept = self.current_key() if self.selectedIndexes() else None
        blocked = self.blockSignals(True)
        self._sort(False)
        self.setRowCount(len(rows))
        for n, (key, title, numbers) in enumerate(rows):
            self.setItem(n, 0, _First(title, key))
            for column, (text, value) in enumerate(numbers, 1):
                self.setItem(n, column, _Number(text, value))
        self._sort(True)
        place = next((n for n in range(len(rows)) if self._key(n) == kept), -1) if kept is not None else -1
        if place >= 0:
            self.setCurrentCell(place, max(0, self.currentColumn()))
        self.blockSignals(blocked)
        height = (
            self.horizontalHeader().sizeHint().height() + min(len(rows), _ROWS) * tokens.ROW + tokens.TINY
        )
        self.setFixedHeight(height)


class Box(Card):
    """A card with a heading and one thing below it."""

    def __init__(self, title: str, content: QWidget) -> None:
        super().__init__()
        self.heading = Label(title, weight=Weight.SEMIBOLD)
        self.content = content
        column: QVBoxLayout = self.column
        column.addWidget(self.heading)
        column.addWidget(content)

"""Balances and transfers as tables: item models over what the controllers hold, and the view of both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from models.core.text import tr
from models.ledger.assets import asset, format_amount
from models.ledger.entities import Entry, Line
from models.ledger.purposes import purpose_title
from models.ledger.wording import code_title
from views.widgets import tokens
from views.widgets.theme import theme
from views.widgets.tokens import Type

Index = QModelIndex | QPersistentModelIndex
_TRAILING = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
_LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter


def moment(at: datetime) -> str:
    """A point in time, in the person's zone and way of writing."""
    there = QDateTime.fromMSecsSinceEpoch(round(at.timestamp() * 1000))
    return QLocale().toString(there, QLocale.FormatType.ShortFormat)


def signed(entry: Entry) -> str:
    """What an entry added or took, with its sign."""
    text = format_amount(entry.amount, asset(entry.asset))
    return f"+{text}" if entry.amount > 0 else text


class Rows(QAbstractTableModel):
    """A table over a tuple; columns are (title, is a number)."""

    def __init__(self, columns: Sequence[tuple[str, bool]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[Any, ...] = ()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these; what only grew at its end keeps everything else where it is."""
        fresh, there = tuple(rows), len(self.rows)
        if fresh == self.rows:
            return
        if there and fresh[:there] == self.rows:
            self.beginInsertRows(QModelIndex(), there, len(fresh) - 1)
            self.rows = fresh
            self.endInsertRows()
        elif len(fresh) == there:
            self.rows = fresh
            self.dataChanged.emit(self.index(0, 0), self.index(there - 1, len(self.columns) - 1))
        else:
            self.beginResetModel()
            self.rows = fresh
            self.endResetModel()

    def said(self, row: Any) -> Sequence[str]:
        """What stands in each column of a row."""
        raise NotImplementedError

    def tone(self, row: Any, column: int) -> str:
        """The role of the colour of a cell; "" for that of text."""
        return ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if side is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        title, is_number = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        return (
            int(_TRAILING if is_number else _LEADING) if role == Qt.ItemDataRole.TextAlignmentRole else None
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row, column = self.rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self.said(row)[column]
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.columns[column][0]}: {self.said(row)[column]}"
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(_TRAILING if self.columns[column][1] else _LEADING)
            case Qt.ItemDataRole.ForegroundRole:
                tone = self.tone(row, column)
                return theme().colours.role(tone) if tone else None
            case Qt.ItemDataRole.UserRole:
                return row
        return None


class BalanceRows(Rows):
    """Each row a `Line`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(
            [(tr("Asset"), False), (tr("Where"), False), (tr("Available"), True), (tr("Set aside"), True),
             (tr("In all"), True)],
            parent,
        )  # fmt: skip

    def said(self, row: Line) -> Sequence[str]:
        what = asset(row.asset)
        amounts = (row.available, row.held, row.posted)
        return (
            f"{what.code} · {what.title}",
            f"{row.place} · {purpose_title(row.purpose)}",
            *(format_amount(amount, what, with_code=False) for amount in amounts),
        )

    def tone(self, row: Line, column: int) -> str:
        return "dim" if column == 1 or (column == 3 and not row.held) else ""


class EntryRows(Rows):
    """Each row an `Entry`. Its balance is that of its own account, and empty where words left entries out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(
            [(tr("When"), False), (tr("What"), False), (tr("Where"), False), (tr("With"), False),
             (tr("Amount"), True), (tr("Balance"), True)],
            parent,
        )  # fmt: skip

    def said(self, row: Entry) -> Sequence[str]:
        where = f"{row.place} · {purpose_title(row.purpose)}"
        stands = "" if row.balance is None else format_amount(row.balance, asset(row.asset), with_code=False)
        return (moment(row.at), code_title(row.code), where, row.other, signed(row), stands)

    def tone(self, row: Entry, column: int) -> str:
        if column == 4:
            return "positive" if row.amount > 0 else ""
        return "dim" if column in (0, 2, 3, 5) else ""


class MoneyTable(QTableView):
    """Rows of a model: Enter or a double click opens, typing filters, `end` is told near the end. The column
    `wide` takes the room that is left; columns of text give way first where the window is narrow."""

    opened = Signal(object)
    menu_asked = Signal(object, QPoint)
    typed = Signal(str)
    end = Signal()

    def __init__(self, name: str, rows: Rows, wide: int) -> None:
        super().__init__()
        self._rows, self._wide = rows, wide
        self.setModel(rows)
        self.setAccessibleName(name)
        self.setFont(theme().font(Type.BODY, tabular=True))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(tokens.ROW)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.doubleClicked.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        rows.modelReset.connect(self.fit)
        rows.dataChanged.connect(self.fit)
        rows.rowsInserted.connect(self.fit)

    @property
    def current(self) -> Any:
        """What the current row shows; None without one."""
        index = self.currentIndex()
        return index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None

    @Slot()
    def fit(self) -> None:
        """Columns as wide as their first rows need: measured for these alone."""
        metrics = QFontMetrics(self.font())
        shown = [self._rows.said(row) for row in self._rows.rows[:60]]
        wides = [
            max([metrics.horizontalAdvance(text) for text in (title, *(said[n] for said in shown))])
            + 2 * tokens.SMALL + tokens.LARGE
            for n, (title, _) in enumerate(self._rows.columns)
        ]  # fmt: skip
        spare = self.viewport().width() - sum(wides)
        texts = [n for n, (_, is_number) in enumerate(self._rows.columns) if not is_number]
        if spare < 0:
            for n in sorted(texts, key=lambda n: -wides[n]):
                given = min(-spare, max(0, wides[n] - 90))
                wides[n] -= given
                spare += given
        wides[self._wide] += max(0, spare)
        for n, wide in enumerate(wides):
            self.setColumnWidth(n, wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(index.data(Qt.ItemDataRole.UserRole))

    @Slot(QPoint)
    def _ask_menu(self, at: QPoint) -> None:
        row = self.indexAt(at).data(Qt.ItemDataRole.UserRole) or self.current
        if row is not None:
            self.menu_asked.emit(row, self.viewport().mapToGlobal(at))

    @Slot(int)
    def _scrolled(self, at: int) -> None:
        if at > self.verticalScrollBar().maximum() - self.height():
            self.end.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):  # rows, not columns
            last = self._rows.rowCount() - 1
            self.setCurrentIndex(self._rows.index(0 if event.key() == Qt.Key.Key_Home else last, 0))
        elif event.text().strip() and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

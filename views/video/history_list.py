"""The watch history as a list: days, and below each what was watched on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from controllers.video.history import WatchHistory
from models.core.text import tr
from models.core.units import clock
from models.video.entities import VideoCard, Viewing
from views.video.items import Role
from views.video.painting import line_height, paint_line, paint_picture, paint_title
from views.video.playlist_list import unavailable
from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.icons import pixmap
from views.widgets.paint import rounded
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

Index = QModelIndex | QPersistentModelIndex
_THUMB = QSize(160, 90)
_ROW = 106
_DAY = 44


def day_title(day: date, today: date) -> str:
    """A day as one says it."""
    if day == today:
        return tr("Today")
    if (today - day).days == 1:
        return tr("Yesterday")
    return QLocale().toString(day, QLocale.FormatType.LongFormat)  # type: ignore[call-overload,no-any-return]


class HistoryItems(QAbstractListModel):
    """Days, and below each what was watched on it. A day is text, a viewing a `Viewing`."""

    def __init__(self, history: WatchHistory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._rows: list[str | Viewing] = []
        history.changed.connect(self._follow)

    def row(self, number: int) -> str | Viewing:
        return self._rows[number]

    @Slot()
    def _follow(self) -> None:
        today = datetime.now().astimezone().date()
        rows: list[str | Viewing] = []
        last: date | None = None
        for viewing in self._history.viewings or ():
            day = viewing.at.astimezone().date()
            if day != last:
                rows.append(day_title(day, today))
            last = day
            rows.append(viewing)
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if isinstance(row, str):
            return row if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return unavailable() if row.card is None else row.card.title
            case Qt.ItemDataRole.AccessibleTextRole:
                title = unavailable() if row.card is None else row.card.title
                return f"{title}, {watched(row)}"
            case Role.CARD:
                return row.card
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


def watched(viewing: Viewing) -> str:
    """When, and for how long."""
    at = viewing.at.astimezone()
    time = QLocale().toString(at.time(), QLocale.FormatType.ShortFormat)  # type: ignore[call-overload]
    return tr("{time}, watched for {length}", time=time, length=clock(viewing.watched_us))


class HistoryDelegate(QStyledItemDelegate):
    """A heading for a day; a picture with its title, channel and time for a viewing."""

    def __init__(self, thumbnails: Thumbnails, items: HistoryItems, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._items = items

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, _DAY if isinstance(self._items.row(index.row()), str) else _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = self._items.row(index.row())
        if isinstance(row, str):
            painter.setFont(theme().font(Type.STRONG))
            painter.setPen(theme().colours.text)
            area = QRect(option.rect).adjusted(tokens.SMALL, 0, -tokens.SMALL, -tokens.TINY)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading), row)
        else:
            self._paint_viewing(painter, option, row)
        painter.restore()

    def _paint_viewing(self, painter: QPainter, option: QStyleOptionViewItem, viewing: Viewing) -> None:
        colours, accent = theme().colours, accent_of(option.widget)
        rect = QRect(option.rect)
        ground = QRectF(rect).adjusted(0, 1, 0, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, ground, tokens.RADIUS_ITEM, accent.selection if selected else colours.hover)
        if option.state & QStyle.StateFlag.State_HasFocus and selected:
            painter.setPen(QPen(accent.colour, tokens.HAIRLINE))
            inner = ground.adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(inner, tokens.RADIUS_ITEM, tokens.RADIUS_ITEM)
        rtl = option.direction is Qt.LayoutDirection.RightToLeft
        left = rect.right() - _THUMB.width() - tokens.SMALL if rtl else rect.x() + tokens.SMALL
        area = QRectF(left, rect.y() + tokens.SMALL, _THUMB.width(), _THUMB.height())
        reach = _THUMB.width() + tokens.SMALL + tokens.LARGE
        words = QRectF(rect.x() + (tokens.SMALL if rtl else reach), area.y(),
                       rect.width() - reach - tokens.SMALL, area.height())  # fmt: skip
        ratio = painter.device().devicePixelRatioF()
        card = viewing.card
        if card is None:
            rounded(painter, area, tokens.RADIUS_ITEM, colours.raised, colours.line)
            side = tokens.ICON
            sign = pixmap("eye-off", side, colours.dim, ratio)
            painter.drawPixmap(area.center().toPoint() - QPoint(side // 2, side // 2), sign)
            painter.setPen(colours.dim)
            paint_line(painter, words, unavailable(), theme().font(Type.BODY))
            return
        picture = self._thumbnails.get(card.poster, round(_THUMB.width() * ratio))
        paint_picture(painter, area, card, picture, accent)
        painter.setPen(colours.text)
        taken = paint_title(painter, words, card.title, theme().font(Type.BODY, Weight.SEMIBOLD))
        painter.setPen(colours.dim)
        line = QRectF(words.x(), words.y() + taken, words.width(), line_height())
        for text in (card.channel, watched(viewing)):
            paint_line(painter, line, text, theme().font(Type.BODY))
            line.translate(0, line_height())


class HistoryList(QListView):
    """Enter opens, Delete takes out, typing searches; `end` is told when there is little left to scroll."""

    opened = Signal(object)
    delete_asked = Signal()
    menu_asked = Signal(QPoint)
    typed = Signal(str)
    end = Signal()

    def __init__(self, history: WatchHistory, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.items = HistoryItems(history, self)
        self.setModel(self.items)
        self.setItemDelegate(HistoryDelegate(thumbnails, self.items, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setAccessibleName(tr("Watch history"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.doubleClicked.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        thumbnails.arrived.connect(self._arrived)

    @Slot(str)
    def _arrived(self) -> None:
        self.viewport().update()

    @Slot(int)
    def _scrolled(self, at: int) -> None:
        if at > self.verticalScrollBar().maximum() - self.height():
            self.end.emit()

    @Slot(QPoint)
    def _ask_menu(self, at: QPoint) -> None:
        self.menu_asked.emit(self.viewport().mapToGlobal(at))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        card = index.data(Role.CARD) if index.isValid() else None
        if card is not None:
            self.opened.emit(card)

    def chosen(self) -> list[Viewing]:
        """What is selected."""
        rows = [self.items.row(index.row()) for index in self.selectedIndexes()]
        return [row for row in rows if isinstance(row, Viewing)]

    def current_card(self) -> VideoCard | None:
        index = self.currentIndex()
        return index.data(Role.CARD) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.text().strip() and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

"""The videos of a playlist in their order: dragged, moved with Alt+Up and Alt+Down, taken out with Delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
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

from controllers.video.playlists import OpenPlaylist
from models.core.text import tr
from models.core.units import clock
from models.video.entities import PlaylistEntry
from views.video import formats
from views.video.items import VIDEOS, Role, mime_of, videos_in
from views.video.painting import line_height, paint_line, paint_picture, paint_title
from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.icons import pixmap
from views.widgets.paint import rounded
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

ENTRIES = "application/x-nonet-playlist-entries"
"""Entries on their way within a playlist: JSON, a list of ids."""

Index = QModelIndex | QPersistentModelIndex
_THUMB = QSize(128, 72)
_ROW = 88
_NUMBER = 34


class PlaylistItems(QAbstractListModel):
    """The entries that the search leaves; a drop moves entries or puts videos in."""

    def __init__(self, playlist: OpenPlaylist, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playlist = playlist
        self._entries: tuple[PlaylistEntry, ...] = playlist.entries
        playlist.changed.connect(self._follow)

    def entry(self, row: int) -> PlaylistEntry:
        return self._entries[row]

    def row_of(self, entry_id: UUID | None) -> int | None:
        return next((n for n, entry in enumerate(self._entries) if entry.id == entry_id), None)

    @Slot()
    def _follow(self) -> None:
        """The same entries in another order keep what is selected; otherwise everything is made anew."""
        new, old = self._playlist.entries, self._entries
        if {entry.id for entry in new} != {entry.id for entry in old}:
            self.beginResetModel()
            self._entries = new
            self.endResetModel()
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [old[index.row()].id for index in before]
        self._entries = new
        self.changePersistentIndexList(before, [self.index(self.row_of(id_) or 0) for id_ in ids])
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        card = entry.card
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return unavailable() if card is None else card.title
            case Qt.ItemDataRole.AccessibleTextRole:
                if card is None:
                    return f"{entry.number}, {unavailable()}"
                return ", ".join((str(entry.number), card.title, card.channel, clock(card.duration_us)))
            case Role.CARD:
                return card
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled if self._playlist.can_edit else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        return [ENTRIES, VIDEOS] if self._playlist.can_edit else []

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        entries = [self._entries[index.row()] for index in sorted(indexes, key=lambda index: index.row())]
        data = mime_of([entry.card for entry in entries if entry.card is not None])
        if self._playlist.can_edit:
            data.setData(ENTRIES, msgspec.json.encode([str(entry.id) for entry in entries]))
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        at = row if row >= 0 else parent.row() if parent.isValid() else len(self._entries)
        before = self._entries[at].id if at < len(self._entries) else None
        if data.hasFormat(ENTRIES):
            moved = msgspec.json.decode(data.data(ENTRIES).data(), type=list[UUID])
            while before in moved:
                at += 1
                before = self._entries[at].id if at < len(self._entries) else None
            for entry_id in moved:
                self._playlist.move(entry_id, before)
        else:
            self._playlist.add(videos_in(data), before=before)
        return False  # the rows are not Qt's to remove: the playlist tells what has become of them


def unavailable() -> str:
    """What stands in the place of a video that was deleted, or is not for the person."""
    return tr("Unavailable: deleted, or not for you")


class PlaylistDelegate(QStyledItemDelegate):
    """The number, a small picture, the title, the channel and how long it is."""

    def __init__(self, thumbnails: Thumbnails, items: PlaylistItems, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._items = items

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        rect = QRect(option.rect)
        rtl = option.direction is Qt.LayoutDirection.RightToLeft

        def mirror(area: QRectF) -> QRectF:
            if rtl:
                return QRectF(rect.x() + rect.right() - area.right(), area.y(), area.width(), area.height())
            return area

        entry = self._items.entry(index.row())
        colours = theme().colours
        number = mirror(QRectF(rect.x(), rect.y(), _NUMBER, rect.height()))
        painter.setFont(theme().font(Type.BODY, tabular=True))
        painter.setPen(colours.dim)
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(entry.number))
        area = mirror(QRectF(rect.x() + _NUMBER, rect.y() + tokens.SMALL, _THUMB.width(), _THUMB.height()))
        x = rect.x() + _NUMBER + _THUMB.width() + tokens.MEDIUM
        words = mirror(QRectF(x, area.y(), rect.right() - x - tokens.SMALL, area.height()))
        self._paint_entry(painter, option, entry, area, words)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        colours, accent = theme().colours, accent_of(option.widget)
        ground = QRectF(option.rect).adjusted(0, 1, 0, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, ground, tokens.RADIUS_ITEM, accent.selection if selected else colours.hover)
        if option.state & QStyle.StateFlag.State_HasFocus and selected:
            painter.setPen(QPen(accent.colour, tokens.HAIRLINE))
            inner = ground.adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(inner, tokens.RADIUS_ITEM, tokens.RADIUS_ITEM)

    def _paint_entry(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        entry: PlaylistEntry,
        area: QRectF,
        words: QRectF,
    ) -> None:
        colours = theme().colours
        ratio = painter.device().devicePixelRatioF()
        card = entry.card
        if card is None:
            rounded(painter, area, tokens.RADIUS_ITEM, colours.raised, colours.line)
            side = tokens.ICON
            sign = pixmap("eye-off", side, colours.dim, ratio)
            painter.drawPixmap(area.center().toPoint() - QPoint(side // 2, side // 2), sign)
            painter.setPen(colours.dim)
            paint_line(painter, words, unavailable(), theme().font(Type.BODY))
            return
        picture = self._thumbnails.get(card.poster, round(_THUMB.width() * ratio))
        paint_picture(painter, area, card, picture, accent_of(option.widget))
        painter.setPen(colours.text)
        taken = paint_title(painter, words, card.title, theme().font(Type.BODY, Weight.SEMIBOLD))
        painter.setPen(colours.dim)
        said = [card.channel, formats.views(card.views), formats.age(card.added_at)]
        line = QRectF(words.x(), words.y() + taken, words.width(), line_height())
        paint_line(painter, line, " · ".join(said), theme().font(Type.BODY))


class PlaylistView(QListView):
    """Enter plays from here, Delete takes out, Alt+Up and Alt+Down move; `typed` is to be looked for."""

    opened = Signal(object)
    menu_asked = Signal(QPoint)
    typed = Signal(str)

    def __init__(self, playlist: OpenPlaylist, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._playlist = playlist
        self.items = PlaylistItems(playlist, self)
        self.setModel(self.items)
        self.setItemDelegate(PlaylistDelegate(thumbnails, self.items, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setAccessibleName(tr("Videos of the playlist"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.doubleClicked.connect(self._open)
        thumbnails.arrived.connect(self._arrived)

    @Slot(str)
    def _arrived(self) -> None:
        self.viewport().update()

    @Slot(QPoint)
    def _ask_menu(self, at: QPoint) -> None:
        self.menu_asked.emit(self.viewport().mapToGlobal(at))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.items.entry(index.row()))

    def current(self) -> PlaylistEntry | None:
        """The entry that keys act on."""
        index = self.currentIndex()
        return self.items.entry(index.row()) if index.isValid() else None

    def chosen(self) -> list[PlaylistEntry]:
        """What is selected, in its order."""
        return [self.items.entry(row) for row in sorted(index.row() for index in self.selectedIndexes())]

    def remove_chosen(self) -> None:
        """Take out what is selected; the next entry is selected then."""
        row = self.currentIndex().row()
        if self._playlist.can_edit:
            self._playlist.remove([entry.id for entry in self.chosen()])
            if self.items.rowCount():
                self.setCurrentIndex(self.items.index(min(row, self.items.rowCount() - 1)))

    def move_current(self, step: int) -> None:
        """Move the current entry a place up (-1) or down (1)."""
        row, count = self.currentIndex().row(), self.items.rowCount()
        if self._playlist.can_edit and row >= 0 and 0 <= row + step < count:
            target = row - 1 if step < 0 else row + 2
            before = self.items.entry(target).id if target < count else None
            self._playlist.move(self.items.entry(row).id, before)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key == Qt.Key.Key_Delete:
            self.remove_chosen()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_current(-1 if key == Qt.Key.Key_Up else 1)
        elif event.text().strip() and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

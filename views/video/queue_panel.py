"""The play queue in a side panel: ordered by drag, with shuffle, repeat and auto-next."""

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
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from controllers.video.queue import Queue
from models.core.text import tr
from models.core.units import clock
from models.video.entities import QueueEntry, Repeat
from views.video import formats
from views.video.items import Role, mime_of, videos_in
from views.video.painting import line_height, paint_line, paint_picture, paint_title
from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.buttons import IconButton
from views.widgets.icons import icon, pixmap
from views.widgets.labels import Label
from views.widgets.paint import rounded
from views.widgets.side_panel import SidePanel
from views.widgets.states import State, StateStack, StateView
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

ENTRIES = "application/x-nonet-queue"
"""Entries on their way within the queue: JSON, a list of ids."""

Index = QModelIndex | QPersistentModelIndex
_THUMB = QSize(112, 63)
_ROW = 79


class QueueItems(QAbstractListModel):
    """The entries in the person's order; a drop moves entries or puts videos in."""

    def __init__(self, queue: Queue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._entries: tuple[QueueEntry, ...] = queue.entries
        self.playing: UUID | None = None
        queue.changed.connect(self._follow)

    def entry(self, row: int) -> QueueEntry:
        return self._entries[row]

    def row_of(self, entry_id: UUID | None) -> int | None:
        return next((n for n, entry in enumerate(self._entries) if entry.id == entry_id), None)

    def set_playing(self, entry_id: UUID | None) -> None:
        """Mark the entry that plays."""
        if entry_id != self.playing:
            self.playing = entry_id
            self.dataChanged.emit(self.index(0), self.index(max(0, len(self._entries) - 1)))

    @Slot()
    def _follow(self) -> None:
        """The same entries in another order keep what is selected; otherwise everything is made anew."""
        new, old = self._queue.entries, self._entries
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
        card = self._entries[index.row()].card
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return card.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join((card.title, card.channel, clock(card.duration_us)))
            case Role.CARD:
                return card
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        from views.video.items import VIDEOS

        return [ENTRIES, VIDEOS]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        entries = [self._entries[index.row()] for index in sorted(indexes, key=lambda index: index.row())]
        data = mime_of([entry.card for entry in entries])
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
                self._queue.move(entry_id, before)
        else:
            self._queue.add(videos_in(data), before=before)
        return False  # the rows are not Qt's to remove: the queue tells what has become of them


class QueueDelegate(QStyledItemDelegate):
    """A small picture, the title, the channel; the one that plays has a mark."""

    def __init__(self, thumbnails: Thumbnails, items: QueueItems, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._items = items

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, accent = theme().colours, accent_of(option.widget)
        card = index.data(Role.CARD)
        ground = QRectF(option.rect).adjusted(0, 1, 0, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, ground, tokens.RADIUS_ITEM, accent.selection if selected else colours.hover)
        if option.state & QStyle.StateFlag.State_HasFocus and selected:
            painter.setPen(QPen(accent.colour, tokens.HAIRLINE))
            painter.drawRoundedRect(
                ground.adjusted(0.5, 0.5, -0.5, -0.5), tokens.RADIUS_ITEM, tokens.RADIUS_ITEM
            )
        grip = tokens.ICON_SMALL
        ratio = painter.device().devicePixelRatioF()
        playing = self._items.entry(index.row()).id == self._items.playing
        sign, ink = ("play", accent.colour) if playing else ("grip-vertical", colours.dim)
        left = option.rect.x() + tokens.TINY
        painter.drawPixmap(left, option.rect.center().y() - grip // 2, pixmap(sign, grip, ink, ratio))
        area = QRectF(
            left + grip + tokens.SMALL, option.rect.y() + tokens.SMALL, _THUMB.width(), _THUMB.height()
        )
        picture = self._thumbnails.get(card.poster, round(_THUMB.width() * ratio))
        paint_picture(painter, area, card, picture, accent)
        x = area.right() + tokens.MEDIUM
        words = QRectF(x, area.y(), option.rect.right() - x - tokens.SMALL, area.height())
        painter.setPen(colours.text)
        taken = paint_title(painter, words, card.title, theme().font(Type.BODY, Weight.SEMIBOLD))
        painter.setPen(colours.dim)
        line = QRectF(x, words.y() + taken, words.width(), line_height())
        paint_line(painter, line, card.channel, theme().font(Type.BODY))
        painter.restore()


class QueueList(QListView):
    """The list; Delete removes, Alt+Up and Alt+Down move, Enter plays."""

    opened = Signal(object)

    def __init__(self, queue: Queue, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._queue = queue
        self.items = QueueItems(queue, self)
        self.setModel(self.items)
        self.setItemDelegate(QueueDelegate(thumbnails, self.items, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Play queue"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.doubleClicked.connect(self._open)
        thumbnails.arrived.connect(self._arrived)

    @Slot(str)
    def _arrived(self) -> None:
        self.viewport().update()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.items.entry(index.row()))

    def _chosen(self) -> list[UUID]:
        return [self.items.entry(index.row()).id for index in self.selectedIndexes()]

    def remove_chosen(self) -> None:
        """Take out what is selected; the next entry is selected then."""
        row = self.currentIndex().row()
        self._queue.remove(self._chosen())
        if self.items.rowCount():
            self.setCurrentIndex(self.items.index(min(row, self.items.rowCount() - 1)))

    def move_current(self, step: int) -> None:
        """Move the current entry a place up (-1) or down (1)."""
        row = self.currentIndex().row()
        entry, count = self.items.entry(row), self.items.rowCount()
        target = row - 1 if step < 0 else row + 2
        if 0 <= row + step < count:
            self._queue.move(entry.id, self.items.entry(target).id if target < count else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key == Qt.Key.Key_Delete:
            self.remove_chosen()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.currentIndex().isValid():
            self.move_current(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def _menu(self) -> None:
        index = self.currentIndex()
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for sign, title, act in (
            ("play", tr("Play"), lambda: self._open(index)),
            ("arrow-up", tr("Move up") + "\tAlt+↑", lambda: self.move_current(-1)),
            ("arrow-down", tr("Move down") + "\tAlt+↓", lambda: self.move_current(1)),
            ("x", tr("Remove from queue") + "\t" + tr("Delete"), self.remove_chosen),
        ):
            menu.addAction(icon(sign, size=tokens.ICON_SMALL), title).triggered.connect(act)
        at: QRect = self.visualRect(index)
        menu.popup(self.viewport().mapToGlobal(at.center()))


class QueuePanel(SidePanel):
    """`open_entry` carries the `QueueEntry` that is to be played now."""

    open_entry = Signal(object)

    def __init__(self, queue: Queue, thumbnails: Thumbnails, host: QWidget) -> None:
        super().__init__(tr("Play queue"), host)
        self.queue = queue
        self.list = QueueList(queue, thumbnails)
        self.list.opened.connect(self.open_entry)
        self.body.addLayout(self._tools())
        self.setAcceptDrops(True)  # beside the entries too, and where there are none yet
        self.stack = StateStack(self.list)
        self.body.addWidget(self.stack, 1)
        queue.changed.connect(self._follow)
        self._shown_empty = False
        self._follow()

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.TINY)
        self.count = Label(tone="dim")
        row.addWidget(self.count, 1)
        self.auto_next = IconButton("skip-forward", tr("Play the next one by itself"))
        self.shuffle = IconButton("shuffle", tr("Shuffle"))
        self.repeat = IconButton("repeat", tr("Repeat"))
        self.clear = IconButton("trash-2", tr("Empty the queue"))
        for button in (self.auto_next, self.shuffle, self.repeat):
            button.setCheckable(True)
            row.addWidget(button)
        row.addWidget(self.clear)
        self.auto_next.clicked.connect(lambda on: self.queue.set_mode(auto_next=on))
        self.shuffle.clicked.connect(lambda on: self.queue.set_mode(shuffle=on))
        self.repeat.clicked.connect(self._next_repeat)
        self.clear.clicked.connect(self.queue.clear)
        return row

    @Slot()
    def _next_repeat(self) -> None:
        order = [Repeat.NONE, Repeat.ALL, Repeat.ONE]
        self.queue.set_mode(repeat=order[(order.index(self.queue.repeat) + 1) % 3])
        self.repeat.setChecked(self.queue.repeat is not Repeat.NONE)

    def set_playing(self, entry_id: UUID | None) -> None:
        """Mark the entry that plays, and show it."""
        self.list.items.set_playing(entry_id)
        row = self.list.items.row_of(entry_id)
        if row is not None:
            self.list.scrollTo(self.list.items.index(row))

    @Slot()
    def _follow(self) -> None:
        queue = self.queue
        self.count.setText(formats.videos(len(queue.entries)) if queue.entries else "")
        self.auto_next.setChecked(queue.auto_next)
        self.shuffle.setChecked(queue.shuffle)
        self.repeat.setChecked(queue.repeat is not Repeat.NONE)
        self.repeat.set_name(
            {
                Repeat.NONE: tr("Repeat: off"),
                Repeat.ALL: tr("Repeat: the whole queue"),
                Repeat.ONE: tr("Repeat: this video"),
            }[queue.repeat]
        )
        self.clear.setEnabled(bool(queue.entries))
        if queue.entries:
            self._shown_empty = False
            self.stack.show_content()
        elif not self._shown_empty:
            self._shown_empty = True
            self.stack.show_state(
                StateView(
                    State.EMPTY,
                    tr("Nothing is queued"),
                    tr("Drag a video here, or choose “Add to queue” in its menu."),
                    icon="list-video",
                )
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if videos_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.queue.add(videos_in(event.mimeData()))
        event.acceptProposedAction()

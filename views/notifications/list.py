"""The list: arrows and Enter open what it is about, Delete removes, the menu does the rest."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from controllers.notifications.centre import Centre
from models.core.text import tr
from models.notifications.entities import Told
from models.notifications.kinds import kind_of
from views.notifications.delegate import NoticeDelegate
from views.notifications.items import NoticeModel


class NoticeListView(QListView):
    """`opened(link)`: a notification was chosen; `settings_asked(words)`: where its kind is told."""

    opened = Signal(str)
    settings_asked = Signal(str)

    def __init__(self, centre: Centre, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self.notices = NoticeModel(centre, self)
        self._kept: UUID | None = None
        self.setModel(self.notices)
        self.setItemDelegate(NoticeDelegate(self.notices, self))
        self.setAccessibleName(tr("Notices"))
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.clicked.connect(self._open)
        self.notices.modelAboutToBeReset.connect(self._keep)
        self.notices.modelReset.connect(self._find_again)

    def chosen(self) -> Told | None:
        """What the keyboard is on."""
        index = self.currentIndex()
        return self.notices.told(index.row()) if index.isValid() else None

    def begin(self) -> None:
        """Go to the newest."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.currentIndex().isValid() and self.notices.rowCount():
            self.setCurrentIndex(self.notices.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        told = self.chosen()
        does: dict[int, Callable[[Told], None]] = {
            Qt.Key.Key_Return: self._go,
            Qt.Key.Key_Enter: self._go,
            Qt.Key.Key_Space: self._read,
            Qt.Key.Key_Delete: self._remove,
        }
        do = does.get(event.key())
        if do is not None and told is not None:
            do(told)
            return
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        told = self.notices.told(index.row())
        if told is not None:
            self._go(told)

    def _go(self, told: Told) -> None:
        self._read(told)
        if told.link:
            self.opened.emit(told.link)

    def _read(self, told: Told) -> None:
        if told.unread:
            self._centre.read([told.id])

    def _remove(self, told: Told) -> None:
        row = self.currentIndex().row()
        next_row = row + 1 if row + 1 < self.notices.rowCount() else row - 1
        after = self.notices.told(next_row) if next_row >= 0 else None
        self._kept = None if after is None else after.id
        self._centre.remove([told.id])

    @Slot(QPoint)
    def _menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        told = self.notices.told(index.row()) if index.isValid() else self.chosen()
        if told is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if told.link:
            menu.addAction(tr("Open")).triggered.connect(lambda: self._go(told))
        read = menu.addAction(tr("Mark as read"))
        read.setEnabled(told.unread)
        read.triggered.connect(lambda: self._read(told))
        menu.addAction(tr("Remove")).triggered.connect(lambda: self._remove(told))
        menu.addSeparator()
        title = kind_of(told.kind).title()
        menu.addAction(tr("Where these are told…")).triggered.connect(lambda: self.settings_asked.emit(title))
        menu.popup(self.viewport().mapToGlobal(place))

    # Staying where one is

    @Slot()
    def _keep(self) -> None:
        told = self.chosen()
        if self._kept is None and told is not None:
            self._kept = told.id

    @Slot()
    def _find_again(self) -> None:
        row = -1 if self._kept is None else self.notices.row_of(self._kept)
        self._kept = None
        if row >= 0:
            self.setCurrentIndex(self.notices.index(row))

"""The grid of cards under the hands: keys, mouse, menu, dragging."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
)

from controllers.video.captions import Captions
from models.video.entities import VideoCard
from views.video.caption_drops import CaptionDrops
from views.video.card_view import CardView
from views.video.delegates import hit_area, play_area
from views.video.items import Role

Index = QModelIndex | QPersistentModelIndex
Flag = QItemSelectionModel.SelectionFlag
Key = Qt.Key
Move = QAbstractItemView.CursorAction


class CardGrid(CardView):
    """`opened` carries the `VideoCard` and whether a new tab is wanted, `hit_opened` one whose place in the
    captions was clicked on; `edge` tells a key that leads out of the grid; `typed` what to look for."""

    opened = Signal(object, bool)
    hit_opened = Signal(object)
    delete_asked = Signal()
    edit_asked = Signal()
    menu_asked = Signal(QPoint)
    typed = Signal(str)
    edge = Signal(int)

    def take_captions(self, captions: Captions) -> None:
        """Caption files may be dropped on a card from now on."""
        drops = CaptionDrops(self.viewport())

        def dropped(paths: Sequence[Path], at: QPoint) -> None:
            index = self.indexAt(at)
            card = index.data(Role.CARD) if index.isValid() else None
            if card is None:
                captions.refuse_lonely()
            elif not card.mine:
                captions.refuse_foreign()
            else:
                captions.add(card.space_id, card.id, paths)

        drops.over.connect(self._files_over)
        drops.dropped.connect(dropped)

    def _files_over(self, at: QPoint | None) -> None:
        self._set_hover(QModelIndex() if at is None else self.indexAt(at))

    def chosen_rows(self) -> list[int]:
        """The rows that are selected, or the current one where none is."""
        current = self.currentIndex()
        return self.selected_rows() or ([current.row()] if current.isValid() else [])

    def current_card(self) -> VideoCard | None:
        index = self.currentIndex()
        return index.data(Role.CARD) if index.isValid() else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring shows where the keys will act, once they are used."""
        self._by_keys = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_keys = True
        key, index = event.key(), self.currentIndex()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        elif key in (Key.Key_Return, Key.Key_Enter) and index.isValid():
            self._open(index, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key == Key.Key_Delete and plain:
            self.delete_asked.emit()
        elif key == Key.Key_F2:
            self.edit_asked.emit()
        elif key == Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
        elif key == Key.Key_Space and index.isValid():
            self.selectionModel().select(index, Flag.Toggle)
            self._anchor = index.row()
        elif key in _MOVES:
            self._move(key, event)
        elif plain and event.text().strip() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _move(self, key: int, event: QKeyEvent) -> None:
        old = self.currentIndex()
        new = self.moveCursor(_MOVES[Key(key)], event.modifiers())
        if not new.isValid() or (new == old and key in (Key.Key_Up, Key.Key_Down)):
            self.edge.emit(key)
            return
        selection = self.selectionModel()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            chosen = QItemSelection()
            self._choose(chosen, *sorted((self._anchor, new.row())))
            self._extending = True
            selection.setCurrentIndex(new, Flag.NoUpdate)
            self._extending = False
            selection.select(chosen, Flag.ClearAndSelect)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            selection.setCurrentIndex(new, Flag.NoUpdate)
        else:
            selection.setCurrentIndex(new, Flag.ClearAndSelect)
        self.scrollTo(new)
        self.viewport().update()

    def _open(self, index: Index, new_tab: bool = False) -> None:
        card = index.data(Role.CARD)
        if card is not None:
            self.opened.emit(card, new_tab)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_keys = False
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.MiddleButton:
            self._open(index, new_tab=True)
            return
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            card = index.data(Role.CARD)
            if plain and card is not None and card.hit is not None and self._on_hit(index, event):
                self.hit_opened.emit(card)
                return
            if (
                plain
                and self._hover == index
                and play_area(self.visualRect(index)).contains(event.position().toPoint())
            ):
                self.selectionModel().setCurrentIndex(index, Flag.NoUpdate)
                self._open(index)
                return
        self._extending = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().mousePressEvent(event)
        self._extending = False
        self.viewport().update()

    def _on_hit(self, index: Index, event: QMouseEvent) -> bool:
        return hit_area(self.visualRect(index), index.data()).contains(event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._open(self.indexAt(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(self.indexAt(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hover(QModelIndex())
        super().leaveEvent(event)

    def _set_hover(self, index: QModelIndex) -> None:
        if self._hover != index:
            self._hover = QPersistentModelIndex(index)
            self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            at = self.viewport().mapToGlobal(self.visualRect(index).center())
        else:
            index = self.indexAt(event.pos())
            at = event.globalPos()
        if index.isValid():
            if not self.selectionModel().isSelected(index):
                self.selectionModel().setCurrentIndex(index, Flag.ClearAndSelect)
            self.menu_asked.emit(at)


_MOVES = {
    Key.Key_Left: Move.MoveLeft,
    Key.Key_Right: Move.MoveRight,
    Key.Key_Up: Move.MoveUp,
    Key.Key_Down: Move.MoveDown,
    Key.Key_PageUp: Move.MovePageUp,
    Key.Key_PageDown: Move.MovePageDown,
    Key.Key_Home: Move.MoveHome,
    Key.Key_End: Move.MoveEnd,
}

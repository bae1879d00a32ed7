"""A grid of cards that reflows with its width. Only what is seen is laid out, so a million rows scroll."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QSizePolicy,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from views.video.arrangement import Arrangement
from views.video.delegates import CardDelegate, spare_height
from views.video.items import VideoItems
from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.announcing import announce

Index = QModelIndex | QPersistentModelIndex
Flag = QItemSelectionModel.SelectionFlag
Key = Qt.Key
Move = QAbstractItemView.CursorAction
Drawn = QStyle.StateFlag

_STEP = 40
_REMEMBERED = 5000  # of a selection that is larger the rest is forgotten when rows are made anew


@dataclass(frozen=True, slots=True)
class _Place:
    """What was where before the rows were made anew."""

    selected: frozenset[UUID]
    current: UUID | None
    row: int
    anchor: UUID | None
    offset: int


class CardView(QAbstractItemView):
    """Cards of a `VideoItems` model below a `header` that scrolls with them.

    With `single` it is one row without scrolling, as high as it has to be. What was selected, current and on
    top stays so when rows are made anew.
    """

    def __init__(
        self,
        thumbnails: Thumbnails,
        *,
        single: bool = False,
        header: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._single = single
        self._header = header
        self._margin = 0 if single else tokens.WIDE
        self._hover = QPersistentModelIndex()
        self._anchor = 0
        self._by_keys = False
        self._extending = False
        self._place: _Place | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(CardDelegate(thumbnails, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAcceptDrops(False)
        self.setAcceptDrops(False)
        if single:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if header is not None:
            header.setParent(self.viewport())
            header.installEventFilter(self)
        thumbnails.arrived.connect(self._repaint)

    # Geometry

    @property
    def _width(self) -> int:
        """Of the content; the scroll bar lies in the margin, so it does not change the columns."""
        return max(1, self.width() - 2 * self._margin)

    @property
    def arrangement(self) -> Arrangement:
        """Where the cards stand now."""
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        return Arrangement(self._width, self._count(), self._header_height(), self._start, rtl)

    @property
    def _start(self) -> int:
        """Of the content in the viewport, which begins behind the scroll bar from right to left."""
        return self._margin - self.viewport().x()

    def _header_height(self) -> int:
        if self._header is None:
            return 0 if self._single else tokens.LARGE
        if self._header.hasHeightForWidth():
            return self._header.heightForWidth(self._width)
        return self._header.sizeHint().height()

    def _count(self) -> int:
        model = self.model()
        return model.rowCount() if model is not None else 0

    def _rect(self, row: int) -> QRect:
        """The card of a row in the viewport."""
        return self.arrangement.rect(row).translated(0, -self.verticalOffset())

    def _rows_seen(self) -> range:
        top = self.verticalOffset()
        return self.arrangement.rows_between(top, top + self.viewport().height())

    def sizeHint(self) -> QSize:
        if self._single:
            card = self.arrangement.card
            titles = [str(self.model().index(row, 0).data()) for row in range(self._count())]
            return QSize(self.width(), card.height() - spare_height(titles, card.width()) + tokens.SMALL)
        return super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height() if self._single else 120)

    def updateGeometries(self) -> None:
        bar = self.verticalScrollBar()
        if not self._single:
            bar.setRange(0, max(0, self.arrangement.height + tokens.SMALL - self.viewport().height()))
            bar.setPageStep(self.viewport().height())
            bar.setSingleStep(_STEP)
        self._place_header()
        super().updateGeometries()

    def _place_header(self) -> None:
        if self._header is not None:
            self._header.setGeometry(self._start, -self.verticalOffset(), self._width, self._header_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometries()
        if self._single:
            self.updateGeometry()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._place_header()
        self.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._header and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometries()
            self.viewport().update()
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._single:
            event.ignore()
            return
        super().wheelEvent(event)

    # What Qt wants to know of a view

    def visualRect(self, index: Index) -> QRect:
        return self._rect(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self.arrangement.row_at(point + QPoint(0, self.verticalOffset()))
        return QModelIndex() if row is None else self.model().index(row, 0)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if self._single or not index.isValid():
            return
        rect, bar = self._rect(index.row()), self.verticalScrollBar()
        if index.row() < self.arrangement.columns and rect.top() < tokens.SMALL:
            bar.setValue(0)
        elif rect.top() < tokens.SMALL:
            bar.setValue(bar.value() + rect.top() - tokens.SMALL)
        elif rect.bottom() > self.viewport().height() - tokens.SMALL:
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + tokens.SMALL)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return 0 if self._single else self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        here, current = self.arrangement, self.currentIndex()
        if not here.count:
            return QModelIndex()
        if not current.isValid():
            return self.model().index(0, 0)
        page = max(1, self.viewport().height() // here.pitch)
        across, down = {
            Move.MoveLeft: (-1, 0), Move.MoveRight: (1, 0), Move.MoveUp: (0, -1), Move.MoveDown: (0, 1),
            Move.MovePageUp: (0, -page), Move.MovePageDown: (0, page),
        }.get(action, (0, 0))  # fmt: skip
        if action in (Move.MoveHome, Move.MoveEnd):
            row = 0 if action == Move.MoveHome else here.count - 1
        elif action in (Move.MoveNext, Move.MovePrevious):
            row = min(max(current.row() + (1 if action == Move.MoveNext else -1), 0), here.count - 1)
        else:
            row = here.step(current.row(), across, down)
        return self.model().index(row, 0)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """A range begins where one went without Shift. Qt tells a screen reader of lists alone."""
        if not self._extending and current.isValid():
            self._anchor = current.row()
        super().currentChanged(current, previous)
        if self.hasFocus() and current.isValid():
            said = current.data(Qt.ItemDataRole.AccessibleTextRole)
            announce(self, f"{said}. {current.row() + 1} / {self._count()}" if said else "", at_once=True)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        chosen = QItemSelection()
        if self.state() is QAbstractItemView.State.DragSelectingState:
            for row in self._rows_seen():
                if self._rect(row).intersects(rect.normalized()):
                    self._choose(chosen, row, row)
        else:
            target = self.indexAt(rect.bottomRight())
            target = target if target.isValid() else self.currentIndex()
            if target.isValid():
                first = self._anchor if command & Flag.Current else target.row()
                self._choose(chosen, *sorted((first, target.row())))
        self.selectionModel().select(chosen, command)

    def _choose(self, chosen: QItemSelection, first: int, last: int) -> None:
        last = min(last, self._count() - 1)
        chosen.select(self.model().index(first, 0), self.model().index(last, 0))

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for row in self._rows_seen():
            if selection.contains(self.model().index(row, 0)):
                region += self._around(row)
        return region

    def _around(self, row: int) -> QRect:
        reach = tokens.SMALL + 1
        return self._rect(row).adjusted(-reach, -reach, reach, reach)

    # Rows that are made anew keep what was chosen

    def setModel(self, model: QAbstractItemModel | None) -> None:
        if isinstance(model, VideoItems):
            model.modelAboutToBeReset.connect(self._remember)
            model.rowsInserted.connect(self._rows_moved)
            model.rowsRemoved.connect(self._rows_moved)
        super().setModel(model)
        if isinstance(model, VideoItems):
            model.modelReset.connect(self._restore)  # after Qt's own, which forgets what is selected

    @property
    def items(self) -> VideoItems:
        model = self.model()
        assert isinstance(model, VideoItems)
        return model

    @Slot()
    def _rows_moved(self) -> None:
        self.updateGeometries()
        self.updateGeometry()
        self.viewport().update()

    @Slot()
    def _remember(self) -> None:
        source, seen = self.items.source, self._rows_seen()
        chosen = self.selected_rows(_REMEMBERED)
        selected = [card.id for row in chosen if (card := source.peek(row)) is not None]
        current = source.peek(self.currentIndex().row()) if self.currentIndex().isValid() else None
        scrolled = bool(seen) and self.verticalOffset() > self._header_height()
        first = source.peek(seen[0]) if scrolled else None
        offset = self._rect(seen[0]).top() if scrolled else 0
        self._place = _Place(
            frozenset(selected),
            current.id if current else None,
            self.currentIndex().row(),
            first.id if first else None,
            offset,
        )

    @Slot()
    def _restore(self) -> None:
        place, self._place = self._place, None
        self.updateGeometries()
        self.updateGeometry()
        if place is None:
            return
        source, selection = self.items.source, self.selectionModel()
        chosen = QItemSelection()
        for video_id in place.selected:
            row = source.row_of(video_id)
            if row is not None and row < self._count():
                self._choose(chosen, row, row)
        selection.select(chosen, Flag.ClearAndSelect)
        row = source.row_of(place.current) if place.current else None
        if row is None and place.row >= 0:
            row = min(place.row, self._count() - 1)  # what took the place of the one that went
        if row is not None and 0 <= row < self._count():
            selection.setCurrentIndex(self.model().index(row, 0), Flag.NoUpdate)
            self._anchor = row
        row = source.row_of(place.anchor) if place.anchor else None
        if row is not None:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self._rect(row).top() - place.offset)
        self.viewport().update()

    def selected_rows(self, most: int = 1 << 30) -> list[int]:
        """The rows that are selected, at most so many."""
        selection = self.selectionModel().selection()
        rows: list[int] = []
        for n in range(selection.count()):
            part = selection.at(n)
            rows += range(part.top(), min(part.bottom() + 1, part.top() + most - len(rows)))
        return sorted(rows)

    # Painting

    @Slot(str)
    def _repaint(self) -> None:
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        rows = self._rows_seen()
        if rows and not self._single:
            self.items.source.set_window(rows[0], rows[-1])
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        current, selection = self.currentIndex(), self.selectionModel()
        plain = option.state & ~(Drawn.State_Selected | Drawn.State_HasFocus | Drawn.State_MouseOver)
        for row in rows:
            if not event.region().intersects(self._around(row)):
                continue
            index = self.model().index(row, 0)
            option.rect = self._rect(row)
            option.state = plain
            if selection.isSelected(index):
                option.state |= Drawn.State_Selected
            if index == current and self.hasFocus() and self._by_keys:
                option.state |= Drawn.State_HasFocus
            if self._hover.isValid() and self._hover.row() == row:
                option.state |= Drawn.State_MouseOver
            self.itemDelegate().paint(painter, option, index)

"""The list beside the player: small pictures, titles, and what plays next on top."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from controllers.video.recommender import Recommender
from models.core.text import tr
from models.video.entities import VideoCard
from views.video import formats
from views.video.painting import line_height, paint_picture
from views.video.reasons import add_corrections
from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.icons import icon
from views.widgets.paint import rounded
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

Index = QModelIndex | QPersistentModelIndex
_PICTURE = QSize(148, 83)
_CARD = Qt.ItemDataRole.UserRole
_REASON = Qt.ItemDataRole.UserRole + 1


class UpNextItems(QAbstractListModel):
    """The cards of the list."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: list[VideoCard] = []
        self._reasons: list[str] = []

    def show_cards(self, cards: Sequence[VideoCard], reasons: Sequence[str]) -> None:
        """Show these, each with the reason why it is offered; nothing happens where they are the same."""
        if (list(cards), list(reasons)) != (self._cards, self._reasons):
            self.beginResetModel()
            self._cards, self._reasons = list(cards), list(reasons)
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        if role == _CARD:
            return card
        if role == _REASON:
            return self._reasons[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return card.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = (card.title, card.channel, formats.views(card.views), self._reasons[index.row()])
            return ", ".join(part for part in said if part)
        return None


class _Rows(QStyledItemDelegate):
    """Picture at the start, title and two lines beside it."""

    def __init__(self, view: QListView, thumbnails: Thumbnails) -> None:
        super().__init__(view)
        self._view = view
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_PICTURE.width() * 2, _PICTURE.height() + tokens.MEDIUM)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card = index.data(_CARD)
        area = QRectF(option.rect).adjusted(0, tokens.TINY, 0, -tokens.TINY)
        state = option.state
        colours = theme().colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected and self._view.hasFocus():
            rounded(painter, area, tokens.RADIUS_ITEM, accent_of(self._view).selection)
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, area, tokens.RADIUS_ITEM, colours.hover)
        start = QRectF(area.topLeft(), _PICTURE).translated(tokens.TINY, 0)
        words = area.adjusted(_PICTURE.width() + tokens.LARGE, 0, -tokens.TINY, 0)
        if option.direction is Qt.LayoutDirection.RightToLeft:
            start.moveRight(area.right() - tokens.TINY)
            words = area.adjusted(tokens.TINY, 0, -_PICTURE.width() - tokens.LARGE, 0)
        wide = round(_PICTURE.width() * painter.device().devicePixelRatioF())
        paint_picture(painter, start, card, self._thumbnails.get(card.poster, wide), accent_of(self._view))
        self._paint_words(painter, words, card, index.data(_REASON))
        painter.restore()

    @staticmethod
    def _paint_words(painter: QPainter, area: QRectF, card: VideoCard, reason: str) -> None:
        colours = theme().colours
        lines = (
            (card.title, Weight.SEMIBOLD, colours.text),
            (card.channel, Weight.REGULAR, colours.dim),
            (formats.views(card.views), Weight.REGULAR, colours.dim),
            *([(reason, Weight.REGULAR, colours.dim)] if reason else []),
        )
        for number, (text, weight, colour) in enumerate(lines):
            painter.setFont(theme().font(Type.BODY, weight))
            painter.setPen(colour)
            line = QRectF(area.x(), area.y() + number * line_height(), area.width(), line_height())
            metrics = QFontMetrics(painter.font())
            short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, short)


class UpNextList(QListView):
    """`chosen` tells the card to play."""

    chosen = Signal(object)

    def __init__(self, thumbnails: Thumbnails, recommender: Recommender) -> None:
        super().__init__()
        self._recommender = recommender
        self.items = UpNextItems()
        self.setModel(self.items)
        self.setItemDelegate(_Rows(self, thumbnails))
        self.setAccessibleName(tr("Up next"))
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)
        thumbnails.arrived.connect(self._arrived)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are the player's keys, which the page around takes."""
        if event.text().isprintable() and event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be said of what is recommended here."""
        keys = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keys else self.indexAt(event.pos())
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        play = menu.addAction(icon("play", size=tokens.ICON_SMALL), tr("Play"))
        play.triggered.connect(lambda: self.chosen.emit(index.data(_CARD)))
        if index.data(_REASON):
            add_corrections(menu, self._recommender, index.data(_CARD), keys=False)
        menu.popup(self.mapToGlobal(self.visualRect(index).center()) if keys else event.globalPos())

    @Slot(str)
    def _arrived(self, _blob: str) -> None:
        self.viewport().update()

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(_CARD))

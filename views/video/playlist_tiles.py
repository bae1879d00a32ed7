"""Playlists as tiles: the first pictures, how many videos, whose; a video dropped on one goes into it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QBrush,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QVBoxLayout, QWidget

from controllers.video.playlists import PlaylistList
from models.core.audience import Role
from models.core.errors import PersonError
from models.core.text import tr
from models.video.entities import PlaylistCard, PlaylistKind
from views.video import formats
from views.video.arrangement import columns_for
from views.video.card_hands import Lines
from views.video.items import videos_in
from views.video.page import Hall
from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.icons import pixmap
from views.widgets.paint import rounded, smooth
from views.widgets.states import Skeleton, State, StateStack, StateView
from views.widgets.surfaces import ScrollColumn
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

SIGNS = {PlaylistKind.WATCH_LATER: "clock", PlaylistKind.FAVOURITES: "star", PlaylistKind.LIST: "list-video"}
_SHEET = 6  # how far the sheets below the first look out
_LINE = 20


def remark(card: PlaylistCard) -> str:
    """Who sees it, whose it is, and when it changed."""
    parts = [formats.privacy(card.privacy)]
    if card.role < Role.OWNER and card.owner_name:
        parts.append(tr("by {name}", name=card.owner_name))
    elif card.members > 1:
        parts.append(tr("shared with {count}", count=card.members - 1))
    return " · ".join([*parts, formats.age(card.changed_at)])


class PlaylistTile(QAbstractButton):
    """Click or Enter opens; `dropped` carries the (space, video) pairs; `menu_asked` where."""

    dropped = Signal(list)
    menu_asked = Signal(QPoint)

    def __init__(self, card: PlaylistCard, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.card = card
        self._thumbnails = thumbnails
        self._over = False
        self._receiving = False
        self.setAcceptDrops(card.role >= Role.EDITOR)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("radius", tokens.RADIUS_ITEM)
        self.setAccessibleName(card.title)
        self.setAccessibleDescription(f"{formats.videos(card.count)}, {remark(card)}")
        self.setToolTip(card.title)
        thumbnails.arrived.connect(self._arrived)

    @Slot(str)
    def _arrived(self, blob: str) -> None:
        if blob in self.card.posters:
            self.update()

    def _picture_height(self) -> int:
        return round(self.width() * 9 / 16)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * 9 / 16) + _SHEET + tokens.SMALL + 2 * _LINE + tokens.TINY

    def sizeHint(self) -> QSize:
        return QSize(290, self.heightForWidth(290))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self.heightForWidth(self.width()))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # the tiles as a whole know where that leads
            return
        super().keyPressEvent(event)

    # Dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if videos_in(event.mimeData()):
            event.acceptProposedAction()
            self._receive(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._receive(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._receive(False)
        event.acceptProposedAction()
        self.dropped.emit(videos_in(event.mimeData()))

    def _receive(self, on: bool) -> None:
        self._receiving = on
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        colours, accent = theme().colours, accent_of(self)
        area = QRectF(0, _SHEET, self.width(), self._picture_height())
        for number in (2, 1):
            inset = number * tokens.SMALL
            sheet = area.adjusted(inset, -number * _SHEET / 2, -inset, 0)
            rounded(painter, sheet, tokens.RADIUS_ITEM, colours.raised, colours.line)
        self._paint_picture(painter, area)
        if self._over:
            rounded(painter, area, tokens.RADIUS_ITEM, colours.hover)
        if self._receiving:
            rounded(painter, area, tokens.RADIUS_ITEM, accent.selection, accent.colour)
        self._paint_badge(painter, area)
        self._paint_words(painter, QRectF(0, area.bottom() + tokens.SMALL, self.width(), _LINE))

    def _paint_picture(self, painter: QPainter, area: QRectF) -> None:
        colours = theme().colours
        ratio = self.devicePixelRatioF()
        blob = self.card.posters[0] if self.card.posters else ""
        picture = self._thumbnails.get(blob, round(area.width() * ratio)) if blob else None
        if picture is None:
            rounded(painter, area, tokens.RADIUS_ITEM, colours.raised, colours.line)
            side = tokens.HUGE
            sign = pixmap(SIGNS[self.card.kind], side, colours.dim, ratio)
            painter.drawPixmap(area.center().toPoint() - QPoint(side // 2, side // 2), sign)
            return
        brush = QBrush(picture)
        scale = area.width() / picture.width()
        brush.setTransform(QTransform().translate(area.x(), area.y()).scale(scale, scale))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        painter.drawRoundedRect(area, tokens.RADIUS_ITEM, tokens.RADIUS_ITEM)

    def _paint_badge(self, painter: QPainter, area: QRectF) -> None:
        """How many, on the picture, with the sign of what kind of list it is."""
        colours = theme().colours
        font = theme().font(Type.CAPTION, Weight.SEMIBOLD, tabular=True)
        text = formats.videos(self.card.count)
        side = tokens.MEDIUM
        wide = QFontMetrics(font).horizontalAdvance(text) + side + tokens.SMALL + tokens.TINY * 2
        box = QRectF(area.right() - wide - tokens.SMALL, area.bottom() - 20 - tokens.SMALL, wide, 20)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            box.moveLeft(area.x() + tokens.SMALL)
        rounded(painter, box, tokens.TINY, colours.picture_shade)
        sign = pixmap(SIGNS[self.card.kind], side, colours.on_picture, self.devicePixelRatioF())
        painter.drawPixmap(QPoint(int(box.x()) + tokens.TINY, int(box.center().y()) - side // 2), sign)
        painter.setFont(font)
        painter.setPen(colours.on_picture)
        words = box.adjusted(side + tokens.SMALL, 0, -tokens.TINY, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_words(self, painter: QPainter, line: QRectF) -> None:
        colours = theme().colours
        lead = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        for text, ink, weight in (
            (self.card.title, colours.text, Weight.SEMIBOLD),
            (remark(self.card), colours.dim, Weight.REGULAR),
        ):
            font = theme().font(Type.BODY, weight)
            painter.setFont(font)
            painter.setPen(ink)
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(line.width()))
            painter.drawText(QRect(line.toRect()), lead, shown)
            line.translate(0, _LINE)


class PlaylistTiles(QWidget):
    """The tiles of a list of playlists in columns; arrows lead from one to the next."""

    def __init__(self, hall: Hall, lists: PlaylistList) -> None:
        super().__init__()
        self._hall = hall
        self._lists = lists
        self.can_make = True
        self.make_new: Callable[[], object] | None = None
        self.words = ""
        self.tiles: list[PlaylistTile] = []
        self._columns = 1
        self._box = QWidget()
        self._grid = QGridLayout(self._box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(tokens.LARGE + tokens.TINY)
        self._grid.setVerticalSpacing(tokens.WIDE)
        scroll = ScrollColumn(margin=tokens.WIDE)
        scroll.column.addWidget(self._box)
        self.stack = StateStack(scroll, Skeleton(2, tile=290))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        lists.changed.connect(self.fill)
        lists.failed.connect(self._fail)
        self.stack.show_loading()

    @Slot()
    def fill(self) -> None:
        """Make the tiles anew; the one with the focus keeps it."""
        focused = next((tile.card.id for tile in self.tiles if tile.hasFocus()), None)
        for tile in self.tiles:
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        cards = self._lists.cards
        words = self.words.casefold().split()
        shown = [card for card in cards or () if all(word in card.title.casefold() for word in words)]
        self.tiles = [self._tile(card) for card in shown]
        self._place()
        for tile in self.tiles:
            if tile.card.id == focused:
                tile.setFocus(Qt.FocusReason.OtherFocusReason)
        if cards is None:
            self.stack.show_loading()
        elif shown:
            self.stack.show_content()
        else:
            self.stack.show_state(self._nothing(bool(cards)))

    def _nothing(self, others: bool) -> StateView:
        if others:
            sentence = tr("No playlist matches “{words}”", words=self.words)
            return StateView(State.NOTHING_FOUND, sentence, tr("Fewer or shorter words find more."))
        if not self.can_make:
            return StateView(State.EMPTY, tr("There is no playlist here"), icon="list-video")
        make = self.make_new
        return StateView(
            State.EMPTY, tr("No playlist yet"),
            tr("A playlist keeps videos together, in your order. Public ones are shown on your channel."),
            icon="list-video", action=tr("New playlist") if make else "", do=make,
        )  # fmt: skip

    def _tile(self, card: PlaylistCard) -> PlaylistTile:
        tile = PlaylistTile(card, self._hall.parts.thumbnails)
        tile.clicked.connect(lambda: self._hall.visit(f"playlist/{card.id}"))
        tile.dropped.connect(lambda places: self._hall.saver.add(card, places))
        tile.menu_asked.connect(lambda at: self._menu(tile, at))
        return tile

    def _menu(self, tile: PlaylistTile, at: QPoint) -> None:
        lines = Lines(self)
        lines.put("list-video", tr("Open"), tile.click, tr("Enter"))
        lines.menu.popup(at)

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self.stack.show_error(error, self._lists.refresh)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        columns = columns_for(max(1, self.width() - 2 * tokens.WIDE))
        if columns != self._columns:
            for column in range(self._columns):
                self._grid.setColumnStretch(column, 0)
        self._columns = columns
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, 0)
        for number, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, number // columns, number % columns, Qt.AlignmentFlag.AlignTop)
        if self.tiles and len(self.tiles) < columns:  # a few are no wider than many
            gaps = (columns - 1) * self._grid.horizontalSpacing()
            wide = (self.width() - 2 * tokens.WIDE - gaps) // columns
            for column in range(columns):
                self._grid.setColumnMinimumWidth(column, max(1, wide))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        across = -1 if rtl else 1
        step = {
            Qt.Key.Key_Left: -across, Qt.Key.Key_Right: across, Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }.get(Qt.Key(event.key()), 0)  # fmt: skip
        at = next((n for n, tile in enumerate(self.tiles) if tile.hasFocus()), None)
        if step and at is not None and 0 <= at + step < len(self.tiles):
            self.tiles[at + step].setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)

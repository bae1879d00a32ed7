"""The mini-player: the same playback in a corner of the window, while other things are done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from controllers.video.playback import State
from controllers.video.player import Player
from models.core.text import tr
from views.video.player import look
from views.video.player.parts import PictureButton
from views.video.player.surface import Surface
from views.widgets import tokens
from views.widgets.paint import smooth
from views.widgets.theme import accent_of, set_accent, theme

_SKIP_US = 10_000_000


class MiniPlayer(QWidget):
    """Floats over its window, snaps to the nearest corner when it is let go, and never restarts playback.

    `expand_wanted`: back to the whole player. `closed`: the person is done; the owner stops the player.
    """

    expand_wanted = Signal()
    closed = Signal()

    def __init__(
        self, player: Player, window: QWidget, *, margins: tuple[int, int, int, int] | None = None
    ) -> None:
        super().__init__(window)
        self._window = window
        self._player = player
        self._margins = margins or (tokens.WIDE,) * 4  # left, top, right, bottom: what it must not cover
        self._corner = Qt.Corner.BottomRightCorner
        self._grip: QPoint | None = None
        self._moved = False
        self.setAccessibleName(tr("Mini-player"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        set_accent(self, "video")
        self.surface = Surface(player, self)
        self.surface.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._make_buttons()
        self.resize(look.MINI_WIDTH, self.surface.heightForWidth(look.MINI_WIDTH))
        player.state_changed.connect(self._show_state)
        player.position_changed.connect(self._show_progress)
        window.installEventFilter(self)
        self._show_state()
        self.hide()

    def _make_buttons(self) -> None:
        self._bar = _Bar(self._player, self)
        self.play_button = PictureButton("pause", tr("Pause"), parent=self._bar)
        back = PictureButton("rewind", tr("Back 10 seconds"), parent=self._bar)
        on = PictureButton("fast-forward", tr("Forward 10 seconds"), parent=self._bar)
        following = PictureButton("skip-forward", tr("Next video"), parent=self._bar)
        self.expand_button = PictureButton("maximize", tr("Back to the video"), parent=self._bar)
        self.close_button = PictureButton("x", tr("Close the mini-player"), parent=self._bar)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(tokens.SMALL, tokens.TINY, tokens.SMALL, tokens.SMALL)
        row.setSpacing(0)
        for button in (back, self.play_button, on, following):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.expand_button)
        row.addWidget(self.close_button)
        self.play_button.clicked.connect(self._player.toggle)
        back.clicked.connect(self._skip_back)
        on.clicked.connect(self._skip_on)
        following.clicked.connect(self._player.want_next)
        self.expand_button.clicked.connect(self.expand_wanted)
        self.close_button.clicked.connect(self._close_clicked)

    # -- coming and going ------------------------------------------------------------------------------------

    def appear(self) -> None:
        """Show it in its corner, with what is playing."""
        self._snap()
        self.show()
        self.raise_()

    @Slot()
    def _close_clicked(self) -> None:
        self.hide()
        self.closed.emit()

    @Slot()
    def _skip_back(self) -> None:
        self._player.skip(-_SKIP_US)

    @Slot()
    def _skip_on(self) -> None:
        self._player.skip(_SKIP_US)

    @Slot()
    def _show_state(self) -> None:
        playing = self._player.playing
        icon = "rotate-ccw" if self._player.state is State.ENDED else "pause" if playing else "play"
        self.play_button.set_icon(icon)
        self.play_button.set_name(tr("Pause") if playing else tr("Play"))

    @Slot()
    def _show_progress(self) -> None:
        if self.isVisible():
            self._bar.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self.parent() and self.isVisible():
            self._snap()
        return False

    # -- its place -------------------------------------------------------------------------------------------

    @property
    def corner(self) -> Qt.Corner:
        return self._corner

    def _free(self) -> QRect:
        left, top, right, bottom = self._margins
        return self._window.rect().adjusted(left, top, -right, -bottom)

    def _snap(self) -> None:
        free = self._free()
        right = self._corner in (Qt.Corner.TopRightCorner, Qt.Corner.BottomRightCorner)
        low = self._corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner)
        x = free.right() - self.width() + 1 if right else free.left()
        y = free.bottom() - self.height() + 1 if low else free.top()
        self.move(x, y)

    def _nearest(self) -> Qt.Corner:
        middle, centre = self._free().center(), self.geometry().center()
        if centre.y() < middle.y():
            return Qt.Corner.TopLeftCorner if centre.x() < middle.x() else Qt.Corner.TopRightCorner
        return Qt.Corner.BottomLeftCorner if centre.x() < middle.x() else Qt.Corner.BottomRightCorner

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grip, self._moved = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._moved = True
            self.move(self.mapToParent(event.position().toPoint()) - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._grip = None
            self._corner = self._nearest()
            self._snap()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.expand_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Space | Qt.Key.Key_K:
                self._player.toggle()
            case Qt.Key.Key_Left | Qt.Key.Key_J:
                self._skip_back()
            case Qt.Key.Key_Right | Qt.Key.Key_L:
                self._skip_on()
            case Qt.Key.Key_I | Qt.Key.Key_Return:
                self.expand_wanted.emit()
            case Qt.Key.Key_Escape:
                self._close_clicked()
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.surface.setGeometry(self.rect())
        high = self._bar.sizeHint().height()
        self._bar.setGeometry(0, self.height() - high, self.width(), high)
        self.surface.set_lifted(high)


class _Bar(QWidget):
    """The ground of the mini-player's buttons, with how much has been played along its lower edge."""

    def __init__(self, player: Player, parent: QWidget) -> None:
        super().__init__(parent)
        self._player = player

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        corners = QPainterPath()
        above = QRectF(self.rect()).adjusted(0, -2 * tokens.RADIUS_CARD, 0, 0)
        corners.addRoundedRect(above, tokens.RADIUS_CARD, tokens.RADIUS_CARD)
        painter.setClipPath(corners)
        painter.fillRect(self.rect(), theme().colours.picture_shade)
        line = QRectF(0, self.height() - look.BAR, self.width(), look.BAR)
        painter.fillRect(line, look.ink(look.FAINT))
        line.setWidth(self.width() * self._player.position_us / max(1, self._player.duration_us))
        painter.fillRect(line, accent_of(self).colour)

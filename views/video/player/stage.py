"""The stage: picture, controls, preview and error over each other. It moves whole into the full screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCursor, QEnterEvent, QImage, QMouseEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from controllers.video.playback import PlayRequest, State
from controllers.video.player import Player
from models.core.text import tr
from views.video.player import look
from views.video.player.controls import Controls
from views.video.player.parts import PictureLabel
from views.video.player.pictures import PictureLoader
from views.video.player.seekbar import Preview
from views.video.player.surface import Surface
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.theme import set_accent, theme
from views.widgets.tokens import Type


class Stage(QWidget):
    """Lays the parts over each other and hides the controls when the hand rests."""

    double_clicked = Signal()

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._menu_open = False
        self.surface = Surface(player, self)
        self.controls = Controls(player, self)
        self.preview = Preview(self)
        self.problem = Problem(player, self)
        self.damage = PictureLabel(tr("This file is damaged: some pictures may be wrong."), self)
        self.damage.setFont(theme().font(Type.CAPTION))
        self.damage.setMargin(tokens.SMALL)
        self.damage.setAutoFillBackground(True)
        self.damage.hide()
        self._loader = PictureLoader()
        self._loader.poster_read.connect(self._poster_read)
        self._loader.sheet_read.connect(self._sheet_read)
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._hide_controls)
        self.setMouseTracking(True)
        self.surface.setMouseTracking(True)
        self.surface.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_accent(self, "video")
        self.controls.seek_bar.hovered.connect(self._hovered)
        self.controls.menu_opened.connect(self._menu_opened)
        player.opened.connect(self._show_request)
        player.state_changed.connect(self._state_changed)
        self._show_request(player.request)

    # -- what is played --------------------------------------------------------------------------------------

    @Slot(object)
    def _show_request(self, request: PlayRequest | None) -> None:
        self.preview.set_request(request)
        self.surface.set_poster(QPixmap())
        self.damage.setVisible(bool(request and request.damaged))
        self.surface.setAccessibleDescription(request.title if request else "")
        if request:
            self._loader.load(request)
        self.show_controls()

    @Slot(object, QImage)
    def _poster_read(self, request: PlayRequest, poster: QImage) -> None:
        if request is self._player.request:
            self.surface.set_poster(QPixmap.fromImage(poster))

    @Slot(object, QImage)
    def _sheet_read(self, request: PlayRequest, sheet: QImage) -> None:
        if request is self._player.request:
            self.preview.set_sheet(sheet)

    @Slot(object)
    def _state_changed(self, state: State) -> None:
        self.problem.setVisible(state is State.ERROR)
        self.show_controls()

    # -- controls that come and go ---------------------------------------------------------------------------

    @property
    def controls_shown(self) -> bool:
        return not self.controls.isHidden()

    def show_controls(self) -> None:
        """Show the controls; they go again when nothing moves while it plays."""
        self.controls.setVisible(self._player.state is not State.ERROR)
        self.damage.setVisible(bool(self._player.request and self._player.request.damaged))
        self.surface.set_lifted(self._shade_height() - tokens.HUGE if self.controls_shown else 0)
        self.unsetCursor()
        if self._player.state is State.PLAYING:
            self._rest.start(look.HIDE_AFTER)
        else:
            self._rest.stop()

    @Slot()
    def _hide_controls(self) -> None:
        under = self.controls.geometry().contains(self.mapFromGlobal(QCursor.pos())) and self.underMouse()
        focus = self.focusWidget() if self.isActiveWindow() else None
        used = focus is not None and self.controls.isAncestorOf(focus) and bool(focus.property("byKeyboard"))
        if self._player.state is not State.PLAYING or self._menu_open or under or used:
            return
        self.controls.hide()
        self.damage.hide()
        self.preview.hide()
        self.surface.set_lifted(0)
        self.setCursor(Qt.CursorShape.BlankCursor)

    @Slot(bool)
    def _menu_opened(self, opened: bool) -> None:
        self._menu_open = opened
        self.show_controls()

    @Slot(object, int)
    def _hovered(self, position_us: int | None, x: int) -> None:
        if position_us is None:
            self.preview.hide()
            return
        bar = self.controls.seek_bar
        at = bar.mapTo(self, QPoint(x, 0))
        most = bar.is_most_replayed(position_us)
        self.preview.show_at(position_us, at.x(), at.y() - tokens.TINY, most=most)

    # -- the hand --------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.show_controls()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.show_controls()

    def leaveEvent(self, event: QEvent) -> None:
        if self._player.state is State.PLAYING and not self._menu_open:
            self._rest.start(tokens.MOTION)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click plays or pauses."""
        if event.button() is Qt.MouseButton.LeftButton and self._player.state is not State.ERROR:
            owner = self.parentWidget()  # the view, or the window that fills the screen: both know the keys
            if owner is not None:
                owner.setFocus(Qt.FocusReason.MouseFocusReason)
            self._player.toggle()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The first click of the two has paused: play on, and fill the screen."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._player.toggle()
            self.double_clicked.emit()

    # -- layout ----------------------------------------------------------------------------------------------

    def set_radius(self, radius: int) -> None:
        self.surface.set_radius(radius)
        self.controls.radius = radius

    def _shade_height(self) -> int:
        return self.controls.sizeHint().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.surface.setGeometry(self.rect())
        self._player.set_room(round(self.height() * self.devicePixelRatioF()))
        high = self._shade_height()
        self.controls.setGeometry(0, self.height() - high, self.width(), high)
        self.problem.setGeometry(self.rect())
        self.damage.adjustSize()
        self.damage.move(tokens.MEDIUM, tokens.MEDIUM)
        if self.controls_shown:
            self.surface.set_lifted(high - tokens.HUGE)


class Problem(QWidget):
    """What went wrong and what can be done, in the place of the picture."""

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._sentence = PictureLabel("", self)
        self._what_now = PictureLabel("", self)
        for label, step in ((self._sentence, Type.STRONG), (self._what_now, Type.BODY)):
            label.setFont(theme().font(step))
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.again = Button(tr("Try again"), icon="refresh-cw", parent=self)
        self.again.clicked.connect(player.play)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addStretch(1)
        column.addWidget(self._sentence)
        column.addWidget(self._what_now)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        player.failed.connect(self._show)
        self.hide()

    @property
    def text(self) -> str:
        """All it says."""
        return f"{self._sentence.text()} {self._what_now.text()}".strip()

    @Slot(object)
    def _show(self) -> None:
        error = self._player.error
        if error is not None and self._player.state is State.ERROR:
            self._sentence.setText(error.sentence)
            self._what_now.setText(error.what_now)
            self._what_now.setVisible(bool(error.what_now))
            self.setVisible(True)

"""The player's view: the stage, its keys, theatre mode and full screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from controllers.video.playback import PlayRequest
from controllers.video.player import Player
from models.core.text import tr
from views.video.player import look
from views.video.player.keys import BY_KEY, PlayerKey, key_name
from views.video.player.spoken import Spoken
from views.video.player.stage import Stage
from views.widgets import tokens

_WIDE = 16 / 9


class PlayerView(QWidget):
    """Shows a player with everything that controls it. The player stays the caller's, who closes it.

    `mini_wanted`: the person asks for the mini-player; `clip_wanted`: for a clip with this edge here.
    `theatre_changed`: what stands beside the picture
    should give way, or come back.
    """

    mini_wanted = Signal()
    save_wanted = Signal()
    clip_wanted = Signal(str)
    theatre_changed = Signal(bool)
    full_screen_changed = Signal(bool)

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.player = player
        self.theatre = False
        self.meaning: Callable[[str], PlayerKey | None] = BY_KEY.get
        self.stage = Stage(player)
        self._screen: _FullScreen | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.stage)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", False)  # the keys act on all of it: a ring would only frame the picture
        self.setAccessibleName(tr("Video player"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        controls = self.stage.controls
        controls.mini_wanted.connect(self.want_mini)
        controls.theatre_wanted.connect(self.toggle_theatre)
        controls.full_screen_wanted.connect(self.toggle_full_screen)
        self.stage.double_clicked.connect(self.toggle_full_screen)
        self._spoken = Spoken(player, self)

    def open(self, request: PlayRequest) -> None:
        """Play `request` and take the keys."""
        self.player.open(request)
        self.setFocus()

    # -- size ------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return self.stage.surface.sizeHint()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as a 16:9 picture; in theatre mode its owner may give it more width."""
        return round(width / _WIDE)

    # -- modes -----------------------------------------------------------------------------------------------

    @property
    def full_screen(self) -> bool:
        return self._screen is not None

    def can_act(self) -> bool:
        """Whether the keys mean this view: something is open, and it can be seen."""
        return self.player.request is not None and self.stage.isVisible()

    @Slot()
    def want_save(self) -> None:
        """Ask for the playlists that the video should be in."""
        self.save_wanted.emit()

    def want_clip(self, edge: str) -> None:
        """Ask for a clip with its edge ("start" or "end") here."""
        self.leave_full_screen()
        self.clip_wanted.emit(edge)

    def want_mini(self) -> None:
        self.leave_full_screen()
        self.mini_wanted.emit()

    @Slot()
    def toggle_theatre(self) -> None:
        self.leave_full_screen()
        self.theatre = not self.theatre
        self._show_modes()
        self.theatre_changed.emit(self.theatre)

    @Slot()
    def toggle_full_screen(self) -> None:
        if self._screen is not None:
            self.leave_full_screen()
            return
        self._screen = _FullScreen(self)
        self._screen.take(self.stage)
        self._show_modes()
        self.full_screen_changed.emit(True)

    @Slot()
    def leave_full_screen(self) -> None:
        if self._screen is None:
            return
        screen, self._screen = self._screen, None
        self._column.addWidget(self.stage)
        self.stage.set_radius(tokens.RADIUS_CARD)
        self.stage.show()
        screen.hide()
        screen.deleteLater()
        self._show_modes()
        self.setFocus()
        self.full_screen_changed.emit(False)

    def _show_modes(self) -> None:
        self.stage.controls.set_modes(theatre=self.theatre, full_screen=self.full_screen)
        self.stage.show_controls()

    # -- keys ------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.handle_key(event):
            super().keyPressEvent(event)

    def handle_key(self, event: QKeyEvent) -> bool:
        """Do what the pressed key means to the player; False where it means nothing."""
        entry = self.meaning(key_name(event))
        if entry is None or self.player.request is None:
            return False
        if entry.id.endswith(".leave") and not self.full_screen:
            return False
        self.stage.show_controls()
        entry.run(self)
        return True


class _FullScreen(QWidget):
    """A window over the whole screen that holds the stage and sends its keys to the view."""

    def __init__(self, view: PlayerView) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._view = view
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setWindowTitle(view.player.request.title if view.player.request else tr("Video player"))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, look.ground())
        self.setPalette(palette)

    def take(self, stage: Stage) -> None:
        screen = self._view.screen()
        self.setScreen(screen)
        self._column.addWidget(stage)
        stage.set_radius(0)
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        stage.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._view.handle_key(event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self._view.leave_full_screen()

"""The controls' own buttons, in the ink that is used on pictures."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from controllers.video.player import Player
from models.core.text import tr
from views.video.player import look
from views.video.player.keys import first_key
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton, Kind
from views.widgets.paint import rounded
from views.widgets.theme import theme


class PictureButton(IconButton):
    """An icon on the picture."""

    def __init__(self, icon: str, tip: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(icon, tip, parent=parent, role="on_picture")
        self.set_name(tip, key)

    def _paint_ground(self, painter: QPainter) -> None:
        if self.isDown() or self._hovered:
            rounded(painter, self.rect(), tokens.RADIUS, look.ink(look.FAINT / 2))
        if self.isChecked():
            line = self.rect().adjusted(
                tokens.TINY, self.height() - tokens.TINY, -tokens.TINY, -tokens.HAIRLINE
            )
            rounded(painter, line, tokens.HAIRLINE, look.ink())


class PictureLabel(QLabel):
    """A text on the picture, the same in both themes."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, look.ink())
        palette.setColor(QPalette.ColorRole.Window, theme().colours.picture_shade)
        self.setPalette(palette)


class PictureChip(Button):
    """A text in a thin frame on the picture, or without the frame (`bare`)."""

    def __init__(self, tip: str, *, bare: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("", kind=Kind.GHOST, tip=tip, parent=parent, role="on_picture")
        self._bare = bare

    def set_text(self, text: str, name: str, key: str = "") -> None:
        """The text, the whole name for those who cannot see it, and the key."""
        self.setText(text)
        self.setAccessibleName(name)
        self.set_tip(name, key)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), tokens.WIDE)

    def _ink(self) -> QColor:
        return look.ink()

    def _paint_ground(self, painter: QPainter) -> None:
        ground = look.ink(look.FAINT / 2) if self._hovered or self.isDown() else None
        rounded(painter, self.rect(), tokens.RADIUS, ground, None if self._bare else look.ink(look.LOUD))


class VolumeBox(QWidget):
    """The loudspeaker; its slider comes out under the hand and with the keyboard's focus."""

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.button = PictureButton("volume-2", tr("Mute"), first_key("mute"), self)
        self.slider = VolumeSlider(player, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.TINY)
        row.addWidget(self.button)
        row.addWidget(self.slider)
        self.slider.hide()
        self.button.clicked.connect(self._toggle)
        player.volume_changed.connect(self._show)
        player.muted_changed.connect(self._show)
        self._show()

    @Slot()
    def _toggle(self) -> None:
        self._player.set_muted(not self._player.muted)

    @Slot()
    def _show(self) -> None:
        silent = self._player.muted or self._player.volume == 0
        icon = "volume-x" if silent else "volume-1" if self._player.volume < 50 else "volume-2"
        self.button.set_icon(icon)
        self.button.set_name(tr("Sound on") if silent else tr("Mute"), first_key("mute"))
        self.slider.setValue(0 if self._player.muted else self._player.volume)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.slider.show()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.slider.setVisible(self.slider.hasFocus())
        super().leaveEvent(event)


class VolumeSlider(QSlider):
    """The volume, 0–100."""

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._player = player
        self.setRange(0, 100)
        self.setSingleStep(5)
        self.setFixedWidth(2 * tokens.HUGE)
        self.setAccessibleName(tr("Volume"))
        self.setToolTip(tr("Volume") + "  ↑ ↓")
        self.actionTriggered.connect(self._chosen)
        self.sliderMoved.connect(player.set_volume)

    @Slot(int)
    def _chosen(self, action: int) -> None:
        self._player.set_volume(self.sliderPosition())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move through the video even here; up and down are the volume."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
            event.ignore()
        else:
            super().keyPressEvent(event)

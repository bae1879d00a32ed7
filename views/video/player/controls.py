"""The controls that lie on the picture's lower edge."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from controllers.video.playback import AUTO, Chapter, PlayRequest, State
from controllers.video.player import Player
from models.core.text import tr
from views.video.player import look, menus
from views.video.player.keys import first_key
from views.video.player.parts import PictureButton, PictureChip, PictureLabel, VolumeBox
from views.video.player.seekbar import SeekBar
from views.widgets import tokens
from views.widgets.theme import theme
from views.widgets.tokens import Type


class Controls(QWidget):
    """Seek bar and buttons over a shade; everything is left to right in every language."""

    mini_wanted = Signal()
    theatre_wanted = Signal()
    full_screen_wanted = Signal()
    menu_opened = Signal(bool)

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.radius = tokens.RADIUS_CARD
        self._windowed = True
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(tr("Player controls"))
        self.seek_bar = SeekBar(player, self)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._show_state()
        self._show_quality()
        self._show_request(player.request)

    def _make_buttons(self) -> None:
        self.play_button = PictureButton("play", tr("Play"), first_key("play"), self)
        self.next_button = PictureButton("skip-forward", tr("Next video"), first_key("next"), self)
        self.volume = VolumeBox(self._player, self)
        self.time = PictureLabel("", self)
        self.time.setFont(theme().font(Type.BODY))
        self.time.setAccessibleName(tr("Time"))
        self.chapter = PictureChip(tr("Chapters"), bare=True, parent=self)
        self.speed = PictureChip(tr("Speed"), parent=self)
        self.captions = PictureButton("captions", tr("Captions"), first_key("captions"), self)
        self.captions.setCheckable(True)
        self.quality = PictureChip(tr("Quality"), parent=self)
        self.mini = PictureButton("picture-in-picture-2", tr("Mini-player"), first_key("mini"), self)
        self.theatre = PictureButton("theatre", tr("Theatre mode"), first_key("theatre"), self)
        self.full_screen = PictureButton("maximize", tr("Full screen"), first_key("full_screen"), self)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(tokens.TINY)
        row.addWidget(self.play_button)
        row.addWidget(self.next_button)
        row.addWidget(self.volume)
        row.addSpacing(tokens.SMALL)
        row.addWidget(self.time)
        row.addWidget(self.chapter)
        row.addStretch(1)
        right: tuple[QWidget, ...] = (
            *(self.speed, self.captions, self.quality),
            *(self.mini, self.theatre, self.full_screen),
        )
        for widget in right:
            row.addWidget(widget)
            row.addSpacing(tokens.TINY)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.EDGE - look.KNOB // 2, tokens.HUGE, look.EDGE, tokens.SMALL)
        column.setSpacing(tokens.TINY)
        column.addWidget(self.seek_bar)
        column.addLayout(row)

    def _connect(self) -> None:
        player = self._player
        self.play_button.clicked.connect(player.toggle)
        self.next_button.clicked.connect(player.want_next)
        self.mini.clicked.connect(self.mini_wanted)
        self.theatre.clicked.connect(self.theatre_wanted)
        self.full_screen.clicked.connect(self.full_screen_wanted)
        self.speed.clicked.connect(self._open_speed)
        self.quality.clicked.connect(self._open_quality)
        self.captions.clicked.connect(self._captions_clicked)
        self.chapter.clicked.connect(self._open_chapters)
        player.opened.connect(self._show_request)
        player.state_changed.connect(self._show_state)
        player.position_changed.connect(self._show_time)
        player.duration_changed.connect(self._show_time)
        player.speed_changed.connect(self._show_quality)
        player.quality_changed.connect(self._show_quality)
        player.rung_changed.connect(self._show_quality)
        player.captions_changed.connect(self._show_captions)
        player.audio_tracks_changed.connect(self._show_captions)
        player.caption_tracks_changed.connect(self._show_captions)
        player.chapter_changed.connect(self._show_chapter)

    # -- what the player says --------------------------------------------------------------------------------

    @Slot(object)
    def _show_request(self, request: PlayRequest | None) -> None:
        self.seek_bar.set_request(request)
        self._show_captions()
        self._show_quality()
        self._show_chapter(self._player.chapter)
        self._show_time()

    @Slot()
    def _show_state(self) -> None:
        if self._player.state is State.ENDED:
            icon, name = "rotate-ccw", tr("Play again")
        elif self._player.playing:
            icon, name = "pause", tr("Pause")
        else:
            icon, name = "play", tr("Play")
        self.play_button.set_icon(icon)
        self.play_button.set_name(name, first_key("play"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_time()

    @Slot()
    def _show_time(self) -> None:
        if not self.isVisible():
            return
        text = f"{look.time_text(self._player.position_us)} / {look.time_text(self._player.duration_us)}"
        if text != self.time.text():
            longer = len(text) != len(self.time.text())
            self.time.setText(text)
            if longer:
                self._fit()

    @Slot()
    def _show_quality(self) -> None:
        player = self._player
        speed = look.speed_text(player.speed)
        self.speed.set_text(
            speed, tr("Speed: {speed}", speed=speed), f"{first_key('slower')} {first_key('faster')}"
        )
        shown = player.rung.label if player.rung else ""
        if player.quality == AUTO:
            text = tr("Auto {quality}", quality=shown).strip()
        else:
            chosen = [
                rung.label
                for rung in (player.request.rungs if player.request else ())
                if rung.height == player.quality
            ]
            text = chosen[0] if chosen else shown or f"{player.quality}p"
        self.quality.set_text(text, tr("Quality: {quality}", quality=text))
        self._fit()

    @Slot()
    def _show_captions(self) -> None:
        tracks = self._player.request.captions if self._player.request else ()
        self.captions.setEnabled(bool(tracks) or len(self._player.audio_tracks) > 1)
        self.captions.setChecked(self._player.caption_track >= 0)
        self.captions.set_name(tr("Captions") if tracks else tr("No captions"), first_key("captions"))

    @Slot(object)
    def _show_chapter(self, chapter: Chapter | None) -> None:
        title = chapter.title if chapter else ""
        self.chapter.set_text(f"· {title} ›" if title else "", tr("Chapter: {title}", title=title))
        self._fit()

    def set_modes(self, *, theatre: bool, full_screen: bool) -> None:
        """Show which modes are on."""
        self.theatre.setChecked(theatre)
        self._windowed = not full_screen
        self.full_screen.set_icon("minimize" if full_screen else "maximize")
        name = tr("Leave full screen") if full_screen else tr("Full screen")
        self.full_screen.set_name(name, first_key("full_screen"))
        self._fit()

    # -- menus -----------------------------------------------------------------------------------------------

    @Slot()
    def _open_speed(self) -> None:
        self._pop_up(menus.speed_menu, self.speed)

    @Slot()
    def _open_quality(self) -> None:
        self._pop_up(menus.quality_menu, self.quality)

    @Slot()
    def _open_chapters(self) -> None:
        self._pop_up(menus.chapters_menu, self.chapter)

    @Slot()
    def _captions_clicked(self) -> None:
        tracks = self._player.request.captions if self._player.request else ()
        if len(tracks) > 1 or len(self._player.audio_tracks) > 1:
            self._show_captions()
            self._pop_up(menus.tracks_menu, self.captions)
        else:
            self._player.toggle_captions()

    def _pop_up(self, make: Callable[[Player, QWidget], QMenu], button: QWidget) -> None:
        menu = make(self._player, self)
        menu.aboutToHide.connect(self._menu_closed)
        self.menu_opened.emit(True)
        corner = button.mapToGlobal(button.rect().topLeft())
        corner.setY(corner.y() - menu.sizeHint().height() - tokens.TINY)
        menu.popup(corner)

    @Slot()
    def _menu_closed(self) -> None:
        self.menu_opened.emit(False)

    # -- painting --------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What matters least gives way in a narrow player; the time is never cut."""
        wanted = {
            self.chapter: bool(self.chapter.text()),
            self.theatre: self._windowed,
            self.quality: True,
            self.speed: True,
            self.next_button: True,
            self.mini: self._windowed,
            self.volume: True,
        }
        fixed = (self.play_button, self.time, self.captions, self.full_screen)
        there = [*fixed, *(widget for widget, want in wanted.items() if want)]
        needed = sum(widget.sizeHint().width() + 3 * tokens.TINY for widget in there)
        needed += 2 * look.EDGE + 2 * tokens.SMALL
        for widget, want in wanted.items():
            room = needed <= self.width()
            widget.setVisible(want and room)
            if want and not room:
                needed -= widget.sizeHint().width() + 3 * tokens.TINY

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade = QLinearGradient(0, 0, 0, self.height())
        clear = QColor(theme().colours.picture_shade)
        clear.setAlpha(0)
        shade.setColorAt(0, clear)
        shade.setColorAt(0.6, _half(theme().colours.picture_shade))
        shade.setColorAt(1, theme().colours.picture_shade)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        # Round below only: the upper corners lie outside.
        painter.setClipRect(self.rect())
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0, -2 * self.radius, 0, 0), self.radius, self.radius
        )


def _half(colour: QColor) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(colour.alphaF() / 2)
    return faded

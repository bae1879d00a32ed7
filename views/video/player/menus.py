"""The menus of the controls: speed, captions and sound, quality, chapters."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from controllers.video.playback import AUTO, SPEEDS
from controllers.video.player import Player
from controllers.video.sleep import MINUTES, SleepTimer
from models.core.text import tr
from views.video.player import look


class ChoiceMenu(QMenu):
    """A menu of exclusive choices; forgets itself when it closes."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setAccessibleName(title)
        self._group = QActionGroup(self)
        self.aboutToHide.connect(self.deleteLater)

    def head(self, text: str) -> None:
        """A title over the choices that follow, which exclude each other."""
        self._group = QActionGroup(self)
        if not self.isEmpty():
            self.addSeparator()
        self.addAction(text).setEnabled(False)

    def choice(self, text: str, *, chosen: bool, choose: Callable[[], object]) -> None:
        action = self.addAction(text)
        action.setCheckable(True)
        action.setChecked(chosen)
        self._group.addAction(action)
        action.triggered.connect(lambda: choose())


def speed_menu(player: Player, parent: QWidget) -> ChoiceMenu:
    """How fast, and when to stop: the sleep timer."""
    menu = ChoiceMenu(tr("Speed"), parent)
    menu.head(tr("Speed"))
    for speed in SPEEDS:
        name = tr("Normal") if speed == 1 else look.speed_text(speed)
        menu.choice(name, chosen=speed == player.speed, choose=lambda speed=speed: player.set_speed(speed))  # type: ignore[misc]
    _sleep_choices(menu, player.sleep)
    return menu


def _sleep_choices(menu: ChoiceMenu, sleep: SleepTimer) -> None:
    menu.head(tr("Sleep timer"))
    none = not sleep.minutes and not sleep.at_end
    menu.choice(tr("Off"), chosen=none, choose=sleep.off)
    for minutes in MINUTES:
        text = tr("In {count} minutes", count=minutes)
        if minutes == sleep.minutes:
            left = max(1, round(sleep.left_ms / 60_000))
            text = tr("In {count} minutes, {left} left", count=minutes, left=left)
        menu.choice(
            text,
            chosen=minutes == sleep.minutes,
            choose=lambda minutes=minutes: sleep.after(minutes),  # type: ignore[misc]
        )
    menu.choice(tr("At the end of this video"), chosen=sleep.at_end, choose=sleep.at_the_end)


def quality_menu(player: Player, parent: QWidget) -> ChoiceMenu:
    menu = ChoiceMenu(tr("Quality"), parent)
    menu.choice(tr("Auto"), chosen=player.quality == AUTO, choose=lambda: player.set_quality(AUTO))
    rungs = player.request.rungs if player.request else ()
    for rung in sorted(rungs, key=lambda rung: -rung.height):
        menu.choice(
            rung.label,
            chosen=player.quality == rung.height,
            choose=lambda rung=rung: player.set_quality(rung.height),  # type: ignore[misc]
        )
    return menu


def tracks_menu(player: Player, parent: QWidget) -> ChoiceMenu:
    """Captions, and sound where there is a choice of it."""
    menu = ChoiceMenu(tr("Captions and sound"), parent)
    captions = player.request.captions if player.request else ()
    if captions:
        menu.head(tr("Captions"))
        menu.choice(tr("Off"), chosen=player.caption_track < 0, choose=lambda: player.set_captions(-1))
    for number, track in enumerate(captions):
        menu.choice(
            track.label,
            chosen=player.caption_track == number,
            choose=lambda number=number: player.set_captions(number),  # type: ignore[misc]
        )
    if len(player.audio_tracks) > 1:
        menu.head(tr("Sound"))
        for sound in player.audio_tracks:
            menu.choice(
                sound.label,
                chosen=sound.number == player.audio_track,
                choose=lambda sound=sound: player.set_audio_track(sound.number),  # type: ignore[misc]
            )
    return menu


def chapters_menu(player: Player, parent: QWidget) -> ChoiceMenu:
    menu = ChoiceMenu(tr("Chapters"), parent)
    for chapter in player.request.chapters if player.request else ():
        menu.choice(
            f"{look.time_text(chapter.start_us)}  {chapter.title}",
            chosen=chapter == player.chapter,
            choose=lambda chapter=chapter: player.seek(chapter.start_us),  # type: ignore[misc]
        )
    return menu

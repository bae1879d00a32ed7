"""The tour through the player: places, quality, speed, sound, sizes, and going on where one was."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.tour.driver import Stage, Until, Walk, settled
from app.tour.video_steps import CTRL, Key, VideoSteps
from controllers.video.playback import State
from views.video.caption_editor import CaptionPanel
from views.video.caption_list import CaptionRow

_BEGUN = ((1, 0.32), (2, 0.6), (5, 0.85))  # films that are watched to a share of their length


class WatchTour(VideoSteps):
    """Steps on a video's own page."""

    def job(self) -> list[Stage]:
        """Everything the player does."""
        stage = self._tour.stage
        return [
            stage("watch", self._watch, needed=True),
            stage("seek-keys", self._seek_keys, picture=False),
            stage("seek-bar", self._seek_mouse),
            stage("chapters", self._chapters),
            stage("quality", self._quality),
            stage("speed", self._speed),
            stage("sound", self._tracks),
            stage("captions", self._captions),
            stage("write-captions", self._write_captions),
            stage("theatre", self._theatre),
            stage("full-screen", self._full_screen),
            Stage("mini-player", self._mini),
            stage("expanded", self._expand, picture=False),
            stage("resumed", self._resume, picture=False),
            stage("begun", self._begin_others, picture=False),
        ]

    def again(self) -> list[Stage]:
        """The page in another look."""
        return [self._tour.stage("watch", self._watch_quietly)]

    def _watch(self) -> Walk:
        """The film plays; a tenth of its length by a key, and as sharp as it is by the menu."""
        yield from self._all()
        yield from self._open(self._titles[0])
        self._hands.key(Key.Key_3)
        player = self._tour.video.watching.player
        yield Until(
            lambda: player.position_us > player.duration_us * 0.3 and not player.seeking, "the place at 30 %"
        )
        yield from self._sharp()
        yield from self._plays(self._titles[0])
        self._hands.hover(self._tour.video.watch.view.stage)
        yield settled()

    def _watch_quietly(self) -> Walk:
        """The same page, paused, for a picture."""
        yield from self._all()
        yield from self._open(self._titles[0])
        yield from self._sharp()
        self._hands.key(Key.Key_K)
        player = self._tour.video.watching.player
        yield Until(lambda: player.state is State.PAUSED, "the film to pause")
        yield settled()

    def _sharp(self) -> Walk:
        """The best quality, chosen in the menu."""
        controls, player = self._tour.video.watch.view.stage.controls, self._tour.video.watching.player
        yield from self._menu_of(controls.quality)
        yield from self._tour.choose("720p")
        yield Until(lambda: player.rung is not None and player.rung.height == 720, "the picture in 720p", 60)
        yield Until(lambda: not player.buffering, "the film to go on")

    def _seek_keys(self) -> Walk:
        """L goes on 10 seconds, J goes back."""
        player = self._tour.video.watching.player
        for key, share in ((Key.Key_L, 1), (Key.Key_J, -1)):
            before = player.position_us
            self._hands.key(key)
            yield Until(lambda before=before, share=share: share * (player.position_us - before) > 7_000_000,  # type: ignore[misc]
                        "another place")  # fmt: skip
            yield Until(lambda: not player.seeking, "the picture of that place")

    def _seek_mouse(self) -> Walk:
        """A click on the seek bar goes there; hovering shows what is there."""
        bar, player = self._tour.video.watch.view.stage.controls.seek_bar, self._tour.video.watching.player
        self._hands.click(bar, QPoint(round(bar.width() * 0.55), bar.height() // 2))
        share = 0.55
        yield Until(
            lambda: abs(player.position_us / player.duration_us - share) < 0.05, "the place that was clicked"
        )
        yield Until(lambda: not player.seeking, "the picture of that place")
        self._hands.hover(bar, QPoint(round(bar.width() * 0.8), bar.height() // 2))
        yield Until(self._tour.video.watch.view.stage.preview.isVisible, "the preview")
        yield settled()

    def _menu_of(self, button: QWidget) -> Walk:
        self._hands.hover(self._tour.video.watch.view.stage)
        yield Until(button.isVisible, "the controls")
        self._hands.click(button)
        yield from self._tour.menu()

    def _chapters(self) -> Walk:
        controls, player = self._tour.video.watch.view.stage.controls, self._tour.video.watching.player
        yield from self._menu_of(controls.chapter)
        yield from self._tour.choose("1:48  First light")
        yield Until(lambda: player.position_us >= 107_000_000, "the last chapter")
        yield from self._menu_of(controls.chapter)
        yield settled()

    def _quality(self) -> Walk:
        controls, player = self._tour.video.watch.view.stage.controls, self._tour.video.watching.player
        yield from self._menu_of(controls.quality)
        yield from self._tour.choose("360p")
        yield Until(lambda: player.rung is not None and player.rung.height == 360, "the picture in 360p", 60)
        yield from self._menu_of(controls.quality)
        yield from self._tour.choose("Auto")
        yield from self._menu_of(controls.quality)
        yield settled()

    def _speed(self) -> Walk:
        """The key for faster, and the menu."""
        controls, player = self._tour.video.watch.view.stage.controls, self._tour.video.watching.player
        self._hands.write(">")
        yield Until(lambda: player.speed == 1.25, "a higher speed")
        yield from self._menu_of(controls.speed)
        yield from self._tour.choose("Normal")
        yield Until(lambda: player.speed == 1, "the normal speed")
        yield from self._menu_of(controls.speed)
        yield settled()

    def _tracks(self) -> Walk:
        controls = self._tour.video.watch.view.stage.controls
        yield Until(controls.captions.isEnabled, "the choice of sound")
        yield from self._menu_of(controls.captions)
        yield settled()

    def _captions(self) -> Walk:
        """A caption file is dropped on the page, and C shows it."""
        video, player = self._tour.video, self._tour.video.watching.player
        self._hands.drag(video.watch, [self._tour.clips.captions])
        self._hands.let_go()
        yield Until(lambda: player.request is not None and bool(player.request.captions), "the captions", 60)
        self._hands.key(Key.Key_C)
        yield Until(lambda: player.caption_track == 0, "the captions to be shown")
        yield settled()

    def _write_captions(self) -> Walk:
        """From the details to the panel in which they are written."""
        video = self._tour.video
        self._hands.click(video.watch.about.edit_button)
        yield Until(lambda: self._hands.seen(CaptionRow), "the captions in the details")
        yield settled()  # the panel has slid in
        self._hands.find(CaptionRow).write.setFocus()  # it may lie below what is in sight
        self._hands.key(Key.Key_Space)
        yield Until(lambda: self._hands.seen(CaptionPanel), "the panel to write in")
        panel: CaptionPanel = self._hands.find(CaptionPanel)
        yield Until(lambda: panel.editor.track is not None, "the lines")
        yield settled()

    def _theatre(self) -> Walk:
        view = self._tour.video.watch.view
        self._hands.key(Key.Key_T)
        yield Until(lambda: view.theatre, "theatre mode")
        yield settled()

    def _full_screen(self) -> Walk:
        view, player = self._tour.video.watch.view, self._tour.video.watching.player
        self._hands.key(Key.Key_T)
        yield Until(lambda: not view.theatre, "the usual page")
        self._hands.key(Key.Key_F)
        yield Until(lambda: view.full_screen, "full screen")
        yield from self._tour.in_front(view.stage.window())
        painted = player.frames_painted
        yield Until(lambda: player.frames_painted > painted + 12, "pictures on the full screen")
        yield settled()

    def _mini(self) -> Walk:
        """Esc leaves the full screen; while Home is looked at the film goes on in the corner."""
        video, player = self._tour.video, self._tour.video.watching.player
        self._hands.key(Key.Key_Escape)
        yield Until(lambda: not video.watch.view.full_screen, "the window again")
        yield from self._tour.in_front(self._tour.window)
        self._hands.key(Key.Key_1, CTRL)
        yield self._tour.here("home")
        yield Until(video.mini.isVisible, "the mini-player")
        painted = player.frames_painted
        yield Until(lambda: player.frames_painted > painted + 12, "pictures in the mini-player")
        yield settled()

    def _expand(self) -> Walk:
        video = self._tour.video
        self._hands.hover(video.mini)
        yield Until(video.mini.expand_button.isVisible, "the mini-player's buttons")
        self._hands.click(video.mini.expand_button)
        yield self._tour.here("video")
        yield from self._plays(self._titles[0])

    def _resume(self) -> Walk:
        """Opened again, it goes on where it was left."""
        player = self._tour.video.watching.player
        left = player.position_us
        yield from self._leave_player()
        yield from self._all()
        yield from self._open(self._titles[0])
        if abs(player.position_us - left) > 8_000_000:
            raise LookupError(f"left at {left / 1e6:.0f} s, resumed at {player.position_us / 1e6:.0f} s")
        yield from self._leave_player()

    def _begin_others(self) -> Walk:
        """Some films are watched for a moment somewhere in the middle."""
        player = self._tour.video.watching.player
        for number, share in _BEGUN:
            yield from self._all()
            yield from self._open(self._titles[number])
            bar = self._tour.video.watch.view.stage.controls.seek_bar
            self._hands.hover(self._tour.video.watch.view.stage)
            yield Until(bar.isVisible, "the seek bar")
            self._hands.click(bar, QPoint(round(bar.width() * share), bar.height() // 2))
            yield Until(lambda share=share: player.position_us > player.duration_us * (share - 0.05),  # type: ignore[misc]
                        "the place in the middle")  # fmt: skip
            yield from self._plays(self._titles[number])
            yield from self._leave_player()

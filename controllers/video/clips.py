"""Cutting clips: the stretch of what is watched that one wants, and what is to become of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.kernel.actor import Actor
from app.kernel.notices import NoticeAction, NoticeKind, Notices
from controllers.video.moments import moment_of
from controllers.video.watching import Watching
from models.core.errors import PersonError
from models.core.jobs import StartJob
from models.core.text import tr
from models.video.clip_commands import MakeClip
from models.video.clips import CLIP_FILE, LEAST_US, ClipOf, begin_at, check_stretch, clip_of, cut_points
from models.video.entities import VideoCard, VideoDetail
from models.video.queries import OneVideo

START, END = "start", "end"
_FIRST_US = 30_000_000
"""How long a clip is before anything was chosen."""


class Clipper(QObject):
    """`start_us` and `end_us` are what was asked for, `begins_us` is where a cut without encoding begins.

    `changed` after every step; `refused` carries a `PersonError` whose `field` is "start" or "end".
    """

    changed = Signal()
    refused = Signal(object)

    def __init__(
        self, actor: Actor, watching: Watching, notices: Notices, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._actor, self._watching, self._notices = actor, watching, notices
        self.player = watching.player
        self.detail: VideoDetail | None = None
        self.start_us = self.end_us = 0
        self.later = False
        self._points: tuple[int, ...] = ()
        watching.changed.connect(self._watched)
        actor.leaving.connect(self.close)

    # Which stretch

    @property
    def card(self) -> VideoCard | None:
        return None if self.detail is None else self.detail.card

    @property
    def can_cut(self) -> bool:
        """Whether it may become a video or a file; a link to it may be shared by everybody."""
        return self.card is not None and self.card.mine and bool(self._points)

    @property
    def begins_us(self) -> int:
        """Where the clip will begin: at the key frame before the start, or the one after it."""
        return begin_at(self._points, self.start_us, later=self.later)

    def open(self) -> bool:
        """Take what is watched in hand; the stretch begins where it is. False where nothing is watched."""
        detail = self._watching.detail
        if detail is None:
            return False
        if self.card is None or self.card.id != detail.card.id:
            self.detail = detail
            self._points = cut_points(detail.renditions)
            length = detail.card.duration_us
            self.start_us = min(self.player.position_us, max(length - LEAST_US, 0))
            self.end_us = min(self.start_us + _FIRST_US, length)
            self.later = False
        self.changed.emit()
        return True

    @Slot()
    def close(self) -> None:
        """Have nothing in hand."""
        self.detail, self._points = None, ()
        self.changed.emit()

    @Slot()
    def _watched(self) -> None:
        watched = self._watching.detail
        if self.card is not None and (watched is None or watched.card.id != self.card.id):
            self.close()

    def set(self, edge: str, moment_us: int) -> None:
        """Move an edge; the other one gives way where it has to."""
        if self.card is None:
            return
        length = self.card.duration_us
        if edge == START:
            self.start_us = min(max(moment_us, 0), max(length - LEAST_US, 0))
            self.end_us = min(max(self.end_us, self.start_us + LEAST_US), length)
        else:
            self.end_us = min(max(moment_us, LEAST_US), length)
            self.start_us = max(min(self.start_us, self.end_us - LEAST_US), 0)
        self.changed.emit()

    def set_here(self, edge: str) -> None:
        """Put an edge where the player is."""
        self.set(edge, self.player.position_us)

    def typed(self, edge: str, text: str) -> None:
        """Put an edge where a person wrote."""
        try:
            self.set(edge, moment_of(text, edge))
        except PersonError as error:
            self.refused.emit(error)

    def nudge(self, edge: str, *, pictures: int = 0, seconds: int = 0) -> None:
        """Move an edge by pictures or seconds, and show the picture there."""
        if self.detail is None:
            return
        rate = float(self.detail.media.get("frame_rate", 0)) or 25.0
        before = self.start_us if edge == START else self.end_us
        self.set(edge, before + seconds * 1_000_000 + round(pictures * 1_000_000 / rate))
        self.player.pause()
        self.player.seek(self.start_us if edge == START else self.end_us)

    def set_later(self, later: bool) -> None:
        """Begin at the key frame after the start instead of the one before it."""
        if later != self.later:
            self.later = later
            self.changed.emit()

    # What becomes of it

    def play(self) -> None:
        """Play what the clip will show."""
        if self.card is not None:
            self.player.part.play(self.begins_us if self.can_cut else self.start_us, self.end_us)

    def place(self) -> str:
        """The part as a place in Video, which everybody who may see the video can open."""
        card = self.card
        if card is None:
            return ""
        return f"watch/{card.space_id}/{card.id}?t={_seconds(self.start_us)}&end={_seconds(self.end_us)}"

    def save(self, title: str, visit: Callable[[str], None]) -> bool:
        """Make a video of it; its notice leads there. False where the stretch is refused."""
        card = self.card
        if card is None or not self._checked():
            return False

        def begun(command_id: UUID) -> None:
            place = f"watch/{card.space_id}/{command_id}"
            self._notices.post(
                tr("The clip is being made. It opens as soon as it is ready."),
                NoticeKind.SUCCESS,
                actions=[NoticeAction(tr("Open"), lambda: visit(place))],
                source="video",
                key="video.clip",
            )

        made = self._actor.make(
            MakeClip,
            space_id=card.space_id,
            video_id=card.id,
            start_us=self.begins_us,
            end_us=self.end_us,
            title=title,
        )
        self._actor.send_made(made, done=lambda _: begun(made.id), failed=self.refused.emit)
        return True

    def export(self, path: Path) -> bool:
        """Write it to a file, as a job; False where the stretch is refused."""
        card = self.card
        if card is None or not self._checked():
            return False
        title = tr("Clip to “{name}”", name=path.name)
        arguments = {
            "of_channel": str(card.space_id),
            "of": str(card.id),
            "start_us": self.begins_us,
            "end_us": self.end_us,
            "path": str(path),
        }
        made = self._actor.make(StartJob, kind=CLIP_FILE, title=title, arguments=arguments)
        self._actor.send_made(made, failed=self._fail)
        self._notices.post(tr("{job} has begun. It can be paused in the jobs panel.", job=title),
                           source="video", key="video.clip")  # fmt: skip
        return True

    def _fail(self, error: PersonError) -> None:
        self._notices.error(error, source="video")

    def _checked(self) -> bool:
        assert self.card is not None
        try:
            check_stretch(self.begins_us, self.end_us, self.card.duration_us)
        except PersonError as error:
            self.refused.emit(error)
            return False
        return True


class Origin(QObject):
    """Which video a clip is from. `changed` when that is another; `place` leads to its moment."""

    changed = Signal()

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._of: ClipOf | None = None
        self.title = self.place = ""
        self.start_us = 0

    def open(self, detail: VideoDetail | None) -> None:
        """Say it of this video; what is no clip, or from what one may not see, says nothing."""
        of = None if detail is None else clip_of(detail.media)
        if of == self._of:
            return
        self._of, self.title = of, ""
        self.changed.emit()
        if of is not None and detail is not None:
            space = detail.card.space_id
            self._actor.ask(OneVideo, lambda found: self._found(of, found), failed=lambda _: None,
                            space_id=space, video_id=of.video_id)  # fmt: skip

    def _found(self, of: ClipOf, detail: VideoDetail) -> None:
        if isValid(self) and of == self._of and detail.card.trashed_at is None:
            card = detail.card
            self.title, self.start_us = card.title, of.start_us
            self.place = f"watch/{card.space_id}/{card.id}?t={_seconds(of.start_us)}"
            self.changed.emit()


def _seconds(moment_us: int) -> str:
    """Seconds as a link writes them: "62", "62.5"."""
    return f"{moment_us / 1_000_000:.3f}".rstrip("0").rstrip(".")

"""Changing videos: the form of one, and what is done to many at once from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from app.kernel.notices import NoticeAction, NoticeKind, Notices
from models.core.errors import PersonError
from models.core.text import tr
from models.video.commands import EditVideo, PurgeVideo, RestoreVideo, SetPoster, TrashVideo
from models.video.entities import VideoCard, VideoDetail
from models.video.queries import Categories, OneVideo
from models.video.watch_commands import ForgetPosition

FIELDS = (
    "title", "description", "tags", "category", "location", "language", "privacy", "age_restricted",
)  # fmt: skip


class Editor(QObject):
    """One video's form. `set` keeps a draft that `save` sends; a refused field stays in the draft.

    `loaded` carries the `VideoDetail` whenever the record says something new; fields with a draft keep it.
    `refused` carries a `PersonError` whose `field` names the input. `gone` tells that the video is no more.
    """

    loaded = Signal(object)
    saved = Signal()
    refused = Signal(object)
    gone = Signal(object)
    saving = Signal(bool)

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._place: tuple[UUID, UUID] | None = None
        self._draft: dict[str, Any] = {}
        self._sent: dict[str, Any] = {}
        self._wrong: dict[str, Any] = {}
        self._visible = False
        self.detail: VideoDetail | None = None
        self.categories: tuple[str, ...] = ()
        actor.gateway.changed.connect(self._changed)
        actor.leaving.connect(self.close)

    @property
    def place(self) -> tuple[UUID, UUID] | None:
        """(space, video) of what is edited."""
        return self._place

    @property
    def dirty(self) -> bool:
        """Whether something typed has not been kept yet."""
        return bool(self._draft or self._sent)

    def open(self, space_id: UUID, video_id: UUID) -> None:
        """Edit this video; what was typed about the last one is sent first."""
        if self._place == (space_id, video_id):
            self._ask()
            return
        self.save()
        self._place = (space_id, video_id)
        self._forget()
        self.detail = None
        self._visible = True
        self._ask()

    @Slot()
    def close(self) -> None:
        """Send what was typed and edit nothing any more."""
        self.save()
        self._place, self.detail, self._visible = None, None, False
        self._forget()

    def _forget(self) -> None:
        self._draft.clear()
        self._sent.clear()
        self._wrong.clear()

    def value(self, name: str) -> Any:
        """What a field says: the draft, what is on its way, or the record."""
        for said in (self._draft, self._sent):
            if name in said:
                return said[name]
        if self.detail is None:
            return None
        source = self.detail.card if name in ("title", "privacy") else self.detail
        return getattr(source, name)

    def set(self, name: str, value: Any) -> None:
        """Note what was typed or chosen (tags as a tuple). What the record says already is no draft."""
        if name not in FIELDS:
            raise ValueError(name)
        self._draft.pop(name, None)
        if value != self.value(name):
            self._draft[name] = value

    def save(self) -> None:
        """Send the draft; call on leaving a field, on Ctrl+S and on closing.

        Nothing typed sends nothing, and what was refused stays in the draft until it says something else.
        """
        said = {name: value for name, value in self._draft.items() if not self._is_wrong(name, value)}
        if self._place is None or not said:
            return
        space_id, video_id = place = self._place
        self._draft = {name: value for name, value in self._draft.items() if name not in said}
        self._sent = {**self._sent, **said}
        fields: dict[str, Any] = {
            name: list(value) if name == "tags" else value for name, value in said.items()
        }
        self.saving.emit(True)
        self._actor.send_made(
            self._actor.make(EditVideo, space_id=space_id, id=None, video_id=video_id, **fields),
            done=lambda _: self._kept(place, said),
            failed=lambda error: self._refused(place, said, error),
            title=tr("Edit details"),
        )

    def choose_poster(self, blob: str) -> None:
        """Let this picture stand for the video."""
        if self._place is not None:
            self._actor.send(
                SetPoster,
                space_id=self._place[0],
                video_id=self._place[1],
                poster=blob,
                title=tr("Choose picture"),
                failed=self.refused.emit,
            )

    def _ask(self) -> None:
        if self._place is None:
            return
        space_id, video_id = place = self._place
        self._actor.ask(
            OneVideo,
            lambda detail: self._loaded(place, detail),
            failed=lambda error: self._lost(place, error),
            space_id=space_id,
            video_id=video_id,
        )
        self._actor.ask(Categories, self._take_categories)

    def _take_categories(self, categories: tuple[str, ...]) -> None:
        self.categories = categories

    def _loaded(self, place: tuple[UUID, UUID], detail: VideoDetail) -> None:
        if isValid(self) and place == self._place and detail != self.detail:
            self.detail = detail
            self.loaded.emit(detail)

    def _lost(self, place: tuple[UUID, UUID], error: PersonError) -> None:
        if isValid(self) and place == self._place:
            self.gone.emit(error)

    def _kept(self, place: tuple[UUID, UUID], said: dict[str, Any]) -> None:
        if isValid(self) and place == self._place:
            self._settle(said)
            self.saving.emit(False)
            self.saved.emit()

    def _refused(self, place: tuple[UUID, UUID], said: dict[str, Any], error: PersonError) -> None:
        """What was sent together was refused together: it is a draft again, and the rest is sent alone."""
        if isValid(self) and place == self._place:
            self._settle(said)
            self._draft = {**said, **self._draft}
            if error.field in said:
                self._wrong[error.field] = said[error.field]
            else:
                self._wrong |= said
            self.saving.emit(False)
            self.refused.emit(error)
            self.save()

    def _is_wrong(self, name: str, value: Any) -> bool:
        return name in self._wrong and bool(self._wrong[name] == value)

    def _settle(self, said: dict[str, Any]) -> None:
        for name, value in said.items():
            if self._sent.get(name) == value:
                del self._sent[name]

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if self._visible and changes.tables & {"video", "rendition", "caption"}:
            self._ask()


class Shelf(QObject):
    """What is done to videos in lists; each can be undone, and what was done to many together, together."""

    def __init__(self, actor: Actor, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._notices = notices

    def trash(self, cards: Sequence[VideoCard]) -> None:
        """Move videos of the person's own to the trash, with a way back in the notice."""
        own = [card for card in cards if card.mine and card.trashed_at is None]
        if len(own) < len(cards):
            self._notices.post(
                tr("Only your own videos can be moved to the trash."), NoticeKind.WARNING, source="video"
            )
        if not own:
            return
        if len(own) == 1:
            text = tr("“{title}” is in the trash for 30 days.", title=own[0].title)
        else:
            text = tr("{count} videos are in the trash for 30 days.", count=len(own))
        undo = NoticeAction(tr("Undo"), lambda: self.restore(own))
        self._each(
            TrashVideo,
            own,
            tr("Move to trash"),
            lambda: self._notices.post(text, actions=[undo], source="video", key="video.trash"),
        )

    def restore(self, cards: Sequence[VideoCard]) -> None:
        """Take videos out of the trash."""
        text = (
            tr("“{title}” is back.", title=cards[0].title)
            if len(cards) == 1
            else tr("{count} videos are back.", count=len(cards))
        )
        self._each(
            RestoreVideo,
            cards,
            tr("Restore"),
            lambda: self._notices.post(text, NoticeKind.SUCCESS, source="video", key="video.trash"),
        )

    def purge(self, cards: Sequence[VideoCard], done: Callable[[], object] | None = None) -> None:
        """Delete trashed videos for good; there is no way back."""
        self._each(PurgeVideo, cards, "", done)

    def forget_position(self, cards: Sequence[VideoCard]) -> None:
        """Take videos off "continue watching"."""
        for card in cards:
            self._actor.send(ForgetPosition, video_id=card.id, failed=self._fail)

    def rename(self, card: VideoCard, title: str) -> None:
        """Give a video another title."""
        self._actor.send_made(
            self._actor.make(EditVideo, space_id=card.space_id, video_id=card.id, title=title),
            failed=self._fail,
            title=tr("Rename"),
        )

    def _fail(self, error: PersonError) -> None:
        self._notices.error(error, source="video")

    def _each(
        self,
        command: type[TrashVideo] | type[RestoreVideo] | type[PurgeVideo],
        cards: Sequence[VideoCard],
        title: str,
        done: Callable[[], object] | None,
    ) -> None:
        """Send one command a video; `done` once all have been done, refusals together in one notice."""
        left = len(cards)
        refused: list[PersonError] = []

        def one_ended(error: PersonError | None = None) -> None:
            nonlocal left
            left -= 1
            if error is not None:
                refused.append(error)
            if left:
                return
            if refused:
                self._notices.error(refused[0], source="video")
            if done is not None and len(refused) < len(cards):
                done()

        for card in cards:
            self._actor.send(
                command,
                space_id=card.space_id,
                video_id=card.id,
                title=title,
                done=lambda _: one_ended(),
                failed=one_ended,
            )

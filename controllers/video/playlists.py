"""Playlists: all that a person may change, the one that is open, and saving videos into them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from app.kernel.notices import NoticeAction, NoticeKind, Notices
from models.core.audience import Role
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.ids import new_id
from models.core.registry import Command
from models.core.text import tr
from models.video.channel_commands import space_of
from models.video.commands import channel_of
from models.video.entities import PlaylistCard, PlaylistEntry, PlaylistKind, PlaylistView, Privacy, VideoCard
from models.video.member_commands import AddMember, JoinPlaylist, SetInvite
from models.video.playlist_commands import (
    AddToPlaylist,
    CreatePlaylist,
    EditPlaylist,
    MoveInPlaylist,
    RemoveFromPlaylist,
    TrashPlaylist,
    VideoPlace,
    playlist_of,
)
from models.video.playlist_queries import OnePlaylist, Playlists

Failed = Callable[[PersonError], None]
Places = Sequence[tuple[UUID, UUID]]
"""Videos as (space, video)."""

TABLES = frozenset({"playlist", "playlist_item", "playlist_invite", "member", "video"})


def places_of(cards: Sequence[VideoCard]) -> list[tuple[UUID, UUID]]:
    return [(card.space_id, card.id) for card in cards]


class Saver(QObject):
    """Makes playlists and puts videos into them, telling what came of it."""

    def __init__(self, actor: Actor, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._notices = notices

    def create(
        self,
        title: str,
        done: Callable[[UUID], object],
        failed: Failed | None = None,
        *,
        privacy: Privacy = Privacy.PRIVATE,
        channel_id: UUID | None = None,
    ) -> None:
        """Make a playlist, to be shown on the person's channel once it is public; `done` gets its id."""
        id_ = new_id()
        space = space_of(self._actor.account, id_)
        made = self._actor.make(
            CreatePlaylist, space_id=space, id=id_, title=title, privacy=privacy, channel_id=channel_id
        )

        def ended(_verdict: Verdict) -> None:
            done(space)

        self._actor.send_made(made, done=ended, failed=failed or self._fail, title=tr("New playlist"))

    def add(self, playlist: PlaylistCard, places: Places, *, again: bool = False) -> None:
        """Put videos at the end of a playlist; what is there already is told, and can be added again."""
        self._add(playlist.id, playlist.title, places, again)

    def add_to(self, kind: PlaylistKind, places: Places) -> None:
        """Put videos into Watch Later or Favourites, which are made with their first use."""
        space = playlist_of(self._actor.account, kind)
        self._actor.send_made(self._actor.make(CreatePlaylist, space_id=space, kind=kind))
        title = tr("Watch later") if kind is PlaylistKind.WATCH_LATER else tr("Favourites")
        self._add(space, title, places, again=False)

    def add_new(self, title: str, places: Places, failed: Failed) -> None:
        """Make a playlist and put videos into it."""
        self.create(
            title, lambda space: self._add(space, title, places, again=False), failed,
            channel_id=self.own_channel,
        )  # fmt: skip

    def remove(self, playlist: PlaylistCard, item_id: UUID) -> None:
        """Take one out again."""
        self._actor.send(
            RemoveFromPlaylist, space_id=playlist.id, item_ids=[item_id], title=tr("Remove from playlist")
        )

    @property
    def own_channel(self) -> UUID | None:
        """The channel that shows the person's public playlists."""
        return channel_of(self._actor.account)

    def join(self, space_id: UUID, token: str, done: Callable[[Verdict], None], failed: Failed) -> None:
        """Come by the link of an invitation."""
        self._actor.send(JoinPlaylist, space_id=space_id, token=token, done=done, failed=failed)

    def _add(self, space: UUID, title: str, places: Places, again: bool) -> None:
        videos = [VideoPlace(channel_id=channel, video_id=video) for channel, video in places]

        def done(verdict: Verdict) -> None:
            self._tell(space, title, places, verdict.result or {})

        self._actor.send(
            AddToPlaylist, space_id=space, videos=videos, again=again, title=tr("Add to playlist"),
            done=done, failed=self._fail,
        )  # fmt: skip

    def _tell(self, space: UUID, title: str, places: Places, result: dict[str, int]) -> None:
        added, there = result.get("added", 0), result.get("there", 0)
        actions: tuple[NoticeAction, ...] = ()
        if not added and there:
            one = there == 1
            text = (
                tr("This video is in “{title}” already.", title=title)
                if one
                else tr("All of them are in “{title}” already.", title=title)
            )
            actions = (NoticeAction(tr("Add again"), lambda: self._add(space, title, places, again=True)),)
        elif added == 1:
            text = tr("Added to “{title}”.", title=title)
        else:
            text = tr("{count} videos added to “{title}”.", count=added, title=title)
        self._notices.post(
            text, NoticeKind.INFO if actions else NoticeKind.SUCCESS, source="video",
            key="video.playlist", actions=actions,
        )  # fmt: skip

    def _fail(self, error: PersonError) -> None:
        self._notices.error(error, source="video")


class PlaylistList(QObject):
    """Playlists that the person may change, or (with a channel) those shown on its page.

    `video_id` has the cards say whether they hold it.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._visible = False
        self.channel: UUID | None = None
        self.video_id: UUID | None = None
        self.cards: tuple[PlaylistCard, ...] | None = None
        actor.gateway.changed.connect(self._changed)
        actor.changed.connect(self._somebody_else)

    def look(self, *, channel: UUID | None = None, video_id: UUID | None = None) -> None:
        """Ask for these."""
        if (channel, video_id) != (self.channel, self.video_id):
            self.cards = None
        self.channel, self.video_id = channel, video_id
        self.refresh()

    def set_visible(self, visible: bool) -> None:
        """Only what is seen is kept true."""
        self._visible = visible
        if visible:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask again."""
        asked = (self.channel, self.video_id)

        def take(cards: tuple[PlaylistCard, ...]) -> None:
            if isValid(self) and asked == (self.channel, self.video_id) and cards != self.cards:
                self.cards = cards
                self.changed.emit()

        self._actor.ask(
            Playlists, take, failed=self.failed.emit, channel=self.channel, video_id=self.video_id
        )

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if self._visible and changes.tables & TABLES:
            self.refresh()

    @Slot()
    def _somebody_else(self) -> None:
        self.cards = None
        self.changed.emit()
        if self._visible:
            self.refresh()


class OpenPlaylist(QObject):
    """The playlist that is open. A move or removal is shown at once and corrected by the record's answer.

    `shown` are the entries that the words of the search leave.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._notices = notices
        self._id: UUID | None = None
        self._under_way = 0
        self._visible = False
        self.view: PlaylistView | None = None
        self.words = ""
        self.entries: tuple[PlaylistEntry, ...] = ()
        actor.gateway.changed.connect(self._changed)

    def open(self, space_id: UUID) -> None:
        """Look at a playlist."""
        if space_id != self._id:
            self.view, self.entries, self.words = None, (), ""
            self.changed.emit()
        self._id = space_id
        self.refresh()

    def set_visible(self, visible: bool) -> None:
        """Only what is seen is kept true."""
        self._visible = visible
        if visible and self._id is not None:
            self.refresh()

    def set_words(self, words: str) -> None:
        """Leave what these words are in."""
        self.words = words
        self._narrow()
        self.changed.emit()

    @property
    def card(self) -> PlaylistCard | None:
        return None if self.view is None else self.view.card

    @property
    def can_edit(self) -> bool:
        return self.card is not None and self.card.role >= Role.EDITOR

    @property
    def owns(self) -> bool:
        """Whether the person may say what the playlist is called and who sees it."""
        card = self.card
        return card is not None and card.role >= Role.OWNER and card.kind is PlaylistKind.LIST

    def playable(self) -> list[VideoCard]:
        """The videos that can be played, in their order."""
        entries = () if self.view is None else self.view.entries
        return [entry.card for entry in entries if entry.card is not None]

    # What is changed

    def edit(self, failed: Failed, **said: Any) -> None:
        """Change title, description, privacy."""
        if self._id is not None:
            made = self._actor.make(EditPlaylist, space_id=self._id, **said)
            self._actor.send_made(made, failed=failed, title=tr("Edit the playlist"))

    def add(self, places: Places, *, before: UUID | None = None) -> None:
        """Put videos in, right before an entry."""
        videos = [VideoPlace(channel_id=channel, video_id=video) for channel, video in places]
        self._send(AddToPlaylist, tr("Add to playlist"), self._told, videos=videos, before=before)

    def move(self, entry_id: UUID, before: UUID | None = None) -> None:
        """Move an entry right before another one, or to the end."""
        if self.view is not None and entry_id != before:
            entries = list(self.view.entries)
            moved = [entry for entry in entries if entry.id == entry_id]
            others = [entry for entry in entries if entry.id != entry_id]
            at = next((n for n, entry in enumerate(others) if entry.id == before), len(others))
            self._show((*others[:at], *moved, *others[at:]))
            self._send(MoveInPlaylist, tr("Move in playlist"), item_id=entry_id, before=before)

    def remove(self, entry_ids: Sequence[UUID]) -> None:
        """Take entries out."""
        if self.view is not None and entry_ids:
            gone = set(entry_ids)
            self._show(tuple(entry for entry in self.view.entries if entry.id not in gone))
            self._send(RemoveFromPlaylist, tr("Remove from playlist"), item_ids=list(entry_ids))

    def delete(self, done: Callable[[Verdict], None]) -> None:
        """Delete the playlist; undo brings it back."""
        if self._id is not None:
            self._actor.send(TrashPlaylist, space_id=self._id, title=tr("Delete the playlist"), done=done)

    def invite(self, *, open_: bool) -> None:
        """Make a link with which others may join, or end it."""
        if self._id is not None:
            token = secrets.token_urlsafe(24) if open_ else ""
            self._actor.send(SetInvite, space_id=self._id, token=token)

    def let_in(self, name: str, done: Callable[[Verdict], None], failed: Failed) -> None:
        """Let somebody change the playlist."""
        if self._id is not None:
            made = self._actor.make(AddMember, space_id=self._id, name=name)
            self._actor.send_made(made, done=done, failed=failed, title=tr("Share the playlist"))

    def _send(
        self, kind: type[Command], title: str, done: Callable[[Verdict], None] | None = None, **fields: Any
    ) -> None:
        self._under_way += 1

        def ended(verdict: Verdict) -> None:
            self._under_way -= 1
            if done is not None:
                done(verdict)
            if isValid(self):
                self.refresh()

        def failed(error: PersonError) -> None:
            self._under_way -= 1
            self._notices.error(error, source="video")
            if isValid(self):
                self.refresh()

        made = self._actor.make(kind, space_id=self._id, **fields)
        self._actor.send_made(made, done=ended, failed=failed, title=title)

    def _told(self, verdict: Verdict) -> None:
        there = (verdict.result or {}).get("there", 0)
        if there:
            self._notices.post(
                tr("This video is here already.") if there == 1 else tr("They are here already."),
                NoticeKind.INFO, source="video", key="video.playlist",
            )  # fmt: skip

    # Keeping up

    @Slot()
    def refresh(self) -> None:
        """Ask the record, unless changes are on their way to it."""
        wanted = self._id
        if wanted is None or self._under_way:
            return
        self._actor.ask(
            OnePlaylist,
            lambda view: self._take(wanted, view),
            failed=lambda error: self._fail(wanted, error),
            space_id=wanted,
        )

    def _take(self, wanted: UUID, view: PlaylistView) -> None:
        if isValid(self) and wanted == self._id and not self._under_way and view != self.view:
            self.view = view
            self._narrow()
            self.changed.emit()

    def _fail(self, wanted: UUID, error: PersonError) -> None:
        if isValid(self) and wanted == self._id:
            self.view, self.entries = None, ()
            self.failed.emit(error)

    def _show(self, entries: tuple[PlaylistEntry, ...]) -> None:
        assert self.view is not None
        self.view = PlaylistView(self.view.card, entries, self.view.invite)
        self._narrow()
        self.changed.emit()

    def _narrow(self) -> None:
        words = self.words.casefold().split()
        entries = () if self.view is None else self.view.entries
        self.entries = tuple(
            entry
            for entry in entries
            if not words
            or (entry.card and all(w in f"{entry.card.title} {entry.card.channel}".casefold() for w in words))
        )

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if self._visible and changes.tables & TABLES:
            self.refresh()

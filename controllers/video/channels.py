"""Channels: one's own, the one that is looked at, and what is changed about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from models.community.entities import Following
from models.community.follow_commands import SetFollow
from models.community.follow_queries import IsFollowing
from models.core.audience import Role
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.ids import new_id
from models.core.text import tr
from models.video.channel_commands import (
    ChooseUploadChannel,
    CreateChannel,
    EditChannel,
    PurgeChannel,
    RestoreChannel,
    TrashChannel,
    space_of,
)
from models.video.channel_queries import MembersOf, OneChannel, OwnChannels
from models.video.entities import ChannelCard, MemberCard
from models.video.member_commands import AddMember, SetRole
from models.video.targets import channel_target

Failed = Callable[[PersonError], None]
TABLES = frozenset({"channel", "member", "watch_settings", "video", "community_tally", "community_follow"})


class OwnChannelList(QObject):
    """The channels that the person may add videos to; `changed` whenever they differ."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._visible = False
        self.own: tuple[ChannelCard, ...] | None = None
        actor.gateway.changed.connect(self._changed)
        actor.changed.connect(self._somebody_else)

    def set_visible(self, visible: bool) -> None:
        """Only what is seen is kept true."""
        self._visible = visible
        if visible:
            self.refresh()

    def refresh(self) -> None:
        """Ask again."""
        self._actor.ask(OwnChannels, self._take, failed=self.failed.emit)

    def create(self, name: str, done: Callable[[UUID], None], failed: Failed) -> None:
        """Open a channel; `done` gets its id."""
        id_ = new_id()
        space = space_of(self._actor.account, id_)
        made = self._actor.make(CreateChannel, space_id=space, id=id_, name=name)
        self._actor.send_made(made, done=lambda _: done(space), failed=failed, title=tr("Create a channel"))

    def restore(self, channel: ChannelCard) -> None:
        """Take a channel out of the trash."""
        self._actor.send(RestoreChannel, space_id=channel.id, title=tr("Restore the channel"))

    def purge(self, channel: ChannelCard) -> None:
        """Delete a channel for good."""
        self._actor.send(PurgeChannel, space_id=channel.id)

    def _take(self, own: tuple[ChannelCard, ...]) -> None:
        if isValid(self) and own != self.own:
            self.own = own
            self.changed.emit()

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if self._visible and changes.tables & TABLES:
            self.refresh()

    @Slot()
    def _somebody_else(self) -> None:
        self.own = None
        self.changed.emit()
        if self._visible:
            self.refresh()


class ChannelDesk(QObject):
    """The channel that is looked at. `changed` when it, its followers or its members differ; `failed` carries
    the `PersonError` that there is none for the person."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._wanted: UUID | str = ""
        self._visible = False
        self.card: ChannelCard | None = None
        self.following: Following | None = None
        self.members: tuple[MemberCard, ...] = ()
        actor.gateway.changed.connect(self._changed)

    def open(self, wanted: UUID | str) -> None:
        """Look at a channel by its id, or by its @handle."""
        if wanted != self._wanted:
            self.card, self.following, self.members = None, None, ()
        self._wanted = wanted
        self.refresh()

    def set_visible(self, visible: bool) -> None:
        """Only what is seen is kept true."""
        self._visible = visible
        if visible and self._wanted:
            self.refresh()

    @property
    def role(self) -> Role:
        return Role.NONE if self.card is None else self.card.role

    @property
    def can_edit(self) -> bool:
        """Whether the person may change how the channel looks and add videos to it."""
        return self.role >= Role.EDITOR

    @property
    def owns(self) -> bool:
        return self.role >= Role.OWNER

    def refresh(self) -> None:
        """Ask again."""
        wanted = self._wanted
        fields: dict[str, Any] = {"handle": wanted} if isinstance(wanted, str) else {"channel_id": wanted}
        self._actor.ask(
            OneChannel,
            lambda card: self._take(wanted, card),
            failed=lambda error: self._fail(wanted, error),
            **fields,
        )

    def _take(self, wanted: UUID | str, card: ChannelCard) -> None:
        if not isValid(self) or wanted != self._wanted:
            return
        self.card = card
        self.changed.emit()
        self._actor.ask(IsFollowing, self._take_following, target=channel_target(card.id))
        if card.role >= Role.VIEWER:
            self._actor.ask(MembersOf, self._take_members, space_id=card.id)

    def _take_following(self, following: Following) -> None:
        if isValid(self) and following != self.following:
            self.following = following
            self.changed.emit()

    def _take_members(self, members: tuple[MemberCard, ...]) -> None:
        if isValid(self) and members != self.members:
            self.members = members
            self.changed.emit()

    def _fail(self, wanted: UUID | str, error: PersonError) -> None:
        if isValid(self) and wanted == self._wanted:
            self.card = None
            self.failed.emit(error)

    # What is changed

    def follow(self, following: bool) -> None:
        """Follow the channel, or no longer; shown when the record has said so."""
        if self.card is not None:
            title = tr("Subscribe") if following else tr("Unsubscribe")
            self._actor.send_made(
                self._actor.make(SetFollow, target=channel_target(self.card.id), following=following),
                title=title,
            )

    def edit(self, failed: Callable[[PersonError], object], **said: Any) -> None:
        """Change what the channel says and how it looks."""

        def refused(error: PersonError) -> None:
            failed(error)

        if self.card is not None:
            made = self._actor.make(EditChannel, space_id=self.card.id, **said)
            self._actor.send_made(made, failed=refused, title=tr("Customise the channel"))

    def upload_here(self) -> None:
        """Have new uploads come here."""
        if self.card is not None:
            self._actor.send(ChooseUploadChannel, channel_id=self.card.id, title=tr("Choose the channel"))

    def give_role(self, name: str, role: Role, done: Callable[[Verdict], None], failed: Failed) -> None:
        """Let somebody work here."""
        if self.card is not None:
            made = self._actor.make(AddMember, space_id=self.card.id, name=name, role=int(role))
            self._actor.send_made(made, done=done, failed=failed, title=tr("Give a role"))

    def set_role(self, account_id: UUID, role: Role | None) -> None:
        """Change what somebody may do here; None: nothing any more."""
        if self.card is not None:
            self._actor.send(
                SetRole, space_id=self.card.id, account_id=account_id,
                role=None if role is None else int(role), title=tr("Change a role"),
            )  # fmt: skip

    def trash(self, done: Callable[[Verdict], None], failed: Failed) -> None:
        """Put the channel with its videos into the trash."""
        if self.card is not None:
            self._actor.send(
                TrashChannel, space_id=self.card.id, title=tr("Delete the channel"), done=done, failed=failed
            )

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if self._visible and self._wanted and changes.tables & TABLES:
            self.refresh()

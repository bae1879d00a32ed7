"""The centre: what a person is told, counted, read and cleared; the desktop hears of it while they are
away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.actor import NOBODY, Actor
from app.kernel.desktop import Desktop, Note
from app.kernel.gateway import Changes
from app.kernel.settings import Settings
from controllers.accounts.session import Session
from controllers.notifications.choices import Choices
from controllers.notifications.sounds import Sounds
from models.core.text import tr
from models.notifications.commands import (
    SOME,
    AddNotice,
    ClearNotices,
    ReadAllNotices,
    ReadNotices,
    RemoveNotices,
    SweepNotices,
)
from models.notifications.entities import Told as Told
from models.notifications.entities import Unread
from models.notifications.kinds import Parts, kind_of
from models.notifications.kinds import Told as Where
from models.notifications.queries import NewNotices, UnreadNotices

TABLES = frozenset({"notification", "notification_marks"})
NOTHING = Unread({}, None)
_NAMES = 3


class Centre(QObject):
    """Lives on the Qt thread. `changed`: what is in the list, or counted, may be another.

    `away()` says whether the person looks elsewhere: only then the desktop is told. What wants to be heard is
    heard either way, by `sounds` where they can, else by the desktop.
    """

    changed = Signal()

    def __init__(
        self,
        actor: Actor,
        session: Session,
        settings: Settings,
        desktop: Desktop,
        sounds: Sounds,
        away: Callable[[], bool] = lambda: False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__()
        self.actor = actor
        self.session = session
        self.choices = Choices(settings)
        self.desktop = desktop
        self.sounds = sounds
        self.away = away
        self._now = now
        self._since = now()
        self.unread = NOTHING
        self._asked = 0
        actor.changed.connect(self._somebody)
        actor.gateway.changed.connect(self._record_changed)
        settings.changed.connect(self._setting_changed)
        session.people_changed.connect(self.changed)

    # What there is

    def refresh(self) -> None:
        """Count anew; an answer to an older question, which may come later, is dropped."""
        self._asked += 1
        number = self._asked
        if self.actor.account == NOBODY:
            self._count(number, NOTHING)
        else:
            count = partial(self._count, number)
            self.actor.ask(UnreadNotices, count, hidden=self.choices.hidden())

    def unread_of(self, workspace: str) -> int:
        """How many unread ones belong to a workspace."""
        return sum(n for kind, n in self.unread.by_kind.items() if kind_of(kind).workspace == workspace)

    def words(self, told: Told) -> str:
        """A notification in words, in the language of now."""
        names = {person.id: person.name for person in self.session.people}
        actors = [names.get(actor, tr("Deleted account")) for actor in told.actors]
        shown = tuple(actors[:_NAMES]) if len(actors) <= _NAMES else tuple(actors[:1])
        more = len(actors) - len(shown) + told.others
        return kind_of(told.kind).words(Parts(shown, more, told.count, told.title, told.excerpt))

    # What can be done

    def tell(self, kind: str, title: str, *, link: str = "", excerpt: str = "", topic: str = "") -> None:
        """Tell the person themselves something."""
        if self.actor.account == NOBODY:
            return
        made = self.actor.make(AddNotice, title=title, kind=kind, link=link, excerpt=excerpt, topic=topic)
        self.actor.send_made(made)

    def read(self, ids: Sequence[UUID]) -> None:
        """Mark as read."""
        if ids:
            self.actor.send(ReadNotices, ids=tuple(ids))

    def read_all(self) -> None:
        """Mark everything as read; it can be undone."""
        self.actor.send(ReadAllNotices, title=tr("Mark all notices as read"))

    def remove(self, ids: Sequence[UUID]) -> None:
        """Take some out of the list; it can be undone."""
        if ids:
            self.actor.send(RemoveNotices, title=tr("Remove a notice"), ids=tuple(ids))

    def clear(self) -> None:
        """Take all out of the list; it can be undone."""
        self.actor.send(ClearNotices, title=tr("Clear all notices"))

    def sweep(self) -> None:
        """Forget what is over, some at a time."""
        if self.actor.account == NOBODY:
            return

        def swept(verdict: object) -> None:
            if getattr(verdict, "result", 0) == SOME:
                self.sweep()

        self.actor.send(SweepNotices, done=swept)

    # What follows

    @Slot()
    def _somebody(self) -> None:
        """Another person: only what comes from now on is told on the desktop."""
        self._since = self._now()
        self.unread = NOTHING
        self.changed.emit()
        self.refresh()

    @Slot(object)
    def _record_changed(self, changes: Changes) -> None:
        if self.actor.account in changes.spaces and not changes.tables.isdisjoint(TABLES):
            self.refresh()
            if "notification" in changes.tables:
                self.actor.ask(NewNotices, self._came, since=self._since)

    @Slot(str, object)
    def _setting_changed(self, key: str, _value: object) -> None:
        if self.choices.concerns(key):
            self.refresh()
            self.changed.emit()

    def _count(self, number: int, unread: Unread) -> None:
        if number == self._asked:
            self.unread = unread
            self.changed.emit()

    def _came(self, new: tuple[Told, ...]) -> None:
        fresh = [told for told in new if told.at > self._since]
        if not fresh:
            return
        self._since = fresh[-1].at
        if self.choices.silent(self._now()):
            return
        heard = [told.kind for told in fresh if self.choices.told(told.kind) is Where.SOUND]
        if heard:
            self.sounds.play(heard[-1])
        if not self.away():
            return
        for told in fresh:
            where = self.choices.told(told.kind)
            if where in (Where.DESKTOP, Where.SOUND):
                self.desktop.show(self._note(told, where is Where.SOUND and not self.sounds.able))

    def _note(self, told: Told, sound: bool) -> Note:
        kind = kind_of(told.kind)
        text = "" if kind.id == "community.upload" else told.excerpt
        return Note(key=str(told.id), title=self.words(told), text=text, link=told.link, sound=sound)

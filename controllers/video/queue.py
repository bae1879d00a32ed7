"""The play queue: what comes next, in which order, and its changes, shown at once."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.registry import Command
from models.core.text import tr
from models.video.entities import QueueEntry, QueueView, Repeat
from models.video.queries import TheQueue
from models.video.watch_commands import ClearQueue, Dequeue, Enqueue, MoveInQueue, SetQueueMode

_EMPTY = QueueView((), auto_next=True, shuffle=False, repeat=Repeat.NONE)


class Queue(QObject):
    """The person's play queue; `changed` whenever entries or modes do.

    A move or removal is shown at once and corrected by the record's answer.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._seed = uuid4().bytes
        self._view = _EMPTY
        self._under_way = 0
        actor.gateway.changed.connect(self._changed)
        actor.changed.connect(self._somebody_else)

    @property
    def entries(self) -> tuple[QueueEntry, ...]:
        """In the order that the person gave them."""
        return self._view.entries

    @property
    def auto_next(self) -> bool:
        return self._view.auto_next

    @property
    def shuffle(self) -> bool:
        return self._view.shuffle

    @property
    def repeat(self) -> Repeat:
        return self._view.repeat

    # Changing

    def add(self, places: Sequence[tuple[UUID, UUID]], *, before: UUID | None = None) -> None:
        """Put videos, (space, video) each, at the end or right before an entry."""
        for channel_id, video_id in places:
            self._send(Enqueue, tr("Add to queue"), channel_id=channel_id, video_id=video_id, before=before)

    def add_next(self, places: Sequence[tuple[UUID, UUID]], current: UUID | None = None) -> None:
        """Put videos right after the entry that plays, or at the front where none does."""
        entries = self.entries
        at = next((n for n, entry in enumerate(entries) if entry.id == current), -1) + 1
        self.add(places, before=entries[at].id if at < len(entries) else None)

    def move(self, entry_id: UUID, before: UUID | None = None) -> None:
        """Move an entry right before another one, or to the end."""
        moved = [entry for entry in self.entries if entry.id == entry_id]
        others = [entry for entry in self.entries if entry.id != entry_id]
        at = next((n for n, entry in enumerate(others) if entry.id == before), len(others))
        self._show((*others[:at], *moved, *others[at:]))
        self._send(MoveInQueue, tr("Move in queue"), item_id=entry_id, before=before)

    def remove(self, entry_ids: Sequence[UUID]) -> None:
        """Take entries out."""
        gone = set(entry_ids)
        self._show(tuple(entry for entry in self.entries if entry.id not in gone))
        for entry_id in entry_ids:
            self._send(Dequeue, tr("Remove from queue"), item_id=entry_id)

    def replace(self, places: Sequence[tuple[UUID, UUID]]) -> None:
        """Have these and no others in the queue."""
        if self.entries:
            self.clear()
        self.add(places)

    def clear(self) -> None:
        """Take all entries out."""
        self._show(())
        self._send(ClearQueue, tr("Clear queue"))

    def set_mode(
        self, *, auto_next: bool | None = None, shuffle: bool | None = None, repeat: Repeat | None = None
    ) -> None:
        """Change how the queue plays; None stays as it is."""
        self._send(SetQueueMode, "", auto_next=auto_next, shuffle=shuffle, repeat=repeat)

    def _send(self, command: type[Command], title: str, **fields: object) -> None:
        self._under_way += 1
        made = self._actor.make(command, space_id=None, id=None, **fields)
        self._actor.send_made(made, done=self._done, failed=self._fail, title=title)

    # Playing

    def order(self) -> tuple[QueueEntry, ...]:
        """The order of playing: shuffled it is another one in every session, and the same within it."""
        if not self.shuffle:
            return self.entries
        return tuple(sorted(self.entries, key=lambda entry: blake2b(entry.id.bytes, key=self._seed).digest()))

    def next_after(self, entry_id: UUID | None, *, wrap: bool | None = None) -> QueueEntry | None:
        """What plays after an entry (None: the first). At the end it begins again with `wrap`, which
        stands for "repeat all" unless it is given."""
        return self._step(entry_id, 1, wrap)

    def before(self, entry_id: UUID | None, *, wrap: bool | None = None) -> QueueEntry | None:
        """What plays before an entry."""
        return self._step(entry_id, -1, wrap)

    def at_end_of(self, entry_id: UUID | None) -> QueueEntry | None:
        """What plays by itself when an entry ends: itself with "repeat one", nothing without auto-next."""
        if self.repeat is Repeat.ONE:
            return next((entry for entry in self.entries if entry.id == entry_id), None)
        return self.next_after(entry_id) if self.auto_next else None

    def entry_of(self, video_id: UUID) -> QueueEntry | None:
        """The first entry of a video."""
        return next((entry for entry in self.entries if entry.card.id == video_id), None)

    def _step(self, entry_id: UUID | None, step: int, wrap: bool | None) -> QueueEntry | None:
        order = self.order()
        if not order:
            return None
        at = next((n for n, entry in enumerate(order) if entry.id == entry_id), None)
        if at is None:
            return order[0 if step > 0 else -1]
        again = self.repeat is Repeat.ALL if wrap is None else wrap
        at += step
        return order[at % len(order)] if again or 0 <= at < len(order) else None

    # Keeping up

    @Slot()
    def refresh(self) -> None:
        """Ask the record, unless changes are on their way to it: what it says now is shown already."""
        if not self._under_way:
            self._actor.ask(TheQueue, self._answered)

    def _answered(self, view: QueueView) -> None:
        if not self._under_way:
            self._take(view)

    def _show(self, entries: tuple[QueueEntry, ...]) -> None:
        view = self._view
        self._take(QueueView(entries, view.auto_next, view.shuffle, view.repeat))

    def _take(self, view: QueueView) -> None:
        if isValid(self) and view != self._view:
            self._view = view
            self.changed.emit()

    def _done(self, _verdict: Verdict) -> None:
        self._under_way -= 1
        if isValid(self):
            self.refresh()

    def _fail(self, error: PersonError) -> None:
        self._under_way -= 1
        if isValid(self):
            self.failed.emit(error)
            self.refresh()

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.tables & {"queue_item", "play_queue", "video"}:
            self.refresh()

    @Slot()
    def _somebody_else(self) -> None:
        self._take(_EMPTY)
        self.refresh()

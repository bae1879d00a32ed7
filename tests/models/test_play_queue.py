"""The play queue against a plain list: any mix of adding, moving and taking out, and of undoing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.dispatcher import Verdict
from models.core.errors import NotFound
from models.video.commands import TrashVideo, channel_of
from models.video.entities import Repeat
from models.video.queries import TheQueue
from models.video.watch_commands import ClearQueue, Dequeue, Enqueue, MoveInQueue, SetQueueMode
from tests.support.video_record import VideoRecord

_PLACE = st.integers(0, 30)
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "add before", "move", "move", "remove", "undo"]), _PLACE, _PLACE
    ),
    max_size=25,
)


def order(record: VideoRecord, who: UUID) -> list[UUID]:
    """The entries' ids as the queue is shown."""
    return [entry.id for entry in record.ask(TheQueue(actor=who)).entries]


def videos(record: VideoRecord, who: UUID) -> list[UUID]:
    """The videos in the queue, which undo brings back in another entry."""
    return [entry.card.id for entry in record.ask(TheQueue(actor=who)).entries]


class Plain:
    """The queue as a list of (entry, video)."""

    def __init__(self, record: VideoRecord, who: UUID) -> None:
        self.record, self.who = record, who
        self.items: list[UUID] = []
        self.done: list[tuple[list[UUID], Verdict]] = []

    def pick(self, number: int) -> UUID | None:
        """One of the entries, or none for the end."""
        return (
            self.items[number % (len(self.items) + 1)]
            if number % (len(self.items) + 1) < len(self.items)
            else None
        )

    def add(self, video: UUID, before: UUID | None) -> None:
        at = len(self.items) if before is None else self.items.index(before)
        self._did(Enqueue, channel_id=channel_of(self.who), video_id=video, before=before)
        self.items.insert(at, self.done[-1][1].command_id)

    def move(self, entry: UUID, before: UUID | None) -> None:
        self._did(MoveInQueue, item_id=entry, before=before)
        if before != entry:
            self.items.remove(entry)
            self.items.insert(len(self.items) if before is None else self.items.index(before), entry)

    def remove(self, entry: UUID) -> None:
        self._did(Dequeue, item_id=entry)
        self.items.remove(entry)

    def undo(self) -> None:
        """As it was before the last step; a removed video comes back as a new entry in its old place."""
        shown, verdict = self.done.pop()
        if verdict.undo is not None:
            self.record.undo(verdict)
        assert videos(self.record, self.who) == shown
        self.items = order(self.record, self.who)
        self.done.clear()

    def _did(self, kind: Any, **fields: Any) -> None:
        self.done.append((videos(self.record, self.who), self.record.did(self.who, kind, **fields)))


@settings(max_examples=40)
@given(steps=_STEPS)
def test_the_queue_is_a_list(shared_record: VideoRecord, steps: list[tuple[str, int, int]]) -> None:
    record = shared_record
    ada = record.person()
    films = [record.video(ada, f"Film {n}") for n in range(3)]
    plain = Plain(record, ada)
    for step, one, two in steps:
        entry = plain.pick(one)
        if step == "add":
            plain.add(films[one % 3], None)
        elif step == "add before":
            plain.add(films[one % 3], plain.pick(two))
        elif step == "move" and entry is not None:
            plain.move(entry, plain.pick(two))
        elif step == "remove" and entry is not None:
            plain.remove(entry)
        elif step == "undo" and plain.done:
            plain.undo()
        assert order(record, ada) == plain.items
    places = [row[0] for row in record.sql("SELECT place FROM queue_item WHERE space_id = ?", ada.bytes)]
    assert len(set(places)) == len(places)


def test_there_is_always_room_between_two(record: VideoRecord) -> None:
    """Putting each before the last halves the room until all are spread out again."""
    ada = record.person()
    film = record.video(ada)
    plain = Plain(record, ada)
    plain.add(film, None)
    plain.add(film, None)
    last = plain.items[-1]
    for _ in range(45):
        plain.add(film, last)
    assert order(record, ada) == plain.items


def test_what_is_gone_cannot_be_moved_and_is_not_shown(record: VideoRecord) -> None:
    ada = record.person()
    film, other = record.video(ada), record.video(ada)
    for video in (film, other):
        record.did(ada, Enqueue, channel_id=channel_of(ada), video_id=video)
    assert isinstance(record.refused(ada, MoveInQueue, item_id=uuid4()), NotFound)
    record.did(ada, Dequeue, item_id=uuid4())
    trashed = record.did(ada, TrashVideo, channel_of(ada), video_id=film)
    assert videos(record, ada) == [other]
    record.undo(trashed)
    assert videos(record, ada) == [film, other]


def test_an_emptied_queue_comes_back_as_it_was(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    films = [record.video(ada) for _ in range(3)]
    for film in films:
        record.did(ada, Enqueue, channel_id=channel_of(ada), video_id=film)
    record.did(eve, Enqueue, channel_id=channel_of(eve), video_id=record.video(eve))
    before = order(record, ada)
    cleared = record.did(ada, ClearQueue)
    assert order(record, ada) == []
    assert len(order(record, eve)) == 1
    restored = record.undo(cleared)
    assert order(record, ada) == before
    record.undo(restored)
    assert order(record, ada) == []


@pytest.mark.parametrize(
    "fields", [{"shuffle": True}, {"auto_next": False}, {"repeat": Repeat.ONE}, {"repeat": Repeat.ALL}]
)
def test_how_it_plays_is_kept_and_given_back(record: VideoRecord, fields: dict[str, Any]) -> None:
    ada = record.person()
    start = record.ask(TheQueue(actor=ada))
    assert (start.auto_next, start.shuffle, start.repeat) == (True, False, Repeat.NONE)
    changed = record.did(ada, SetQueueMode, **fields)
    [(name, value)] = fields.items()
    now = record.ask(TheQueue(actor=ada))
    assert getattr(now, name) == value
    record.undo(changed)
    assert record.ask(TheQueue(actor=ada)) == start

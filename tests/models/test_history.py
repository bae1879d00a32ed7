"""The history: what was watched, searched, taken out and paused, while the creator's counts stay."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from models.core.errors import NotAllowed
from models.core.ids import new_id
from models.video.commands import EditVideo, TrashVideo, channel_of
from models.video.entities import Privacy
from models.video.history_commands import ClearHistory, HideViewings, PauseHistory
from models.video.history_queries import History
from models.video.watch_commands import RecordWatch
from tests.support.video_record import VideoRecord

SECOND = 1_000_000


def watch(record: VideoRecord, who: UUID, video: UUID, owner: UUID, seconds: int = 10) -> UUID:
    """One viewing, told in two stretches."""
    session = new_id()
    for start in (0, seconds // 2):
        record.clock.turn(seconds=1)
        record.did(
            who, RecordWatch, channel_id=channel_of(owner), video_id=video, session_id=session,
            start_us=start * SECOND, end_us=(start + seconds // 2) * SECOND, position_us=start * SECOND,
        )  # fmt: skip
    return session


def shown(record: VideoRecord, who: UUID, **fields: Any) -> list[str]:
    viewings = record.ask(History(actor=who, **fields)).viewings
    return [each.card.title if each.card else "gone" for each in viewings]


def views(record: VideoRecord) -> tuple[int, int]:
    """What the creators' counts are made of."""
    [row] = record.sql("SELECT (SELECT count(*) FROM video_view), (SELECT count(*) FROM watch_event)")
    return int(row[0]), int(row[1])


def test_newest_first_one_entry_a_viewing_and_searched(record: VideoRecord) -> None:
    ada, bob = record.person(), record.person()
    bread, tide = record.video(ada, "Baking bread"), record.video(ada, "The tide")
    for video in (bread, tide, bread):
        watch(record, ada, video, ada)
    assert shown(record, ada) == ["Baking bread", "The tide", "Baking bread"]
    assert record.ask(History(actor=ada)).viewings[0].watched_us == 10 * SECOND
    assert shown(record, ada, words="tide") == ["The tide"]
    assert shown(record, ada, words="walrus") == []
    assert shown(record, bob) == []
    first = record.ask(History(actor=ada, limit=2))
    assert first.more and len(first.viewings) == 2
    assert shown(record, ada, offset=2, limit=2) == ["Baking bread"]


def test_taken_out_cleared_and_undone_but_counted_all_the_while(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    bread, tide = record.video(ada, "Bread"), record.video(ada, "Tide")
    one = watch(record, ada, bread, ada)
    watch(record, ada, tide, ada)
    counted = views(record)
    hidden = record.did(ada, HideViewings, session_ids=[one, one])
    assert shown(record, ada) == ["Tide"]
    assert isinstance(record.refused(eve, HideViewings, ada, session_ids=[one]), NotAllowed)
    record.undo(hidden)
    assert shown(record, ada) == ["Tide", "Bread"]
    record.clock.turn(seconds=5)
    cleared = record.did(ada, ClearHistory)
    assert shown(record, ada) == []
    record.clock.turn(seconds=5)
    watch(record, ada, bread, ada)
    assert shown(record, ada) == ["Bread"]
    record.undo(cleared)
    assert shown(record, ada) == ["Bread", "Tide", "Bread"]
    assert views(record) == (counted[0] + 1, counted[1] + 2)


def test_paused_it_keeps_nothing_and_goes_on_afterwards(record: VideoRecord) -> None:
    ada = record.person()
    bread, tide = record.video(ada, "Bread"), record.video(ada, "Tide")
    paused = record.did(ada, PauseHistory, paused=True)
    watch(record, ada, bread, ada)
    assert shown(record, ada) == [] and record.ask(History(actor=ada)).paused
    record.undo(paused)
    watch(record, ada, tide, ada)
    assert shown(record, ada) == ["Tide"] and not record.ask(History(actor=ada)).paused
    assert views(record) == (2, 4)


def test_what_is_gone_or_hidden_says_so_and_tells_nothing(record: VideoRecord) -> None:
    ada, bob = record.person(), record.person()
    film = record.video(ada, "Secret")
    record.did(ada, EditVideo, channel_of(ada), video_id=film, privacy=Privacy.PUBLIC)
    watch(record, bob, film, ada)
    assert shown(record, bob) == ["Secret"]
    record.did(ada, EditVideo, channel_of(ada), video_id=film, privacy=Privacy.PRIVATE)
    assert shown(record, bob) == ["gone"]
    assert shown(record, bob, words="secret") == []
    record.did(ada, TrashVideo, channel_of(ada), video_id=film)
    assert shown(record, bob) == ["gone"]

"""What is watched: views once a session, every stretch kept, and what to go on with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from models.core.errors import Invalid, NotFound
from models.core.ids import new_id
from models.video.commands import EditVideo, TrashVideo, channel_of
from models.video.entities import Privacy
from models.video.queries import ContinueWatching, LibraryPage
from models.video.watch_commands import CountView, ForgetPosition, RecordWatch
from tests.support.video_record import VideoRecord


def _watch(record: VideoRecord, who: UUID, owner: UUID, video: UUID, session: UUID, **fields: Any) -> None:
    values = {"start_us": 0, "end_us": 10, "position_us": 10, **fields}
    record.did(who, RecordWatch, channel_id=channel_of(owner), video_id=video, session_id=session, **values)


def test_a_session_counts_as_one_view_and_every_stretch_is_kept(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    video = record.video(ada)
    record.did(ada, EditVideo, channel_of(ada), video_id=video, privacy=Privacy.UNLISTED)
    first, second = new_id(), new_id()
    for session in (first, first, second, first):
        _watch(record, ada, ada, video, session)
    _watch(record, eve, ada, video, new_id(), start_us=5, end_us=5, position_us=5)
    assert record.detail(ada, video).card.views == 3
    assert record.sql("SELECT count(*) FROM watch_event") == [(4,)]
    assert isinstance(
        record.refused(
            ada, RecordWatch, channel_id=channel_of(ada), video_id=video, session_id=first, start_us=3,
            end_us=2, position_us=2,
        ),
        Invalid,
    )  # fmt: skip


def test_nobody_counts_as_a_viewer_of_what_they_may_not_see(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    video = record.video(ada)
    error = record.refused(eve, CountView, channel_of(ada), video_id=video, session_id=new_id())
    assert isinstance(error, NotFound)
    assert record.detail(ada, video).card.views == 0


def test_continue_watching_is_what_was_begun_and_not_finished(record: VideoRecord) -> None:
    ada = record.person()
    videos = [record.video(ada, f"Film {n}") for n in range(4)]
    for n, video in enumerate(videos):
        record.clock.turn(minutes=1)
        _watch(record, ada, ada, video, new_id(), finished=n == 1, position_us=(10 + n) * 1_000_000)
    shown = record.ask(ContinueWatching(actor=ada))
    assert [(card.id, card.position_us) for card in shown] == [
        (videos[3], 13_000_000), (videos[2], 12_000_000), (videos[0], 10_000_000),
    ]  # fmt: skip
    record.did(ada, ForgetPosition, video_id=videos[3])
    record.did(ada, TrashVideo, channel_of(ada), video_id=videos[2])
    assert [card.id for card in record.ask(ContinueWatching(actor=ada))] == [videos[0]]
    assert record.ask(LibraryPage(actor=ada, unfinished=True)).total == 1
    assert record.sql("SELECT count(*) FROM watch_event") == [(4,)]

"""Commands on videos: who may, what undo gives back, who may see it, and what is left after the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.core.audience import Role
from models.core.errors import Conflict, Invalid, NotAllowed, NotFound
from models.core.ids import new_id
from models.core.jobs import JobList, State
from models.core.registry import Command
from models.video.channel_commands import CreateChannel
from models.video.commands import (
    AddVideo,
    DescribeMedia,
    DiscardVideo,
    EditVideo,
    ForgetVideo,
    PublishVideo,
    PurgeVideo,
    RestoreVideo,
    SetPoster,
    TrashVideo,
    channel_of,
)
from models.video.entities import IMPORT, Privacy, VideoState
from models.video.queries import BlobsInUse, ContinueWatching, ExpiredTrash, LibraryPage, TheQueue
from models.video.watch_commands import (
    ClearQueue,
    Dequeue,
    Enqueue,
    ForgetPosition,
    MoveInQueue,
    RecordWatch,
    RefillQueue,
    SetQueueMode,
)
from tests.support.video_record import VideoRecord, blob, rendition

# Who may


def _commands_on(video: UUID) -> list[tuple[type[Command], dict[str, Any], Role]]:
    """Every command on a channel, with the least role that may send it."""
    return [
        (AddVideo, {"title": "A", "path": "/a.mp4", "size": 1}, Role.EDITOR),
        (EditVideo, {"video_id": video, "title": "B"}, Role.EDITOR),
        (DescribeMedia, {"video_id": video, "width": 4}, Role.EDITOR),
        (PublishVideo, {"video_id": video, "renditions": [rendition()]}, Role.EDITOR),
        (SetPoster, {"video_id": video, "poster": blob(3)}, Role.EDITOR),
        (RestoreVideo, {"video_id": video}, Role.EDITOR),
        (DiscardVideo, {"video_id": new_id()}, Role.EDITOR),
        (TrashVideo, {"video_id": video}, Role.EDITOR),
        (PurgeVideo, {"video_id": video}, Role.OWNER),
    ]


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.EDITOR, Role.OWNER])
def test_only_who_may_changes_a_channel(record: VideoRecord, role: Role | None) -> None:
    owner, other = record.person(), record.person()
    channel, video = channel_of(owner), record.video(owner)
    if role is not None:
        record.join(channel, other, role)
    for kind, fields, least in _commands_on(video):
        before = record.sql("SELECT * FROM video ORDER BY id")
        verdict = record.send(other, kind, channel, **fields)
        if (role or Role.NONE) >= least:
            assert verdict.ok, (kind, verdict.error)
        else:
            assert isinstance(verdict.error, NotAllowed), kind
            assert record.sql("SELECT * FROM video ORDER BY id") == before


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (RecordWatch, {"channel_id": new_id(), "video_id": new_id(), "session_id": new_id(), "start_us": 0,
                       "end_us": 1, "position_us": 1}),
        (ForgetPosition, {"video_id": new_id()}),
        (Enqueue, {"channel_id": new_id(), "video_id": new_id()}),
        (MoveInQueue, {"item_id": new_id()}),
        (Dequeue, {"item_id": new_id()}),
        (ClearQueue, {}),
        (RefillQueue, {"entries": []}),
        (SetQueueMode, {"shuffle": True}),
    ],
)  # fmt: skip
def test_what_somebody_watches_and_queues_is_theirs_alone(
    record: VideoRecord, kind: type[Command], fields: dict[str, Any]
) -> None:
    ada, eve = record.person(), record.person()
    assert isinstance(record.refused(eve, kind, ada, **fields), NotAllowed)
    assert record.sql("SELECT count(*) FROM queue_item")[0][0] == 0


def test_nobody_opens_a_channel_for_somebody_else(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    assert isinstance(record.refused(eve, CreateChannel, channel_of(ada), name="Mine"), NotAllowed)
    assert isinstance(record.refused(eve, CreateChannel, new_id(), name="Mine"), NotAllowed)
    record.did(ada, CreateChannel, channel_of(ada), name="Again")
    assert record.sql("SELECT name FROM channel WHERE space_id = ?", channel_of(ada).bytes) == [("Channel",)]


def test_a_video_is_forgotten_only_when_it_is_gone(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    video = record.video(ada)
    record.did(ada, Enqueue, channel_id=channel_of(ada), video_id=video)
    forget = {"channel_id": channel_of(ada), "video_id": video}
    assert isinstance(record.refused(eve, ForgetVideo, ada, **forget), NotAllowed)
    assert len(record.ask(TheQueue(actor=ada)).entries) == 1


# From the drop on


def test_a_drop_is_a_video_and_its_job_at_once(record: VideoRecord) -> None:
    ada = record.person()
    path = "/films/Bad\nname \x07\U0001f30a.mp4"
    made = record.did(
        ada, AddVideo, channel_of(ada), title=" A \x00 film\n", path=path, size=7,
        keep_original=False,
    )  # fmt: skip
    card = record.detail(ada, made.command_id).card
    assert (card.title, card.file_name, card.state) == (
        "A film",
        "Bad\nname \U0001f30a.mp4",
        VideoState.PROCESSING,
    )
    [job] = record.ask(JobList(actor=ada))
    assert (job.kind, job.state, job.arguments["path"]) == (IMPORT, State.WAITING, path)
    assert job.arguments["keep_original"] is False
    assert job.place == f"nonet://video/watch/{channel_of(ada)}/{made.command_id}"


def test_the_details_can_be_edited_while_the_file_is_worked_on_and_after(record: VideoRecord) -> None:
    ada = record.person()
    video = record.video(ada, ready=False)
    said = {
        "title": "Näme", "description": "Two\nlines", "tags": ["#One", "one", "two"], "category": "Boats",
        "location": "Bergen", "language": "no", "privacy": Privacy.UNLISTED, "age_restricted": True,
    }  # fmt: skip
    record.did(ada, EditVideo, channel_of(ada), video_id=video, **said)
    record.did(ada, PublishVideo, channel_of(ada), video_id=video, renditions=[rendition()])
    record.did(ada, EditVideo, channel_of(ada), video_id=video, location="Oslo")
    detail = record.detail(ada, video)
    assert detail.card.title == "Näme"
    assert (detail.description, detail.tags, detail.category) == ("Two\nlines", ("One", "two"), "Boats")
    assert (detail.location, detail.language, detail.age_restricted) == ("Oslo", "no", True)
    assert detail.card.privacy is Privacy.UNLISTED


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", " \n"), ("title", "x" * 201), ("description", "x" * 20_001), ("category", "x" * 61),
     ("tags", ["x" * 61]), ("tags", [str(n) for n in range(51)])],
)  # fmt: skip
def test_what_does_not_fit_is_refused_whole_and_names_its_field(
    record: VideoRecord, field: str, value: object
) -> None:
    ada = record.person()
    video = record.video(ada)
    before = record.detail(ada, video)
    fields: dict[str, Any] = {"location": "Oslo", field: value}
    error = record.refused(ada, EditVideo, channel_of(ada), video_id=video, **fields)
    assert isinstance(error, Invalid)
    assert error.field == field
    assert record.detail(ada, video) == before


def test_publishing_twice_is_publishing_once(record: VideoRecord) -> None:
    ada = record.person()
    video = record.video(ada, ready=False)
    record.did(ada, DescribeMedia, channel_of(ada), video_id=video, original=blob(9), posters=[blob(5)])
    assert isinstance(
        record.refused(ada, PublishVideo, channel_of(ada), video_id=video, renditions=[]), Invalid
    )
    for _ in range(2):
        record.did(
            ada, PublishVideo, channel_of(ada), video_id=video, damaged=True, keep_original=False,
            renditions=[rendition(1), rendition(2, "360p")],
        )  # fmt: skip
    detail = record.detail(ada, video)
    assert [(r.name, r.blob) for r in detail.renditions] == [("360p", blob(2)), ("720p", blob(1))]
    assert detail.card.damaged
    assert detail.card.state is VideoState.READY
    assert (detail.card.original, detail.card.poster) == ("", blob(5))


def test_only_what_was_never_ready_is_discarded(record: VideoRecord) -> None:
    ada = record.person()
    draft, ready = record.video(ada, ready=False), record.video(ada)
    record.did(ada, DiscardVideo, channel_of(ada), video_id=draft)
    record.did(ada, DiscardVideo, channel_of(ada), video_id=draft)
    assert isinstance(record.refused(ada, DiscardVideo, channel_of(ada), video_id=ready), Conflict)
    assert record.ask(LibraryPage(actor=ada)).total == 1


# Undo, and who sees it

_TEXT = st.text(max_size=20)
_EDITS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable() and text.strip()),
        "description": _TEXT,
        "tags": st.lists(_TEXT, max_size=3),
        "category": st.sampled_from(["", "Music", "Boats"]),
        "location": _TEXT,
        "language": st.sampled_from(["", "en"]),
        "age_restricted": st.booleans(),
        "privacy": st.sampled_from(Privacy),
    },
)
_STEPS: st.SearchStrategy[list[tuple[Any, dict[str, Any]]]] = st.lists(
    st.one_of(
        st.tuples(st.just(EditVideo), _EDITS),
        st.tuples(st.just(TrashVideo), st.just({})),
        st.tuples(st.just(RestoreVideo), st.just({})),
        st.tuples(st.just(SetPoster), st.builds(lambda n: {"poster": blob(n)}, st.integers(1, 3))),
    ),
    max_size=8,
)


def _comparable(record: VideoRecord, video: UUID) -> tuple[Any, ...]:
    """What undo has to give back. Pictures once offered stay on offer."""
    columns = (
        "state, audience, privacy, title, description, tags, category, location, language, age_restricted,"
        " trashed_at IS NULL, damaged, original, poster"
    )
    return record.sql(f"SELECT {columns} FROM video WHERE id = ?", video.bytes)[0]


def _should_be(state: str, privacy: str, trashed: bool) -> str:
    """The audience, said once more in the plainest way."""
    if state == "ready" and not trashed and privacy in ("public", "unlisted"):
        return privacy
    return "members"


@settings(max_examples=40)
@example(ready=False, steps=[(EditVideo, {"tags": [" #", "# #Boats", " # "]})])
@given(ready=st.booleans(), steps=_STEPS)
def test_undo_gives_back_each_state_and_the_audience_is_always_true(
    shared_record: VideoRecord, ready: bool, steps: list[tuple[type[Command], dict[str, Any]]]
) -> None:
    record = shared_record
    ada = record.person()
    channel, video = channel_of(ada), record.video(ada, ready=ready)

    def audience_is_true() -> None:
        [(state, privacy, trashed, audience)] = record.sql(
            "SELECT state, privacy, trashed_at IS NOT NULL, audience FROM video WHERE id = ?", video.bytes
        )
        assert audience == _should_be(state, privacy, bool(trashed))

    undoing = []
    for kind, fields in steps:
        before = _comparable(record, video)
        verdict = record.did(ada, kind, channel, video_id=video, **fields)
        audience_is_true()
        if verdict.undo is None:
            assert _comparable(record, video) == before
        else:
            undoing.append((before, verdict))
    after = _comparable(record, video)
    redoing = []
    for before, verdict in reversed(undoing):
        taken = record.undo(verdict)
        assert _comparable(record, video) == before
        audience_is_true()
        redoing.append(taken)
    for taken in reversed(redoing):
        record.undo(taken)
    assert _comparable(record, video) == after
    if not ready:
        record.did(ada, PublishVideo, channel, video_id=video, renditions=[rendition()])
        audience_is_true()


@pytest.mark.parametrize("privacy", list(Privacy))
@pytest.mark.parametrize("trashed", [False, True])
@pytest.mark.parametrize("ready", [False, True])
def test_who_sees_a_video(record: VideoRecord, privacy: Privacy, trashed: bool, ready: bool) -> None:
    ada, eve = record.person(), record.person()
    video = record.video(ada, ready=ready)
    record.did(ada, EditVideo, channel_of(ada), video_id=video, privacy=privacy, category="Boats")
    if trashed:
        record.did(ada, TrashVideo, channel_of(ada), video_id=video)
    assert record.detail(ada, video).card.id == video
    open_to_all = ready and not trashed
    if open_to_all and privacy is not Privacy.PRIVATE:
        seen = record.detail(eve, video, owner=ada).card
        assert (seen.mine, seen.original) == (False, "")
    else:
        with pytest.raises(NotFound):
            record.detail(eve, video, owner=ada)
    listed = 1 if open_to_all and privacy is Privacy.PUBLIC else 0
    assert record.ask(LibraryPage(actor=eve)).total == listed
    assert record.ask(LibraryPage(actor=ada)).total == (0 if trashed else 1)
    assert record.ask(LibraryPage(actor=ada, trashed=True)).total == (1 if trashed else 0)


# The end


def _mentions(record: VideoRecord, video: UUID) -> dict[str, int]:
    """In how many rows of which tables a video is still found (the logs of what was done stay)."""
    counts = {
        table: record.sql(f"SELECT count(*) FROM {table} WHERE video_id = ?", video.bytes)[0][0]
        for table in ("rendition", "video_view", "watch_event", "watch_position", "queue_item")
    }
    for table in ("video", "video_doc"):
        counts[table] = record.sql(f"SELECT count(*) FROM {table} WHERE id = ?", video.bytes)[0][0]
    return counts


def test_deleted_for_good_it_is_counted_nowhere(record: VideoRecord) -> None:
    ada, eve = record.person(), record.person()
    channel = channel_of(ada)
    video, other = record.video(ada, "Unlikely words", number=1), record.video(ada, number=2)
    record.did(ada, EditVideo, channel, video_id=video, privacy=Privacy.PUBLIC)
    record.did(
        ada, DescribeMedia, channel, video_id=video, original=blob(3), posters=[blob(4)],
        sheet={"blob": blob(5)}, waveform=blob(6),
    )  # fmt: skip
    for who in (ada, eve):
        for known in (video, other):
            record.did(who, Enqueue, channel_id=channel, video_id=known)
        record.did(
            who, RecordWatch, channel_id=channel, video_id=video, session_id=new_id(), start_us=0,
            end_us=9, position_us=9,
        )  # fmt: skip
    assert all(_mentions(record, video).values()), _mentions(record, video)
    record.did(ada, TrashVideo, channel, video_id=video)
    record.did(ada, PurgeVideo, channel, video_id=video)
    assert not any(_mentions(record, video).values()), _mentions(record, video)
    for who in (ada, eve):
        assert not record.ask(ContinueWatching(actor=who))
        assert record.ask(LibraryPage(actor=who, words="unlikely")).total == 0
    assert [entry.card.id for entry in record.ask(TheQueue(actor=ada)).entries] == [other]
    assert {ref.name for ref in record.ask(BlobsInUse(actor=ada))} == {blob(2)}
    for kind in (PurgeVideo, RestoreVideo, TrashVideo):
        assert isinstance(record.refused(ada, kind, channel, video_id=video), NotFound)


def test_the_trash_keeps_for_thirty_days(record: VideoRecord) -> None:
    ada = record.person()
    channel, video = channel_of(ada), record.video(ada)
    assert isinstance(record.refused(ada, PurgeVideo, channel, video_id=video), Conflict)
    record.did(ada, TrashVideo, channel, video_id=video)
    record.clock.turn(days=20)
    assert record.send(ada, TrashVideo, channel, video_id=video).undo is None
    record.clock.turn(days=10, seconds=-1)
    assert record.ask(ExpiredTrash(actor=ada)) == ()
    assert isinstance(record.refused(ada, PurgeVideo, channel, video_id=video, now=False), Conflict)
    record.clock.now += timedelta(seconds=1)
    assert record.ask(ExpiredTrash(actor=ada)) == ((channel, video),)
    record.did(ada, PurgeVideo, channel, video_id=video, now=False)
    assert record.ask(LibraryPage(actor=ada, trashed=True)).total == 0

"""The form of a video, trash with undo, the queue, and uploads with their progress."""

from __future__ import annotations

from uuid import UUID

from pytestqt.qtbot import QtBot

from models.core.errors import PersonError
from models.core.jobs import State
from models.video.entities import Privacy, Repeat
from models.video.queries import LibraryPage, OneVideo
from models.video.wording import TITLE_LENGTH
from tests.support.video_world import World


def _open(world: World, qtbot: QtBot, **values: object) -> UUID:
    video_id = world.add_videos(1, title="Before", **values)[0]
    with qtbot.waitSignal(world.parts.editor.loaded):
        world.parts.editor.open(world.channel, video_id)
    return video_id


def test_a_draft_is_kept_on_save_and_can_be_undone(world: World, qtbot: QtBot) -> None:
    editor = world.parts.editor
    video_id = _open(world, qtbot)
    editor.set("title", "After")
    editor.set("tags", ("one", "two"))
    editor.set("privacy", Privacy.UNLISTED)
    assert editor.dirty and editor.value("title") == "After"
    with qtbot.waitSignal(editor.saved):
        editor.save()
    detail = world.gateway.ask_now(OneVideo(actor=world.account, space_id=world.channel, video_id=video_id))
    assert (detail.card.title, detail.tags, detail.card.privacy) == (
        "After", ("one", "two"), Privacy.UNLISTED,
    )  # fmt: skip
    assert not editor.dirty
    qtbot.waitUntil(lambda: editor.detail == detail)
    world.actor.undo()
    qtbot.waitUntil(lambda: editor.value("title") == "Before" and editor.value("tags") == ())


def test_a_refused_field_stays_in_the_draft(world: World, qtbot: QtBot) -> None:
    editor = world.parts.editor
    _open(world, qtbot)
    editor.set("title", "x" * (TITLE_LENGTH + 1))
    with qtbot.waitSignal(editor.refused) as told:
        editor.save()
    error = told.args[0]
    assert isinstance(error, PersonError) and error.field == "title"
    assert editor.dirty and editor.value("title") == "x" * (TITLE_LENGTH + 1)


def test_saying_the_same_sends_nothing(world: World, qtbot: QtBot) -> None:
    editor = world.parts.editor
    _open(world, qtbot)
    editor.set("title", "Other")
    editor.set("title", "Before")
    assert not editor.dirty


def test_trash_with_undo_for_all_at_once(world: World, qtbot: QtBot) -> None:
    world.add_videos(3)
    cards = world.gateway.ask_now(LibraryPage(actor=world.account)).cards
    with qtbot.waitSignal(world.notices.posted) as told:
        world.parts.shelf.trash(cards[:2])
    assert world.gateway.ask_now(LibraryPage(actor=world.account)).total == 1
    told.args[0].actions[0].do()
    qtbot.waitUntil(lambda: world.gateway.ask_now(LibraryPage(actor=world.account)).total == 3)


def test_only_trashed_videos_are_purged(world: World, qtbot: QtBot) -> None:
    world.add_videos(1)
    card = world.gateway.ask_now(LibraryPage(actor=world.account)).cards[0]
    with qtbot.waitSignal(world.notices.posted) as told:
        world.parts.shelf.purge([card])
    assert "not in the trash" in told.args[0].text
    world.parts.shelf.trash([card])
    with qtbot.waitCallback() as purged:
        world.parts.shelf.purge([card], lambda: purged())
    assert world.gateway.ask_now(LibraryPage(actor=world.account, trashed=True)).total == 0


def _queued(world: World, qtbot: QtBot, count: int = 4) -> list[UUID]:
    ids = world.add_videos(count)
    world.parts.queue.add([(world.channel, video_id) for video_id in ids])
    qtbot.waitUntil(lambda: len(world.parts.queue.entries) == count)
    return ids


def test_the_queue_moves_at_once_and_for_good(world: World, qtbot: QtBot) -> None:
    ids, queue = _queued(world, qtbot), world.parts.queue
    entries = queue.entries
    queue.move(entries[3].id, before=entries[0].id)
    moved = [ids[3], ids[0], ids[1], ids[2]]
    assert [entry.card.id for entry in queue.entries] == moved
    qtbot.waitUntil(lambda: queue.entries[0].place != entries[3].place)  # the record's answer has come
    assert [entry.card.id for entry in queue.entries] == moved


def test_what_plays_next(world: World, qtbot: QtBot) -> None:
    _queued(world, qtbot)
    queue = world.parts.queue
    first, second, _, last = queue.entries
    assert queue.next_after(None) == first
    assert queue.next_after(first.id) == second
    assert queue.next_after(last.id) is None
    assert queue.next_after(last.id, wrap=True) == first
    assert queue.before(first.id) is None
    queue.set_mode(repeat=Repeat.ALL, shuffle=True)
    qtbot.waitUntil(lambda: queue.shuffle and queue.repeat is Repeat.ALL)
    order = queue.order()
    assert order == queue.order() and set(order) == set(queue.entries)
    assert queue.next_after(order[-1].id) == order[0]
    queue.set_mode(repeat=Repeat.ONE)
    qtbot.waitUntil(lambda: queue.repeat is Repeat.ONE)
    assert queue.at_end_of(second.id) == second
    queue.set_mode(repeat=Repeat.NONE, auto_next=False)
    qtbot.waitUntil(lambda: not queue.auto_next)
    assert queue.at_end_of(first.id) is None


def test_uploads_tell_progress_errors_and_what_can_be_done(world: World, qtbot: QtBot) -> None:
    uploads, runner = world.parts.uploads, world.runner
    video_id = world.add_videos(1, state="processing")[0]
    job = world.start_job("tour.mov", video_id, State.RUNNING)
    failed = world.start_job("bad.avi", None, State.RUNNING, State.FAILED, sentence="It ends too early.",
                             what_now="Copy it again.", details="trace")  # fmt: skip
    qtbot.waitUntil(lambda: len(uploads.failed()) == 1)
    with qtbot.waitSignal(uploads.progressed):
        runner.tell(job, 0.5, "Encoding 720p", speed=2.0, left_s=30)
    shown = uploads.of_video(video_id)
    assert shown is not None
    assert (shown.fraction, shown.speed, shown.left_s, shown.detail) == (0.5, 2.0, 30.0, "Encoding 720p")
    assert shown.can_pause and not shown.can_retry
    assert [job.state for job in uploads.shown()] == [State.RUNNING, State.FAILED]
    bad = uploads.get(failed)
    assert bad is not None and (bad.error_sentence, bad.what_now) == ("It ends too early.", "Copy it again.")
    uploads.pause(job)
    uploads.remove(failed)
    assert runner.done == [("pause", job), ("cancel", failed)]


def test_time_left_is_reckoned_where_the_job_does_not_say(world: World, qtbot: QtBot) -> None:
    from controllers.video.uploads import Uploads

    now = [100.0]
    uploads = Uploads(world.actor, world.runner, clock=lambda: now[0])
    job = world.start_job("tour.mov", None, State.RUNNING)
    qtbot.waitUntil(lambda: uploads.get(job) is not None and uploads.shown()[0].state is State.RUNNING)
    for seconds, share, left in ((0, 0.1, None), (1, 0.2, None), (10, 0.3, 35.0)):
        now[0] = 100.0 + seconds
        world.runner.tell(job, share, "Copying")
        upload = uploads.get(job)
        assert upload is not None
        assert upload.left_s is None if left is None else abs((upload.left_s or 0) - left) < 0.01

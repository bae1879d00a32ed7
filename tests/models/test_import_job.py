"""The import job with real files: stopped at every step it comes to the same; refused, it leaves nothing."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from models.blobs.ref import BlobRef
from models.core.errors import Invalid, NotFound, PersonError, Unavailable
from models.core.jobs import Obsolete, Stop
from models.core.registry import Command
from models.video.commands import EditVideo, TrashVideo, channel_of
from models.video.entities import VideoDetail, VideoState
from models.video.jobs import abandon_import
from models.video.queries import LibraryPage
from tests.support.footage import frames
from tests.support.import_bench import Attempt, Bench
from tests.support.video_record import VideoRecord

C = TypeVar("C", bound=Command)
Clip = Callable[..., Path]


@pytest.fixture
def bench(record: VideoRecord, tmp_path: Path) -> Bench:
    return Bench(record, tmp_path)


def _plain(detail: VideoDetail) -> dict[str, Any]:
    """What an import makes of a file, without who and when, and without the renditions' bytes.

    An encoding that goes on at a segment begins it with a fresh encoder, whose bytes differ from those of one
    that came there; which pictures there are, and where they can be begun, is what is promised.
    """
    return {
        "card": (detail.card.title, detail.card.state, detail.card.damaged, detail.card.duration_us,
                 detail.card.height, detail.card.poster, detail.card.original),
        "media": detail.media, "chapters": detail.chapters, "loudness": detail.loudness,
        "posters": detail.posters, "sheet": detail.sheet, "waveform": detail.waveform,
        "renditions": [
            (each.name, {key: value for key, value in each.details.items() if key != "index"})
            for each in detail.renditions
        ],
    }  # fmt: skip


def _shown(bench: Bench) -> dict[str, tuple[list[int], list[tuple[int, int]]]]:
    """Of each rendition the times of its decoded frames, and the beginnings and lengths of its segments."""
    shown = {}
    for each in bench.detail().renditions:
        segments = each.details["index"]["segments"]
        with bench.blobs.lease(BlobRef.of(each.blob)) as path:
            moments = [moment for moment, _ in frames(path)]
        shown[each.name] = (moments, [(part["start_us"], part["duration_us"]) for part in segments])
    return shown


def test_a_file_becomes_a_video_with_all_that_belongs_to_it(bench: Bench, footage: Clip) -> None:
    bench.drop(footage("job.avi", "-q:v", "9", seconds=2, codec="mpeg4"))
    attempt = bench.attempt()
    detail = bench.detail()
    assert detail.card.state is VideoState.READY
    assert (detail.card.height, detail.width, detail.card.damaged) == (180, 320, False)
    assert detail.card.duration_us == pytest.approx(2_000_000, abs=100_000)
    assert (detail.media["video"], detail.media["audio"]) == ("mpeg4", ["aac"])
    assert [r.name for r in detail.renditions] == ["180p", "sound0"], "never larger than the source"
    assert detail.sheet is not None
    assert detail.waveform
    assert detail.loudness is not None
    assert detail.card.poster in detail.posters
    assert bench.used() == bench.stored(), "every blob is named and every name is there"
    assert detail.card.original in bench.stored()
    assert [told[0] for told in attempt.told] == sorted(told[0] or 0 for told in attempt.told)
    encoding = [told[2] for told in attempt.told if told[1].startswith("Encoding")]
    assert any(values.get("speed") for values in encoding)
    assert any(values.get("left_s") is not None for values in encoding)


def test_stopped_at_every_step_it_goes_on_and_comes_to_the_same(
    bench: Bench, record: VideoRecord, footage: Clip, tmp_path: Path
) -> None:
    """Each attempt dies one step later than the one before; what was done stays done."""
    source = footage("job.avi", "-q:v", "9", seconds=2, codec="mpeg4")
    (tmp_path / "once").mkdir()
    once = Bench(record, tmp_path / "once")
    once.drop(source)
    steps = once.attempt().steps
    bench.drop(source)
    stopped = 0
    for number in range(1, steps + 1):
        try:
            bench.attempt(stop_at=number)
        except Stop:
            stopped += 1
            continue
        break
    assert stopped > 10
    bench.attempt()
    assert _plain(bench.detail()) == _plain(once.detail())
    assert _shown(bench) == _shown(once)
    bench.sweep()
    both = bench.used()  # the record is one, and an encoding that went on may differ in its bytes
    assert both - once.stored() <= bench.stored() <= both
    assert len(bench.stored()) == len(once.stored())
    jobs = record.sql("SELECT count(*) FROM rendition WHERE video_id = ?", bench.video.bytes)
    assert jobs == [(2,)]
    assert bench.attempt().steps == 0, "what is ready is not touched again"


@pytest.mark.parametrize("step", [1, 3, 6, 9, 12])
def test_cancelled_it_leaves_nothing_behind(bench: Bench, footage: Clip, step: int) -> None:
    bench.drop(footage("job.avi", "-q:v", "9", seconds=2, codec="mpeg4"))
    with pytest.raises(Stop):
        bench.attempt(stop_at=step)
    abandon_import(Attempt(bench))
    abandon_import(Attempt(bench))
    _empty(bench.scratch)  # as the runner does with the folder of what was cancelled
    bench.assert_nothing_left()
    with pytest.raises(Obsolete):
        bench.attempt()


def test_what_was_looked_into_copied_and_encoded_once_is_not_again(bench: Bench, footage: Clip) -> None:
    source = footage("job.avi", "-q:v", "9", seconds=2, codec="mpeg4")
    bench.drop(source)
    with pytest.raises(Stop):
        bench.attempt(phase="Taking")
    again = bench.attempt()
    assert not [told for told in again.told if told[1].startswith(("Copying", "Looking", "Encoding"))]


def test_the_original_goes_where_it_is_not_wanted(bench: Bench, footage: Clip) -> None:
    source = footage("job.mp4", seconds=3)
    bench.drop(source, keep_original=False)
    bench.attempt()
    detail = bench.detail()
    assert detail.card.original == ""
    bench.sweep()
    assert bench.stored() == bench.used()
    assert source.stat().st_size not in {BlobRef.of(name).size for name in bench.stored()}
    assert source.exists(), "the person's own file is never touched"


def test_the_same_file_may_come_again_while_it_is_worked_on(bench: Bench, footage: Clip) -> None:
    source = footage("job.avi", "-q:v", "9", seconds=2, codec="mpeg4")
    bench.drop(source)
    with pytest.raises(Stop):
        bench.attempt(stop_at=7)
    bench.blobs.put_file(source)
    bench.attempt()
    assert bench.detail().card.state is VideoState.READY
    bench.drop(source)
    bench.attempt()
    assert bench.record.ask(LibraryPage(actor=bench.ada)).total == 2


def test_damage_is_marked(bench: Bench, footage: Clip, tmp_path: Path) -> None:
    whole = footage("job.avi", "-q:v", "9", seconds=2, codec="mpeg4").read_bytes()
    broken = bytearray(whole)
    for at in range(len(whole) // 3, len(whole) * 2 // 3, 997):
        broken[at] ^= 0x55
    path = tmp_path / "scratched.avi"
    path.write_bytes(broken)
    bench.drop(path)
    bench.attempt()
    assert bench.detail().card.damaged
    assert bench.detail().card.state is VideoState.READY


def test_what_was_edited_meanwhile_stays(bench: Bench, record: VideoRecord, footage: Clip) -> None:
    bench.drop(footage("job.mp4", seconds=3))
    channel = channel_of(bench.ada)
    with pytest.raises(Stop):
        bench.attempt(phase="Taking")
    record.did(bench.ada, EditVideo, channel, video_id=bench.video, title="By hand", tags=["mine"])
    record.did(bench.ada, TrashVideo, channel, video_id=bench.video)
    bench.attempt()
    detail = bench.detail()
    assert (detail.card.title, detail.tags, detail.card.state) == ("By hand", ("mine",), VideoState.READY)
    assert detail.card.trashed_at is not None
    assert record.sql("SELECT audience FROM video WHERE id = ?", bench.video.bytes) == [("members",)]


# What is refused


def _refused(bench: Bench, path: Path) -> PersonError:
    bench.drop(path)
    with pytest.raises(PersonError) as caught:
        bench.attempt()
    assert caught.value.sentence.endswith(".")
    return caught.value


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: (folder / "a.mp4").touch(), "empty"),
        # Always the same noise: some begins as a stream of something does.
        (lambda folder: (folder / "a.mp4").write_bytes(random.Random(5).randbytes(200_000)), "not a video"),
        (lambda folder: (folder / "a.mp4").mkdir(), "folder"),
        (lambda folder: os.mkfifo(folder / "a.mp4"), "pipe"),
        (lambda folder: (folder / "a.mp4").symlink_to(folder / "a.mp4"), "cannot be opened"),
        (lambda folder: None, "no longer there"),
    ],
)
def test_what_is_no_video_is_refused_and_leaves_nothing(
    bench: Bench, tmp_path: Path, make: Callable[[Path], object], says: str
) -> None:
    (tmp_path / "files").mkdir()
    make(tmp_path / "files")
    error = _refused(bench, tmp_path / "files" / "a.mp4")
    assert isinstance(error, Invalid | NotFound)
    assert says in error.sentence
    bench.assert_nothing_left()


def test_a_film_that_is_cut_off_is_refused_and_leaves_nothing(
    bench: Bench, footage: Clip, tmp_path: Path
) -> None:
    whole = footage("cut.avi", "-q:v", "3", seconds=9, codec="mpeg4").read_bytes()
    path = tmp_path / "cut.avi"
    path.write_bytes(whole[: len(whole) // 2])
    assert "rest" in _refused(bench, path).sentence
    bench.assert_nothing_left()


def test_sound_alone_is_refused_and_leaves_nothing(bench: Bench, footage: Clip, tmp_path: Path) -> None:
    error = _refused(bench, footage("sound.m4a", "-vn", seconds=2))
    assert "no picture" in error.sentence
    bench.assert_nothing_left()


def test_a_file_that_grows_while_it_is_copied_is_refused_and_leaves_nothing(
    bench: Bench, footage: Clip, tmp_path: Path
) -> None:
    path = tmp_path / "growing.avi"
    path.write_bytes(footage("job.avi", "-q:v", "9", seconds=2, codec="mpeg4").read_bytes())
    bench.drop(path)
    with pytest.raises(Stop):
        bench.attempt(stop_at=2)  # it has been looked into, and is about to be copied
    with path.open("ab") as file:
        file.write(bytes(10))
    with pytest.raises(PersonError) as caught:
        bench.attempt()
    assert "changed" in caught.value.sentence
    assert isinstance(caught.value, Invalid)
    bench.assert_nothing_left()


def test_a_file_that_is_removed_meanwhile_is_told_and_leaves_nothing(
    bench: Bench, footage: Clip, tmp_path: Path
) -> None:
    path = tmp_path / "gone.avi"
    path.write_bytes(footage("job.avi", "-q:v", "9", seconds=2, codec="mpeg4").read_bytes())
    bench.drop(path)
    with pytest.raises(Stop):
        bench.attempt(stop_at=2)
    path.unlink()
    with pytest.raises(NotFound, match="no longer there"):
        bench.attempt()
    bench.assert_nothing_left()


def test_a_disk_without_room_is_told_before_it_is_filled(
    bench: Bench, footage: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.drop(footage("job.avi", "-q:v", "9", seconds=2, codec="mpeg4"))
    monkeypatch.setattr(bench.blobs, "free_space", lambda: 1000)
    with pytest.raises(Unavailable, match=r"1\.0 KB are free"):
        bench.attempt()
    assert bench.stored() == set()
    assert bench.detail().card.state is VideoState.PROCESSING, "it can be tried again"
    monkeypatch.undo()
    bench.attempt()
    assert bench.detail().card.state is VideoState.READY


def _empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()

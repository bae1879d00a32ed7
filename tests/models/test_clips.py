"""Clips: cut without encoding, to the very picture, sound and picture together, whenever they are stopped."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import av
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.blobs.ref import BlobRef
from models.core.errors import Conflict, Invalid, NotFound
from models.core.jobs import Stop
from models.video.caption_commands import AddCaption
from models.video.clip_commands import MakeClip
from models.video.clip_jobs import make_clip, write_clip
from models.video.clips import begin_at, clip_of, cut_points
from models.video.commands import EditVideo, TrashVideo, channel_of
from models.video.cues import Cue, parse, write_vtt
from models.video.cutting import cut
from models.video.entities import VideoDetail, VideoState
from tests.support.footage import frames
from tests.support.import_bench import Bench
from tests.support.video_record import VideoRecord

S = 1_000_000
RATE = 25
Footage = Callable[..., Path]


class Cutting(Bench):
    """A film of 14 s that was encoded (with pictures stored out of order), to be cut."""

    film: UUID

    @cached_property
    def source(self) -> VideoDetail:
        return self.record.detail(self.ada, self.film)

    def _empty(self) -> None:
        shutil.rmtree(self.scratch)
        self.scratch.mkdir()

    def make(self, start_us: int, end_us: int, **said: Any) -> UUID:
        """Ask for a clip; the job is still to be run."""
        space = channel_of(self.ada)
        asked = {"start_us": start_us, "end_us": end_us}
        made = self.record.did(self.ada, MakeClip, space, video_id=self.film, **asked, **said)
        self.video = made.command_id
        self.arguments = {
            "channel_id": str(space),
            "video_id": str(self.video),
            "of": str(self.film),
            **asked,
        }
        return self.video

    def file(self, path: Path, start_us: int, end_us: int) -> None:
        self.arguments = {
            "of_channel": str(channel_of(self.ada)), "of": str(self.film), "start_us": start_us,
            "end_us": end_us, "path": str(path),
        }  # fmt: skip
        self.attempt(write_clip)

    def shown(self, detail: VideoDetail, name: str) -> list[str]:
        """The hashes of a rendition's decoded pictures."""
        blob = next(each.blob for each in detail.renditions if each.name == name)
        with self.blobs.lease(BlobRef.of(blob)) as path:
            return [picture for _, picture in frames(path)]


@pytest.fixture
def cutting(tmp_path: Path, footage: Footage) -> Iterator[Cutting]:
    source = footage("cut.avi", "-q:v", "9", seconds=14, codec="mpeg4", size="426x240")
    made = Cutting.of_film(source, tmp_path)
    made.film = made.video
    yield made
    made.record.close()


def packets(path: Path, kind: str) -> list[tuple[float, bytes]]:
    """(when it is shown or heard, its bytes) of every packet."""
    with av.open(str(path)) as container:
        stream = container.streams.get({kind: 0})[0]
        return [
            (float(packet.pts * packet.time_base), bytes(packet))
            for packet in container.demux(stream)
            if packet.pts is not None
        ]


def test_a_clip_shows_the_very_pictures_of_its_stretch(cutting: Cutting) -> None:
    assert cut_points(cutting.source.renditions) == (0, 4 * S, 8 * S, 12 * S)
    cutting.make(5 * S, 10 * S + 300_000, title="  The  middle ")
    cutting.attempt(make_clip)
    clip = cutting.detail()
    assert (clip.card.title, clip.card.state) == ("The middle", VideoState.READY)
    assert clip_of(clip.media) is not None
    origin = clip_of(clip.media)
    assert origin is not None and (origin.video_id, origin.start_us) == (cutting.film, 4 * S)
    whole, part = cutting.shown(cutting.source, "240p"), cutting.shown(clip, "240p")
    assert part == whole[4 * RATE : 4 * RATE + len(part)]
    assert 0 <= len(part) - 6.3 * RATE < 8, "no more than the pictures that are stored together"
    assert clip.card.duration_us == len(part) * S // RATE
    assert clip.waveform and clip.card.poster and clip.sheet
    assert cutting.used() <= cutting.stored()
    assert [each.name for each in clip.renditions] == [each.name for each in cutting.source.renditions]


@pytest.mark.parametrize("end_us", [9 * S, 9 * S + 777_000, 12 * S, 14 * S])
def test_sound_and_picture_of_a_file_stay_together(cutting: Cutting, tmp_path: Path, end_us: int) -> None:
    cutting.file(tmp_path / "out.mp4", 8 * S, end_us)
    pictures, sounds = (packets(tmp_path / "out.mp4", kind) for kind in ("video", "audio"))
    sound = next(each for each in cutting.source.renditions if each.name == "sound0")
    with cutting.blobs.lease(BlobRef.of(sound.blob)) as path:
        heard = [(at, data) for at, data in packets(path, "audio") if 8 <= at < end_us / S]
    assert [data for _, data in sounds] == [data for _, data in heard]
    assert min(at for at, _ in pictures) == 0
    assert sounds[0][0] == pytest.approx(heard[0][0] - 8, abs=0.001), "8 s of the film are 0 of the clip"
    assert frames(tmp_path / "out.mp4", "a")
    assert len(frames(tmp_path / "out.mp4", "v")) == len(pictures)
    assert not list(tmp_path.glob("*.part")) and not list(tmp_path.glob(".*"))


def test_stopped_at_every_step_it_comes_to_the_same(cutting: Cutting) -> None:
    cutting.make(4 * S, 7 * S)
    steps = cutting.attempt(make_clip).steps
    once = cutting.detail()
    cutting._empty()
    cutting.make(4 * S, 7 * S)
    for number in range(1, steps + 1):
        try:
            cutting.attempt(make_clip, stop_at=number)
        except Stop:
            continue
        break
    cutting.attempt(make_clip)
    again = cutting.detail()
    assert [(r.name, r.blob, r.details["index"]) for r in again.renditions] == [
        (r.name, r.blob, r.details["index"]) for r in once.renditions
    ]
    assert (again.chapters, again.card.poster, again.media) == (once.chapters, once.card.poster, once.media)


def test_what_is_said_and_named_in_the_stretch_comes_along(cutting: Cutting) -> None:
    space = channel_of(cutting.ada)
    cues = [
        Cue(S, 3 * S, "Before"),
        Cue(3 * S, 6 * S, "Half"),
        Cue(7 * S, 9 * S, "End"),
        Cue(10 * S, 11 * S, ""),
    ]
    blob = cutting.blobs.put_bytes(write_vtt(cues[:3]).encode())
    cutting.record.did(
        cutting.ada, AddCaption, space, video_id=cutting.film, blob=blob.name, size=blob.size,
        lines=[[cue.start_us, cue.text] for cue in cues[:3]], language="en",
    )  # fmt: skip
    cutting.record.did(cutting.ada, EditVideo, space, video_id=cutting.film, age_restricted=True)
    cutting.make(4 * S, 8 * S)
    cutting.attempt(make_clip)
    clip = cutting.detail()
    assert clip.age_restricted, "a part of what is restricted is no less so"
    [caption] = clip.captions
    with cutting.blobs.open_range(BlobRef.of(caption.blob)) as file:
        said = list(parse(file.read().decode()))
    assert said == [Cue(0, 2 * S, "Half"), Cue(3 * S, 4 * S, "End")]
    assert caption.language == "en"


@pytest.mark.parametrize(
    ("start_us", "end_us", "field"), [(-1, 5, "start"), (20 * S, 21 * S, "start"), (5 * S, 5 * S, "end"),
                                      (5 * S, 20 * S, "end"), (5 * S, 5 * S + 9, "end")],
)  # fmt: skip
def test_no_stretch_of_the_film_is_refused_where_it_was_typed(
    record: VideoRecord, start_us: int, end_us: int, field: str
) -> None:
    ada = record.person()
    film = record.video(ada, "Film")
    record.sql_done("UPDATE video SET duration_us = 10000000")
    asked = {"video_id": film, "start_us": start_us, "end_us": end_us}
    error = record.refused(ada, MakeClip, channel_of(ada), **asked)
    assert isinstance(error, Invalid) and error.field == field
    record.did(ada, TrashVideo, channel_of(ada), video_id=film)
    asked = {"video_id": film, "start_us": 0, "end_us": 5 * S}
    assert isinstance(record.refused(ada, MakeClip, channel_of(ada), **asked), Conflict)


def test_a_film_that_has_gone_meanwhile_leaves_no_clip(cutting: Cutting) -> None:
    cutting.make(0, 3 * S)
    cutting.record.did(cutting.ada, TrashVideo, channel_of(cutting.ada), video_id=cutting.film)
    cutting.record.sql_done("DELETE FROM video WHERE id = ?", cutting.film.bytes)
    with pytest.raises(Invalid, match="is gone"):
        cutting.attempt(make_clip)
    with pytest.raises(NotFound):
        cutting.detail()


def test_a_folder_that_is_not_there_is_told_and_nothing_is_left(cutting: Cutting, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="could not be written"):
        cutting.file(tmp_path / "nowhere" / "out.mp4", 0, 3 * S)
    assert not (tmp_path / "nowhere").exists()


points = st.lists(st.integers(0, 100 * S), min_size=1, unique=True).map(lambda found: (0, *sorted(found)[1:]))


@given(points=points, moment=st.integers(0, 110 * S))
@example(points=(0, 4 * S), moment=4 * S)
def test_a_clip_begins_at_the_nearest_key_frame_on_the_side_one_wants(
    points: tuple[int, ...], moment: int
) -> None:
    before, after = begin_at(points, moment), begin_at(points, moment, later=True)
    assert {before, after} <= set(points)
    assert before <= moment + 1_000
    assert not any(before < point <= moment for point in points)
    assert after >= moment - 1_000 or moment > points[-1]
    assert moment not in points or before == moment or before - moment <= 1_000


def test_a_planted_file_of_another_kind_is_no_rendition(tmp_path: Path, footage: Footage) -> None:
    with pytest.raises(ValueError, match=r"is no rendition|lies between"):
        cut(footage("plain.mp4", seconds=1), tmp_path / "out.mp4", 0, S, pictures=True)

"""Bad input: each gives a sentence where it happened and leaves the library as it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from controllers.video import engine
from models.blobs.ref import BlobRef, Progress
from models.core.errors import Unavailable
from models.core.jobs import State
from models.video import ffmpeg
from tests.support.disks import make_read_only, small_disk
from tests.support.films import Cinema, small
from tests.support.footage import by_hand
from tests.support.house import House
from views.video.upload_strip import UploadRow

Clip = Callable[..., Path]
ROOM = 3 << 20
"""Bytes that stay for the record, while films find no room."""


def errors(cinema: Cinema) -> list[str]:
    """The sentences in the rows of uploads that have stopped."""
    return [row.error.text() for row in cinema.house.seen(UploadRow) if row.job.state is State.FAILED]


def nothing_left(cinema: Cinema) -> None:
    """No video, no half-made work; what the sweep deletes is nobody's."""
    services = cinema.house.services
    assert not cinema.cards()
    assert not cinema.cards(trashed=True)
    assert not [path for path in services.paths.scratch.rglob("*") if path.is_file()]


def refused(cinema: Cinema, path: Path, *says: str) -> None:
    """Dropped, it stops with this sentence in its row; taken off the list, nothing is left."""
    cinema.house.drop([path])
    cinema.until(lambda: errors(cinema), 60)
    [sentence] = errors(cinema)
    assert all(part in sentence for part in says), sentence
    nothing_left(cinema)
    cinema.house.click(cinema.house.find(UploadRow).cancel)
    cinema.until(lambda: not cinema.house.seen(UploadRow))


def told(cinema: Cinema, *says: str) -> None:
    """A notice says so."""
    cinema.until(lambda: any(all(part in said for part in says) for said in cinema.notices()))


def test_what_can_be_seen_at_once_is_said_at_once(fresh: Cinema, tmp_path: Path) -> None:
    house = fresh.house
    (tmp_path / "empty.mp4").touch()
    house.drop([tmp_path / "empty.mp4"])
    told(fresh, "“empty.mp4” is empty.")
    (tmp_path / "no videos").mkdir()
    (tmp_path / "no videos" / "list.txt").write_text("1")
    house.drop([tmp_path / "no videos"])
    told(fresh, "There are no videos in the folder “no videos”.")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    house.drop([tmp_path / "loop"])
    told(fresh, "“loop” cannot be read")
    house.drop([tmp_path / "gone.mp4"])
    told(fresh, "“gone.mp4” is not there any more.")
    house.drop(["https://example.org/a.mp4"])
    told(fresh, "is not a file on this computer", "Download it first")
    os.mkfifo(tmp_path / "pipe.mp4")
    house.drop([tmp_path / "pipe.mp4"])
    told(fresh, "“pipe.mp4” is not a file with content")
    nothing_left(fresh)
    assert not house.seen(UploadRow)


def test_what_is_no_video_is_refused_with_its_reason(fresh: Cinema, footage: Clip, tmp_path: Path) -> None:
    (tmp_path / "random.mp4").write_bytes(os.urandom(300_000))
    refused(fresh, tmp_path / "random.mp4", "not a video")
    refused(fresh, footage("sound.m4a", "-vn", seconds=2), "sound but no picture")
    whole = footage("index_first.mp4", "-movflags", "+faststart", seconds=20).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    refused(fresh, tmp_path / "cut.mp4", "the rest is missing", "again")


def test_folders_that_lead_to_themselves_end(fresh: Cinema, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "up").symlink_to(folder)
    small(folder, "Inside.mp4")
    fresh.house.drop([folder])
    fresh.ready(1)
    assert [card.title for card in fresh.cards()] == ["Inside"]


def test_names_of_any_kind(fresh: Cinema, tmp_path: Path) -> None:
    content = small(tmp_path, "plain.mp4").read_bytes()
    names = ["x" * 251 + ".mp4", "two\nlines\t\x07.mp4", "ünï 🌊 %41 #1?.mp4", "-rf.mp4", "file:colon.mp4"]
    for number, name in enumerate(names):
        (tmp_path / name).write_bytes(content + bytes(number))
    fresh.house.drop([tmp_path / name for name in names])
    fresh.ready(len(names))
    titles = {card.title for card in fresh.cards()}
    assert all(title.isprintable() for title in titles)
    assert len({card.id for card in fresh.cards()}) == len(names)
    long = next(card for card in fresh.cards() if card.title.startswith("Xxx"))
    assert len(long.title) == 200
    fresh.watch(long.title)
    fresh.until(lambda: fresh.player.position_us > 0)


def test_a_name_that_is_no_text_is_told(fresh: Cinema, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    content = small(tmp_path, "plain.mp4").read_bytes()
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff.mp4")).write_bytes(content)
    fresh.house.drop([folder])
    told(fresh, "is not text", "another name")
    nothing_left(fresh)


def test_bit_flips_are_accepted_and_marked(fresh: Cinema, footage: Clip, tmp_path: Path) -> None:
    content = bytearray(footage("job.avi", "-q:v", "9", seconds=2, codec="mpeg4").read_bytes())
    for at in range(len(content) // 3, len(content) * 2 // 3, 997):
        content[at] ^= 0x55
    (tmp_path / "scratched.avi").write_bytes(content)
    fresh.house.drop([tmp_path / "scratched.avi"])
    fresh.ready(1)
    assert fresh.card("Scratched").damaged
    fresh.watch("Scratched")
    assert "damaged" in fresh.workspace.watch.about.file.text()
    fresh.until(lambda: fresh.player.position_us > 0)


@pytest.mark.parametrize(
    ("name", "words", "codec", "size"),
    [
        ("upright.mp4", ["-metadata:s:v", "rotate=0"], "libx264", (320, 180)),
        ("hevc.mp4", ["-tag:v", "hvc1"], "libx265", (320, 180)),
        ("av1.mp4", ["-cpu-used", "8"], "libaom-av1", (320, 180)),
        ("matroska.mkv", [], "libx264", (320, 180)),
        ("mpeg4.avi", ["-q:v", "9"], "mpeg4", (320, 180)),
    ],
)
def test_foreign_files_play(
    fresh: Cinema, footage: Clip, name: str, words: list[str], codec: str, size: tuple[int, int]
) -> None:
    fresh.house.drop([footage(name, *words, seconds=2, codec=codec)])
    fresh.ready(1, 100)
    card = fresh.cards()[0]
    fresh.watch(card.title)
    fresh.until(lambda: fresh.player.position_us > 0)
    frame = fresh.player.frame()
    assert frame is not None
    assert (frame.width, frame.height) == size


def test_a_rotated_film_stands_upright(fresh: Cinema, footage: Clip, tmp_path: Path) -> None:
    path = tmp_path / "turned.mp4"
    plain = footage("plain.mp4", seconds=2)
    by_hand("-display_rotation", "90", "-i", str(plain), "-c", "copy", str(path))
    fresh.house.drop([path])
    fresh.ready(1)
    fresh.watch("Turned")
    fresh.until(lambda: fresh.player.position_us > 0)
    frame = fresh.player.frame()
    assert frame is not None
    assert frame.height > frame.width
    assert "180 × 320" in fresh.workspace.watch.about.file.text()


def test_the_samples(fresh: Cinema, samples: Path) -> None:
    """The issue's own files: what is refused says why, what is damaged says so, the rest plays."""
    house = fresh.house
    bad = ("made_random.mp4", "made_truncated.mp4", "made_audio_only.m4a")
    good = (
        "made_bikes_av1.mp4", "made_bbb_h264_aac.mkv", "made_bikes_mpeg4.avi", "made_rotate90.mp4",
        "made_bitflips.mp4",
    )  # fmt: skip
    house.drop([samples / "made_empty.mp4"])
    told(fresh, "is empty")
    for name in bad:
        refused(fresh, samples / name, ".")
    house.drop([samples / name for name in good])
    fresh.ready(len(good), 110)
    damaged = {card.file_name for card in fresh.cards() if card.damaged}
    assert damaged == {"made_bitflips.mp4"}
    for card in fresh.cards():
        fresh.watch_nothing()
        fresh.watch(card.title)
        fresh.until(lambda: fresh.player.position_us > 0)


def test_no_libvlc_is_said_where_the_picture_would_be(
    cinema: Cinema, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> object:
        raise engine._missing()

    monkeypatch.setattr(cinema.player._transport, "_load", missing)
    cinema.choose("A green one")
    cinema.house.press("Return")
    cinema.until(lambda: cinema.player.error is not None)
    assert cinema.player.error is not None
    assert "VLC" in str(cinema.player.error)
    cinema.until(lambda: "VLC" in cinema.workspace.watch.view.stage.problem.text)
    assert len(cinema.cards()) == 3


def test_no_ffmpeg_is_said_and_can_be_tried_again(
    fresh: Cinema, footage: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = footage("job.avi", "-q:v", "9", seconds=2, codec="mpeg4")
    real = ffmpeg.find
    monkeypatch.setattr("models.video.encoding.ffmpeg.find", _no_ffmpeg)
    fresh.house.drop([path])
    fresh.until(lambda: errors(fresh), 30)
    assert "ffmpeg" in errors(fresh)[0]
    monkeypatch.setattr("models.video.encoding.ffmpeg.find", real)
    fresh.house.click(fresh.house.find(UploadRow).pause)
    fresh.ready(1)


def _no_ffmpeg() -> object:
    raise Unavailable("ffmpeg is missing.")


def test_a_full_disk_is_said_before_anything_begins(qtbot: QtBot, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=100m") as disk:
        house = House(qtbot, disk / "data")
        cinema = Cinema(house)
        house.drop([small(tmp_path, "Small.mp4")])
        told(cinema, "There is not enough space", "are free", "Make room")
        nothing_left(cinema)
        assert not house.seen(UploadRow)
        house.close()


class Gate:
    """Holds the copy of a film after its first piece, so that something can happen to it meanwhile."""

    def __init__(self, cinema: Cinema, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.opened = Event(), Event()
        self._cinema = cinema
        blobs = cinema.house.services.blobs
        put_file = blobs.put_file

        def put(path: Path, progress: Progress, *rest: Any, **named: Any) -> BlobRef:
            def told(done: int, total: int) -> None:
                progress(done, total)
                self.reached.set()
                assert self.opened.wait(60), "nobody opened the gate"

            return put_file(path, told, *rest, **named)

        monkeypatch.setattr(blobs, "put_file", put)

    @contextmanager
    def held(self, path: Path) -> Iterator[None]:
        """Drop a film; inside, it is copied in part. It goes on behind."""
        self._cinema.house.drop([path])
        try:
            self._cinema.until(self.reached.is_set, 60)
            yield
        finally:
            self.opened.set()


def test_a_disk_that_fills_up_meanwhile(
    qtbot: QtBot, tmp_path: Path, footage: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = footage("raw.avi", seconds=8, codec="rawvideo")
    with small_disk(tmp_path / "disk", "size=400m") as disk:
        house = House(qtbot, disk / "data")
        cinema = Cinema(house)
        filler = disk / "filler"
        with Gate(cinema, monkeypatch).held(source), filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free - ROOM)
        cinema.until(lambda: errors(cinema), 60)
        [sentence] = errors(cinema)
        assert "The disk is too full for “raw.avi”" in sentence
        assert "and try again" in sentence
        assert not list(house.services.blobs.refs())
        assert not list(house.services.paths.scratch.rglob("original.part")), "it takes no room meanwhile"
        filler.unlink()
        house.click(house.find(UploadRow).pause)
        cinema.ready(1, 100)
        house.close()


def test_a_film_that_grows_meanwhile(
    fresh: Cinema, footage: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "Growing.mp4"
    path.write_bytes(footage("plain.mp4", seconds=2).read_bytes())
    with Gate(fresh, monkeypatch).held(path), path.open("ab") as file:
        file.write(bytes(10))
    fresh.until(lambda: errors(fresh), 60)
    [sentence] = errors(fresh)
    assert "“Growing.mp4” is still growing" in sentence
    assert "add it again" in sentence
    nothing_left(fresh)
    assert not list(fresh.house.services.blobs.refs())


def test_a_film_that_is_removed_meanwhile(
    fresh: Cinema, footage: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "Gone.mp4"
    path.write_bytes(footage("plain.mp4", seconds=2).read_bytes())
    with Gate(fresh, monkeypatch).held(path):
        path.unlink()
    fresh.until(lambda: errors(fresh), 60)
    [sentence] = errors(fresh)
    assert "“Gone.mp4” was removed or replaced while it was being added." in sentence
    nothing_left(fresh)
    assert not list(fresh.house.services.blobs.refs())
    fresh.house.click(fresh.house.find(UploadRow).cancel)
    fresh.until(lambda: not fresh.house.seen(UploadRow))


def test_a_folder_that_may_only_be_read(qtbot: QtBot, tmp_path: Path) -> None:
    """Also what is dropped from a disk that cannot be written to is taken."""
    with small_disk(tmp_path / "disk", "size=20m") as disk:
        small(disk, "On a stick.mp4")
        make_read_only(disk)
        house = House(qtbot, tmp_path / "data")
        cinema = Cinema(house)
        house.drop([disk / "On a stick.mp4"])
        cinema.ready(1)
        assert cinema.cards()[0].title == "On a stick"
        house.close()

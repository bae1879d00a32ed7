"""People's files on their way into the store: strange, changing, interrupted, too large for the disk."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from models.blobs import copying, upload
from models.blobs.disk import DiskStore
from models.core.errors import Conflict, Invalid, NotFound, PersonError, Unavailable
from tests.support.disks import make_read_only, small_disk

MEGABYTE = 1 << 20


@pytest.fixture
def store(tmp_path: Path) -> DiskStore:
    return DiskStore(tmp_path / "blobs")


def leftovers(store_root: Path) -> list[Path]:
    return list((store_root / "incoming").iterdir())


class StopError(Exception):
    pass


def test_holes_stay_holes(store: DiskStore, tmp_path: Path) -> None:
    source = tmp_path / "sparse"
    with source.open("wb") as file:
        file.seek(30 * MEGABYTE)
        file.write(b"x" * MEGABYTE)
        file.truncate(64 * MEGABYTE)
    ref = store.put_file(source)
    assert ref.sha256 == sha256(source.read_bytes()).hexdigest()
    with store.lease(ref) as path:
        found = path.stat()
    assert found.st_size == 64 * MEGABYTE
    assert found.st_blocks * 512 < 8 * MEGABYTE


@pytest.mark.parametrize(
    "name", ["x" * 255, "a\nb\r.mp4", "‮4pm.exe", os.fsdecode(b"\xff\xfe.mp4"), "-rf", "🎬"]
)
def test_strange_names_are_only_names(store: DiskStore, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"content")
    assert store.verify(store.put_file(tmp_path / name, partial=tmp_path / "p"))
    (tmp_path / name).unlink()
    with pytest.raises(NotFound) as told:
        store.put_file(tmp_path / name)
    assert "\n" not in told.value.sentence
    assert "‮" not in told.value.sentence
    told.value.sentence.encode()  # can be written to a log and drawn
    assert len(told.value.sentence) < 120


def make_loop(path: Path) -> None:
    path.symlink_to(path)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


@pytest.mark.parametrize(
    ("make", "kind", "word"),
    [
        (Path.mkdir, Invalid, "folder"),
        (make_loop, Invalid, "link"),
        (os.mkfifo, Invalid, "pipe"),
        (make_socket, Invalid, "pipe"),
        (lambda path: path.symlink_to("/dev/zero"), Invalid, "device"),
        (lambda path: path.symlink_to("nowhere"), NotFound, "not there"),
        (lambda path: None, NotFound, "not there"),
    ],
)
def test_what_is_not_a_file_is_refused_at_once(
    store: DiskStore, tmp_path: Path, make: object, kind: type[PersonError], word: str
) -> None:
    make(tmp_path / "thing")  # type: ignore[operator]
    with pytest.raises(kind, match=word) as told:
        store.put_file(tmp_path / "thing", partial=tmp_path / "p")
    assert told.value.what_now
    assert list(store.refs()) == []
    assert leftovers(tmp_path / "blobs") == []
    assert not (tmp_path / "p").exists()


def test_names_no_file_can_have(store: DiskStore, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="name"):
        store.put_file(tmp_path / ("x" * 256))
    with pytest.raises(Invalid, match="name"):
        store.put_file(tmp_path / "a\0b")


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def rewrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"other")
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize(
    ("change", "kind", "word"),
    [
        (grow, Conflict, "growing"),
        (rewrite, Conflict, "changed"),
        (lambda path: os.truncate(path, 5 * MEGABYTE), Conflict, "changed"),
        (lambda path: path.unlink(), NotFound, "removed"),
        (lambda path: (path.parent / "p2").replace(path), NotFound, "replaced"),
    ],
)
@pytest.mark.parametrize("when", [1, 2])
def test_a_source_that_changes_meanwhile_is_refused(
    store: DiskStore, tmp_path: Path, change: object, kind: type[PersonError], word: str, when: int
) -> None:
    source, partial = tmp_path / "source", tmp_path / "p"
    source.write_bytes(os.urandom(2 * copying.CHUNK))  # two chunks: after the first and after the last
    (tmp_path / "p2").write_bytes(b"another")
    calls = 0

    def meddle(done: int, total: int) -> None:
        nonlocal calls
        calls += 1
        if calls == when:
            change(source)  # type: ignore[operator]

    with pytest.raises(kind, match=word):
        store.put_file(source, meddle, partial=partial)
    assert list(store.refs()) == []
    assert not partial.exists()
    assert not Path(f"{partial}.json").exists()


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "SAFE_STEP", copying.CHUNK)


def stop_after(calls: int) -> Callable[[], None]:
    left = [calls]

    def check() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise StopError

    return check


@pytest.mark.usefixtures("small_steps")
def test_an_interrupted_copy_goes_on_where_it_was(
    store: DiskStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, partial = tmp_path / "source", tmp_path / "partial"
    content = os.urandom(5 * copying.CHUNK + 123)
    source.write_bytes(content)
    with pytest.raises(StopError):
        store.put_file(source, check=stop_after(3), partial=partial)
    assert partial.stat().st_size == 3 * copying.CHUNK
    assert list(store.refs()) == []
    copied: list[int] = []
    real = copying.copy_span

    def counted(*arguments: Any) -> None:
        copied.append(arguments[2])
        real(*arguments)

    monkeypatch.setattr(upload, "copy_span", counted)
    ref = store.put_file(source, partial=partial)
    assert copied == [3 * copying.CHUNK, 4 * copying.CHUNK, 5 * copying.CHUNK]
    assert ref.sha256 == sha256(content).hexdigest()
    assert store.verify(ref)
    assert not partial.exists()
    source.unlink()  # done is done: asked again, it needs no source
    assert store.put_file(source, partial=partial) == ref


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("damage", ["source", "partial bytes", "partial short", "note", "note empty"])
def test_an_interrupted_copy_that_cannot_be_trusted_begins_again(
    store: DiskStore, tmp_path: Path, damage: str
) -> None:
    source, partial = tmp_path / "source", tmp_path / "partial"
    source.write_bytes(os.urandom(3 * copying.CHUNK))
    with pytest.raises(StopError):
        store.put_file(source, check=stop_after(2), partial=partial)
    note = Path(f"{partial}.json")
    if damage == "source":
        source.write_bytes(os.urandom(3 * copying.CHUNK))
    elif damage == "partial bytes":  # what a power cut leaves of blocks that were never written
        with partial.open("r+b") as file:
            file.write(bytes(4096))
    elif damage == "partial short":
        os.truncate(partial, 17)
    else:
        note.write_text("" if damage == "note empty" else '{"safe": 1}')
    ref = store.put_file(source, partial=partial)
    assert ref.sha256 == sha256(source.read_bytes()).hexdigest()
    assert store.verify(ref)


def test_shared_blocks_are_hashed_as_stored(
    store: DiskStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file system that shares blocks is at hand: the kernel copies into the target instead."""

    def fake_clone(source: int, target: int, size: int) -> bool:
        return os.copy_file_range(source, target, size, 0, 0) == size

    monkeypatch.setattr(upload, "clone", fake_clone)
    monkeypatch.setattr(upload, "copy_span", lambda *a: pytest.fail("copied by hand"))
    content = os.urandom(MEGABYTE)
    (tmp_path / "a").write_bytes(content)
    ref = store.put_file(tmp_path / "a")
    assert ref.sha256 == sha256(content).hexdigest()
    assert store.verify(ref)


def test_a_full_disk_says_what_is_missing_and_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(os.urandom(5 * MEGABYTE))
    with small_disk(tmp_path / "disk", "size=3m") as disk:
        store = DiskStore(disk / "blobs")
        first = store.put_bytes(b"here before")
        before = store.free_space()
        with pytest.raises(Unavailable, match=r"film\.mp4.*needs 5\.2 MB.*3\.1 MB is free") as told:
            store.put_file(source)
        assert "Free at least 2.1 MB" in told.value.what_now
        with pytest.raises(Unavailable, match="too full"):
            store.put_bytes(os.urandom(4 * MEGABYTE))
        assert store.free_space() == before
        assert list(store.refs()) == [first]


@pytest.mark.parametrize("resumable", [False, True])
def test_a_disk_that_fills_up_meanwhile_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resumable: bool
) -> None:
    monkeypatch.setattr(upload, "need_space", lambda *a, **k: None)  # looked like enough at the start
    source = tmp_path / "film.mp4"
    source.write_bytes(os.urandom(9 * MEGABYTE))
    with small_disk(tmp_path / "disk", "size=6m") as disk:
        store = DiskStore(disk / "blobs")
        before = store.free_space()
        with pytest.raises(Unavailable, match="too full"):
            store.put_file(source, partial=disk / "partial" if resumable else None)
        assert store.free_space() == before
        assert leftovers(disk / "blobs") == []


def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    with small_disk(tmp_path / "disk", "size=1m") as disk:
        store = DiskStore(disk / "blobs")
        make_read_only(disk)
        with pytest.raises(Unavailable, match="may not write"):
            store.put_file(tmp_path / "a")
        with pytest.raises(Unavailable, match="may not write"):
            store.put_bytes(b"content")
        with pytest.raises(Unavailable, match="may not write"):
            DiskStore(disk / "elsewhere")


def test_a_disk_that_breaks_while_reading_keeps_the_partial(
    store: DiskStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(os.urandom(MEGABYTE))

    def broken(handle: int, length: int, offset: int) -> bytes:
        raise OSError(errno.EIO, "broken")

    with monkeypatch.context() as patch:
        patch.setattr(os, "pread", broken)
        with pytest.raises(Unavailable, match="could not be read"):
            store.put_file(tmp_path / "a", partial=tmp_path / "p")
    assert (tmp_path / "p").exists()
    assert store.verify(store.put_file(tmp_path / "a", partial=tmp_path / "p"))

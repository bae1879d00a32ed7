"""The blob store on real files: every acknowledged blob is there whole, nothing half-made is visible."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from models.blobs.disk import DiskStore
from models.blobs.ref import BlobRef
from models.blobs.store import BlobStore
from models.core.errors import NotFound
from tests.support.disks import small_disk

MEGABYTE = 1 << 20


@pytest.fixture
def store(tmp_path: Path) -> DiskStore:
    return DiskStore(tmp_path / "blobs")


def leftovers(store_root: Path) -> list[Path]:
    return list((store_root / "incoming").iterdir())


def age(root: Path, seconds: float = 100_000) -> None:
    """Make everything in a store old enough to be swept (by a store that did not put it itself)."""
    for path in root.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - seconds,) * 2)


def test_a_file_is_stored_under_its_hash_read_only_and_once(store: DiskStore, tmp_path: Path) -> None:
    as_interface: BlobStore = store
    content = os.urandom(3 * MEGABYTE)
    (tmp_path / "a").write_bytes(content)
    seen: list[tuple[int, int]] = []
    ref = as_interface.put_file(tmp_path / "a", progress=lambda done, total: seen.append((done, total)))
    assert ref == BlobRef(sha256(content).hexdigest(), len(content))
    assert store.put_bytes(content) == ref
    with store.lease(ref) as path:
        assert path == tmp_path / "blobs" / ref.sha256[:2] / ref.sha256[2:4] / ref.sha256
        assert path.read_bytes() == content
        assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert list(store.refs()) == [ref]
    assert seen[-1] == (len(content), len(content))
    assert leftovers(tmp_path / "blobs") == []
    assert store.size(ref) == len(content)
    assert store.verify(ref)
    assert store.free_space() > 0


def test_an_empty_content_is_a_blob_too(store: DiskStore, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    ref = store.put_file(tmp_path / "empty", partial=tmp_path / "partial")
    assert ref == store.put_bytes(b"")
    assert store.open_range(ref).read() == b""


def test_ranges_read_exactly_their_bytes(store: DiskStore) -> None:
    content = os.urandom(MEGABYTE)
    ref = store.put_bytes(content)
    for offset, length in ((0, None), (0, 10), (1000, 5000), (MEGABYTE - 5, 100), (MEGABYTE + 5, 1), (7, 0)):
        end = None if length is None else offset + length
        with store.open_range(ref, offset, length) as reader:
            assert reader.read() == content[offset:end]
    with store.open_range(ref, 100, 50) as reader:
        assert reader.seek(-10, os.SEEK_END) == 40
        assert reader.read(100) == content[140:150]
        reader.seek(5)
        assert reader.read(3) == content[105:108]
    with pytest.raises(ValueError):
        store.open_range(ref, -1)


def test_what_is_not_there_is_told(store: DiskStore) -> None:
    ref = BlobRef("0" * 64, 5)
    assert not store.exists(ref)
    assert not store.delete(ref)
    for action in (store.size, store.open_range, store.verify):
        with pytest.raises(NotFound):
            action(ref)
    with pytest.raises(NotFound), store.lease(ref):
        pass
    with pytest.raises(ValueError):
        BlobRef("../../etc/passwd", 1)


def test_a_damaged_blob_is_found_and_healed_by_its_size(store: DiskStore) -> None:
    ref = store.put_bytes(b"0123456789")
    with store.lease(ref) as path:
        path.chmod(0o600)
        path.write_bytes(b"0123456780")
        assert not store.verify(ref)
        path.write_bytes(b"012")
    assert not store.exists(ref)
    store.put_bytes(b"0123456789")
    assert store.verify(ref)


def test_a_finished_file_is_moved_not_copied(store: DiskStore, tmp_path: Path) -> None:
    scratch = tmp_path / "out.mp4"
    scratch.write_bytes(b"rendition")
    os.utime(scratch, (1, 1))
    inode = scratch.stat().st_ino
    ref = store.adopt(scratch)
    assert not scratch.exists()
    with store.lease(ref) as path:
        assert path.stat().st_ino == inode
    assert DiskStore(tmp_path / "blobs").sweep(lambda: ()).deleted == 0  # adopted a moment ago


def test_a_file_with_a_second_name_is_copied_and_a_link_refused(store: DiskStore, tmp_path: Path) -> None:
    scratch, other = tmp_path / "out", tmp_path / "other"
    scratch.write_bytes(b"one")
    os.link(scratch, other)
    ref = store.adopt(scratch)
    other.write_bytes(b"two")
    assert store.verify(ref)
    assert not scratch.exists()
    (tmp_path / "link").symlink_to(other)
    with pytest.raises(ValueError):
        store.adopt(tmp_path / "link")


def test_a_scratch_folder_on_another_disk_works(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "blobs")
    with small_disk(tmp_path / "disk", "size=1m") as disk:
        (disk / "out").write_bytes(b"rendition")
        assert store.verify(store.adopt(disk / "out"))
        (tmp_path / "source").write_bytes(b"original")
        assert store.verify(store.put_file(tmp_path / "source", partial=disk / "partial"))
        assert not (disk / "partial").exists()
    assert leftovers(tmp_path / "blobs") == []


def test_the_sweep_spares_what_is_named_leased_or_new(tmp_path: Path) -> None:
    root = tmp_path / "blobs"
    store = DiskStore(root)
    named, leased, nameless = (store.put_bytes(data) for data in (b"named", b"leased", b"nameless!"))
    assert store.sweep(lambda: ()).deleted == 0  # all new
    age(root)
    assert store.sweep(lambda: ()).deleted == 0  # the wall clock jumped, but this process put them
    store = DiskStore(root)
    (root / "incoming" / "stale").write_bytes(b"half")
    age(root)
    again = store.put_bytes(b"again")
    with store.lease(leased):
        assert not store.delete(leased)
        swept = store.sweep(lambda: [named])
    assert (swept.deleted, swept.freed, swept.left) == (1, len(b"nameless!"), 3)
    assert set(store.refs()) == {named, leased, again}
    assert not store.exists(nameless)
    assert leftovers(root) == []
    assert store.sweep(lambda: [named]).deleted == 1
    assert set(store.refs()) == {named, again}


def test_the_sweep_spares_what_is_put_or_named_while_it_looks(tmp_path: Path) -> None:
    root = tmp_path / "blobs"
    old = DiskStore(root).put_bytes(b"old")
    age(root)
    store = DiskStore(root)

    def keep() -> list[BlobRef]:
        store.put_bytes(b"old")  # someone adds an equal file at this very moment
        return []

    assert store.sweep(keep).deleted == 0
    assert store.exists(old)


def test_the_sweep_touches_nothing_that_is_not_a_blob(tmp_path: Path) -> None:
    root = tmp_path / "blobs"
    store = DiskStore(root, grace=timedelta(0))
    (root / "notes.txt").write_text("mine")
    (root / "ab").mkdir()
    (root / "ab" / "mine").write_text("mine")
    store.sweep(lambda: ())
    assert (root / "notes.txt").exists()
    assert (root / "ab" / "mine").exists()


def test_many_threads_put_delete_and_sweep_at_once(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "blobs", grace=timedelta(hours=1))
    contents = [os.urandom(2000) for _ in range(6)]
    acknowledged: list[BlobRef] = []
    failures: list[BaseException] = []

    def put() -> None:
        try:
            for content in contents * 4:
                ref = store.put_bytes(content)
                with store.lease(ref) as path:
                    assert sha256(path.read_bytes()).hexdigest() == ref.sha256
                acknowledged.append(ref)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=put) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        store.sweep(lambda: ())
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(acknowledged) == 96
    assert all(store.verify(ref) for ref in set(acknowledged))


PUTTER = """
import os, sys
from pathlib import Path
from models.blobs import upload, copying
from models.blobs.disk import DiskStore
copying.CHUNK = upload.SAFE_STEP = 100_000
root, source = Path(sys.argv[1]), Path(sys.argv[2])
store = DiskStore(root / "blobs")
print("ready", flush=True)
while True:
    source.unlink(missing_ok=True)
    source.write_bytes(os.urandom(300_000))
    ref = store.put_file(source, partial=root / "partial")
    print(ref.sha256, ref.size, flush=True)
    ref = store.put_bytes(os.urandom(1000))
    print(ref.sha256, ref.size, flush=True)
"""


def test_kill_9_while_putting_loses_nothing_acknowledged(tmp_path: Path) -> None:
    acknowledged: list[BlobRef] = []
    for round_ in range(6):
        arguments = [sys.executable, "-c", PUTTER, str(tmp_path), str(tmp_path / "source")]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout
            assert child.stdout.readline() == "ready\n"
            timer = threading.Timer(0.02 + 0.013 * round_, child.send_signal, [signal.SIGKILL])
            timer.start()
            lines = child.stdout.read().split("\n")[:-1]
            assert child.wait() == -signal.SIGKILL
            timer.join()
        acknowledged += [BlobRef(name, int(size)) for name, size in map(str.split, lines)]
        store = DiskStore(tmp_path / "blobs")
        store.recover()
        assert all(store.verify(ref) for ref in store.refs())
        assert set(acknowledged) <= set(store.refs())
        assert leftovers(tmp_path / "blobs") == []
    assert acknowledged
    if (tmp_path / "source").exists():  # what was begun can be finished
        assert store.verify(store.put_file(tmp_path / "source", partial=tmp_path / "partial"))


PUT_ONE = """
import os, sys
from pathlib import Path
from models.blobs.disk import DiskStore
store = DiskStore(Path(sys.argv[1]))
os.write(1, b"first")
store.put_bytes(b"content")
os.write(1, b"acknowledged")
"""


def test_each_acknowledgement_follows_its_fsyncs(tmp_path: Path) -> None:
    """What the kernel was asked, in order: data, name, folder, and only then the answer."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    trace = tmp_path / "trace"
    calls = "trace=fsync,fdatasync,rename,renameat,renameat2,write,pwrite64"
    done = subprocess.run(
        [
            "strace",
            "-f",
            "-y",
            "-e",
            calls,
            "-o",
            str(trace),
            sys.executable,
            "-c",
            PUT_ONE,
            str(tmp_path / "b"),
        ],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"tracing is not allowed here: {done.stderr!r}")
    lines = trace.read_text().split('"first"')[1].split('"acknowledged"')[0].splitlines()
    order = [
        "name" if "rename" in line else "data" if "/incoming/" in line else "folder"
        for line in lines
        if "rename" in line or "sync(" in line
    ]
    assert order.index("data") < order.index("name") < len(order) - 1
    assert order[-1] == "folder"

"""The promise of the blob store under any sequence of acts, kills and power cuts; and bugs that break it."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from models.blobs import copying, disk, upload
from models.blobs.disk import DiskStore
from models.blobs.ref import BlobRef
from models.core import files
from tests.support.power import Crash, Disk

CONTENTS = [bytes([n]) * (700 * n) for n in range(4)] + [bytes(5000) + b"end"]
REFS = [BlobRef(sha256(content).hexdigest(), len(content)) for content in CONTENTS]

Step = tuple[tuple[str, object], str, int]

which = st.integers(0, len(CONTENTS) - 1)
acts = st.one_of(
    st.tuples(st.sampled_from(["bytes", "file", "resumed", "adopted", "delete", "lease"]), which),
    st.tuples(st.just("sweep"), st.frozensets(which)),
    st.tuples(st.sampled_from(["age", "restart", "release"]), st.just(0)),
)
ENDS = ("killed", "power", "power zeros", "power names")
BIG = 4  # of CONTENTS, the one of several chunks
LONGEST_PUT = 60  # more calls that change the disk than any put of it makes
ends = st.sampled_from(["", "", *ENDS])
at = st.integers(0, 25)
puts = st.sampled_from(["bytes", "file", "resumed", "adopted"])


def quiet(*named: tuple[str, object]) -> list[Step]:
    return [(act, "", 0) for act in named]


# Single steps, and the short sequences that chance alone rarely makes.
phrases = st.one_of(
    st.tuples(acts, ends, at).map(lambda step: [step]),
    st.tuples(puts, which, ends, at).map(lambda p: [((p[0], p[1]), p[2], p[3]), *quiet((p[0], p[1]))]),
    st.tuples(puts, which).map(lambda p: quiet(p, ("restart", 0), ("age", 0))),
    st.tuples(which, st.frozensets(which)).map(lambda p: quiet(("lease", p[0]), ("sweep", p[1]))),
)
steps = st.lists(phrases, max_size=7).map(lambda many: [step for phrase in many for step in phrase])


class World:
    """The store beside what a person was promised: contents that must be there."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.outside = root / "outside"
        self.outside.mkdir()
        self.leases = ExitStack()
        self.leased: set[int] = set()
        self.promised: set[int] = set()
        self.young: set[int] = set()
        self.put_here: set[int] = set()
        patch.setattr(copying, "CHUNK", 512)
        patch.setattr(upload, "SAFE_STEP", 512)
        (root / "data").mkdir()
        self.disk = Disk(root / "data", patch)
        self.start()

    def start(self) -> None:
        self.leases = ExitStack()
        self.leased.clear()
        self.put_here.clear()
        self.store = DiskStore(self.root / "data" / "blobs")
        self.store.recover()

    def put(self, how: str, n: int) -> None:
        if how == "bytes":
            ref = self.store.put_bytes(CONTENTS[n])
        elif how == "adopted":
            path = self.root / "data" / "scratch"
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                os.pwrite(handle, CONTENTS[n], 0)
            finally:
                os.close(handle)
            ref = self.store.adopt(path)
        else:
            source = self.outside / str(n)
            source.write_bytes(CONTENTS[n])
            partial = self.root / "data" / f"partial-{n}" if how == "resumed" else None
            ref = self.store.put_file(source, partial=partial)
        assert ref == REFS[n]
        self.promised.add(n)
        self.young.add(n)
        self.put_here.add(n)

    def act(self, name: str, argument: object) -> None:
        if isinstance(argument, frozenset):
            spared = argument | self.young | self.put_here | self.leased
            self.promised &= spared
            self.store.sweep(lambda: [REFS[n] for n in argument])
        elif name == "age":
            self.young.clear()
            for path in (self.root / "data" / "blobs").rglob("*"):
                os.utime(path, (time.time() - 1e6,) * 2)
        elif name == "restart":
            self.start()
        elif name == "release":
            self.leases.close()
            self.leased.clear()
        else:
            assert isinstance(argument, int)
            self.act_on(name, argument)

    def act_on(self, name: str, n: int) -> None:
        if name == "delete":
            if n not in self.leased:
                self.promised.discard(n)
            self.store.delete(REFS[n])
        elif name == "lease":
            if n in self.promised:
                self.leases.enter_context(self.store.lease(REFS[n]))
                self.leased.add(n)
        else:
            self.put(name, n)

    def run(self, act: tuple[str, object], end: str, at: int) -> None:
        self.disk.crash_after(at if end else None)
        try:
            self.act(*act)
        except Crash:
            pass
        finally:
            self.disk.crash_after(None)
        if end.startswith("power"):
            self.disk.cut(names_too=end == "power names", zeros=end == "power zeros")
        if end:
            self.start()
        self.check()

    def check(self) -> None:
        for n in self.promised:
            assert self.store.exists(REFS[n]), f"content {n} is lost"
            assert self.store.open_range(REFS[n]).read() == CONTENTS[n]
        for ref in self.store.refs():
            assert ref in REFS, f"half made: {ref}"
            assert self.store.verify(ref)
        assert self.promised <= set(range(len(CONTENTS)))


def follow(plan: list[Step]) -> None:
    """Do the steps in a world of their own; AssertionError where a promise is broken."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        world = World(Path(folder), patch)
        for act, end, at in plan:
            world.run(act, end, at)


@settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps)
def test_every_acknowledged_blob_survives_and_nothing_half_made_is_seen(plan: list[Step]) -> None:
    follow(plan)


def ordeals() -> Iterator[list[Step]]:
    """What a sweep must spare. And every put, ended in every way after each of its calls that change the
    disk, and done once more; then the power goes."""
    put = ("bytes", BIG)
    yield quiet(put, ("age", 0), ("sweep", frozenset()))
    yield quiet(put, ("restart", 0), ("age", 0), ("lease", BIG), ("sweep", frozenset()))
    for how, end, at in product(("bytes", "resumed", "file", "adopted"), ENDS, range(LONGEST_PUT)):
        yield [((how, BIG), end, at), ((how, BIG), "power names", 99), ((how, BIG), "power", 99)]


def test_every_put_survives_every_end_at_every_call() -> None:
    for plan in ordeals():
        follow(plan)
    long = [((how, BIG), "killed", LONGEST_PUT) for how in ("bytes", "file", "resumed", "adopted")]
    for step in long:
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            world = World(Path(folder), patch)
            world.run(*step)
            assert world.promised == {BIG}, "a put has more calls than the ordeals know of"


def no_file_fsync(patch: pytest.MonkeyPatch) -> None:
    """Files are acknowledged before their bytes are on the disk."""
    for module in (disk, upload):
        patch.setattr(module, "os", Without("fsync"))


class Without:
    """The module `os` with one function that does nothing."""

    def __init__(self, name: str) -> None:
        setattr(self, name, lambda *args: None)

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)


def no_folder_fsync(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(files, "fsync_folder", lambda folder: None)


def no_parent_fsync(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DiskStore, "_make_folder", lambda self, folder: folder.mkdir(parents=True, exist_ok=True))


def no_fsync_of_what_was_there(patch: pytest.MonkeyPatch) -> None:
    real = DiskStore._publish

    def publish(self: DiskStore, path: Path, ref: BlobRef) -> None:
        if self.exists(ref):
            path.unlink()
            return
        real(self, path, ref)

    patch.setattr(DiskStore, "_publish", publish)


def written_in_place(patch: pytest.MonkeyPatch) -> None:
    def put_bytes(self: DiskStore, data: bytes) -> BlobRef:
        ref = BlobRef(sha256(data).hexdigest(), len(data))
        final = self._path(ref.sha256)
        self._make_folder(final.parent)
        handle = os.open(final, os.O_WRONLY | os.O_CREAT, 0o600)
        copying.write_all(handle, data, 0)
        os.fsync(handle)
        os.close(handle)
        files.fsync_folder(final.parent)
        return ref

    patch.setattr(DiskStore, "put_bytes", put_bytes)


def leases_forgotten(patch: pytest.MonkeyPatch) -> None:
    real = DiskStore._collect

    def collect(self: DiskStore, name: str) -> int | None:
        self._leases.clear()
        return real(self, name)

    patch.setattr(DiskStore, "_collect", collect)


def new_ones_swept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DiskStore, "_is_fresh", lambda self, name: False)


def trusted_partial(patch: pytest.MonkeyPatch) -> None:
    """A copy goes on behind whatever length the partial has."""

    def resume(self: upload.Upload, target: int, *rest: object) -> object:
        length = os.fstat(target).st_size
        return copying.hash_open(target, length, Path()), length

    patch.setattr(upload.Upload, "_resume", resume)


@pytest.mark.parametrize(
    "plant",
    [
        no_file_fsync,
        no_folder_fsync,
        no_parent_fsync,
        no_fsync_of_what_was_there,
        written_in_place,
        leases_forgotten,
        new_ones_swept,
        trusted_partial,
    ],
)
def test_a_planted_bug_is_caught(
    plant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the ordeals, which are the same each time: chance would find it most of the time only."""
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        for plan in ordeals():
            follow(plan)

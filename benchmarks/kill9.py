"""Kill -9 at random moments of uploading, encoding, editing, queueing, deleting and migrating.

Each round a child process works on a data folder, tells every acknowledgement, and is killed; then the
folder is looked at. `lost`: acknowledged commands that are not in the log with that verdict. `half_made`:
what is there in part (a change stream that does not give the rows, numbers with a gap, a row without its
blob; and, once the jobs of a folder have ended, a video that is not ready, a blob or scratch that belongs to
nothing). `corrupt`: what SQLite's own checks find, and blobs whose content is not what their name says.

Migrating: a record with work in it is taken back to the first revision, and brought forward by a child that
is killed meanwhile. It is then either as it was or whole, can be brought forward again, and every backup that
is listed can be read.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import models.schema
from app.kernel.paths import Paths
from benchmarks.harness import Row
from benchmarks.victim import Victim
from models import migrations
from models.blobs.disk import DiskStore
from models.core import audit
from models.core.backup import check as backup_check
from models.core.backup import list_backups
from models.core.database import read_engine
from models.core.dispatcher import Dispatcher
from models.core.errors import PersonError
from models.core.ids import new_id
from models.core.jobs import JobList, State
from models.migrations import Standing
from models.video import ffmpeg
from models.video.counts import periods, triggers
from models.video.entities import VideoState
from models.video.queries import BlobsInUse, LibraryPage

assert models.schema

ROUNDS = int(os.environ.get("KILL9_ROUNDS", "200"))
ROUNDS_A_FOLDER = 10  # a job that is killed ten times is taken for the culprit
LONGEST_S = 1.6
OLDEST = "0001"
KEPT_BY_TRIGGERS = frozenset((*triggers.TABLES, *periods.TABLES))
SETTLE_S = 120


def rows() -> Iterator[Row]:
    """The row `kill9`: `ours` counts what went wrong."""
    seed = int(os.environ.get("KILL9_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 31)
    print(f"seed {seed} (KILL9_SEED)", file=sys.stderr, flush=True)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="nonet-kill9-") as name:
        trial = _Trial(Path(name), random.Random(seed))
        try:
            trial.run()
        finally:
            trial.close()
    found = {kind: len(told) for kind, told in trial.found.items()}
    yield Row(
        name="kill9",
        ours=float(sum(found.values())),
        peer=0.0,
        peer_name="what may be wrong",
        ratio=1.0 if not any(found.values()) else 0.0,
        unit="faults",
        detail="; ".join(fault for told in trial.found.values() for fault in told[:3]),
        extra={
            **found,
            "rounds": ROUNDS,
            "seed": seed,
            "seconds": round(time.perf_counter() - start, 1),
            **trial.counts,
        },
    )


@dataclass
class _House:
    """A data folder over its rounds: who lives there, and what has been acknowledged."""

    paths: Paths
    account: str
    acknowledged: dict[str, str] = field(default_factory=dict)


class _Trial:
    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._folder = folder
        self._chance = chance
        self._clips = _make_clips(folder)
        self._next = _victim()
        self._verified: set[str] = set()
        self.found: dict[str, list[str]] = {"lost": [], "half_made": [], "corrupt": []}
        self.counts: Counter[str] = Counter(
            acknowledged=0, videos=0, blobs=0, before_the_record=0, migrated=0, left_older=0
        )
        self._older: _House | None = None

    def close(self) -> None:
        self._next.kill()

    def run(self) -> None:
        """All rounds: folders of many rounds, one in five killed while it is made, one while it migrates."""
        house = self._house(0)
        for n in range(ROUNDS):
            if n and n % ROUNDS_A_FOLDER == 0:
                self._settle(house)
                self._older = self._older or self._take_back(house)
                house = self._house(n)
            if n % 5 == 4:
                self._round(self._house(n * 1000), 0.5)
            elif n % 5 == 2 and self._older is not None:
                self._round(self._copy_of_older(n), LONGEST_S)
            else:
                self._round(house, LONGEST_S)
        self._settle(house)

    def _house(self, n: int) -> _House:
        return _House(Paths(self._folder / f"house{n}"), str(new_id()))

    def _take_back(self, house: _House) -> _House:
        """A settled house as the first revision would have left it, and what it has acknowledged."""
        migrations.migrate(house.paths.record, revision=OLDEST)
        _forget_what_came_later(house.paths.record)
        return house

    def _copy_of_older(self, n: int) -> _House:
        assert self._older is not None
        house = _House(self._house(n * 1000).paths, self._older.account, dict(self._older.acknowledged))
        shutil.copytree(self._older.paths.root, house.paths.root)
        return house

    def _begin(self, house: _House, seed: int, *, settle: bool) -> Victim:
        child, self._next = self._next, _victim()
        asked = {"folder": str(house.paths.root), "account": house.account, "seed": seed}
        child.begin(asked | {"clips": self._clips, "settle": settle})
        return child

    def _round(self, house: _House, longest_s: float) -> None:
        child = self._begin(house, self._chance.randrange(1 << 30), settle=False)
        time.sleep(self._chance.uniform(0.02, longest_s))
        self._heard(house, child.kill())
        self._check(house)

    def _heard(self, house: _House, said: list[str]) -> None:
        for line in said:
            first, _, verdict = line.partition(" ")
            if first == "broken":
                self.found["half_made"].append(line)
            elif verdict in ("done", "refused"):
                house.acknowledged[first] = verdict
                self.counts["acknowledged"] += 1

    # Looking at what is left

    def _check(self, house: _House) -> None:
        look = migrations.look(house.paths.record)
        standing = look.standing
        if standing is Standing.NEW:
            self.counts["before_the_record"] += 1
            self.found["lost"] += list(house.acknowledged)
            return
        if standing is Standing.OLDER:
            standing = self._bring_forward(house)
        if standing is not Standing.CURRENT:
            self.found["half_made"].append(f"the record is {standing.value} after a kill: {look.reason}")
            return
        self._check_file(house)
        self._check_backups(house)
        engine = read_engine(house.paths.record)
        with engine.connect() as connection, connection.begin():
            decided = {str(id_): verdict for id_, verdict in audit.verdicts(connection).items()}
            self.found["half_made"] += audit.faults(connection, KEPT_BY_TRIGGERS)
        self.found["half_made"] += _miscounted(house.paths.record)
        self.found["lost"] += [
            f"{id_} {verdict}" for id_, verdict in house.acknowledged.items() if decided.get(id_) != verdict
        ]
        with engine.connect() as connection:
            used = Dispatcher().ask(connection, BlobsInUse(actor=new_id()))
        engine.dispose()
        store = DiskStore(house.paths.blobs)
        missing = [ref.name for ref in used if not store.exists(ref)]
        self.found["half_made"] += [f"the blob {name} is named and not there" for name in missing]
        self._check_blobs(store)

    def _bring_forward(self, house: _House) -> Standing:
        """What was killed while it migrated is as it was before, and can be migrated again."""
        self.counts["left_older"] += 1
        revision = migrations.look(house.paths.record).revision
        if revision != OLDEST:
            self.found["half_made"].append(f"the record was left at revision {revision}")
        self._check_file(house)
        migrations.migrate(house.paths.record)
        return migrations.look(house.paths.record).standing

    def _check_backups(self, house: _House) -> None:
        for backup in list_backups(house.paths.backups):
            self.counts["migrated"] += 1
            try:
                backup_check(backup.path)
            except PersonError as error:
                self.found["corrupt"].append(f"the backup {backup.path.name}: {error}")

    def _check_file(self, house: _House) -> None:
        connection = sqlite3.connect(house.paths.record)
        for pragma, good in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
            if (said := connection.execute(f"PRAGMA {pragma}").fetchall()) != good:
                self.found["corrupt"].append(f"{pragma}: {said[:3]}")
        connection.close()

    def _check_blobs(self, store: DiskStore) -> None:
        for ref in store.refs():
            if ref.name in self._verified:
                continue
            self.counts["blobs"] += 1
            with store.lease(ref) as path:
                if hashlib.sha256(path.read_bytes()).hexdigest() == ref.sha256:
                    self._verified.add(ref.name)
                else:
                    self.found["corrupt"].append(f"the blob {ref.name} is something else")

    def _settle(self, house: _House) -> None:
        """Let every job end; then nothing may be left that belongs to nothing."""
        child = self._begin(house, 0, settle=True)
        quiet = child.wait_for("quiet", SETTLE_S)
        self._heard(house, child.kill())
        self._check(house)
        if not quiet:
            self.found["half_made"].append("jobs did not end")
        store = DiskStore(house.paths.blobs, grace=timedelta())
        engine = read_engine(house.paths.record)

        def used() -> Any:
            with engine.connect() as connection:
                return Dispatcher().ask(connection, BlobsInUse(actor=new_id()))

        store.sweep(used)
        stray = {ref.name for ref in store.refs()} ^ {ref.name for ref in used()}
        self.found["half_made"] += [f"the blob {name} is stray or missing" for name in stray]
        with engine.connect() as connection:
            self._check_ended(house, connection)
        engine.dispose()

    def _check_ended(self, house: _House, connection: Any) -> None:
        mine = LibraryPage(actor=UUID(house.account), mine=True, limit=1000)
        cards = Dispatcher().ask(connection, mine).cards
        unfinished = [card.title for card in cards if card.state is not VideoState.READY]
        self.counts["videos"] += len(cards)
        self.found["half_made"] += [f"{title} is not ready and nobody works on it" for title in unfinished]
        jobs = {str(job.id): job for job in Dispatcher().ask(connection, JobList(actor=UUID(house.account)))}
        failed = [job for job in jobs.values() if job.state is State.FAILED]
        self.found["half_made"] += [f"a job failed: {job.error} {job.details[-300:]}" for job in failed]
        left = [path.name for path in house.paths.scratch.iterdir()] if house.paths.scratch.exists() else []
        self.found["half_made"] += [
            f"the scratch of a job that is {jobs[name].state.value if name in jobs else 'gone'} is left"
            for name in left
        ]


def _victim() -> Victim:
    return Victim("benchmarks.kill9_child")


def _forget_what_came_later(record: Path) -> None:
    """Have the change stream tell only of the tables and columns that there are now."""
    with closing(sqlite3.connect(record)) as connection, connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        columns = {
            name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")} for (name,) in names
        }
        read = "SELECT space_id, number, n, row_table, before, after FROM change"
        write = "UPDATE change SET before = ?, after = ? WHERE space_id = ? AND number = ? AND n = ?"
        for *key, table, before, after in connection.execute(read).fetchall():
            if table not in columns:
                connection.execute("DELETE FROM change WHERE space_id = ? AND number = ? AND n = ?", key)
                continue
            kept = [
                image and json.dumps({n: v for n, v in json.loads(image).items() if n in columns[table]})
                for image in (before, after)
            ]
            connection.execute(write, (*kept, *key))


def _make_clips(folder: Path) -> list[str]:
    """Two short films: one to be copied as it is, one to be encoded."""
    clips = {"film.mp4": "libx264", "old.avi": "mpeg4"}
    for name, codec in clips.items():
        source = ("-f", "lavfi", "-i", "testsrc2=size=128x72:rate=10:duration=1", "-pix_fmt", "yuv420p")
        words = [str(ffmpeg.find().path), "-v", "error", "-y", *source, "-c:v", codec, str(folder / name)]
        subprocess.run(words, check=True)
    return [str(folder / name) for name in clips]


def _miscounted(record: Path) -> Iterator[str]:
    """Sums kept by triggers that are not what counting anew gives; nothing is changed."""
    with closing(sqlite3.connect(record, isolation_level=None)) as driver:
        driver.execute("BEGIN")
        kept: dict[str, set[Any]] = {}
        counted: dict[str, set[Any]] = {}
        for rows, statements in ((kept, ()), (counted, (*triggers.REBUILD, *periods.REBUILD))):
            for statement in statements:
                driver.execute(statement)
            rows |= {name: set(driver.execute(f"SELECT * FROM {name}")) for name in KEPT_BY_TRIGGERS}
        driver.execute("ROLLBACK")
    for name in sorted(KEPT_BY_TRIGGERS):
        if wrong := kept[name] ^ counted[name]:
            yield f"{name} is not what counting gives: {sorted(wrong, key=str)[:2]}"

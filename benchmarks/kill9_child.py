"""What is killed: the house without its window, at work on a data folder until somebody ends it.

Reads one line of JSON (folder, seed, account, clips, settle) and then writes a line for each acknowledged
command: its id and its verdict. With `settle` nothing new is begun: it says `quiet` when no job is left.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QCoreApplication

import models.schema
import models.video.jobs
from app.kernel.gateway import Gateway
from app.kernel.jobs import JobRunner
from app.kernel.opening import open_record
from app.kernel.paths import Paths, prepare
from app.kernel.tasks import Home
from models.accounts.commands import RegisterAccount
from models.blobs.disk import DiskStore
from models.core.cache import Cache
from models.core.clock import utc_now
from models.core.dispatcher import Dispatcher, Verdict
from models.core.ids import new_id
from models.core.jobs import OpenJobs
from models.core.registry import Command
from models.video.channel_commands import CreateChannel
from models.video.commands import (
    AddVideo,
    EditVideo,
    PurgeVideo,
    RestoreVideo,
    TrashVideo,
    channel_of,
)
from models.video.entities import VideoCard, VideoState
from models.video.queries import BlobsInUse, LibraryPage
from models.video.watch_commands import ClearQueue, Dequeue, Enqueue, MoveInQueue, RecordWatch

assert models.schema and models.video.jobs

IN_FLIGHT = 8


@dataclass(frozen=True)
class Worker:
    """One who sends commands and tells what was acknowledged."""

    gateway: Gateway
    blobs: DiskStore
    account: UUID
    clips: list[str]
    chance: random.Random

    @property
    def channel(self) -> UUID:
        return channel_of(self.account)

    def send(self, kind: type[Command], *, here: bool = False, **fields: Any) -> Verdict:
        """Send a command and wait until it is acknowledged."""
        space = self.account if here else self.channel
        command = kind(id=new_id(), space_id=space, actor=self.account, at=utc_now(), **fields)
        verdict = self.gateway.submit(command).result()
        tell(f"{command.id} {verdict.status.value if verdict.number else 'unlogged'}")
        return verdict

    def cards(self, **wanted: Any) -> list[VideoCard]:
        """The person's videos."""
        return list(self.gateway.ask_now(LibraryPage(actor=self.account, mine=True, **wanted)).cards)

    def video(self) -> UUID | None:
        """Any video that is not in the trash."""
        cards = self.cards()
        return self.chance.choice(cards).id if cards else None


def tell(line: str) -> None:
    """One line to the parent, whole or not at all."""
    try:
        os.write(1, f"{line}\n".encode())
    except BrokenPipeError:  # nobody listens any more
        os._exit(1)


def upload(worker: Worker) -> None:
    """Drop a film when there are few under way; the job runner copies, encodes and publishes it."""
    open_jobs = worker.gateway.ask_now(OpenJobs(actor=worker.account))
    if len(open_jobs) < 3:
        clip = Path(worker.chance.choice(worker.clips))
        keep = worker.chance.random() < 0.7
        size = clip.stat().st_size
        worker.send(AddVideo, title=clip.stem, path=str(clip), size=size, keep_original=keep)
    time.sleep(0.05)


def edit(worker: Worker) -> None:
    """Titles, descriptions and tags, some of which are refused."""
    video = worker.video()
    if video is None:
        time.sleep(0.01)
        return
    word = f"word{worker.chance.randrange(1000)}"
    worker.send(EditVideo, video_id=video, title=worker.chance.choice(["", f"A {word}"]), tags=[word])
    worker.send(EditVideo, video_id=video, description=word * 50)


def queue(worker: Worker) -> None:
    """Put in, move, take out, clear."""
    video = worker.video() or new_id()
    items = [
        worker.send(Enqueue, here=True, channel_id=worker.channel, video_id=video).command_id for _ in "123"
    ]
    worker.send(MoveInQueue, here=True, item_id=items[2], before=items[0])
    worker.send(Dequeue, here=True, item_id=items[1])
    if worker.chance.random() < 0.1:
        worker.send(ClearQueue, here=True)


def watch(worker: Worker) -> None:
    """Positions, and the views that follow from them in the other space."""
    video = worker.video()
    if video is None:
        time.sleep(0.01)
        return
    session = new_id()
    for n in range(3):
        worker.send(
            RecordWatch,
            here=True,
            channel_id=worker.channel,
            video_id=video,
            session_id=session,
            start_us=n,
            end_us=n + 1,
            position_us=n + 1,
        )


def delete(worker: Worker) -> None:
    """Into the trash and out of it or for good, then sweep the store."""
    ready = [card for card in worker.cards() if card.state is VideoState.READY]
    if len(ready) > 1:
        video = worker.chance.choice(ready).id
        worker.send(TrashVideo, video_id=video)
        worker.send(worker.chance.choice([RestoreVideo, PurgeVideo]), video_id=video)
    worker.blobs.sweep(lambda: worker.gateway.ask_now(BlobsInUse(actor=worker.account)))
    time.sleep(0.05)


WORKLOADS: tuple[Callable[[Worker], None], ...] = (upload, edit, queue, watch, delete)


def main() -> None:
    tell("warm")
    asked = json.loads(sys.stdin.readline())
    application = QCoreApplication([])
    paths: Paths = prepare(Path(asked["folder"]))
    record = open_record(paths, lambda _: None)
    blobs = DiskStore(paths.blobs)
    blobs.recover()
    home = Home()
    gateway = Gateway(record.writer, record.readers, Dispatcher(), home)
    runner = JobRunner(gateway, home, paths.scratch, {"blobs": blobs}, Cache(paths.cache))
    account = UUID(asked["account"])
    worker = Worker(gateway, blobs, account, asked["clips"], random.Random(asked["seed"]))
    worker.send(RegisterAccount, here=True, name="Ada")  # refused where it is there already
    worker.send(CreateChannel, name="Films")
    runner.begin(account)
    if asked["settle"]:
        threading.Thread(target=_settle, args=(worker,), daemon=True).start()
    else:
        for n, workload in enumerate(WORKLOADS):
            part = Worker(gateway, blobs, account, asked["clips"], random.Random(asked["seed"] * 10 + n))
            threading.Thread(target=_for_ever, args=(workload, part), daemon=True).start()
    application.exec()


def _for_ever(workload: Callable[[Worker], None], worker: Worker) -> None:
    try:
        while True:
            workload(worker)
    except Exception as error:
        tell(f"broken {workload.__name__}: {error!r}")
        raise


def _settle(worker: Worker) -> None:
    while worker.gateway.ask_now(OpenJobs(actor=worker.account)):
        time.sleep(0.05)
    tell("quiet")


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # noqa: BLE001  whatever it was is told to the parent, which fails
        tell(f"broken main: {error!r}")
        os._exit(1)

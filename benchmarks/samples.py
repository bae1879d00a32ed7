"""A person with a channel and videos in a fresh record, made through the commands like everybody's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import models.schema
from models.accounts.commands import RegisterAccount
from models.core.clock import utc_now
from models.core.database import write_engine
from models.core.dispatcher import Dispatcher
from models.core.ids import new_id
from models.core.registry import Command
from models.migrations import migrate
from models.video.channel_commands import CreateChannel
from models.video.commands import AddVideo, channel_of

assert models.schema


@dataclass(frozen=True)
class Sample:
    """Who is in the record and what they have."""

    account: UUID
    channel: UUID
    videos: tuple[UUID, ...]


def make_record(path: Path, videos: int) -> Sample:
    """Migrate a new record at `path` and fill it."""
    migrate(path)
    account = new_id()
    channel = channel_of(account)
    ids = tuple(new_id() for _ in range(videos))
    by: dict[str, Any] = {"actor": account, "at": utc_now()}
    engine = write_engine(path)
    dispatcher = Dispatcher()
    first = [
        RegisterAccount(id=new_id(), space_id=account, name="Ada", **by),
        CreateChannel(id=new_id(), space_id=channel, name="Ada's films", **by),
    ]
    added = (
        AddVideo(id=id_, space_id=channel, title=f"Film {n}", path=f"/films/{n}.mp4", size=n, **by)
        for n, id_ in enumerate(ids)
    )
    with engine.connect() as connection:
        for run in (first, *_runs(added, 256)):
            commands: list[Command] = list(run)
            while commands:
                outcome = dispatcher.dispatch(connection, commands)
                bad = [verdict for verdict in outcome.verdicts if not verdict.ok]
                if bad:
                    raise RuntimeError(bad[0])
                commands = outcome.follow_ups
    engine.dispose()
    return Sample(account, channel, ids)


def _runs(commands: Iterable[Command], length: int) -> Iterator[list[Command]]:
    waiting = iter(commands)
    while run := list(islice(waiting, length)):
        yield run

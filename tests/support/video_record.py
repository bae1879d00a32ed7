"""A migrated record with people and their channels, without threads: commands run where they are sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from sqlalchemy import insert

import models.schema  # noqa: F401  every table
from models.accounts.commands import RegisterAccount
from models.core.audience import Role
from models.core.database import cache_engine
from models.core.dispatcher import Dispatcher, Verdict
from models.core.errors import PersonError
from models.core.ids import new_id
from models.core.registry import Command, Query
from models.core.tables import Member, Space
from models.video.channel_commands import CreateChannel
from models.video.commands import AddVideo, PublishVideo, channel_of
from models.video.entities import VideoDetail
from models.video.queries import OneVideo
from tests.support.accounts import TurnedClock
from tests.support.records import put_empty

T = TypeVar("T")


def blob(number: int) -> str:
    """The name of a made-up blob."""
    return f"{number:064x}-{number}"


def rendition(number: int = 1, name: str = "720p") -> dict[str, Any]:
    """What an import says of a rendition."""
    return {"name": name, "blob": blob(number), "size": number, "details": {"kind": "picture"}}


class VideoRecord:
    """`did` sends as a person and demands that it is done; `refused` that it is not, and gives the error."""

    def __init__(self, folder: Path, there: Path | None = None) -> None:
        path = there or put_empty(folder)
        self._engine = cache_engine(path)  # not waiting for the disk: this is about rules
        self.connection = self._engine.connect()
        self.clock = TurnedClock()
        self.dispatcher = Dispatcher(clock=self.clock)

    def close(self) -> None:
        self.connection.close()
        self._engine.dispose()

    # Who and what there is

    def person(self, name: str = "") -> UUID:
        """Somebody with a channel; with a name, somebody who can be found by it."""
        account = new_id()
        if name:
            self.did(account, RegisterAccount, name=name)
        else:
            with self.connection.begin():
                self.connection.execute(
                    insert(Space),
                    [{"space_id": account, "kind": "person", "created_at": self.clock(), "change_number": 0}],
                )
            self.join(account, account, Role.OWNER)
        self.did(account, CreateChannel, channel_of(account), name="Channel")
        return account

    def join(self, space: UUID, account: UUID, role: Role) -> None:
        """Give somebody a role in a space."""
        with self.connection.begin():
            self.connection.execute(
                insert(Member), [{"space_id": space, "account_id": account, "role": int(role)}]
            )

    def video(self, account: UUID, title: str = "Film", *, ready: bool = True, number: int = 1) -> UUID:
        """A video of this person's channel."""
        made = self.did(account, AddVideo, channel_of(account), title=title, path="/films/a.mp4", size=1)
        if ready:
            self.did(
                account, PublishVideo, channel_of(account),
                video_id=made.command_id, renditions=[rendition(number)],
            )  # fmt: skip
        return made.command_id

    # Sending and asking

    def send(self, actor: UUID, kind: type[Command], space: UUID | None = None, /, **fields: Any) -> Verdict:
        return self.submit(kind(id=new_id(), space_id=space or actor, actor=actor, at=self.clock(), **fields))

    def submit(self, command: Command) -> Verdict:
        outcome = self.dispatcher.dispatch(self.connection, [command])
        verdict = outcome.verdicts[0]
        while outcome.follow_ups:
            outcome = self.dispatcher.dispatch(self.connection, outcome.follow_ups)
        return verdict

    def did(self, actor: UUID, kind: type[Command], space: UUID | None = None, /, **fields: Any) -> Verdict:
        verdict = self.send(actor, kind, space, **fields)
        assert verdict.ok, (kind, verdict.error, verdict.details)
        return verdict

    def refused(
        self, actor: UUID, kind: type[Command], space: UUID | None = None, /, **fields: Any
    ) -> PersonError:
        error = self.send(actor, kind, space, **fields).error
        assert error is not None, kind
        return error

    def undo(self, verdict: Verdict) -> Verdict:
        """Run what takes a command back."""
        assert verdict.undo is not None
        taken = self.submit(verdict.undo)
        assert taken.ok, taken.error
        return taken

    def ask(self, query: Query[T]) -> T:
        answer: T = self.dispatcher.ask(self.connection, query)
        return answer

    def detail(self, actor: UUID, video_id: UUID, owner: UUID | None = None) -> VideoDetail:
        return self.ask(OneVideo(actor=actor, space_id=channel_of(owner or actor), video_id=video_id))

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.connection.begin():
            return [tuple(row) for row in self.connection.exec_driver_sql(statement, values).all()]

    def sql_done(self, statement: str, *values: Any) -> None:
        """Run a statement that gives no rows."""
        with self.connection.begin():
            self.connection.exec_driver_sql(statement, values)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[VideoRecord]:
    made = VideoRecord(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared_record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VideoRecord]:
    """For property tests: every example works with people of its own."""
    made = VideoRecord(tmp_path_factory.mktemp("record"))
    yield made
    made.close()

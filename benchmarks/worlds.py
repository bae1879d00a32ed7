"""Data folders as people have them after years, made in seconds: rows in bulk, behind the commands' back."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter
from sqlalchemy import Connection, Table, insert

import models.schema  # noqa: F401  so that every table is known
from models import migrations
from models.accounts.passwords import Passwords
from models.accounts.service import Authenticator
from models.blobs.disk import DiskStore
from models.core.clock import utc_now
from models.core.database import write_engine
from models.core.dispatcher import Dispatcher, Verdict
from models.core.ids import derive, new_id
from models.core.registry import Command
from models.core.tables import Base
from models.video.channel_commands import CreateChannel
from models.video.commands import channel_of

T = TypeVar("T")

_CATEGORIES = ("Lectures", "Music", "Boats", "Cooking", "")
_SUBJECTS = ("The tide", "A telescope mount", "Sourdough", "Night trains", "Linear algebra", "An allotment")
_POSTER = (640, 360)
_VIEWS_OF = 40  # one video in so many has been viewed
_BEGUN_OF = 25  # and one in so many was begun and not finished


@dataclass(frozen=True)
class World:
    """What is in a data folder: whose it is, and their videos, the newest first."""

    account: UUID
    videos: Sequence[UUID]


def library(
    root: Path, videos: int = 10_000, posters: int = 60, titles: Sequence[str] | None = None
) -> World:
    """A data folder with one person and `videos` ready ones, the newest `posters` of them with a picture.

    Some have been viewed and some begun. The media itself is not there: nothing of this can be played.
    """
    engine = write_engine(root / "record.db")
    migrations.migrate(root / "record.db")
    try:
        with engine.connect() as connection:
            account = _person(connection)
            pictures = list(_posters(root / "blobs", posters))
            ids = _videos(connection, channel_of(account), videos, pictures, titles)
            _watched(connection, account, ids)
    finally:
        engine.dispose()
    return World(account, ids)


def _person(connection: Connection) -> UUID:
    """An account without a password, and its channel, made as the app makes them."""
    dispatcher = Dispatcher()

    def serve(work: Callable[[Connection], T], /) -> T:
        return work(connection)

    def submit(command: Command) -> Verdict:
        return dispatcher.dispatch(connection, [command]).verdicts[0]

    account = Authenticator(serve, submit, Passwords()).register("Mara Aalto", None).account_id
    opened = CreateChannel(
        id=new_id(), space_id=channel_of(account), actor=account, at=utc_now(), name="Open Optics"
    )
    if (error := submit(opened).error) is not None:
        raise error
    return account


def _posters(blobs: Path, count: int) -> Iterator[str]:
    """Pictures of the size that the encoder makes, each another one; their blobs' names."""
    blobs.mkdir(exist_ok=True)
    store, chance = DiskStore(blobs), random.Random(2)
    for _ in range(count):
        spots = QImage(chance.randbytes(32 * 18 * 4), 32, 18, QImage.Format.Format_RGB32)
        picture = spots.scaled(*_POSTER, mode=Qt.TransformationMode.SmoothTransformation)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"jpg").write(picture)
        yield store.put_bytes(bytes(buffer.data().data())).name


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _videos(
    connection: Connection, channel: UUID, count: int, posters: Sequence[str], titles: Sequence[str] | None
) -> list[UUID]:
    now = datetime.now(UTC)
    ids = [derive(channel, 10 + n) for n in range(count)]
    rows = [
        _video(channel, id_, n, now - timedelta(hours=3 * n), posters[n] if n < len(posters) else "")
        for n, id_ in enumerate(ids)
    ]
    for row, title in zip(rows, titles or (), strict=False):
        row["title"] = title
    with connection.begin():
        connection.execute(insert(_table("video")), rows)
    return ids


def _video(channel: UUID, id_: UUID, n: int, added: datetime, poster: str) -> dict[str, Any]:
    subject = _SUBJECTS[n % len(_SUBJECTS)]
    return {
        "space_id": channel, "id": id_, "state": "ready", "audience": "members", "privacy": "private",
        "title": f"{subject}, part {n:05d}", "description": f"What was learned about {subject.lower()}.",
        "tags": [subject.split()[-1].lower(), f"part{n % 97}"], "category": _CATEGORIES[n % 5],
        "location": "", "language": "en", "age_restricted": False, "file_name": f"part-{n:05d}.mp4",
        "added_at": added, "published_at": added, "trashed_at": None, "damaged": False,
        "duration_us": (60 + n % 5400) * 1_000_000, "size": 40_000_000 + n, "width": 1920, "height": 1080,
        "media": {}, "chapters": [], "has_captions": n % 3 == 0, "loudness": -14.0, "original": "",
        "poster": poster, "posters": [poster] if poster else [], "sheet": None, "waveform": "",
    }  # fmt: skip


def _watched(connection: Connection, account: UUID, videos: Sequence[UUID]) -> None:
    now = datetime.now(UTC)
    channel = channel_of(account)
    seen = [
        {"space_id": channel, "id": new_id(), "video_id": video, "viewer": account, "at": now}
        for n, video in enumerate(videos[::_VIEWS_OF])
        for _ in range(1 + n % 9)
    ]
    begun = [
        {
            "space_id": account, "video_id": video, "channel_id": channel, "position_us": 30_000_000,
            "finished": n % 4 == 3, "session_id": new_id(), "at": now - timedelta(minutes=n),
        }
        for n, video in enumerate(videos[::_BEGUN_OF])
    ]  # fmt: skip
    with connection.begin():
        connection.execute(insert(_table("video_view")), seen)
        connection.execute(insert(_table("watch_position")), begun)

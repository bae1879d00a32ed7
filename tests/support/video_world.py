"""A record with a person, their channel and videos, a gateway and all of Video's controllers, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QObject, QPointF, Signal
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath
from sqlalchemy import insert

from app.kernel.actor import Actor
from app.kernel.gateway import Changes, Gateway
from app.kernel.notices import Notices
from app.kernel.settings import Setting, Settings
from app.kernel.tasks import Home, Tasks
from controllers.video.captions import Captions
from controllers.video.editing import Editor, Shelf
from controllers.video.importer import Importer
from controllers.video.library import Library, Watching
from controllers.video.playlist_files import PlaylistFiles
from controllers.video.queue import Queue
from controllers.video.recommender import Recommender
from controllers.video.sounds import Sounds
from controllers.video.uploads import Uploads
from models.blobs.disk import DiskStore
from models.core.database import read_engine, write_engine
from models.core.dispatcher import Dispatcher
from models.core.ids import derive, new_id
from models.core.jobs import JobEntry, MoveJob, Progress, StartJob, State
from models.core.registry import Query
from models.core.tables import Member, Space
from models.video.commands import channel_of
from models.video.entities import IMPORT
from models.video.queries import LibraryPage
from models.video.recommend.model import ModelFile
from models.video.tables import Channel, Video, VideoView, WatchPosition
from tests.support.records import put_empty
from views.video.parts import Parts
from views.video.thumbnails import Thumbnails

TITLES = (
    ("Building a telescope mount", "Open Optics", 2852, 640, 14),
    ("Intro to linear algebra, 4", "Open Lectures", 3494, 1478, 32),
    ("A year on the allotment", "Plot 31", 3129, 902, 3),
    ("Sourdough, start to finish", "Kitchen Lab", 1915, 1893, 1),
    ("What the tide leaves behind", "Kitchen Lab", 1450, 2210, 7),
    ("Night train to Narvik", "Mara Aalto", 724, 412, 0),
    ("Field recording: starlings", "Quiet Ears", 1261, 244, 15),
    ("Street food of Oaxaca", "Kitchen Lab", 887, 3321, 1),
)


class CountingGateway(Gateway):
    """Notes every query, so that a test can say what was asked for."""

    def __init__(self, *args: Any) -> None:
        self.asked: list[Query[Any]] = []
        super().__init__(*args)

    def ask(self, query: Query[Any], *args: Any) -> None:
        self.asked.append(query)
        super().ask(query, *args)

    def pages(self) -> list[int]:
        """The offsets of the library's pages that were asked for."""
        return [query.offset for query in self.asked if isinstance(query, LibraryPage)]


class FakeRunner(QObject):
    """Stands for the engine for jobs: notes what is asked of it, tells the progress it is given."""

    progressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[UUID, Progress] = {}
        self.done: list[tuple[str, UUID]] = []

    def tell(self, job_id: UUID, fraction: float | None, detail: str, **values: Any) -> None:
        self.known[job_id] = Progress(fraction, detail, values)
        self.progressed.emit(frozenset({job_id}))

    def progress(self, job_id: UUID) -> Progress | None:
        return self.known.get(job_id)

    def pause(self, entry: JobEntry) -> None:
        self.done.append(("pause", entry.id))

    def resume(self, entry: JobEntry) -> None:
        self.done.append(("resume", entry.id))

    def cancel(self, entry: JobEntry) -> None:
        self.done.append(("cancel", entry.id))

    def remove(self, entry: JobEntry) -> None:
        self.done.append(("remove", entry.id))


def landscape(hue: int, width: int = 640) -> QImage:
    """A made-up picture: a sky, a sun and two hills."""
    height = width * 9 // 16
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sky = QLinearGradient(0, 0, 0, height)
    sky.setColorAt(0, QColor.fromHsl(hue, 115, 112))
    sky.setColorAt(1, QColor.fromHsl((hue + 30) % 360, 125, 160))
    painter.fillRect(image.rect(), sky)
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(QColor(255, 255, 255, 210))
    painter.drawEllipse(QPointF(width * (0.3 + hue % 7 / 14), height * 0.28), height / 9, height / 9)
    for n, (level, light) in enumerate(((0.62, 70), (0.78, 45), (0.9, 30))):
        hill = QPainterPath(QPointF(0, height))
        hill.lineTo(0, height * level)
        hill.cubicTo(width * 0.3, height * (level - 0.3 + n * 0.1), width * 0.6, height * (level + 0.3),
                     width, height * (level - 0.12))  # fmt: skip
        hill.lineTo(width, height)
        painter.fillPath(hill, QColor.fromHsl((hue + 50 + n * 20) % 360, 90, light))
    painter.end()
    return image


def jpeg(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", 90)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


@dataclass
class World:
    """Everything a page of Video stands on."""

    gateway: CountingGateway
    actor: Actor
    home: Home
    tasks: Tasks
    notices: Notices
    runner: FakeRunner
    parts: Parts
    folder: Path
    account: UUID

    @property
    def channel(self) -> UUID:
        return channel_of(self.account)

    def write(self, work: Callable[[Any], None]) -> None:
        """Change rows behind the commands' back; the writer's thread does it."""

        def run(connection: Any) -> None:
            with connection.begin():
                work(connection)

        self.gateway.serve(run).result()
        self.gateway.changed.emit(Changes(frozenset({"video", "watch_position"}), frozenset()))

    def add_videos(self, count: int, **values: Any) -> list[UUID]:
        """Ready videos of the person's, newest first; `values` for every one of them."""
        ids = [new_id() for _ in range(count)]
        now = datetime.now(UTC)
        rows = [
            video_row(
                self.channel,
                id_,
                **{"title": f"Video {n:05d}", "added_at": now - timedelta(minutes=n), **values},
            )
            for n, id_ in enumerate(ids)
        ]
        self.write(lambda connection: connection.execute(insert(Video), rows) and None)
        return ids

    def add_examples(self) -> list[UUID]:
        """The videos of the pictures that the look is compared with."""
        now = datetime.now(UTC)
        ids = []

        def put(connection: Any) -> None:
            for n, (title, channel, seconds, views, days) in enumerate(TITLES):
                space, id_ = _channel(connection, self.account, channel), new_id()
                ids.append(id_)
                added = now - timedelta(days=days, hours=2)
                connection.execute(
                    insert(Video),
                    [video_row(space, id_, title=title, added_at=added, duration_us=seconds * 1_000_000,
                            poster=f"poster:{(n * 47 + 170) % 360}", audience="public", privacy="public",
                            category=("Music", "Boats", "Lectures")[n % 3])],
                )  # fmt: skip
                connection.execute(
                    insert(VideoView),
                    [{"space_id": space, "id": new_id(), "video_id": id_, "viewer": self.account, "at": now}
                     for _ in range(views)],
                )  # fmt: skip
                if n < 4:
                    share = (0.38, 0.71, 0.12, 0.9)[n]
                    connection.execute(
                        insert(WatchPosition),
                        [{"space_id": self.account, "video_id": id_, "channel_id": space, "finished": False,
                          "position_us": int(seconds * share * 1e6), "session_id": new_id(),
                          "at": now - timedelta(minutes=n)}],
                    )  # fmt: skip

        self.write(put)
        return ids

    def start_job(self, title: str, video_id: UUID | None = None, *moves: State, **why: str) -> UUID:
        """An import for the fake runner, brought through these states."""
        arguments = {"channel_id": str(self.channel), "video_id": str(video_id or new_id()), "path": title,
                     "keep_original": True}  # fmt: skip
        command = self.actor.make(StartJob, kind=IMPORT, title=title, arguments=arguments)
        verdict = self.gateway.submit(command).result()
        assert verdict.ok, verdict
        for state in moves:
            said = why if state is State.FAILED else {}
            move = self.actor.make(MoveJob, job_id=command.id, state=state, **said)  # type: ignore[arg-type]
            assert self.gateway.submit(move).result().ok
        return command.id


def _channel(connection: Any, account: UUID, name: str) -> UUID:
    space = derive(account, sum(name.encode()))
    found = connection.execute(Space.__table__.select().where(Space.space_id == space)).first()
    if found is None:
        put_channel(connection, space, account, name)
    return space


def put_channel(connection: Any, space: UUID, account: UUID, name: str) -> None:
    """Write a channel of the account's that everybody may see."""
    now = datetime.now(UTC)
    connection.execute(
        insert(Space), [{"space_id": space, "kind": "channel", "created_at": now, "change_number": 0}]
    )
    connection.execute(insert(Member), [{"space_id": space, "account_id": account, "role": 30}])
    connection.execute(
        insert(Channel),
        [{"space_id": space, "owner": account, "name": name, "about": "", "audience": "public",
          "created_at": now}],
    )  # fmt: skip


def video_row(space: UUID, id_: UUID, **values: Any) -> dict[str, Any]:
    """The row of a ready, private video; `values` say what is different."""
    empty: dict[str, Any] = dict.fromkeys(
        ("description", "category", "location", "language", "file_name", "original", "poster", "waveform"), ""
    )
    return {
        **empty, "space_id": space, "id": id_, "state": "ready", "audience": "members", "privacy": "private",
        "title": "", "tags": [], "age_restricted": False, "added_at": datetime.now(UTC),
        "published_at": datetime.now(UTC), "trashed_at": None, "damaged": False,
        "duration_us": 95_000_000, "size": 1000, "width": 1920, "height": 1080, "media": {}, "chapters": [],
        "has_captions": False, "loudness": None, "posters": [], "sheet": None, **values,
    }  # fmt: skip


def provide(blob: str) -> bytes:
    """The picture of a made-up blob, `poster:HUE`."""
    return jpeg(landscape(int(blob.partition(":")[2])))


def _recommender(actor: Actor, notices: Notices, folder: Path) -> Recommender:
    settings, setting = Settings(folder / "settings.json"), Setting(key="recommend", default=True)
    settings.declare(setting)
    return Recommender(actor, notices, ModelFile(folder / "recommend.model"), settings, setting)


def _parts(
    actor: Actor, tasks: Tasks, notices: Notices, runner: FakeRunner, folder: Path, name: str
) -> Parts:
    uploads = Uploads(actor, runner)

    def fetch(name: str, done: Callable[[], None]) -> None:
        tasks.run(lambda: import_module(name), lambda _: done())

    return Parts(
        actor=actor,
        notices=notices,
        library=Library(actor),
        watching=Watching(actor),
        trash=Library(actor, trashed=True),
        uploads=uploads,
        importer=Importer(actor, tasks, notices, folder, lambda: name),
        captions=Captions(actor, tasks, notices, DiskStore(folder / "blobs"), folder / "scratch"),
        sounds=Sounds(actor, notices, uploads),
        editor=Editor(actor),
        shelf=Shelf(actor, notices),
        queue=Queue(actor),
        thumbnails=Thumbnails(tasks, provide),
        recommender=_recommender(actor, notices, folder),
        playlist_files=PlaylistFiles(actor, tasks, notices),
        fetch=fetch,
    )


def make_world(folder: Path, name: str = "Mara Aalto") -> World:
    """A fresh record in `folder`. Close it with `close_world`."""
    path = put_empty(folder)
    home = Home()
    gateway = CountingGateway(write_engine(path), read_engine(path), Dispatcher(), home)
    tasks, notices, runner = Tasks(home), Notices(), FakeRunner()
    actor, account = Actor(gateway), new_id()

    parts = _parts(actor, tasks, notices, runner, folder, name)
    world = World(gateway, actor, home, tasks, notices, runner, parts, folder, account)

    def begin(connection: Any) -> None:
        now = datetime.now(UTC)
        connection.execute(
            insert(Space), [{"space_id": account, "kind": "person", "created_at": now, "change_number": 0}]
        )
        connection.execute(insert(Member), [{"space_id": account, "account_id": account, "role": 30}])
        put_channel(connection, channel_of(account), account, name)

    world.write(begin)
    actor.become(account)
    return world


def close_world(world: World) -> None:
    world.tasks.close()
    world.gateway.close()


@pytest.fixture
def world(qapp: object, tmp_path: Path) -> Iterator[World]:
    made = make_world(tmp_path)
    yield made
    close_world(made)

"""Everything that lives while the record is open: built in order of dependence, closed in the opposite."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.gateway import Gateway
from app.kernel.jobs import JobRunner
from app.kernel.memory import settle
from app.kernel.notices import Notices
from app.kernel.opening import Record, open_record
from app.kernel.paths import Paths
from app.kernel.settings import Setting, Settings
from app.kernel.tasks import Home, Tasks
from app.kernel.vault import Vault, find_keyring
from app.sweeping import Sweeper
from controllers.accounts.safety import Protection
from controllers.accounts.secrets import Secrets
from controllers.accounts.session import Session
from controllers.accounts.stopping import Stopping
from controllers.video.export import Exports
from controllers.video.uploads import Uploads
from models.accounts.service import DOOR
from models.blobs.disk import DiskStore
from models.blobs.ref import BlobRef
from models.core.cache import Cache
from models.core.dispatcher import Dispatcher, Verdict
from models.core.ids import new_id
from models.core.retelling import RETELL
from models.core.text import tr
from models.migrations import Look

if TYPE_CHECKING:
    from app.kernel.desktop import Desktop
    from app.kernel.streams import StreamServer
    from controllers.notifications.centre import Centre
    from controllers.notifications.sounds import Sounds
    from controllers.portable.moving import Moving
    from controllers.video.captions import Captions
    from controllers.video.importer import Importer
    from controllers.video.player import Player
    from controllers.video.queue import Queue
    from controllers.video.recommender import Learning, Recommender
    from controllers.video.watching import Watching
    from models.video.recommend.model import ModelFile

log = logging.getLogger(__name__)

LIKELY_MS = 1000
FIRST_LEARNING_MS = 30_000


@dataclass(frozen=True)
class Opened:
    """What takes its time to open, done before the first service is built."""

    paths: Paths
    record: Record
    blobs: DiskStore
    exports: Exports
    cache: Cache
    progress: Mapping[UUID, tuple[float | None, str]]
    vault: Vault

    def close(self) -> None:
        """Let go of the files, where no services were built on them."""
        self.record.writer.dispose()
        self.record.readers.dispose()
        self.cache.close()


def open_everything(paths: Paths, tell: Callable[[str], None], look: Look) -> Opened:
    """Open the record, which stands as `look` says, the blobs and the vault. Slow: off the Qt thread.

    Raises PersonError.
    """
    record = open_record(paths, tell, look)
    blobs = DiskStore(paths.blobs)
    blobs.recover()
    exports = Exports(blobs, paths.scratch / "dragged-out")
    cache = Cache(paths.cache)
    vault = Vault(paths.vault, find_keyring())
    return Opened(paths, record, blobs, exports, cache, cache.progress(), vault)


def _switches() -> tuple[Setting[bool], Setting[bool]]:
    """Whether original files are kept, and whether anything is chosen for a person."""
    return Setting(
        key="video.keep_originals",
        default=True,
        title=tr("Keep original files"),
        description=tr("Besides what is made to be played. Without it, only the playable versions stay."),
        where=tr("Video"),
        also=(tr("source files"), tr("disk space"), tr("storage"), tr("uploads")),
    ), Setting(
        key="video.recommendations",
        default=True,
        title=tr("Recommend videos"),
        description=tr(
            "Chosen on this computer from what is watched here. Without it, the newest come first."
        ),
        where=tr("Video"),
        also=(tr("For you"), tr("suggestions"), tr("personal")),
    )


def _define_jobs() -> None:
    """Import what jobs are done with, the whole encoder: on a job thread, when there is one to do."""
    # They register what they define.
    import models.portable.export
    import models.portable.take_in
    import models.sample.jobs
    import models.trading.backtest_jobs
    import models.trading.sample
    import models.video.clip_jobs
    import models.video.examining
    import models.video.jobs
    import models.video.naming
    import models.video.recommend.learning
    import models.video.sample
    import models.video.sound_jobs  # noqa: F401


class Services(QObject):
    """What controllers are made of. `close()` waits until every thread is gone."""

    rested = Signal()
    closing = Signal()

    _began = False

    def __init__(self, opened: Opened, settings: Settings, notices: Notices, home: Home) -> None:
        super().__init__()
        paths, record, blobs = opened.paths, opened.record, opened.blobs
        self.paths = paths
        self.settings = settings
        self.notices = notices
        self.blobs = blobs
        self.exports = opened.exports
        self.cache = opened.cache
        self.home = home
        self.keep_originals, self.recommendations = _switches()
        settings.declare(self.keep_originals, self.recommendations)
        self.tasks = Tasks(home)
        self.gateway = Gateway(record.writer, record.readers, Dispatcher(), home)
        self.actor = Actor(self.gateway)
        self.session = Session(self.actor, self.tasks, opened.vault)
        offered = {
            "blobs": blobs,
            "recommendations": paths.recommendations,
            RETELL: self.gateway.retell,
            DOOR: self.session.door,
        }
        self.runner = JobRunner(
            self.gateway, home, paths.scratch, offered, self.cache, opened.progress, _define_jobs
        )
        self.secrets = Secrets(self.tasks, opened.vault)
        stop = Stopping(self.gateway, self.runner).stop
        self.protection = Protection(self.session, self.actor, self.tasks, stop)
        self.uploads = Uploads(self.actor, self.runner)
        self._likely: Sequence[str] = ()
        self._resting = QTimer(self, singleShot=True, interval=LIKELY_MS)
        self._learning = QTimer(self, singleShot=True, interval=FIRST_LEARNING_MS)
        self._sweeper = Sweeper(self.actor, self.tasks, blobs, self.session.door.erase_some, self)
        self._connect()

    def _connect(self) -> None:
        self.gateway.refused.connect(self._refused)
        self.actor.refused.connect(self._refused)
        self.session.changed.connect(self._somebody)
        self.session.failed.connect(self._failed)
        self.secrets.opened.connect(self.session.vault_opened)
        self.secrets.failed.connect(self._failed)
        self.session.left.connect(self._sweeper.erase)
        self._resting.timeout.connect(self._import_likely)
        self._learning.timeout.connect(self._learn)
        self._learning.start()

    @cached_property
    def desktop(self) -> Desktop:
        from app.kernel.desktop import Desktop

        return Desktop(self.home)

    @cached_property
    def sounds(self) -> Sounds:
        """What can be heard of notices; libvlc is loaded with the first sound."""
        from controllers.notifications.sounds import Sounds

        return Sounds(self.settings)

    @cached_property
    def centre(self) -> Centre:
        """What people are told; from its making on it hears what happens."""
        from controllers.notifications.centre import Centre
        from controllers.notifications.occasions import Occasions

        centre = Centre(self.actor, self.session, self.settings, self.desktop, self.sounds)
        self._occasions = Occasions(centre, self.runner, self.protection)
        self._sweeper.swept.connect(centre.sweep)
        centre.refresh()  # who is there came before it
        return centre

    @cached_property
    def streams(self) -> StreamServer:
        from app.kernel.streams import StreamServer

        return StreamServer()

    @cached_property
    def player(self) -> Player:
        from controllers.video.player import Player

        return Player()

    @cached_property
    def watching(self) -> Watching:
        from controllers.video.caption_tracks import CaptionChoice
        from controllers.video.watching import Watching

        choice = CaptionChoice(self.settings)
        return Watching(self.actor, self.player, self.streams, self.blobs, self.tasks, choice)

    @cached_property
    def queue(self) -> Queue:
        from controllers.video.queue import Queue

        queue = Queue(self.actor)
        queue.refresh()  # who is there came before it
        return queue

    @cached_property
    def recommender(self) -> Recommender:
        from controllers.video.recommender import Recommender

        return Recommender(self.actor, self.notices, self.models, self.settings, self.recommendations)

    @cached_property
    def models(self) -> ModelFile:
        from models.video.recommend.model import ModelFile

        return ModelFile(self.paths.recommendations)

    @cached_property
    def learning(self) -> Learning:
        from controllers.video.recommender import Learning

        return Learning(self.actor, self.tasks, self.models, self.runner.ended)

    @Slot()
    def _learn(self) -> None:
        self.learning.look()

    @cached_property
    def captions(self) -> Captions:
        from controllers.video.captions import Captions

        return Captions(self.actor, self.tasks, self.notices, self.blobs, self.paths.scratch)

    @cached_property
    def moving(self) -> Moving:
        from controllers.portable.moving import Moving

        return Moving(self.actor, self.runner, self.tasks, self.notices)

    @cached_property
    def importer(self) -> Importer:
        from controllers.video.importer import Importer

        importer = Importer(
            self.actor,
            self.tasks,
            self.notices,
            self.paths.root,
            account_name=lambda: self.session.account.name if self.session.account else "",
            keep_original=lambda: self.settings.get(self.keep_originals),
        )
        importer.lonely.connect(self._refuse_captions)
        return importer

    @Slot()
    def _refuse_captions(self) -> None:
        self.captions.refuse_lonely()

    def import_soon(self, names: Sequence[str]) -> None:
        """Import modules that are likely to be wanted next, on a thread, when nobody waits any more; then
        `rested` is told."""
        self._likely = names
        self._resting.start()

    def fetch(self, name: str, done: Callable[[], None]) -> None:
        """Import a module that takes its time on a thread; then `done`."""

        def imported(_module: object) -> None:
            done()
            settle()

        self.tasks.run(lambda: import_module(name), imported)

    @Slot()
    def _import_likely(self) -> None:
        self.tasks.run(lambda: [import_module(name) for name in self._likely], self._rest)

    def _rest(self, _modules: object) -> None:
        settle()
        self.rested.emit()

    @Slot()
    def _somebody(self) -> None:
        """The first who comes lets the jobs of this machine go on."""
        account = self.session.account
        if account is not None and not self._began:
            self._began = True
            self.runner.begin(account.id)

    @Slot(object)
    def _refused(self, verdict: Verdict) -> None:
        if verdict.error is not None:
            self.notices.error(verdict.error)

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        self.notices.error(error, source="accounts")

    def read_blob(self, blob: str) -> bytes:
        """All bytes of a blob; for a task thread."""
        with self.blobs.open_range(BlobRef.of(blob)) as file:
            return file.read()

    def store_portrait(self, picture: Path) -> str:
        """Make a JPEG of a person's picture in a child and store it; the blob's name. For a task thread."""
        from models.video.pictures import poster_from_picture

        target = self.paths.scratch / f"portrait-{new_id()}.jpg"
        try:
            poster_from_picture(picture, target)
            return self.blobs.adopt(target).name
        finally:
            target.unlink(missing_ok=True)

    def close(self) -> None:
        """Stop playing, let jobs stop where they can go on, write what waits, end every thread."""
        self.closing.emit()
        self._sweeper.close()
        self._resting.stop()
        self._learning.stop()
        closers: list[Callable[[], object]] = []
        made = self.__dict__
        if "learning" in made:
            closers.append(self.learning.close)
        if "watching" in made:
            closers.append(self.watching.close)
        if "player" in made:
            closers.append(self.player.close)
        closers.append(self.runner.close)
        if "streams" in made:
            closers.append(self.streams.close)
        if "desktop" in made:
            closers.append(self.desktop.close)
        if "sounds" in made:
            closers.append(self.sounds.close)
        closers += [self.tasks.close, self.gateway.close, self.cache.close]
        for close in closers:
            close()

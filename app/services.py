"""Everything that lives while the record is open: built in order of dependence, closed in the opposite."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Slot

from app.kernel.actor import NOBODY, Actor
from app.kernel.gateway import Gateway
from app.kernel.jobs import JobRunner
from app.kernel.notices import Notices
from app.kernel.opening import Record, open_record
from app.kernel.paths import Paths
from app.kernel.settings import Setting, Settings
from app.kernel.tasks import Home, Tasks
from app.kernel.vault import Vault, find_keyring
from controllers.accounts.secrets import Secrets
from controllers.accounts.session import Session
from controllers.video.export import Exports
from controllers.video.uploads import Uploads
from models.blobs.disk import DiskStore
from models.core.cache import Cache
from models.core.dispatcher import Dispatcher, Verdict
from models.core.text import tr
from models.migrations import Look

if TYPE_CHECKING:
    from app.kernel.streams import StreamServer
    from controllers.video.captions import Captions
    from controllers.video.importer import Importer
    from controllers.video.player import Player
    from controllers.video.queue import Queue
    from controllers.video.watching import Watching

log = logging.getLogger(__name__)

LIKELY_MS = 1000
FIRST_SWEEP_MS = 2 * 60 * 1000
SWEEP_EVERY_MS = 24 * 60 * 60 * 1000


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


def _define_jobs() -> None:
    """Import what jobs are done with, the whole encoder: on a job thread, when there is one to do."""
    import models.video.jobs  # noqa: F401  it registers what it defines


class Services(QObject):
    """What controllers are made of. `close()` waits until every thread is gone."""

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
        self.keep_originals = Setting(
            key="video.keep_originals",
            default=True,
            title=tr("Keep original files"),
            description=tr("Besides what is made to be played. Without it, only the playable versions stay."),
            where=tr("Video"),
        )
        settings.declare(self.keep_originals)
        self.tasks = Tasks(home)
        self.gateway = Gateway(record.writer, record.readers, Dispatcher(), home)
        self.actor = Actor(self.gateway)
        self.runner = JobRunner(
            self.gateway, home, paths.scratch, {"blobs": blobs}, self.cache, opened.progress, _define_jobs
        )
        self.session = Session(self.actor, self.tasks, opened.vault)
        self.secrets = Secrets(self.tasks, opened.vault)
        self.uploads = Uploads(self.actor, self.runner)
        self._began = False
        self.gateway.refused.connect(self._refused)
        self.actor.refused.connect(self._refused)
        self.session.changed.connect(self._somebody)
        self.session.failed.connect(self._failed)
        self.secrets.opened.connect(self.session.vault_opened)
        self.secrets.failed.connect(self._failed)
        self._likely: Sequence[str] = ()
        self._resting = QTimer(self, singleShot=True, interval=LIKELY_MS)
        self._resting.timeout.connect(self._import_likely)
        self._sweeping = QTimer(self, singleShot=True)
        self._sweeping.timeout.connect(self._sweep)
        self._sweeping.start(FIRST_SWEEP_MS)

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
    def captions(self) -> Captions:
        from controllers.video.captions import Captions

        return Captions(self.actor, self.tasks, self.notices, self.blobs, self.paths.scratch)

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
        """Import modules that are likely to be wanted next, on a thread, when nobody waits any more."""
        self._likely = names
        self._resting.start()

    @Slot()
    def _import_likely(self) -> None:
        self.tasks.run(lambda: [import_module(name) for name in self._likely])

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

    @Slot()
    def _sweep(self) -> None:
        """Empty what has been in the trash for 30 days, then delete the blobs that nothing names."""
        self._sweeping.start(SWEEP_EVERY_MS)
        if self.actor.account == NOBODY:
            return
        from models.video.queries import ExpiredTrash

        self.actor.ask(ExpiredTrash, self._purge)

    def _purge(self, expired: tuple[tuple[UUID, UUID], ...]) -> None:
        from models.video.caption_queries import ExpiredCaptions
        from models.video.commands import PurgeVideo
        from models.video.queries import BlobsInUse

        for space_id, video_id in expired:
            self.actor.send(PurgeVideo, space_id=space_id, video_id=video_id, now=False)
        self.actor.ask(ExpiredCaptions, self._purge_captions)
        in_use = BlobsInUse(actor=self.actor.account)
        self.tasks.run(
            lambda: self.blobs.sweep(lambda: self.gateway.ask_now(in_use)),
            lambda swept: log.info("the sweep deleted %d blobs, %d bytes", swept.deleted, swept.freed),
        )

    def _purge_captions(self, expired: tuple[tuple[UUID, UUID], ...]) -> None:
        from models.video.caption_commands import PurgeCaption

        for space_id, caption_id in expired:
            self.actor.send(PurgeCaption, space_id=space_id, caption_id=caption_id)

    def close(self) -> None:
        """Stop playing, let jobs stop where they can go on, write what waits, end every thread."""
        self._sweeping.stop()
        self._resting.stop()
        closers: list[Callable[[], object]] = []
        made = self.__dict__
        if "watching" in made:
            closers.append(self.watching.close)
        if "player" in made:
            closers.append(self.player.close)
        closers.append(self.runner.close)
        if "streams" in made:
            closers.append(self.streams.close)
        closers += [self.tasks.close, self.gateway.close, self.cache.close]
        for close in closers:
            close()

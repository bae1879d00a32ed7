"""The composition root: the only place that knows everything.

The window is painted first; the record is opened beside it, and the workspaces are filled when it is there.
"""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtWidgets import QApplication

from app.domains import domains
from app.kernel import i18n
from app.kernel.actions import Action, Actions
from app.kernel.application import make_application, put_away
from app.kernel.instance import Instance, claim, items_from
from app.kernel.logs import Logs
from app.kernel.memory import settle
from app.kernel.notices import Notices, watch_for_bugs
from app.kernel.opener import Opener
from app.kernel.options import options
from app.kernel.paths import Paths, data_folder, prepare
from app.kernel.settings import Settings
from app.kernel.signals import EndSignals
from app.kernel.tasks import Home
from app.opening import open_beside
from app.refusing import refuse
from controllers.home.jobs_list import JobsList
from models.core.audience import NOBODY
from models.core.errors import PersonError
from models.core.text import tr
from views.shell.cover import Cover
from views.shell.services import ShellServices
from views.shell.window import MainWindow
from views.widgets.theme import theme

UNSEEN_MS = 500  # a window that begins as an icon is not painted

if TYPE_CHECKING:
    from app.kernel.finding import Finder
    from app.services import Opened, Services
    from app.tour.walks import Tour
    from app.workspaces import VideoDesk
    from views.shell.workspace import Workspace
    from views.video.workspace import VideoWorkspace

log = logging.getLogger(__name__)


class Nonet(QObject):
    """The running application. `begun` is told when the window is painted and the record is being opened,
    `usable` when a person's first place is there to be used."""

    begun = Signal()
    usable = Signal()

    def __init__(self, paths: Paths) -> None:
        super().__init__()
        self.paths = paths
        self.services: Services | None = None
        self.settings = Settings(paths.settings, beside=True)
        _speak(i18n.install(self.settings.get(i18n.language_setting())))
        self.notices = Notices()
        self._restore_hooks = watch_for_bugs(self.notices)
        self.actions = Actions(self.settings)
        self.jobs = JobsList()
        self.home = Home()
        self.finders: list[Finder] = []
        self._waiting: list[str] = []
        self._opener = Opener(self._open)
        self._opener.opened.connect(self._open_rest)
        self._opener.failed.connect(self._tell_problem)
        self._unseen = QTimer(self, singleShot=True, interval=UNSEEN_MS)
        self._unseen.timeout.connect(self._begin)
        self._account = NOBODY
        self._desk: VideoDesk | None = None
        theme()
        self.window = self._make_window()
        self.cover = Cover(self.window)

    def _make_window(self) -> MainWindow:
        factories: dict[str, Callable[[], Workspace]] = {
            "home": self._make_home,
            "video": self._make_video,
            "trade": lambda: self._trade.make(),
        }
        services = ShellServices(
            settings=self.settings,
            session=Settings(self.paths.root / "window.json", durable=False),
            actions=self.actions,
            notices=self.notices,
            jobs=self.jobs,
            finders=self.finders,
        )
        window = MainWindow(domains(factories), services)
        window.set_connection(tr("Everything on this computer"))
        return window

    # Opening

    def show(self) -> None:
        """Paint the window, then open the record beside it: at once both would wait for each other."""
        self.window.setEnabled(False)
        self.window.painted.connect(self._begin)
        self.window.show()
        self._unseen.start()

    @Slot()
    def _begin(self) -> None:
        self._unseen.stop()
        if not self._opener.begun:
            self._opener.start()
            self.begun.emit()

    def _open(self) -> Opened:
        return open_beside(self.paths)

    @Slot(object)
    def _open_rest(self, opened: Opened) -> None:
        try:
            self._build(opened)
        except Exception as error:
            log.exception("what stands on the record could not be built")
            self._tell_problem(error)

    def _build(self, opened: Opened) -> None:
        from app.services import Services
        from controllers.video.finding import VideoFinder

        self.services = services = Services(opened, self.settings, self.notices, self.home)
        self.jobs.attach(services.uploads)
        self.finders.append(VideoFinder(services.actor))
        self.actions.register(*self._own_actions(services))
        services.actor.leaving.connect(self.window.stack.hide)  # what is not seen forgets faster
        services.session.changed.connect(self._somebody)
        services.session.updated.connect(self._show_account)
        services.rested.connect(self._furnish_notices)
        self.window.panels.before_notices = self._furnish_notices
        self.window.setEnabled(True)
        services.session.start()

    @Slot()
    def _furnish_notices(self) -> None:
        """The notice centre comes when nobody waits for Home any more, or wants to see it before."""
        from app.notices_desk import NoticesDesk

        if self.window.panels.centre is None:
            NoticesDesk(self._there(), self.window)

    @Slot(object)
    def _tell_problem(self, error: Exception) -> None:
        from views.shell.problem import ProblemPage

        self.window.setEnabled(True)
        self.cover.show(ProblemPage(error, self._restored))
        settle()

    @Slot()
    def _restored(self) -> None:
        """A backup has been put in the record's place."""
        self.cover.clear()
        self.window.setEnabled(False)
        self._opener.start()

    # Who is there

    @Slot()
    def _somebody(self) -> None:
        """Show the window of whoever came, or the page that asks who is here."""
        services = self._there()
        account = services.session.account
        if account is not None and account.id == self._account:
            return
        if self._account != NOBODY:
            self.window.forget()
            self.notices.clear()
        self._account = NOBODY if account is None else account.id
        if account is None:
            QTimer.singleShot(0, self, self._ask_who)  # forgetting was enough for one event
            return
        self._show_account()
        self.cover.clear()
        self.window.stack.show()
        if self.window.session.restored:
            self.window.open_workspace("home")
        else:
            self.window.restore()
        self.window.workspace.setFocus(Qt.FocusReason.OtherFocusReason)
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.take(waiting)
        QTimer.singleShot(0, self, settle)  # in an event of its own
        self.usable.emit()

    @Slot()
    def _show_account(self) -> None:
        account = self._there().session.account
        if account is not None:
            self.window.set_account(account.name, str(account.id))

    def _there(self) -> Services:
        if self.services is None:
            raise RuntimeError("the record is not open yet")
        return self.services

    # Workspaces

    def _make_home(self) -> Workspace:
        from views.home.workspace import HomeWorkspace
        from views.video.home_cards import VideoOnHome

        services = self._there()
        thumbnails = self._video_desk().thumbnails
        video = VideoOnHome(services.actor, services.uploads, thumbnails, lambda: services.recommender)
        video.open_video.connect(self._watch)
        video.edit_video.connect(self._edit_video)
        video.jobs_asked.connect(self.window.toggle_jobs)

        def name() -> str:
            account = services.session.account
            return "" if account is None else account.name

        home = HomeWorkspace([video], name, self._add_videos, self._drop_on_video)
        services.session.updated.connect(home.page.greet)
        self.home_desk.furnish(home)
        return home

    @Slot(object, object, str)
    def _watch(self, space_id: UUID, video_id: UUID, source: str) -> None:
        self.window.go(f"nonet://video/watch/{space_id}/{video_id}?from={source}")

    @Slot(object, object)
    def _edit_video(self, space_id: UUID, video_id: UUID) -> None:
        self.window.open_workspace("video")
        self._video().edit(space_id, video_id)

    def _add_videos(self) -> None:
        self.window.open_workspace("video")
        self._video().choose_files()

    def _drop_on_video(self, urls: Sequence[QUrl]) -> bool:
        """Taken without building Video's pages, which would hold the window while the hand lets go."""
        encoded = QUrl.ComponentFormattingOption.FullyEncoded
        self._video_desk().parts.importer.add([url.toString(encoded) for url in urls])
        return bool(urls)

    def _video(self) -> VideoWorkspace:
        """The Video workspace, built if this is the first time."""
        return cast("VideoWorkspace", self.window.stack.workspace("video"))

    def _make_video(self) -> Workspace:
        from views.video.workspace import VideoWorkspace

        workspace = VideoWorkspace(self._video_desk(), self.actions, self.window.body)
        workspace.jobs_asked.connect(self.window.toggle_jobs)
        workspace.front_asked.connect(self.window.go)
        self.window.toasts.keep_clear_of(workspace.mini)
        return workspace

    def _video_desk(self) -> VideoDesk:
        if self._desk is None:
            from app.workspaces import VideoDesk

            self._desk = VideoDesk(self._there())
        return self._desk

    def _own_actions(self, services: Services) -> list[Action]:
        from app.account_desk import AccountDesk
        from app.home_desk import HomeDesk
        from app.trade_desk import TradeDesk
        from app.wallet_desk import WalletDesk
        from controllers.home.sample import Sample
        from views.accounts.actions import account_actions
        from views.shell.data_actions import DataActions
        from views.shell.links import LinkActions
        from views.video.actions import video_actions

        self.window.going.asides["account"] = (desk := AccountDesk(services, self.window)).open
        shell, body = self.window.services, self.window.body
        data = DataActions(services.actor, services.tasks, self.paths, shell, lambda: services.moving, body)
        self.sample = Sample(services.actor, self.notices, self)
        self.home_desk = HomeDesk(self.window, self.sample, self._add_videos)
        self._trade = TradeDesk(services, self.window, self.sample.load)
        return [
            *account_actions(services.session, services.actor, desk.open, self.window.stack.show),
            *data.actions(),
            *LinkActions(services.tasks, self.paths, self.notices).actions(),
            *WalletDesk(services, self.window).actions(),
            *self.home_desk.actions(),
            *video_actions(self._video, lambda: self.window.stack.is_built("video")),
            *self._trade.actions(),
        ]

    def _ask_who(self) -> None:
        """Show the page that asks who is here, where still nobody is."""
        if (services := self.services) is not None and services.session.account is None:
            from views.accounts.signed_out import SignedOutPage

            first = not self.window.session.restored
            self.cover.show(SignedOutPage(services.session, services.secrets, at_start=first))
            QTimer.singleShot(0, self, settle)

    # What is handed over

    @Slot(object)
    def take(self, items: list[str]) -> None:
        """Open files and links: of this start, or of a second one that handed them over."""
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        if self._account == NOBODY:
            self._waiting += items
        elif items:
            self.window.drop([_url(item) for item in items])

    @Slot()
    def leave(self) -> None:
        """Close the window and end, whatever else is open."""
        self.window.close()
        QApplication.exit()

    def close(self) -> None:
        """End everything, in the opposite order of how it began."""
        self._unseen.stop()
        untold = cast("Opened | None", self._opener.close())
        if untold is not None:
            untold.close()
        if self.services is not None:
            self.services.close()
        self.home.close()
        self.settings.close()
        self._restore_hooks()


def _speak(language: i18n.Language) -> None:
    kinds = Qt.LayoutDirection
    QApplication.setLayoutDirection(kinds.RightToLeft if language.right_to_left else kinds.LeftToRight)


def _url(item: str) -> QUrl:
    return QUrl(item) if "://" in item else QUrl.fromLocalFile(item)


def main(argv: Sequence[str] | None = None) -> int:
    """Start Nonet; returns its exit code."""
    wanted = options(argv)
    if wanted.tour and not wanted.data:
        from app.tour.walks import own_data

        with own_data() as wanted.data:
            return _start(wanted)
    return _start(wanted)


def _start(wanted: argparse.Namespace) -> int:
    try:
        paths = prepare(data_folder(wanted.data, os.environ, Path.home()))
        lock = claim(paths, items_from(wanted.items, Path.cwd()))
    except PersonError as error:
        return refuse(error)
    if lock is None:
        return 0
    with lock, closing(Logs(paths.logs)) as logs:
        logs.take_qt_messages()
        return _run(paths, wanted)


def _run(paths: Paths, wanted: argparse.Namespace) -> int:
    application = make_application()
    signals = EndSignals()
    nonet = Nonet(paths)
    signals.asked.connect(nonet.leave)
    instance = Instance(paths)
    instance.opened.connect(nonet.take)
    nonet.begun.connect(instance.listen_soon)
    if wanted.items:
        nonet.take(items_from(wanted.items, Path.cwd()))
    tour: Tour | None = None
    if wanted.tour:
        from app.tour.walks import begin

        tour = begin(nonet, Path(wanted.tour), wanted.only)
    nonet.show()
    try:
        return application.exec()
    finally:
        put_away()
        instance.close()
        nonet.close()
        if tour is not None:
            tour.close()
        signals.close()

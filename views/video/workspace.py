"""The Video workspace: library, a video's page, the trash; details and queue slide in beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.kernel.actions import Actions
from app.kernel.notices import NoticeKind
from controllers.video.up_next import UpNext
from controllers.video.watching import Watching
from models.core.text import tr
from models.video.entities import QueueEntry, VideoCard
from views.shell.navigation import link
from views.shell.workspace import Crumb, Workspace
from views.video.edit_panel import EditPanel
from views.video.library_page import LibraryPage
from views.video.parts import Parts
from views.video.player import keys
from views.video.player.miniplayer import MiniPlayer
from views.video.queue_panel import QueuePanel
from views.video.trash_page import TrashPage
from views.video.watch_page import WatchPage

WATCH = "watch"
TRASH = "trash"


class Desk(Protocol):
    """What the workspace needs of the composition root besides `Parts`."""

    @property
    def parts(self) -> Parts: ...

    @property
    def watching(self) -> Watching: ...

    def store_poster(self, space_id: UUID, video_id: UUID, picture: Path) -> None:
        """Make a dropped picture the video's poster."""


class VideoWorkspace(Workspace):
    """Places: "" (library), `watch/<channel>/<video>?t=<seconds>`, `trash`.

    `front_asked` carries a link that is to be followed from wherever the person is.
    """

    jobs_asked = Signal()
    front_asked = Signal(str)

    def __init__(self, desk: Desk, actions: Actions, window: QWidget) -> None:
        super().__init__()
        self._desk = desk
        parts = self._parts = desk.parts
        self.watching = desk.watching
        self._path = ""
        self._trash: TrashPage | None = None
        self._edit: EditPanel | None = None
        self._queue: QueuePanel | None = None
        self.library = LibraryPage(parts)
        self.up_next = UpNext(parts.actor, self.watching, parts.queue, self)
        self.watch = WatchPage(self.watching, self.up_next, parts.thumbnails)
        self.mini = MiniPlayer(self.watching.player, window)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.library)
        self.pages.addWidget(self.watch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
        self.watch.installEventFilter(self)
        self._connect()
        actions.register(*keys.actions(self.watch.view))
        self.watch.view.meaning = keys.by_registry(actions)

    def _connect(self) -> None:
        self.library.open_video.connect(self._open)
        self.library.edit_video.connect(self.edit)
        self.library.queue_asked.connect(self.open_queue)
        self.library.trash_asked.connect(partial(self.visit, TRASH))
        self.library.jobs_asked.connect(self.jobs_asked)
        watch = self.watch
        watch.edit_asked.connect(self._edit_card)
        watch.queue_asked.connect(self._enqueue)
        watch.show_queue_asked.connect(self.open_queue)
        watch.link_asked.connect(self._copy_link)
        watch.trash_asked.connect(self._trash_card)
        watch.library_asked.connect(partial(self.visit, ""))
        watch.view.mini_wanted.connect(partial(self.visit, ""))
        self.mini.expand_wanted.connect(self._expand)
        self.mini.closed.connect(self.watching.stop)
        self.watching.changed.connect(self._watching_changed)
        self._parts.actor.changed.connect(self._somebody_else)
        self._parts.actor.gateway.changed.connect(self._record_changed)

    # Places

    def begins(self) -> QWidget:
        return self.pages.currentWidget() or self

    @property
    def title(self) -> str:
        card = self.watch.card
        return card.title if card is not None and self._path.startswith(WATCH) else ""

    def place(self) -> str:
        return self._path

    def go(self, place: str) -> None:
        path, _, query = place.partition("?")
        kind, *ids = path.split("/")
        if kind == WATCH and len(ids) == 2:
            try:
                space_id, video_id = UUID(ids[0]), UUID(ids[1])
            except ValueError:
                self._show("", self.library)
                return
            self._show(path, self.watch)
            self.watching.open(space_id, video_id, _start_us(query))
        elif kind == TRASH:
            self._show(TRASH, self._trash_page())
        else:
            self._show("", self.library)

    def visit(self, place: str) -> None:
        """Go somewhere as the person asked: a step of back and forward."""
        self.go(place)
        self.place_changed.emit(self._path)

    def _show(self, path: str, page: QWidget) -> None:
        self._path = path
        self.pages.setCurrentWidget(page)
        if self.isVisible():
            page.setFocus()

    def breadcrumb(self) -> Sequence[Crumb]:
        if self._path == TRASH:
            return (Crumb(tr("Library"), ""), Crumb(tr("Trash")))
        if self._path.startswith(WATCH):
            card = self.watch.card
            if card is None:
                return (Crumb(tr("Library"), ""),)
            return (Crumb(card.channel), Crumb(card.title))
        return (Crumb(tr("Library")),)

    def drop(self, urls: Sequence[QUrl]) -> bool:
        if not self.library.drop(urls):
            return False
        if self._path:
            self.visit("")
        return True

    def drop_sentence(self, count: int) -> str:
        if count == 1:
            return tr("Drop the video here. It is made playable on this computer and stays on it.")
        return tr("Drop {count} videos here. They are made playable and stay on this computer.", count=count)

    def focus_search(self) -> bool:
        if self._path:
            self.visit("")
        self.library.tools.begin_search()
        return True

    # Watching

    @Slot(object, object, bool)
    def _open(self, space_id: UUID, video_id: UUID, _new_tab: bool = False) -> None:
        self.visit(f"{WATCH}/{space_id}/{video_id}")

    @Slot()
    def _watching_changed(self) -> None:
        """The player may have gone on to another video while its page is open."""
        card = self.watch.card
        if card is not None and self._path.startswith(WATCH):
            path = f"{WATCH}/{card.space_id}/{card.id}"
            if path != self._path:
                self._path = path
                self.place_changed.emit(path)
        if card is None:
            self.mini.hide()
        self._mark_playing()
        self.title_changed.emit()

    @Slot()
    def _expand(self) -> None:
        card = self.watch.card
        if card is not None:
            self.front_asked.emit(f"nonet://video/{WATCH}/{card.space_id}/{card.id}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What plays goes on in the corner while its page is out of sight."""
        if watched is self.watch:
            if event.type() == QEvent.Type.Show:
                self.mini.hide()
                self.watching.refresh()
            elif event.type() == QEvent.Type.Hide and self.watching.player.playing:
                self.mini.appear()
        return False

    @Slot(object)
    def _copy_link(self, position_us: int) -> None:
        QGuiApplication.clipboard().setText(link("video", f"{self._path}?t={position_us // 1_000_000}"))
        self._parts.notices.post(
            tr("The link to this moment is copied."), NoticeKind.SUCCESS, source="video", key="video.link"
        )

    # Side panels

    @Slot(object, object)
    def edit(self, space_id: UUID, video_id: UUID) -> None:
        """Open the details of a video beside what is there."""
        if self._edit is None:
            self._edit = EditPanel(self._parts.editor, self._parts.thumbnails, self)
            self._edit.picture_dropped.connect(self._store_poster)
        self._edit.edit(space_id, video_id)

    @Slot(object, object, str)
    def _store_poster(self, space_id: UUID, video_id: UUID, picture: str) -> None:
        self._desk.store_poster(space_id, video_id, Path(picture))

    @property
    def can_edit(self) -> bool:
        """Whether there is a current video, of the person's own."""
        card = self._current
        return card is not None and card.mine

    @property
    def _current(self) -> VideoCard | None:
        return self.watch.card if self._path.startswith(WATCH) else self.library.current_card()

    def edit_current(self) -> None:
        """The details of the video that is watched, or that is the current one of the library."""
        self._edit_card(self._current)

    def choose_files(self) -> None:
        """The files to add, by the system's dialog."""
        self.library.choose_files()

    @Slot(object)
    def _edit_card(self, card: VideoCard | None) -> None:
        if card is not None and card.mine:
            self.edit(card.space_id, card.id)

    @Slot()
    def open_queue(self) -> None:
        """The play queue, to be ordered and played from."""
        if self._queue is None:
            self._queue = QueuePanel(self._parts.queue, self._parts.thumbnails, self)
            self._queue.open_entry.connect(self._play_entry)
            self._mark_playing()
        self._queue.toggle()

    def _mark_playing(self) -> None:
        if self._queue is not None:
            card = self.watch.card
            entry = None if card is None else self._parts.queue.entry_of(card.id)
            self._queue.set_playing(None if entry is None else entry.id)

    @Slot(object)
    def _play_entry(self, entry: QueueEntry) -> None:
        self.up_next.play_entry(entry)
        self._open(entry.card.space_id, entry.card.id)

    @Slot(object)
    def _enqueue(self, card: VideoCard | None) -> None:
        if card is not None:
            self._parts.queue.add([(card.space_id, card.id)])
            self._parts.notices.post(
                tr("“{title}” is in the queue.", title=card.title), NoticeKind.SUCCESS, source="video",
                key="video.queued",
            )  # fmt: skip

    @Slot(object)
    def _trash_card(self, card: VideoCard | None) -> None:
        if card is not None:
            self._parts.shelf.trash([card])
            self.watching.stop()
            self.visit("")

    def _trash_page(self) -> TrashPage:
        if self._trash is None:
            self._trash = TrashPage(self._parts)
            self._trash.back_asked.connect(partial(self.visit, ""))
            self.pages.addWidget(self._trash)
        return self._trash

    # What changes elsewhere

    @Slot(object)
    def _record_changed(self, changes: object) -> None:
        tables: frozenset[str] = changes.tables  # type: ignore[attr-defined]
        if tables & {"video", "video_view"} and self.watch.isVisible():
            self.watching.refresh()

    @Slot()
    def _somebody_else(self) -> None:
        """Nothing of the person before stays on the screen."""
        for panel in (self._edit, self._queue):
            if panel is not None:
                panel.close_panel()
        self._parts.editor.close()
        self.go("")


def _start_us(query: str) -> int | None:
    """The moment a link means, in microseconds."""
    text = parse_qs(query).get("t", [""])[0]
    return int(text) * 1_000_000 if text.isdigit() and len(text) < 9 else None

"""The Video workspace: its places and the row that leads to them; details and queue slide in beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import parse_qs
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.kernel.actions import Actions
from app.kernel.actor import NOBODY
from app.kernel.notices import NoticeKind
from controllers.video.captions import caption_files
from controllers.video.playlist_files import playlist_file
from controllers.video.playlists import Saver
from controllers.video.sounds import sound_files
from controllers.video.up_next import UpNext
from controllers.video.watching import Watching
from models.core.text import tr
from models.video.entities import QueueEntry, Source, VideoCard, VideoDetail
from views.shell.navigation import link
from views.shell.place_row import PlaceRow
from views.shell.workspace import Crumb, Workspace
from views.video.library_page import LibraryPage
from views.video.page import Page
from views.video.parts import Parts
from views.video.places import LIBRARY, SOURCES, WATCH, places
from views.video.player import keys
from views.video.player.miniplayer import MiniPlayer
from views.video.sides import Sides
from views.video.watch_around import WatchAround
from views.video.watch_page import WatchPage
from views.video.watch_talk import WatchTalk
from views.widgets.by_and_by import ByAndBy, in_turn
from views.widgets.pages import Pages

if TYPE_CHECKING:
    from controllers.video.caption_editor import CaptionEditor


class Desk(Protocol):
    """What the workspace needs of the composition root besides `Parts`."""

    @property
    def parts(self) -> Parts: ...

    @property
    def watching(self) -> Watching: ...

    @property
    def caption_editor(self) -> CaptionEditor: ...

    def store_poster(self, space_id: UUID, video_id: UUID, picture: Path) -> None:
        """Make a dropped picture the video's poster."""

    def store_picture(self, picture: Path, size: tuple[int, int], done: Callable[[str], None]) -> None:
        """Make a dropped picture safe and of this size; `done` gets its blob."""


class VideoWorkspace(Workspace):
    """Places: "" (library), `watch/<channel>/<video>?t=<seconds>`, and what `places` lists.

    `front_asked` carries a link that is to be followed from wherever the person is.
    """

    jobs_asked = Signal()
    front_asked = Signal(str)

    def __init__(self, desk: Desk, actions: Actions, window: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self.parts = desk.parts
        self.registry = actions
        self.watching = desk.watching
        self._path = ""
        self.saver = Saver(self.parts.actor, self.parts.notices, self)
        self._places = {place.segment: place for place in places()}
        self.library = LibraryPage(self.parts)
        self.library.hall = self
        self.up_next = UpNext(self.parts.recommender, self.watching, self.parts.queue, self)
        self.watch = WatchPage(self.watching, self.up_next, self.parts)
        self.sides = Sides(self, desk)
        self.sides.entry_chosen.connect(self._play_entry)
        self.talk = WatchTalk(self, self, self.watch, self.front_asked)
        self.around = WatchAround(self, self.watch)
        self._forgetting = ByAndBy(iter(()), self)
        self._pages: dict[str, Page] = {LIBRARY: self.library, WATCH: self.watch}
        self.mini = MiniPlayer(self.watching.player, window)
        self.row = PlaceRow(list(self._places.values()), actions, tr("Places in Video"))
        self.pages = Pages()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.row)
        column.addWidget(self.pages)
        for page in (self.library, self.watch):
            self._take_in(page)
        self.watch.installEventFilter(self)
        self._connect()
        self.row.choose(LIBRARY)
        actions.register(*keys.actions(self.watch.view))
        self.watch.view.meaning = keys.by_registry(actions)

    def _take_in(self, page: Page) -> None:
        self.pages.addWidget(page)
        page.title_changed.connect(self.title_changed)
        page.moved.connect(partial(self._page_moved, page, self.place_changed))
        page.adjusted.connect(partial(self._page_moved, page, self.place_adjusted))

    def _connect(self) -> None:
        self.row.chosen.connect(self.visit)
        self.row.left.connect(self._into_page)
        self.library.open_video.connect(self.open_video)
        self.library.open_moment.connect(self.open_moment)
        self.library.edit_video.connect(self.edit)
        self.library.queue_asked.connect(self.open_queue)
        self.library.trash_asked.connect(partial(self.visit, "trash"))
        self.library.jobs_asked.connect(self.jobs_asked)
        watch = self.watch
        watch.edit_asked.connect(self._edit_card)
        watch.queue_asked.connect(self._enqueue)
        watch.show_queue_asked.connect(self.open_queue)
        watch.trash_asked.connect(self._trash_card)
        watch.library_asked.connect(partial(self.visit, ""))
        watch.view.mini_wanted.connect(partial(self.visit, ""))
        watch.view.save_wanted.connect(self.save_current)
        watch.view.clip_wanted.connect(self.sides.clip)
        watch.about.save_button.clicked.connect(self.save_current)
        watch.about.channel.name.clicked.connect(self._to_channel)
        self.mini.expand_wanted.connect(self._expand)
        self.mini.closed.connect(self.watching.stop)
        self.watching.changed.connect(self._watching_changed)
        self.watching.player.sleep.stopped.connect(self.sides.tell_sleep)
        self.parts.actor.changed.connect(self._somebody_else)
        self.parts.actor.gateway.changed.connect(self._record_changed)

    # Places

    @property
    def page(self) -> Page:
        """The page that is seen."""
        return cast(Page, self.pages.currentWidget())

    def begins(self) -> QWidget:
        return self.page

    @property
    def title(self) -> str:
        return self.page.title

    def place(self) -> str:
        return self._path

    def go(self, place: str) -> None:
        path, _, query = place.partition("?")
        segment, *ids = path.strip("/").split("/")
        page = self.page_of(segment)
        if page is None or not page.show_place(ids, {key: said[-1] for key, said in parse_qs(query).items()}):
            self._tell_dead(place)
            segment, path, place, page = LIBRARY, "", "", self.library
        self._path = place if page.keeps_query else path
        known = self._places[segment]
        self.row.setVisible(not known.bare)
        self.row.choose(segment if known.listed else known.under)
        self.pages.setCurrentWidget(page)
        if self.isVisible() and not self.row.has_focus:
            page.setFocus()

    def _tell_dead(self, place: str) -> None:
        self.parts.notices.post(
            tr("There is nothing at {link}.", link=link("video", place)[:200]),
            NoticeKind.WARNING,
            key="dead-link",
        )

    def page_of(self, segment: str) -> Page | None:
        """The page of a place, built if this is the first time; None for an unknown one."""
        page = self._pages.get(segment)
        if page is None and segment in self._places:
            page = self._pages[segment] = self._places[segment].make(self)
            self._take_in(page)
        return page

    @Slot(str)
    def visit(self, place: str) -> None:
        """Go somewhere as the person asked: a step of back and forward."""
        self.go(place)
        self.place_changed.emit(self._path)

    def _page_moved(self, page: Page, told: SignalInstance, path: str) -> None:
        """A page went on by itself."""
        if page is self.page and path != self._path:
            self._path = path
            told.emit(path)

    @Slot()
    def _into_page(self) -> None:
        self.page.setFocus(Qt.FocusReason.TabFocusReason)

    def breadcrumb(self) -> Sequence[Crumb]:
        if self.page is self.library:
            return (Crumb(tr("Library")),)
        return self.page.breadcrumb() or (Crumb(tr("Library"), ""),)

    def drop(self, urls: Sequence[QUrl]) -> bool:
        if self.page is not self.library and self.page.drop(urls):
            return True
        if not self.library.drop(urls):
            return False
        if self._path:
            self.visit("")
        return True

    def drop_sentence(self, urls: Sequence[QUrl]) -> str:
        count = len(urls)
        if caption_files(urls):
            card = self.watch.card if self.page is self.watch else None
            if card is None:
                return tr("Captions belong to a video: drop them on its card.")
            return tr("Drop the captions here to add them to “{title}”.", title=card.title)
        if playlist_file(urls) and self._path == "playlists":
            return tr("Drop the playlist here to see what of it is in your library.")
        if sound_files(urls) and self.page is self.watch and self.watch.card is not None:
            return tr("Drop the sound here to add it to “{title}”.", title=self.watch.card.title)
        if count == 1:
            return tr("Drop the video here. It is made playable on this computer and stays on it.")
        return tr("Drop {count} videos here. They are made playable and stay on this computer.", count=count)

    def focus_search(self) -> bool:
        if self.page.focus_search():
            return True
        if self._path:
            self.visit("")
        self.library.tools.begin_search()
        return True

    # Watching

    @Slot(object, object, bool)
    def open_video(self, space_id: UUID, video_id: UUID, new_tab: bool = False) -> None:
        """Watch a video, here or later in a tab of its own."""
        place = f"{WATCH}/{space_id}/{video_id}?from={self._source().value}"
        if not new_tab:
            known = self.watching.is_open(space_id, video_id)
            self.visit(place)
            if known:  # it may stand still, or be at its end
                self.watching.player.play()
            return

        def found(detail: VideoDetail) -> None:
            self.tab_asked.emit(place, detail.card.title)

        self.watching.find(space_id, video_id, found)

    @Slot(object, object, object)
    def open_moment(self, space_id: UUID, video_id: UUID, at_us: int) -> None:
        """Watch a video from a moment on."""
        self.visit(f"{WATCH}/{space_id}/{video_id}?t={at_us // 1_000_000}&from={self._source().value}")

    def _source(self) -> Source:
        """From where a video is opened, for its channel's reports."""
        segment = next((each for each, page in self._pages.items() if page is self.page), LIBRARY)
        if segment == LIBRARY and self.library.library.filter.words:
            return Source.SEARCH
        return SOURCES.get(segment, Source.LIBRARY)

    @Slot()
    def _watching_changed(self) -> None:
        """The player may have gone on to another video while its page is open."""
        card = self.watch.card
        if card is None:
            self.mini.hide()
        self.sides.mark_playing()
        self.title_changed.emit()

    @Slot()
    def _to_channel(self) -> None:
        card = self.watch.card
        if card is not None:
            self.visit(f"channel/{card.space_id}")

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

    # Side panels

    @Slot(object, object)
    def edit(self, space_id: UUID, video_id: UUID) -> None:
        """Open the details of a video beside what is there."""
        self.sides.edit(space_id, video_id)

    @property
    def can_edit(self) -> bool:
        """Whether there is a current video, of the person's own."""
        card = self.page.current
        return card is not None and card.mine

    def edit_current(self) -> None:
        """The details of the video that the page means."""
        self._edit_card(self.page.current)

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
        self.sides.open_queue()

    @Slot(object)
    def _play_entry(self, entry: QueueEntry) -> None:
        self.up_next.play_entry(entry)
        self.open_video(entry.card.space_id, entry.card.id)

    @Slot(object)
    def _enqueue(self, card: VideoCard | None) -> None:
        if card is not None:
            self.parts.queue.add([(card.space_id, card.id)])
            self.parts.notices.post(
                tr("“{title}” is in the queue.", title=card.title), NoticeKind.SUCCESS, source="video",
                key="video.queued",
            )  # fmt: skip

    @Slot(object)
    def _trash_card(self, card: VideoCard | None) -> None:
        if card is not None:
            self.parts.shelf.trash([card])
            self.watching.stop()
            self.visit("")

    # Playlists, and what pages ask for

    def save(self, places: Sequence[tuple[UUID, UUID]]) -> None:
        """Ask into which playlists videos should go."""
        self.sides.save(places)

    def save_current(self) -> None:
        """The same for the video that the page means."""
        card = self.page.current
        if card is not None:
            self.save([(card.space_id, card.id)])

    @property
    def has_current(self) -> bool:
        """Whether the page means a video."""
        return self.page.current is not None

    def play(self, places: Sequence[tuple[UUID, UUID]], *, shuffle: bool = False) -> None:
        """Play videos one after the other: they become the play queue."""
        self.sides.play(places, shuffle=shuffle)

    def store_picture(self, picture: Path, size: tuple[int, int], done: Callable[[str], None]) -> None:
        """Make a picture file safe and of this size; `done` gets its blob."""
        self._desk.store_picture(picture, size, done)

    # What changes elsewhere

    @Slot(object)
    def _record_changed(self, changes: object) -> None:
        tables: frozenset[str] = changes.tables  # type: ignore[attr-defined]
        if tables & {"video", "video_view", "caption", "rendition"} and self.watch.isVisible():
            self.watching.refresh()

    @Slot()
    def _somebody_else(self) -> None:
        """Nothing of the person before stays on the screen."""
        self._forgetting.finish()
        self.sides.close()
        self.talk.close_panels()
        self._forgetting = ByAndBy(in_turn([page.forget for page in self._pages.values()]), self)
        if self.parts.actor.account == NOBODY:  # the page that asks who is here lies before all of it
            self._forgetting.start()
        else:
            self._forgetting.finish()
        self.go("")

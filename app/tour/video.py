"""The tour through Video: from dropped files to a film that plays, found again, queued, deleted, restored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.tour.driver import Stage, Until, Walk, settled
from controllers.video.playback import State
from controllers.video.titles import title_of
from views.video.edit_panel import EditPanel
from views.video.filters import FilterPopover
from views.video.queue_panel import QueuePanel
from views.video.trash_page import TrashPage
from views.video.upload_strip import UploadRow
from views.widgets.side_panel import SidePanel

if TYPE_CHECKING:
    from app.tour.walks import Tour

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key

_PLAYABLE_S = 240.0
_BEGUN = ((1, 0.32), (2, 0.6), (5, 0.85))  # films that are watched to a share of their length
_DESCRIPTION = (
    "Two bearings, one length of square tube, an afternoon. The drawings are in Files; "
    "what it cost is at the end."
)


class VideoTour:
    """Steps in the Video workspace; they build on each other."""

    def __init__(self, tour: Tour) -> None:
        self._tour = tour
        self._hands = tour.hands

    def job(self) -> list[Stage]:
        """The whole main job, once."""
        stage = self._tour.stage
        return [
            stage("uploads", self._uploads),
            stage("upload-jobs", self._jobs),
            stage("edit-while-encoding", self._edit),
            stage("playable", self._playable, needed=True),
            stage("library", self._library),
            stage("search-words", self._search),
            stage("nothing-found", self._nothing_found),
            stage("filters", self._filters),
            Stage("filtered", self._filtered),
            stage("sort", self._sort),
            stage("card-menu", self._card_menu),
            stage("watch", self._watch, needed=True),
            *self._playing(),
            *self._around(),
        ]

    def _playing(self) -> list[Stage]:
        stage = self._tour.stage
        return [
            stage("seek-keys", self._seek_keys, picture=False),
            stage("seek-bar", self._seek_mouse),
            stage("chapters", self._chapters),
            stage("quality", self._quality),
            stage("speed", self._speed),
            stage("sound-and-captions", self._tracks),
            stage("theatre", self._theatre),
            stage("full-screen", self._full_screen),
            Stage("mini-player", self._mini),
            stage("expanded", self._expand, picture=False),
            stage("resumed", self._resume, picture=False),
        ]

    def _around(self) -> list[Stage]:
        stage = self._tour.stage
        return [
            stage("begun", self._begin_others, picture=False),
            stage("queue", self._queue),
            Stage("queue-ordered", self._reorder),
            stage("queue-plays-on", self._plays_on),
            stage("trashed", self._trash),
            Stage("undone", self._undo, picture=False),
            stage("trash", self._trash_page),
            Stage("delete-for-good", self._ask_to_delete),
            stage("restored", self._restore, picture=False),
            stage("library-filled", self._filled),
        ]

    def again(self) -> list[Stage]:
        """The main places in another look."""
        stage = self._tour.stage
        return [
            stage("library", self._filled),
            stage("nothing-found", self._nothing_found),
            stage("watch", self._watch_quietly),
            stage("details", self._details),
            stage("queue", self._show_queue),
            stage("trash", self._empty_trash),
        ]

    # What is often needed

    @property
    def _titles(self) -> list[str]:
        return [title_of(path) for path in self._tour.clips.paths]

    def _rows(self) -> list[str]:
        """The titles in the grid, in its order; "" for a row that is still coming."""
        library = self._tour.video.library.library
        cards = [library.peek(row) for row in range(library.total or 0)]
        return ["" if card is None else card.title for card in cards]

    def _row(self, title: str) -> int:
        rows = self._rows()
        if title not in rows:
            raise LookupError(f"“{title}” is not in the grid: {rows}")
        return rows.index(title)

    def _to_library(self) -> Walk:
        """Ctrl+2, Ctrl+L: all videos, none of them chosen."""
        video = self._tour.video
        self._hands.key(Key.Key_2, CTRL)
        yield self._tour.here("video")
        self._hands.key(Key.Key_L, CTRL)
        yield Until(lambda: video.place() == "" and video.library.isVisible(), "the library")
        yield from self._tour.no_toasts()
        yield Until(lambda: video.library.library.total is not None, "the library's videos")

    def _all(self) -> Walk:
        """The library without filters."""
        yield from self._to_library()
        tools = self._tour.video.library.tools
        if self._tour.video.library.library.filter.narrows:
            self._hands.click(tools.chip("all"))
        yield Until(lambda: len(self._rows()) == len(self._titles) and all(self._rows()), "all videos")
        yield settled()

    def _open(self, title: str) -> Walk:
        """A double click on its card, and it plays: pictures are painted."""
        grid = self._tour.video.library.grid
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
        yield settled()
        self._hands.double_click_row(grid, self._row(title))
        yield from self._plays(title)

    def _plays(self, title: str) -> Walk:
        video = self._tour.video
        player = video.watching.player
        yield Until(lambda: video.title == title, f"the page of “{title}”")
        yield Until(lambda: player.state is State.PLAYING, f"“{title}” to play")
        painted = player.frames_painted
        yield Until(lambda: player.frames_painted > painted + 12, "its pictures to move")

    def _leave_player(self) -> Walk:
        """Back to the library; nothing plays on in the corner."""
        yield from self._to_library()
        mini = self._tour.video.mini
        if mini.isVisible():
            self._hands.hover(mini)
            yield Until(mini.close_button.isVisible, "the mini-player's buttons")
            self._hands.click(mini.close_button)
        yield Until(lambda: not mini.isVisible(), "the mini-player to close")

    # Adding

    def _uploads(self) -> Walk:
        yield from self._to_library()
        strip = self._tour.video.library.strip
        yield Until(lambda: any(row.job.fraction for row in strip.rows), "an upload to get on", 60)
        yield settled()

    def _jobs(self) -> Walk:
        self._hands.key(Key.Key_J, CTRL)
        yield settled()

    def _edit(self) -> Walk:
        """“Edit details” in the upload's row: words, tags, who may see it, kept while it is encoded."""
        hands = self._hands
        yield from self._to_library()
        strip = self._tour.video.library.strip

        def first() -> UploadRow | None:
            return next((row for row in strip.rows if row.job.title == self._titles[0]), None)

        yield Until(lambda: (row := first()) is not None and row.edit.isVisible(), "the first film's row", 60)
        row = first()
        assert row is not None
        hands.click(row.edit)
        yield Until(lambda: self._hands.seen(EditPanel), "its details")
        panel = self._hands.find(EditPanel)
        yield Until(lambda: panel.heading.text() == self._titles[0], "its title in the field")
        yield settled()
        for field, text in ((panel.description, _DESCRIPTION), (panel.tags.line, "telescope, workshop"),
                            (panel.category, "Workshop")):  # fmt: skip
            yield from self._reach(panel, field)
            hands.write(text)
        yield from self._reach(panel, panel.privacy)
        hands.key(Key.Key_Home)
        hands.key(Key.Key_Tab)
        yield Until(lambda: bool(panel.status.text()), "“Saved”")
        if self._tour.services.uploads.of_video(row.job.video_id) is None:  # type: ignore[arg-type]
            raise LookupError("the film was playable before its details were typed")
        yield settled()

    def _reach(self, panel: SidePanel, field: QWidget) -> Walk:
        """Tab until the field has the focus."""
        for _ in range(40):
            if field.hasFocus():
                return
            self._hands.key(Key.Key_Tab)
            yield Until(lambda: True, "the next field")
        raise LookupError(
            f"Tab does not reach {field.accessibleName() or type(field).__name__} in {panel.accessibleName()}"
        )

    def _playable(self) -> Walk:
        """Every film becomes playable; the broken one says why it cannot."""
        uploads, strip = self._tour.services.uploads, self._tour.video.library.strip
        yield from self._to_library()
        yield Until(
            lambda: not any(job.is_open for job in uploads.all()), "the films to be playable", _PLAYABLE_S
        )
        failed = uploads.failed()
        if [job.place for job in failed] and len(failed) != 1:
            raise LookupError(
                f"other films were refused too: {[(job.title, job.error_sentence) for job in failed]}"
            )
        yield Until(
            lambda: any(row.error.isVisible() for row in strip.rows), "the reason for refusing a film"
        )
        yield from self._tour.no_toasts()
        yield settled()

    def _library(self) -> Walk:
        """The refused one is taken off the list; the others are in the grid."""
        strip = self._tour.video.library.strip
        for row in strip.rows:
            self._hands.click(row.cancel)
        yield Until(lambda: not strip.isVisible(), "the strip to go")
        yield from self._all()

    # Finding

    def _search(self) -> Walk:
        yield from self._all()
        self._hands.key(Key.Key_F, CTRL)
        yield settled()
        self._hands.write("train nar")
        yield Until(
            lambda: len(self._rows()) == 1 and self._rows()[0].startswith("Night train"),
            "the film with these words",
        )
        yield settled()

    def _nothing_found(self) -> Walk:
        yield from self._to_library()
        self._hands.key(Key.Key_F, CTRL)
        yield settled()
        self._hands.key(Key.Key_A, CTRL)
        self._hands.write("glacier")
        yield Until(lambda: self._tour.video.library.library.total == 0, "nothing to be found")
        yield settled()

    def _filters(self) -> Walk:
        yield from self._all()
        self._hands.click(self._tour.video.library.tools.more)
        yield Until(lambda: self._hands.seen(FilterPopover), "the filters")
        yield settled()

    def _filtered(self) -> Walk:
        """A choice by keys takes effect at once; Esc closes the popover."""
        popover = self._hands.find(FilterPopover)
        category = popover.fields["category"]
        for _ in range(10):
            if category.hasFocus():
                break
            self._hands.key(Key.Key_Tab)
            yield Until(lambda: True, "the next filter")
        self._hands.key(Key.Key_End)
        yield Until(lambda: self._rows() == self._titles[:1], "the films of one category")
        yield from self._tour.clear()
        yield settled()

    def _sort(self) -> Walk:
        yield from self._all()
        self._hands.click(self._tour.video.library.tools.sort)
        yield from self._tour.choose("Title")
        yield Until(lambda: self._rows() == sorted(self._titles, key=str.casefold), "the films by title")
        self._hands.click(self._tour.video.library.tools.sort)
        yield from self._tour.choose("Newest")
        yield Until(lambda: self._rows() != sorted(self._titles, key=str.casefold), "the newest first")
        self._hands.click(self._tour.video.library.tools.sort)
        yield from self._tour.menu()
        yield settled()

    def _card_menu(self) -> Walk:
        yield from self._all()
        self._hands.click_row(self._tour.video.library.grid, 1)
        self._hands.context_menu(self._tour.video.library.grid.viewport())
        yield from self._tour.menu()
        yield settled()

    # Watching

    def _watch(self) -> Walk:
        yield from self._all()
        yield from self._open(self._titles[0])
        self._hands.key(Key.Key_3)
        player = self._tour.video.watching.player
        yield Until(
            lambda: player.position_us > player.duration_us * 0.3 and not player.seeking, "the place at 30 %"
        )
        yield from self._plays(self._titles[0])
        self._hands.hover(self._tour.video.watch.view.stage)
        yield settled()

    def _watch_quietly(self) -> Walk:
        """The same page, paused, for a picture."""
        yield from self._all()
        yield from self._open(self._titles[0])
        self._hands.key(Key.Key_K)
        player = self._tour.video.watching.player
        yield Until(lambda: player.state is State.PAUSED, "the film to pause")
        yield settled()

    def _seek_keys(self) -> Walk:
        """L goes on 10 seconds, J goes back."""
        player = self._tour.video.watching.player
        for key, share in ((Key.Key_L, 1), (Key.Key_J, -1)):
            before = player.position_us
            self._hands.key(key)
            yield Until(lambda before=before, share=share: share * (player.position_us - before) > 7_000_000,  # type: ignore[misc]
                        "another place")  # fmt: skip
            yield Until(lambda: not player.seeking, "the picture of that place")

    def _seek_mouse(self) -> Walk:
        """A click on the seek bar goes there; hovering shows what is there."""
        bar, player = self._tour.video.watch.view.stage.controls.seek_bar, self._tour.video.watching.player
        self._hands.click(bar, QPoint(round(bar.width() * 0.55), bar.height() // 2))
        share = 0.55
        yield Until(
            lambda: abs(player.position_us / player.duration_us - share) < 0.05, "the place that was clicked"
        )
        yield Until(lambda: not player.seeking, "the picture of that place")
        self._hands.hover(bar, QPoint(round(bar.width() * 0.8), bar.height() // 2))
        yield Until(self._tour.video.watch.view.stage.preview.isVisible, "the preview")
        yield settled()

    def _menu_of(self, button: QWidget) -> Walk:
        self._hands.hover(self._tour.video.watch.view.stage)
        yield Until(button.isVisible, "the controls")
        self._hands.click(button)
        yield from self._tour.menu()

    def _chapters(self) -> Walk:
        controls, player = self._tour.video.watch.view.stage.controls, self._tour.video.watching.player
        yield from self._menu_of(controls.chapter)
        yield from self._tour.choose("1:48  First light")
        yield Until(lambda: player.position_us >= 107_000_000, "the last chapter")
        yield from self._menu_of(controls.chapter)
        yield settled()

    def _quality(self) -> Walk:
        controls, player = self._tour.video.watch.view.stage.controls, self._tour.video.watching.player
        yield from self._menu_of(controls.quality)
        yield from self._tour.choose("360p")
        yield Until(lambda: player.rung is not None and player.rung.height == 360, "the picture in 360p", 60)
        yield from self._menu_of(controls.quality)
        yield from self._tour.choose("Auto")
        yield from self._menu_of(controls.quality)
        yield settled()

    def _speed(self) -> Walk:
        """The key for faster, and the menu."""
        controls, player = self._tour.video.watch.view.stage.controls, self._tour.video.watching.player
        self._hands.write(">")
        yield Until(lambda: player.speed == 1.25, "a higher speed")
        yield from self._menu_of(controls.speed)
        yield from self._tour.choose("Normal")
        yield Until(lambda: player.speed == 1, "the normal speed")
        yield from self._menu_of(controls.speed)
        yield settled()

    def _tracks(self) -> Walk:
        controls = self._tour.video.watch.view.stage.controls
        yield Until(controls.captions.isEnabled, "the choice of sound")
        yield from self._menu_of(controls.captions)
        yield settled()

    def _theatre(self) -> Walk:
        view = self._tour.video.watch.view
        self._hands.key(Key.Key_T)
        yield Until(lambda: view.theatre, "theatre mode")
        yield settled()

    def _full_screen(self) -> Walk:
        view, player = self._tour.video.watch.view, self._tour.video.watching.player
        self._hands.key(Key.Key_T)
        yield Until(lambda: not view.theatre, "the usual page")
        self._hands.key(Key.Key_F)
        yield Until(lambda: view.full_screen, "full screen")
        yield from self._tour.in_front(view.stage.window())
        painted = player.frames_painted
        yield Until(lambda: player.frames_painted > painted + 12, "pictures on the full screen")
        yield settled()

    def _mini(self) -> Walk:
        """Esc leaves the full screen; while Home is looked at the film goes on in the corner."""
        video, player = self._tour.video, self._tour.video.watching.player
        self._hands.key(Key.Key_Escape)
        yield Until(lambda: not video.watch.view.full_screen, "the window again")
        yield from self._tour.in_front(self._tour.window)
        self._hands.key(Key.Key_1, CTRL)
        yield self._tour.here("home")
        yield Until(video.mini.isVisible, "the mini-player")
        painted = player.frames_painted
        yield Until(lambda: player.frames_painted > painted + 12, "pictures in the mini-player")
        yield settled()

    def _expand(self) -> Walk:
        video = self._tour.video
        self._hands.hover(video.mini)
        yield Until(video.mini.expand_button.isVisible, "the mini-player's buttons")
        self._hands.click(video.mini.expand_button)
        yield self._tour.here("video")
        yield from self._plays(self._titles[0])

    def _resume(self) -> Walk:
        """Opened again, it goes on where it was left."""
        player = self._tour.video.watching.player
        left = player.position_us
        yield from self._leave_player()
        yield from self._all()
        yield from self._open(self._titles[0])
        if abs(player.position_us - left) > 8_000_000:
            raise LookupError(f"left at {left / 1e6:.0f} s, resumed at {player.position_us / 1e6:.0f} s")
        yield from self._leave_player()

    def _begin_others(self) -> Walk:
        """Some films are watched for a moment somewhere in the middle."""
        player = self._tour.video.watching.player
        for number, share in _BEGUN:
            yield from self._all()
            yield from self._open(self._titles[number])
            bar = self._tour.video.watch.view.stage.controls.seek_bar
            self._hands.hover(self._tour.video.watch.view.stage)
            yield Until(bar.isVisible, "the seek bar")
            self._hands.click(bar, QPoint(round(bar.width() * share), bar.height() // 2))
            yield Until(lambda share=share: player.position_us > player.duration_us * (share - 0.05),  # type: ignore[misc]
                        "the place in the middle")  # fmt: skip
            yield from self._plays(self._titles[number])
            yield from self._leave_player()

    # The queue

    def _queue(self) -> Walk:
        """Three cards are chosen with the mouse and put into the queue by their menu."""
        grid = self._tour.video.library.grid
        yield from self._all()
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
        yield settled()
        for count, title in enumerate(self._queued()):
            self._hands.click_row(grid, self._row(title), CTRL if count else Qt.KeyboardModifier.NoModifier)
        self._hands.context_menu(grid.viewport())
        yield from self._tour.choose("Add to queue")
        queue = self._tour.services.queue
        yield Until(lambda: len(queue.entries) == len(self._queued()), "the videos in the queue")
        yield from self._show_queue()

    def _queued(self) -> Sequence[str]:
        return [self._titles[3], self._titles[6], self._titles[7]]

    def _show_queue(self) -> Walk:
        if self._tour.window.stack.current_id != "video":
            yield from self._to_library()
        self._hands.key(Key.Key_U, CTRL | SHIFT)
        yield Until(lambda: self._hands.seen(QueuePanel), "the queue")
        yield from self._tour.no_toasts()
        yield settled()

    def _reorder(self) -> Walk:
        """Alt+Down moves an entry."""
        panel, queue = self._hands.find(QueuePanel), self._tour.services.queue
        first, second = (entry.id for entry in queue.entries[:2])
        self._hands.click_row(panel.list, 0)
        self._hands.key(Key.Key_Down, ALT)
        yield Until(lambda: [entry.id for entry in queue.entries[:2]] == [second, first], "another order")
        yield settled()

    def _plays_on(self) -> Walk:
        """The first entry is played; at its end the next one begins by itself."""
        yield from self._show_queue()
        panel, queue = self._hands.find(QueuePanel), self._tour.services.queue
        one, two = (entry.card.title for entry in queue.entries[:2])
        self._hands.double_click_row(panel.list, 0)
        yield from self._plays(one)
        yield from self._tour.clear()
        self._hands.click(self._tour.video.watch.view.stage, QPoint(40, 40))
        self._hands.key(Key.Key_K)
        self._hands.key(Key.Key_End)
        yield from self._plays(two)
        yield settled()

    # The trash

    def _trash(self) -> Walk:
        yield from self._leave_player()
        yield from self._all()
        grid = self._tour.video.library.grid
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
        yield settled()
        self._hands.click_row(grid, self._row(self._titles[4]))
        self._hands.key(Key.Key_Delete)
        yield Until(lambda: self._titles[4] not in self._rows(), "the video to go")
        yield Until(lambda: bool(self._tour.window.toasts.shown), "the way back")
        yield settled()

    def _undo(self) -> Walk:
        toast = self._tour.window.toasts.shown[-1]
        self._hands.click(self._hands.labelled("Undo", toast))
        yield Until(lambda: self._titles[4] in self._rows(), "the video to come back")

    def _trash_page(self) -> Walk:
        yield from self._all()
        grid = self._tour.video.library.grid
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
        yield settled()
        self._hands.click_row(grid, self._row(self._titles[4]))
        self._hands.key(Key.Key_Delete)
        yield Until(lambda: self._titles[4] not in self._rows(), "the video to go")
        self._hands.key(Key.Key_T, CTRL | SHIFT)
        yield Until(lambda: self._hands.find(TrashPage).library.total == 1, "the trash with one video")
        page = self._hands.find(TrashPage)
        yield from self._tour.no_toasts()
        self._hands.click_row(page.grid, 0)
        yield settled()

    def _ask_to_delete(self) -> Walk:
        """Delete for good is asked about; Esc keeps."""
        page = self._hands.find(TrashPage)
        self._hands.key(Key.Key_Delete)
        yield Until(page.confirmation.isVisible, "the question")
        yield settled()

    def _restore(self) -> Walk:
        page = self._hands.find(TrashPage)
        self._hands.key(Key.Key_Escape)
        yield Until(lambda: not page.confirmation.isVisible(), "the question to go")
        self._hands.click(page.restore_button)
        yield Until(lambda: page.library.total == 0, "the trash to be empty")
        yield from self._all()

    def _filled(self) -> Walk:
        yield from self._leave_player()
        yield from self._all()
        grid = self._tour.video.library.grid
        grid.verticalScrollBar().setValue(0)
        grid.clearSelection()
        yield settled()

    def _details(self) -> Walk:
        yield from self._leave_player()
        yield from self._all()
        grid = self._tour.video.library.grid
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
        yield settled()
        self._hands.click_row(grid, self._row(self._titles[0]))
        self._hands.key(Key.Key_F2)
        yield Until(lambda: self._hands.find(EditPanel).heading.text() == self._titles[0], "its details")  # fmt: skip
        yield settled()

    def _empty_trash(self) -> Walk:
        yield from self._to_library()
        self._hands.key(Key.Key_T, CTRL | SHIFT)
        yield Until(lambda: self._hands.find(TrashPage).library.total == 0, "the empty trash")
        yield settled()

"""The library: uploads on top, chips, what to go on watching, and all videos in a grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from controllers.video.filters import Filter
from controllers.video.importer import EXTENSIONS
from models.core.errors import PersonError
from models.core.text import tr
from models.core.units import clock
from models.video.entities import VideoCard
from views.video import formats
from views.video.arrangement import columns_for
from views.video.card_hands import Lines, playing_lines
from views.video.filters import ToolRow
from views.video.grid import CardGrid
from views.video.items import VideoItems
from views.video.page import Hall, Page
from views.video.parts import Parts
from views.video.upload_strip import ROWS, UploadStrip
from views.widgets import tokens
from views.widgets.labels import Heading
from views.widgets.states import Skeleton, State, StateStack, StateView

_TILE = 290
_LOW = 640  # a page that is lower has room for one upload


class _Header(QWidget):
    """What scrolls above the grid: what to go on watching, and the heading of the rest."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._narrowed = False
        self.watching_items = VideoItems(parts.watching, parent=self)
        self.watching_items.export = parts.export
        self.watching = CardGrid(parts.thumbnails, single=True)
        self.watching.setModel(self.watching_items)
        self.watching.setAccessibleName(tr("Continue watching"))
        self.watching_title = Heading(tr("Continue watching"))
        self.title = Heading(tr("Your library"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SMALL, 0, tokens.MEDIUM)
        column.setSpacing(tokens.MEDIUM)
        for widget in (self.watching_title, self.watching, self.title):
            column.addWidget(widget)
        self.watching_items.modelReset.connect(self._follow)
        self.watching_items.rowsInserted.connect(self._follow)
        self.watching_items.rowsRemoved.connect(self._follow)
        self._follow()

    def set_narrowed(self, narrowed: bool, total: int) -> None:
        """Only what was found is shown while something is left out."""
        self._narrowed = narrowed
        self.title.title.setText(tr("Found") if narrowed else tr("Your library"))
        self.title.remark.setText(formats.videos(total) if total else "")
        self._follow()

    @Slot()
    def _follow(self) -> None:
        shown = not self._narrowed and self.watching_items.rowCount() > 0
        self.watching.setVisible(shown)
        self.watching_title.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.watching_items.set_limit(columns_for(self.width()))


class LibraryPage(Page):
    """Finds, plays, edits and trashes videos; takes dropped files through `drop`.

    `open_video` (space, video, new tab), `open_moment` (space, video, µs) and `edit_video` (space, video)
    ask the workspace to go there; `jobs_asked` to show all jobs, `queue_asked` the play queue,
    `trash_asked` the trash.
    """

    open_video = Signal(object, object, bool)
    open_moment = Signal(object, object, object)
    edit_video = Signal(object, object)
    jobs_asked = Signal()
    queue_asked = Signal()
    trash_asked = Signal()

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        self.hall: Hall | None = None
        self.library = parts.library
        self.items = VideoItems(parts.library, parts.uploads, self)
        self.items.export = parts.export
        self.header = _Header(parts)
        self.grid = CardGrid(parts.thumbnails, header=self.header)
        self.grid.setModel(self.items)
        self.grid.setAccessibleName(tr("Videos"))
        for grid in (self.grid, self.header.watching):
            grid.take_captions(parts.captions)
        self.tools = ToolRow(parts.library)
        self.strip = UploadStrip(parts.uploads)
        self.stack = StateStack(self.grid, Skeleton(2, tile=_TILE))
        self.stack.skeleton.setContentsMargins(tokens.WIDE, tokens.LARGE, tokens.WIDE, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.LARGE + tokens.TINY, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(tokens.WIDE, 0, tokens.WIDE, tokens.SMALL)  # cards scroll under this line
        top.setSpacing(tokens.LARGE)
        top.addWidget(self.strip)
        top.addWidget(self.tools)
        column.addLayout(top)
        column.addWidget(self.stack, 1)
        self._dialog: QFileDialog | None = None
        self._connect()
        self._show_state()

    def _connect(self) -> None:
        library = self.library
        library.reset.connect(self._show_state)
        library.waiting.connect(self._waiting)
        library.failed.connect(self._failed)
        self.strip.edit_asked.connect(self.edit_video)
        self.strip.all_asked.connect(self.jobs_asked)
        self.tools.add_asked.connect(self.choose_files)
        self.tools.queue_asked.connect(self.queue_asked)
        self.tools.trash_asked.connect(self.trash_asked)
        self.tools.left_search.connect(self._to_grid)
        self.tools.filter_changed.connect(self._to_top)
        for grid in (self.grid, self.header.watching):
            grid.opened.connect(self._open)
            grid.hit_opened.connect(self._open_hit)
            grid.edit_asked.connect(self.edit)
            grid.menu_asked.connect(self._menu)
            grid.typed.connect(self.tools.begin_search)
        self.grid.delete_asked.connect(self.trash)
        self.header.watching.delete_asked.connect(self._forget_position)
        self.grid.edge.connect(self._leave_grid)
        self.header.watching.edge.connect(self._leave_watching)

    # What is to be seen

    def begins(self) -> QWidget:
        return self.stack

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._set_visible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._set_visible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.strip.set_most(1 if self.height() < _LOW else ROWS)

    def _set_visible(self, visible: bool) -> None:
        self.library.set_visible(visible)
        self._parts.watching.set_visible(visible)
        if not visible:
            self._parts.thumbnails.cancel()

    @Slot()
    def _show_state(self) -> None:
        total = self.library.total
        if total is None:
            self.stack.show_loading()
            return
        self.header.set_narrowed(self.library.filter.narrows, total)
        aside = 0 if total else tokens.WIDE
        self.stack.setContentsMargins(aside, aside, aside, aside)
        if total:
            self.stack.show_content()
        elif self.library.filter.narrows:
            self.stack.show_state(self._nothing_found())
        else:
            self.stack.show_state(self._empty())
        self.tools.setVisible(total > 0 or self.library.filter.narrows)

    def _empty(self) -> StateView:
        view = StateView(
            State.EMPTY,
            tr("Drop video files here"),
            tr("They are made playable on this computer and stay on it. Whole folders may be dropped too."),
            icon="square-play",
            action=tr("Add videos"),
            do=self.choose_files,
            drops=True,
        )
        if view.button is not None:
            view.button.set_tip(tr("Add videos"), "Ctrl+O")
        return view

    def _nothing_found(self) -> StateView:
        now = self.library.filter
        others = now != now.widened()
        if now.words and others:
            what_now, action = (
                tr("Look for “{words}” in all videos.", words=now.words),
                tr("Search all videos"),
            )
            wider = now.widened()
        elif now.words:
            what_now = tr("Fewer or shorter words find more: every word has to begin a word of the title, "
                          "the description, a tag, or one line of the captions.")  # fmt: skip
            action, wider = tr("Show all videos"), Filter(sort=now.sort)
        else:
            what_now, action = tr("Without the filters there are more."), tr("Show all videos")
            wider = Filter(sort=now.sort)
        sentence = (
            tr("No video matches “{words}”", words=now.words)
            if now.words
            else tr("No video matches the filters")
        )

        def widen() -> None:
            self.library.set_filter(wider)
            self.tools.follow()

        return StateView(State.NOTHING_FOUND, sentence, what_now, action=action, do=widen)

    @Slot(bool)
    def _waiting(self, waiting: bool) -> None:
        if waiting and self.library.total is None:
            self.stack.show_loading()
        elif not waiting:
            self.grid.viewport().update()
            self.header.set_narrowed(self.library.filter.narrows, self.library.total or 0)

    @Slot(object)
    def _failed(self, error: PersonError) -> None:
        if self.library.total is None:
            self.stack.show_error(error, self.library.refresh)
        else:
            self._parts.notices.error(error, source="video", key="video.library")

    # Adding

    def drop(self, urls: Sequence[QUrl]) -> bool:
        """Take files that were dropped anywhere on the window."""
        if not urls:
            return False
        self._parts.importer.add([url.toString(QUrl.ComponentFormattingOption.FullyEncoded) for url in urls])
        return True

    @Slot()
    def choose_files(self) -> None:
        """The dialog of the system, which does not block the window."""
        if self._dialog is None:
            kinds = " ".join(f"*.{extension}" for extension in sorted(EXTENSIONS))
            dialog = self._dialog = QFileDialog(self, tr("Add videos"))
            dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            dialog.setNameFilters([tr("Videos ({kinds})", kinds=kinds), tr("All files (*)")])
            dialog.filesSelected.connect(self._parts.importer.add)
        self._dialog.open()

    # What is done to videos

    def _chosen(self, done: Callable[[list[VideoCard]], None]) -> None:
        grid = self.header.watching if self.header.watching.hasFocus() else self.grid
        rows = grid.chosen_rows()
        if rows:
            grid.items.source.collect(rows, done)

    @Slot(object)
    def _open_hit(self, card: VideoCard) -> None:
        """Where what was looked for is said."""
        if card.hit is not None:
            self.open_moment.emit(card.space_id, card.id, card.hit.start_us)

    @Slot(object, bool)
    def _open(self, card: VideoCard, new_tab: bool) -> None:
        if card.hit is not None and card.hit.alone and not new_tab:
            self._open_hit(card)
            return
        self.open_video.emit(card.space_id, card.id, new_tab)

    @property
    def current(self) -> VideoCard | None:
        """The video that keys act on."""
        grid = self.header.watching if self.header.watching.hasFocus() else self.grid
        return grid.current_card()

    @Slot()
    def edit(self) -> None:
        """F2: the details of the current video."""
        card = self.current
        if card is not None and card.mine:
            self.edit_video.emit(card.space_id, card.id)

    @Slot()
    def trash(self) -> None:
        """Delete: what is selected goes into the trash, from where the notice brings it back."""
        self._chosen(self._parts.shelf.trash)

    @Slot()
    def _forget_position(self) -> None:
        self._chosen(self._parts.shelf.forget_position)

    @Slot(QPoint)
    def _menu(self, at: QPoint) -> None:
        watching = self.header.watching.hasFocus()
        grid = self.header.watching if watching else self.grid
        card = grid.current_card()
        if card is None:
            return
        one = len(grid.chosen_rows()) == 1
        lines = Lines(self)
        lines.put("play", tr("Play"), lambda: self._open(card, False), tr("Enter"), on=one)
        lines.put("plus", tr("Open in a new tab"), lambda: self._open(card, True), tr("Middle click"), on=one)
        if card.hit is not None:
            title = tr("Play from {time}", time=clock(card.hit.start_us))
            lines.put("captions", title, lambda: self._open_hit(card), on=one)
        if self.hall is not None:
            playing_lines(lines, self.hall, self._chosen)
            visit = self.hall.visit
            lines.put("user", tr("Go to the channel"), lambda: visit(f"channel/{card.space_id}"), on=one)
        lines.line()
        lines.put("pencil", tr("Edit details"), self.edit, "F2", on=one and card.mine)
        if watching:
            lines.put("x", tr("Remove from this row"), self._forget_position, tr("Delete"))
        else:
            lines.put("trash-2", tr("Move to trash"), self.trash, tr("Delete"), on=card.mine)
        lines.menu.popup(at)

    # Keys that lead from one part to the next

    @Slot()
    def _to_grid(self) -> None:
        self.grid.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.grid.currentIndex().isValid() and self.items.rowCount():
            self.grid.setCurrentIndex(self.items.index(0))

    @Slot()
    def _to_top(self) -> None:
        self.grid.verticalScrollBar().setValue(0)

    @Slot(int)
    def _leave_grid(self, key: int) -> None:
        if key == Qt.Key.Key_Up and self.header.watching.isVisible():
            self.header.watching.setFocus(Qt.FocusReason.TabFocusReason)
            self.grid.verticalScrollBar().setValue(0)
            if not self.header.watching.currentIndex().isValid():
                self.header.watching.setCurrentIndex(self.header.watching_items.index(0))

    @Slot(int)
    def _leave_watching(self, key: int) -> None:
        if key == Qt.Key.Key_Down:
            self._to_grid()

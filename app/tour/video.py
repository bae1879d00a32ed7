"""The tour through Video: from dropped files to films that are found again, watched, queued and deleted."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.tour.arranging import ArrangeTour
from app.tour.collecting import CollectTour
from app.tour.driver import Stage, Until, Walk, settled
from app.tour.talking import TalkTour
from app.tour.taste import TasteTour
from app.tour.video_steps import CTRL, Key, VideoSteps
from app.tour.watching import WatchTour
from views.video.edit_panel import EditPanel
from views.video.filters import FilterPopover
from views.video.upload_strip import UploadRow
from views.widgets.side_panel import SidePanel

_PLAYABLE_S = 240.0
_DESCRIPTION = (
    "Two bearings, one length of square tube, an afternoon. The drawings are in Files; "
    "what it cost is at the end."
)


class VideoTour(VideoSteps):
    """The whole of it; its own steps add films and find them."""

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
            *WatchTour(self._tour).job(),
            *TalkTour(self._tour).job(),
            *TasteTour(self._tour).job(),
            *ArrangeTour(self._tour).job(),
            *CollectTour(self._tour).job(),
        ]

    def again(self) -> list[Stage]:
        """The main places in another look."""
        arrange = ArrangeTour(self._tour)
        return [
            self._tour.stage("library", arrange.filled),
            self._tour.stage("nothing-found", self._nothing_found),
            *WatchTour(self._tour).again(),
            *TalkTour(self._tour).again(),
            *TasteTour(self._tour).job(),
            *arrange.again(),
            *CollectTour(self._tour).again(),
        ]

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
        for field, text in ((panel.description, _DESCRIPTION), (panel.tags.line, "telescope, workshop")):
            yield from self._reach(panel, field)
            hands.write(text)
        yield from self._reach(panel, panel.privacy)
        hands.key(Key.Key_Home)
        yield from self._reach(panel, panel.category)
        hands.write("Workshop")
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

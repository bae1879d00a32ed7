"""For you: what to watch next and why, and what goes with what was watched last."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from controllers.video.offered import Offered, OfferedBecause
from models.core.errors import PersonError
from models.core.text import tr
from models.video.entities import VideoCard
from models.video.recommend.entities import CorrectionKind
from views.shell.workspace import Crumb
from views.video.arrangement import columns_for
from views.video.grid import CardGrid
from views.video.items import VideoItems
from views.video.page import Hall, Page
from views.video.places import LIBRARY
from views.video.reasons import add_corrections, because, reason
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.icons import icon
from views.widgets.labels import Heading, Label
from views.widgets.states import Skeleton, State, StateStack, StateView
from views.widgets.tokens import Type

SHOWN = 48
_SHELF = 2  # with fewer it is no shelf
_TILE = 290


class OfferItems(VideoItems):
    """Rows of `Offered`, with the reason of each."""

    def __init__(self, source: Offered, parent: QWidget) -> None:
        super().__init__(source, parent=parent)
        self._offered = source

    def reason(self, row: int) -> str:
        return reason(self._offered.offer(row))


class _Header(QWidget):
    """What scrolls above the grid: the shelf of what was watched last, and the heading of the rest."""

    def __init__(self, hall: Hall, because: OfferedBecause) -> None:
        super().__init__()
        self._because = because
        self.items = OfferItems(because, self)
        self.items.export = hall.parts.export
        self.shelf = CardGrid(hall.parts.thumbnails, single=True)
        self.shelf.setModel(self.items)
        self.shelf_title = Heading("")
        self.title = Heading(tr("More for you"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SMALL, 0, tokens.MEDIUM)
        column.setSpacing(tokens.MEDIUM)
        for widget in (self.shelf_title, self.shelf, self.title):
            column.addWidget(widget)
        because.reset.connect(self.follow)
        self.follow()

    @property
    def wanted(self) -> bool:
        """Whether there is enough for a shelf."""
        return self._because.about is not None and len(self._because.offers) >= _SHELF

    @Slot()
    def follow(self) -> None:
        """Show the shelf where there is something on it."""
        about, shown = self._because.about, self.wanted
        if about is not None:
            text = because(about.title, liked=self._because.liked)
            self.shelf_title.title.setText(text)
            self.shelf.setAccessibleName(text)
        for widget in (self.shelf, self.shelf_title, self.title):
            widget.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.items.set_limit(columns_for(self.width()))


class ForYouPage(Page):
    """Enter plays, Delete says "not interested"; the menu has the other corrections."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self.recommender = hall.parts.recommender
        changed = hall.parts.actor.gateway.changed
        self.offered = Offered(self.recommender, changed, self, limit=SHOWN)
        self.because = OfferedBecause(self.recommender, changed, self, limit=8)
        self.items = OfferItems(self.offered, self)
        self.items.export = hall.parts.export
        self.header = _Header(hall, self.because)
        self.grid = CardGrid(hall.parts.thumbnails, header=self.header)
        self.grid.setModel(self.items)
        self.grid.setAccessibleName(tr("For you"))
        self.stack = StateStack(self.grid, Skeleton(2, tile=_TILE))
        self.stack.skeleton.setContentsMargins(tokens.WIDE, tokens.LARGE, tokens.WIDE, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.LARGE + tokens.TINY, 0, 0)
        column.setSpacing(tokens.SMALL)
        column.addLayout(self._tools())
        column.addWidget(self.stack, 1)
        self._connect()
        self._show_state()

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(tokens.WIDE, 0, tokens.WIDE, 0)
        row.setSpacing(tokens.SMALL)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.heading = Label("", Type.TITLE)
        self.remark = Label("", tone="dim", wrap=True)
        words.addWidget(self.heading)
        words.addWidget(self.remark)
        row.addLayout(words, 1)
        self.choices = Button(tr("Choices"), icon="sliders-horizontal", trailing="chevron-down",
                              tip=tr("What is chosen for you, and by what"))  # fmt: skip
        self.choices.clicked.connect(self._open_choices)
        row.addWidget(self.choices, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _connect(self) -> None:
        self.offered.reset.connect(self._show_state)
        self.because.reset.connect(self._part)
        self.offered.failed.connect(self._failed)
        self.recommender.changed.connect(self._say)
        for grid in (self.grid, self.header.shelf):
            grid.opened.connect(self._open)
            grid.delete_asked.connect(self._not_interested)
            grid.edit_asked.connect(self._edit)
            grid.menu_asked.connect(self._menu)
        self.grid.edge.connect(self._leave_grid)
        self.header.shelf.edge.connect(self._leave_shelf)

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Library"), LIBRARY), Crumb(tr("For you")))

    @property
    def title(self) -> str:
        return tr("For you")

    @property
    def current(self) -> VideoCard | None:
        return self._grid.current_card()

    @property
    def _grid(self) -> CardGrid:
        return self.header.shelf if self.header.shelf.hasFocus() else self.grid

    # What is to be seen

    def begins(self) -> QWidget:
        return self.stack

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._set_visible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._set_visible(False)

    def _set_visible(self, visible: bool) -> None:
        self.offered.set_visible(visible)
        self.because.set_visible(visible)

    @Slot()
    def _say(self) -> None:
        on = self.recommender.on
        self.heading.setText(tr("For you") if on else tr("Newest first"))
        self.remark.setText(
            tr("Chosen on this computer from what is watched here. Nothing of it leaves it.")
            if on
            else tr("Recommendations are off, so nothing is chosen for you.")
        )

    @Slot()
    def _part(self) -> None:
        """What stands on the shelf is not said again below, if there is enough besides."""
        shelf = frozenset(offer.card.id for offer in self.because.offers)
        self.offered.leave_out(shelf if self.header.wanted else frozenset())

    @Slot()
    def _show_state(self) -> None:
        self._say()
        total = self.offered.total
        self.choices.setEnabled(total is not None)
        aside = 0 if total else tokens.WIDE
        self.stack.setContentsMargins(aside, aside, aside, aside)
        if total is None:
            self.stack.show_loading()
        elif total:
            self.stack.show_content()
            self.header.follow()
        else:
            self.stack.show_state(self._empty())

    def _empty(self) -> StateView:
        if self.offered.seen_too:
            return StateView(
                State.EMPTY,
                tr("There is nothing to watch yet"),
                tr("Drop video files anywhere in this window; they wait for you here."),
                icon="square-play",
                action=tr("Open the library"),
                do=lambda: self._hall.visit(LIBRARY),
                drops=True,
            )
        return StateView(
            State.EMPTY,
            tr("There is nothing here that you have not begun or seen"),
            tr("New videos appear here by themselves. What you have seen can be shown again."),
            icon="square-play",
            action=tr("Show what I have seen"),
            do=lambda: self.offered.set_seen_too(True),
        )

    @Slot(object)
    def _failed(self, error: PersonError) -> None:
        if self.offered.total is None:
            self.stack.show_error(error, self.offered.refresh)
        else:
            self._hall.parts.notices.error(error, source="video", key="video.taste")

    # What is done

    @Slot(object, bool)
    def _open(self, card: VideoCard, new_tab: bool) -> None:
        self._hall.open_video(card.space_id, card.id, new_tab)

    @Slot()
    def _edit(self) -> None:
        card = self.current
        if card is not None and card.mine:
            self._hall.edit(card.space_id, card.id)

    @Slot()
    def _not_interested(self) -> None:
        card = self.current
        if card is not None and self.recommender.on:
            self.recommender.correct(CorrectionKind.NOT_INTERESTED, card)

    @Slot(QPoint)
    def _menu(self, at: QPoint) -> None:
        card = self.current
        if card is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        queue, place = self._hall.parts.queue, [(card.space_id, card.id)]

        def put(sign: str, title: str, keys: str, act: Callable[[], object]) -> None:
            line = menu.addAction(icon(sign, size=tokens.ICON_SMALL), f"{title}\t{keys}" if keys else title)
            line.triggered.connect(act)

        put("play", tr("Play"), tr("Enter"), lambda: self._open(card, False))
        put("list-plus", tr("Play next"), "", lambda: queue.add_next(place))
        put("list-video", tr("Add to queue"), "", lambda: queue.add(place))
        add_corrections(menu, self.recommender, card)
        menu.popup(at)

    @Slot()
    def _open_choices(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for title, checked, act in (
            (tr("Recommend videos"), self.recommender.on, self.recommender.set_on),
            (tr("Also what I have seen"), self.offered.seen_too, self.offered.set_seen_too),
        ):
            line = menu.addAction(title)
            line.setCheckable(True)
            line.setChecked(checked)
            line.toggled.connect(act)
        menu.addSeparator()
        again = menu.addAction(icon("rotate-ccw", size=tokens.ICON_SMALL), tr("Begin again"))
        again.setToolTip(tr("Forget what was watched and corrected so far, for recommendations only"))
        again.triggered.connect(self.recommender.forget)
        menu.popup(self.choices.mapToGlobal(QPoint(0, self.choices.height() + tokens.TINY)))

    # Keys that lead from one part to the next

    @Slot(int)
    def _leave_grid(self, key: int) -> None:
        shelf = self.header.shelf
        if key == Qt.Key.Key_Up and shelf.isVisible():
            shelf.setFocus(Qt.FocusReason.TabFocusReason)
            self.grid.verticalScrollBar().setValue(0)
            if not shelf.currentIndex().isValid():
                shelf.setCurrentIndex(self.header.items.index(0))

    @Slot(int)
    def _leave_shelf(self, key: int) -> None:
        if key == Qt.Key.Key_Down:
            self.grid.setFocus(Qt.FocusReason.TabFocusReason)
            if not self.grid.currentIndex().isValid() and self.items.rowCount():
                self.grid.setCurrentIndex(self.items.index(0))


def make(hall: Hall) -> ForYouPage:
    """The page of the place `foryou`."""
    return ForYouPage(hall)

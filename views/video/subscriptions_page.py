"""What is new in the channels that one follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from controllers.video.library import Library
from models.community.entities import Follow
from models.community.follow_queries import FollowsOf
from models.core.errors import PersonError
from models.core.text import tr
from models.video.entities import VideoCard
from models.video.targets import CHANNEL
from views.shell.workspace import Crumb
from views.video.card_hands import CardHands
from views.video.grid import CardGrid
from views.video.items import VideoItems
from views.video.page import Hall, Page
from views.widgets import tokens
from views.widgets.chips import Chip
from views.widgets.fields import SearchBox
from views.widgets.flow import FlowLayout
from views.widgets.labels import Label
from views.widgets.states import Skeleton, State, StateStack, StateView
from views.widgets.tokens import Type

_MOST_CHIPS = 24


class SubscriptionsPage(Page):
    """`subscriptions`: newest first; what has not been watched yet carries a mark."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self.library = Library(hall.parts.actor, self, filters=False)
        self.library.fix(followed=True)
        self.follows: tuple[Follow, ...] = ()
        self.items = VideoItems(self.library, parent=self)
        self.items.export = hall.parts.export
        self.items.marks_unseen = True
        self.grid = CardGrid(hall.parts.thumbnails)
        self.grid.setModel(self.items)
        self.grid.setAccessibleName(tr("New videos of your subscriptions"))
        self.hands = CardHands(hall, self.grid)
        self.stack = StateStack(self.grid, Skeleton(2, tile=290))
        self.search = SearchBox(tr("Search in subscriptions"))
        self.search.setFixedWidth(220)
        self._box = QWidget()
        self._flow = FlowLayout(self._box)
        self.chips: list[Chip] = []
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        row.addWidget(Label(tr("Subscriptions"), Type.TITLE))
        row.addStretch(1)
        row.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.LARGE + tokens.TINY, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(tokens.WIDE, 0, tokens.WIDE, tokens.SMALL)
        top.setSpacing(tokens.MEDIUM)
        top.addLayout(row)
        top.addWidget(self._box)
        column.addLayout(top)
        column.addWidget(self.stack, 1)
        self.library.reset.connect(self._show)
        self.library.failed.connect(self._fail)
        self.search.textChanged.connect(self._words)
        self.search.left.connect(self._to_grid)
        self.grid.typed.connect(self._typed)
        self._show()

    def begins(self) -> QWidget:
        return self.stack

    @property
    def title(self) -> str:
        return tr("Subscriptions")

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Subscriptions")),)

    @property
    def current(self) -> VideoCard | None:
        return self.grid.current_card()

    def focus_search(self) -> bool:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.library.set_visible(True)
        self._ask_follows()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.library.set_visible(False)

    def _ask_follows(self) -> None:
        self._hall.parts.actor.ask(FollowsOf, self._take_follows, kind=CHANNEL)

    def _take_follows(self, follows: tuple[Follow, ...]) -> None:
        self.follows = follows
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for follow in [each for each in follows if each.title][:_MOST_CHIPS]:
            chip = Chip(follow.title, checkable=False)
            chip.setToolTip(tr("Open {name}", name=follow.title))
            place = f"channel/{follow.target.space_id}"
            chip.clicked.connect(lambda _=False, place=place: self._hall.visit(place))
            self._flow.addWidget(chip)
            self.chips.append(chip)
        self._box.setVisible(bool(self.chips))
        self._show()

    @Slot()
    def _show(self) -> None:
        total = self.library.total
        aside = 0 if total else tokens.WIDE
        self.stack.setContentsMargins(aside, 0, aside, aside)
        if total is None:
            self.stack.show_loading()
        elif total:
            self.stack.show_content()
        elif self.library.filter.words:
            sentence = tr("No video of your subscriptions matches “{words}”", words=self.library.filter.words)
            self.stack.show_state(
                StateView(State.NOTHING_FOUND, sentence, tr("Fewer or shorter words find more."),
                          action=tr("Show all"), do=self.search.clear)
            )  # fmt: skip
        elif self.follows:
            self.stack.show_state(
                StateView(State.EMPTY, tr("Nothing new yet"),
                          tr("Videos that your subscriptions publish are shown here."), icon="bell")
            )  # fmt: skip
        else:
            self.stack.show_state(
                StateView(State.EMPTY, tr("You follow no channel yet"),
                          tr("Subscribe on a channel's page, and its new videos come here and to your bell."),
                          icon="bell", action=tr("Look around in the library"),
                          do=lambda: self._hall.visit(""))
            )  # fmt: skip

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self.stack.show_error(error, self.library.refresh)

    @Slot(str)
    def _words(self, text: str) -> None:
        self.library.set_filter(replace(self.library.filter, words=text))

    @Slot(str)
    def _typed(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.setText(self.search.text() + text)

    @Slot()
    def _to_grid(self) -> None:
        self.grid.setFocus(Qt.FocusReason.TabFocusReason)

    def forget(self) -> None:
        self._take_follows(())


def make(hall: Hall) -> SubscriptionsPage:
    """The page in its workspace."""
    return SubscriptionsPage(hall)

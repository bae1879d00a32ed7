"""The watch history: day by day, with its own search; what is taken out of it is still counted elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QPoint,
    Qt,
    Slot,
)
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.kernel.notices import NoticeAction, NoticeKind
from controllers.video.history import WatchHistory
from models.core.errors import PersonError
from models.core.text import tr
from models.video.entities import VideoCard
from views.shell.workspace import Crumb
from views.video.card_hands import Lines, playing_lines
from views.video.history_list import HistoryList
from views.video.page import Hall, Page
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.fields import SearchBox
from views.widgets.labels import Label
from views.widgets.states import Skeleton, State, StateStack, StateView
from views.widgets.toggles import Switch
from views.widgets.tokens import Type


class HistoryPage(Page):
    """`history`."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self.history = WatchHistory(hall.parts.actor, self)
        self.list = HistoryList(self.history, hall.parts.thumbnails)
        self.stack = StateStack(self.list, Skeleton(5))
        self.search = SearchBox(tr("Search in the history"))
        self.search.setFixedWidth(220)
        self.pause = Switch(tr("Pause the history"))
        self.pause.setToolTip(tr("What you watch while it is paused is left out"))
        self.clear = Button(tr("Clear"), icon="trash-2", tip=tr("Clear the history"))
        self.remark = Label("", tone="dim", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        row.addWidget(Label(tr("Watch history"), Type.TITLE))
        row.addStretch(1)
        row.addWidget(Label(tr("Pause"), tone="dim"))
        for part in (self.pause, self.search, self.clear):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.WIDE, tokens.LARGE + tokens.TINY, tokens.WIDE, 0)
        column.setSpacing(tokens.SMALL)
        column.addLayout(row)
        column.addWidget(self.remark)
        column.addWidget(self.stack, 1)
        self._connect()
        self._show()

    def _connect(self) -> None:
        self.history.changed.connect(self._show)
        self.history.failed.connect(self._fail)
        self.search.textChanged.connect(self.history.set_words)
        self.search.left.connect(self._to_list)
        self.pause.toggled.connect(self._pause)
        self.clear.clicked.connect(self._clear)
        self.list.opened.connect(self._open)
        self.list.delete_asked.connect(self.remove)
        self.list.menu_asked.connect(self._menu)
        self.list.typed.connect(self._typed)
        self.list.end.connect(self.history.show_more)

    def begins(self) -> QWidget:
        return self.stack

    @property
    def title(self) -> str:
        return tr("Watch history")

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Watch history")),)

    @property
    def current(self) -> VideoCard | None:
        return self.list.current_card()

    def focus_search(self) -> bool:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.history.set_visible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.history.set_visible(False)

    @Slot()
    def _show(self) -> None:
        viewings = self.history.viewings
        self.pause.blockSignals(True)
        self.pause.setChecked(self.history.paused)
        self.pause.blockSignals(False)
        self.remark.setText(tr("The history is paused: what you watch now is left out of it."))
        self.remark.setVisible(self.history.paused)
        self.clear.setEnabled(bool(viewings))
        if viewings is None:
            self.stack.show_loading()
        elif viewings:
            self.stack.show_content()
        elif self.history.words:
            sentence = tr("Nothing in your history matches “{words}”", words=self.history.words)
            self.stack.show_state(
                StateView(State.NOTHING_FOUND, sentence, tr("Fewer or shorter words find more."),
                          action=tr("Show all"), do=self.search.clear)
            )  # fmt: skip
        else:
            self.stack.show_state(
                StateView(State.EMPTY, tr("Nothing watched yet"),
                          tr("What you watch is listed here, for you alone."), icon="history",
                          action=tr("Go to the library"), do=lambda: self._hall.visit(""))
            )  # fmt: skip

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self.stack.show_error(error, self.history.refresh)

    # What is done

    @Slot(object)
    def _open(self, card: VideoCard) -> None:
        self._hall.open_video(card.space_id, card.id)

    @Slot(str)
    def _typed(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.setText(self.search.text() + text)

    @Slot()
    def _to_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(bool)
    def _pause(self, on: bool) -> None:
        self.history.pause(on)

    @Slot()
    def remove(self) -> None:
        """Take out what is selected."""
        self.history.remove(self.list.chosen())

    @Slot()
    def _clear(self) -> None:
        self.history.clear()
        actor = self._hall.parts.actor
        self._hall.parts.notices.post(
            tr("The history is cleared."), NoticeKind.SUCCESS, source="video", key="video.history",
            actions=(NoticeAction(tr("Undo"), actor.undo),),
        )  # fmt: skip

    @Slot(QPoint)
    def _menu(self, at: QPoint) -> None:
        chosen = self.list.chosen()
        if not chosen:
            return
        cards = [each.card for each in chosen if each.card is not None]
        lines = Lines(self)
        if cards:
            lines.put("play", tr("Play"), lambda: self._open(cards[0]), tr("Enter"), on=len(chosen) == 1)
            playing_lines(lines, self._hall, lambda done: done(cards))
            lines.line()
        lines.put("x", tr("Remove from history"), self.remove, tr("Delete"))
        lines.menu.popup(at)


def make(hall: Hall) -> HistoryPage:
    """The page in its workspace."""
    return HistoryPage(hall)

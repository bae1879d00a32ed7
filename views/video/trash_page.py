"""The trash: what was deleted in the last 30 days, back with one key or gone for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from models.core.errors import PersonError
from models.core.text import tr
from models.video.entities import VideoCard
from views.shell.workspace import Crumb
from views.video import formats
from views.video.grid import CardGrid
from views.video.items import VideoItems
from views.video.page import Hall, Page
from views.video.parts import Parts
from views.video.places import LIBRARY
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.icons import icon
from views.widgets.labels import Label
from views.widgets.states import Mark, Skeleton, State, StateStack, StateView
from views.widgets.surfaces import Card
from views.widgets.tokens import Type

_TILE = 290


class Confirmation(Card):
    """What cannot be undone is said exactly, in its place, before it is done. Esc says no."""

    def __init__(self) -> None:
        super().__init__(tone="negative")
        self._do: Callable[[], object] | None = None
        self._before: QWidget | None = None
        row = QHBoxLayout()
        row.setSpacing(tokens.MEDIUM)
        self.column.addLayout(row)
        row.addWidget(Mark("triangle-alert", tokens.ICON, "negative"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(tokens.TINY)
        row.addLayout(words, 1)
        self.sentence = Label("", Type.STRONG, wrap=True)
        self.explanation = Label("", tone="dim", wrap=True)
        words.addWidget(self.sentence)
        words.addWidget(self.explanation)
        self.no = Button(tr("Keep"))
        self.yes = Button(tr("Delete for good"), kind=Kind.DANGER)
        self.no.clicked.connect(self.dismiss)
        self.yes.clicked.connect(self._confirmed)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        self.hide()

    def ask(self, sentence: str, explanation: str, do: Callable[[], object]) -> None:
        """Show what would happen; the safe answer has the focus."""
        window = self.window()
        self._before = window.focusWidget() if window is not None else None
        self.sentence.setText(sentence)
        self.explanation.setText(explanation)
        self.setAccessibleName(sentence)
        self._do = do
        self.show()
        self.no.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def dismiss(self) -> None:
        self._do = None
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _confirmed(self) -> None:
        do = self._do
        self.dismiss()
        if do is not None:
            do()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)


class TrashPage(Page):
    """Enter or "Restore" brings back, Delete asks and then deletes for good. `back_asked` leads out."""

    back_asked = Signal()

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        self.library = parts.trash
        self.items = VideoItems(parts.trash, parent=self)
        self.grid = CardGrid(parts.thumbnails)
        self.grid.setModel(self.items)
        self.grid.setAccessibleName(tr("Trash"))
        self.stack = StateStack(self.grid, Skeleton(2, tile=_TILE))
        self.confirmation = Confirmation()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.LARGE + tokens.TINY, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(tokens.WIDE, 0, tokens.WIDE, 0)
        top.setSpacing(tokens.LARGE)
        top.addLayout(self._tools())
        top.addWidget(self.confirmation)
        column.addLayout(top)
        column.addWidget(self.stack, 1)
        self.library.reset.connect(self._show_state)
        self.library.failed.connect(self._failed)
        self.library.waiting.connect(self._waiting)
        self.grid.opened.connect(self._opened)
        self.grid.delete_asked.connect(self.delete)
        self.grid.menu_asked.connect(self._menu)
        self.grid.selectionModel().selectionChanged.connect(self._follow)
        self._show_state()

    def begins(self) -> QWidget:
        return self.stack

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Library"), ""), Crumb(tr("Trash")))

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(tr("Trash"), Type.TITLE))
        self.remark = Label(tr("Videos stay here for 30 days, then they are deleted for good."), tone="dim")
        words.addWidget(self.remark)
        row.addLayout(words, 1)
        self.restore_button = Button(tr("Restore"), icon="undo-2")
        self.restore_button.clicked.connect(self.restore)
        self.delete_button = Button(tr("Delete for good"), kind=Kind.DANGER)
        self.delete_button.clicked.connect(self.delete)
        self.empty_button = Button(tr("Empty the trash"), icon="trash-2")
        self.empty_button.clicked.connect(self.empty)
        for button in (self.restore_button, self.delete_button, self.empty_button):
            row.addWidget(button)
        return row

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.library.set_visible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.library.set_visible(False)

    @Slot()
    def _show_state(self) -> None:
        total = self.library.total
        aside = 0 if total else tokens.WIDE
        self.stack.setContentsMargins(aside, 0, aside, aside)
        if total is None:
            self.stack.show_loading()
        elif total:
            self.stack.show_content()
        else:
            what_now = tr("What you delete stays here for 30 days and can be brought back.")
            self.stack.show_state(
                StateView(State.EMPTY, tr("The trash is empty"), what_now, icon="trash-2",
                          action=tr("Back to the library"), do=self.back_asked.emit)
            )  # fmt: skip
        self.empty_button.setVisible(bool(total))
        self._follow()

    @Slot(bool)
    def _waiting(self, waiting: bool) -> None:
        if not waiting:
            self.grid.viewport().update()

    @Slot(object)
    def _failed(self, error: PersonError) -> None:
        self.stack.show_error(error, self.library.refresh)

    @Slot()
    def _follow(self) -> None:
        chosen = bool(self.library.total) and self.grid.selectionModel().hasSelection()
        if not chosen and (self.restore_button.hasFocus() or self.delete_button.hasFocus()):
            self._keep_focus()
        self.restore_button.setVisible(chosen)
        self.delete_button.setVisible(chosen)

    def _keep_focus(self) -> None:
        """What had the focus goes: it stays on this page, where the keys of the workspace work."""
        shown = self.stack.currentWidget()
        button = shown.button if isinstance(shown, StateView) else None
        (button or self.grid).setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self, done: Callable[[list[VideoCard]], None]) -> None:
        rows = self.grid.chosen_rows()
        if rows:
            self.library.collect(rows, done)

    @Slot(object, bool)
    def _opened(self, card: VideoCard, new_tab: bool) -> None:
        self._parts.shelf.restore([card])

    @Slot()
    def restore(self) -> None:
        """Bring back what is selected."""
        self._chosen(self._parts.shelf.restore)

    @Slot()
    def delete(self) -> None:
        """Ask, then delete what is selected for good."""
        self._chosen(self._ask)

    @Slot()
    def empty(self) -> None:
        """Ask, then delete everything in the trash for good."""
        self.library.collect(range(self.library.total or 0), self._ask)

    def _ask(self, cards: list[VideoCard]) -> None:
        if not cards:
            return
        if len(cards) == 1:
            sentence = tr("Delete “{title}” for good?", title=cards[0].title)
        else:
            sentence = tr("Delete {count} videos for good?", count=len(cards))
        explanation = tr(
            "The files in Nonet, the views and the places you stopped at are deleted with it. "
            "This cannot be undone. The file that you once dropped stays where it is."
        )
        self.confirmation.ask(sentence, explanation, lambda: self._parts.shelf.purge(cards))

    @Slot(QPoint)
    def _menu(self, at: QPoint) -> None:
        card = self.grid.current_card()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        restore = menu.addAction(icon("undo-2", size=tokens.ICON_SMALL), tr("Restore") + "\t" + tr("Enter"))
        restore.triggered.connect(self.restore)
        delete = menu.addAction(
            icon("trash-2", size=tokens.ICON_SMALL), tr("Delete for good…") + "\t" + tr("Delete")
        )
        delete.triggered.connect(self.delete)
        if card is not None and card.trashed_at is not None:
            menu.addSeparator()
            left = formats.days_left(card.trashed_at)
            menu.addAction(tr("{count} days left", count=left)).setEnabled(False)
        menu.popup(at)


def make(hall: Hall) -> TrashPage:
    """The page in its workspace."""
    page = TrashPage(hall.parts)
    page.back_asked.connect(partial(hall.visit, LIBRARY))
    return page

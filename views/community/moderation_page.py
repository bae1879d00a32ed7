"""What is held and reported, decided on with single keys; what was decided; and the rules."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from uuid import UUID

from PySide6.QtCore import QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from controllers.community.moderating import Moderating
from models.community.entities import Case, DecisionCard, Ruling, Tab
from models.core.errors import PersonError
from models.core.text import number, tr
from views.community.cases import CaseItems, CasePainter
from views.community.rules_form import RulesForm
from views.widgets import tokens
from views.widgets.ages import ago
from views.widgets.buttons import Button, Kind
from views.widgets.chips import Segmented
from views.widgets.labels import Label
from views.widgets.pages import Pages
from views.widgets.states import Skeleton, State, StateStack, StateView
from views.widgets.tokens import Type

_LOG, _RULES = "log", "rules"


def decision(card: DecisionCard) -> str:
    """A decision in a line."""
    about, by = card.about or tr("somebody who has left"), card.actor or tr("somebody who has left")
    said = {
        Ruling.APPROVED: tr("{by} approved a comment by {about}", by=by, about=about),
        Ruling.HELD: tr("{by} held a comment by {about}", by=by, about=about),
        Ruling.REMOVED: tr("{by} removed a comment by {about}", by=by, about=about),
        Ruling.BLOCKED: tr("{by} blocked {about} from commenting", by=by, about=about),
        Ruling.UNBLOCKED: tr("{by} let {about} comment again", by=by, about=about),
        Ruling.PUT_BACK: tr("{by} took back a decision on a comment by {about}", by=by, about=about),
        Ruling.DISMISSED: tr("{by} dismissed the reports about something by {about}", by=by, about=about),
        Ruling.RULES: tr("{by} changed the rules", by=by),
    }[card.ruling]
    words = [f"“{part}”" for part in (card.excerpt, card.why) if part]
    return " · ".join([said, ago(card.at), *words])


class CaseList(QListView):
    """J and K move, A approves, R removes, B blocks, Enter opens; Shift and Ctrl select several."""

    approve, remove, block, open = Signal(), Signal(), Signal(), Signal()

    def __init__(self, items: CaseItems) -> None:
        super().__init__()
        self.setModel(items)
        self.setItemDelegate(CasePainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("What is to be decided"))
        self.doubleClicked.connect(self.open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        moves = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
        does = {
            Qt.Key.Key_A: self.approve, Qt.Key.Key_R: self.remove, Qt.Key.Key_B: self.block,
            Qt.Key.Key_Return: self.open, Qt.Key.Key_Enter: self.open, Qt.Key.Key_Delete: self.remove,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if plain and key in moves:
            self._step(moves[key], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif plain and key in does:
            does[key].emit()
        else:
            super().keyPressEvent(event)

    def _step(self, by: int, extend: bool) -> None:
        row = min(max(self.currentIndex().row() + by, 0), self.model().rowCount() - 1)
        index = self.model().index(row, 0)
        how = QItemSelectionModel.SelectionFlag
        flag = how.Select if extend else how.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flag)
        self.scrollTo(index)


class ModerationPage(QWidget):
    """Follows a `Moderating`. `open_asked` carries the link of what is to be seen in its place."""

    open_asked = Signal(str)

    def __init__(self, moderating: Moderating, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moderating = moderating
        self._row = 0
        self.tabs = Segmented(
            [
                (Tab.HELD.value, tr("Held")),
                (Tab.REPORTED.value, tr("Reported")),
                (Tab.REMOVED.value, tr("Removed")),
                (_LOG, tr("Decisions")),
                (_RULES, tr("Rules")),
            ],
            tr("Lists of the moderation"),
        )
        self.items = CaseItems(moderating)
        self.list = CaseList(self.items)
        self.approve = Button(tr("Approve"), icon="check", tip=f"{tr('Approve')}  A")
        self.remove = Button(tr("Remove"), icon="x", tip=f"{tr('Remove')}  R")
        self.block = Button(tr("Block"), icon="shield", tip=f"{tr('Block from commenting')}  B")
        self.open = Button(
            tr("Open"), icon="external-link", kind=Kind.GHOST, tip=f"{tr('Open')}  {tr('Enter')}"
        )
        self.hint = Label(tr("J and K move, A approves, R removes, B blocks."), Type.CAPTION, tone="dim")
        self.states = StateStack(self.list, Skeleton(rows=5, height=96))
        self.log = QListWidget()
        self.log.setAccessibleName(tr("Decisions"))
        self.log.setWordWrap(True)
        self.log.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._places: Sequence[tuple[UUID, str]] = ()
        self.pages = Pages(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(tokens.SMALL)
        head.addWidget(self.tabs)
        head.addStretch(1)
        self.deeds = [self.approve, self.remove, self.block, self.open]
        for button in self.deeds:
            head.addWidget(button)
        for page in (self.states, self.log):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.WIDE, tokens.LARGE, tokens.WIDE, tokens.SMALL)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        column.addWidget(self.hint)

    def _connect(self) -> None:
        moderating = self._moderating
        self.tabs.chosen.connect(self._choose)
        moderating.listed.connect(self._show)
        moderating.counted.connect(self._count)
        moderating.decided.connect(self._show_log)
        moderating.failed.connect(self._fail)
        for signal, button, slot in (
            (self.list.approve, self.approve, self._approve),
            (self.list.remove, self.remove, self._remove),
            (self.list.block, self.block, self._block),
            (self.list.open, self.open, self._open),
        ):
            signal.connect(slot)
            button.clicked.connect(slot)
        self.list.selectionModel().selectionChanged.connect(self._able)
        self.list.verticalScrollBar().valueChanged.connect(self._scrolled)

    def begins(self) -> QWidget:
        """Where the keyboard begins."""
        return self.list if self.pages.currentWidget() is self.states else self.pages.currentWidget() or self

    @cached_property
    def rules(self) -> RulesForm:
        """The form of the rules, made when it is first wanted."""
        form = RulesForm(self._moderating)
        self.pages.addWidget(form)
        form.show_places(self._places)
        return form

    def show_places(self, places: Sequence[tuple[UUID, str]]) -> None:
        """The places whose rules can be set."""
        self._places = places
        if "rules" in vars(self):
            self.rules.show_places(places)

    @property
    def chosen(self) -> list[Case]:
        """What is selected, or else the current one."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        if not rows and self.list.currentIndex().isValid():
            rows = [self.list.currentIndex().row()]
        return [self.items.case(row) for row in rows]

    # What is shown

    @Slot(str)
    def _choose(self, key: str) -> None:
        is_list = key not in (_LOG, _RULES)
        self.pages.setCurrentWidget(self.log if key == _LOG else self.rules if key == _RULES else self.states)
        self.hint.setVisible(is_list)
        for button in self.deeds:
            button.setVisible(is_list)
        if is_list:
            self._row = 0
            self._moderating.choose(Tab(key))
        self._able()

    @Slot()
    def _show(self) -> None:
        moderating = self._moderating
        if not moderating.loaded:
            self.states.show_loading()
        elif not moderating.cases:
            self.states.show_state(self._nothing(moderating.tab))
        else:
            self.states.show_content()
            self._keep_place()
        self._able()

    def _keep_place(self) -> None:
        """After a decision the next case is the current one."""
        if not self.list.selectionModel().hasSelection():
            index = self.items.index(min(self._row, self.items.rowCount() - 1))
            self.list.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    @staticmethod
    def _nothing(tab: Tab) -> StateView:
        said = {
            Tab.HELD: (tr("Nothing waits for you."), tr("Comments that are held for review come here.")),
            Tab.REPORTED: (tr("Nothing is reported."), tr("What people report to you comes here.")),
            Tab.REMOVED: (tr("Nothing is removed."), tr("Removed comments stay here and can be approved.")),
        }[tab]
        return StateView(State.EMPTY, *said, icon="shield")

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self.states.show_state(StateView(State.ERROR, error.sentence, error.what_now))

    @Slot()
    def _count(self) -> None:
        waiting = self._moderating.waiting
        self.tabs.set_title(Tab.HELD.value, _counted(tr("Held"), waiting.held))
        self.tabs.set_title(Tab.REPORTED.value, _counted(tr("Reported"), waiting.reported))

    @Slot()
    def _show_log(self) -> None:
        self.log.clear()
        lines = [decision(card) for card in self._moderating.decisions]
        self.log.addItems(lines or [tr("Nothing was decided yet.")])

    @Slot()
    def _able(self) -> None:
        cases = self.chosen if self._moderating.cases else []
        on_comments = bool(cases) and all(case.card is not None for case in cases)
        for button in (self.remove, self.block):
            button.setEnabled(on_comments)
        self.approve.setEnabled(bool(cases))
        self.open.setEnabled(len(cases) == 1 and bool(cases[0].place))

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        if value >= self.list.verticalScrollBar().maximum() - self.list.height():
            self._moderating.more()

    # What is decided

    def _decide(self) -> list[Case]:
        self._row = max(self.list.currentIndex().row() - len(self.chosen) + 1, 0)
        return self.chosen

    @Slot()
    def _approve(self) -> None:
        self._moderating.rule(self._decide(), Ruling.APPROVED)

    @Slot()
    def _remove(self) -> None:
        self._moderating.rule(self._decide(), Ruling.REMOVED)

    @Slot()
    def _block(self) -> None:
        self._moderating.ban(self._decide())

    @Slot()
    def _open(self) -> None:
        cases = self.chosen
        if len(cases) == 1 and cases[0].place:
            self.open_asked.emit(cases[0].place)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._moderating.set_visible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._moderating.set_visible(False)


def _counted(title: str, count: int) -> str:
    return f"{title} {number(count)}" if count else title

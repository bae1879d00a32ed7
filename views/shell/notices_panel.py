"""The notice centre: what this window said, and below it what the person was told, by day."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kernel.notices import Notice, Notices
from controllers.notifications.centre import Centre
from models.core.text import tr
from views.notifications.list import NoticeListView
from views.shell.panel_list import empty, keep_focus
from views.widgets import tokens
from views.widgets.buttons import IconButton, link
from views.widgets.chips import Segmented
from views.widgets.labels import Label
from views.widgets.side_panel import SidePanel
from views.widgets.states import Mark, State, StateView
from views.widgets.surfaces import Card, ScrollColumn
from views.widgets.times import ago
from views.widgets.toast import KIND_ICONS
from views.widgets.tokens import Type, Weight

_SHOWN = 50
_BESIDE = 2  # messages of the window above the list


class NoticesPanel(SidePanel):
    """Opening it counts as having seen what the window said; what the person was told stays unread until it
    is opened or marked. `go(link)` is asked for where one was chosen."""

    go = Signal(str)
    settings_asked = Signal(str)

    def __init__(self, host: QWidget, notices: Notices, centre: Centre | None = None) -> None:
        super().__init__(tr("Notices"), host)
        self._notices = notices
        self._centre = centre
        self._all_cards = False
        self._list = ScrollColumn(margin=0, spacing=tokens.SMALL)
        self._empty = StateView(
            State.EMPTY, tr("No notices"), tr("What happens while you are away shows here."), icon="bell"
        )
        self._read = StateView(
            State.EMPTY, tr("Everything is read"), tr("“All” shows what there was before."), icon="check"
        )
        self._clear = link(tr("Clear all"))
        self._clear.clicked.connect(self._clear_all)
        self.header.insertWidget(1, self._clear)
        self.filter = Segmented([("all", tr("All")), ("unread", tr("Unread"))], tr("Show"))
        self.read_all = link(tr("Mark all as read"))
        self.told = None if centre is None else NoticeListView(centre)
        self._lay_out()
        notices.changed.connect(self._changed)
        if centre is not None:
            centre.changed.connect(self._told_changed)
            centre.actor.changed.connect(self._somebody)

    def _lay_out(self) -> None:
        self.tools = QWidget()
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.filter)
        row.addStretch()
        row.addWidget(self.read_all)
        self.body.addWidget(self.tools)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._read, 1)
        self.body.addWidget(self._list)
        self.tools.setVisible(False)
        self._read.setVisible(False)
        if self.told is not None and self._centre is not None:
            self.body.addWidget(self.told, 1)
            self.told.setVisible(False)
            self.told.opened.connect(self._opened)
            self.told.settings_asked.connect(self._settings)
            self.told.notices.loaded.connect(self._loaded)
            self.filter.chosen.connect(self._filtered)
            self.read_all.does(self._centre.read_all)

    def open_panel(self) -> None:
        self._all_cards = False
        unread = [notice for notice in self._notices.history[:_SHOWN] if self._notices.is_unread(notice)]
        self._notices.mark_read()  # before they are shown, which would show them again
        self._fill(unread)
        super().open_panel()
        if self.told is not None:
            self.told.notices.reload()
            self._loaded()  # what was there before is there at once

    # What the window said

    @Slot()
    def _changed(self) -> None:
        if self.is_open:
            self._notices.mark_read()
        if self.isVisible():  # also while it leaves: what was cleared is not to be read any more
            self._fill()

    def _fill(self, unread: Container[Notice] = ()) -> None:
        """Show the messages; those that were `unread` until now stand out."""
        history = self._notices.history[:_SHOWN]
        beside = self._has_told() and not self._all_cards
        keep_focus(self, self._list)
        empty(self._list.column)
        for notice in history[:_BESIDE] if beside else history:
            self._list.column.addWidget(self._card(notice, stands_out=notice in unread))
        if beside and len(history) > _BESIDE:
            more = link(tr("Show all {count} messages of this window", count=len(history)))
            more.does(self._show_all_cards)
            self._list.column.addWidget(more)
        self._arrange()

    def _show_all_cards(self) -> None:
        self._all_cards = True
        self._fill()

    def _card(self, notice: Notice, *, stands_out: bool) -> Card:
        card = Card(padding=tokens.MEDIUM)
        card.setAccessibleName(notice.text)
        row = QHBoxLayout()
        row.setSpacing(tokens.MEDIUM)
        icon, role = KIND_ICONS[notice.kind]
        row.addWidget(Mark(icon, tokens.ICON_SMALL, role), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(tokens.TINY)
        weight = Weight.MEDIUM if stands_out else Weight.REGULAR
        column.addWidget(Label(notice.text, weight=weight, wrap=True))
        column.addLayout(self._foot(notice))
        row.addLayout(column, 1)
        close = IconButton("x", tr("Remove this notice"), size=14, side=20)
        close.does(partial(self._notices.dismiss, notice.number))
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        card.column.addLayout(row)
        return card

    @staticmethod
    def _foot(notice: Notice) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(tokens.MEDIUM)
        foot.addWidget(Label(ago(notice.at), Type.CAPTION, tone="dim"))
        actions: list[tuple[str, Callable[[], object]]] = [(a.title, a.do) for a in notice.actions]
        if notice.details:
            copy = partial(QGuiApplication.clipboard().setText, notice.details)
            actions.append((tr("Copy details"), copy))
        for title, do in actions:
            button = link(title)
            button.does(do)
            foot.addWidget(button)
        foot.addStretch()
        return foot

    # What the person was told

    def _has_told(self) -> bool:
        return self.told is not None and (self.told.notices.rowCount() > 0 or self.told.notices.unread_only)

    @Slot()
    def _told_changed(self) -> None:
        if self.isVisible() and self.told is not None:
            self.told.notices.reload()

    @Slot()
    def _somebody(self) -> None:
        """Nothing of whoever was here stays."""
        if self.told is not None:
            self.told.notices.unread_only = False
            self.filter.choose("all")
            self.told.notices.forget()
            self._arrange()

    @Slot(str)
    def _filtered(self, which: str) -> None:
        if self.told is not None:
            self.told.notices.unread_only = which == "unread"
            self.told.notices.reload()

    @Slot(str)
    def _opened(self, to: str) -> None:
        self.close_panel()
        self.go.emit(to)

    @Slot(str)
    def _settings(self, words: str) -> None:
        self.close_panel()
        self.settings_asked.emit(words)

    @Slot()
    def _clear_all(self) -> None:
        self._notices.clear()
        if self._has_told() and self._centre is not None:
            self._centre.clear()

    @Slot()
    def _loaded(self) -> None:
        """The list is there: the keys that wait at the panel go to its newest row."""
        self._arrange()
        if self.told is not None and self.told.isVisible() and self.hasFocus():
            self.told.begin()

    @Slot()
    def _arrange(self) -> None:
        """Show what there is: messages above, the list below, or why there is neither."""
        said, told = bool(self._notices.history), self._has_told()
        rows = self.told is not None and self.told.notices.rowCount() > 0
        had_focus = self.told is not None and self.told.hasFocus()
        if self.told is not None:
            self.told.setVisible(rows)
        self.tools.setVisible(told)
        if self._centre is not None:
            self.read_all.setEnabled(self._centre.unread.total > 0)
        self._list.setVisible(said)
        stretch = 0 if rows else 1
        self.body.setStretchFactor(self._list, stretch)
        self._list.setMaximumHeight(self._cards_height() if rows and said else _ANY)
        self._empty.setVisible(not said and not told)
        self._read.setVisible(told and not rows)
        self._clear.setVisible(said or rows)
        if had_focus and not rows:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cards_height(self) -> int:
        content = self._list.widget()
        return 0 if content is None else content.heightForWidth(self._list.viewport().width())


_ANY = (1 << 24) - 1  # as high as Qt lets a widget be

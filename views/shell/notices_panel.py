"""The notice centre: the last notices, newest first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QDate, QLocale, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kernel.notices import Notice, Notices
from models.core.text import tr
from views.shell.panel_list import empty, keep_focus
from views.widgets import tokens
from views.widgets.buttons import IconButton, link
from views.widgets.labels import Label
from views.widgets.side_panel import SidePanel
from views.widgets.states import Mark, State, StateView
from views.widgets.surfaces import Card, ScrollColumn
from views.widgets.toast import KIND_ICONS
from views.widgets.tokens import Type, Weight

_SHOWN = 50


def ago(at: datetime, now: datetime | None = None) -> str:
    """How long ago, in words of about one unit."""
    seconds = max(0, int(((now or datetime.now(UTC)) - at).total_seconds()))
    if seconds < 60:
        return tr("just now")
    if seconds < 3600:
        return tr("{count} min ago", count=seconds // 60)
    if seconds < 86400:
        return tr("{count} h ago", count=seconds // 3600)
    there = at.astimezone()
    return QLocale().toString(QDate(there.year, there.month, there.day), QLocale.FormatType.ShortFormat)


class NoticesPanel(SidePanel):
    """The history of notices. Opening it counts as having seen them."""

    def __init__(self, host: QWidget, notices: Notices) -> None:
        super().__init__(tr("Notices"), host)
        self._notices = notices
        self._list = ScrollColumn(margin=0, spacing=tokens.SMALL)
        self._empty = StateView(
            State.EMPTY, tr("No notices"), tr("What happens while you are away shows here."), icon="bell"
        )
        self._clear = link(tr("Clear all"))
        self._clear.clicked.connect(notices.clear)
        self.header.insertWidget(1, self._clear)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._list, 1)
        notices.changed.connect(self._changed)

    def open_panel(self) -> None:
        self._fill()
        super().open_panel()
        self._notices.mark_read()

    @Slot()
    def _changed(self) -> None:
        if self.is_open:
            self._notices.mark_read()
        if self.isVisible():  # also while it leaves: what was cleared is not to be read any more
            self._fill()

    def _fill(self) -> None:
        history = self._notices.history[:_SHOWN]
        keep_focus(self, self._list)
        empty(self._list.column)
        for notice in history:
            self._list.column.addWidget(self._card(notice))
        self._list.setVisible(bool(history))
        self._empty.setVisible(not history)
        self._clear.setVisible(bool(history))

    def _card(self, notice: Notice) -> Card:
        card = Card(padding=tokens.MEDIUM)
        card.setAccessibleName(notice.text)
        row = QHBoxLayout()
        row.setSpacing(tokens.MEDIUM)
        icon, role = KIND_ICONS[notice.kind]
        row.addWidget(Mark(icon, tokens.ICON_SMALL, role), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(tokens.TINY)
        weight = Weight.MEDIUM if self._notices.is_unread(notice) else Weight.REGULAR
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

"""The channels that a person may work in, a new one, and those in the trash."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from controllers.video.channels import OwnChannelList
from models.core.errors import PersonError
from models.core.text import tr
from models.video.entities import ChannelCard
from views.shell.workspace import Crumb
from views.video import formats
from views.video.channel_panel import role_title
from views.video.page import Hall, Page
from views.video.thumbnails import Thumbnails
from views.video.trash_page import Confirmation
from views.widgets import tokens
from views.widgets.avatar import Avatar
from views.widgets.buttons import Button, Kind
from views.widgets.labels import ElidedLabel, Label
from views.widgets.states import Skeleton, State, StateStack, StateView
from views.widgets.surfaces import Card, ScrollColumn
from views.widgets.tokens import Type, Weight

_WIDEST = 820


class ChannelRow(Card):
    """A channel with what is known of it, and what can be done."""

    def __init__(self, card: ChannelCard, thumbnails: Thumbnails) -> None:
        super().__init__(padding=tokens.MEDIUM)
        self.card = card
        self.avatar = Avatar(card.name, tokens.ROW_TOUCH)
        if card.picture:
            thumbnails.whole(card.picture, self._show_picture)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(card.name, weight=Weight.SEMIBOLD))
        parts = [f"@{card.handle}" if card.handle else "", formats.videos(card.videos), role_title(card.role)]
        if card.uploads_go_here:
            parts.append(tr("uploads go here"))
        if card.trashed_at is not None:
            parts = [tr("In the trash, {count} days left", count=formats.days_left(card.trashed_at))]
        words.addWidget(ElidedLabel(" · ".join(part for part in parts if part), tone="dim"))
        self.row = QHBoxLayout()
        self.row.setSpacing(tokens.MEDIUM)
        self.row.addWidget(self.avatar)
        self.row.addLayout(words, 1)
        self.column.addLayout(self.row)
        self.setMaximumWidth(_WIDEST)

    def put(self, button: Button) -> Button:
        """Add something that can be done."""
        self.row.addWidget(button)
        return button

    def _show_picture(self, picture: QPixmap) -> None:
        self.avatar.set_picture(picture)


class ChannelsPage(Page):
    """`channels`."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self.list = OwnChannelList(hall.parts.actor, self)
        self.rows: list[ChannelRow] = []
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Name of a new channel"))
        self.name.setAccessibleName(tr("Name of a new channel"))
        self.name.setMaxLength(200)
        self.name.setFixedWidth(220)
        self.wrong = Label("", tone="negative")
        self.wrong.hide()
        self.new = Button(tr("Create channel"), icon="plus", kind=Kind.PRIMARY)
        self.confirmation = Confirmation()
        scroll = ScrollColumn(margin=tokens.WIDE, spacing=tokens.MEDIUM)
        self._column = scroll.column
        self.stack = StateStack(scroll, Skeleton(3))
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        row.addWidget(Label(tr("Your channels"), Type.TITLE))
        row.addStretch(1)
        for part in (self.wrong, self.name, self.new):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.LARGE + tokens.TINY, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(tokens.WIDE, 0, tokens.WIDE, 0)
        top.setSpacing(tokens.MEDIUM)
        top.addLayout(row)
        top.addWidget(self.confirmation)
        column.addLayout(top)
        column.addWidget(self.stack, 1)
        self.list.changed.connect(self._fill)
        self.list.failed.connect(self._fail)
        self.name.returnPressed.connect(self.open_new)
        self.name.textChanged.connect(self.wrong.hide)
        self.new.clicked.connect(self.open_new)
        self.stack.show_loading()

    def begins(self) -> QWidget:
        buttons = [row.findChild(Button) for row in self.rows]
        return next((button for button in buttons if button is not None), self.new)

    @property
    def title(self) -> str:
        return tr("Your channels")

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Your channels")),)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list.set_visible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.list.set_visible(False)

    @Slot()
    def _fill(self) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [self._row(card) for card in self.list.own or ()]
        for row in self.rows:
            self._column.addWidget(row)
        if self.list.own is None:
            self.stack.show_loading()
        elif self.rows:
            self.stack.show_content()
        else:
            self.stack.show_state(
                StateView(State.EMPTY, tr("No channel yet"),
                          tr("Your first upload opens one; or type a name above and create it now."),
                          icon="users", action=tr("Create channel"), do=self.open_new)
            )  # fmt: skip

    def _row(self, card: ChannelCard) -> ChannelRow:
        row = ChannelRow(card, self._hall.parts.thumbnails)
        if card.trashed_at is None:
            open_ = row.put(Button(tr("Open"), tip=tr("Open {name}", name=card.name)))
            open_.does(lambda: self._hall.visit(f"channel/{card.id}"))
        else:
            row.put(Button(tr("Restore"), icon="undo-2")).does(lambda: self.list.restore(card))
            row.put(Button(tr("Delete for good"), kind=Kind.DANGER)).does(lambda: self._ask(card))
        return row

    def _ask(self, card: ChannelCard) -> None:
        self.confirmation.ask(
            tr("Delete “{name}” for good?", name=card.name),
            tr("All its videos are deleted with it, with their views and comments. This cannot be undone."),
            lambda: self.list.purge(card),
        )

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self.stack.show_error(error, self.list.refresh)

    @Slot()
    def open_new(self) -> None:
        """Open a channel called as the field says, and go there."""
        if not self.name.text().strip():
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.list.create(self.name.text(), self._made, self._refused)

    def _made(self, channel: UUID) -> None:
        self.name.clear()
        self._hall.visit(f"channel/{channel}")

    def _refused(self, error: PersonError) -> None:
        self.wrong.setText(str(error))
        self.wrong.show()


def make(hall: Hall) -> ChannelsPage:
    """The page in its workspace."""
    return ChannelsPage(hall)

"""Customising a channel, beside its page: kept when a field is left, wrong ones shown in their place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from controllers.video.channels import ChannelDesk
from models.core.audience import Role
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.text import tr
from models.video.entities import ChannelCard, MemberCard
from models.video.wording import Link
from views.video.edit_fields import PICTURES, Line, Text
from views.video.trash_page import Confirmation
from views.widgets import tokens
from views.widgets.avatar import Avatar
from views.widgets.buttons import Button, IconButton, Kind
from views.widgets.fields import CheckBox, Select
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Heading, Label
from views.widgets.side_panel import SidePanel
from views.widgets.surfaces import ScrollColumn


def role_title(role: Role) -> str:
    """What a role is called."""
    return {Role.OWNER: tr("Owner"), Role.EDITOR: tr("Editor"), Role.VIEWER: tr("Viewer")}.get(role, "")


def written(links: tuple[tuple[str, str], ...]) -> str:
    """Links as they are typed: one a line, the title before the address."""
    return "\n".join(f"{title}  {address}" for title, address in links)


def read(text: str) -> list[Link]:
    """Links as they were typed; the last word of a line is the address."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    return [Link(" ".join(words[:-1]), words[-1]) for words in lines]


class MemberRow(QWidget):
    """Somebody who works here, and what they may do."""

    def __init__(self, member: MemberCard, desk: ChannelDesk) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SMALL)
        row.addWidget(Avatar(member.name))
        row.addWidget(Label(member.name), 1)
        if member.role >= Role.OWNER or not desk.owns:
            row.addWidget(Label(role_title(member.role), tone="dim"))
            return
        self.role = Select(tr("What {name} may do", name=member.name))
        for role in (Role.EDITOR, Role.VIEWER):
            self.role.addItem(role_title(role), role)
        self.role.setCurrentIndex(0 if member.role is Role.EDITOR else 1)
        self.role.activated.connect(lambda _: desk.set_role(member.account_id, self.role.currentData()))
        self.leave = IconButton("x", tr("Take {name} off the channel", name=member.name))
        self.leave.does(lambda: desk.set_role(member.account_id, None))
        row.addWidget(self.role)
        row.addWidget(self.leave)


class ChannelPanel(SidePanel):
    """`banner_chosen` and `picture_chosen` carry a picture's path; `deleted` that the channel is gone."""

    banner_chosen = Signal(str)
    picture_chosen = Signal(str)
    deleted = Signal()

    def __init__(self, desk: ChannelDesk, host: QWidget) -> None:
        super().__init__(tr("Customise the channel"), host)
        self.desk = desk
        self._members: list[MemberRow] = []
        self._dialog: QFileDialog | None = None
        self._wanted: str = ""
        self.name, self.handle, self.about, self.links = Line(), Line(), Text(5), Text(3)
        self.person = Line()
        self.person.setPlaceholderText(tr("Name of a person here"))
        self.rows = {
            "name": FormRow(tr("Name"), self.name),
            "handle": FormRow(tr("Handle"), self.handle, tr("The unique name that links are made of.")),
            "about": FormRow(tr("About"), self.about),
            "links": FormRow(tr("Links"), self.links, tr("One a line: a title, then the address.")),
        }
        self.person_row = FormRow(tr("Let somebody work here"), self.person, tr("Press Enter to add them."))
        self.uploads = CheckBox(tr("New uploads go to this channel"))
        self.remove = Button(tr("Delete the channel"), icon="trash-2", kind=Kind.DANGER)
        self.confirmation = Confirmation()
        scroll = ScrollColumn(margin=0, spacing=tokens.LARGE)
        self._lay_out(scroll.column)
        self.body.addWidget(scroll, 1)
        self._connect()

    def _lay_out(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(tokens.TINY, tokens.TINY, tokens.MEDIUM, tokens.LARGE)
        column.setAlignment(Qt.AlignmentFlag(0))
        pictures = QHBoxLayout()
        pictures.setSpacing(tokens.SMALL)
        self.banner_button = Button(tr("Choose a banner"), icon="image")
        self.picture_button = Button(tr("Choose a picture"), icon="user")
        pictures.addWidget(self.banner_button)
        pictures.addWidget(self.picture_button)
        pictures.addStretch()
        column.addLayout(pictures)
        for row in self.rows.values():
            column.addWidget(row)
        column.addWidget(self.uploads)
        self.people = Heading(tr("People"))
        column.addWidget(self.people)
        self._people = QVBoxLayout()
        self._people.setSpacing(tokens.SMALL)
        column.addLayout(self._people)
        column.addWidget(self.person_row)
        column.addWidget(self.confirmation)
        column.addWidget(self.remove)
        column.addStretch(1)

    def _connect(self) -> None:
        self.name.left.connect(lambda: self._say("name", self.name.text()))
        self.handle.left.connect(lambda: self._say("handle", self.handle.text()))
        self.about.left.connect(lambda: self._say("about", self.about.toPlainText()))
        self.links.left.connect(self._say_links)
        for line in (self.name, self.handle):
            line.returnPressed.connect(line.left)
        self.person.returnPressed.connect(self._let_in)
        self.uploads.clicked.connect(self._upload_here)
        self.banner_button.does(lambda: self._choose("banner"))
        self.picture_button.does(lambda: self._choose("picture"))
        self.remove.clicked.connect(self._ask)
        self.desk.changed.connect(self._fill)

    def open_channel(self) -> None:
        """Show what there is, and begin with the name."""
        self._fill()
        self.open_panel()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _fill(self) -> None:
        card = self.desk.card
        if card is None:
            return
        for line, text in ((self.name, card.name), (self.handle, card.handle)):
            if line.text() != text and not (line.hasFocus() and line.text()):
                line.setText(text)
        for box, text in ((self.about, card.about), (self.links, written(card.links))):
            if box.toPlainText() != text and not box.hasFocus():
                box.setPlainText(text)
        owns = self.desk.owns
        self.name.setReadOnly(not owns)
        self.handle.setReadOnly(not owns)
        self.person_row.setVisible(owns)
        self.uploads.setChecked(card.uploads_go_here)
        self.uploads.setEnabled(not card.uploads_go_here)
        self.remove.setVisible(owns)
        self._fill_people()

    def _fill_people(self) -> None:
        for row in self._members:
            self._people.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._members = [MemberRow(member, self.desk) for member in self.desk.members]
        for row in self._members:
            self._people.addWidget(row)

    # What is said

    def _say(self, field: str, text: str) -> None:
        card: ChannelCard | None = self.desk.card
        if card is not None and text != getattr(card, field):
            self.rows[field].clear_error()
            self.desk.edit(self._refused, **{field: text})

    def _say_links(self) -> None:
        card = self.desk.card
        if card is not None and self.links.toPlainText() != written(card.links):
            self.rows["links"].clear_error()
            self.desk.edit(self._refused, links=read(self.links.toPlainText()))

    def _refused(self, error: PersonError) -> None:
        if not place_error(error, self.rows):
            self.rows["name"].show_error(str(error))

    @Slot()
    def _let_in(self) -> None:
        self.person_row.clear_error()
        self.desk.give_role(
            self.person.text(), Role.EDITOR, self._came, lambda error: self.person_row.show_error(str(error))
        )

    def _came(self, _verdict: Verdict) -> None:
        self.person.clear()
        self.desk.refresh()

    @Slot()
    def _upload_here(self) -> None:
        self.desk.upload_here()

    def _choose(self, which: str) -> None:
        self._wanted = which
        if self._dialog is None:
            kinds = " ".join(f"*{ending}" for ending in PICTURES)
            self._dialog = QFileDialog(self, tr("Choose a picture"))
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            self._dialog.setNameFilter(tr("Pictures ({kinds})", kinds=kinds))
            self._dialog.fileSelected.connect(self._chosen)
        self._dialog.open()

    @Slot(str)
    def _chosen(self, path: str) -> None:
        (self.banner_chosen if self._wanted == "banner" else self.picture_chosen).emit(path)

    @Slot()
    def _ask(self) -> None:
        """Its videos go with it, so it is said first, although it can be taken back."""
        card = self.desk.card
        if card is not None:
            self.confirmation.yes.setText(tr("Delete"))
            self.confirmation.ask(
                tr("Delete “{name}”?", name=card.name),
                tr("The channel and its videos stay in the trash for 30 days and can be taken back."),
                lambda: self.desk.trash(self._gone, self._refused),
            )

    def _gone(self, _verdict: Verdict) -> None:
        self.close_panel()
        self.deleted.emit()

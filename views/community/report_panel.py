"""Saying what is wrong with something: a reason from a list, and what one wants to add."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from controllers.community.talking import Talking
from models.community.entities import Reason
from models.community.targets import Target
from models.community.wording import NOTE_LENGTH
from models.core.errors import PersonError
from models.core.text import number, tr
from views.widgets.buttons import Button, Kind
from views.widgets.fields import Select
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Label
from views.widgets.side_panel import SidePanel


def reason_name(reason: Reason) -> str:
    """A reason, in words."""
    return {
        Reason.SPAM: tr("Spam or misleading"),
        Reason.HARASSMENT: tr("Harassment or bullying"),
        Reason.HATE: tr("Hate against a group"),
        Reason.SEXUAL: tr("Sexual content"),
        Reason.VIOLENCE: tr("Violence or dangerous acts"),
        Reason.CHILDREN: tr("Harm to children"),
        Reason.MISINFORMATION: tr("False information"),
        Reason.RIGHTS: tr("It violates my rights"),
        Reason.OTHER: tr("Something else"),
    }[reason]


class ReportPanel(SidePanel):
    """Sends one report; who made what is reported is not told who did."""

    def __init__(self, talking: Talking, host: QWidget) -> None:
        super().__init__(tr("Report"), host)
        self._talking = talking
        self._about: tuple[Target, str, object] | None = None
        self.what = Label("", wrap=True)
        self.reason = Select(tr("What is wrong?"))
        for reason in Reason:
            self.reason.addItem(reason_name(reason), reason)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(120)
        self.row = FormRow(
            tr("Anything to add?"), self.note, tr("Up to {count} characters.", count=number(NOTE_LENGTH))
        )
        self.send = Button(tr("Send report"), kind=Kind.PRIMARY)
        self.send.clicked.connect(self._send)
        hint = Label(tr("They do not learn who reported them."), tone="dim", wrap=True)
        for part in (self.what, FormRow(tr("What is wrong?"), self.reason), self.row, hint, self.send):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.setFocusProxy(self.reason)

    def ask(self, target: Target, kind: str, id_: object, name: str) -> None:
        """Open it for a target, or a comment on it."""
        self._about = (target, kind, id_)
        self.what.setText(tr("You are reporting “{name}”.", name=name))
        self.reason.setCurrentIndex(0)
        self.note.clear()
        self.row.clear_error()
        self.open_panel()

    @Slot()
    def _send(self) -> None:
        if self._about is None:
            return
        target, kind, id_ = self._about
        self._talking.report(
            target, kind, id_, self.reason.currentData(), self.note.toPlainText(),  # type: ignore[arg-type]
            self.close_panel, self._refused,
        )  # fmt: skip

    def _refused(self, error: PersonError) -> None:
        if not place_error(error, {"text": self.row}):
            self.row.show_error(str(error))

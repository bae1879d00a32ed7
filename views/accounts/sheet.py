"""Codes that are shown once, and the ways to keep them: copy, save, print."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from controllers.accounts.session import Session
from models.accounts.two_factor import Sheet
from models.core.errors import PersonError
from models.core.files import write_atomic, write_error
from models.core.text import tr
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.flow import FlowLayout
from views.widgets.labels import Label
from views.widgets.side_panel import SidePanel
from views.widgets.surfaces import Card
from views.widgets.theme import theme
from views.widgets.tokens import Type, Weight

_COLUMNS = 2


def as_text(sheet: Sheet, name: str) -> str:
    """What is copied, saved and printed: for a drawer, years later."""
    lines = [tr("Nonet: codes of {name}", name=name), ""]
    if sheet.recovery_code:
        lines += [
            tr("Recovery code. Sets a new password once; the next code comes with it:"),
            sheet.recovery_code,
            "",
        ]
    if sheet.spare_codes:
        lines += [tr("Spare codes. Each stands in once for the authenticator app:"), *sheet.spare_codes, ""]
    return "\n".join([*lines, tr("Whoever has these can open the account. Keep them away from it.")]) + "\n"


class SheetCard(Card):
    """Shows codes until they are put away (`finished`); then nothing holds them any more."""

    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, tone="warning")
        self._sheet, self._name = Sheet(), ""
        self.title = Label("", Type.STRONG, wrap=True)
        self.remark = Label("", tone="dim", wrap=True)
        self.codes = QWidget()
        self._grid = QGridLayout(self.codes)
        self._grid.setContentsMargins(0, tokens.TINY, 0, tokens.TINY)
        self._grid.setHorizontalSpacing(tokens.LARGE)
        self.said = Label("", Type.CAPTION, tone="positive", wrap=True)
        self.said.setVisible(False)
        self.copy_button = Button(tr("Copy"), icon="copy")
        self.save_button = Button(tr("Save…"), icon="download")
        self.print_button = Button(tr("Print…"), icon="file-text")
        self.done_button = Button(tr("I have kept it"), kind=Kind.PRIMARY)
        buttons = FlowLayout()
        for button, do in (
            (self.copy_button, self.copy),
            (self.save_button, self._choose),
            (self.print_button, self._print),
            (self.done_button, self.put_away),
        ):
            button.clicked.connect(do)
            buttons.addWidget(button)
        for part in (self.title, self.remark, self.codes, self.said):
            self.column.addWidget(part)
        self.column.addLayout(buttons)
        self.setVisible(False)

    @property
    def sheet(self) -> Sheet:
        """What is shown."""
        return self._sheet

    def show_sheet(self, sheet: Sheet, name: str) -> None:
        """Show the codes of the account of this name."""
        self._sheet, self._name = sheet, name
        self.title.setText(tr("Keep this now: it is shown once"))
        if sheet.spare_codes and sheet.recovery_code:
            about = tr(
                "The first is the new recovery code: it sets a new password once if you forget yours. The ten"
                " below are spare codes, each good once when the phone is not at hand."
            )
        elif sheet.spare_codes:
            about = tr("Each of these is good once, when the phone is not at hand.")
        else:
            about = tr(
                "This is your recovery code. If you forget the password, it sets a new one, with no mail and"
                " no server. Nobody else can."
            )
        self.remark.setText(about)
        self._fill()
        self.said.setVisible(False)
        self.setVisible(True)

    def _fill(self) -> None:
        self._empty()
        row = 0
        if self._sheet.recovery_code:
            self._grid.addWidget(_code(self._sheet.recovery_code, Type.STRONG), 0, 0, 1, _COLUMNS)
            row = 1
        for number, code in enumerate(self._sheet.spare_codes):
            self._grid.addWidget(_code(code, Type.BODY), row + number // _COLUMNS, number % _COLUMNS)

    def _empty(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    @Slot()
    def copy(self) -> None:
        """Put the codes into the clipboard."""
        QGuiApplication.clipboard().setText(as_text(self._sheet, self._name))
        self._say(tr("Copied. Paste it where only you can read it, then copy something else."))

    @Slot()
    def _choose(self) -> None:
        suggested = str(Path.home() / tr("Nonet codes of {name}.txt", name=self._name.replace("/", " ")))
        path, _ = QFileDialog.getSaveFileName(self.window(), tr("Save the codes"), suggested)
        if path:
            self.save(Path(path))

    def save(self, path: Path) -> None:
        """Write the codes into a file that only this user of the system may read."""
        content = as_text(self._sheet, self._name).encode()
        try:
            write_atomic(path, content)
            path.chmod(0o600)
        except OSError as error:
            self._complain(write_error(error, path.parent, name=path.name, needed=len(content)))
            return
        self._say(tr("Saved as {name}.", name=path.name))

    @Slot()
    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            none = tr("There is no printer here.")
            self._complain(PersonError(none, what_now=tr("Save the codes, or write them down.")))
            return
        printer = QPrinter()
        if QPrintDialog(printer, self.window()).exec():
            document = QTextDocument()
            document.setDefaultFont(theme().monospace(Type.BODY))
            document.setPlainText(as_text(self._sheet, self._name))
            document.print_(printer)
            self._say(tr("Sent to the printer."))

    @Slot()
    def put_away(self) -> None:
        """Show the codes no longer."""
        self._sheet, self._name = Sheet(), ""
        self._empty()
        self.setVisible(False)
        self.finished.emit()

    def _say(self, sentence: str) -> None:
        self.said.set_tone("positive")
        self.said.setText(sentence)
        self.said.setVisible(True)

    def _complain(self, error: PersonError) -> None:
        self._say(str(error))
        self.said.set_tone("negative")


class SheetSide(SidePanel):
    """The codes in a panel of their own, where there was no account panel to show them in."""

    def __init__(self, host: QWidget, session: Session) -> None:
        super().__init__(tr("Recovery code"), host)
        self._session = session
        self.card = SheetCard()
        later = Label(
            tr("You can make another one at any time, under Account and people; this one ends with it."),
            tone="dim",
            wrap=True,
        )
        self.body.addWidget(self.card)
        self.body.addWidget(later)
        self.body.addStretch()
        self.card.finished.connect(self.close_panel)
        self.closed.connect(self._forget)
        session.changed.connect(self.close_panel)

    def show_code(self, code: str) -> None:
        """Slide in with a code that was made just now."""
        account = self._session.account
        if account is None:
            return
        self.card.show_sheet(Sheet(recovery_code=code), account.name)
        self.open_panel()
        QCoreApplication.sendPostedEvents(self.card, 0)
        self.card.copy_button.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _forget(self) -> None:
        if self.card.isVisibleTo(self):
            self.card.put_away()


def _code(code: str, step: Type) -> Label:
    label = Label(code, step, weight=Weight.MEDIUM)
    label.setFont(theme().monospace(step))
    label.set_selectable()
    label.setAccessibleName(" ".join(code.replace("-", " ")))
    return label

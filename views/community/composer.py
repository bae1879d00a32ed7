"""Writing a comment: a field that grows, says how much fits while one types, and keeps what was begun."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from models.community.wording import COMMENT_LENGTH, too_long
from models.core.errors import PersonError
from models.core.text import number, tr
from views.widgets import tokens
from views.widgets.avatar import Avatar
from views.widgets.buttons import Button, Kind
from views.widgets.labels import Label
from views.widgets.tokens import Type

_TELL_FROM = COMMENT_LENGTH - 500
_ROOM = 2 * COMMENT_LENGTH
"""Characters the field takes: some too many can be shortened, a whole book is not laid out."""

_LINES = 8
_KEEP_AFTER = 1500


class Field(QPlainTextEdit):
    """Grows with its lines. `sent` by Ctrl+Enter, `left_by_esc`, `too_much` with the length of a paste."""

    sent = Signal()
    left_by_esc = Signal()
    too_much = Signal(int)
    entered = Signal()

    def __init__(self, prompt: str) -> None:
        super().__init__()
        self.setPlaceholderText(prompt)
        self.setAccessibleName(prompt)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    @Slot()
    def _grow(self) -> None:
        """`QPlainTextDocumentLayout` gives its height in lines."""
        lines = min(max(1, round(self.document().size().height())), _LINES)
        height = max(lines * self.fontMetrics().lineSpacing() + tokens.WIDE, tokens.ROW_TOUCH)
        if height != self.height():
            self.setFixedHeight(height)

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        length = self.document().characterCount() - 1 - len(self.textCursor().selectedText()) + len(text)
        if length > _ROOM:
            self.too_much.emit(length)
            return
        self.insertPlainText(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left_by_esc.emit()
        else:
            super().keyPressEvent(event)
            event.accept()  # a key that is typed here never means the page


class Composer(QWidget):
    """`sent` carries the text; whoever takes it calls `done` or `show_error`. `begun` carries a draft that
    should be kept, after a moment without typing and when the field is left.
    """

    sent = Signal(str)
    begun = Signal(str)
    cancelled = Signal()
    grew = Signal()

    def __init__(self, name: str, prompt: str, send: str, *, small: bool = False, text: str = "") -> None:
        super().__init__()
        self._small = small
        self._kept = text
        self.avatar = Avatar(name, tokens.WIDE if small else tokens.ROW)
        self.field = Field(prompt)
        self.field.setPlainText(text)
        self.told = Label("", Type.CAPTION, tone="dim", wrap=True)
        self.cancel = Button(tr("Cancel"), kind=Kind.GHOST)
        self.send = Button(send, kind=Kind.PRIMARY, tip=f"{send}  {tr('Ctrl+Enter')}")
        self.foot = QWidget()
        self._build()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_KEEP_AFTER)
        self._later.timeout.connect(self.keep)
        self._connect()
        self.foot.setVisible(small)
        self._typed()

    def _build(self) -> None:
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SMALL)
        row.addWidget(self.told, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.send)
        column = QVBoxLayout()
        column.setSpacing(tokens.SMALL)
        column.addWidget(self.field)
        column.addWidget(self.foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(tokens.MEDIUM)
        whole.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(column, 1)
        self.setFocusProxy(self.field)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._typed)
        self.field.sent.connect(self._send)
        self.field.left_by_esc.connect(self._leave)
        self.field.too_much.connect(self._refuse_paste)
        self.field.entered.connect(self._open)
        self.send.clicked.connect(self._send)
        self.cancel.clicked.connect(self._leave)

    @property
    def text(self) -> str:
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        """Show what was begun, unless something has been typed by now."""
        if not self.text and text:
            self._kept = text
            self.field.setPlainText(text)
            self._open()

    def set_name(self, name: str) -> None:
        """Who writes."""
        self.avatar.set_name(name)

    def done(self) -> None:
        """It is sent: begin anew."""
        self._kept = ""
        self.field.clear()
        self.send.setEnabled(False)
        if not self._small:
            self.foot.hide()
        self.grew.emit()

    def show_error(self, error: PersonError) -> None:
        """Say why it was not taken; what was typed stays."""
        self._tell(str(error), "negative")
        self.send.setEnabled(True)
        self._open()

    @Slot()
    def keep(self) -> None:
        """Have the draft kept, where it is another."""
        self._later.stop()
        if self.text != self._kept:
            self._kept = self.text
            self.begun.emit(self._kept)

    @Slot()
    def _open(self) -> None:
        if not self.foot.isVisibleTo(self):
            self.foot.show()
            self.grew.emit()

    @Slot()
    def _typed(self) -> None:
        length = self.field.document().characterCount() - 1
        sentence = too_long(length)
        if sentence:
            self._tell(sentence, "negative")
        elif length > _TELL_FROM:
            left = COMMENT_LENGTH - length
            self._tell(tr("{count} more characters fit.", count=number(left)), "dim")
        else:
            self._tell("", "dim")
        self.send.setEnabled(bool(length) and not sentence)
        self._later.start()
        self.grew.emit()

    @Slot(int)
    def _refuse_paste(self, length: int) -> None:
        self._open()
        self._tell(f"{too_long(length)} {tr('Nothing was pasted.')}", "negative")

    def _tell(self, text: str, tone: str) -> None:
        self.told.set_tone(tone)
        self.told.setText(text)
        self.field.setAccessibleDescription(text)

    @Slot()
    def _send(self) -> None:
        if self.send.isEnabled():
            self._later.stop()
            self.send.setEnabled(False)
            self.sent.emit(self.text)

    @Slot()
    def _leave(self) -> None:
        """What was typed goes with Cancel; it stays in the undo of the field."""
        self._later.stop()
        self.field.clear()
        self.keep()
        if not self._small:
            self.foot.hide()
        self.cancelled.emit()
        self.grew.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep()
        super().hideEvent(event)

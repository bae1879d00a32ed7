"""A page of the manual as it is read: Markdown in the theme's fonts and colours."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QUrl, Signal, Slot
from PySide6.QtGui import (
    QBrush,
    QFont,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from models.core.text import tr
from views.widgets import tokens
from views.widgets.theme import accent_of, theme, themed
from views.widgets.tokens import Type

_STEPS = {1: Type.HERO, 2: Type.FIELD, 3: Type.STRONG}
_LINE_HEIGHT = 145.0  # per cent
_WIDE = 760  # a line is not read well when it is longer
_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub


class Reader(QTextBrowser):
    """Shows Markdown; `page_asked` is told the file name of a page whose link was followed."""

    page_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._text, self._words = "", ""
        self.setProperty("bare", True)
        self.setOpenLinks(False)
        self.setAccessibleName(tr("Manual"))
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(tokens.WIDE)
        self.anchorClicked.connect(self._follow)

    def show_page(self, text: str, words: str = "") -> None:
        """Show a page from its top, or from the first of `words`, which are marked."""
        self._words = words
        if text != self._text:
            self._text = text
            self._render()
        else:
            self._mark()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)
        marks = self.extraSelections()
        if marks:
            cursor = QTextCursor(min((mark.cursor for mark in marks), key=QTextCursor.position))
            cursor.clearSelection()
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

    @Slot(QUrl)
    def _follow(self, address: QUrl) -> None:
        self.page_asked.emit(address.path())

    def resizeEvent(self, event: QResizeEvent) -> None:
        over = max(tokens.LARGE, self.width() - _WIDE)
        rtl = self.isRightToLeft()
        self.setViewportMargins(over if rtl else 0, 0, 0 if rtl else over, 0)
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if themed(event) and hasattr(self, "_text"):
            at = self.verticalScrollBar().value()
            self._render()
            self.verticalScrollBar().setValue(at)

    def _render(self) -> None:
        document = self.document()
        document.setDefaultFont(theme().font())
        document.setMarkdown(self._text, _FEATURES)
        whole = QTextCursor(document)
        whole.beginEditBlock()  # laid out once, not after each piece
        self._dress_text(document)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)
        whole.endEditBlock()
        self._mark()

    def _dress_text(self, document: QTextDocument) -> None:
        block = document.begin()
        while block.isValid():
            cursor = QTextCursor(block)
            form = QTextBlockFormat()
            level = block.blockFormat().headingLevel()
            in_table = cursor.currentTable() is not None
            high = 100.0 if in_table or level else _LINE_HEIGHT
            form.setLineHeight(high, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            form.setTopMargin(tokens.WIDE if level > 1 else 0)
            form.setBottomMargin(0 if in_table else tokens.TINY if block.textList() else tokens.SMALL)
            cursor.mergeBlockFormat(form)
            self._dress_pieces(cursor, level)
            block = block.next()

    def _dress_pieces(self, cursor: QTextCursor, level: int) -> None:
        """Give the pieces of a block their fonts: Qt's headings and code follow no type scale."""
        colours = theme().colours
        pieces = []
        at = cursor.block().begin()
        while not at.atEnd():
            piece = at.fragment()
            pieces.append((piece.position(), piece.length(), piece.charFormat()))
            at += 1
        for position, length, form in pieces:
            part = QTextCursor(self.document())
            part.setPosition(position)
            part.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
            font = theme().font(_STEPS.get(level, Type.BODY))
            font.setBold(bool(level) or form.fontWeight() > QFont.Weight.Normal)
            code = form.fontFixedPitch()
            new = QTextCharFormat(form)
            new.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)  # of Qt's headings
            new.setFont(theme().monospace() if code else font)
            new.setForeground(QBrush(accent_of(self).colour if form.isAnchor() else colours.text))
            if code:
                new.setBackground(QBrush(colours.hover))
            part.setCharFormat(new)

    @staticmethod
    def _dress_table(table: QTextTable) -> None:
        form = table.format()
        form.setBorder(tokens.HAIRLINE)
        form.setBorderBrush(QBrush(theme().colours.line))
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderCollapse(True)
        form.setCellPadding(tokens.SMALL - tokens.HAIR)
        form.setCellSpacing(0)
        form.setTopMargin(tokens.TINY)
        form.setBottomMargin(tokens.MEDIUM)
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table.setFormat(form)

    def _mark(self) -> None:
        """Mark every place of the words that were looked for."""
        form = QTextCharFormat()
        form.setBackground(QBrush(accent_of(self).selection))
        form.setFontUnderline(True)
        marks = []
        for word in self._words.split():
            cursor = self.document().find(word)
            while not cursor.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = cursor, form
                marks.append(mark)
                cursor = self.document().find(word, cursor)
        self.setExtraSelections(marks)

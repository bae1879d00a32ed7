"""A comment's text: spans as character formats in a document that knows no markup and loads nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from models.community.markup import Span
from views.widgets.theme import accent_of, theme, themed
from views.widgets.tokens import Type, Weight

LINES = 6
"""Lines of a long comment that are shown until the person wants more."""

_TIME, _PERSON = "moment:", "person:"


class RichText(QTextBrowser):
    """Selectable text as high as it needs to be. `moment` carries microseconds, `led` an address."""

    moment = Signal(object)
    led = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spans: tuple[Span, ...] = ()
        self._times = False
        self._whole = False
        self.setProperty("bare", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        self.setFont(theme().font(Type.BODY))
        self.document().setDefaultFont(self.font())
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.anchorClicked.connect(self._follow)

    def set_spans(self, spans: Sequence[Span], *, times: bool) -> None:
        """Show a text; with `times` its moments are links."""
        if tuple(spans) != self._spans or times is not self._times:
            self._spans, self._times = tuple(spans), times
            self._write()
            links = any(span.link or (span.time_us is not None and times) for span in spans)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if links else Qt.FocusPolicy.ClickFocus)
            self.setAccessibleName("".join(span.text for span in spans))
            self.updateGeometry()

    def show_whole(self, whole: bool) -> None:
        """Show all of a long text, or its first lines."""
        self._whole = whole
        self.updateGeometry()

    def is_long(self, width: int) -> bool:
        """Whether not all of it is shown at this width until it is asked for."""
        return self._needs(width) > self._most()

    def _write(self) -> None:
        self.clear()
        self._lean()
        cursor = QTextCursor(self.document())
        for span in self._spans:
            cursor.insertText(span.text, self._format(span))

    def _lean(self) -> None:
        """Start where the window's writing starts, as every label does; each line keeps its own direction."""
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        option = self.document().defaultTextOption()
        option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        self.document().setDefaultTextOption(option)

    def _format(self, span: Span) -> QTextCharFormat:
        shape = QTextCharFormat()
        colours = theme().colours
        shape.setForeground(colours.text)
        shape.setFont(theme().font(Type.BODY, Weight.SEMIBOLD if span.bold else Weight.REGULAR))
        shape.setFontItalic(span.italic)
        shape.setFontStrikeOut(span.struck)
        if span.code:
            shape.setFontFamilies(["monospace"])
            shape.setBackground(colours.raised)
        target = span.link
        if span.time_us is not None and self._times:
            target = f"{_TIME}{span.time_us}"
        if target or span.person is not None:
            shape.setForeground(accent_of(self).colour)
        if target:
            shape.setAnchor(True)
            shape.setAnchorHref(target)
            shape.setToolTip(span.link)
        return shape

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        text = url.toString()
        if text.startswith(_TIME):
            self.moment.emit(int(text.removeprefix(_TIME)))
        else:
            self.led.emit(text)

    def loadResource(self, kind: int, url: QUrl | str) -> object:
        """Nothing in a comment is ever loaded."""
        return None

    # Height

    def _needs(self, width: int) -> int:
        self.document().setTextWidth(max(1, width))
        return round(self.document().size().height()) + 1

    def _most(self) -> int:
        return LINES * self.fontMetrics().lineSpacing() + self.fontMetrics().lineSpacing() // 2

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        needed = self._needs(width)
        if self._whole or needed <= self._most():
            return needed
        return LINES * self.fontMetrics().lineSpacing()

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(240, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.fontMetrics().lineSpacing())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls, not the comment

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        direction = event.type() == QEvent.Type.LayoutDirectionChange
        if (themed(event) or direction) and hasattr(self, "_spans"):
            self._write()

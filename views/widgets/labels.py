"""Text: labels of the type scale, elided ones, key caps and headings."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.kernel.finding import matched
from models.core.text import tr
from views.widgets import tokens
from views.widgets.paint import rounded, smooth
from views.widgets.theme import theme
from views.widgets.tokens import Type, Weight

Align = Qt.AlignmentFlag


class Label(QLabel):
    """Plain text in one step of the type scale and one tone.

    `tone` is "" (text), "dim", "positive", "negative", "warning" or "info"; `tabular` is for numbers that
    are compared or change in place. Text is never read as markup.
    """

    def __init__(
        self,
        text: str = "",
        step: Type = Type.BODY,
        *,
        tone: str = "",
        weight: Weight | None = None,
        wrap: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme().font(step, weight, tabular=tabular))
        self.setWordWrap(wrap)
        if tone:
            self.setProperty("tone", tone)
        self._lean()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._lean()

    def _lean(self) -> None:
        """Start where the window's writing starts, also when this text is written the other way."""
        sides = Align.AlignLeft | Align.AlignRight | Align.AlignAbsolute
        if self.alignment() & sides:
            rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            side = Align.AlignRight if rtl else Align.AlignLeft
            self.setAlignment((self.alignment() & ~sides) | side | Align.AlignAbsolute)

    def set_tone(self, tone: str) -> None:
        if tone != (self.property("tone") or ""):
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def set_selectable(self) -> None:
        """Let the text be selected and copied, by mouse and keyboard."""
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )


class MarkedLabel(Label):
    """A text in which what was typed is marked: heavier and underlined, so by more than colour."""

    def __init__(self, text: str, typed: str, *, tone: str = "", wrap: bool = False) -> None:
        super().__init__(text, tone=tone, wrap=wrap)
        self.setAccessibleName(text)
        self.marked = [text[start : start + length] for start, length in matched(typed, text)]
        if not self.marked:
            return
        parts, at = [], 0
        for start, length in matched(typed, text):
            end = start + length
            parts.append(f"{escape(text[at:start])}<b><u>{escape(text[start:end])}</u></b>")
            at = end
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText("".join((*parts, escape(text[at:]))))


class ElidedLabel(Label):
    """One line that ends in an ellipsis where it does not fit; the whole text is its tooltip then."""

    def __init__(
        self,
        text: str = "",
        step: Type = Type.BODY,
        *,
        tone: str = "",
        weight: Weight | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        self._whole = text
        self._mode = mode
        super().__init__(text, step, tone=tone, weight=weight, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    def text(self) -> str:
        """The whole text, not what is shown of it."""
        return self._whole

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 2 * tokens.WIDE), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(self.font()).horizontalAdvance(self._whole) + 2
        return QSize(wide, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        shown = QFontMetrics(self.font()).elidedText(self._whole, self._mode, self.width())
        if shown != super().text():
            super().setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class KeyCap(QLabel):
    """A key as it is named on the keyboard, such as Esc or Ctrl K."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(theme().font(Type.CAPTION))
        self.setProperty("tone", "dim")
        self.setAlignment(Align.AlignCenter)
        self.setFixedHeight(tokens.LARGE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Key {keys}", keys=text))

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(max(wide + 2 * 5, tokens.LARGE + 2), tokens.LARGE)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        rounded(painter, self.rect(), tokens.TINY, theme().colours.surface, theme().colours.line)
        painter.setPen(theme().colours.dim)
        painter.drawText(self.rect(), Align.AlignCenter, self.text())


class KeyButton(QAbstractButton):
    """A key cap that can also be clicked; `name` says what the key does."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setFont(theme().font(Type.CAPTION))
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("radius", tokens.TINY)

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(max(wide + 2 * 5, tokens.LARGE + 2), tokens.LARGE)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = smooth(self)
        rounded(painter, self.rect(), tokens.TINY, colours.surface, colours.line)
        painter.setPen(colours.text if self.underMouse() else colours.dim)
        painter.drawText(self.rect(), Align.AlignCenter, self.text())


class Heading(QWidget):
    """The heading of a section, with a dim remark beside it and room for controls at the end."""

    def __init__(self, title: str, remark: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(title, Type.STRONG)
        self.remark = ElidedLabel(remark, Type.BODY, tone="dim")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(tokens.SMALL)
        self.row.addWidget(self.title, 0, Align.AlignBaseline)
        self.row.addWidget(self.remark, 1, Align.AlignBaseline)
        self.setAccessibleName(title)

    def add(self, control: QWidget) -> None:
        """Put a control at the end of the row."""
        self.row.addWidget(control)


def caption(text: str, parent: QWidget | None = None) -> Label:
    """The small heading of a group."""
    return Label(text, Type.CAPTION, tone="dim", weight=Weight.SEMIBOLD, parent=parent)

"""Small marks: the coloured circle of a person or channel, counts, dots."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.core.text import tr
from views.widgets import tokens
from views.widgets.paint import dot, rounded, rounded_path, smooth
from views.widgets.theme import theme
from views.widgets.tokens import Type, Weight, avatar_colour


def initials(name: str, count: int = 1) -> str:
    """The first letters of the first words of a name; a question mark for an empty one."""
    words = [word for word in name.split() if word[0].isalnum()]
    letters = "".join(word[0] for word in words[:count])
    if count > 1 and len(words) == 1:
        letters = words[0][:count]
    return letters.upper() or "?"


def paint_avatar(
    painter: QPainter, rect: QRectF, name: str, picture: QPixmap | None = None, letters: int = 1
) -> None:
    """A person's or channel's circle, for delegates too: the picture, or letters on a colour of its own."""
    if picture is not None and not picture.isNull():
        painter.save()
        painter.setClipPath(rounded_path(rect, rect.width() / 2))
        painter.drawPixmap(rect, picture, QRectF(picture.rect()))
        painter.restore()
        return
    rounded(painter, rect, rect.width() / 2, QColor(avatar_colour(name)))
    size = tokens.TYPE_PIXELS[Type.CAPTION]
    if rect.width() < tokens.WIDE:
        size = max(8, round(rect.width() * 0.45))
    painter.setFont(theme().sized(size, Weight.BOLD))
    painter.setPen(theme().colours.on_picture)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name, letters))


class Avatar(QWidget):
    """A coloured circle with the initial, or a picture, of a person or channel."""

    def __init__(self, name: str, side: int = 28, *, letters: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letters = letters
        self._picture: QPixmap | None = None
        self.setFixedSize(side, side)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        self._name = name
        self.setAccessibleName(name)
        self.update()

    def set_picture(self, picture: QPixmap | None) -> None:
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_avatar(smooth(self), QRectF(self.rect()), self._name, self._picture, self._letters)


class Badge(QWidget):
    """A small count, hidden at zero, "99+" above ninety-nine."""

    def __init__(self, count: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._font = theme().font(Type.COUNT)
        self.set_count(count)

    @property
    def count(self) -> int:
        return self._count

    def set_count(self, count: int) -> None:
        self._count = count
        self._text = "99+" if count > 99 else str(count)
        self.setVisible(count > 0)
        self.setAccessibleName(tr("{count} unread", count=count))
        self.resize(self.sizeHint())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(17, QFontMetrics(self._font).horizontalAdvance(self._text) + 9), 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        rounded(painter, self.rect(), self.height() / 2, theme().colours.negative)
        painter.setFont(self._font)
        painter.setPen(theme().colours.on_accent)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)


class Dot(QWidget):
    """A dot in the colour of a role; never the only sign of anything."""

    def __init__(self, role: str, side: int = 7, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self.setFixedSize(side, side)

    def set_role(self, role: str) -> None:
        self._role = role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        half = self.width() / 2
        dot(smooth(self), QPointF(half, half), half, theme().colours.role(self._role))

"""Fields of the details form: tags as chips, and the choice of a picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QBrush,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from models.core.text import tr
from views.video.painting import picture_height
from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.checkable import Checkable
from views.widgets.flow import FlowLayout
from views.widgets.icons import pixmap
from views.widgets.paint import rounded, smooth
from views.widgets.theme import accent_of, theme

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif")
_POSTER = 116


class Line(QLineEdit):
    """One line that tells when it is left."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class Text(QPlainTextEdit):
    """Several lines that tell when they are left; Tab goes to the next field."""

    left = Signal()

    def __init__(self, lines: int = 5) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + tokens.LARGE + tokens.SMALL)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class TagField(QWidget):
    """Tags as chips with a field behind them: Enter or a comma adds, Backspace in the empty field removes."""

    changed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tags: list[str] = []
        self._chips: list[Button] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SMALL)
        self._box = QWidget()
        self._flow = FlowLayout(self._box, gap=tokens.TINY)
        column.addWidget(self._box)
        self.line = Line()
        self.line.setPlaceholderText(tr("Add a tag"))
        self.line.setAccessibleName(tr("Add a tag"))
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self._add)
        self.line.left.connect(self._leave)
        self.line.installEventFilter(self)
        self.setFocusProxy(self.line)
        column.addWidget(self.line)
        self._build()

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(self._tags)

    def set_tags(self, tags: Sequence[str]) -> None:
        if list(tags) != self._tags:
            self._tags = list(tags)
            self._build()

    def _build(self) -> None:
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for tag in self._tags:
            chip = Button(tag, trailing="x", tip=tr("Remove the tag {tag}", tag=tag))
            chip.setFixedHeight(tokens.CHIP)
            chip.clicked.connect(lambda _=False, tag=tag: self.remove(tag))
            self._flow.addWidget(chip)
            self._chips.append(chip)
        self._box.setVisible(bool(self._tags))

    def remove(self, tag: str) -> None:
        """Take a tag away."""
        self._tags = [other for other in self._tags if other != tag]
        self._build()
        self.changed.emit()
        self.left.emit()

    @Slot(str)
    def _typed(self, text: str) -> None:
        if "," in text:
            self._add()

    @Slot()
    def _add(self) -> None:
        words = [part.strip().lstrip("#") for part in self.line.text().split(",")]
        known = {tag.casefold() for tag in self._tags}
        new = [word for word in words if word and word.casefold() not in known]
        self.line.clear()
        if new:
            self._tags += new
            self._build()
            self.changed.emit()

    @Slot()
    def _leave(self) -> None:
        self._add()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.line.text() and self._tags:
            self.remove(self._tags[-1])
            return
        super().keyPressEvent(event)


class PosterButton(Checkable, QAbstractButton):
    """One picture to choose; the chosen one has a line in the accent and a tick."""

    def __init__(self, blob: str, name: str, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.blob = blob
        self._thumbnails = thumbnails
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(_POSTER, picture_height(_POSTER))
        thumbnails.arrived.connect(self._arrived)

    @Slot(str)
    def _arrived(self, blob: str) -> None:
        if blob == self.blob:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, accent, area = smooth(self), accent_of(self), QRectF(self.rect())
        picture = self._thumbnails.get(self.blob, round(_POSTER * self.devicePixelRatioF()))
        if picture is None:
            rounded(painter, area, tokens.RADIUS, theme().colours.line)
        else:
            scale = area.width() / picture.width()
            brush = QBrush(picture)
            brush.setTransform(QTransform.fromScale(scale, scale))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(brush)
            painter.drawRoundedRect(area, tokens.RADIUS, tokens.RADIUS)
        if self.isChecked():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent.colour, 2))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), tokens.RADIUS, tokens.RADIUS)
            side = tokens.ICON_SMALL
            rounded(painter, QRectF(tokens.TINY, tokens.TINY, side, side), side / 2, accent.colour)
            mark = pixmap("check", tokens.MEDIUM, accent.on, self.devicePixelRatioF())
            painter.drawPixmap(tokens.TINY + 2, tokens.TINY + 2, mark)
        elif self.underMouse():
            rounded(painter, area, tokens.RADIUS, theme().colours.pressed)

    def sizeHint(self) -> QSize:
        return self.size()


class PosterPicker(QWidget):
    """The pictures of a video to choose from, and a place to drop another one.

    `chosen` carries a blob's name, `dropped` the path of a picture, `asked` that a file is to be chosen.
    """

    chosen = Signal(str)
    dropped = Signal(str)
    asked = Signal()

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._buttons: list[PosterButton] = []
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._flow = FlowLayout(self, gap=tokens.SMALL)
        self.add = Button(tr("Own picture"), icon="image", tip=tr("Choose a picture, or drop one here"))
        self.add.clicked.connect(self.asked)
        self._flow.addWidget(self.add)

    @property
    def buttons(self) -> list[PosterButton]:
        return self._buttons

    def show_posters(self, posters: Sequence[str], chosen: str) -> None:
        """Show these blobs, one of them chosen."""
        if [button.blob for button in self._buttons] != list(posters):
            self._build(posters)
        for button in self._buttons:
            button.setChecked(button.blob == chosen)

    def _build(self, posters: Sequence[str]) -> None:
        for old in [*self._buttons, self.add]:
            self._flow.removeWidget(old)
        for old in self._buttons:
            old.hide()
            old.deleteLater()
        self._buttons = []
        for n, blob in enumerate(posters, 1):
            button = PosterButton(blob, tr("Picture {number}", number=n), self._thumbnails)
            button.clicked.connect(lambda _=False, blob=blob: self.chosen.emit(blob))
            self._flow.addWidget(button)
            self._buttons.append(button)
        self._flow.addWidget(self.add)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _picture(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _picture(event.mimeData().urls())
        if path:
            event.acceptProposedAction()
            self.dropped.emit(path)


def _picture(urls: Sequence[QUrl]) -> str:
    paths = [url.toLocalFile() for url in urls if url.isLocalFile()]
    return next((path for path in paths if path.casefold().endswith(PICTURES)), "")

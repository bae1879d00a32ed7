"""The designed states of a view: empty, loading, error, offline, no permission, nothing found."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFocusEvent, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from models.core.errors import NotAllowed, PersonError
from models.core.text import tr
from views.widgets import tokens
from views.widgets.announcing import announce
from views.widgets.buttons import Button, Kind, link
from views.widgets.icons import pixmap
from views.widgets.labels import Label
from views.widgets.pages import Pages
from views.widgets.paint import rounded, smooth
from views.widgets.theme import theme
from views.widgets.tokens import Type

Centre = Qt.AlignmentFlag.AlignHCenter


class State(StrEnum):
    """Why a view shows no content; each has its icon."""

    EMPTY = "inbox"
    NOTHING_FOUND = "search"
    ERROR = "circle-alert"
    OFFLINE = "wifi-off"
    NO_PERMISSION = "lock"


class Mark(QWidget):
    """An icon in the colour of a role, drawn at paint time so that it follows the theme."""

    def __init__(
        self, name: str, size: int = tokens.ICON, role: str = "dim", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._size, self._role = name, size, role
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_icon(self, name: str, role: str = "") -> None:
        self._name, self._role = name, role or self._role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = theme().colours.role(self._role)
        QPainter(self).drawPixmap(0, 0, pixmap(self._name, self._size, colour, self.devicePixelRatioF()))


class StateView(QWidget):
    """An icon, a sentence, what to do, and the first thing to do as a button.

    With `drops` a dashed outline says that files may be dropped here.
    """

    def __init__(
        self,
        state: State,
        sentence: str,
        what_now: str = "",
        *,
        icon: str = "",
        action: str = "",
        do: Callable[[], object] | None = None,
        details: str = "",
        drops: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = state
        self._details = details
        self._drops = drops
        self.setAccessibleName(sentence)
        self.setAccessibleDescription(what_now)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.HUGE, tokens.HUGE, tokens.HUGE, tokens.HUGE)
        column.setSpacing(tokens.SMALL)
        column.addStretch(2)
        role = "negative" if state is State.ERROR else "dim"
        column.addWidget(Mark(icon or state.value, 32, role), 0, Centre)
        column.addSpacing(tokens.SMALL)
        column.addWidget(self._text(sentence, Type.STRONG, ""))
        if what_now:
            column.addWidget(self._text(what_now, Type.BODY, "dim"))
        column.addSpacing(tokens.SMALL)
        column.addLayout(self._buttons(action, do))
        column.addStretch(3)

    @staticmethod
    def _text(text: str, step: Type, tone: str) -> Label:
        label = Label(text, step, tone=tone, wrap=True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.set_selectable()
        label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return label

    def _buttons(self, action: str, do: Callable[[], object] | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.MEDIUM)
        row.addStretch()
        self.button: Button | None = None
        if action and do is not None:
            kind = Kind.PRIMARY if self.state is State.EMPTY else Kind.NORMAL
            self.button = Button(action, kind=kind)
            self.button.does(do)
            row.addWidget(self.button)
        self.copy: Button | None = None
        if self._details:
            self.copy = link(tr("Copy details"))
            self.copy.clicked.connect(self._copy)
            row.addWidget(self.copy)
        row.addStretch()
        self._choices = row
        return row

    def add_choice(self, text: str, do: Callable[[], object]) -> Button:
        """A second thing to do, after the first."""
        button = Button(text)
        button.does(do)
        self._choices.insertWidget(self._choices.count() - 1, button)
        return button

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._drops:
            return
        painter = smooth(self)
        pen = QPen(theme().colours.line, tokens.HAIRLINE, Qt.PenStyle.DashLine)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, tokens.RADIUS_CARD, tokens.RADIUS_CARD)


class Skeleton(QWidget):
    """Grey shapes where content will be, shown only when it takes longer than a moment.

    `rows` lines of `height` pixels, or tiles in the shape of pictures with `tile` as their width.
    """

    def __init__(
        self, rows: int = 6, height: int = tokens.ROW, *, tile: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows, self._height, self._tile = rows, height, tile
        self._shown = False
        self.setAccessibleName(tr("Loading"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._after = QTimer(self)
        self._after.setSingleShot(True)
        self._after.setInterval(tokens.SKELETON_AFTER)
        self._after.timeout.connect(self._appear)

    @property
    def shown(self) -> bool:
        """Whether the shapes are visible by now."""
        return self._shown

    def start(self) -> None:
        self._shown = False
        self._after.start()
        self.update()

    def stop(self) -> None:
        self._after.stop()

    @Slot()
    def _appear(self) -> None:
        self._shown = True
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self._rows * self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._shown:
            return
        painter = smooth(self)
        fill = QColor(theme().colours.line)
        if self._tile:
            self._paint_tiles(painter, fill)
            return
        for row in range(self._rows):
            wide = self.width() * (0.9 - 0.13 * (row * 7 % 5))
            bar = QRectF(0, row * self._height + (self._height - 12) / 2, wide, 12)
            rounded(painter, bar, tokens.TINY, fill)

    def _paint_tiles(self, painter: QPainter, fill: QColor) -> None:
        columns = max(1, (self.width() + tokens.LARGE) // (self._tile + tokens.LARGE))
        wide = (self.width() - tokens.LARGE * (columns - 1)) / columns
        high = wide * 9 / 16
        for row in range(self._rows):
            for column in range(columns):
                x, y = column * (wide + tokens.LARGE), row * (high + 80)
                rounded(painter, QRectF(x, y, wide, high), tokens.RADIUS_ITEM, fill)
                rounded(painter, QRectF(x, y + high + 14, wide * 0.7, 12), tokens.TINY, fill)
                rounded(painter, QRectF(x, y + high + 36, wide * 0.4, 10), tokens.TINY, fill)


class StateStack(Pages):
    """A view's content with the states that may stand in its place.

    The focus it is given, or that was in what goes, is handed on to what there is to do now.
    """

    def __init__(
        self, content: QWidget, skeleton: Skeleton | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.content = content
        self.skeleton = skeleton or Skeleton()
        self._view: StateView | None = None
        self.addWidget(content)
        self.addWidget(self.skeleton)

    def show_content(self) -> None:
        """What is shown already keeps the focus where it is."""
        if self.currentWidget() is not self.content:
            self._show(self.content)

    def show_loading(self) -> None:
        """Nothing for a moment, then the skeleton."""
        self._show(self.skeleton)
        self.skeleton.start()

    def show_state(self, view: StateView) -> None:
        """Show an empty state and the like; the last one is thrown away."""
        self.addWidget(view)
        self._show(view)
        if self.isVisible():
            announce(view, f"{view.accessibleName()} {view.accessibleDescription()}".strip())

    def _show(self, widget: QWidget) -> None:
        focused = QApplication.focusWidget()
        had_focus = focused is not None and (focused is self or self.isAncestorOf(focused))
        self._leave()
        self._view = widget if isinstance(widget, StateView) else None
        self.setCurrentWidget(widget)
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._hand_on(Qt.FocusReason.OtherFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._hand_on(event.reason())

    def _hand_on(self, reason: Qt.FocusReason) -> None:
        if self.currentWidget() is self.content:
            self.content.setFocus(reason)
        elif self._view is not None and self._view.button is not None:
            self._view.button.setFocus(reason)

    def show_error(self, error: PersonError, retry: Callable[[], object] | None = None) -> None:
        """What was wrong, what to do now, and a way to try again."""
        state = State.NO_PERMISSION if isinstance(error, NotAllowed) else State.ERROR
        details = f"{type(error).__name__}: {error}"
        self.show_state(
            StateView(
                state, error.sentence, error.what_now, action=tr("Try again"), do=retry, details=details
            )
        )

    def _leave(self) -> None:
        self.skeleton.stop()
        if self._view is not None:
            self.removeWidget(self._view)
            self._view.deleteLater()
            self._view = None

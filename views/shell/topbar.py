"""The top bar: where am I, search, notices, theme, account."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from models.core.text import tr
from views.shell.workspace import Crumb
from views.widgets import tokens
from views.widgets.avatar import Badge, paint_avatar
from views.widgets.buttons import Button, IconButton, Kind
from views.widgets.icons import pixmap
from views.widgets.labels import ElidedLabel, Label
from views.widgets.paint import mirrored, rounded, smooth
from views.widgets.theme import theme
from views.widgets.tokens import Type, Weight

Align = Qt.AlignmentFlag
_SHARES = (413, tokens.SEARCH_WIDTH, 299)  # of the free width: the way, the search field, nothing


class SearchField(QAbstractButton):
    """Looks like the field it opens."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._over = False
        self.setAccessibleName(tr("Search or jump to"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setMaximumWidth(tokens.SEARCH_WIDTH)
        self.setProperty("radius", tokens.RADIUS_ITEM)

    def set_keys(self, keys: str) -> None:
        self._keys = keys.replace("+", " ")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(tokens.SEARCH_WIDTH, tokens.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, tokens.CONTROL)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = smooth(self)
        rounded(painter, self.rect(), tokens.RADIUS_ITEM, colours.background, colours.line)
        if self._over:
            rounded(painter, self.rect(), tokens.RADIUS_ITEM, colours.hover)
        side = tokens.ICON_SMALL
        glass = mirrored(self, QRect(11, (self.height() - side) // 2, side, side))
        painter.drawPixmap(glass.topLeft(), pixmap("search", side, colours.dim, self.devicePixelRatioF()))
        cap_font = theme().font(Type.CAPTION)
        cap = QFontMetrics(cap_font).horizontalAdvance(self._keys) + 10 if self._keys else 0
        text = mirrored(self, QRect(34, 0, max(0, self.width() - 34 - cap - 20), self.height()))
        painter.setFont(theme().font())
        painter.setPen(colours.dim)
        shown = QFontMetrics(painter.font()).elidedText(
            tr("Search or jump to…"), Qt.TextElideMode.ElideRight, text.width()
        )
        painter.drawText(text, int(Align.AlignVCenter | Align.AlignLeading), shown)
        if cap:
            key = mirrored(self, QRect(self.width() - cap - 10, (self.height() - 16) // 2, cap, 16))
            rounded(painter, key, tokens.TINY, colours.surface, colours.line)
            painter.setFont(cap_font)
            painter.setPen(colours.dim)
            painter.drawText(key, Align.AlignCenter, self._keys)


class Breadcrumb(QWidget):
    """The way to where one is; each step but the last goes there."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(tokens.SMALL)
        self._shown: list[Crumb] = []
        self._steps: list[QWidget] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._make)

    def show_way(self, crumbs: Sequence[Crumb]) -> None:
        """Show these steps; the last one is where one is. They are made when the place itself is there."""
        if list(crumbs) != self._shown:
            self._shown = list(crumbs)
            self.setAccessibleName(" / ".join(crumb.title for crumb in self._shown))
            self._soon.start()

    @Slot()
    def _make(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._steps = []
        for crumb in self._shown[:-1]:
            step = Button(crumb.title, kind=Kind.LINK, role="dim")
            step.clicked.connect(lambda _=False, path=crumb.path: self.chosen.emit(path))
            line = Label("/", tone="dim")
            self._steps += [step, line]
            self._row.addWidget(step)
            self._row.addWidget(line)
        if self._shown:
            self._row.addWidget(ElidedLabel(self._shown[-1].title, weight=Weight.SEMIBOLD), 1)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where it is narrow, only the last step stays."""
        needed = sum(step.sizeHint().width() + tokens.SMALL for step in self._steps)
        roomy = needed + 2 * tokens.HUGE <= self.width()
        for step in self._steps:
            step.setVisible(roomy)


class AvatarButton(QAbstractButton):
    """The person's circle, which opens the menu of the account."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(30, 30)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("radius", 15)
        self._picture: QPixmap | None = None
        self.set_name(name)

    def set_picture(self, picture: QPixmap | None) -> None:
        self._picture = picture
        self.update()

    def set_name(self, name: str) -> None:
        self._name = name
        self.setAccessibleName(tr("Account of {name}", name=name) if name else tr("Account"))
        self.setToolTip(name or tr("Account"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:  # nobody is there: nothing to show
            paint_avatar(smooth(self), self.rect().toRectF(), self._name, self._picture, letters=2)


class TopBar(QWidget):
    """Back, forward, the way, search, the bell, the theme, the account."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(tokens.TOP_BAR)
        self.back = IconButton("chevron-left", tr("Back"), side=tokens.WIDE, role="text")
        self.forward = IconButton("chevron-right", tr("Forward"), side=tokens.WIDE, role="dim")
        self.breadcrumb = Breadcrumb()
        self.search = SearchField("")
        self.bell = IconButton("bell", tr("Notices"), size=18)
        self.count = Badge(0, self)
        self.theme_button = IconButton("moon", tr("Light or dark"), size=18)
        self.account = AvatarButton("")
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.MEDIUM + tokens.HAIR, 0, tokens.LARGE, tokens.HAIRLINE)
        row.setSpacing(0)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        row.addSpacing(tokens.MEDIUM)
        row.addWidget(self.breadcrumb, _SHARES[0])
        row.addSpacing(tokens.LARGE)
        row.addWidget(self.search, _SHARES[1])
        row.addSpacing(tokens.LARGE)
        row.addStretch(_SHARES[2])
        row.addWidget(self.bell)
        row.addSpacing(tokens.MEDIUM)
        row.addWidget(self.theme_button)
        row.addSpacing(tokens.SMALL)
        row.addWidget(self.account)
        self._turn()

    def set_count(self, count: int) -> None:
        """Unread notices on the bell."""
        self.count.set_count(count)
        self.bell.setAccessibleName(tr("Notices, {count} unread", count=count) if count else tr("Notices"))
        self._place_count()

    def _place_count(self) -> None:
        wide = self.count.sizeHint().width()
        spot = mirrored(self.bell, QRect(self.bell.width() // 2 + 4, 3, wide, 12))
        self.count.move(self.bell.pos() + spot.topLeft())
        self.count.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layout = self.layout()
        if layout is not None:
            layout.activate()
        self._place_count()

    def _turn(self) -> None:
        """Back points to the start of writing."""
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.back.set_icon("chevron-right" if rtl else "chevron-left")
        self.forward.set_icon("chevron-left" if rtl else "chevron-right")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._turn()
            self._place_count()

    def below_account(self, wide: int) -> QPoint:
        """Where a menu of the account opens, on the screen, ending where the circle ends."""
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = 0 if rtl else self.account.width() - wide
        return self.account.mapToGlobal(QPoint(left, self.account.height() + tokens.SMALL))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colours.surface)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().colours.line)

"""The status bar: jobs, where the data is, the wallet, keys; each part opens its panel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from models.core.text import tr
from views.widgets import tokens
from views.widgets.icons import pixmap
from views.widgets.paint import dot, mirrored, rounded, smooth
from views.widgets.surfaces import Hairline
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type

_BAR = 70
_GAP = tokens.SMALL
_ICON = 14


class StatusPart(QAbstractButton):
    """A piece of the status bar: a dot or an icon before its text, or a bar and a number after it."""

    def __init__(
        self, text: str = "", *, dot_role: str = "", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._dot = dot_role
        self._icon = icon
        self._fraction: float | None = None
        self._with_bar = False
        self._over = False
        self.setFont(theme().font(Type.CAPTION, tabular=True))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_text(text)

    def set_text(self, text: str, dot_role: str = "") -> None:
        self._dot = dot_role or self._dot
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_progress(self, text: str, fraction: float | None) -> None:
        """A text with how far it is (None where nobody knows)."""
        self._with_bar, self._fraction = True, fraction
        self.set_text(text)
        self.setAccessibleName(f"{text} {self._number()}".strip())

    def _number(self) -> str:
        return "" if self._fraction is None else tr("{percent} %", percent=int(self._fraction * 100))

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        wide = metrics.horizontalAdvance(self.text()) + 1
        if self._dot:
            wide += 7 + 6
        if self._icon:
            wide += _ICON + 6
        if self._with_bar:
            wide += _GAP + _BAR + (_GAP + metrics.horizontalAdvance("100 %") if self._number() else 0)
        return QSize(wide, 20)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = smooth(self)
        painter.setPen(colours.text if self._over else colours.dim)
        x = 0
        if self._dot:
            spot = mirrored(self, QRect(0, self.height() // 2 - 3, 7, 7))
            dot(painter, QPointF(QRectF(spot).center()), 3.5, colours.role(self._dot))
            painter.setPen(colours.text if self._over else colours.dim)
            x = 13
        if self._icon:
            place = mirrored(self, QRect(0, (self.height() - _ICON) // 2, _ICON, _ICON))
            ink = colours.text if self._over else colours.dim
            painter.drawPixmap(place.topLeft(), pixmap(self._icon, _ICON, ink, self.devicePixelRatioF()))
            x = _ICON + 6
        x = self._write(painter, self.text(), x)
        if self._with_bar:
            x += _GAP
            self._paint_bar(painter, x)
            painter.setPen(colours.text if self._over else colours.dim)
            self._write(painter, self._number(), x + _BAR + _GAP)

    def _write(self, painter: QPainter, text: str, x: int) -> int:
        wide = QFontMetrics(self.font()).horizontalAdvance(text) + 1
        area = mirrored(self, QRect(x, 0, wide, self.height()))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        return x + wide

    def _paint_bar(self, painter: QPainter, x: int) -> None:
        area = QRect(x, self.height() // 2 - 2, _BAR, 4)
        rounded(painter, mirrored(self, area), 2, theme().colours.line)
        share = 0.3 if self._fraction is None else self._fraction
        done = QRect(x, area.y(), round(_BAR * min(max(share, 0.0), 1.0)), 4)
        rounded(painter, mirrored(self, done), 2, accent_of(self).colour)


class StatusBar(QWidget):
    """Jobs (while there are some), where the data is, and the key of the keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(tokens.STATUS_BAR)
        self.jobs = StatusPart()
        self.line = Hairline(vertical=True)
        self.line.setFixedHeight(tokens.MEDIUM)
        self.connection = StatusPart(tr("Everything on this computer"), dot_role="positive")
        self.connection.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing opens from it yet
        self.connection.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.market = StatusPart(dot_role="positive")
        self.market.hide()
        self.wallet = StatusPart(icon="wallet")
        self.wallet.setToolTip(tr("Wallet"))
        self.wallet.hide()
        self.keys = StatusPart()
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.LARGE, tokens.HAIRLINE, tokens.LARGE, 0)
        row.setSpacing(tokens.LARGE)
        row.addWidget(self.jobs)
        row.addWidget(self.line)
        row.addWidget(self.connection)
        row.addStretch(1)
        row.addWidget(self.market)
        row.addWidget(self.wallet)
        row.addWidget(self.keys)
        self.show_jobs(0, None)

    def show_jobs(self, count: int, fraction: float | None) -> None:
        """How many jobs are live and how far they are together; the part goes when there are none."""
        self.jobs.setVisible(count > 0)
        self.line.setVisible(count > 0)
        if count:
            text = tr("1 job") if count == 1 else tr("{count} jobs", count=count)
            self.jobs.set_progress(text, fraction)

    def show_wallet(self, text: str) -> None:
        """What is in the wallet; the part goes when that is nothing."""
        self.wallet.set_text(text)
        self.wallet.setAccessibleName(tr("Wallet: {amounts}", amounts=text))
        self.wallet.setVisible(bool(text))

    def show_market(self, text: str) -> None:
        """How a simulated market lives; the part goes when it rests."""
        self.market.set_text(text)
        self.market.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colours.surface)
        painter.fillRect(0, 0, self.width(), 1, theme().colours.line)

"""Why nothing can be traded now: in words, and as a strip above the chart."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from controllers.trading.exchange import ExchangeDesk
from models.core.clock import utc_now
from models.core.text import tr
from models.trading.entities import PairInfo, PairStatus
from views.trading.own_columns import moment
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.labels import Label
from views.widgets.paint import rounded, smooth
from views.widgets.states import Mark
from views.widgets.theme import theme
from views.widgets.tokens import Type


def closed_text(desk: ExchangeDesk, pair: PairInfo) -> str:
    """Why the person cannot trade the pair now; "" where they can."""
    standing = desk.standing
    if desk.exchange is not None and desk.exchange.halted:
        return tr("Trading is halted on {name}: orders may only be cancelled.", name=desk.exchange.name)
    if standing is not None and standing.blocked:
        return tr("The exchange has stopped your trading. Ask whoever runs it.")
    if standing is not None and standing.stopped and standing.stopped_until is not None:
        return tr("You have stopped your trading until {moment}.", moment=moment(standing.stopped_until))
    if standing is not None and standing.stopped:
        return tr("You have stopped your trading.")
    if pair.status is not PairStatus.HALTED:
        return ""
    reason = f" {tr(pair.reason)}" if pair.reason else ""
    if pair.resumes_at is not None:
        words = tr("{pair} is paused until {moment}.", pair=pair.pair, moment=moment(pair.resumes_at))
        return f"{words}{reason}"
    return tr("{pair} is halted: orders may only be cancelled.", pair=pair.pair) + reason


def closed_for(ends: datetime | None) -> str:
    """How long a pause goes on: "4:32"; "" where there is no end."""
    if ends is None:
        return ""
    left = max(0, round((ends - utc_now()).total_seconds()))
    hours, rest = divmod(left, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


class ClosedStrip(QWidget):
    """There while trading is closed; the button leads to where that can be changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Label("", wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.left = Label("", Type.STRONG, tone="warning", tabular=True)
        self.manage = Button(tr("Manage"), kind=Kind.GHOST)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.SMALL, tokens.SMALL)
        row.setSpacing(tokens.SMALL)
        row.addWidget(Mark("triangle-alert", tokens.ICON_SMALL, "warning"))
        row.addWidget(self.words, 1)
        row.addWidget(self.left)
        row.addWidget(self.manage)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_words(self, words: str, ends: datetime | None, *, can_change: bool) -> None:
        """Say it; "" hides the strip."""
        self.words.setText(words)
        self.setAccessibleName(words)
        self.tell_time(ends)
        self.manage.setVisible(can_change)
        self.setVisible(bool(words))

    def tell_time(self, ends: datetime | None) -> None:
        """How long it still goes on."""
        self.left.setText(closed_for(ends))
        self.left.setVisible(ends is not None)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        ground = QColor(theme().colours.role("warning"))
        ground.setAlphaF(0.12)
        rounded(painter, self.rect(), 0, ground)

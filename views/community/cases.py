"""The list of what is to be decided: an item model and how a case is painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from controllers.community.moderating import Moderating
from models.community.entities import Case, Hold
from models.community.markup import calm
from models.core.text import tr
from views.community.report_panel import reason_name
from views.widgets import tokens
from views.widgets.ages import ago
from views.widgets.avatar import paint_avatar
from views.widgets.icons import pixmap
from views.widgets.paint import rounded
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

Index = QModelIndex | QPersistentModelIndex
CASE = Qt.ItemDataRole.UserRole
_HEIGHT = 96
_LINES = 2


def why(case: Case) -> str:
    """Why a case is here, in a line."""
    reasons = [
        reason_name(reason) if count == 1 else f"{reason_name(reason)} × {count}"
        for reason, count in case.complaint.reasons
    ]
    hold = case.card.hold if case.card is not None else Hold.NOTHING
    held = {
        Hold.WORD: tr("A blocked word"),
        Hold.LINK: tr("A link"),
        Hold.EVERYTHING: tr("Every comment waits"),
        Hold.MODERATOR: tr("Held by hand"),
    }.get(hold, "")
    words = [f"“{calm(' '.join(said.split()))}”" for said in case.complaint.words[:2]]
    return " · ".join(part for part in (held, *reasons, *words) if part)


class CaseItems(QAbstractListModel):
    """The cases in their order; further ones are read when the end is reached."""

    def __init__(self, moderating: Moderating) -> None:
        super().__init__(moderating)
        self._moderating = moderating
        self._cases: list[Case] = []
        moderating.listed.connect(self._follow)

    def case(self, row: int) -> Case:
        return self._cases[row]

    def _follow(self) -> None:
        cases = self._moderating.cases
        before = len(self._cases)
        if before and cases[:before] == self._cases:
            if len(cases) > before:
                self.beginInsertRows(QModelIndex(), before, len(cases) - 1)
                self._cases = list(cases)
                self.endInsertRows()
            return
        self.beginResetModel()
        self._cases = list(cases)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        return 0 if parent.isValid() else len(self._cases)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._cases):
            return None
        case = self._cases[index.row()]
        card = case.card
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return case.title if card is None else card.text
            case Qt.ItemDataRole.AccessibleTextRole:
                said = case.title if card is None else f"{card.name}: {card.text}"
                return f"{said}. {why(case)}"
        return case if role == CASE else None


class CasePainter(QStyledItemDelegate):
    """Who, when, about what; the first lines; why it is here."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        case: Case = index.data(CASE)
        colours, widget, rect = theme().colours, option.widget, QRect(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = rect.adjusted(0, tokens.HAIR, 0, -tokens.HAIR)
        if state & QStyle.StateFlag.State_Selected:
            rounded(painter, area, tokens.RADIUS_ITEM, accent_of(widget).selection)
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, area, tokens.RADIUS_ITEM, colours.hover)
        if state & QStyle.StateFlag.State_HasFocus and widget.hasFocus():
            rounded(painter, area, tokens.RADIUS_ITEM, line=accent_of(widget).colour)
        way = widget.layoutDirection()
        self._paint_sign(painter, case, area, way)
        left = tokens.MEDIUM + tokens.ROW + tokens.MEDIUM
        room = QRect(area.left() + left, area.top() + tokens.SMALL, area.width() - left - tokens.MEDIUM, 0)
        self._paint_words(painter, case, area, room, way)
        painter.restore()

    @staticmethod
    def _paint_sign(painter: QPainter, case: Case, area: QRect, way: Qt.LayoutDirection) -> None:
        side = tokens.ROW
        at = QRect(area.left() + tokens.MEDIUM, area.top() + tokens.MEDIUM, side, side)
        at = QStyle.visualRect(way, area, at)
        if case.card is not None:
            paint_avatar(painter, QRectF(at), case.card.name)
        else:
            ink = theme().colours.warning
            painter.drawPixmap(at.topLeft() + QPoint(8, 8), pixmap("flag", tokens.ICON, ink))

    @staticmethod
    def _paint_words(
        painter: QPainter, case: Case, area: QRect, room: QRect, way: Qt.LayoutDirection
    ) -> None:
        colours, card = theme().colours, case.card
        name = tr("Reported") if card is None else card.name or tr("Somebody who has left")
        rest = (
            case.title
            if card is None
            else tr("{ago} on “{title}”", ago=ago(card.created_at), title=case.title)
        )
        bold, plain = theme().font(Type.BODY, Weight.SEMIBOLD), theme().font(Type.BODY)
        high = QFontMetrics(plain).lineSpacing()
        top = room.top()

        def line(text: str, font: Any, ink: Any, left: int = 0) -> int:
            metrics = QFontMetrics(font)
            width = room.width() - left
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.setFont(font)
            painter.setPen(ink)
            start = Qt.AlignmentFlag.AlignLeft
            if way is Qt.LayoutDirection.RightToLeft:
                start = Qt.AlignmentFlag.AlignRight
            at = QStyle.visualRect(way, area, QRect(room.left() + left, top, width, high))
            fixed = Qt.AlignmentFlag.AlignAbsolute
            painter.drawText(at, int(Qt.AlignmentFlag.AlignVCenter | start | fixed), shown)
            return metrics.horizontalAdvance(shown)

        beside = line(name, bold, colours.text)
        line(rest, plain, colours.dim, beside + tokens.SMALL)
        words = calm(" ".join((card.text if card is not None else case.place).split()))[:600]
        for part in _broken(words, QFontMetrics(plain), room.width()):
            top += high + tokens.HAIR
            line(part, plain, colours.text)
        top = area.bottom() - high - tokens.SMALL + tokens.HAIR
        line(why(case), theme().font(Type.CAPTION), colours.warning)


def _broken(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """The text on at most two lines, broken between words; the painter elides the last."""
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    first = ""
    for word in text.split(" "):
        if metrics.horizontalAdvance(f"{first} {word}") > width:
            break
        first = f"{first} {word}".strip()
    return [first, text[len(first) :].strip()] if first else [text]

"""The rows of the palette: an item model of groups and things, and how they are painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.kernel.finding import Found, matched
from views.widgets import tokens
from views.widgets.icons import pixmap
from views.widgets.paint import rounded
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type, Weight

Index = QModelIndex | QPersistentModelIndex
HEADER_HIGH = 30
ROW_HIGH = 40
_ROOT = QModelIndex()
_LEADING = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
_TRAILING = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing)


@dataclass(frozen=True, slots=True)
class Row:
    """A heading (without `found`) or a thing, with what was typed to find it."""

    heading: str = ""
    found: Found | None = None
    typed: str = ""


class PaletteModel(QAbstractListModel):
    """Groups of things, each below its heading."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def show_groups(self, groups: Sequence[tuple[str, Sequence[Found]]], typed: str) -> None:
        """Replace everything; groups without things are left out."""
        self.beginResetModel()
        self._rows = []
        for heading, things in groups:
            if things:
                self._rows.append(Row(heading=heading))
                self._rows += [Row(found=thing, typed=typed) for thing in things]
        self.endResetModel()

    def row(self, index: Index) -> Row:
        return self._rows[index.row()]

    def height(self) -> int:
        return sum(ROW_HIGH if row.found else HEADER_HIGH for row in self._rows)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.found.title if row.found else row.heading
        if role == Qt.ItemDataRole.AccessibleTextRole and row.found:
            return f"{row.found.title} {row.found.detail} {row.found.kind}".strip()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].found is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def next_thing(self, start: int, step: int) -> int:
        """The row of the next thing from `start` in a direction, going round; -1 where there is none."""
        count = len(self._rows)
        for move in range(1, count + 1):
            place = (start + step * move) % count
            if self._rows[place].found:
                return place
        return -1


class RowDelegate(QStyledItemDelegate):
    """Paints a row: icon, title with what was typed in bold, detail, and its kind at the end."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = index.model()
        assert isinstance(model, PaletteModel)
        return QSize(100, ROW_HIGH if model.row(index).found else HEADER_HIGH)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, PaletteModel)
        row = model.row(index)
        area = QRect(option.rect)
        rtl = option.direction is Qt.LayoutDirection.RightToLeft
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        if row.found is None:
            painter.setFont(theme().font(Type.CAPTION, Weight.SEMIBOLD))
            painter.setPen(theme().colours.dim)
            painter.drawText(area.adjusted(tokens.LARGE, 6, -tokens.LARGE, 0), _LEADING, row.heading)
        else:
            view = option.widget  # asked itself: the option's state would load all that is called by QStyle
            assert isinstance(view, QAbstractItemView)
            chosen = view.selectionModel().isSelected(index)
            self._paint_thing(painter, area, row, row.found, view if chosen else None, rtl)
        painter.restore()

    def _paint_thing(
        self, painter: QPainter, area: QRect, row: Row, found: Found, chosen: QWidget | None, rtl: bool
    ) -> None:
        colours = theme().colours
        if chosen is not None:
            rounded(painter, area.adjusted(6, 0, -6, 0), tokens.RADIUS, accent_of(chosen).selection)
        side = tokens.ICON_SMALL
        left = area.right() - 24 - side if rtl else area.left() + 24
        ratio = painter.device().devicePixelRatioF()
        ink = colours.text if chosen is not None else colours.dim
        painter.drawPixmap(left, area.center().y() - side // 2 + 1, pixmap(found.icon, side, ink, ratio))
        painter.setFont(theme().font(Type.CAPTION))
        painter.setPen(colours.dim)
        kind = QFontMetricsF(painter.font()).horizontalAdvance(found.kind)
        painter.drawText(area.adjusted(24, 0, -22, 0), _TRAILING, found.kind)
        room = area.adjusted(53, 0, -round(kind) - 40, 0)
        if rtl:
            room = area.adjusted(round(kind) + 40, 0, -53, 0)
        self._paint_words(painter, room, row, found, rtl)

    @staticmethod
    def _paint_words(painter: QPainter, room: QRect, row: Row, found: Found, rtl: bool) -> None:
        """One paragraph, so that mixed writing directions stay in order."""
        plain, strong = theme().font(), theme().font(Type.BODY, Weight.SEMIBOLD)
        wide, narrow = QFontMetricsF(strong), QFontMetricsF(plain)
        title = wide.elidedText(found.title, Qt.TextElideMode.ElideRight, room.width())
        rest = room.width() - wide.horizontalAdvance(title) - tokens.SMALL
        detail = narrow.elidedText(found.detail, Qt.TextElideMode.ElideRight, rest) if rest > 24 else ""
        formats: list[QTextLayout.FormatRange] = []
        start = 0
        for part, bold in pieces(title, row.typed, turned=found.completes):
            formats.append(_format(start, len(part), strong if bold else plain, theme().colours.text))
            start += len(part)
        text = f"{title}  {detail}" if detail else title
        formats.append(_format(start, len(text) - start, plain, theme().colours.dim))
        layout = QTextLayout(text, plain)
        option = QTextOption(Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setAlignment(option.alignment() | Qt.AlignmentFlag.AlignAbsolute)
        layout.setTextOption(option)
        layout.setFormats(formats)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(room.width())
        layout.endLayout()
        layout.draw(painter, QPointF(room.left(), room.top() + (room.height() - line.height()) / 2))


def pieces(title: str, typed: str, *, turned: bool = False) -> list[tuple[str, bool]]:
    """The title in parts, each with whether it is bold: what was typed, or (`turned`) what is still to be
    typed of a suggestion."""
    parts: list[tuple[str, bool]] = []
    end = 0
    for start, length in matched(typed, title):
        parts += [(title[end:start], turned), (title[start : start + length], not turned)]
        end = start + length
    if not parts:
        turned = False
    return [(part, strong) for part, strong in [*parts, (title[end:], turned)] if part]


def _format(start: int, length: int, font: QFont, ink: QColor) -> QTextLayout.FormatRange:
    """A range of a text layout in a font and colour."""
    form = QTextCharFormat()
    form.setFont(font)
    form.setForeground(ink)
    span = QTextLayout.FormatRange()
    span.start, span.length, span.format = start, length, form
    return span

"""The cues of captions as a list: when each begins, what it says, and whether something is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from controllers.video.moments import moment_text
from models.core.text import tr
from models.video.cue_editing import LINE_LENGTH, LINES, Fault, Track
from models.video.cues import Cue
from views.widgets import tokens
from views.widgets.icons import pixmap
from views.widgets.paint import rounded
from views.widgets.theme import accent_of, theme
from views.widgets.tokens import Type

Index = QModelIndex | QPersistentModelIndex
CUE = Qt.ItemDataRole.UserRole + 1
FAULTS = Qt.ItemDataRole.UserRole + 2
_TIME = 76


def fault_text(fault: Fault) -> str:
    """What is wrong, and what would be right."""
    return {
        Fault.OVERLAPS: tr("Begins before the one above has ended."),
        Fault.FAST: tr("Too much to read in its time: make it longer, or say less."),
        Fault.LONG_LINE: tr("A line has more than {count} letters.", count=LINE_LENGTH),
        Fault.MANY_LINES: tr("More than {count} lines.", count=LINES),
        Fault.SHORT: tr("Shown too shortly to be noticed."),
        Fault.EMPTY: tr("Says nothing, and will not be kept."),
    }[fault]


class CueItems(QAbstractListModel):
    """The rows of a track."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._track: Track | None = None
        self._cues: tuple[Cue, ...] = ()

    def show_track(self, track: Track | None) -> None:
        """Show this as it stands. Rows that only say something else stay where they are."""
        cues = track.cues if track is not None else ()
        if track is self._track and len(cues) == len(self._cues):
            changed = [n for n, (one, other) in enumerate(zip(cues, self._cues, strict=True)) if one != other]
            self._cues = cues
            if changed:
                last = min(changed[-1] + 1, len(cues) - 1)  # the next one may overlap now
                self.dataChanged.emit(self.index(changed[0]), self.index(last))
            return
        self.beginResetModel()
        self._track, self._cues = track, cues
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._cues)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self._track is None or index.row() >= len(self._track.cues):
            return None
        cue = self._track.cues[index.row()]
        if role == CUE:
            return cue
        if role == FAULTS:
            return self._track.faults(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return cue.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(fault_text(fault) for fault in self._track.faults(index.row()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            faults = [fault_text(fault) for fault in self._track.faults(index.row())]
            return ", ".join((moment_text(cue.start_us), cue.text or tr("empty"), *faults))
        return None


class _Rows(QStyledItemDelegate):
    """Start, text and a sign where something is wrong, in one line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_TIME * 2, tokens.ROW_DENSE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cue: Cue | None = index.data(CUE)
        view = self.parent()
        if cue is None or not isinstance(view, QListView):
            return
        colours, area = theme().colours, QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            rounded(painter, area, tokens.RADIUS, accent_of(view).selection)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, area, tokens.RADIUS, colours.hover)
        inside = option.rect.adjusted(tokens.SMALL, 0, -tokens.SMALL, 0)
        align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        painter.setLayoutDirection(option.direction)
        painter.setFont(theme().font(Type.CAPTION, tabular=True))
        painter.setPen(colours.dim)
        time = inside.adjusted(0, 0, _TIME - inside.width(), 0)
        mark = tokens.ICON_SMALL + tokens.SMALL if index.data(FAULTS) else 0
        words = inside.adjusted(_TIME, 0, -mark, 0)
        rtl = option.direction is Qt.LayoutDirection.RightToLeft
        if rtl:
            time.moveRight(inside.right())
            words = inside.adjusted(mark, 0, -_TIME, 0)
        painter.drawText(time, align, moment_text(cue.start_us))
        font = theme().font(Type.BODY)
        painter.setFont(font)
        painter.setPen(colours.text)
        line = cue.text.replace("\n", " ⏎ ")
        shown = QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, align, shown)
        if mark:
            side = tokens.ICON_SMALL
            x = inside.left() if rtl else inside.right() - side
            sign = pixmap("triangle-alert", side, colours.warning, painter.device().devicePixelRatioF())
            painter.drawPixmap(x, option.rect.center().y() - side // 2, sign)
        painter.restore()


class CueList(QListView):
    """The list of cues; its current row is the cue in hand."""

    def __init__(self) -> None:
        super().__init__()
        self.items = CueItems(self)
        self.setModel(self.items)
        self.setItemDelegate(_Rows(self))
        self.setAccessibleName(tr("Captions"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)

"""The price chart of Trade: bars, studies, orders, alerts and drawings, by mouse and by keyboard.

Imports pyqtgraph, which takes most of a second: import this module on a task thread before it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.core.text import tr
from models.trading.bars import Bar, Bars
from models.trading.studies import Followed, Study
from views.trading.chart.bars import BarStyle
from views.trading.chart.canvas import Canvas
from views.trading.chart.choice import Choice
from views.trading.chart.draw import Draw
from views.trading.chart.drawings import Drawing, Tool
from views.trading.chart.frame import Scale
from views.trading.chart.hands import Hands, Zone
from views.trading.chart.keys import BY_KEY, ChartKey, key_name
from views.trading.chart.line_hands import LineHands
from views.trading.chart.lines import ChartAlert, ChartOrder, Line
from views.trading.chart.look import look_data, put_look
from views.trading.chart.moves import Moves
from views.trading.chart.overlay import Overlay
from views.trading.chart.state import ChartState
from views.widgets.theme import theme

__all__ = ["BarStyle", "ChartAlert", "ChartOrder", "PriceChart", "Scale", "Study", "Tool"]

_NEAR_START = 0.5  # of the view: older bars are asked for when less than that is left
_CROSS_STEP = 8.0  # pixels


class PriceChart(QWidget):
    """Give it bars, then ticks (10 to 30 a second at most); it tells what the person does with it.

    `order_moved` (number, price) and `alert_moved` are told where a line was let go, which stays there until
    the next `set_orders` or `set_alerts`; `order_cancelled` and `alert_removed` where its × was pressed.
    `price_clicked` tells a price, `more_wanted` the time (µs UTC) before which older bars are wanted,
    `menu_wanted` where on the screen, and at which price, a menu is asked for, what is there being chosen;
    `tool_changed` the `Tool` in hand or None, `looks_changed` and `drawings_changed` what a layout keeps.
    """

    order_moved = Signal(object, float)
    order_cancelled = Signal(object)
    alert_moved = Signal(object, float)
    alert_removed = Signal(object)
    price_clicked = Signal(float)
    more_wanted = Signal(object)
    drawings_changed = Signal()
    looks_changed = Signal()
    tool_changed = Signal(object)
    menu_wanted = Signal(QPoint, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = ChartState()
        self.canvas = Canvas(self.chart, self)
        self.canvas.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.canvas.clicked = self._clicked
        self.overlay = Overlay(self.canvas)
        self.moves = Moves(self.canvas, self._moved)
        self.hands = Hands(self.canvas, self.moves)
        overlay = self.overlay
        self.draw = Draw(overlay.drawings, overlay.shapes, self._drawn, self._took_tool)
        self.line_hands = LineHands(
            overlay.lines, self.canvas.price, self._line_moved, self._line_removed, overlay.show_tags
        )
        self.hands.holders = [self.draw, self.line_hands]
        self.choice = Choice(self.chart, self.line_hands, self.draw)
        self.meaning: Callable[[str], ChartKey | None] = BY_KEY.get
        self._asked_before: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs one way
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Price chart"))
        overlay.refresh()
        theme().changed.connect(self._recolour)

    def sizeHint(self) -> QSize:
        return QSize(800, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)

    # -- what is shown ---------------------------------------------------------------------------------------

    def set_pair(self, title: str, price_decimals: int, tick_size: float) -> None:
        """What is traded, and how its prices are written and asked for. `ValueError` for a step of 0."""
        if tick_size <= 0:
            raise ValueError(f"a tick size of {tick_size}")
        self.chart.title, self.chart.decimals, self.chart.tick_size = title, price_decimals, tick_size
        self.chart.auto, self._asked_before = True, None
        self.setAccessibleName(tr("Price chart of {pair}", pair=title))
        self._all_anew()

    def set_bars(self, bars: Bars, worked_out: Sequence[Followed] = ()) -> None:
        """Show these bars. Where they go on the ones before to the left, the view stays where it is.

        Of very many bars, studies can be loaded on another thread before, for these same bars (`follow`), and
        be given as `worked_out`. Raises `ValueError` for bars that are not sound (see `Bars.check`).
        """
        self.chart.set_bars(bars, self.canvas.price.frame.width, worked_out)
        self.canvas.set_studies()
        self._all_anew()

    def tick(self, bar: Bar) -> None:
        """The last bar as it is now, or a new one after it; `ValueError` for an older one."""
        if self.canvas.tick(bar):
            self._moved()
        else:
            self.overlay.tick()
            if QAccessible.isActive():  # somebody listens
                self._describe()

    def set_countdown(self, text: str) -> None:
        """How long the last bar still lasts, below its price at the axis."""
        self.chart.countdown = text
        self.overlay.show_tags()

    def set_studies(self, studies: Sequence[Study]) -> None:
        """The indicators with their parameters, in order: over the price, or in panes of their own."""
        self.chart.set_studies(studies)
        self.canvas.set_studies()
        self._all_anew()
        self.looks_changed.emit()

    @property
    def studies(self) -> list[Study]:
        return [followed.study for followed in self.chart.followed]

    def set_style(self, style: BarStyle) -> None:
        self.chart.style = style
        self._look_changed()

    def set_volume(self, shown: bool) -> None:
        self.chart.has_volume = shown
        self._look_changed()

    def set_profile(self, shown: bool) -> None:
        """The volume by price of what is in sight, at the right edge."""
        self.chart.has_profile = shown
        self._look_changed()

    def set_scale(self, scale: Scale) -> None:
        self.moves.set_scale(scale)
        self._look_changed()

    def switch_scale(self, scale: Scale) -> None:
        """This scale, or the plain one where it is this already."""
        self.set_scale(Scale.LINEAR if self.chart.scale is scale else scale)

    def look(self) -> dict[str, object]:
        """Style, scale and studies as plain data, for a layout."""
        return look_data(self.chart)

    def set_look(self, look: Mapping[str, object]) -> None:
        """The reverse of `look`; `ValueError` for what is none."""
        put_look(self.chart, look)
        self.canvas.set_studies()
        self.canvas.lay_out()
        self._look_changed()

    def _look_changed(self) -> None:
        self._all_anew()
        self.looks_changed.emit()

    def _all_anew(self) -> None:
        self.canvas.refresh()
        self.canvas.repaint_bars()
        self._moved()

    # -- lines and drawings ----------------------------------------------------------------------------------

    def set_orders(self, orders: Sequence[ChartOrder]) -> None:
        """The person's open orders as lines."""
        self.overlay.lines.set_lines("order", [Line.of_order(order) for order in orders])
        self.overlay.show_tags()

    def set_alerts(self, alerts: Sequence[ChartAlert]) -> None:
        """The prices the person wants to be told of, as lines."""
        self.overlay.lines.set_lines("alert", [Line.of_alert(alert) for alert in alerts])
        self.overlay.show_tags()

    def drawings(self) -> list[dict[str, object]]:
        """What is drawn, as plain data."""
        return [drawing.as_data() for drawing in self.overlay.drawings.all]

    def set_drawings(self, drawings: Sequence[Mapping[str, object]]) -> None:
        """Draw these; there is nothing to undo then. Raises `ValueError` for what `drawings` did not give."""
        self.overlay.drawings.load([Drawing.from_data(data) for data in drawings])
        self.overlay.shapes.refresh()

    @property
    def tool(self) -> Tool | None:
        return self.draw.tool

    def take_tool(self, tool: Tool | None) -> None:
        """Draw with this from the next click on, or with none."""
        self.choice.clear()
        self.draw.take_tool(tool)

    def undo(self) -> bool:
        return self.draw.undo()

    def redo(self) -> bool:
        return self.draw.redo()

    def _drawn(self) -> None:
        self._describe()
        self.drawings_changed.emit()

    def _took_tool(self) -> None:
        self.tool_changed.emit(self.draw.tool)

    def _line_moved(self, line: Line, price: float) -> None:
        signal = self.order_moved if line.key[0] == "order" else self.alert_moved
        signal.emit(line.key[1], price)

    def _line_removed(self, line: Line) -> None:
        signal = self.order_cancelled if line.key[0] == "order" else self.alert_removed
        signal.emit(line.key[1])

    def _clicked(self, at: QPointF) -> None:
        if len(self.chart.series):
            self.price_clicked.emit(self.chart.round(self.canvas.price.frame.value(at.y())))

    # -- following -------------------------------------------------------------------------------------------

    def _moved(self) -> None:
        """Another part is in sight."""
        self.overlay.refresh()
        self._describe()
        bars, window = self.chart.bars, self.chart.window
        if len(bars) and window.left < _NEAR_START * window.span and self._asked_before != bars.time[0]:
            self._asked_before = int(bars.time[0])
            self.more_wanted.emit(self._asked_before)

    def _describe(self) -> None:
        told = self.choice.told() or (self.overlay.read() if self.hasFocus() else "")
        text = told or self.overlay.described()
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.canvas.resize(self.size())
        self._moved()

    @Slot()
    def _recolour(self) -> None:
        """The theme changed, or up and down were swapped: also what is kept as a picture."""
        self.canvas.repaint_bars()
        self.overlay.refresh()

    # -- hands -----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hands.press(event)
        self._describe()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self.hands.move(event)
        if self.draw.tool is not None and not event.buttons():
            self.draw.hover(self.overlay.shapes.point(at))
        self.setCursor(self.hands.cursor(at))
        inside = self.hands.zone(at) in (Zone.PRICES, Zone.STUDY) and not self.overlay.lines.tagged(at)
        self.overlay.point_at(at if inside else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.hands.double(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.hands.wheel(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What is under the pointer is chosen first; by the key, what is chosen already is meant."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        if by_mouse:
            self.choice.point_at(QPointF(event.pos()))
            self._describe()
        self.menu_wanted.emit(event.globalPos(), self.overlay.meant(event.pos().y() if by_mouse else None))

    def leaveEvent(self, event: QEvent) -> None:
        self.overlay.point_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.choice.take_back()
        self._describe()

    # -- keys ------------------------------------------------------------------------------------------------

    def can_act(self) -> bool:
        """Whether the keys have something to act on."""
        return self.isVisible() and len(self.chart.series) > 0

    def event(self, event: QEvent) -> bool:
        """While there is something to undo, its keys are the chart's, as they are a text field's."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            drawings = self.overlay.drawings
            if (event.matches(QKeySequence.StandardKey.Undo) and drawings.can_undo) or (
                event.matches(QKeySequence.StandardKey.Redo) and drawings.can_redo
            ):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.handle_key(event):
            super().keyPressEvent(event)

    def handle_key(self, event: QKeyEvent) -> bool:
        """Do what the pressed key means to the chart; False where it means nothing now."""
        if event.matches(QKeySequence.StandardKey.Undo):
            return self.undo()
        if event.matches(QKeySequence.StandardKey.Redo):
            return self.redo()
        entry = self.meaning(key_name(event))
        if entry is None or not self.can_act():
            return False
        done = entry.run(self) is not False
        self._describe()
        return done

    def arrow(self, bars: int, ticks: int) -> None:
        """Move the crosshair of a tool in hand, what is chosen, or the view."""
        if self.draw.tool is not None:
            self.move_cross(bars, ticks)
        elif not self.choice.move(bars, ticks):
            if bars:
                self.moves.step(bars)
            if ticks:
                self.moves.shift_prices(ticks * 0.1)

    def move_cross(self, bars: int, ticks: int) -> None:
        """Move the crosshair from bar to bar, up and down; it begins at the last close in sight."""
        frame, count = self.canvas.price.frame, len(self.chart.series)
        at = self.overlay.cross.at
        if at is None or self.overlay.cross_price is None:
            index = min(count - 1, int(frame.right))
            y = frame.y(float(self.chart.bars.close[max(0, index)]))
        else:
            index = round(frame.index(at.x())) + bars
            y = at.y() - ticks * _CROSS_STEP
        if not frame.left <= index <= frame.right:
            self.moves.step(1 if index > frame.right else -1)
            frame = self.canvas.price.frame
        point = QPointF(frame.x(index), min(max(y, 0.0), frame.height - 1))
        self.overlay.point_at(point)
        self.draw.hover(self.overlay.shapes.point(point))

    def choose(self, step: int) -> bool:
        """Choose the next order, alert or drawing, or the one before."""
        return self.choice.next(step)

    def confirm(self) -> bool:
        """Put the point of a drawing, let a moved line go, or take the crosshair's price."""
        at, price = self.overlay.cross.at, self.overlay.cross_price
        if self.draw.tool is not None:
            if at is None:
                self.move_cross(0, 0)
            else:
                self.draw.place(self.overlay.shapes.point(at))
            return True
        if self.overlay.lines.dragged is not None:
            return self.choice.confirm()
        if price is not None:
            self.price_clicked.emit(price)
        return price is not None

    def cancel(self) -> bool:
        """Take back the last of: a drag, a moved line, a drawing or tool, a choice, the crosshair."""
        if self.hands.cancel() or self.choice.take_back() or self.draw.cancel() or self.choice.clear():
            return True
        had = self.overlay.cross.at is not None
        self.overlay.point_at(None)
        return had

    def remove_chosen(self) -> bool:
        return self.choice.remove()

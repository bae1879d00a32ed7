"""The mouse over the chart: drag moves, the axes stretch, the wheel zooms; and who gets a press first."""

from __future__ import annotations

from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from views.trading.chart.canvas import Canvas
from views.trading.chart.moves import ZOOM, Moves

REACH = 5.0
"""Pixels around a line that take hold of it."""
CLICK = 4.0
"""Pixels: what moves less is a click."""
_NOTCH = 120.0  # of the wheel
_STRETCH = 200.0  # pixels along an axis that stretch it by e


class Zone(Enum):
    """What lies where on the chart."""

    PRICES = auto()
    STUDY = auto()
    PRICE_AXIS = auto()
    STUDY_AXIS = auto()
    TIME_AXIS = auto()
    BORDER = auto()
    OUTSIDE = auto()


class Gesture(Protocol):
    """What goes on between a press and its release. `cancel` takes back what it did."""

    def move(self, at: QPointF) -> None: ...
    def release(self, at: QPointF) -> None: ...
    def cancel(self) -> None: ...


class Holder(Protocol):
    """Whatever over the bars can be taken hold of."""

    def take(self, at: QPointF) -> Gesture | None:
        """The gesture that begins with a press here (pixels of the price pane), if there is something."""

    def cursor(self, at: QPointF) -> Qt.CursorShape | None:
        """The pointer over what is here, if there is something."""


class _Pan:
    """Takes the bars along; prices only where their range is the person's own."""

    def __init__(self, moves: Moves, canvas: Canvas, at: QPointF, click: QPointF | None) -> None:
        self._moves, self._canvas, self._start, self._click = moves, canvas, at, click
        self._window, self._frame = canvas.chart.window, canvas.price.frame
        self._at, self._moving = at, False

    def move(self, at: QPointF) -> None:
        self._moving = self._moving or (at - self._start).manhattanLength() >= CLICK
        if self._moving:
            by = at - self._at
            self._at = at
            frame = self._canvas.price.frame
            if not self._canvas.chart.auto and by.y():
                self._moves.shift_prices(by.y() / frame.height)
            self._moves.pan(-by.x() / frame.per_bar)

    def release(self, at: QPointF) -> None:
        if not self._moving and self._click is not None:
            self._canvas.clicked(self._click)

    def cancel(self) -> None:
        self._canvas.chart.window = self._window
        self._moves.pan(0)


class _Stretch:
    """Along an axis: prices up and down, or time left and right."""

    def __init__(self, moves: Moves, canvas: Canvas, at: QPointF, *, time: bool) -> None:
        self._moves, self._canvas, self._at, self._time = moves, canvas, at, time

    def move(self, at: QPointF) -> None:
        by = at - self._at
        self._at = at
        if self._time:
            self._moves.zoom(2.718281828 ** (by.x() / _STRETCH), self._canvas.price.frame.width)
        else:
            self._moves.stretch_prices(2.718281828 ** (by.y() / _STRETCH))

    def release(self, at: QPointF) -> None:
        self.move(at)

    def cancel(self) -> None:
        if not self._time:
            self._moves.auto_scale()


class _Border:
    """Between two panes, up and down."""

    def __init__(self, moves: Moves, canvas: Canvas, at: QPointF) -> None:
        self._moves, self._canvas, self._start = moves, canvas, at
        self._border, self._tall = canvas.border_at(at.y()), canvas.tall()

    def move(self, at: QPointF) -> None:
        self._moves.drag_border(self._tall, self._border, round(at.y() - self._start.y()))

    def release(self, at: QPointF) -> None:
        self.move(at)

    def cancel(self) -> None:
        self._moves.drag_border(self._tall, self._border, 0)


class Hands:
    """Makes moves of what the mouse does. `holders` are asked in order who begins a gesture."""

    def __init__(self, canvas: Canvas, moves: Moves) -> None:
        self._canvas, self._moves = canvas, moves
        self.holders: list[Holder] = []
        self.gesture: Gesture | None = None

    def zone(self, at: QPointF) -> Zone:
        canvas = self._canvas
        if canvas.times.area.contains(at):
            return Zone.TIME_AXIS
        if canvas.border_at(at.y()):
            return Zone.BORDER
        for place, (pane, axis) in enumerate(zip(canvas.panes, canvas.axes, strict=True)):
            if pane.area.contains(at):
                return Zone.STUDY if place else Zone.PRICES
            if axis.area.contains(at):
                return Zone.STUDY_AXIS if place else Zone.PRICE_AXIS
        return Zone.OUTSIDE

    def press(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        at, zone = event.position(), self.zone(event.position())
        self.gesture = _Border(self._moves, self._canvas, at) if zone is Zone.BORDER else None
        if zone is Zone.PRICES:
            taken = (holder.take(at) for holder in self.holders)
            self.gesture = next((gesture for gesture in taken if gesture is not None), None)
        if self.gesture is None and zone in (Zone.PRICES, Zone.STUDY):
            click = at if zone is Zone.PRICES else None
            self.gesture = _Pan(self._moves, self._canvas, at, click)
        elif zone in (Zone.PRICE_AXIS, Zone.TIME_AXIS):
            time = zone is Zone.TIME_AXIS
            self.gesture = _Stretch(self._moves, self._canvas, at, time=time)

    def move(self, event: QMouseEvent) -> None:
        if self.gesture is not None:
            self.gesture.move(event.position())

    def release(self, event: QMouseEvent) -> None:
        if self.gesture is not None and event.button() is Qt.MouseButton.LeftButton:
            gesture, self.gesture = self.gesture, None
            gesture.release(event.position())

    def cancel(self) -> bool:
        """Take the gesture back that is under way; says whether there was one."""
        if self.gesture is None:
            return False
        gesture, self.gesture = self.gesture, None
        gesture.cancel()
        return True

    def double(self, event: QMouseEvent) -> None:
        """A double click on an axis lets it choose its range by itself again, one on a border the heights."""
        match self.zone(event.position()):
            case Zone.PRICE_AXIS:
                self._moves.auto_scale()
            case Zone.TIME_AXIS:
                self._moves.to_end()
            case Zone.BORDER:
                self._moves.usual_heights()
            case _:
                self.press(event)

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; sideways, or with Shift, move; over the prices' axis, stretch them."""
        turn = QPointF(event.angleDelta()) / _NOTCH
        at = event.position()
        sideways = turn.x()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways, turn = turn.x() or turn.y(), QPointF()
        if sideways:
            self._moves.pan(-sideways * 0.1 * self._canvas.chart.window.span)
        if turn.y() and self.zone(at) is Zone.PRICE_AXIS:
            self._moves.stretch_prices(ZOOM ** -turn.y())
        elif turn.y():
            self._moves.zoom(ZOOM ** -turn.y(), at.x())
        event.accept()

    def cursor(self, at: QPointF) -> Qt.CursorShape:
        """The pointer for what is here."""
        match self.zone(at):
            case Zone.PRICE_AXIS | Zone.BORDER:
                return Qt.CursorShape.SizeVerCursor
            case Zone.TIME_AXIS:
                return Qt.CursorShape.SizeHorCursor
            case Zone.PRICES:
                shapes = (holder.cursor(at) for holder in self.holders)
                found = next((shape for shape in shapes if shape is not None), None)
                return Qt.CursorShape.CrossCursor if found is None else found
            case Zone.STUDY:
                return Qt.CursorShape.CrossCursor
            case _:
                return Qt.CursorShape.ArrowCursor

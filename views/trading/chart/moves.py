"""Moving about in the chart: along the time, nearer and farther, and up and down the prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from views.trading.chart.canvas import Canvas
from views.trading.chart.frame import Scale

STEP = 0.1
"""Of the view, for an arrow key."""
ZOOM = 1.2
BORDER_STEP = 12
"""Pixels that a key moves a border between panes."""
_LEAST_RANGE = 1e-9


class Moves:
    """What hands and keys do to the part in sight; `moved` is told after each."""

    def __init__(self, canvas: Canvas, moved: Callable[[], None]) -> None:
        self._canvas = canvas
        self._chart = canvas.chart
        self._moved = moved

    def pan(self, bars: float) -> None:
        """On by so many bars, back where negative."""
        self._chart.window = self._chart.window.panned(bars, len(self._chart.series))
        self._show()

    def step(self, steps: int) -> None:
        """On by tenths of the view."""
        self.pan(steps * STEP * self._chart.window.span)

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Show `factor` times as many bars, what is at the pixel `x` staying there (at the right edge
        without)."""
        window = self._chart.window
        around = window.right if x is None else self._canvas.price.frame.index(x)
        self._chart.window = window.zoomed(factor, around, len(self._chart.series))
        self._show()

    def to_start(self) -> None:
        self._chart.window = self._chart.window.at_start()
        self._show()

    def to_end(self) -> None:
        """To the last bar, following the market from now on."""
        self._chart.window = self._chart.window.at_end(len(self._chart.series))
        self._show()

    def show_time(self, left: float, right: float) -> None:
        """Show the bars between two places."""
        window = replace(self._chart.window, left=left, right=right, follows=False)
        self._chart.window = window.zoomed(1.0, left, len(self._chart.series))
        self._show()

    def stretch_prices(self, factor: float) -> None:
        """Show `factor` times as wide a range of prices, from now on as it is."""
        frame = self._canvas.price.frame
        middle, reach = (frame.low + frame.high) / 2, (frame.high - frame.low) / 2 * factor
        if reach > abs(middle) * _LEAST_RANGE:
            self._set_prices(middle - reach, middle + reach)

    def shift_prices(self, share: float) -> None:
        """Move up the prices by a share of the height, down where negative."""
        frame = self._canvas.price.frame
        by = share * (frame.high - frame.low)
        self._set_prices(frame.low + by, frame.high + by)

    def _set_prices(self, low: float, high: float) -> None:
        pane = self._canvas.price
        self._chart.auto = False
        pane.set_frame(pane.fit(replace(pane.frame, low=low, high=high)))
        self._show()

    def auto_scale(self) -> None:
        """Let the prices in sight decide the range again."""
        self._chart.auto = True
        self._show()

    def set_scale(self, scale: Scale) -> None:
        """Spread prices in another way; the range is chosen anew."""
        self._chart.scale, self._chart.auto = scale, True
        self._show()

    def drag_border(self, tall: Sequence[int], border: int, by: int) -> None:
        """Put a border between panes `by` pixels below where it was when they were so `tall`."""
        self._canvas.move_border(tall, border, by)
        self._show()

    def step_border(self, steps: int) -> bool:
        """Move the chosen border, the first where none is, down by so many steps; False without any."""
        if not self._canvas.studies:
            return False
        self._chart.border = self._chart.border or 1
        self.drag_border(self._canvas.tall(), self._chart.border, steps * BORDER_STEP)
        return True

    def next_border(self) -> bool:
        """Choose the next border between panes, none after the last; False where there is none."""
        self._chart.border = (self._chart.border + 1) % (len(self._canvas.studies) + 1)
        self._canvas.viewport().update()
        return bool(self._canvas.studies)

    def usual_heights(self) -> None:
        """Let the panes be as high as where nobody moved their borders."""
        self._chart.shares, self._chart.border = {}, 0
        self._canvas.lay_out()
        self._show()

    def reset(self) -> None:
        """Follow the last bar again, in a range of prices that fits, with panes of usual height."""
        self._chart.auto = True
        self.usual_heights()
        self.to_end()

    def _show(self) -> None:
        self._canvas.refresh()
        self._moved()

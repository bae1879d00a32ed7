"""The chart's keys as data: read by the chart, the action registry and the cheat sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.kernel.actions import Action, Actions
from models.core.text import mark, tr
from views.trading.chart.drawings import Tool
from views.trading.chart.frame import Scale
from views.trading.chart.moves import ZOOM, Moves

CONTEXT = "trade.chart"


class Keyed(Protocol):
    """What the keys act on: a `PriceChart`. What says whether it did something returns that."""

    moves: Moves

    def can_act(self) -> bool: ...
    def arrow(self, bars: int, ticks: int) -> object: ...
    def move_cross(self, bars: int, ticks: int) -> object: ...
    def choose(self, step: int) -> bool: ...
    def confirm(self) -> bool: ...
    def cancel(self) -> bool: ...
    def remove_chosen(self) -> bool: ...
    def undo(self) -> bool: ...
    def redo(self) -> bool: ...
    def take_tool(self, tool: Tool | None) -> object: ...
    def switch_scale(self, scale: Scale) -> object: ...


@dataclass(frozen=True, slots=True)
class ChartKey:
    """One thing the keys do: its id, what it is called, its keys (the first may be changed), what it does;
    False where there was nothing to do, so that the key means what it means elsewhere."""

    id: str
    title: Callable[[], str]
    keys: tuple[str, ...]
    run: Callable[[Keyed], object]


def _key(name: str, title: str, keys: str, run: Callable[[Keyed], object]) -> ChartKey:
    return ChartKey(f"{CONTEXT}.{name}", partial(tr, title), tuple(keys.split()), run)


KEYS: tuple[ChartKey, ...] = (
    _key("left", mark("Back in time, or move what is chosen"), "Left", lambda chart: chart.arrow(-1, 0)),
    _key("right", mark("On in time, or move what is chosen"), "Right", lambda chart: chart.arrow(1, 0)),
    _key("up", mark("Up the prices, or move what is chosen"), "Up", lambda chart: chart.arrow(0, 1)),
    _key("down", mark("Down the prices, or move what is chosen"), "Down", lambda chart: chart.arrow(0, -1)),
    _key("page_left", mark("Back by a whole view"), "PgUp", lambda chart: chart.moves.step(-9)),
    _key("page_right", mark("On by a whole view"), "PgDown", lambda chart: chart.moves.step(9)),
    _key("start", mark("To the first bar"), "Home", lambda chart: chart.moves.to_start()),
    _key("end", mark("To the last bar, following it"), "End", lambda chart: chart.moves.to_end()),
    _key("nearer", mark("Fewer bars"), "+ =", lambda chart: chart.moves.zoom(1 / ZOOM)),
    _key("farther", mark("More bars"), "-", lambda chart: chart.moves.zoom(ZOOM)),
    _key("taller", mark("Stretch prices"), "Ctrl+Up", lambda chart: chart.moves.stretch_prices(1 / ZOOM)),
    _key("flatter", mark("Squeeze prices"), "Ctrl+Down", lambda chart: chart.moves.stretch_prices(ZOOM)),
    _key("fit", mark("Fit prices to what is in sight"), "Alt+A", lambda chart: chart.moves.auto_scale()),
    _key("pane", mark("Choose the border of the next pane"), "Alt+PgDown", lambda c: c.moves.next_border()),
    _key("pane_up", mark("Move the border up"), "Ctrl+Shift+Up", lambda c: c.moves.step_border(-1)),
    _key("pane_down", mark("Move the border down"), "Ctrl+Shift+Down", lambda c: c.moves.step_border(1)),
    _key("reset", mark("Reset the view"), "Alt+0", lambda chart: chart.moves.reset()),
    _key("log", mark("Logarithmic scale"), "Alt+L", lambda chart: chart.switch_scale(Scale.LOG)),
    _key("percent", mark("Percent scale"), "Alt+P", lambda chart: chart.switch_scale(Scale.PERCENT)),
    _key("cross_left", mark("Crosshair a bar back"), "Shift+Left", lambda chart: chart.move_cross(-1, 0)),
    _key("cross_right", mark("Crosshair a bar on"), "Shift+Right", lambda chart: chart.move_cross(1, 0)),
    _key("cross_up", mark("Crosshair up"), "Shift+Up", lambda chart: chart.move_cross(0, 1)),
    _key("cross_down", mark("Crosshair down"), "Shift+Down", lambda chart: chart.move_cross(0, -1)),
    _key("next", mark("Choose the next order or drawing"), "Alt+Down", lambda chart: chart.choose(1)),
    _key("previous", mark("Choose the order or drawing before"), "Alt+Up", lambda chart: chart.choose(-1)),
    _key("confirm", mark("Put the point, the order or the price"), "Return", lambda chart: chart.confirm()),
    _key("cancel", mark("Take back, let go"), "Esc", lambda chart: chart.cancel()),
    _key(
        "remove", mark("Cancel the chosen order, delete the drawing"), "Delete", lambda c: c.remove_chosen()
    ),
    _key("undo", mark("Undo in the chart"), "", lambda chart: chart.undo()),
    _key("redo", mark("Redo in the chart"), "", lambda chart: chart.redo()),
    _key("trend", mark("Draw a trend line"), "Alt+T", lambda chart: chart.take_tool(Tool.TREND)),
    _key("ray", mark("Draw a ray"), "Alt+R", lambda chart: chart.take_tool(Tool.RAY)),
    _key("horizontal", mark("Draw a horizontal line"), "Alt+H", lambda c: c.take_tool(Tool.HORIZONTAL)),
    _key("rectangle", mark("Draw a rectangle"), "Alt+B", lambda chart: chart.take_tool(Tool.RECTANGLE)),
    _key("fibonacci", mark("Draw Fibonacci retracements"), "Alt+F", lambda c: c.take_tool(Tool.FIBONACCI)),
    _key("measure", mark("Measure"), "Alt+M", lambda chart: chart.take_tool(Tool.MEASURE)),
)
"""All of them; titles are English source texts, translated when read. Undo and redo have the keys every text
field has (see `PriceChart.event`)."""

BY_KEY: dict[str, ChartKey] = {key: entry for entry in KEYS for key in entry.keys}
_NAMES = {"Enter": "Return", "Del": "Delete"}


def by_registry(actions: Actions) -> Callable[[str], ChartKey | None]:
    """What a pressed key means now that the person may have changed it."""
    return lambda pressed: next((entry for entry in KEYS if pressed in actions.keys(entry.id)), None)


def key_name(event: QKeyEvent) -> str:
    """The pressed key as `KEYS` writes it: signs by what they write, whatever the keyboard's layout."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    text = event.text()
    is_sign = len(text) == 1 and text.isprintable() and not text.isalnum() and text != " "
    if is_sign and not modifiers & ~Qt.KeyboardModifier.ShiftModifier:
        return text
    combined = modifiers.value | event.key()
    name = QKeySequence(combined).toString(QKeySequence.SequenceFormat.PortableText)
    return _NAMES.get(name, name)


def actions(chart: Keyed) -> list[Action]:
    """The same keys for the action registry, acting on `chart` while it can be seen."""
    return [
        Action(
            id=entry.id,
            title=entry.title(),
            handler=partial(entry.run, chart),
            shortcut=entry.keys[0] if entry.keys else "",
            more=entry.keys[1:],
            context=CONTEXT,
            when=chart.can_act,
        )
        for entry in KEYS
    ]

"""What a person can do in Trade; registered before it is built, so that the palette finds it at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.kernel.actions import Action, Menu
from models.core.text import tr
from views.trading.places import places

LADDER = "trade.ladder"
"""The context of the keys that act on the row under the mouse."""

PRACTICE = "trade.practice"
"""The context of the keys that play a recording."""


class Hands(Protocol):
    """What the keys of the ladder do."""

    def buy_here(self) -> None: ...
    def sell_here(self) -> None: ...
    def best_bid(self) -> None: ...
    def best_ask(self) -> None: ...
    def size(self, place: int) -> None: ...
    def keep_size(self, place: int) -> None: ...
    def centre(self) -> None: ...
    def cancel_here(self) -> None: ...
    def cancel_all(self) -> None: ...
    def repeat(self) -> None: ...
    def sell_half(self) -> None: ...
    def alert_here(self) -> None: ...


class Player(Protocol):
    """What the keys of a replay do."""

    def toggle(self) -> None: ...
    def step(self, bars: int) -> None: ...
    def faster(self, by: int) -> None: ...


class Able(Protocol):
    """What the actions need of the workspace."""

    @property
    def hands(self) -> Hands: ...
    @property
    def has_pair(self) -> bool: ...
    def visit(self, place: str) -> None: ...
    def choose_pair(self) -> None: ...
    def follow_pair(self) -> None: ...
    def new_order(self, side: str) -> None: ...
    def show_own(self, tab: str) -> None: ...
    def toggle_depth(self) -> None: ...
    def next_interval(self, by: int) -> None: ...
    def save_layout(self) -> None: ...
    def toggle_life(self) -> None: ...
    @property
    def runs(self) -> bool: ...
    @property
    def joined(self) -> bool: ...
    def add_pair(self) -> None: ...
    def ask_halt(self) -> None: ...
    def ask_stop(self) -> None: ...
    @property
    def player(self) -> Player | None: ...


def trade_actions(workspace: Callable[[], Able], built: Callable[[], bool]) -> list[Action]:
    """`workspace` builds it where it is not `built`, which only doing something is a reason for."""

    def can() -> bool:
        return built() and workspace().has_pair

    def action(name: str, title: str, do: Callable[[Able], object], keys: str, icon: str = "",
               menu: Menu = Menu.NONE, when: Callable[[], bool] | None = can) -> Action:  # fmt: skip
        return Action(id=f"trade.{name}", title=title, handler=lambda: do(workspace()), shortcut=keys,
                      context="trade", icon=icon, menu=menu, when=when)  # fmt: skip

    def tab(name: str) -> Callable[[Able], object]:
        return lambda there: there.show_own(name)

    return [
        *_going(workspace),
        action("pairs", tr("Choose a pair"), lambda there: there.choose_pair(), "Ctrl+P", "list", Menu.GO,
               None),
        action("follow", tr("Follow this pair, or no more"), lambda there: there.follow_pair(), "Ctrl+Alt+F",
               "star", Menu.EDIT, built),
        action("buy", tr("New buy order"), lambda there: there.new_order("BUY"), "Ctrl+B", "plus", Menu.EDIT),
        action("sell", tr("New sell order"), lambda there: there.new_order("SELL"), "Ctrl+Shift+B", "minus",
               Menu.EDIT),
        action("cancel_all", tr("Cancel all orders"), lambda there: there.hands.cancel_all(), "Ctrl+Shift+X",
               "x", Menu.EDIT),
        *(
            action(name, title, tab(name), f"Alt+{n}", icon, Menu.VIEW)
            for n, (name, title, icon) in enumerate(_tables(), 1)
        ),
        action("depth", tr("Chart or depth"), lambda there: there.toggle_depth(), "Ctrl+D", "chart-column",
               Menu.VIEW),
        action("finer", tr("Shorter bars"), lambda there: there.next_interval(-1), "Ctrl+[", "", Menu.VIEW),
        action("coarser", tr("Longer bars"), lambda there: there.next_interval(1), "Ctrl+]", "", Menu.VIEW),
        action("layout", tr("Save this layout…"), lambda there: there.save_layout(), "Ctrl+Alt+S",
               "layout-grid", Menu.VIEW),
        action("life", tr("Let simulated participants trade, or rest"), lambda there: there.toggle_life(),
               "Ctrl+Alt+M", "play"),
        *_managing(workspace, built),
        *_ladder(workspace, can),
        *_playing(workspace, built),
    ]  # fmt: skip


def _tables() -> list[tuple[str, str, str]]:
    """One's own tables, as they stand below the chart, with their icons."""
    return [
        ("open", tr("Open orders"), "list"),
        ("history", tr("Order history"), "history"),
        ("trades", tr("My trades"), "list-checks"),
        ("balances", tr("Balances"), "wallet"),
        ("alerts", tr("Price alerts"), "bell"),
    ]


def _going(workspace: Callable[[], Able]) -> list[Action]:
    """The ways to the places."""

    def visit(segment: str) -> Callable[[], object]:
        return lambda: workspace().visit(segment)

    return [
        Action(id=place.action, title=place.title, handler=visit(place.segment), shortcut=place.keys,
               context="trade", icon=place.icon, menu=Menu.GO)
        for place in places()
        if place.title
    ]  # fmt: skip


def _managing(workspace: Callable[[], Able], built: Callable[[], bool]) -> list[Action]:
    """What the owner does to the exchange, and a customer to themselves."""

    def runs() -> bool:
        return built() and workspace().runs

    def joined() -> bool:
        return built() and workspace().joined

    def action(name: str, title: str, do: Callable[[Able], object], icon: str,
               when: Callable[[], bool]) -> Action:  # fmt: skip
        return Action(id=f"trade.{name}", title=title, handler=lambda: do(workspace()), context="trade",
                      icon=icon, when=when)  # fmt: skip

    return [
        action("new_pair", tr("Add a pair"), lambda there: there.add_pair(), "plus", runs),
        action("halt", tr("Halt the exchange, or open it again"), lambda there: there.ask_halt(), "pause",
               runs),
        action("stop_mine", tr("Stop my trading…"), lambda there: there.ask_stop(), "shield", joined),
    ]  # fmt: skip


def _ladder(workspace: Callable[[], Able], can: Callable[[], bool]) -> list[Action]:
    """The keys of the ladder."""

    def action(name: str, title: str, do: Callable[[Hands], object], keys: str) -> Action:
        return Action(id=f"{LADDER}.{name}", title=title, handler=lambda: do(workspace().hands),
                      shortcut=keys, context=LADDER, when=can, in_palette=False)  # fmt: skip

    def size(place: int) -> Callable[[Hands], object]:
        return lambda hands: hands.size(place)

    def keep(place: int) -> Callable[[Hands], object]:
        return lambda hands: hands.keep_size(place)

    return [
        action("buy", tr("Buy at this price"), lambda hands: hands.buy_here(), "B"),
        action("sell", tr("Sell at this price"), lambda hands: hands.sell_here(), "S"),
        action("bid", tr("To the best bid"), lambda hands: hands.best_bid(), "Q"),
        action("ask", tr("To the best ask"), lambda hands: hands.best_ask(), "W"),
        action("centre", tr("Centre the order book"), lambda hands: hands.centre(), "Space"),
        action("cancel", tr("Cancel my orders at this price"), lambda hands: hands.cancel_here(), "E"),
        action("cancel_all", tr("Cancel all of this pair"), lambda hands: hands.cancel_all(), "X"),
        action("repeat", tr("Repeat the last order"), lambda hands: hands.repeat(), "R"),
        action("half", tr("Sell half of what I have"), lambda hands: hands.sell_half(), "H"),
        action("alert", tr("Alert at this price"), lambda hands: hands.alert_here(), "A"),
        *(
            action(f"size_{n + 1}", tr("Size {number}", number=n + 1), size(n), str(n + 1))
            for n in range(4)
        ),
        *(
            action(f"keep_{n + 1}", tr("Keep the amount as size {number}", number=n + 1), keep(n),
                   f"Alt+Shift+{n + 1}")
            for n in range(4)
        ),
    ]  # fmt: skip


def _playing(workspace: Callable[[], Able], built: Callable[[], bool]) -> list[Action]:
    """The keys that play a recording."""

    def can() -> bool:
        return built() and workspace().player is not None

    def action(name: str, title: str, do: Callable[[Player], object], keys: str, more: str = "") -> Action:
        def handle() -> None:
            player = workspace().player
            if player is not None:
                do(player)

        return Action(id=f"{PRACTICE}.{name}", title=title, handler=handle, shortcut=keys, context=PRACTICE,
                      more=(more,) if more else (), when=can)  # fmt: skip

    return [
        action("play", tr("Play the recording, or pause"), lambda player: player.toggle(), "Space"),
        action("back", tr("A bar back in the recording"), lambda player: player.step(-1), "Left"),
        action("on", tr("A bar on in the recording"), lambda player: player.step(1), "Right"),
        action("faster", tr("Play faster"), lambda player: player.faster(1), "+", "="),
        action("slower", tr("Play slower"), lambda player: player.faster(-1), "-"),
    ]

"""Every action of the real window: a key of its own where it has one, a name, and a way there by keys."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.kernel.actions import Action, Actions, overlap
from tests.support.house import House


def doubled(actions: Actions) -> list[str]:
    """Pairs of actions that can be live together and have a key in common."""
    return [
        f"{one.id} and {other.id}: {', '.join(sorted(common))}"
        for one, other in combinations(actions.all(), 2)
        if overlap(one.context, other.context)
        and (common := {*actions.keys(one.id)} & {*actions.keys(other.id)})
    ]


def registered(house: House) -> Actions:
    """The window's actions, those of its workspaces too."""
    for workspace in house.window.tab_ids:
        house.window.open_workspace(workspace)
    house.window.open_workspace("home")
    return house.nonet.actions


def test_no_two_actions_share_a_key(house: House) -> None:
    actions = registered(house)
    assert len(actions.all()) > 30
    assert doubled(actions) == []
    taken = actions.keys("search")[0]
    actions._actions["planted"] = Action(id="planted", title="Planted", handler=lambda: None, shortcut=taken)
    assert [pair for pair in doubled(actions) if "planted" in pair]
    del actions._actions["planted"]


def test_every_action_is_named_and_found_by_keys_alone(house: House) -> None:
    """By its name, in the list of commands that Ctrl+Shift+P opens; its row says it to screen readers."""
    actions = registered(house)
    house.press("Ctrl+Shift+P")
    palette = house.window.panels.palette
    lost = []
    for action in actions.all():
        assert action.title.strip() == action.title != ""
        palette.field.setText("")
        typed = action.title.encode("ascii", "ignore").decode()  # what QTest has keys for
        QTest.keyClicks(palette.field, f"> {typed}")
        model = palette.model
        said = [
            str(model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole) or "")
            or str(model.data(model.index(row, 0)))
            for row in range(model.rowCount())
        ]
        if action.enabled and not any(action.title in text for text in said):
            lost.append(action.id)
    assert lost == []

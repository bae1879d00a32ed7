"""The menu behind the sign: F10 and a click open it, and every action with a place in a menu stands in it."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.kernel.actions import Menu
from app.kernel.resources import resource
from tests.support.house import House
from views.shell.main_menu import main_menu


def test_every_action_with_a_place_in_a_menu_stands_in_it(house: House) -> None:
    window = house.window
    house.press("Ctrl+2")
    menu = main_menu(window)
    parts = [cast(QMenu, part.menu()) for part in menu.actions()]
    titles = {action.text().partition("\t")[0] for part in parts for action in part.actions()}
    placed = {action.title for action in window.services.actions.all() if action.menu is not Menu.NONE}
    assert placed <= titles
    menu.deleteLater()
    named = {action.icon for action in window.services.actions.all() if action.icon}
    assert all(resource("icons", f"{name}.svg").exists() for name in named)


def test_f10_and_a_click_on_the_sign_open_it(house: House) -> None:
    for open_it in (lambda: house.press("F10"), lambda: house.click(house.window.rail.logo)):
        open_it()
        house.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        popup = QApplication.activePopupWidget()
        assert popup is not None and popup.accessibleName() == "Menu"
        QTest.keyClick(popup, Qt.Key.Key_Escape)
        house.until(lambda: QApplication.activePopupWidget() is None)
    assert QKeySequence("F10").toString() in house.window.services.actions.keys("menu")

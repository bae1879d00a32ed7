"""The account panel and the signed-out page, used by keyboard and mouse over a real gateway."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.kernel.vault import VaultKind
from tests.support.account_house import GOOD, AccountHouse
from tests.support.memory_keyring import MemoryKeyring
from views.accounts.actions import account_actions
from views.accounts.fields import PasswordField
from views.accounts.panel import AccountPanel
from views.accounts.people import PersonRow
from views.accounts.signed_out import SignedOutPage

Key = Qt.Key


@pytest.fixture
def house(tmp_path: Path, qtbot: QtBot) -> Iterator[AccountHouse]:
    house = AccountHouse(tmp_path, qtbot, None)
    assert house.do(house.session.start) is None
    yield house
    house.close()


@pytest.fixture
def with_bob(house: AccountHouse) -> AccountHouse:
    """Ada is signed in and has no password; Bob has one."""
    house.do(house.session.register, "Bob", GOOD)
    house.do(house.session.switch, house.session.others[0].id)
    assert house.name() == "ada"
    return house


Show = Callable[[QWidget], None]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def show_widget(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        widget.resize(420, 800)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)

    return show_widget


def panel_of(house: AccountHouse, show: Show) -> AccountPanel:
    panel = AccountPanel(house.session, house.secrets)
    show(panel)
    return panel


def type_in(qtbot: QtBot, text: str, key: Qt.Key = Key.Key_Return) -> None:
    """Type into whatever has the focus and press a key."""
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    qtbot.keyClicks(focus, text)
    qtbot.keyClick(focus, key)


def test_renaming_by_keyboard(house: AccountHouse, show: Show, qtbot: QtBot) -> None:
    panel = panel_of(house, show)
    panel.card.rename_button.setFocus()
    qtbot.keyClick(panel.card.rename_button, Key.Key_Space)
    type_in(qtbot, "Ada L.")
    qtbot.waitUntil(lambda: panel.card.name.text() == "Ada L.")
    assert not panel.card.rename_form.isVisible()
    assert panel.card.rename_button.hasFocus()


def test_an_error_stands_at_its_field_and_goes_when_it_is_changed(
    house: AccountHouse, show: Show, qtbot: QtBot
) -> None:
    panel = panel_of(house, show)
    qtbot.mouseClick(panel.card.password_button, Qt.MouseButton.LeftButton)
    form = panel.card.password_form
    assert not form.rows["old"].isVisible()
    type_in(qtbot, "short")
    qtbot.waitUntil(lambda: "too short" in form.rows["password"].error)
    assert form.field("password").hasFocus()
    type_in(qtbot, GOOD)
    qtbot.waitUntil(lambda: not form.isVisible())
    qtbot.waitUntil(lambda: panel.card.password_button.text() == "Change the password")
    assert "No password" not in panel.card.remark.text()
    assert form.text("password") == ""


def test_the_old_password_is_asked_for_and_told_where_it_is_wrong(
    house: AccountHouse, show: Show, qtbot: QtBot
) -> None:
    house.do(house.session.set_password, None, GOOD)
    panel = panel_of(house, show)
    qtbot.mouseClick(panel.card.password_button, Qt.MouseButton.LeftButton)
    form = panel.card.password_form
    assert form.field("old").hasFocus()
    qtbot.keyClicks(form.field("old"), "wrong horse")
    qtbot.keyClicks(form.field("password"), "another good one")
    qtbot.keyClick(form.field("password"), Key.Key_Return)
    qtbot.waitUntil(lambda: bool(form.rows["old"].error))
    assert form.rows["password"].error == ""
    assert form.field("old").hasFocus()


def test_one_click_switches_to_a_person_without_a_password(
    with_bob: AccountHouse, show: Show, qtbot: QtBot
) -> None:
    with_bob.do(with_bob.session.register, "Eve", None)
    panel = panel_of(with_bob, show)
    ada = next(row for row in panel.people.rows.values() if row.text() == "ada")
    qtbot.mouseClick(ada, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.card.name.text() == "ada")
    assert [row.text() for row in panel.people.rows.values()] == ["Bob", "Eve"]
    assert panel.people.form is None


def test_a_password_is_asked_for_below_the_person(with_bob: AccountHouse, show: Show, qtbot: QtBot) -> None:
    panel = panel_of(with_bob, show)
    (bob,) = panel.people.rows.values()
    bob.setFocus()
    qtbot.keyClick(bob, Key.Key_Return)
    form = panel.people.form
    assert form is not None
    type_in(qtbot, "wrong horse")
    qtbot.waitUntil(lambda: "wrong" in form.rows["password"].error)
    assert panel.card.name.text() == "ada"
    type_in(qtbot, GOOD)
    qtbot.waitUntil(lambda: panel.card.name.text() == "Bob")
    assert panel.people.form is None


def test_escape_gives_up_and_forgets_what_was_typed(with_bob: AccountHouse, show: Show, qtbot: QtBot) -> None:
    panel = panel_of(with_bob, show)
    (bob,) = panel.people.rows.values()
    bob.click()
    form = panel.people.form
    assert form is not None
    type_in(qtbot, GOOD, Key.Key_Escape)
    assert panel.people.form is None
    assert form.text("password") == ""
    assert bob.hasFocus()


def test_hiding_the_panel_forgets_what_was_typed(house: AccountHouse, show: Show, qtbot: QtBot) -> None:
    panel = panel_of(house, show)
    qtbot.mouseClick(panel.add_button, Qt.MouseButton.LeftButton)
    field = panel.register_form.field("password")
    qtbot.keyClicks(field, GOOD)
    panel.hide()
    assert field.text() == ""


def test_adding_a_person_signs_them_in(house: AccountHouse, show: Show, qtbot: QtBot) -> None:
    panel = panel_of(house, show)
    qtbot.mouseClick(panel.add_button, Qt.MouseButton.LeftButton)
    form = panel.register_form
    type_in(qtbot, "ADA", Key.Key_Tab)
    type_in(qtbot, GOOD)
    qtbot.waitUntil(lambda: "ADA" in form.rows["name"].error)
    assert QApplication.focusWidget() is form.field("name")
    type_in(qtbot, "Bob")
    qtbot.waitUntil(lambda: panel.card.name.text() == "Bob")
    assert not form.isVisible()
    assert [row.remark for row in panel.people.rows.values()] == ["No password"]


def test_nothing_of_one_person_is_shown_to_the_next(with_bob: AccountHouse, show: Show, qtbot: QtBot) -> None:
    panel = panel_of(with_bob, show)
    qtbot.mouseClick(panel.card.rename_button, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(panel.card.rename_form.field("name"), "half a na")
    with_bob.do(with_bob.session.log_out)
    assert not panel.card.isVisible()
    assert panel.card.name.text() == ""
    assert panel.card.rename_form.text("name") == ""


def test_the_eye_shows_and_hides_by_keyboard(qtbot: QtBot, show: Show) -> None:
    field = PasswordField("Password")
    show(field)
    qtbot.keyClicks(field, "secret")
    assert field.displayText() != "secret"
    field.setFocus()
    qtbot.keyClick(field, Key.Key_Tab)
    assert field.eye.hasFocus()
    qtbot.keyClick(field.eye, Key.Key_Space)
    assert (field.displayText(), field.eye.accessibleName()) == ("secret", "Hide Password")
    field.forget()
    assert (field.text(), field.hidden) == ("", True)


def test_logging_out_leads_to_the_page_that_lets_in_again(
    with_bob: AccountHouse, show: Show, qtbot: QtBot
) -> None:
    with_bob.do(with_bob.session.log_out)
    page = SignedOutPage(with_bob.session, with_bob.secrets)
    show(page)
    ada, bob = page.people.rows.values()
    assert isinstance(QApplication.focusWidget(), PersonRow)
    qtbot.waitUntil(lambda: "asks for the password at each start" in page.remark.text())
    qtbot.keyClick(ada, Key.Key_Down)
    assert bob.hasFocus()
    qtbot.keyClick(bob, Key.Key_Return)
    type_in(qtbot, GOOD)
    qtbot.waitUntil(lambda: with_bob.name() == "Bob")


def test_one_person_with_a_password_types_it_at_once(house: AccountHouse, show: Show, qtbot: QtBot) -> None:
    house.do(house.session.set_password, None, GOOD)
    house.do(house.session.log_out)
    page = SignedOutPage(house.session, house.secrets)
    show(page)
    type_in(qtbot, GOOD)
    qtbot.waitUntil(lambda: house.name() == "ada")
    assert house.name() == "ada"


def test_the_vaults_notice_asks_for_a_passphrase_and_goes(
    house: AccountHouse, show: Show, qtbot: QtBot
) -> None:
    panel = panel_of(house, show)
    qtbot.waitUntil(panel.notice.isVisible)
    qtbot.mouseClick(panel.notice.button, Qt.MouseButton.LeftButton)
    form = panel.notice.form
    assert form is not None
    type_in(qtbot, "short")
    qtbot.waitUntil(lambda: "too short" in form.rows["passphrase"].error)
    type_in(qtbot, "a long passphrase")
    qtbot.waitUntil(lambda: not panel.notice.isVisible())
    assert house.vault.kind is VaultKind.FILE


def test_a_refreshed_list_keeps_the_row_under_the_focus(
    with_bob: AccountHouse, show: Show, qtbot: QtBot
) -> None:
    panel = panel_of(with_bob, show)
    (bob,) = panel.people.rows.values()
    bob.setFocus()
    with qtbot.waitSignal(with_bob.session.people_changed):
        with_bob.session.rename("Zoe")
    assert bob.hasFocus()
    assert list(panel.people.rows.values()) == [bob]


def test_the_actions_can_be_done_while_somebody_is_signed_in(house: AccountHouse, qtbot: QtBot) -> None:
    told: list[str] = []
    made = account_actions(
        house.session, house.actor, lambda: told.append("opened"), lambda: told.append("stays")
    )
    actions = {action.id: action for action in made}
    assert all(action.enabled for action in actions.values())
    actions["account.open"].handler()
    house.actor.leaving.connect(lambda: told.append(f"{house.name()} leaves"))
    with qtbot.waitSignal(house.session.people_changed):
        actions["account.log_out"].handler()
        assert told == ["opened", f"{house.name()} leaves"], "hidden at once, while they are still the one"
    assert house.name() is None and len(told) == 2
    assert not any(action.enabled for action in actions.values())


def test_what_was_hidden_is_seen_again_where_logging_out_is_refused(
    house: AccountHouse, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays: list[bool] = []
    made = account_actions(house.session, house.actor, lambda: None, lambda: stays.append(True))
    leave = next(action for action in made if action.id == "account.log_out").handler
    monkeypatch.setattr(house.session, "_busy", True)
    with qtbot.waitSignal(house.session.failed):
        leave()
    monkeypatch.setattr(house.session, "_busy", False)
    assert stays == [True] and house.name() is not None
    with qtbot.waitSignal(house.actor.leaving):
        leave()
    qtbot.waitUntil(lambda: house.name() is None)


def test_a_keyring_that_went_away_can_be_replaced_by_a_passphrase(
    tmp_path: Path, show: Show, qtbot: QtBot
) -> None:
    class Gone(MemoryKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            raise RuntimeError("the bus is closed")

    house = AccountHouse(tmp_path, qtbot, Gone())
    try:
        house.do(house.session.start)
        assert house.told, "that the keyring does not answer is told"
        panel = panel_of(house, show)
        qtbot.waitUntil(panel.notice.isVisible)
        qtbot.mouseClick(panel.notice.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: panel.notice.form is not None)
        type_in(qtbot, "a long passphrase")
        qtbot.waitUntil(lambda: not panel.notice.isVisible())
        assert house.vault.kind is VaultKind.FILE
        assert house.vault.get("session"), "nothing was lost"
    finally:
        house.close()

"""P4: passwords that are forgotten, phones that are asked, accounts that are deleted, in the real window."""

from __future__ import annotations

from base64 import b32decode
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from models.accounts.about import OwnAbout
from models.accounts.entities import About, AccountRole, Gender
from models.accounts.totp import code_of, step_of
from models.video.queries import LibraryPage
from tests.journeys.test_two_people import NOBODY, PASSWORD, add_bea, choose, log_out, run
from tests.support.house import House
from views.accounts.forms import LogInForm, RecoverForm
from views.accounts.panel import AccountPanel
from views.accounts.people import PersonRow
from views.accounts.portrait_buttons import PortraitButtons
from views.accounts.safety_card import SafetyCard
from views.accounts.safety_forms import EnableForm
from views.accounts.sheet import SheetCard, SheetSide
from views.accounts.signed_out import SignedOutPage

OTHER = "quiet otters sing to marble lamps"


def press_on(house: House, button: QAbstractButton) -> None:
    """Go to a button and press it, by the keyboard."""
    house.until(button.isVisible)
    button.setFocus()
    house.press("Space")


def panel(house: House) -> AccountPanel:
    """The account panel, open."""
    run(house, "account and people")
    house.until(lambda: house.seen(AccountPanel))
    return house.find(AccountPanel)


def test_what_one_tells_about_oneself_is_kept_and_can_be_undone(house: House) -> None:
    """By the keyboard; nobody is asked, and it starts with nothing told."""
    card = panel(house).about
    assert card is not None
    assert [each.currentText() for each in (card.year, card.gender, card.country)] == ["Not told"] * 3
    assert not card.save.isEnabled()
    for field, keys in ((card.year, "1990"), (card.gender, "W"), (card.country, "Espa")):
        field.setFocus()
        QTest.keyClicks(field, keys)
    press_on(house, card.save)
    told = About(1990, Gender.WOMAN, "ES")
    house.until(lambda: house.services.gateway.ask_now(OwnAbout(actor=house.account)) == told)
    house.services.actor.undo()
    house.until(lambda: card.country.currentText() == "Not told")
    assert card.year.currentText() == "Not told"


def safety(house: House) -> SafetyCard:
    found = panel(house).safety
    assert found is not None
    return found


def with_bea(house: House) -> str:
    """Bea has come, with a password; returns her recovery code, which the panel shows once."""
    log_out(house)
    add_bea(house)
    house.until(lambda: house.seen(SheetSide))
    code = house.find(SheetCard).sheet.recovery_code
    assert code in QGuiApplication.clipboard().text() or house.focus is house.find(SheetCard).copy_button
    return code


class Phone:
    """What Bea's authenticator app shows, after she typed the letters below the picture into it."""

    def __init__(self, written: str) -> None:
        self._secret = b32decode(written.replace(" ", ""))
        self.used = self.code()

    def code(self, steps: int = 0) -> str:
        return code_of(self._secret, step_of(datetime.now(UTC)) + steps)


def turn_on(house: House) -> tuple[Phone, SheetCard]:
    """Turn two-factor sign-in on for whoever is there, by keys."""
    card = safety(house)
    press_on(house, card.enable_button)
    form = house.find(EnableForm)
    house.until(lambda: form.qr.modules)
    assert len(form.qr.modules) == len(form.qr.modules[0])
    phone = Phone(form.written.text())
    house.write(PASSWORD)
    house.press("Tab", "Tab")
    assert house.focus is form.field("second")
    house.write(phone.used)
    house.press("Return")
    house.until(card.sheet.isVisible)
    return phone, card.sheet


def test_the_recovery_code_slides_in_once_and_can_be_kept(house: House, tmp_path: Path) -> None:
    code = with_bea(house)
    sheet = house.find(SheetCard)
    house.press("Space")
    assert code in QGuiApplication.clipboard().text()
    sheet.save(tmp_path / "codes.txt")
    assert code in (tmp_path / "codes.txt").read_text()
    assert (tmp_path / "codes.txt").stat().st_mode & 0o077 == 0
    sheet.save(tmp_path / "no folder" / "codes.txt")
    assert "no folder" in sheet.said.text() or sheet.said.property("tone") == "negative"
    house.press("Esc")
    house.until(lambda: not house.seen(SheetSide))
    assert sheet.sheet.recovery_code == "", "nothing holds it any more"
    assert safety(house).recovery_button.text() == "Make another one"


def test_a_forgotten_password_is_replaced_by_the_code(house: House) -> None:
    code = with_bea(house)
    bea = house.account
    house.press("Esc")
    log_out(house)
    choose(house, "Bea")
    press_on(house, house.find(LogInForm).forgot_button)
    form = house.find(RecoverForm)
    house.write("ABCDE")
    house.press("Return")
    house.until(lambda: bool(form.rows["code"].error))
    assert "has 25 letters" in form.rows["code"].error and house.focus is form.field("code")
    house.write(code.lower().replace("-", " "))
    house.press("Tab")
    house.write(OTHER)
    assert "Strong" in form.rows["password"].note.text()
    house.press("Return")
    house.until(lambda: house.account == bea)
    house.until(lambda: house.seen(SheetSide))
    assert house.find(SheetCard).sheet.recovery_code not in ("", code)
    house.press("Esc")
    log_out(house)
    choose(house, "Bea")
    house.write(OTHER)
    house.press("Return")
    house.until(lambda: house.account == bea)


def test_two_factor_sign_in_from_the_qr_code_to_the_spare_code(house: House) -> None:
    with_bea(house)
    bea = house.account
    house.press("Esc")
    house.until(lambda: not house.seen(SheetSide))
    phone, sheet = turn_on(house)
    spare = sheet.sheet.spare_codes[0]
    assert len(sheet.sheet.spare_codes) == 10 and sheet.sheet.recovery_code
    card = house.find(SafetyCard)
    house.until(lambda: "Spare codes left: 10" in card.second.remark.text())
    log_out(house)
    assert sheet.sheet.spare_codes == (), "the next person finds nothing"

    choose(house, "Bea")
    form = house.find(LogInForm)
    house.write(PASSWORD)
    assert not form.second.isVisible()
    house.press("Return")
    house.until(form.second.isVisible)
    assert house.focus is form.field("second")
    house.write(phone.used)
    house.press("Return")
    house.until(lambda: bool(form.second.error))
    assert "used already" in form.second.error, "the code that set it up is used"
    house.write("000 000" if phone.code() != "000000" else "111 111")
    house.press("Return")
    house.until(lambda: "wrong" in form.second.error)
    house.write(spare)
    house.press("Return")
    house.until(lambda: house.account == bea)

    card = safety(house)
    house.until(lambda: "Spare codes left: 9" in card.second.remark.text())
    press_on(house, card.disable_button)
    house.write(PASSWORD)
    house.press("Tab", "Tab")
    house.write(phone.code(1))
    house.press("Return")
    house.until(lambda: "Off." in card.second.remark.text())


def test_logging_out_everywhere_else_leaves_this_window(house: House) -> None:
    with_bea(house)
    bea, door = house.account, house.services.session.door
    house.press("Esc")
    elsewhere = door.log_in(bea, PASSWORD)
    card = safety(house)
    house.until(card.elsewhere_button.isVisible)
    assert "and elsewhere" in card.sessions.remark.text()
    press_on(house, card.elsewhere_button)
    house.until(lambda: not card.elsewhere_button.isVisible())
    assert door.welcome(elsewhere.token, "x") != elsewhere
    assert house.account == bea


def test_an_account_goes_with_what_is_its_own_and_leaves_the_others(house: House) -> None:
    first = house.account
    house.add_videos("Night train to Narvik")
    with_bea(house)
    house.press("Esc")
    house.add_videos("Bea's garden", "Bea's harbour")
    found = panel(house)
    press_on(house, found.leave.button)
    form = found.leave.form
    house.until(lambda: "2 videos" in form.goes.text())
    assert "Nobody can sign in as Bea" in form.goes.text()
    house.write("Ben")
    house.press("Tab")
    house.write(PASSWORD)
    house.press("Return")
    house.until(lambda: bool(form.rows["name"].error))
    assert "Type “Bea”" in form.rows["name"].error
    house.write("bea")
    house.press("Tab")
    house.write("not it")
    house.press("Return")
    house.until(lambda: bool(form.rows["password"].error))
    assert len(house.services.session.people) == 2, "nothing has happened yet"
    house.write(PASSWORD)
    house.press("Return")
    house.until(lambda: house.account == NOBODY and bool(house.seen(SignedOutPage)))
    assert {row.account.id for row in house.seen(PersonRow)} == {first}
    ask = house.services.gateway.ask_now
    house.until(lambda: not house.services.session.door.erase_some())
    assert ask(LibraryPage(actor=first, words="bea")).total == 0
    choose(house, "root")
    house.until(lambda: house.account == first)
    assert ask(LibraryPage(actor=first, words="narvik")).total == 1


def test_an_admin_gives_a_role_and_the_person_finds_it(house: House) -> None:
    first = house.account
    with_bea(house)
    bea = house.account
    house.press("Esc")
    assert not panel(house).roles.isVisible(), "who is no admin gives no roles"
    log_out(house)
    choose(house, "root")
    house.until(lambda: house.account == first)
    roles = panel(house).roles
    house.until(roles.isVisible)
    roles.selects[bea].setFocus()
    house.press("Down")
    role = roles.selects[bea]
    role.activated.emit(role.currentIndex())
    people = house.services.session
    house.until(lambda: any(p.role is AccountRole.MODERATOR for p in people.people))
    roles.selects[first].setFocus()
    roles.selects[first].setCurrentIndex(0)
    roles.selects[first].activated.emit(0)
    house.until(roles.trouble.isVisible)
    assert "only admin" in roles.trouble.text()
    house.until(lambda: roles.selects[first].currentData() == "admin")


def test_a_picture_shows_in_the_top_bar_and_what_is_none_is_told(house: House, tmp_path: Path) -> None:
    picture, text = tmp_path / "me.png", tmp_path / "me.jpg"
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(0xFF2266AA)
    assert image.save(str(picture))
    text.write_text("no picture")
    found = panel(house)
    portrait = found.card._portrait
    assert isinstance(portrait, PortraitButtons)
    portrait.take(text)
    house.until(found.card.trouble.isVisible, 30)
    assert "not a picture" in found.card.trouble.text()
    portrait.take(picture)
    session = house.services.session
    house.until(lambda: session.account is not None and bool(session.account.picture), 30)
    house.until(lambda: house.window.top.account._picture is not None)
    press_on(house, portrait.remove_button)
    house.until(lambda: house.window.top.account._picture is None)

"""The tour through accounts and notices: a password, codes to keep, a phone asked, what one is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.tour.driver import Stage, Until, Walk, settled
from models.accounts.totp import code_of, step_of
from models.notifications.kinds import COMMENT, HEART, JOB_DONE, SECURITY
from views.accounts.panel import AccountPanel
from views.accounts.safety_card import SafetyCard
from views.accounts.safety_forms import EnableForm
from views.accounts.sheet import SheetCard
from views.accounts.side import AccountSide
from views.notifications.list import NoticeListView

if TYPE_CHECKING:
    from app.tour.walks import Tour

PASSWORD = "quiet otters sing to lamps"


class PeopleTour:
    """Steps in the account's panel and in the notice centre; `job` first, then `again` in other looks."""

    def __init__(self, tour: Tour) -> None:
        self._tour = tour
        self._hands = tour.hands

    def job(self) -> list[Stage]:
        """From an account without a password to one that asks for a phone."""
        stage = self._tour.stage
        return [
            stage("recovery-code", self._password),
            stage("two-factor-picture", self._two_factor),
            Stage("two-factor-codes", self._confirm),
            stage("told", self._told),
            *self.again(),
        ]

    def again(self) -> list[Stage]:
        """What there is then, in another look."""
        stage = self._tour.stage
        return [
            stage("security", self._security),
            stage("delete-account", self._leave),
            Stage("account-kept", self._keep, picture=False),
            stage("notices-told", self._centre),
            Stage("notices-closed", self._tour.clear, picture=False),
        ]

    def _panel(self) -> Walk:
        hands = self._hands
        hands.click(self._tour.window.top.account)
        yield from self._tour.choose("Account and people")
        yield Until(lambda: hands.seen(AccountSide), "the account's panel")
        yield settled()

    def _press(self, button: QWidget) -> Walk:
        """Scroll to a button and click on it."""
        panel: AccountPanel = self._hands.find(AccountSide).content
        panel.ensureWidgetVisible(button, 0, button.height())
        yield settled()
        self._hands.click(button, QPoint(button.width() // 2, button.height() // 2))

    def _password(self) -> Walk:
        """The first password brings a recovery code, which is shown once."""
        yield from self._panel()
        card = self._hands.find(AccountSide).content.card
        yield from self._press(card.password_button)
        yield Until(card.password_form.isVisible, "the form for the password")
        self._hands.write(PASSWORD)
        self._hands.key(Qt.Key.Key_Return)
        yield Until(lambda: self._hands.seen(SheetCard), "the recovery code")
        yield from self._tour.no_toasts()
        yield settled()

    def _two_factor(self) -> Walk:
        yield from self._panel()
        card: SafetyCard = self._hands.find(SafetyCard)
        yield from self._press(card.enable_button)
        yield Until(lambda: self._hands.seen(EnableForm), "the picture for the phone")
        self._hands.write(PASSWORD)
        yield settled()

    def _confirm(self) -> Walk:
        form: EnableForm = self._hands.find(EnableForm)
        if form.enrolment is None:
            raise LookupError("there is no secret for the phone")
        form.go_to(form.field("second"))
        self._hands.write(code_of(form.enrolment.secret, step_of(datetime.now(UTC))))
        self._hands.key(Qt.Key.Key_Return)
        card: SafetyCard = self._hands.find(SafetyCard)
        yield Until(card.sheet.isVisible, "the codes to keep")
        self._hands.find(AccountSide).content.ensureWidgetVisible(card.sheet)
        yield settled()
        yield from self._tour.no_toasts()

    def _security(self) -> Walk:
        yield from self._panel()
        panel: AccountPanel = self._hands.find(AccountSide).content
        if panel.safety is not None:
            panel.ensureWidgetVisible(panel.safety.sessions)
        yield settled()

    def _leave(self) -> Walk:
        """What would happen, and that nothing has."""
        yield from self._panel()
        panel: AccountPanel = self._hands.find(AccountSide).content
        yield from self._press(panel.leave.button)
        yield Until(lambda: "Nobody" in panel.leave.form.goes.text(), "what would go")
        yield settled()

    def _keep(self) -> Walk:
        leave = self._hands.find(AccountSide).content.leave
        self._hands.key(Qt.Key.Key_Escape)
        yield Until(leave.button.isVisible, "the form to close")

    def _told(self) -> Walk:
        """A few notices, as others and jobs would cause them."""
        centre = self._tour.services.centre
        before = centre.unread.total
        for kind, title, excerpt, link in (
            (COMMENT.id, "Night train to Narvik", "What a light! Where did you stand?", "nonet://video"),
            (HEART.id, "Harbour at dawn", "", "nonet://video"),
            (JOB_DONE.id, "Make “Harbour at dawn” playable", "", "nonet://video"),
            (SECURITY.id, "Two-factor sign-in was turned on.", "", ""),
        ):
            centre.tell(kind, title, excerpt=excerpt, link=link)
        yield Until(lambda: centre.unread.total >= before + 4, "the notices")
        yield from self._tour.no_toasts()
        yield settled()

    def _centre(self) -> Walk:
        self._hands.click(self._tour.window.top.bell)
        yield Until(lambda: self._hands.seen(NoticeListView), "the list of the centre")
        view: NoticeListView = self._hands.find(NoticeListView)
        yield Until(lambda: view.notices.rowCount() >= 4, "what one was told")
        yield settled()

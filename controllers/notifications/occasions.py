"""What happens in the house itself and is told: work that ended while the person was away, their security."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Slot

from app.kernel.actor import NOBODY
from app.kernel.jobs import JobRunner
from controllers.accounts.safety import Protection
from controllers.notifications.centre import Centre
from models.core.jobs import JobEntry, JobList, State
from models.core.text import tr
from models.notifications.kinds import JOB_DONE, JOB_FAILED, SECURITY

PLACE = "nonet://settings"


class Occasions(QObject):
    """Follows the jobs and the account of whoever is signed in."""

    def __init__(self, centre: Centre, runner: JobRunner, protection: Protection) -> None:
        super().__init__()
        self._centre = centre
        session = protection.session
        runner.ended.connect(self._job_ended)
        protection.told.connect(self._protected)
        session.recovered.connect(self._recovered)
        session.password_set.connect(self._password_set)
        session.signed_in.connect(self._signed_in)

    @Slot(object)
    def _job_ended(self, job_id: UUID) -> None:
        """Who saw it end needs no word of it."""
        centre = self._centre
        if centre.actor.account == NOBODY or not centre.away():
            return

        def look(entries: list[JobEntry]) -> None:
            for entry in entries:
                if entry.id != job_id:
                    continue
                if entry.state is State.DONE:
                    centre.tell(
                        JOB_DONE.id, entry.title, link=entry.place, topic=f"{JOB_DONE.id}:{entry.kind}"
                    )
                elif entry.state is State.FAILED:
                    why = "" if entry.error is None else entry.error.sentence
                    centre.tell(JOB_FAILED.id, entry.title, link=entry.place, excerpt=why)

        centre.actor.ask(JobList, look)

    @Slot(str)
    def _protected(self, what: str) -> None:
        words = {
            "recovery": tr("A new recovery code was made for your account."),
            "two_factor_on": tr("Two-factor sign-in was turned on."),
            "two_factor_off": tr("Two-factor sign-in was turned off."),
            "spares": tr("New spare codes were made for your account."),
        }
        self._security(words[what])

    @Slot()
    def _recovered(self) -> None:
        self._security(tr("Your recovery code was used to set a new password."))

    @Slot()
    def _password_set(self) -> None:
        self._security(tr("Your password was changed."))

    @Slot()
    def _signed_in(self) -> None:
        self._security(tr("Somebody signed in with your password. If it was not you, change it."))

    def _security(self, sentence: str) -> None:
        self._centre.tell(SECURITY.id, sentence, topic="")

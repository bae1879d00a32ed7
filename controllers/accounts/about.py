"""What the person at work tells about themselves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.kernel.actor import NOBODY, Actor
from app.kernel.gateway import Changes
from models.accounts.about import OwnAbout, TellAbout
from models.accounts.entities import About
from models.core.errors import PersonError
from models.core.text import tr


class AboutMe(QObject):
    """`changed`: `told` is another; nothing is known before `refresh` was asked for once."""

    changed = Signal()

    def __init__(self, actor: Actor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._seen = False
        self.told = About()
        actor.changed.connect(self._somebody)
        actor.gateway.changed.connect(self._record_changed)

    @Slot()
    def refresh(self) -> None:
        """Read it anew."""
        self._seen = True
        if self._actor.account != NOBODY:
            self._actor.ask(OwnAbout, self._take)

    def tell(self, told: About, failed: Callable[[PersonError], None]) -> None:
        """Tell this instead, which can be undone."""
        if told == self.told:
            return
        self._actor.send(
            TellAbout, title=tr("Tell about yourself"), failed=failed,
            birth_year=told.birth_year, gender=told.gender, country=told.country,
        )  # fmt: skip
        self._take(told)

    def _take(self, told: About) -> None:
        if isValid(self) and told != self.told:
            self.told = told
            self.changed.emit()

    @Slot()
    def _somebody(self) -> None:
        self._take(About())
        if self._seen:
            self.refresh()

    @Slot(object)
    def _record_changed(self, changes: Changes) -> None:
        if self._seen and "account_about" in changes.tables:
            self.refresh()

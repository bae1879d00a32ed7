"""Where each kind is told, and when nothing is: the person's settings."""

from __future__ import annotations

from datetime import datetime

from app.kernel.settings import Setting, Settings
from models.core.text import tr
from models.notifications.kinds import NotificationKind, Told, kind_of, kinds


class Choices:
    """Declares a setting for each kind, and three for the hours in which nobody is disturbed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        where = tr("Notices")
        self._told = {kind.id: _setting(kind, where) for kind in kinds()}
        self.quiet = Setting(
            key="notices.quiet",
            default=False,
            title=tr("Do not disturb"),
            description=tr("In these hours nothing is heard or told on the desktop; the centre keeps all."),
            where=where,
        )
        self.quiet_from = Setting(
            key="notices.quiet_from", default=22, title=tr("Quiet from (hour)"), where=where, low=0, high=23
        )
        self.quiet_to = Setting(
            key="notices.quiet_to", default=7, title=tr("Quiet until (hour)"), where=where, low=0, high=23
        )
        settings.declare(*self._told.values(), self.quiet, self.quiet_from, self.quiet_to)

    def told(self, kind: str) -> Told:
        """Where a kind is told."""
        setting = self._told.get(kind)
        return kind_of(kind).told if setting is None else Told(self._settings.get(setting))

    def hidden(self) -> tuple[str, ...]:
        """The kinds that the person wants to hear nothing of."""
        return tuple(id_ for id_ in self._told if self.told(id_) is Told.NOWHERE)

    def silent(self, now: datetime) -> bool:
        """Whether it is in the quiet hours of this place; from and until the same hour is the whole day."""
        if not self._settings.get(self.quiet):
            return False
        begins, ends = self._settings.get(self.quiet_from), self._settings.get(self.quiet_to)
        hour = now.astimezone().hour
        return begins <= hour < ends if begins < ends else hour >= begins or hour < ends

    def concerns(self, key: str) -> bool:
        """Whether a setting of this key is one of these."""
        return key.startswith("notices.")


def _setting(kind: NotificationKind, where: str) -> Setting[str]:
    return Setting(
        key=f"notices.{kind.id}",
        default=kind.told.value,
        title=kind.title(),
        where=where,
        choices=(
            (Told.NOWHERE.value, tr("Nowhere")),
            (Told.CENTRE.value, tr("In the centre")),
            (Told.DESKTOP.value, tr("Centre and desktop")),
            (Told.SOUND.value, tr("Both, with a sound")),
        ),
    )

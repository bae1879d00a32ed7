"""A report in the person's calendar: which channel or video, which period, and its figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimeZone, Signal, Slot
from shiboken6 import isValid

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from models.core.errors import PersonError, Unavailable
from models.core.text import tr
from models.video.analytics.entities import Report, Step
from models.video.analytics.export import to_csv
from models.video.analytics.queries import ReportOf

_TABLES = frozenset({"watch_event", "video_view", "video_share", "video", "community_reaction",
                     "community_comment", "community_follower", "community_departure",
                     "account_about"})  # fmt: skip


class Period(Enum):
    """The periods to choose from, in days; CUSTOM is chosen by its ends."""

    WEEK = 7
    MONTH = 28
    QUARTER = 90
    YEAR = 365
    CUSTOM = 0


def local_zone() -> str:
    """The IANA name of this computer's time zone; UTC where it has none that is known."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return "UTC"
    return name


class Analytics(QObject):
    """One report, asked again when something in it has changed and it is seen. `changed` when there is
    another one; `failed` carries a `PersonError`."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, parent: QObject | None = None, *, zone: str = "") -> None:
        super().__init__(parent)
        self._actor = actor
        self._zone = zone or local_zone()
        self._of: tuple[UUID, UUID | None] | None = None
        self._number = 0
        self._visible = False
        self._stale = True
        self._ends: tuple[date, date] | None = None
        self.period = Period.MONTH
        self.step = Step.DAY
        self.report: Report | None = None
        actor.gateway.changed.connect(self._changed)

    @property
    def channel_id(self) -> UUID | None:
        return None if self._of is None else self._of[0]

    def show(self, channel_id: UUID, video_id: UUID | None) -> None:
        """Report on a channel, or one of its videos."""
        if self._of != (channel_id, video_id):
            self._of = (channel_id, video_id)
            self.report = None
            self.changed.emit()
            self.refresh()

    def forget(self) -> None:
        """Somebody else has come."""
        self._number += 1
        self._of = self.report = None

    def set_visible(self, visible: bool) -> None:
        self._visible = visible
        if visible and self._stale:
            self.refresh()

    def choose(self, period: Period, step: Step, ends: tuple[date, date] | None = None) -> None:
        """Another period; `ends` are the first and last day of a CUSTOM one."""
        self.period, self.step, self._ends = period, step, ends
        self.refresh()

    def days(self) -> tuple[date, date]:
        """The first day, and the first that is not in it any more."""
        if self.period is Period.CUSTOM and self._ends is not None:
            first, last = sorted(self._ends)
            return first, last + timedelta(days=1)
        tomorrow = datetime.now(UTC).astimezone(ZoneInfo(self._zone)).date() + timedelta(days=1)
        return tomorrow - timedelta(days=self.period.value or Period.MONTH.value), tomorrow

    @Slot()
    def refresh(self) -> None:
        """Ask again; an answer to an older question is dropped."""
        if self._of is None:
            return
        self._stale = False
        self._number += 1
        number = self._number
        since, until = self.days()
        self._actor.ask(
            ReportOf,
            lambda report: self._take(number, report),
            failed=lambda error: self._fail(number, error),
            channel_id=self._of[0],
            video_id=self._of[1],
            since=since,
            until=until,
            zone=self._zone,
            step=self.step,
        )

    def export(self, path: Path) -> None:
        """Write the report to a file; raises Unavailable where it cannot be written."""
        if self.report is None:
            return
        try:
            path.write_text(to_csv(self.report), encoding="utf-8-sig", newline="")
        except OSError as error:
            raise Unavailable(
                tr(
                    "“{name}” could not be written: {reason}.", name=path.name, reason=error.strerror or error
                ),
                what_now=tr("Choose another folder, or make room on the disk."),
            ) from error

    def _take(self, number: int, report: Report) -> None:
        if isValid(self) and number == self._number and report != self.report:
            self.report = report
            self.changed.emit()

    def _fail(self, number: int, error: PersonError) -> None:
        if isValid(self) and number == self._number:
            self._stale = True
            self.failed.emit(error)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.tables & _TABLES:
            self._stale = True
            if self._visible:
                self.refresh()

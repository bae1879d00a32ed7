"""A day and a time, typed or stepped with the arrows."""

from __future__ import annotations

from datetime import datetime, timedelta

from controllers.trading.tickets import MOMENT, parse_moment
from models.core.clock import utc_now
from models.core.errors import Invalid
from views.trading.fields import AmountField

_HOUR = timedelta(hours=1)


class MomentField(AmountField):
    """Local time, to the minute: 2026-12-24 18:00. The arrows go by an hour, with Shift by ten."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.stepped.connect(self._step)

    def show_moment(self, at: datetime) -> None:
        """Show a moment."""
        self.setText(at.astimezone().strftime(MOMENT))

    def _step(self, by: int) -> None:
        try:
            here = parse_moment(self.text(), "")
            self.show_moment(here + by * _HOUR)
        except (Invalid, OverflowError):
            self.show_moment(utc_now() + by * _HOUR)

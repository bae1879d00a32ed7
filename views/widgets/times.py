"""How long ago, in words."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QDate, QLocale

from models.core.text import tr


def ago(at: datetime, now: datetime | None = None) -> str:
    """How long ago, in words of about one unit."""
    seconds = max(0, int(((now or datetime.now(UTC)) - at).total_seconds()))
    if seconds < 60:
        return tr("just now")
    if seconds < 3600:
        return tr("{count} min ago", count=seconds // 60)
    if seconds < 86400:
        return tr("{count} h ago", count=seconds // 3600)
    there = at.astimezone()
    return QLocale().toString(QDate(there.year, there.month, there.day), QLocale.FormatType.ShortFormat)

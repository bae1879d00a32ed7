"""What Home says first: a greeting for the time of day, the date, and how much needs the person."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QLocale

from models.core.text import tr

_NUMBERS = 10


def greeting(name: str, now: datetime) -> str:
    """`now` is the local time; a name of several words is shortened to its first."""
    first = name.split()[0] if name.split() else ""
    if 5 <= now.hour < 12:
        return tr("Good morning, {name}", name=first) if first else tr("Good morning")
    if 12 <= now.hour < 18:
        return tr("Good afternoon, {name}", name=first) if first else tr("Good afternoon")
    if 18 <= now.hour < 23:
        return tr("Good evening, {name}", name=first) if first else tr("Good evening")
    return tr("Good night, {name}", name=first) if first else tr("Good night")


def today(now: datetime, locale: QLocale | None = None) -> str:
    """The date in words, "Sunday 22 November"."""
    date = (locale or QLocale()).toString(QDate(now.year, now.month, now.day), tr("dddd d MMMM"))
    return date[:1].upper() + date[1:]


def summary(needs: int) -> str:
    """How much needs the person."""
    if needs == 0:
        return tr("Nothing needs you.")
    if needs == 1:
        return tr("One thing needs you; everything else can wait.")
    words = (
        *("", "", tr("Two"), tr("Three"), tr("Four"), tr("Five")),
        *(tr("Six"), tr("Seven"), tr("Eight"), tr("Nine"), tr("Ten")),
    )
    count = words[needs] if needs <= _NUMBERS else str(needs)
    return tr("{count} things need you; everything else can wait.", count=count)

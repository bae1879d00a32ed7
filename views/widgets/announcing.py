"""What happens away from where one is, told to those who listen to a screen reader."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str, *, at_once: bool = False) -> None:
    """Have a text of `widget` spoken after what is being said; `at_once` in its place."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # many enums, for few people

    if text and QAccessible.isActive():  # somebody listens
        event = QAccessibleAnnouncementEvent(widget, text)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if at_once else politeness.Polite)
        QAccessible.updateAccessibility(event)

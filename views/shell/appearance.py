"""The settings of the look, and keeping the theme as they say."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from app.kernel.i18n import language_setting
from app.kernel.settings import Setting, Settings
from models.core.text import tr
from views.widgets.theme import Scheme, theme


class Appearance(QObject):
    """Declares the settings of the look and applies them, now and when they change."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        where = tr("Appearance")
        self._settings = settings
        self.scheme = Setting(
            key="appearance.scheme",
            default=Scheme.SYSTEM.value,
            title=tr("Theme"),
            description=tr("Light, dark, or as the system is set."),
            where=where,
            choices=(("system", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark"))),
            also=(tr("night"), tr("dark mode"), tr("colours"), tr("look")),
        )
        self.reduced_motion = Setting(
            key="appearance.reduced_motion",
            default=False,
            title=tr("Reduced motion"),
            description=tr("Panels appear at once instead of sliding."),
            where=where,
            also=(tr("animations"), tr("accessibility"), tr("dizzy")),
        )
        self.swapped = Setting(
            key="appearance.red_means_up",
            default=False,
            title=tr("Red means up"),
            description=tr("Swaps the colours of rising and falling numbers."),
            where=where,
            also=(tr("green"), tr("prices"), tr("gain and loss")),
        )
        settings.declare(self.scheme, self.reduced_motion, self.swapped, language_setting())
        settings.changed.connect(self._changed)
        self.apply()

    @Slot(str, object)
    def _changed(self, key: str, value: object) -> None:
        if key.startswith("appearance."):
            self.apply()

    def apply(self) -> None:
        """Make the theme what the settings say."""
        look = theme()
        look.set_reduced_motion(self._settings.get(self.reduced_motion))
        look.set_swapped(self._settings.get(self.swapped))
        look.set_scheme(self._settings.get(self.scheme))

    def toggle(self) -> None:
        """Light becomes dark and dark light, and it is kept."""
        self._settings.set(self.scheme, (Scheme.LIGHT if theme().dark else Scheme.DARK).value)

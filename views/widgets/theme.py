"""The theme: palettes, fonts and accents by role, and the one place that repaints everything.

`theme()` is the application's theme. Widgets that paint themselves read `theme().colours` in their paint
event; a switch sends every widget a style change, so nothing has to be remembered. An accent belongs to a
part of the widget tree (`set_accent`), so that a detached workspace keeps its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFrame,
    QLineEdit,
    QMenu,
    QScrollBar,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from app.kernel.application import STYLE
from app.kernel.resources import resource
from views.widgets import tokens
from views.widgets.stylesheet import NAMES, stylesheet
from views.widgets.stylesheet import colours as sheet_colours
from views.widgets.tokens import DARK, LIGHT, Palette, Type, Weight, mix

_ACCENT = "accent"
_SLICE_S = 0.006
_DRESSED = (QFrame, QLineEdit, QAbstractSpinBox, QScrollBar, QMenu, QTabBar)
"""What the stylesheet colours."""
_ROLES = {
    name: QPalette.ColorRole["".join(part.capitalize() for part in role.split("-"))]
    for name, role in NAMES.items()
}
_WEIGHTS = {
    Weight.REGULAR: QFont.Weight.Normal,
    Weight.MEDIUM: QFont.Weight.Medium,
    Weight.SEMIBOLD: QFont.Weight.DemiBold,
    Weight.BOLD: QFont.Weight.Bold,
}
_TYPE_WEIGHTS = {
    Type.COUNT: Weight.BOLD,
    Type.CAPTION: Weight.REGULAR,
    Type.BODY: Weight.REGULAR,
    Type.STRONG: Weight.SEMIBOLD,
    Type.FIELD: Weight.REGULAR,
    Type.TITLE: Weight.SEMIBOLD,
    Type.HERO: Weight.SEMIBOLD,
}


class Scheme(StrEnum):
    """What the person chose: follow the system, or one of the two."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Accent(NamedTuple):
    """An accent's colours: itself, text on it, a selected thing over the surface, the focus ring."""

    colour: QColor
    on: QColor
    selection: QColor
    ring: QColor


class Colours:
    """A palette's roles as QColor."""

    def __init__(self, palette: Palette, *, swapped: bool) -> None:
        positive, negative = palette.positive, palette.negative
        self.background = QColor(palette.background)
        self.surface = QColor(palette.surface)
        self.raised = QColor(palette.raised)
        self.line = QColor(palette.line)
        self.text = QColor(palette.text)
        self.dim = QColor(palette.dim)
        self.positive = QColor(positive)
        self.negative = QColor(negative)
        # Up and down may be swapped (red means rising in East Asia); good and bad never are.
        self.up = QColor(negative if swapped else positive)
        self.down = QColor(positive if swapped else negative)
        self.warning = QColor(palette.warning)
        self.info = QColor(palette.info)
        self.on_accent = QColor(palette.on_accent)
        self.hover = _faded(palette.text, tokens.HOVER)
        self.pressed = _faded(palette.text, tokens.PRESSED)
        self.scrim = _faded(palette.background, tokens.SCRIM_ALPHA)
        self.shadow = _faded("#000000", tokens.SHADOW_ALPHA[palette.dark])
        self.on_picture = QColor(tokens.ON_PICTURE)
        self.picture_shade = _faded(tokens.PICTURE_SHADE, tokens.PICTURE_SHADE_ALPHA)

    def role(self, name: str) -> QColor:
        """The colour of a role by its name; a `ValueError` for an unknown one."""
        colour = self.__dict__.get(name)
        if not isinstance(colour, QColor):
            raise ValueError(f"no colour role {name!r}")
        return colour


def _faded(colour: str, share: float) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(share)
    return faded


class Theme(QObject):
    """The application's look; `changed` is told when all that can be seen has the new one."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._scheme = Scheme.SYSTEM
        self._swapped = False
        self._reduced_motion = False
        self._accented: list[QWidget] = []
        self._undressed: list[tuple[QWidget, Callable[[QWidget], None]]] = []
        self._dressing = QTimer(self)
        self._dressing.setSingleShot(True)
        self._dressing.timeout.connect(self._dress)
        self.palette = DARK
        self.colours = Colours(DARK, swapped=False)
        self._accents: dict[str, Accent] = {}
        _load_fonts()
        # Without it a stylesheet keeps the palettes of parts (their accents) from reaching what is in them.
        application.setAttribute(Qt.ApplicationAttribute.AA_UseStyleSheetPropagationInWidgetStyles)
        if application.property("styled") != STYLE:
            application.setStyle(STYLE)
        application.setFont(self.font())
        application.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()
        application.setStyleSheet(stylesheet())

    # -- what the person chose ------------------------------------------------------------------------

    @property
    def scheme(self) -> Scheme:
        return self._scheme

    @property
    def dark(self) -> bool:
        return self.palette.dark

    @property
    def dressing(self) -> bool:
        """Whether something that is out of sight still has the look of before."""
        return bool(self._undressed)

    @property
    def swapped(self) -> bool:
        """Whether red means up."""
        return self._swapped

    @property
    def reduced_motion(self) -> bool:
        return self._reduced_motion

    def set_scheme(self, scheme: Scheme | str) -> None:
        self._scheme = Scheme(scheme)
        self._refresh()

    def toggle(self) -> None:
        """Switch between light and dark, whatever the system says."""
        self.set_scheme(Scheme.LIGHT if self.dark else Scheme.DARK)

    def set_swapped(self, swapped: bool) -> None:
        """Swap the colours of up and down."""
        if swapped != self._swapped:
            self._swapped = swapped
            self._apply()

    def set_reduced_motion(self, reduced: bool) -> None:
        self._reduced_motion = reduced

    def motion(self, wanted: int = tokens.MOTION) -> int:
        """How long a movement may take, in ms: never more than the token, 0 with reduced motion."""
        return 0 if self._reduced_motion else min(wanted, tokens.MOTION)

    # -- colours and fonts ----------------------------------------------------------------------------

    def accent(self, workspace: str) -> Accent:
        """The accent of a workspace in the current theme."""
        found = self._accents.get(workspace)
        if found is None:
            colour = self.palette.accent(workspace)
            found = Accent(
                QColor(colour),
                QColor(self.palette.on_accent),
                QColor(mix(colour, tokens.SELECTION, self.palette.surface)),
                _faded(colour, tokens.RING),
            )
            self._accents[workspace] = found
        return found

    def font(self, step: Type = Type.BODY, weight: Weight | None = None, *, tabular: bool = False) -> QFont:
        """A font of the type scale; a copy, free to be changed. `tabular` figures are all equally wide, for
        numbers that are compared or that change in place (they widen hyphens too, so not for prose)."""
        return QFont(_font(step, weight or _TYPE_WEIGHTS[step], tabular))

    def sized(self, pixels: int, weight: Weight) -> QFont:
        """A font of a size that follows something drawn, such as the letters of a small circle."""
        font = self.font(Type.CAPTION, weight)
        font.setPixelSize(pixels)
        return font

    def monospace(self, step: Type = Type.BODY) -> QFont:
        """The system's monospace font at a step of the type scale."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(tokens.TYPE_PIXELS[step])
        return font

    # -- applying -------------------------------------------------------------------------------------

    @Slot()
    def _system_changed(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            self._refresh()

    def _refresh(self) -> None:
        if self._wanted() is not self.palette:
            self._apply()

    def _wanted(self) -> Palette:
        if self._scheme is Scheme.SYSTEM:
            # Unknown (offscreen, a bare X server) takes the dark one, the theme the app was drawn in.
            system = QGuiApplication.styleHints().colorScheme()
            return LIGHT if system is Qt.ColorScheme.Light else DARK
        return LIGHT if self._scheme is Scheme.LIGHT else DARK

    def _apply(self) -> None:
        self.palette = self._wanted()
        self.colours = Colours(self.palette, swapped=self._swapped)
        self._accents.clear()
        self._application.setPalette(_palette(self.palette, self.accent("home"), QPalette()))
        dressed = [widget for widget in self._application.allWidgets() if isinstance(widget, _DRESSED)]
        accented = sorted(self._accented, key=lambda widget: not widget.isVisible())
        now = [(widget, _tint) for widget in accented if widget.isWindow() and widget.isVisible()]
        now += [(widget, _polish) for widget in dressed if widget.isVisible()]
        later: list[tuple[QWidget, Callable[[QWidget], None]]] = [
            (widget, _tint) for widget in accented if not (widget.isWindow() and widget.isVisible())
        ]
        later += [(widget, _polish) for widget in dressed if not widget.isVisible()]
        self._undressed = later[::-1]  # the last one is next; what is seen comes first
        for widget, dress in now:
            dress(widget)
        self._dressing.start()
        self.changed.emit()

    @Slot()
    def _dress(self) -> None:
        """What is out of sight gets the sheet's new colours a few at a time."""
        end = time.perf_counter() + _SLICE_S
        while self._undressed and time.perf_counter() < end:
            widget, dress = self._undressed.pop()
            if isValid(widget):
                dress(widget)
        if self._undressed:
            self._dressing.start()

    def own_accent(self, widget: QWidget) -> None:
        """Keep the accent palette of `widget` right when the theme changes (used by `set_accent`)."""
        self._accented.append(widget)
        widget.destroyed.connect(lambda: self._forget(widget))

    def _forget(self, widget: QWidget) -> None:
        self._accented = [other for other in self._accented if other is not widget]


_theme: Theme | None = None


def theme() -> Theme:
    """The application's theme, made on first use (after the QApplication)."""
    global _theme
    if _theme is None:
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            raise RuntimeError("the theme needs a QApplication")
        _theme = Theme(application)
    return _theme


def set_accent(widget: QWidget, workspace: str) -> None:
    """Give `widget` and all in it the accent of a workspace."""
    known = widget.property(_ACCENT)
    if known == workspace:
        return
    widget.setProperty(_ACCENT, workspace)
    if known is None:
        theme().own_accent(widget)
    _tint(widget)


def name_accent(widget: QWidget, workspace: str) -> None:
    """Say which accent holds in `widget`, for what paints itself. `set_accent` is for what Qt paints, too,
    and reaches every widget inside.
    """
    widget.setProperty(_ACCENT, workspace)


def accent_of(widget: QWidget) -> Accent:
    """The accent that holds where `widget` is."""
    place: QWidget | None = widget
    while place is not None:
        name = place.property(_ACCENT)
        if name is not None:
            return theme().accent(str(name))
        place = place.parentWidget()
    return theme().accent("home")


def themed(event: QEvent) -> bool:
    """Whether a `changeEvent` says that colours may have changed (tint icons again, drop cached layouts)."""
    return event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange)


def _polish(widget: QWidget) -> None:
    """Have the sheet's colours read again from the palette: Qt keeps what it made of them."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def _tint(widget: QWidget) -> None:
    accent = theme().accent(str(widget.property(_ACCENT)))
    widget.setPalette(_palette(theme().palette, accent, QPalette()))
    if widget.isVisible():
        for child in widget.findChildren(QWidget):
            child.update()


def _palette(colours: Palette, accent: Accent, palette: QPalette) -> QPalette:
    """A QPalette with the roles filled, for what Qt paints by itself."""
    role = QPalette.ColorRole
    text, dim = QColor(colours.text), QColor(colours.dim)
    pairs: Iterable[tuple[QPalette.ColorRole, QColor]] = (
        *((_ROLES[name], QColor(colour)) for name, colour in sheet_colours(colours).items()),
        (role.Base, QColor(colours.surface)),
        (role.AlternateBase, QColor(colours.background)),
        (role.ToolTipBase, QColor(colours.raised)),
        (role.ToolTipText, text),
        (role.Text, text),
        (role.ButtonText, text),
        (role.Highlight, accent.selection),
        (role.HighlightedText, text),
        (role.Link, accent.colour),
        (role.Accent, accent.colour),
    )
    for which, colour in pairs:
        palette.setColor(which, colour)
    disabled = QPalette.ColorGroup.Disabled
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, which, dim)
    return palette


@lru_cache(maxsize=64)
def _font(step: Type, weight: Weight, tabular: bool) -> QFont:
    font = QFont([tokens.FAMILY, *_system_families()])
    font.setPixelSize(tokens.TYPE_PIXELS[step])
    font.setWeight(_WEIGHTS[weight])
    # Unhinted advances are fractional, so that text has the same width at every scale.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    if step is Type.HERO:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -tokens.TYPE_PIXELS[step] / 100)
    return font


@lru_cache(maxsize=1)
def _system_families() -> tuple[str, ...]:
    return tuple(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).families())


def _load_fonts() -> None:
    for weight in ("Regular", "Medium", "SemiBold", "Bold"):
        path = resource("fonts", f"{tokens.FAMILY}-{weight}.ttf")
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise RuntimeError(f"the shipped font {path.name} cannot be read")

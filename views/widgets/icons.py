"""The icons: one family of line drawings, tinted to a colour and drawn at the screen's own resolution."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap

from app.kernel.resources import resource
from views.widgets import tokens
from views.widgets.theme import theme


def pixmap(name: str, size: int, colour: QColor, ratio: float = 0.0) -> QPixmap:
    """An icon `size` pixels wide and high in one colour; `ratio` is the device's pixels per pixel (the
    sharpest screen's where it is 0). Raises `FileNotFoundError` for an icon that is not shipped."""
    return _render(name, size, colour.rgba(), ratio or _sharpest())


def icon(name: str, role: str = "text", size: int = tokens.ICON) -> QIcon:
    """An icon in the colour of a role, faded where it is disabled. Tint again when the theme changes."""
    return tinted(name, theme().colours.role(role), size)


def tinted(name: str, colour: QColor, size: int = tokens.ICON) -> QIcon:
    """An icon in one colour, faded where it is disabled."""
    made = QIcon(pixmap(name, size, colour))
    faded = QColor(colour)
    faded.setAlphaF(colour.alphaF() * tokens.DISABLED)
    made.addPixmap(pixmap(name, size, faded), QIcon.Mode.Disabled)
    return made


def _sharpest() -> float:
    application = QGuiApplication.instance()
    return application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _render(name: str, size: int, rgba: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    colour = QColor.fromRgba(rgba)
    source = _source(name).replace("currentColor", colour.name())
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setOpacity(colour.alphaF())
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn

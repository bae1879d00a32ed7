"""The one stylesheet, generated from the tokens: only what Qt's own widgets need.

It names colours by their role in the palette. A sheet with the colours themselves would have to be replaced
at each change of look, which polishes every widget there is, twice: 50 ms for a window of usual size. The
accent is left to the widgets' palettes (`Highlight`, `Link`); focus is drawn by `focus.py`.
"""

from __future__ import annotations

from string import Template

from views.widgets import tokens
from views.widgets.tokens import Palette, mix

NAMES = {
    "background": "window",
    "raised": "button",
    "line": "mid",
    "text": "window-text",
    "dim": "placeholder-text",
    "positive": "light",
    "negative": "bright-text",
    "warning": "shadow",
    "info": "link-visited",
    "hovered": "midlight",
    "handle": "dark",
}
"""The palette's role that carries a colour of the sheet. Qt has no names for ours: those of its bevels, which
nothing here has, stand for the rest."""

_SHEET = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 2px; }

QLabel { background: transparent; }
QLabel[tone="dim"] { color: $dim; }
QLabel[tone="positive"] { color: $positive; }
QLabel[tone="negative"] { color: $negative; }
QLabel[tone="warning"] { color: $warning; }
QLabel[tone="info"] { color: $info; }

QScrollArea, QAbstractScrollArea { border: none; background: transparent; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox {
    background: $background; color: $text; border: 1px solid $line; border-radius: ${radius}px;
    padding: 0 10px; min-height: ${field}px; placeholder-text-color: $dim;
}
QPlainTextEdit, QTextEdit { padding: 6px 8px; }
QLineEdit[search="true"] { padding: 0 2px; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QAbstractSpinBox[wrong="true"] {
    border-color: $negative;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled { color: $dim; }
QLineEdit[bare="true"] { background: transparent; border: none; padding: 0; }
QTextEdit[bare="true"] { background: transparent; border: none; padding: 0; min-height: 0; }

QMenu { background: $raised; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: ${radius}px; }
QMenu::item:selected { background: $hovered; }
QMenu::item:disabled { color: $dim; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }

QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $handle; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $dim; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }

QAbstractItemView { background: transparent; color: $text; border: none; outline: none; }
QAbstractItemView::item { min-height: ${row}px; padding: 0 8px; border: none; }
QAbstractItemView::item:hover { background: $hovered; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: transparent; color: $dim; border: none; border-bottom: 1px solid $line; padding: 6px 8px;
}

QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }

QTabBar { background: transparent; }
QTabBar::tab {
    background: transparent; color: $dim; border: 1px solid transparent; border-radius: ${radius}px;
    padding: 7px 4px 7px 8px;
}
QTabBar::tab:selected { color: $text; background: $raised; border-color: $line; }
QTabBar::tab:hover { color: $text; }
QTabBar::scroller { width: 24px; }
QTabBar QToolButton {
    background: $background; color: $dim; border: 1px solid $line; border-radius: ${radius}px; margin: 6px 0;
}
QTabWidget::pane { border: none; }

QFrame[line="true"] { background: $line; border: none; }
""")


def stylesheet() -> str:
    """The application's stylesheet, for good: a change of look changes the palette that it names."""
    colours = {name: f"palette({role})" for name, role in NAMES.items()}
    return _SHEET.substitute(colours, radius=tokens.RADIUS, field=tokens.CONTROL - 2, row=tokens.ROW_DENSE)


def colours(palette: Palette) -> dict[str, str]:
    """What a sheet's colour is in `palette`, by its name in `NAMES`."""
    return {
        "background": palette.background,
        "raised": palette.raised,
        "line": palette.line,
        "text": palette.text,
        "dim": palette.dim,
        "positive": palette.positive,
        "negative": palette.negative,
        "warning": palette.warning,
        "info": palette.info,
        "hovered": mix(palette.text, tokens.HOVER, palette.raised),
        "handle": mix(palette.dim, 0.4, palette.background),
    }

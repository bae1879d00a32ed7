"""The one stylesheet, generated from the tokens: only what Qt's own widgets need.

The accent is left to the widgets' palettes (`Highlight`, `Link`), because it differs between parts of one
window and a stylesheet cannot; focus is drawn by `focus.py`.
"""

from __future__ import annotations

from string import Template

from views.widgets import tokens
from views.widgets.tokens import Palette, mix

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
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] { border-color: $negative; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled { color: $dim; }
QLineEdit[bare="true"] { background: transparent; border: none; padding: 0; }

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
QTabBar::tab { background: transparent; color: $dim; border: none; padding: 8px 12px; }
QTabBar::tab:selected { color: $text; background: $hovered; border-radius: ${radius}px; }
QTabBar::tab:hover { color: $text; }
QTabWidget::pane { border: none; }

QFrame[line="true"] { background: $line; border: none; }
""")


def stylesheet(palette: Palette) -> str:
    """The application's stylesheet for a palette."""
    return _SHEET.substitute(
        background=palette.background,
        surface=palette.surface,
        raised=palette.raised,
        line=palette.line,
        text=palette.text,
        dim=palette.dim,
        positive=palette.positive,
        negative=palette.negative,
        warning=palette.warning,
        info=palette.info,
        hovered=mix(palette.text, tokens.HOVER, palette.raised),
        handle=mix(palette.dim, 0.4, palette.background),
        radius=tokens.RADIUS,
        field=tokens.CONTROL - 2,
        row=tokens.ROW_DENSE,
    )

"""The theme: contrast of every pair in use, live switching, accents by part of the tree."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.theme import Scheme, accent_of, set_accent, theme
from views.widgets.tokens import DARK, LIGHT, Palette, Type


@pytest.fixture(autouse=True)
def _restored(qapp: object) -> object:
    yield
    theme().set_scheme(Scheme.SYSTEM)
    theme().set_swapped(False)
    theme().set_reduced_motion(False)


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_every_pair_in_use_reads_at_4_5_to_1(palette: Palette) -> None:
    weak = [
        f"{what}: {ink} on {floor} is {tokens.contrast(ink, floor):.2f}"
        for what, ink, floor in tokens.pairs(palette)
        if tokens.contrast(ink, floor) < 4.5
    ]
    assert not weak


def test_contrast_is_the_published_formula() -> None:
    assert tokens.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert tokens.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_letters_on_any_avatar_read() -> None:
    names = [f"person {n}" for n in range(400)]
    assert all(tokens.contrast(tokens.ON_PICTURE, tokens.avatar_colour(name)) >= 4.5 for name in names)


def test_switching_repaints_what_is_shown(qtbot: QtBot) -> None:
    theme().set_scheme(Scheme.DARK)
    window = QWidget()
    qtbot.addWidget(window)
    button = Button("Add", kind=Kind.PRIMARY, parent=window)
    field = QLineEdit(window)
    field.setGeometry(0, 60, 120, 32)
    window.resize(200, 120)
    set_accent(window, "video")
    window.move(200, 200)  # away from the pointer
    window.show()
    qtbot.waitExposed(window)

    def seen() -> tuple[QColor, QColor, QColor]:
        image = window.grab().toImage()
        return (
            image.pixelColor(4, 8),
            image.pixelColor(60, 80),
            image.pixelColor(190, 100),
        )

    assert button.width() > 10
    dark = seen()
    with qtbot.waitSignal(theme().changed):
        theme().toggle()
    light = seen()
    assert dark == (QColor(DARK.accents["video"]), QColor(DARK.background), QColor(DARK.background))
    assert light == (QColor(LIGHT.accents["video"]), QColor(LIGHT.background), QColor(LIGHT.background))


def test_tones_follow_the_theme(qtbot: QtBot) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    label.setProperty("tone", "negative")
    theme().set_scheme(Scheme.LIGHT)
    label.ensurePolished()
    assert label.palette().windowText().color() == QColor(LIGHT.negative)
    theme().set_scheme(Scheme.DARK)
    qtbot.waitUntil(lambda: not theme().dressing)  # it is not shown
    assert label.palette().windowText().color() == QColor(DARK.negative)


def test_what_was_out_of_sight_has_the_new_look_a_moment_later(qtbot: QtBot) -> None:
    """Pixel for pixel what a stylesheet put on afresh would give."""
    theme().set_scheme(Scheme.DARK)
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for tone in ("dim", "positive", "negative", "warning", "info"):
        label = QLabel(tone)
        label.setProperty("tone", tone)
        column.addWidget(label)
    wrong = QLineEdit("wrong")
    wrong.setProperty("wrong", True)
    long = QPlainTextEdit("line\n" * 40)
    away = QLineEdit("disabled")
    away.setEnabled(False)
    for widget in (wrong, long, away, QTabBar()):
        column.addWidget(widget)
    window.show()
    qtbot.waitExposed(window)
    window.hide()
    theme().toggle()
    qtbot.waitUntil(lambda: not theme().dressing)
    window.show()
    seen = window.grab().toImage()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setStyleSheet(application.styleSheet() + " ")
    assert window.grab().toImage() == seen
    assert seen.pixelColor(2, 2).name() == LIGHT.background


def test_an_accent_belongs_to_its_part_of_the_tree(qtbot: QtBot) -> None:
    window, left, right = QWidget(), QWidget(), QWidget()
    qtbot.addWidget(window)
    left.setParent(window)
    right.setParent(window)
    inner = QLineEdit(right)
    set_accent(left, "video")
    set_accent(right, "files")
    theme().set_scheme(Scheme.LIGHT)
    assert accent_of(left).colour == QColor(LIGHT.accents["video"])
    assert accent_of(inner).colour == QColor(LIGHT.accents["files"])
    qtbot.waitUntil(lambda: not theme().dressing)  # it is not shown
    assert inner.palette().accent().color() == QColor(LIGHT.accents["files"])
    theme().set_scheme(Scheme.DARK)
    qtbot.waitUntil(lambda: not theme().dressing)
    assert inner.palette().accent().color() == QColor(DARK.accents["files"])


def test_up_and_down_swap_but_good_and_bad_do_not(qapp: object) -> None:
    theme().set_scheme(Scheme.DARK)
    theme().set_swapped(True)
    colours = theme().colours
    assert (colours.up, colours.down) == (QColor(DARK.negative), QColor(DARK.positive))
    assert (colours.positive, colours.negative) == (QColor(DARK.positive), QColor(DARK.negative))


def test_motion_is_short_and_none_when_reduced(qapp: object) -> None:
    assert theme().motion(1000) == 150
    theme().set_reduced_motion(True)
    assert theme().motion() == 0


def test_the_shipped_font_is_used_in_every_weight(qapp: object) -> None:
    widths = set()
    for weight in tokens.Weight:
        font = theme().font(Type.BODY, weight)
        info = QFontInfo(font)
        assert (info.family(), info.pixelSize()) == ("Inter", 13)
        widths.add(info.weight())
    assert len(widths) == 4

"""P12: the window in Spanish says nothing in English, cuts nothing off, and counts as Spaniards do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.kernel import i18n
from app.kernel.resources import resource
from models.core.text import number, tr
from models.video.commands import channel_of
from tests.support.house import House
from tests.support.words import said, the_account, the_details, the_library, the_settings
from views.widgets.buttons import Button
from views.widgets.labels import ElidedLabel

PLACES = ["trash", "playlists", "channels", "history", "subscriptions", "for-you", "analytics", "moderation"]
DATA = {"Somebody", "English"}  # the name of the person here, and of a language in its own words


@pytest.fixture
def spanish_house(
    no_flashes: None, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    """Nonet in Spanish, in the smallest window."""
    real = i18n.install
    monkeypatch.setattr("app.bootstrap.i18n.install", lambda _code: real("es"))
    house = House(qtbot, tmp_path / "data")
    house.window.resize(900, 600)
    yield house
    house.close()
    real("en")


def home(house: House) -> None:
    house.press("Ctrl+1")


def place(segment: str) -> Callable[[House], None]:
    def go(house: House) -> None:
        house.window.go(f"nonet://video/{segment}")

    go.__name__ = segment
    return go


def moving(house: House) -> None:
    house.nonet.actions.run("data.export")


def channel(house: House) -> None:
    house.window.go(f"nonet://video/channel/{channel_of(house.account)}/about")


def filters(house: House) -> None:
    house.press("Ctrl+2")
    [button] = house.seen(QAbstractButton, lambda each: each.accessibleName() == "Filtros")
    house.click(button)


def keys(house: House) -> None:
    house.press("F1")


def panels(house: House) -> None:
    house.press("Ctrl+J")


@cache
def english() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    """What a text looks like in English and in Spanish, where that differs."""
    table = json.loads(resource("translations", "es.json").read_text(encoding="utf-8"))["texts"]
    return [(shape(a), shape(b)) for a, b in table.items() if a != b and re.search(r"[A-Za-z]{2}", bare(a))]


def bare(text: str) -> str:
    return re.sub(r"\{[^{}]*\}", "", text)


def shape(text: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, re.split(r"\{[^{}]*\}", text))), re.DOTALL)


def in_english(text: str) -> bool:
    return any(a.fullmatch(text) and not b.fullmatch(text) for a, b in english())


def cut_off(house: House) -> Iterator[str]:
    """Words that do not fit in what shows them, and what is cut off sideways (downwards one can scroll)."""
    for label in house.seen(QLabel):
        if label.text() and not isinstance(label, ElidedLabel) and label.pixmap().isNull():
            wide = label.contentsRect().width()
            if not label.wordWrap() and wide < words_wide(label):
                yield f"label {label.text()!r}: {wide} < {words_wide(label)}"
            elif label.wordWrap() and label.height() < label.heightForWidth(label.width()):
                yield f"label {label.text()!r}: {label.height()} high"
    for button in house.seen(QAbstractButton):
        if isinstance(button, Button) and button.text() and button.width() < button.sizeHint().width():
            yield f"button {button.text()!r}: {button.width()} < {button.sizeHint().width()}"
    for widget in house.seen(QWidget):
        shown = widget.visibleRegion().boundingRect()
        sideways = 0 < shown.width() < widget.width()
        if sideways and isinstance(widget, QLabel | QAbstractButton):
            yield f"sideways: {set(said(widget))}: {shown.width()} of {widget.width()}"


def words_wide(label: QLabel) -> int:
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(label.font())
    document.setPlainText(label.text())
    return int(document.idealWidth())


WAYS = [
    *(home, the_library, the_details, the_settings, the_account, moving, channel, filters, keys, panels),
    *map(place, PLACES),
]


@pytest.mark.parametrize("go", WAYS, ids=lambda go: go.__name__)
def test_nothing_is_english_or_cut_off(
    spanish_house: House, painted: set[str], go: Callable[[House], None]
) -> None:
    house = spanish_house
    house.add_videos("Puerto", "El mercado de los domingos")
    go(house)
    house.qtbot.wait(250)
    painted.clear()
    house.window.grab()
    texts = {text for widget in house.seen(QWidget) for text in said(widget)} | painted
    assert "Inicio" in texts
    assert not {text for text in texts if text not in DATA and in_english(text)}
    assert not list(cut_off(house))
    assert house.window.width() == 900


def test_english_would_be_seen() -> None:
    assert in_english("Settings")
    assert in_english("3 videos")
    assert not in_english("3 vídeos")
    assert not in_english("Editor")


def test_numbers_dates_and_sizes_are_spanish() -> None:
    try:
        i18n.install("es")
        assert (number(12_345), number(2.5, 1)) == ("12.345", "2,5")
        assert tr("{count} views", count=number(12_345)) == "12.345 visualizaciones"
        assert QLocale().language() == QLocale.Language.Spanish
    finally:
        i18n.install("en")
    assert (number(12_345), number(2.5, 1)) == ("12,345", "2.5")

"""P12: every word that is not a name, a key or a number went through the translation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.kernel import i18n
from models.core.errors import Unavailable
from tests.support.house import House
from tests.support.words import said, the_account, the_details, the_library, the_settings
from views.accounts.countries import countries
from views.shell.palette import Palette
from views.video.queue_panel import QueuePanel

MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
# What is the same in every language: keys, sizes, times, initials, and languages by their own names.
SAME = re.compile(
    r"(Nonet|English|Español|N|UTC|Ctrl|Alt|Shift|Meta|F\d+|PgUp|PgDown|Ins|Del|Esc|Left|Right|Up|Down|Home|End|Tab"
    r"|Space|Return|Delete|[kKMGT]i?B|\d+p|[A-Z]{1,2})",
)
DATA = ("Harbour", "Somebody", "root", "nonet://")


@pytest.fixture
def pseudo_house(
    no_flashes: None, painted: set[str], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    """Nonet in the pseudo-language."""
    real = i18n.install
    monkeypatch.setattr("app.bootstrap.i18n.install", lambda _code: real(i18n.PSEUDO))
    house = House(qtbot, tmp_path / "data")
    yield house
    house.close()
    real("en")


def left_over(text: str) -> str:
    """What of a text was not looked up and is no name, key or number."""
    before = ""
    while before != text:  # a looked-up text may hold another
        before, text = text, MARKED.sub(" ", text)
    for name in DATA:
        text = text.replace(name, " ")
    return "".join(word for word in re.findall(r"[^\W\d_]+\d*", text) if not SAME.fullmatch(word))


def unmarked(house: House, painted: set[str]) -> set[str]:
    texts = {text for widget in house.seen(QWidget) for text in said(widget)}
    return {text for text in texts | painted if left_over(text)}


def nothing(house: House) -> None:
    """Home as it is."""


def the_filters(house: House) -> None:
    house.press("Ctrl+2")
    [button] = house.seen(QAbstractButton, lambda each: i18n.pseudo("Filters") == each.accessibleName())
    house.click(button)


def the_trash(house: House) -> None:
    house.press("Ctrl+2", "Ctrl+Shift+Delete")


def the_queue(house: House) -> None:
    house.press("Ctrl+2", "Ctrl+Shift+U")
    house.until(lambda: house.seen(QueuePanel))


def the_panels(house: House) -> None:
    house.nonet.notices.error(Unavailable(i18n.pseudo("Gone")))
    house.press("Ctrl+Shift+N", "Ctrl+J")


def the_palette(house: House) -> None:
    house.press("Ctrl+Shift+P")
    assert house.find(Palette).model.rowCount() > 10


def the_keys(house: House) -> None:
    house.press("F1")


def the_account_s_menu(house: House) -> None:
    house.click(house.window.top.account)
    house.until(lambda: house.seen(QMenu))


def the_question_who_is_here(house: House) -> None:
    house.nonet.actions.run("account.log_out")
    house.until(lambda: not house.services.session.busy)


@pytest.mark.parametrize(
    "place",
    [
        nothing,
        the_library,
        the_filters,
        the_trash,
        the_details,
        the_queue,
        the_settings,
        the_panels,
        the_palette,
        the_keys,
        the_account,
        the_account_s_menu,
        the_question_who_is_here,
    ],
)
def test_every_word_can_be_translated(
    pseudo_house: House, painted: set[str], place: Callable[[House], None]
) -> None:
    pseudo_house.add_videos("Harbour")
    place(pseudo_house)
    pseudo_house.qtbot.wait(250)
    pseudo_house.window.grab()
    assert any("⟦" in text for text in painted), "nothing was painted in the pseudo-language"
    found = unmarked(pseudo_house, painted)
    found -= {name for _, name in countries()}  # which read the same in every language
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    assert not found


def test_another_language_is_chosen_and_spoken_at_the_next_start(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "translations"
    folder.mkdir()
    texts = {"Home": "الرئيسية", "Language": "اللغة", "Settings": "الإعدادات"}
    table = {"name": "العربية", "direction": "rtl", "texts": texts}
    (folder / "ar.json").write_text(json.dumps(table), encoding="utf-8")
    monkeypatch.setattr(i18n, "resource", lambda *_: folder)
    house.restart()
    house.press("Ctrl+,")
    [select] = house.seen(QComboBox, lambda each: each.accessibleName() == "Language")
    select.setFocus()
    house.press("End", "Return")
    house.restart()
    assert QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert house.window.top.breadcrumb.accessibleName() == "الإعدادات"
    assert house.window.rail.mapTo(house.window, QPoint(0, 0)).x() > house.window.width() / 2

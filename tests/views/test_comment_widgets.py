"""The parts that comments are made of: a column of a million rows, texts that can do nothing, a field."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QKeyEvent, QTextDocument
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from models.community.entities import Reaction
from models.community.markup import spans
from models.core.errors import Invalid
from views.community.composer import Composer
from views.community.reactions import Reactions, count
from views.community.rich_text import RichText
from views.community.virtual_column import VirtualColumn
from views.widgets.surfaces import ScrollColumn


class Line(QWidget):
    """A row whose height follows from its number."""

    made = 0

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.busy = False
        Line.made += 1

    def height_at(self, width: int) -> int:
        return 40 + self.number % 7 * 30

    def stops(self) -> list[QWidget]:
        return []


class Page:
    """A scrolling page with something above the column."""

    def __init__(self, qtbot: QtBot) -> None:
        self.scroll = ScrollColumn()
        self.above = QWidget()
        self.above.setFixedHeight(300)
        self.scroll.column.addWidget(self.above)
        self.column: VirtualColumn[int] = VirtualColumn(self.scroll, Line, lambda _key, _row: None)
        self.scroll.column.addWidget(self.column)
        self.scroll.resize(500, 600)
        qtbot.addWidget(self.scroll)
        self.scroll.show()
        self.qtbot = qtbot

    def wait(self) -> None:
        """Until everything in view is made, and the page is as high as its parts."""
        self.qtbot.waitUntil(lambda: self._whole() and self._settled())

    def _settled(self) -> bool:
        inside = self.scroll.widget()
        return inside is not None and inside.height() > self.column.height()

    def _whole(self) -> bool:
        top, bottom = self.column._view()
        rows = [row for row in self.column.live.values() if row.y() < bottom and row.y() + row.height() > top]
        covered = sum(min(r.y() + r.height(), bottom) - max(r.y(), top) for r in rows)
        return covered >= min(bottom, self.column.height()) - max(top, 0)


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[Page]:
    Line.made = 0
    yield Page(qtbot)


def test_only_what_can_be_seen_is_made_of_a_hundred_thousand_rows(page: Page) -> None:
    start = time.process_time()
    page.column.show_keys(range(100_000))
    assert time.process_time() - start < 1
    page.wait()
    bar = page.scroll.verticalScrollBar()
    page.qtbot.waitUntil(lambda: bar.maximum() > 5_000_000)
    for share in (0.2, 0.9, 0.5):
        bar.setValue(round(bar.maximum() * share))
        page.wait()
    assert Line.made < 200
    assert len(page.column.live) < 60
    for key, row in page.column.live.items():
        assert row.height() == 40 + key % 7 * 30


def test_what_comes_above_does_not_move_what_is_read(page: Page) -> None:
    page.column.show_keys(range(200))
    page.wait()
    bar = page.scroll.verticalScrollBar()
    bar.setValue(3_000)
    page.wait()
    top, _ = page.column._view()
    key, row = min(
        ((key, row) for key, row in page.column.live.items() if row.y() >= top), key=lambda item: item[1].y()
    )
    before = row.y() - top
    page.column.show_keys([*range(1_000, 1_020), *range(200)])
    page.wait()
    page.qtbot.waitUntil(lambda: abs(page.column.live[key].y() - page.column._view()[0] - before) <= 1)


def test_a_row_that_is_written_in_stays_made(page: Page) -> None:
    page.column.show_keys(range(300))
    page.wait()
    row = page.column.live[0]
    row.busy = True  # type: ignore[attr-defined]
    page.scroll.verticalScrollBar().setValue(10_000)
    page.wait()
    assert page.column.live[0] is row
    row.busy = False  # type: ignore[attr-defined]
    page.scroll.verticalScrollBar().setValue(10_050)
    page.qtbot.waitUntil(lambda: 0 not in page.column.live)


@pytest.mark.parametrize(
    "text",
    [
        "<img src='file:///etc/passwd'><script>alert(1)</script>",
        "<a href='javascript:x'>y</a> &lt;b&gt;",
        "![x](http://a.org/x.png) <style>*{color:red}</style>",
    ],
)
def test_no_text_becomes_markup_of_another_kind(qtbot: QtBot, text: str) -> None:
    shown = RichText()
    qtbot.addWidget(shown)
    shown.set_spans(spans(text), times=True)
    assert shown.toPlainText() == text
    assert shown.loadResource(int(QTextDocument.ResourceType.ImageResource), "file:///etc/passwd") is None
    block = shown.document().firstBlock().begin()
    while not block.atEnd():
        assert not block.fragment().charFormat().isImageFormat()
        href = block.fragment().charFormat().anchorHref()
        assert not href or href in block.fragment().text()
        block += 1


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, "א" * 10_000, "e" + "\u0301" * 9_999, "🏳️‍🌈" * 1_600, "\u202e" * 9_000, "\n" * 9_000]
)  # fmt: skip
def test_the_worst_texts_are_shown_in_a_moment(qtbot: QtBot, text: str) -> None:
    shown = RichText()
    qtbot.addWidget(shown)
    shown.resize(400, 100)
    start = time.process_time()
    shown.set_spans(spans(text), times=True)
    shown.heightForWidth(400)
    shown.show()
    qtbot.waitExposed(shown)
    assert time.process_time() - start < 1.5
    assert shown.heightForWidth(400) < 40_000 or "\n" in text


def test_a_field_tells_what_fits_and_keeps_what_was_begun(qtbot: QtBot) -> None:
    composer = Composer("Anna", "Add a comment…", "Comment")
    qtbot.addWidget(composer)
    composer.show()
    kept: list[str] = []
    sent: list[str] = []
    composer.begun.connect(kept.append)
    composer.sent.connect(sent.append)
    data = QMimeData()
    data.setText("y" * 25_000)
    composer.field.insertFromMimeData(data)
    assert composer.text == ""
    assert composer.told.text().startswith("This is 25,000 characters long")
    data.setText("<b>Plain</b>")
    data.setHtml("<b>Plain</b>")
    composer.field.insertFromMimeData(data)
    assert composer.text == "<b>Plain</b>"
    composer.hide()
    assert kept == ["<b>Plain</b>"]
    composer.show()
    composer.send.click()
    assert sent == ["<b>Plain</b>"]
    composer.show_error(Invalid("No."))
    assert (composer.told.text(), composer.text) == ("No.", "<b>Plain</b>")
    composer.done()
    composer.hide()
    assert kept == ["<b>Plain</b>"], "what was sent is no draft"


def test_typing_in_a_field_never_reaches_the_page(qtbot: QtBot) -> None:
    outside = QWidget()
    qtbot.addWidget(outside)
    composer = Composer("Anna", "Add", "Comment")
    QVBoxLayout(outside).addWidget(composer)
    outside.show()
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_K, Qt.KeyboardModifier.NoModifier, "k")
    composer.field.keyPressEvent(event)
    assert event.isAccepted()
    assert composer.text == "k"


def test_counts_are_short_and_their_names_whole(qtbot: QtBot) -> None:
    assert [count(n) for n in (0, 7, 999, 1_000, 1_234, 9_950, 12_345, 3_400_000)] == [
        "", "7", "999", "1K", "1.2K", "9.9K", "12K", "3.4M",
    ]  # fmt: skip
    shown = Reactions()
    qtbot.addWidget(shown)
    shown.show_counts(1_234, 5, Reaction.LIKE)
    assert (shown.like.text(), shown.like.isChecked()) == ("1.2K", True)
    assert shown.like.accessibleName() == "Like, 1,234"

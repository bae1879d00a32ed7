"""V13: captions are written beside the player, by keys and mouse, kept as versions, and exported."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from models.blobs.ref import BlobRef
from models.video.cues import CueList, parse, read
from tests.support.films import LONG, Cinema
from views.video.caption_editor import CaptionPanel
from views.video.caption_list import CaptionList, CaptionRow
from views.video.edit_panel import EditPanel
from views.widgets.buttons import Button
from views.widgets.surfaces import ScrollColumn

S = 1_000_000
TALK = (
    "00:00:02,000 --> 00:00:04,000\nHello there\n\n00:00:06,000 --> 00:00:08,000\nSecond\n\n"
    "00:00:10,000 --> 00:00:12,000\nThird\n"
)


class Desk:
    """The panel over the long film, paused."""

    def __init__(self, cinema: Cinema) -> None:
        self.cinema, self.house, self.until = cinema, cinema.house, cinema.until

    def open(self, *, new: bool = False) -> CaptionPanel:
        """From the details: the sign beside captions, or the button for new ones."""
        if not self.house.seen(EditPanel):
            self.cinema.choose(LONG)
            self.house.press("F2")
            panel = self.house.find(EditPanel)
            self.until(panel.heading.hasFocus)
        if new:
            self._click_in_sight(self.house.find(CaptionList).new)
        else:
            self.until(lambda: self.house.seen(CaptionRow))
            self._click_in_sight(self.house.seen(CaptionRow)[0].write)
        self.cinema.playing(LONG)
        self.panel = self.house.find(CaptionPanel)
        self.until(lambda: self.panel.editor.track is not None and self.panel.is_open)
        self.cinema.player.pause()
        self.until(lambda: not self.cinema.player.playing)
        return self.panel

    def _click_in_sight(self, button: Button) -> None:
        """Scroll the details to a button that may lie below, and click on it."""
        scroll = self.house.find(EditPanel).findChild(ScrollColumn)
        assert scroll is not None
        scroll.ensureWidgetVisible(button)
        self.house.click(button)

    def cues(self) -> list[tuple[float, float, str]]:
        track = self.panel.editor.track
        assert track is not None
        return [(cue.start_us / S, cue.end_us / S, cue.text) for cue in track.cues]

    def stored(self) -> CueList:
        """What the video's captions say now, by their file."""
        [caption] = self.cinema.detail(LONG).captions
        with self.house.services.blobs.lease(BlobRef.of(caption.blob)) as path:
            return read(path)

    def go_to(self, seconds: float) -> None:
        player = self.cinema.player
        player.seek(round(seconds * S))
        self.until(lambda: abs(player.position_us - seconds * S) < S / 10 and not player.seeking)


@pytest.fixture
def desk(cinema: Cinema, tmp_path: Path) -> Desk:
    talk = tmp_path / "talk.en.srt"
    talk.write_text(TALK)
    card = cinema.card(LONG)
    cinema.house.services.captions.add(card.space_id, card.id, [talk])
    cinema.until(lambda: cinema.detail(LONG).has_captions)
    return Desk(cinema)


def test_texts_and_times_are_changed_undone_and_kept(desk: Desk) -> None:
    panel, house, player = desk.open(), desk.house, desk.cinema.player
    assert [text for _, _, text in desk.cues()] == ["Hello there", "Second", "Third"]
    house.click(panel.text)
    panel.text.selectAll()
    house.write("Good day")
    desk.go_to(3)
    assert player.cue == "Good day", "the picture shows it as it is written"
    house.press("Ctrl+]")
    desk.until(lambda: abs(desk.cues()[0][1] - 3) < 0.2)
    house.press("Ctrl+Z", "Ctrl+Z")
    assert desk.cues()[0] == (2, 4, "Hello there")
    house.press("Ctrl+Y")
    assert desk.cues()[0] == (2, 4, "Good day")
    house.press("Ctrl+S")
    desk.until(lambda: desk.stored()[0].text == "Good day")
    desk.until(lambda: panel.status.text() == "Saved")
    house.press("Alt+Down")
    desk.until(lambda: panel.text.toPlainText() == "Second")
    house.click(panel.start)
    panel.start.selectAll()
    house.write("nonsense")
    house.press("Tab")
    desk.until(lambda: "is not a time" in panel.rows["start"].error)
    panel.start.setFocus()
    panel.start.selectAll()
    house.write("3")
    house.press("Return")
    desk.until(lambda: desk.cues()[1][0] == 3)
    assert "Begins before the one above" in panel.faults.text()


def test_split_join_insert_delete_shift_and_loop(desk: Desk) -> None:
    panel, house = desk.open(), desk.house
    house.click(panel.text)
    cursor = panel.text.textCursor()
    cursor.setPosition(len("Hello"))
    panel.text.setTextCursor(cursor)
    desk.go_to(3)
    house.press("Alt+S")
    desk.until(lambda: [text for _, _, text in desk.cues()][:2] == ["Hello", "there"])
    assert desk.cues()[0][1] == pytest.approx(3, abs=0.2)
    house.press("Alt+M")
    desk.until(lambda: desk.cues()[0] == (2, 4, "Hello\nthere"))
    desk.go_to(9)
    house.click(panel.buttons["insert"])
    house.write("New one")
    assert desk.cues()[2][2] == "New one"
    house.press("Alt+Delete")
    assert [text for _, _, text in desk.cues()] == ["Hello\nthere", "Second", "Third"]
    panel.by.setText("1.5")
    panel.later.setFocus()
    house.press("Space")
    assert [start for start, _, _ in desk.cues()] == [3.5, 7.5, 11.5]
    QTest.keyClick(panel.list, Qt.Key.Key_Home)
    house.press("Alt+L")
    assert panel.editor.looping
    desk.until(lambda: desk.cinema.player.position_us > 5 * S)
    desk.until(lambda: desk.cinema.player.position_us < 4.5 * S)
    house.press("Alt+L")
    assert not panel.editor.looping


def test_an_edge_is_pulled_and_what_was_written_is_kept_when_the_panel_goes(desk: Desk) -> None:
    panel = desk.open()
    strip = panel.strip
    desk.go_to(3)
    desk.until(lambda: strip.first_us == 0)
    edge = QPoint(round(strip.x_of(4 * S)), strip.height() // 2)
    there = QPoint(round(strip.x_of(5 * S)), strip.height() // 2)
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, edge)
    QTest.mouseMove(strip, there)
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, there)
    assert desk.cues()[0][1] == pytest.approx(5, abs=0.05)
    desk.house.click(strip, QPoint(round(strip.x_of(7 * S)), strip.height() // 2))
    desk.until(lambda: panel.text.toPlainText() == "Second")
    desk.house.press("Esc")
    desk.until(lambda: not panel.isVisible())
    desk.until(lambda: desk.stored()[0].end_us == pytest.approx(5 * S, abs=50_000))
    assert desk.cinema.player.request is not None
    desk.until(lambda: len(desk.cinema.detail(LONG).captions) == 1)
    actor = desk.house.services.actor
    desk.until(lambda: actor.undo_title() == "Edit captions")
    desk.house.press("Ctrl+Z")
    desk.until(lambda: desk.stored()[0].end_us == 4 * S)


def test_new_ones_are_written_and_exported(cinema: Cinema, tmp_path: Path) -> None:
    desk = Desk(cinema)
    panel = desk.open(new=True)
    assert desk.cues() == []
    desk.go_to(4)
    shown = panel.stack.currentWidget()
    assert shown is not None
    button = shown.findChild(Button)
    assert button is not None
    desk.house.click(button)
    desk.until(panel.text.hasFocus)
    desk.house.write("First words")
    desk.house.press("Ctrl+S")
    desk.until(lambda: cinema.detail(LONG).has_captions)
    assert desk.stored()[0].text == "First words"
    for name in ("out.srt", "out.vtt"):
        panel._dialog = None
        desk.house.click(panel.export_button)
        assert panel._dialog is not None
        panel._dialog.fileSelected.emit(str(tmp_path / name))
        panel._dialog.close()
        desk.until((tmp_path / name).exists)
        desk.until(lambda name=name: "First words" in (tmp_path / name).read_text())
        assert parse((tmp_path / name).read_text())[0].text == "First words"

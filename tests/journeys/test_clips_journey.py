"""Clips in the real window: marked by keys and handles, made a video, a file and a link, played alone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from controllers.video.playback import State
from models.video.clips import clip_of
from models.video.probe import probe
from tests.support.films import LONG, Cinema
from views.video.clip_panel import ClipPanel

S = 1_000_000


def at(cinema: Cinema, seconds: float) -> None:
    """Pause and go to a moment."""
    cinema.player.pause()
    cinema.player.seek(round(seconds * S))
    cinema.until(lambda: not cinema.player.seeking)


def marked(cinema: Cinema) -> ClipPanel:
    """The panel over the long film, with a stretch from 9 to 13 s, marked from the keyboard."""
    cinema.watch(LONG)
    at(cinema, 9)
    cinema.house.press("[")
    panel = cinema.house.find(ClipPanel)
    cinema.workspace.watch.view.setFocus()
    at(cinema, 13)
    cinema.house.press("]")
    cinema.until(lambda: panel.is_open)
    assert [panel.lines[edge].text() for edge in ("start", "end")] == ["0:09.000", "0:13.000"]
    return panel


def test_a_stretch_is_marked_by_keys_and_becomes_a_video_that_knows_where_it_is_from(cinema: Cinema) -> None:
    panel, house = marked(cinema), cinema.house
    assert "0:08.000, 1.0 s before, and is 0:05 long" in panel.said.text(), "it says where the cut falls"
    panel.lines["start"].setFocus()
    house.press("Up")
    assert panel.lines["start"].text() == "0:09.040"
    house.press("Shift+Up", "Down")
    assert panel.lines["start"].text() == "0:10.000"
    panel.side.setFocus()
    house.press("Down")
    cinema.until(lambda: "0:12.000, 2.0 s after" in panel.said.text())
    house.press("Up")
    cinema.until(lambda: "0:08.000, 2.0 s before" in panel.said.text())
    panel.name.setFocus()
    house.write("Noon")
    panel.save.setFocus()
    house.press("Space")
    cinema.until(lambda: not panel.is_open)
    cinema.ready(4)
    clip = cinema.detail("Noon")
    origin = clip_of(clip.media)
    assert origin is not None and (origin.start_us, origin.end_us) == (8 * S, 13 * S)
    assert [part.title for part in clip.chapters] == ["Noon"]
    cinema.watch_nothing()
    cinema.watch("Noon")
    cinema.until(lambda: cinema.player.audio_tracks)
    assert abs(cinema.player.duration_us - 5 * S) < 0.3 * S
    link = cinema.workspace.around.origin_link
    cinema.until(link.isVisible)
    assert link.accessibleName() == "From “The long film” at 0:08"
    link.setFocus()
    house.press("Space")
    cinema.playing(LONG)
    cinema.until(lambda: abs(cinema.player.position_us - 8 * S) < 2 * S)


def test_handles_are_pulled_and_a_file_is_written(cinema: Cinema, tmp_path: Path) -> None:
    panel = marked(cinema)
    bar = cinema.workspace.watch.view.stage.controls.seek_bar
    cinema.until(bar.isVisible)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    middle = bar.height() // 2
    edge, there = (QPoint(round(bar.x_of(second * S)), middle) for second in (13, 16))
    QTest.mousePress(bar, left, none, edge)
    QTest.mouseMove(bar, there)
    QTest.mouseRelease(bar, left, none, there)
    assert abs(panel.clipper.end_us - 16 * S) < 0.2 * S
    cinema.house.click(panel.export)
    assert panel._dialog is not None
    target = tmp_path / "out.mp4"
    panel._dialog.fileSelected.emit(str(target))
    panel._dialog.close()
    cinema.until(target.exists, 60)
    found = probe(target)
    assert abs(found.duration_us - 8 * S) < 0.3 * S
    assert (found.picture.codec, [sound.language for sound in found.audio]) == ("h264", ["eng", "deu"])
    assert found.picture.key_frames_us[0] == 0


def test_a_link_plays_its_part_alone(cinema: Cinema) -> None:
    panel, house, player = marked(cinema), cinema.house, cinema.player
    house.click(panel.copy)
    address = QApplication.clipboard().text()
    assert address.endswith("?t=9&end=13")
    house.press("Esc")
    cinema.until(lambda: not panel.isVisible())
    cinema.watch_nothing()
    house.window.go(address)
    cinema.playing(LONG)
    cinema.until(lambda: player.part.range == (9 * S, 13 * S))
    cinema.until(lambda: player.state is State.PAUSED, 30)
    assert abs(player.position_us - 13 * S) < 0.5 * S
    assert player.part.range is None, "from here on it plays as usual"
    house.window.go(address.replace("t=9", "t=2.5").replace("end=13", "end=20"))
    cinema.until(lambda: player.playing and player.part.range == (2_500_000, 20 * S))
    house.press("End")
    cinema.until(lambda: player.part.range is None)


def test_what_was_typed_wrong_is_told_at_its_field(cinema: Cinema) -> None:
    panel = marked(cinema)
    line = panel.lines["start"]
    line.setFocus()
    line.selectAll()
    cinema.house.write("soon")
    cinema.house.press("Return")
    cinema.until(lambda: "is not a time" in panel.rows["start"].error)
    assert line.text() == "soon", "and can be mended"

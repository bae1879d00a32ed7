"""V13: an audio description is dropped on a film, plays in its time, is named, removed and brought back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from controllers.video.playback import State
from tests.support.films import FILM_SECONDS, LONG, Cinema
from tests.support.footage import by_hand
from views.video.edit_panel import EditPanel
from views.video.sound_list import SoundList, SoundRow
from views.widgets.surfaces import ScrollColumn

S = 1_000_000


def spoken(folder: Path, name: str = "The long film.en.audio description.mp3", seconds: int = 20) -> Path:
    path = folder / name
    by_hand("-f", "lavfi", "-i", f"sine=frequency=220:duration={seconds}", str(path))
    return path


def labels(cinema: Cinema) -> list[str]:
    return [track.label for track in cinema.player.audio_tracks]


def test_dropped_on_the_page_it_plays_in_the_film_s_time(cinema: Cinema, tmp_path: Path) -> None:
    cinema.watch(LONG)
    player = cinema.player
    cinema.until(lambda: len(labels(cinema)) == 2)
    player.pause()
    player.seek(6 * S)
    cinema.until(lambda: not player.seeking)
    before = player.request
    assert before is not None
    cinema.house.drop([spoken(tmp_path)], cinema.workspace.watch)
    cinema.until(lambda: player.request is not None and player.request.master_url != before.master_url, 60)
    assert abs(player.position_us - 6 * S) < S, "it stays where it was"
    player.play()
    cinema.until(lambda: any("Audio description" in label for label in labels(cinema)))
    assert len(labels(cinema)) == 3
    track = next(each for each in player.audio_tracks if "Audio description" in each.label)
    controls = cinema.workspace.watch.view.stage.controls
    cinema.until(controls.captions.isVisible)
    cinema.house.click(controls.captions)
    cinema.choose_line(track.label)
    cinema.until(lambda: player.audio_track == track.number)
    cinema.until(lambda: player.state is State.PLAYING and player.position_us > 7 * S)
    player.seek((FILM_SECONDS - 2) * S)  # behind the end of what is spoken
    cinema.until(lambda: player.state is State.ENDED, 30)


def test_in_the_details_it_is_named_removed_and_brought_back(cinema: Cinema, tmp_path: Path) -> None:
    house = cinema.house
    cinema.choose(LONG)
    house.press("F2")
    panel = house.find(EditPanel)
    cinema.until(panel.heading.hasFocus)
    house.drop([spoken(tmp_path, "voice.ogg")], panel)
    sounds = house.find(SoundList)
    cinema.until(lambda: any(row.sound.added for row in sounds.rows.values()), 60)
    scroll = panel.findChild(ScrollColumn)
    assert scroll is not None
    cinema.until(lambda: house.seen(SoundRow, lambda row: row.sound.added))
    [row] = house.seen(SoundRow, lambda row: row.sound.added)
    scroll.ensureWidgetVisible(row)
    house.click(row.pencil)
    assert row.form is not None
    house.write("Spanish")
    cinema.in_front()
    row.form.kind.setFocus()
    house.press("Home")
    cinema.until(lambda: row.name.text() == "Spanish (Audio description)")
    row.bin.setFocus()
    house.press("Space")
    cinema.until(lambda: not any(each.sound.added for each in sounds.rows.values()))
    assert "The sound track “Spanish (Audio description)” is removed." in cinema.notices()
    house.press("Esc")
    cinema.until(lambda: not panel.isVisible())
    house.press("Ctrl+Z")
    cinema.until(
        lambda: len([r for r in cinema.detail(LONG).renditions if r.details["kind"] == "sound"]) == 3
    )


@pytest.mark.parametrize("content, why", [(b"", "empty"), (b"not a sound " * 400, "format")])
def test_a_bad_file_is_refused_where_it_was_dropped(
    cinema: Cinema, tmp_path: Path, content: bytes, why: str
) -> None:
    house = cinema.house
    path = tmp_path / "bad.mp3"
    path.write_bytes(content)
    cinema.choose(LONG)
    house.press("F2")
    panel = house.find(EditPanel)
    cinema.until(panel.heading.hasFocus)
    house.drop([path], panel)
    sounds = house.find(SoundList)
    cinema.until(lambda: any(why in row.state.text() for row in sounds.coming.values()), 30)
    [row] = sounds.coming.values()
    row.away.setFocus()
    house.press("Space")
    cinema.until(lambda: not sounds.coming)
    assert QApplication.focusWidget() is not None

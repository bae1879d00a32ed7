"""V3: captions come with a film or are dropped on it, are chosen with `c` or the menu, named, and removed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt

from tests.support.films import BLUE, GREEN, LONG, Cinema, small
from tests.support.footage import by_hand
from views.shell.palette import Palette
from views.video.caption_list import CaptionRow
from views.video.delegates import hit_area
from views.video.edit_panel import EditPanel
from views.video.track_rows import TrackForm
from views.widgets.buttons import Button
from views.widgets.toast import Toast

MORNING = "1\n00:00:00,000 --> 00:00:20,000\n{text}\n\n2\n00:00:20,000 --> 00:00:22,000\nlater\n"


def srt(folder: Path, name: str, text: str = "Guten Morgen") -> Path:
    path = folder / name
    path.write_text(MORNING.format(text=text), encoding="utf-8")
    return path


def names(cinema: Cinema, title: str) -> list[tuple[str, str, str]]:
    return [(c.language, c.kind.value, c.file_name) for c in cinema.detail(title).captions]


def test_captions_beside_and_inside_a_film_come_with_it(fresh: Cinema, tmp_path: Path) -> None:
    """A sidecar, one inside the file, and one that cannot be read, which says why and can be tried again."""
    plain, inside = small(tmp_path, "plain.mp4"), srt(tmp_path, "x.srt", "Inside")
    film = tmp_path / "Film.mkv"
    by_hand("-i", str(plain), "-i", str(inside), "-map", "0", "-map", "1", "-c", "copy",
            "-metadata:s:s:0", "language=eng", str(film))  # fmt: skip
    srt(tmp_path, "Film.de.srt")
    bad = tmp_path / "Film.fr.vtt"
    bad.write_text("nothing to read")
    fresh.house.drop([film])
    fresh.ready(1)
    assert names(fresh, "Film") == [("de", "subtitles", "Film.de.srt"), ("en", "subtitles", "")]
    assert fresh.cards(captions=True)
    uploads = fresh.house.services.uploads
    fresh.until(lambda: [job.title for job in uploads.failed()] == ["Film.fr.vtt"])
    [job] = uploads.failed()
    assert "holds no captions" in job.error_sentence
    srt(tmp_path, "Film.fr.vtt", "Bonjour")
    uploads.retry(job.id)
    fresh.until(lambda: len(names(fresh, "Film")) == 3)
    fresh.watch("Film")
    fresh.house.press("C")
    fresh.until(lambda: fresh.player.cue == "Guten Morgen")


def test_dropped_with_their_film_or_alone(fresh: Cinema, tmp_path: Path) -> None:
    one, two = small(tmp_path, "One.mp4"), small(tmp_path, "Two.mp4", colour="blue")
    elsewhere = tmp_path / "subs"
    elsewhere.mkdir()
    fresh.house.drop([srt(elsewhere, "lonely.srt")])
    fresh.until(lambda: any("belong to a video" in text for text in fresh.notices()))
    assert not fresh.cards()
    fresh.house.drop([one, two, srt(elsewhere, "two.en.srt"), srt(elsewhere, "lonely.srt")])
    fresh.ready(2)
    assert (names(fresh, "One"), names(fresh, "Two")) == ([], [("en", "subtitles", "two.en.srt")])


def test_dropped_on_a_card_of_the_library(cinema: Cinema, tmp_path: Path) -> None:
    grid, items = cinema.workspace.library.grid, cinema.workspace.library.items
    cinema.choose(GREEN)
    row = next(row for row in range(items.rowCount()) if items.index(row).data() == GREEN)
    at = grid.visualRect(items.index(row)).center()
    cinema.house.drop([srt(tmp_path, "whatever.de.srt")], grid.viewport(), at)
    cinema.until(lambda: names(cinema, GREEN) == [("de", "subtitles", "whatever.de.srt")])
    assert not cinema.detail(BLUE).captions
    cinema.until(lambda: any("German, 2 lines" in text for text in cinema.notices()))
    assert not any(card.title == "whatever" for card in cinema.cards())
    cinema.house.drop([srt(tmp_path, "whatever.de.srt")], grid.viewport(), at)
    cinema.until(lambda: any("has these captions already" in text for text in cinema.notices()))
    below = QPoint(grid.viewport().width() // 2, grid.viewport().height() - 3)
    cinema.house.drop([srt(tmp_path, "again.de.srt")], grid.viewport(), below)
    cinema.until(lambda: any("belong to a video" in text for text in cinema.notices()))


def test_dropped_on_the_page_while_it_plays_chosen_and_remembered(cinema: Cinema, tmp_path: Path) -> None:
    cinema.watch(LONG)
    player, controls = cinema.player, cinema.workspace.watch.view.stage.controls
    assert player.request is not None
    assert player.request.captions == ()
    cinema.house.drop([srt(tmp_path, "a.de.srt"), srt(tmp_path, "b.en.srt", "Good morning")])
    cinema.until(lambda: player.request is not None and len(player.request.captions) == 2)
    assert player.playing
    cinema.house.press("C")
    cinema.until(lambda: player.cue == "Guten Morgen")
    cinema.house.click(controls.captions)
    cinema.choose_line("English")
    cinema.until(lambda: player.cue == "Good morning")
    cinema.watch_nothing()
    cinema.restart()
    cinema.watch(LONG)
    cinema.until(lambda: cinema.player.cue == "Good morning", 30)
    cinema.house.press("C")
    cinema.until(lambda: cinema.player.cue == "")
    cinema.watch_nothing()
    cinema.watch(LONG)
    assert cinema.player.caption_track == -1
    cinema.house.press("C")
    cinema.until(lambda: cinema.player.cue == "Good morning")


def test_named_and_removed_in_the_details(cinema: Cinema, tmp_path: Path) -> None:
    house = cinema.house
    cinema.choose(GREEN)
    house.press("F2")
    panel = house.find(EditPanel)
    cinema.until(panel.heading.hasFocus)
    house.drop([srt(tmp_path, "a.srt")], panel)
    cinema.until(lambda: len(house.seen(CaptionRow)) == 1)
    [row] = house.seen(CaptionRow)
    assert row.name.accessibleName() == "a.srt"
    assert row.about.accessibleName() == "2 lines · a.srt"
    house.click(row.pencil)
    form = house.find(TrackForm)
    cinema.until(form.language.hasFocus)
    house.write("Klingonese")
    cinema.in_front()
    house.press("Tab")
    cinema.until(lambda: "no language that Nonet knows" in form.rows["language"].error)
    cinema.until(form.language.hasFocus)
    form.language.selectAll()
    house.write("German")
    cinema.in_front()
    house.press("Return")
    cinema.until(lambda: names(cinema, GREEN)[0][0] == "de")
    cinema.until(lambda: row.name.accessibleName() == "German")
    house.click(row.bin)
    cinema.until(lambda: not cinema.detail(GREEN).captions and not cinema.detail(GREEN).has_captions)

    def removed() -> list[Toast]:
        return house.seen(Toast, lambda toast: "removed" in toast.accessibleName())

    cinema.until(removed)
    [toast] = removed()
    house.click(next(button for button in toast.findChildren(Button) if button.text() == "Undo"))
    cinema.until(lambda: [c.language for c in cinema.detail(GREEN).captions] == ["de"])
    cinema.until(lambda: len(house.seen(CaptionRow)) == 1)


def test_what_is_said_is_found_and_opens_at_its_second(cinema: Cinema, tmp_path: Path) -> None:
    """V7: the line and the time on the card; Enter and a click on the line lead there, as Ctrl+K does."""
    talk = tmp_path / "talk.en.srt"
    first = "00:00:02,000 --> 00:00:03,000\nhello\n"
    talk.write_text(f"{first}\n00:00:11,500 --> 00:00:14,000\nThe albatross\nreturns\n")
    card = cinema.card(LONG)
    cinema.house.services.captions.add(card.space_id, card.id, [talk])
    cinema.until(lambda: cinema.detail(LONG).has_captions)
    library, house = cinema.workspace.library, cinema.house
    house.press("Ctrl+F")
    house.write("albatross")
    cinema.until(lambda: library.library.total == 1)
    found = library.items.index(0)
    assert "0:11 “The albatross returns”" in str(found.data(Qt.ItemDataRole.AccessibleTextRole))
    rect = library.grid.visualRect(found)
    house.click(library.grid.viewport(), hit_area(rect, LONG).center())
    cinema.playing(LONG)
    cinema.until(lambda: cinema.player.position_us > 10_500_000)
    assert cinema.player.position_us < 15_000_000
    cinema.watch_nothing()
    cinema.choose(LONG)
    house.press("Return")
    cinema.playing(LONG)
    cinema.until(lambda: 10_500_000 < cinema.player.position_us < 15_000_000)
    cinema.watch_nothing()
    house.press("Ctrl+K")
    house.write("albatross")
    palette = house.find(Palette)

    def offered() -> list[str]:
        rows = [palette.model.index(row) for row in range(palette.model.rowCount())]
        return [str(row.data(Qt.ItemDataRole.AccessibleTextRole)) for row in rows]

    cinema.until(lambda: any("0:11 “The albatross returns”" in text for text in offered()))
    house.press("Return")
    cinema.playing(LONG)
    cinema.until(lambda: 10_500_000 < cinema.player.position_us < 15_000_000)

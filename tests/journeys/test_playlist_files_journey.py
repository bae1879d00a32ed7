"""V6: a playlist goes out as a file and comes back, with what is missing told first, in the real window."""

from __future__ import annotations

import json
from pathlib import Path

from models.video.playlist_queries import Playlists
from tests.support.films import Cinema
from tests.support.house import House
from views.video.playlist_import import ImportPanel
from views.video.playlist_page import PlaylistPage
from views.video.playlists_page import PlaylistsPage

TITLES = ("Harbour", "Lighthouse", "Tide")


def playlists(house: House) -> dict[str, int]:
    found = house.services.gateway.ask_now(Playlists(actor=house.account))
    return {card.title: card.count for card in found}


def written(path: Path) -> Path:
    """A list as another player writes it: two files that are here, and one that is not."""
    path.write_text(
        "#EXTM3U\n#EXTINF:95,Lighthouse\n/films/x.mp4\n#EXTINF:95,Moon\nMoon.mp4\n#EXTINF:95,Tide\nC:\\x.avi\n"
    )
    return path


def imported(fresh: Cinema, path: Path) -> PlaylistPage:
    """Drop the list on Playlists, read what it says, and take it."""
    house = fresh.house
    house.press("Ctrl+2")
    house.press("Alt+3")
    page = house.find(PlaylistsPage)
    house.drop([path], page)
    house.until(lambda: house.seen(ImportPanel))
    panel = house.find(ImportPanel)
    assert panel.here.text() == "2 videos of it are in your library."
    assert [panel.unknown.item(n).text() for n in range(panel.unknown.count())] == ["Moon"]
    assert playlists(house) == {}, "nothing is made yet"
    panel.name.setText("Trip")
    panel.make.setFocus()
    house.press("Space")
    house.until(lambda: house.seen(PlaylistPage))
    opened = house.find(PlaylistPage)
    house.until(lambda: [e.card.title for e in opened.playlist.entries if e.card] == ["Lighthouse", "Tide"])
    return opened


def test_a_list_of_another_player_is_taken_in_and_what_is_missing_is_told(
    fresh: Cinema, tmp_path: Path
) -> None:
    fresh.house.add_videos(*TITLES)
    imported(fresh, written(tmp_path / "list.m3u8"))
    assert playlists(fresh.house) == {"Trip": 2}
    fresh.house.press("Ctrl+Z")
    fresh.house.until(lambda: playlists(fresh.house) == {})


def test_it_goes_out_as_both_kinds_and_comes_back(fresh: Cinema, tmp_path: Path) -> None:
    house = fresh.house
    house.add_videos(*TITLES)
    page = imported(fresh, written(tmp_path / "list.m3u8"))
    for line, name in (("Export as M3U8", "out.m3u8"), ("Export as JSON", "out.json")):
        house.click(page.more)
        fresh.choose_line(line)
        page.dialog.fileSelected.emit(str(tmp_path / name))
        page.dialog.close()
        house.until((tmp_path / name).exists)
    assert "#PLAYLIST:Trip" in (tmp_path / "out.m3u8").read_text()
    said = json.loads((tmp_path / "out.json").read_text())
    assert [video["title"] for video in said["videos"]] == ["Lighthouse", "Tide"]
    house.press("Alt+3")
    house.drop([tmp_path / "out.json"], house.find(PlaylistsPage))
    house.until(lambda: house.seen(ImportPanel))
    panel = house.find(ImportPanel)
    assert (panel.name.text(), panel.missing.isVisible()) == ("Trip", False)
    house.press("Return")
    house.until(lambda: len(house.services.gateway.ask_now(Playlists(actor=house.account))) == 2)


def test_what_is_no_playlist_is_refused_and_nothing_is_made(fresh: Cinema, tmp_path: Path) -> None:
    house = fresh.house
    house.press("Ctrl+2")
    house.press("Alt+3")
    path = tmp_path / "diary.m3u"
    path.write_text("Dear diary,\nnothing happened.\n")
    house.drop([path], house.find(PlaylistsPage))
    house.until(lambda: any("“diary.m3u” was not imported" in text for text in fresh.notices()))
    assert playlists(house) == {}

"""Going about in Video: the row of its places, links, and links that lead nowhere."""

from __future__ import annotations

from tests.support.films import Cinema
from tests.support.house import House
from views.video.page import Page
from views.video.places import places
from views.video.workspace import VideoWorkspace


def workspace(house: House) -> VideoWorkspace:
    house.press("Ctrl+2")
    made = house.window.stack.workspace("video")
    assert isinstance(made, VideoWorkspace)
    return made


def test_every_place_has_a_page_that_is_made_once(house: House) -> None:
    video = workspace(house)
    for place in places():
        page = video.page_of(place.segment)
        assert isinstance(page, Page), place.segment
        assert video.page_of(place.segment) is page
    assert video.page_of("nowhere") is None


def test_a_link_that_leads_nowhere_leads_to_the_library(house: House) -> None:
    video = workspace(house)
    for link in ("nowhere", "watch/1/2", "watch", "trash/at/all"):
        house.window.go(f"nonet://video/{link}")
        assert video.page is video.library and video.place() == "", link
        assert video.row.isVisible()


def test_the_row_of_places_is_there_but_not_beside_a_film(cinema: Cinema) -> None:
    video = cinema.workspace
    assert video.row.isVisible()
    cinema.watch("A green one")
    assert not video.row.isVisible()
    cinema.watch_nothing()
    assert video.row.isVisible()


def test_arrows_stay_in_the_row_and_down_leads_into_the_page(cinema: Cinema) -> None:
    video, house = cinema.workspace, cinema.house
    cinema.until(lambda: video.library.library.total == 3)
    video.row.tabs[0].setFocus()
    house.press("Space")
    assert video.row.has_focus, "a page does not take the keyboard from the row"
    house.press("Down")
    assert house.focus is video.library.grid


def test_the_key_of_the_workspace_brings_the_keyboard_back_into_it(cinema: Cinema) -> None:
    video, house = cinema.workspace, cinema.house
    house.press("Ctrl+H")
    cinema.until(lambda: video.place().startswith("history"))
    house.window.top.theme_button.setFocus()
    house.press("Ctrl+2", "Ctrl+L")
    cinema.until(lambda: video.place() == "")

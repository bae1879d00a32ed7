"""V6: playlists made, filled, ordered, shared, played and deleted, by keys, clicks and drops."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.video.entities import PlaylistCard, PlaylistKind, PlaylistView, Privacy
from models.video.playlist_queries import OnePlaylist, Playlists
from tests.support.films import BLUE, GREEN, LONG, Cinema
from views.video.items import mime_of
from views.video.playlist_page import PlaylistPage
from views.video.playlist_tiles import PlaylistTile
from views.video.playlists_page import PlaylistsPage
from views.video.save_panel import SavePanel


def lists(cinema: Cinema) -> dict[str, PlaylistCard]:
    house = cinema.house
    cards = house.services.gateway.ask_now(Playlists(actor=house.account))
    return {card.title: card for card in cards}


def content(cinema: Cinema, title: str) -> PlaylistView:
    one = OnePlaylist(actor=cinema.house.account, space_id=lists(cinema)[title].id)
    return cinema.house.services.gateway.ask_now(one)


def titles(cinema: Cinema, title: str) -> list[str]:
    return [entry.card.title if entry.card else "" for entry in content(cinema, title).entries]


def save_panel(cinema: Cinema) -> SavePanel:
    cinema.house.until(lambda: cinema.house.seen(SavePanel))
    return cinema.house.find(SavePanel)


def saved(cinema: Cinema, *films: str, name: str = "Evening") -> None:
    """A playlist with these films, made by the key and the field."""
    house = cinema.house
    for film in films:
        cinema.choose(film)
        house.press("Ctrl+Shift+S")
        panel = save_panel(cinema)
        house.until(lambda: panel.list.cards is not None)  # noqa: B023
        house.until(panel.field.hasFocus)
        house.write(name)
        house.press("Return")
        cinema.until(lambda: film in (titles(cinema, name) if name in lists(cinema) else []))  # noqa: B023
        house.press("Esc")
        if panel.is_open:
            house.press("Esc")
        house.until(lambda: not house.seen(SavePanel))


def opened(cinema: Cinema, title: str = "Evening") -> PlaylistPage:
    cinema.workspace.visit(f"playlist/{lists(cinema)[title].id}")
    page = cinema.workspace.page
    assert isinstance(page, PlaylistPage)
    cinema.until(lambda: page.title == title and page.isVisible())
    return page


def test_saved_by_the_key_into_a_new_list_and_taken_out_by_unticking(cinema: Cinema) -> None:
    house = cinema.house
    saved(cinema, GREEN, BLUE)
    assert titles(cinema, "Evening") == [GREEN, BLUE]
    cinema.choose(BLUE)
    house.press("Ctrl+Shift+S")
    panel = save_panel(cinema)
    house.until(lambda: [row.box.isChecked() for row in panel.rows] == [True])
    house.press("Down")
    assert panel.rows[0].box.hasFocus()
    house.press("Space")
    cinema.until(lambda: titles(cinema, "Evening") == [GREEN])
    house.until(lambda: [row.box.isChecked() for row in panel.rows] == [False])
    house.press("Esc")
    house.until(lambda: not house.seen(SavePanel))
    house.press("Ctrl+Z")
    cinema.until(lambda: titles(cinema, "Evening") == [GREEN, BLUE])


def test_the_players_key_saves_what_is_watched(cinema: Cinema) -> None:
    cinema.watch(LONG)
    cinema.workspace.watch.view.setFocus()
    cinema.house.press("S")
    panel = save_panel(cinema)
    cinema.house.until(panel.field.hasFocus)
    cinema.house.write("Later on")
    cinema.house.press("Return")
    cinema.until(lambda: "Later on" in lists(cinema) and titles(cinema, "Later on") == [LONG])
    cinema.watch_nothing()


def test_watch_later_is_made_by_its_first_use_and_tells_what_is_there_already(cinema: Cinema) -> None:
    house = cinema.house
    for expected in ("Added to “Watch later”.", "This video is in “Watch later” already."):
        cinema.choose(GREEN)
        grid = cinema.workspace.library.grid
        index = grid.currentIndex()
        house.click(grid.viewport(), grid.visualRect(index).center())
        grid.menu_asked.emit(grid.viewport().mapToGlobal(grid.visualRect(index).center()))
        cinema.choose_line("Watch later")
        cinema.until(lambda: expected in cinema.notices())  # noqa: B023
    assert lists(cinema)["Watch later"].kind is PlaylistKind.WATCH_LATER
    assert titles(cinema, "Watch later") == [GREEN]
    notice = house.nonet.notices.history[-1]
    assert notice.actions[0].title == "Add again"
    notice.actions[0].do()
    cinema.until(lambda: titles(cinema, "Watch later") == [GREEN, GREEN])


def test_a_card_dropped_on_a_playlist_goes_into_it(cinema: Cinema) -> None:
    saved(cinema, GREEN)
    cinema.workspace.visit("playlists")
    page = cinema.workspace.page
    assert isinstance(page, PlaylistsPage)
    cinema.until(lambda: cinema.house.seen(PlaylistTile))
    cinema.until(lambda: 200 < page.tiles.tiles[0].width() < 400 and page.lists.cards is not None)
    tile = cinema.house.find(PlaylistTile, "Evening")
    top, middle = tile.window(), tile.rect().center()
    cinema.until(lambda: tile.isAncestorOf(top.childAt(tile.mapTo(top, middle)) or top) or
                 top.childAt(tile.mapTo(top, middle)) is tile)  # fmt: skip
    cinema.house.drop_data(mime_of([cinema.card(BLUE)]), tile)
    cinema.until(lambda: titles(cinema, "Evening") == [GREEN, BLUE])
    cinema.until(lambda: "Added to “Evening”." in cinema.notices())


def test_ordered_by_the_keys_taken_out_and_undone(cinema: Cinema) -> None:
    house = cinema.house
    saved(cinema, GREEN, BLUE, LONG)
    page = opened(cinema)
    cinema.until(lambda: page.list.items.rowCount() == 3)
    page.list.setFocus()
    page.list.setCurrentIndex(page.list.items.index(2))
    house.press("Alt+Up", "Alt+Up")
    cinema.until(lambda: [page.list.items.index(n).data() for n in range(3)] == [LONG, GREEN, BLUE])
    cinema.until(lambda: titles(cinema, "Evening") == [LONG, GREEN, BLUE])
    house.press("Delete")
    cinema.until(lambda: titles(cinema, "Evening") == [GREEN, BLUE])
    house.press("Ctrl+Z", "Ctrl+Z")
    cinema.until(lambda: titles(cinema, "Evening") == [GREEN, LONG, BLUE])
    house.press("Ctrl+F")
    house.write("blue")
    cinema.until(lambda: page.list.items.rowCount() == 1)


def test_played_in_its_order_shuffled_and_from_a_place(cinema: Cinema) -> None:
    house, queue = cinema.house, cinema.house.services.queue
    saved(cinema, GREEN, LONG, BLUE)
    page = opened(cinema)
    house.click(page.play)
    cinema.playing(GREEN)
    cinema.until(lambda: [entry.card.title for entry in queue.entries] == [GREEN, LONG, BLUE])
    page = opened(cinema)
    cinema.until(lambda: page.list.items.rowCount() == 3)
    page.list.setFocus()
    page.list.setCurrentIndex(page.list.items.index(1))
    house.press("Return")
    cinema.playing(LONG)
    cinema.until(lambda: [entry.card.title for entry in queue.entries] == [LONG, BLUE])
    page = opened(cinema)
    house.click(page.shuffle)
    cinema.until(lambda: len(queue.entries) == 3)
    cinema.until(lambda: cinema.watched == queue.entries[0].card.title)
    cinema.watch_nothing()


def test_named_shared_by_a_link_and_deleted_with_a_way_back(cinema: Cinema) -> None:
    house = cinema.house
    saved(cinema, GREEN)
    page = opened(cinema)
    house.click(page.edit)
    house.until(page.title_line.hasFocus)
    house.press("Ctrl+A")
    house.write("Night")
    house.press("Return")
    cinema.until(lambda: page.title == "Night" and "Night" in lists(cinema))
    page.person.setFocus()
    house.write("Nobody at all")
    house.press("Return")
    cinema.until(lambda: "Nobody here is called" in page.rows["name"].error)
    page.privacy.setFocus()
    house.press("Home")
    page.privacy.activated.emit(page.privacy.currentIndex())
    cinema.until(lambda: lists(cinema)["Night"].privacy is Privacy.PUBLIC)
    house.click(page.more)
    cinema.choose_line("Make an invitation by link")
    cinema.until(lambda: content(cinema, "Night").invite)
    cinema.until(lambda: page.playlist.view is not None and page.playlist.view.invite)
    house.click(page.more)
    cinema.choose_line("Copy the invitation")
    assert QApplication.clipboard().text().endswith(f"?join={content(cinema, 'Night').invite}")
    house.click(page.more)
    cinema.choose_line("Delete the playlist")
    cinema.until(lambda: "Night" not in lists(cinema))
    cinema.until(lambda: isinstance(cinema.workspace.page, PlaylistsPage))
    house.press("Ctrl+Z")
    cinema.until(lambda: "Night" in lists(cinema))


def test_made_on_its_page_and_what_was_deleted_is_shown_as_a_gap(cinema: Cinema) -> None:
    house = cinema.house
    cinema.workspace.visit("playlists")
    page = cinema.workspace.page
    assert isinstance(page, PlaylistsPage)
    page.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
    house.write("Empty one")
    house.press("Return")
    cinema.until(lambda: isinstance(cinema.workspace.page, PlaylistPage))
    made = cinema.workspace.page
    assert isinstance(made, PlaylistPage)
    cinema.until(lambda: made.title == "Empty one")
    house.drop_data(mime_of([cinema.card(GREEN), cinema.card(BLUE)]), made.stack)
    cinema.until(lambda: titles(cinema, "Empty one") == [GREEN, BLUE])
    house.services.actor.undo_title()
    cinema.workspace.parts.shelf.trash([cinema.card(GREEN)])
    cinema.until(lambda: titles(cinema, "Empty one") == ["", BLUE])
    cinema.until(lambda: str(made.list.items.index(0).data()).startswith("Unavailable"))


def test_a_video_leads_to_the_playlists_it_is_in(cinema: Cinema) -> None:
    house, line = cinema.house, cinema.workspace.around.lists
    saved(cinema, GREEN)
    long = "R&B " * 40
    saved(cinema, GREEN, name=long.strip())
    cinema.watch(BLUE)
    assert not line.isVisible(), "it is in none"
    cinema.watch_nothing()
    cinema.watch(GREEN)
    cinema.until(line.isVisible)
    assert {link.accessibleName() for link in line.links} == {"Evening", long.strip()}
    assert all(link.width() <= 240 for link in line.links)
    saved_here = next(link for link in line.links if link.text() == "Evening")
    house.click(saved_here)
    page = cinema.workspace.page
    assert isinstance(page, PlaylistPage)
    cinema.until(lambda: page.title == "Evening")
    cinema.until(lambda: page.list.items.rowCount() == 1)
    page.list.setFocus()
    page.list.setCurrentIndex(page.list.items.index(0))
    house.press("Delete")
    cinema.until(lambda: titles(cinema, "Evening") == [])
    cinema.until(lambda: len(line.links) == 1)

"""The watch history in the window: by day, searched, one taken out, paused, cleared and taken back."""

from __future__ import annotations

from pathlib import Path

from models.video.entities import Viewing
from models.video.history_queries import History
from tests.support.films import BLUE, GREEN, Cinema, small
from views.video.history_page import HistoryPage


def shown(cinema: Cinema) -> list[str]:
    house = cinema.house
    viewings = house.services.gateway.ask_now(History(actor=house.account)).viewings
    return [each.card.title if each.card else "" for each in viewings]


def seen(cinema: Cinema, title: str) -> None:
    """Watch a second of a film."""
    cinema.watch(title)
    cinema.until(lambda: cinema.player.position_us > 1_000_000, 30)
    cinema.watch_nothing()


def opened(cinema: Cinema) -> HistoryPage:
    cinema.house.press("Ctrl+H")
    page = cinema.workspace.page
    assert isinstance(page, HistoryPage)
    return page


def rows(page: HistoryPage) -> list[str]:
    return [str(page.list.items.index(row).data()) for row in range(page.list.items.rowCount())]


def test_day_by_day_searched_taken_out_and_cleared_with_a_way_back(cinema: Cinema) -> None:
    house = cinema.house
    seen(cinema, GREEN)
    seen(cinema, BLUE)
    page = opened(cinema)
    cinema.until(lambda: rows(page) == ["Today", BLUE, GREEN])
    house.press("Ctrl+F")
    house.write("green")
    cinema.until(lambda: rows(page) == ["Today", GREEN])
    page.list.setFocus()
    page.list.setCurrentIndex(page.list.items.index(1))
    assert isinstance(page.list.chosen()[0], Viewing)
    house.press("Delete")
    cinema.until(lambda: shown(cinema) == [BLUE])
    page.search.clear()
    cinema.until(lambda: rows(page) == ["Today", BLUE])
    house.press("Ctrl+Z")
    cinema.until(lambda: rows(page) == ["Today", BLUE, GREEN])
    house.click(page.clear)
    cinema.until(lambda: rows(page) == [])
    assert "The history is cleared." in cinema.notices()
    house.press("Ctrl+Z")
    cinema.until(lambda: rows(page) == ["Today", BLUE, GREEN])


def test_while_it_is_paused_nothing_comes_into_it(cinema: Cinema) -> None:
    page = opened(cinema)
    cinema.house.click(page.pause)
    cinema.until(page.remark.isVisible)
    cinema.workspace.visit("")
    seen(cinema, GREEN)
    opened(cinema)
    cinema.until(lambda: page.history.viewings is not None)
    assert shown(cinema) == [] and page.pause.isChecked()
    cinema.until(lambda: cinema.card(GREEN).views == 1)  # it is counted all the same


def test_the_sleep_timer_keeps_the_next_one_from_playing(cinema: Cinema) -> None:
    house = cinema.house
    house.services.queue.add([(card.space_id, card.id) for card in (cinema.card(GREEN), cinema.card(BLUE))])
    cinema.until(lambda: len(house.services.queue.entries) == 2)
    cinema.watch(GREEN)
    cinema.player.sleep.at_the_end()
    cinema.until(lambda: "Stopped by the sleep timer." in cinema.notices(), 30)
    assert cinema.watched == GREEN and not cinema.player.playing
    cinema.watch_nothing()


def test_a_film_that_is_there_already_is_told_and_left_out(fresh: Cinema, tmp_path: Path) -> None:
    film = small(tmp_path, seconds=1)
    fresh.house.drop([film])
    fresh.ready(1)
    renamed = film.rename(tmp_path / "Another name.mp4")
    fresh.house.drop([renamed])
    said = f"“Another name.mp4” is already there: “{GREEN}”."
    fresh.until(lambda: said in fresh.notices())
    assert len(fresh.cards()) == 1
    notice = next(each for each in fresh.house.nonet.notices.history if each.text == said)
    assert notice.actions[0].title == "Add anyway"
    notice.actions[0].do()
    fresh.ready(2)

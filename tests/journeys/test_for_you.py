"""V8: what is offered, why, and what a person says about it, in the real window."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import insert

from models.community.entities import Reaction
from models.core.clock import utc_now
from models.core.ids import new_id
from models.video.commands import channel_of
from models.video.entities import LEARN
from models.video.recommend.entities import Why
from models.video.tables import WatchEvent
from models.video.targets import video_target
from tests.support.films import Cinema
from views.home.page import HomePage
from views.video.for_you_page import ForYouPage
from views.video.home_cards import VideosCard
from views.widgets.states import StateView

TITLES = ("Sailing a dinghy", "Sailing at night", "Reefing a sail", "Sourdough bread", "Rye bread")


class Taste:
    """A library of boats and bread; somebody watched a boat, and others two of them together."""

    def __init__(self, cinema: Cinema) -> None:
        self.cinema, self.house = cinema, cinema.house
        self.ids = dict(zip(TITLES, self.house.add_videos(*TITLES), strict=True))
        self.watched(self.house.account, "Sailing a dinghy", 0.6)
        for _ in range(12):
            viewer = new_id()
            self.watched(viewer, "Sailing a dinghy")
            self.watched(viewer, "Reefing a sail")
        services = self.house.services
        services.learning.look()
        self.house.until(lambda: services.models.newest() is not None)
        self.house.until(lambda: not any(job.kind == LEARN for job in services.uploads.all()))

    def watched(self, who: UUID, title: str, share: float = 0.8) -> None:
        row = {
            "space_id": who, "id": new_id(), "channel_id": channel_of(self.house.account),
            "video_id": self.ids[title], "session_id": new_id(), "start_us": 0,
            "end_us": int(95_000_000 * share), "at": utc_now(),
        }  # fmt: skip

        def put(connection: Any) -> None:
            with connection.begin():
                connection.execute(insert(WatchEvent), [row])

        self.house.services.gateway.serve(put).result()

    def open(self) -> ForYouPage:
        self.house.press("Ctrl+Shift+F")
        page = self.house.find(ForYouPage)
        self.house.until(lambda: page.offered.total)
        return page

    def titles(self, page: ForYouPage) -> list[str]:
        """What the shelf and then the grid offer."""
        shelf = page.because.offers if page.header.wanted else ()
        return [offer.card.title for offer in (*shelf, *page.offered.offers)]


@pytest.fixture
def taste(fresh: Cinema) -> Taste:
    return Taste(fresh)


def test_for_you_says_why_and_goes_with_what_was_watched(taste: Taste) -> None:
    page = taste.open()
    taste.house.until(lambda: page.header.shelf.isVisible())
    titles = taste.titles(page)
    assert len(titles) == len(set(titles)), "what stands on the shelf is not said again below"
    first = page.because.offers[0]
    assert (first.card.title, first.why, first.about) == ("Reefing a sail", Why.WATCHED, "Sailing a dinghy")
    assert "Because you watched “Sailing a dinghy”" in str(
        page.header.items.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    )
    assert "Sailing a dinghy" in page.header.shelf_title.title.text()


def test_not_interested_by_a_key_is_taken_back_from_the_notice(taste: Taste) -> None:
    page = taste.open()
    house = taste.house
    page.grid.setFocus()
    page.grid.setCurrentIndex(page.items.index(0))
    title = page.offered.offers[0].card.title
    house.press("Delete")
    house.until(lambda: title not in taste.titles(page))
    assert taste.cinema.notices()[-1] == f"“{title}” and the like are recommended less."
    house.press("Ctrl+Z")
    house.until(lambda: title in taste.titles(page))


def test_the_menu_says_the_rest(taste: Taste) -> None:
    page = taste.open()
    house = taste.house
    page.grid.setFocus()
    page.grid.setCurrentIndex(page.items.index(0))
    seen = page.offered.offers[0].card.title
    open_menu(page)
    taste.cinema.choose_line("I have seen it")
    house.until(lambda: seen not in taste.titles(page))
    open_menu(page)
    taste.cinema.choose_line("Don't recommend this channel")
    house.until(lambda: page.offered.total == 0)
    house.until(lambda: house.seen(StateView))


def open_menu(page: ForYouPage) -> None:
    at = page.grid.visualRect(page.items.index(0)).center()
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, at, page.grid.viewport().mapToGlobal(at))
    QApplication.sendEvent(page.grid.viewport(), event)


def test_switched_off_the_newest_come_first_and_nothing_is_said_about_reasons(taste: Taste) -> None:
    page = taste.open()
    house = taste.house
    page.recommender.set_on(False)
    house.until(lambda: page.heading.text() == "Newest first")
    house.until(lambda: {offer.why for offer in page.offered.offers} == {Why.NEW})
    assert taste.titles(page) == list(TITLES)
    assert page.because.about is None or not page.header.shelf.isVisible()
    page.recommender.set_on(True)
    house.until(lambda: taste.titles(page)[0] == "Reefing a sail")


def test_home_offers_a_little_of_it(taste: Taste) -> None:
    house = taste.house
    house.press("Ctrl+1")
    house.until(lambda: house.seen(HomePage))
    house.until(lambda: house.seen(VideosCard, lambda card: card.accessibleName() == "For you"))
    card = house.find(VideosCard, "For you")
    assert card.rows[0].card.title == "Reefing a sail"
    assert card.rows[0]._last == "Because you watched “Sailing a dinghy”"
    said = [row.card.id for other in house.seen(VideosCard) if other.recommended for row in other.rows]
    assert len(said) == len(set(said)), "nothing is offered twice on Home"


def test_when_everything_is_seen_it_can_be_shown_again(fresh: Cinema) -> None:
    house = fresh.house
    house.press("Ctrl+Shift+F")
    page = house.find(ForYouPage)
    house.until(lambda: page.offered.total == 0)
    state = house.find(StateView)
    assert state.button is not None
    house.click(state.button)
    house.until(
        lambda: page.offered.seen_too and "nothing to watch" in house.find(StateView).accessibleName()
    )


def test_up_next_goes_with_what_is_watched_and_a_view_says_where_it_came_from(cinema: Cinema) -> None:
    sources = "SELECT source FROM video_view ORDER BY at"

    def told() -> list[str]:
        def read(connection: Any) -> list[str]:
            with connection.begin():
                return [row[0] for row in connection.exec_driver_sql(sources)]

        return cinema.house.services.gateway.serve(read).result()

    cinema.watch(cinema.cards()[0].title)
    cinema.until(lambda: told() == ["library"], 30)
    first, up_next = cinema.watched, cinema.workspace.watch.list
    cinema.until(lambda: up_next.items.rowCount() == 2)
    up_next.setFocus()
    up_next.setCurrentIndex(up_next.items.index(0))
    cinema.house.press("Return")
    cinema.until(lambda: cinema.watched not in ("", first), 30)
    cinema.until(lambda: told()[:2] == ["library", "up_next"], 30)


def test_a_like_on_a_video_s_page_changes_what_is_offered_and_why(taste: Taste) -> None:
    house, cinema = taste.house, taste.cinema
    page = taste.open()
    assert taste.titles(page)[0] == "Reefing a sail"
    cinema.workspace.talk.talking.open(video_target(channel_of(house.account), taste.ids["Sourdough bread"]))
    talking = cinema.workspace.talk.talking
    house.until(lambda: talking.talk is not None)
    talking.react(Reaction.LIKE)
    house.until(lambda: talking.talk is not None and talking.talk.mine is Reaction.LIKE)
    house.press("Ctrl+L")
    page = taste.open()
    house.until(lambda: any(offer.why is Why.LIKED for offer in page.offered.offers))
    liked = next(offer for offer in page.offered.offers if offer.why is Why.LIKED)
    assert (liked.card.title, liked.about) == ("Rye bread", "Sourdough bread")

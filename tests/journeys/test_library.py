"""V7: finding videos by words, filters and orders, by keys and clicks in the real window."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from PySide6.QtWidgets import QComboBox
from sqlalchemy import insert, update

from models.community.tables import Tally
from models.core.clock import utc_now
from models.core.ids import new_id
from models.video.tables import Video, VideoView
from models.video.targets import VIDEO
from tests.support.films import Cinema
from views.video.filters import FilterPopover
from views.widgets.states import StateView

MINUTE = 60_000_000


@pytest.fixture
def shelf(fresh: Cinema) -> Cinema:
    """Six videos that differ in everything that can be asked for."""
    house = fresh.house
    ids = house.add_videos("Alpha tide", "Bravo", "Charlie", "Delta tide", "Echo", "Foxtrot")
    changes: list[dict[str, object]] = [
        {"duration_us": 2 * MINUTE, "height": 360, "category": "Boats"},
        {"duration_us": 30 * MINUTE, "height": 720, "description": "about the tide"},
        {"duration_us": 90 * MINUTE, "height": 2160, "has_captions": True},
        {"duration_us": 5 * MINUTE, "height": 1080, "category": "Music"},
        {"duration_us": 61 * MINUTE, "height": 1080, "added_at": utc_now() - timedelta(days=40)},
        {"duration_us": 9 * MINUTE, "height": 240, "added_at": utc_now() - timedelta(days=400)},
    ]

    def put(connection: object) -> None:
        with connection.begin():  # type: ignore[attr-defined]
            for id_, values in zip(ids, changes, strict=True):
                connection.execute(update(Video).where(Video.id == id_).values(**values))  # type: ignore[attr-defined]

    house.services.gateway.serve(put).result()
    fresh.workspace.library.library.refresh()
    fresh.until(lambda: len(shown(fresh)) == 6)
    return fresh


def shown(cinema: Cinema) -> list[str]:
    items = cinema.workspace.library.items
    return [str(items.index(row).data() or "").split()[0] for row in range(items.rowCount())]


def settled(cinema: Cinema, *names: str) -> None:
    cinema.until(lambda: shown(cinema) == list(names), 5)


def test_typing_finds_at_once_and_nothing_found_says_how_to_find_more(shelf: Cinema) -> None:
    house, page = shelf.house, shelf.workspace.library
    page.grid.setFocus()
    house.write("tide")
    shelf.until(lambda: set(shown(shelf)) == {"Alpha", "Delta", "Bravo"})
    assert shown(shelf)[-1] == "Bravo", "what has it in its title comes first"
    house.write(" brav")
    settled(shelf, "Bravo")
    house.write(" zzz")
    shelf.until(lambda: house.seen(StateView))
    state = house.find(StateView)
    assert "tide brav zzz" in state.accessibleName()
    house.press("Ctrl+A", "Backspace")
    shelf.until(lambda: len(shown(shelf)) == 6)
    house.press("Escape")


FILTERS = [
    ("length", "Under 10 minutes", ["Alpha", "Delta", "Foxtrot"]),
    ("length", "10 to 60 minutes", ["Bravo"]),
    ("length", "Over an hour", ["Charlie", "Echo"]),
    ("age", "Today", ["Alpha", "Bravo", "Charlie", "Delta"]),
    ("age", "This month", ["Alpha", "Bravo", "Charlie", "Delta"]),
    ("age", "This year", ["Alpha", "Bravo", "Charlie", "Delta", "Echo"]),
    ("quality", "720p and better", ["Bravo", "Charlie", "Delta", "Echo"]),
    ("quality", "4K", ["Charlie"]),
    ("captions", "With captions", ["Charlie"]),
    ("captions", "Without captions", ["Alpha", "Bravo", "Delta", "Echo", "Foxtrot"]),
    ("category", "Boats", ["Alpha"]),
]


def test_every_filter_of_the_popover(shelf: Cinema) -> None:
    house, tools = shelf.house, shelf.workspace.library.tools
    shelf.until(lambda: set(shelf.workspace.library.library.categories) == {"Boats", "Music"})
    for field, line, found in FILTERS:
        house.click(tools.more)
        popover = next(iter(house.seen(FilterPopover)))
        _pick(popover.fields[field], line)
        settled(shelf, *found)
        house.click(popover._clear)
        shelf.until(lambda: len(shown(shelf)) == 6)
        popover.close()
        shelf.until(lambda: not house.seen(FilterPopover))
        house.window.activateWindow()
        shelf.until(house.window.isActiveWindow)
    assert len(shown(shelf)) == 6


def _pick(field: QComboBox, line: str) -> None:
    field.setCurrentIndex(field.findText(line))
    field.activated.emit(field.currentIndex())


def test_chips_narrow_and_widen(shelf: Cinema) -> None:
    house, tools = shelf.house, shelf.workspace.library.tools
    shelf.until(lambda: "category:Music" in tools._chips and tools.chip("short").isVisible())
    house.click(tools.chip("short"))
    settled(shelf, "Alpha", "Delta", "Foxtrot")
    house.click(tools._chips["category:Music"])
    settled(shelf, "Delta")
    house.click(tools._chips["all"])
    shelf.until(lambda: len(shown(shelf)) == 6)
    assert not shelf.cards(unfinished=True)


def test_every_order(shelf: Cinema) -> None:
    house, tools = shelf.house, shelf.workspace.library.tools
    ids = {card.title.split()[0]: card.id for card in shelf.cards()}
    video: UUID = ids["Bravo"]

    def look(connection: object) -> None:
        with connection.begin():  # type: ignore[attr-defined]
            space = shelf.card("Bravo").space_id
            view = {"space_id": space, "id": new_id(), "video_id": video, "viewer": house.account}
            connection.execute(insert(VideoView).values(**view, at=utc_now()))  # type: ignore[attr-defined]
            for name, likes, dislikes in (("Delta", 3, 0), ("Echo", 1, 0), ("Charlie", 0, 1)):
                connection.execute(  # type: ignore[attr-defined]
                    insert(Tally).values(
                        space_id=space, kind=VIDEO, target_id=ids[name], comments_open=True, likes=likes,
                        dislikes=dislikes, comments=0, followers=0,
                    )
                )  # fmt: skip

    house.services.gateway.serve(look).result()
    for line, first, last in (
        ("Oldest", "Foxtrot", "Alpha"),
        ("Title", "Alpha", "Foxtrot"),
        ("Longest", "Charlie", "Alpha"),
        ("Shortest", "Alpha", "Charlie"),
        ("Most viewed", "Bravo", "Foxtrot"),
        ("Best rated", "Delta", "Charlie"),
        ("Newest", "Alpha", "Foxtrot"),
    ):
        house.click(tools.sort)
        shelf.choose_line(line)
        shelf.until(partial(_ends_are, shelf, first, last), 5)
    assert len(shown(shelf)) == 6, "an order leaves nothing out"


def _ends_are(shelf: Cinema, first: str, last: str) -> bool:
    titles = shown(shelf)
    return bool(titles) and titles[0] == first and titles[-1] == last

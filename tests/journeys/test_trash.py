"""V14: deleted, undone, restored, and deleted for good, by keys and clicks in the real window."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from models.core.clock import utc_now
from models.video.queries import BlobsInUse
from models.video.tables import Video
from tests.support.films import BLUE, GREEN, LONG, Cinema
from views.video.trash_page import Confirmation, TrashPage


def titles(cinema: Cinema, **filters: object) -> set[str]:
    return {card.title for card in cinema.cards(**filters)}


def trash(cinema: Cinema, *names: str) -> None:
    """Delete by the key, one after the other."""
    for name in names:
        cinema.choose(name)
        cinema.house.press("Delete")
        cinema.until(lambda name=name: name not in titles(cinema))  # type: ignore[misc]


def trash_page(cinema: Cinema) -> TrashPage:
    page = cinema.workspace.page_of("trash")
    assert isinstance(page, TrashPage)
    return page


def open_trash(cinema: Cinema, *names: str) -> None:
    """Open it and wait until these are what it shows: it may still show what has just gone."""
    cinema.workspace.visit("trash")
    page = trash_page(cinema)
    items = page.items
    cinema.until(lambda: {items.index(row).data() for row in range(items.rowCount())} == set(names))
    page.grid.setFocus()
    page.grid.setCurrentIndex(items.index(0))


def question(cinema: Cinema) -> Confirmation:
    """What is asked before anything is deleted for good; the videos it is about are read first."""
    cinema.until(lambda: cinema.house.seen(Confirmation))
    return cinema.house.find(Confirmation)


def blobs(cinema: Cinema) -> set[str]:
    """The names of the files in the store."""
    return {ref.name for ref in cinema.house.services.blobs.refs()}


def sweep(cinema: Cinema) -> None:
    """The daily sweep, on days to come: it spares what is new, and a picture that is just being read."""
    services = cinema.house.services
    services.blobs._grace = -1.0
    in_use = BlobsInUse(actor=cinema.house.account)

    def only_what_is_used_is_left() -> bool:
        services.blobs.sweep(lambda: services.gateway.ask_now(in_use))
        return blobs(cinema) == {ref.name for ref in services.gateway.ask_now(in_use)}

    cinema.until(only_what_is_used_is_left)


def test_delete_is_undone_by_the_key_and_by_the_notice(cinema: Cinema) -> None:
    trash(cinema, GREEN)
    assert titles(cinema) == {LONG, BLUE}
    cinema.house.press("Ctrl+Z")
    cinema.until(lambda: titles(cinema) == {LONG, GREEN, BLUE})
    trash(cinema, BLUE)
    said = f"“{BLUE}” is in the trash for 30 days."
    cinema.until(lambda: said in cinema.notices())
    notice = next(each for each in cinema.house.nonet.notices.history if each.text == said)
    assert notice.actions[0].title == "Undo"
    notice.actions[0].do()
    cinema.until(lambda: titles(cinema) == {LONG, GREEN, BLUE})


def test_from_the_trash_it_comes_back(cinema: Cinema) -> None:
    trash(cinema, GREEN, BLUE)
    cinema.restart()
    open_trash(cinema, GREEN, BLUE)
    cinema.house.press("Return")
    cinema.until(lambda: len(titles(cinema)) == 2)
    page = trash_page(cinema)
    cinema.until(lambda: page.items.rowCount() == 1)
    page.grid.setCurrentIndex(page.items.index(0))
    page.grid.selectAll()
    cinema.house.click(page.restore_button)
    cinema.until(lambda: titles(cinema) == {LONG, GREEN, BLUE})
    cinema.watch_nothing()
    cinema.watch(GREEN)
    assert not titles(cinema, trashed=True)


def test_deleted_for_good_after_it_was_said_what_will_happen(cinema: Cinema) -> None:
    house = cinema.house
    kept = cinema.detail(LONG).card.original
    gone = {cinema.detail(name).card.original for name in (GREEN, BLUE)}
    before = blobs(cinema)
    assert gone | {kept} <= before
    cinema.watch(GREEN)
    cinema.until(lambda: cinema.player.position_us > 500_000)
    cinema.watch_nothing()
    trash(cinema, GREEN)
    open_trash(cinema, GREEN)
    house.press("Delete")
    asked = question(cinema)
    assert asked.sentence.text() == f"Delete “{GREEN}” for good?"
    assert "cannot be undone" in asked.explanation.text()
    assert house.focus is asked.no
    house.press("Esc")
    assert not asked.isVisible()
    assert titles(cinema, trashed=True) == {GREEN}
    house.press("Delete")
    house.click(question(cinema).yes)
    cinema.until(lambda: not titles(cinema, trashed=True))
    cinema.watch_nothing()
    trash(cinema, BLUE)
    open_trash(cinema, BLUE)
    page = trash_page(cinema)
    house.click(page.empty_button)
    house.click(question(cinema).yes)
    cinema.until(lambda: not titles(cinema, trashed=True))
    assert titles(cinema) == {LONG}
    assert not cinema.cards(unfinished=True)
    sweep(cinema)
    left = blobs(cinema)
    assert not gone & left
    assert kept in left
    cinema.watch_nothing()
    cinema.watch(LONG)


def test_what_is_watched_can_be_deleted(cinema: Cinema) -> None:
    cinema.watch(GREEN)
    cinema.house.click(cinema.workspace.watch.about.trash_button)
    cinema.until(lambda: GREEN not in titles(cinema))
    cinema.until(lambda: cinema.player.request is None)
    assert cinema.workspace.library.isVisible()
    cinema.house.press("Ctrl+Z")
    cinema.until(lambda: GREEN in titles(cinema))


def test_after_thirty_days_the_sweep_deletes_it(cinema: Cinema) -> None:
    services = cinema.house.services
    trash(cinema, GREEN, BLUE)
    long_ago = utc_now() - timedelta(days=31)

    def age(connection: object) -> None:
        with connection.begin():  # type: ignore[attr-defined]
            old = update(Video).where(Video.title == GREEN).values(trashed_at=long_ago)
            connection.execute(old)  # type: ignore[attr-defined]

    services.gateway.serve(age).result()
    services._sweeper.sweep()
    cinema.until(lambda: titles(cinema, trashed=True) == {BLUE})
    assert titles(cinema) == {LONG}

"""The library as rows: pages on demand, filters, refresh only while seen, outdated answers dropped."""

from __future__ import annotations

from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from controllers.video.filters import Filter, Length
from models.video.commands import EditVideo
from models.video.entities import Sort
from tests.support.video_world import World


def _shown(world: World, qtbot: QtBot) -> None:
    with qtbot.waitSignal(world.parts.library.reset):
        world.parts.library.set_visible(True)


def test_only_pages_that_are_looked_at_are_asked(world: World, qtbot: QtBot) -> None:
    world.add_videos(1000)
    library = world.parts.library
    _shown(world, qtbot)
    assert library.total == 1000
    assert world.gateway.pages() == [0]
    assert library.peek(700) is None
    with qtbot.waitSignal(library.rows_changed) as told:
        assert library.card(700) is None
    assert told.args == [660, 719]
    card = library.card(700)
    assert card is not None and card.title == "Video 00700"
    assert world.gateway.pages() == [0, 660]


def test_words_keep_only_the_newest(world: World, qtbot: QtBot) -> None:
    world.add_videos(3)
    world.add_videos(1, title="Night train to Narvik")
    library = world.parts.library
    _shown(world, qtbot)
    before = len(world.gateway.pages())
    resets = QSignalSpy(library.reset)
    for n in range(1, len("narvik") + 1):
        library.set_filter(Filter(words="narvik"[:n]))
    qtbot.waitUntil(lambda: library.total == 1)
    card = library.card(0)
    assert card is not None and card.title == "Night train to Narvik"
    assert len(world.gateway.pages()) - before <= 2
    assert resets.count() == 1


def test_filters_and_orders(world: World, qtbot: QtBot) -> None:
    world.add_videos(2, title="short", duration_us=60_000_000)
    world.add_videos(3, title="long", duration_us=4_000_000_000, has_captions=True)
    library = world.parts.library
    _shown(world, qtbot)
    library.set_filter(Filter(length=Length.LONG))
    qtbot.waitUntil(lambda: library.total == 3)
    library.set_filter(Filter(captions=False))
    qtbot.waitUntil(lambda: library.total == 2)
    library.set_filter(Filter(sort=Sort.LONGEST))
    qtbot.waitUntil(lambda: library.total == 5)
    first = library.card(0)
    assert first is not None and first.title == "long"


def test_a_hidden_library_asks_nothing(world: World, qtbot: QtBot) -> None:
    ids = world.add_videos(3)
    library = world.parts.library
    _shown(world, qtbot)
    library.set_visible(False)
    asked = len(world.gateway.pages())
    with qtbot.waitSignal(world.gateway.changed):
        edit = world.actor.make(EditVideo, space_id=world.channel, video_id=ids[0], title="Changed")
        world.actor.send_made(edit)
    assert len(world.gateway.pages()) == asked
    with qtbot.waitSignal(library.rows_changed) as told:
        library.set_visible(True)
    assert told.args == [0, 0]
    card = library.card(0)
    assert card is not None and card.title == "Changed"


def test_collect_gets_rows_that_are_not_there_yet(world: World, qtbot: QtBot) -> None:
    world.add_videos(200)
    library = world.parts.library
    _shown(world, qtbot)
    got: list[str] = []
    library.collect([0, 61, 199], lambda cards: got.extend(card.title for card in cards))
    qtbot.waitUntil(lambda: bool(got))
    assert got == ["Video 00000", "Video 00061", "Video 00199"]


def test_another_person_sees_nothing_of_the_last(world: World, qtbot: QtBot) -> None:
    world.add_videos(3)
    library = world.parts.library
    _shown(world, qtbot)
    from models.core.ids import new_id

    with qtbot.waitSignals([library.reset, library.reset]):
        world.actor.become(new_id())
    assert library.total == 0

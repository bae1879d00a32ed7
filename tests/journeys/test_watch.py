"""V3: watching in the real window, by YouTube's keys and the mouse, with the real player."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from controllers.video.playback import AUTO, State
from models.core.ids import new_id
from models.video.entities import Source, VideoCard
from models.video.watch_commands import RecordWatch
from tests.support.films import BLUE, FILM_SECONDS, GREEN, LONG, Cinema
from views.shell.cheatsheet import CheatSheet, KeyRow
from views.video.home_cards import VideoRow
from views.video.player.keys import KEYS
from views.widgets.buttons import Button

SECOND = 1_000_000
NONE = Qt.KeyboardModifier.NoModifier


def near(cinema: Cinema, seconds: float, by: float = 1.5) -> bool:
    return abs(cinema.player.position_us - seconds * SECOND) < by * SECOND


def move(widget: QWidget, at: QPoint, *, pressed: bool = False) -> None:
    """The pointer over a widget, with the left button held or not."""
    held = Qt.MouseButton.LeftButton if pressed else Qt.MouseButton.NoButton
    place = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove, place, QPointF(widget.mapToGlobal(at)), Qt.MouseButton.NoButton, held, NONE
    )
    QApplication.sendEvent(widget, event)


def pick(menu_of: QWidget, cinema: Cinema, text: str) -> None:
    """Choose a line of the menu that a button opens."""
    cinema.house.click(menu_of)
    cinema.choose_line(text)


def test_youtubes_keys_do_what_they_do_there(cinema: Cinema) -> None:
    cinema.watch(LONG)
    house, player = cinema.house, cinema.player
    cinema.until(lambda: player.position_us > 0)
    for key in ("K", "Space"):
        house.press(key)
        cinema.until(lambda: player.state is State.PAUSED)
        house.press(key)
        cinema.until(lambda: player.playing)
    house.press("K")
    house.press("5")
    cinema.until(lambda: near(cinema, FILM_SECONDS / 2, 0.5))
    for key, place in (("L", 22), ("J", 12), ("Right", 17), ("Left", 12), ("Home", 0), ("9", 21.6), ("0", 0)):
        house.press(key)
        cinema.until(lambda place=place: near(cinema, place, 0.5))  # type: ignore[misc]
    assert player.state is State.PAUSED, "only K and Space play"


def test_the_keys_for_sound_speed_single_pictures_and_modes(cinema: Cinema) -> None:
    cinema.watch(LONG)
    house, player = cinema.house, cinema.player
    cinema.until(lambda: player.position_us > 0)
    house.press("K")
    cinema.until(lambda: player.state is State.PAUSED)
    volume = player.volume
    house.press("Down", "Down")
    assert player.volume == volume - 10
    house.press("Up")
    assert player.volume == volume - 5
    house.press("M")
    assert player.muted
    house.press("M")
    assert not player.muted
    house.press(">", ">")
    assert player.speed == 1.5
    house.press("<", "<", "<")
    assert player.speed == 0.75
    cinema.until(lambda: not player.seeking)
    before = player.position_us
    house.press(".")
    cinema.until(lambda: player.position_us == pytest.approx(before + SECOND / 25, abs=10_000))
    house.press(",")
    cinema.until(lambda: player.position_us == pytest.approx(before, abs=10_000))
    page = cinema.workspace.watch
    house.press("T")
    assert page.view.theatre
    assert not page.side.isVisible()
    house.press("T")
    assert page.side.isVisible()
    house.press("F")
    cinema.until(lambda: page.view.full_screen and page.view.stage.window() is not house.window)
    house.press("Space")
    cinema.until(lambda: player.playing)
    house.press("Esc")
    cinema.until(lambda: not page.view.full_screen)
    assert page.view.stage.window() is house.window


def test_the_cheat_sheet_shows_every_key(cinema: Cinema) -> None:
    cinema.watch(LONG)
    cinema.house.press("F1")
    sheet = cinema.house.find(CheatSheet)
    keys = {entry.title() for entry in KEYS}
    cinema.until(lambda: keys <= {row._action.title for row in sheet.findChildren(KeyRow)})
    cinema.house.press("Esc")
    cinema.until(lambda: not sheet.isVisible())
    assert cinema.watched == LONG


def test_every_rendition_plays_and_the_choice_stays(cinema: Cinema) -> None:
    cinema.watch(LONG)
    player, controls = cinema.player, cinema.workspace.watch.view.stage.controls
    assert {rung.label for rung in player.request.rungs} == {"480p", "360p"} if player.request else False
    assert player.quality == AUTO
    for height in (360, 480):
        cinema.until(lambda: player.position_us > 0 and not player.seeking)
        pick(controls.quality, cinema, f"{height}p")
        cinema.until(lambda height=height: player.rung is not None and player.rung.height == height, 20)  # type: ignore[misc]
        frame = player.frame()
        assert frame is not None
        cinema.until(lambda height=height: _lines(cinema) == height, 20)  # type: ignore[misc]
        assert player.playing
    pick(controls.quality, cinema, "Auto")
    assert player.quality == AUTO
    pick(controls.speed, cinema, "2×")
    assert player.speed == 2


def _lines(cinema: Cinema) -> int:
    frame = cinema.player.frame()
    return 0 if frame is None else frame.height


def test_chapters_and_sounds_can_be_chosen(cinema: Cinema) -> None:
    cinema.watch(LONG)
    player, controls = cinema.player, cinema.workspace.watch.view.stage.controls
    cinema.until(lambda: player.chapter is not None and len(player.audio_tracks) == 2)
    assert player.chapter is not None
    assert player.chapter.title == "Morning"
    cinema.house.press("K")
    pick(controls.chapter, cinema, "Night")
    cinema.until(lambda: near(cinema, 16, 0.5))
    cinema.until(lambda: player.chapter is not None and player.chapter.title == "Night")
    labels = [track.label for track in player.audio_tracks]
    assert len(set(labels)) == 2
    pick(controls.captions, cinema, labels[1])
    assert player.audio_track == player.audio_tracks[1].number


def test_the_seek_bar_shows_pictures_and_can_be_dragged(cinema: Cinema) -> None:
    cinema.watch(LONG)
    stage, player = cinema.workspace.watch.view.stage, cinema.player
    cinema.until(lambda: player.position_us > 0)
    cinema.house.press("K")
    bar = stage.controls.seek_bar
    middle = QPoint(round(bar.x_of(FILM_SECONDS * SECOND // 2)), bar.height() - 5)
    move(bar, middle)
    cinema.until(lambda: stage.preview.isVisible())
    assert stage.preview.lines in (["Noon", "0:11"], ["Noon", "0:12"])
    cinema.until(lambda: (move(bar, middle), not stage.preview.tile.isEmpty())[1])
    quarter = QPoint(round(bar.x_of(FILM_SECONDS * SECOND // 4)), bar.height() - 5)
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, NONE, middle)
    move(bar, quarter, pressed=True)
    cinema.until(lambda: near(cinema, 6, 0.7))
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, NONE, quarter)
    cinema.until(lambda: near(cinema, 6, 0.7) and not player.seeking)
    move(bar, QPoint(-5, 5))


def test_it_goes_on_in_the_corner_while_other_tabs_are_used(cinema: Cinema) -> None:
    cinema.watch(LONG)
    house, workspace, player = cinema.house, cinema.workspace, cinema.player
    house.press("I")
    cinema.until(workspace.mini.isVisible)
    assert workspace.library.isVisible()
    house.press("Ctrl+1")
    assert workspace.mini.isVisible()
    before = player.position_us
    cinema.until(lambda: player.position_us > before)
    house.click(workspace.mini.expand_button)
    cinema.until(lambda: workspace.watch.isVisible() and not workspace.mini.isVisible())
    assert player.playing
    house.press("Ctrl+1")
    cinema.until(workspace.mini.isVisible)
    house.click(workspace.mini.close_button)
    cinema.until(lambda: player.request is None)
    assert not workspace.mini.isVisible()


def test_what_stands_still_plays_on_when_it_is_opened_again(cinema: Cinema) -> None:
    cinema.watch(LONG)
    cinema.house.press("K")
    cinema.until(lambda: cinema.player.state is State.PAUSED)
    place = cinema.player.position_us
    cinema.house.press("Ctrl+L")
    cinema.until(cinema.workspace.library.isVisible)
    cinema.watch(LONG)
    cinema.until(lambda: cinema.player.playing and cinema.player.position_us > place)


def test_what_is_watched_is_recorded_and_goes_on_where_it_was_left(cinema: Cinema) -> None:
    cinema.watch(LONG)
    house, player = cinema.house, cinema.player
    cinema.until(lambda: player.position_us > 0)
    house.press("5")
    cinema.until(lambda: near(cinema, 12) and not player.seeking)
    left = player.position_us
    cinema.until(lambda: player.position_us > left + SECOND)
    cinema.restart()
    card = cinema.card(LONG)
    assert 12 * SECOND <= card.position_us < 16 * SECOND
    assert (card.views, card.finished) == (1, False)
    house.press("Ctrl+1")
    cinema.until(lambda: house.seen(VideoRow, lambda row: row.card.title == LONG))
    house.click(house.seen(VideoRow, lambda row: row.card.title == LONG)[0])
    cinema.playing(LONG)
    assert cinema.player.position_us >= card.position_us - SECOND
    house.press("K", "Home")
    cinema.until(lambda: near(cinema, 0))
    cinema.until(lambda: cinema.card(LONG).views == 2)


def test_what_was_seen_to_its_end_is_not_continued(cinema: Cinema) -> None:
    cinema.watch(GREEN)
    cinema.house.click(cinema.workspace.watch.auto_next)
    cinema.until(lambda: cinema.player.state is State.ENDED, 20)
    cinema.until(lambda: cinema.card(GREEN).finished)
    assert not cinema.cards(unfinished=True)
    assert cinema.watched == GREEN, "nothing plays by itself any more"
    cinema.house.press("K")
    cinema.until(lambda: cinema.player.playing)


def test_what_comes_next_plays_by_itself(cinema: Cinema) -> None:
    cinema.watch(GREEN)
    following = cinema.workspace.up_next.cards()[0].title
    assert following in (BLUE, LONG)
    cinema.until(lambda: cinema.watched == following, 20)
    cinema.house.press("Alt+Left")
    cinema.until(lambda: not cinema.workspace.watch.isVisible() or cinema.watched == GREEN)


def test_a_link_to_a_moment_opens_it_there(cinema: Cinema) -> None:
    cinema.watch(LONG)
    house = cinema.house
    house.press("K", "5")
    cinema.until(lambda: near(cinema, 12, 0.5) and not cinema.player.seeking)
    house.click(cinema.workspace.watch.about.link_button)
    [copy] = house.seen(Button, lambda button: button.text() == "Copy link")
    house.click(copy)
    address = QApplication.clipboard().text()
    assert address.endswith("?t=12")
    cinema.watch_nothing()
    house.nonet.take([address])
    cinema.playing(LONG)
    assert near(cinema, 12)


def test_a_changed_key_is_the_one_that_works(cinema: Cinema) -> None:
    actions = cinema.house.nonet.actions
    cinema.watch(LONG)
    actions.set_shortcut("video.player.mute", "X")
    for focused in (cinema.workspace.watch.view, cinema.workspace.watch.list):
        muted = cinema.player.muted
        focused.setFocus()
        cinema.house.press("M")
        assert cinema.player.muted == muted
        cinema.house.press("X")
        assert cinema.player.muted != muted


def test_the_part_that_is_played_most_rises_over_the_bar_once_somebody_looks_for_it(cinema: Cinema) -> None:
    cinema.watch(GREEN)
    cinema.watch_nothing()
    cinema.watch(LONG)
    bar = cinema.workspace.watch.view.stage.controls.seek_bar
    replayed = cinema.workspace.around.replayed
    middle = QPoint(bar.width() // 2, bar.height() // 2)
    move(bar, middle)
    cinema.until(lambda: replayed._asked is not None)
    assert replayed.curve == (), "too few have seen it"
    card = cinema.card(LONG)
    for _ in range(3):
        _watched_by_somebody(cinema, card, 10, 14)
    cinema.watch_nothing()
    cinema.watch(LONG)
    assert replayed._asked is None, "nobody has looked for a place"
    move(bar, middle)
    cinema.until(lambda: replayed.curve)
    assert max(range(100), key=replayed.curve.__getitem__) in range(42, 58), "seconds 10 to 14 of 24"
    move(bar, middle)
    preview = cinema.workspace.watch.view.stage.preview
    cinema.until(lambda: "Most replayed" in preview.lines)
    move(bar, QPoint(3 * bar.width() // 4, 5))
    assert "Most replayed" not in preview.lines
    drawn = bar.grab().toImage()
    bar.set_curve(())
    assert bar.grab().toImage() != drawn


def _watched_by_somebody(cinema: Cinema, card: VideoCard, start: int, end: int) -> None:
    actor = cinema.house.services.actor
    made = actor.make(
        RecordWatch, channel_id=card.space_id, video_id=card.id, session_id=new_id(), start_us=start * SECOND,
        end_us=end * SECOND, position_us=end * SECOND, finished=False, source=Source.LINK,
    )  # fmt: skip
    assert cinema.house.services.gateway.submit(made).result().ok

"""The player's view, driven by real keys and the mouse, with the real libvlc."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QSlider, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kernel.actions import Actions
from controllers.video.playback import CaptionTrack, Chapter, PlayRequest, Sheet, State
from controllers.video.player import Player
from models.core.errors import Unavailable
from tests.support.clips import distance
from views.video.player import keys, look
from views.video.player.miniplayer import MiniPlayer
from views.video.player.view import PlayerView
from views.widgets.theme import theme

SECOND = 1_000_000
TILES = [QColor.fromHsv(number * 28, 255, 200) for number in range(12)]


@pytest.fixture
def player() -> Iterator[Player]:
    player = Player()
    yield player
    player.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "player"]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    theme()
    window = QWidget()
    QVBoxLayout(window)
    window.resize(900, 540)
    qtbot.addWidget(window)
    return window


@pytest.fixture
def view(qtbot: QtBot, player: Player, window: QWidget) -> PlayerView:
    view = PlayerView(player)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(view)
    window.show()
    qtbot.waitActive(window).__enter__()
    return view


@pytest.fixture
def rich(clip: PlayRequest, tmp_path: Path) -> PlayRequest:
    """The numbered clip with everything around it: a sheet of one colour a second, a poster, captions."""
    sheet = QImage(4 * 32, 3 * 18, QImage.Format.Format_RGB32)
    painter = QPainter(sheet)
    for number, colour in enumerate(TILES):
        painter.fillRect(number % 4 * 32, number // 4 * 18, 32, 18, colour)
    painter.end()
    assert sheet.save(str(tmp_path / "sheet.png"))
    poster = QImage(160, 90, QImage.Format.Format_RGB32)
    poster.fill(QColor(Qt.GlobalColor.magenta))
    assert poster.save(str(tmp_path / "poster.png"))
    (tmp_path / "a.srt").write_text("1\n00:00:00,000 --> 00:00:11,000\nHello\n")
    return replace(
        clip,
        poster=tmp_path / "poster.png",
        sheet=Sheet(tmp_path / "sheet.png", 4, 3, 32, 18, SECOND),
        waveform=(0.1, 0.9, 0.5),
        chapters=(Chapter(0, "Start"), Chapter(6 * SECOND, "The second half")),
        captions=(CaptionTrack("English", tmp_path / "a.srt"),),
    )


def until(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=15_000)


def play(qtbot: QtBot, view: PlayerView, request: PlayRequest) -> None:
    view.open(request)
    until(qtbot, lambda: view.player.state is State.PLAYING and view.player.frames_painted > 2)


def _seen(player: Player) -> bytes:
    """The picture that the player shows."""
    frame = player.frame()
    return b"" if frame is None else bytes(frame.view())


def settle(qtbot: QtBot, view: PlayerView) -> None:
    until(qtbot, lambda: not view.player.seeking)


def test_pictures_are_painted_as_they_come(qtbot: QtBot, view: PlayerView, rich: PlayRequest) -> None:
    """How many of them a busy machine leaves out is the playback benchmark's to say."""
    play(qtbot, view, rich)
    before = view.player.counters()
    until(qtbot, lambda: view.player.counters()["painted"] - before["painted"] >= 45)
    after = view.player.counters()
    assert after["painted"] - before["painted"] <= after["displayed"] - before["displayed"] + 1
    view.player.pause()
    shown = view.stage.surface.grab().toImage()
    frame = view.player.frame()
    assert frame is not None
    assert abs(distance(frame, view.player.position_us)) <= 5
    luma = frame.view()[frame.stride * (frame.height // 2) + frame.width // 2 * 4]
    assert abs(shown.pixelColor(shown.width() // 2, shown.height() // 4).red() - luma) <= 3


def test_the_poster_is_shown_before_the_first_picture(
    qtbot: QtBot, window: QWidget, rich: PlayRequest
) -> None:
    def missing() -> None:
        raise Unavailable("VLC is missing.", what_now="Install VLC.")

    player = Player(load=missing)
    view = PlayerView(player)
    window.layout().addWidget(view)  # type: ignore[union-attr]
    window.show()
    surface = view.stage.surface
    with qtbot.waitSignals([player.failed, view.stage._loader.sheet_read], timeout=5000):
        view.open(rich)
    middle = surface.rect().center()
    until(qtbot, lambda: surface.grab().toImage().pixelColor(middle) == QColor(Qt.GlobalColor.magenta))
    assert view.stage.problem.isVisible()
    assert view.stage.problem.text == "VLC is missing. Install VLC."
    assert not view.stage.controls_shown
    player.close()


def test_youtubes_keys_for_places(qtbot: QtBot, view: PlayerView, rich: PlayRequest) -> None:
    player = view.player
    play(qtbot, view, rich)
    qtbot.keyClick(view, Qt.Key.Key_K)
    assert player.state is State.PAUSED
    steps: list[tuple[str | Qt.Key, int]] = [("5", 6_000_000), ("l", 12_000_000), ("j", 2_000_000)]
    steps += [(Qt.Key.Key_Right, 7_000_000), (Qt.Key.Key_Left, 2_000_000), (Qt.Key.Key_Home, 0)]
    for key, place in steps:
        if isinstance(key, str):
            qtbot.keyClicks(view, key)
        else:
            qtbot.keyClick(view, key)
        assert player.position_us == place


def test_youtubes_keys_for_sound_speed_and_pictures(
    qtbot: QtBot, view: PlayerView, rich: PlayRequest
) -> None:
    player = view.player
    play(qtbot, view, rich)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert player.volume == 95
    qtbot.keyClicks(view, "m")
    assert player.muted
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert (player.volume, player.muted) == (100, False)
    qtbot.keyClicks(view, ">")
    assert player.speed == 1.25
    qtbot.keyClicks(view, "<<")
    assert player.speed == 0.75
    player.pause()
    place = player.position_us
    qtbot.keyClicks(view, ".")
    assert player.position_us == place + 40_000
    qtbot.keyClicks(view, ",")
    assert player.position_us == place
    settle(qtbot, view)


def test_youtubes_keys_for_captions_and_modes(qtbot: QtBot, view: PlayerView, rich: PlayRequest) -> None:
    player = view.player
    play(qtbot, view, rich)
    player.pause()
    qtbot.keyClicks(view, "c")
    until(qtbot, lambda: player.cue == "Hello")
    with qtbot.waitSignal(player.next_wanted):
        qtbot.keyClicks(view, "N", Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(player.previous_wanted):
        qtbot.keyClicks(view, "P", Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(view.mini_wanted):
        qtbot.keyClicks(view, "i")
    with qtbot.waitSignal(view.theatre_changed) as theatre:
        qtbot.keyClicks(view, "t")
    assert theatre.args == [True]
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert player.playing


def test_keys_reach_the_player_from_every_control(qtbot: QtBot, view: PlayerView, rich: PlayRequest) -> None:
    play(qtbot, view, rich)
    controls = view.stage.controls
    for child in (controls.speed, controls.seek_bar, controls.full_screen, controls.volume.button):
        child.setFocus()
        muted = view.player.muted
        qtbot.keyClicks(child, "m")
        assert view.player.muted is not muted
    controls.seek_bar.setFocus()
    view.player.pause()
    view.player.seek(2 * SECOND)
    qtbot.keyClick(controls.seek_bar, Qt.Key.Key_Right)
    assert view.player.position_us == 7 * SECOND
    qtbot.keyClick(controls.seek_bar, Qt.Key.Key_Down)
    assert view.player.volume == 95


def test_the_registry_takes_the_keys_without_a_clash(view: PlayerView) -> None:
    registry = Actions()
    registry.register(*keys.actions(view))
    found = {key for action in registry.all() for key in registry.keys(action.id)}
    assert {*"KJLFTIMC<>,.09", "Space", "Left", "Right"} <= found
    assert len(keys.BY_KEY) == sum(len(entry.keys) for entry in keys.KEYS)
    assert not registry.run("video.player.play")  # nothing is open


def test_full_screen_and_back(qtbot: QtBot, view: PlayerView, rich: PlayRequest) -> None:
    play(qtbot, view, rich)
    with qtbot.waitSignal(view.full_screen_changed):
        qtbot.keyClicks(view, "f")
    stage = view.stage
    screen = stage.window()
    assert screen is not view.window()
    assert screen.isFullScreen()
    painted = view.player.frames_painted
    until(qtbot, lambda: view.player.frames_painted > painted + 5)
    qtbot.keyClick(screen, Qt.Key.Key_K)
    assert view.player.state is State.PAUSED
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert stage.window() is view.window()
    assert stage.isVisible()
    assert not view.full_screen


def test_hover_shows_the_right_picture_and_a_drag_goes_there(
    qtbot: QtBot, view: PlayerView, rich: PlayRequest
) -> None:
    with qtbot.waitSignal(view.stage._loader.sheet_read, timeout=5000):
        play(qtbot, view, rich)
    view.player.pause()
    bar, preview = view.stage.controls.seek_bar, view.stage.preview
    for place in (0, 3_400_000, 7_900_000, 11_999_000):
        at = QPoint(round(bar.x_of(place)), bar.height() - look.KNOB // 2)
        qtbot.mouseMove(bar, at)
        under = bar.position_at(at.x())
        assert preview.isVisible()
        number = min(under // SECOND, 11)
        assert preview.tile.topLeft() == QPoint(number % 4 * 32, number // 4 * 18)
        assert preview.lines[-1] == look.time_text(under)
        picture = preview.grab().toImage().pixelColor(preview.width() // 2, 20)
        assert picture.rgb() == TILES[number].rgb()
    assert preview.lines[0] == "The second half"
    start, end = (QPoint(round(bar.x_of(place)), 20) for place in (2 * SECOND, 8 * SECOND))
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=start)
    assert abs(view.player.position_us - 2 * SECOND) < 50_000
    qtbot.mouseMove(bar, end)
    assert abs(view.player.position_us - 8 * SECOND) < 50_000
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=end)
    settle(qtbot, view)
    assert abs(view.player.position_us - 8 * SECOND) < 50_000
    assert view.stage.controls.time.text() == "0:08 / 0:12" or abs(bar.value() - 8000) < 50


def test_controls_rest_while_it_plays_and_come_with_the_hand(
    qtbot: QtBot, view: PlayerView, rich: PlayRequest
) -> None:
    play(qtbot, view, rich)
    qtbot.mouseMove(view.stage, QPoint(5, 5))
    assert view.stage.controls_shown
    view.stage._rest.start(0)
    until(qtbot, lambda: not view.stage.controls_shown)
    qtbot.mouseMove(view.stage, QPoint(50, 5))
    assert view.stage.controls_shown
    qtbot.keyClicks(view, "k")
    view.stage._rest.start(0)
    qtbot.waitUntil(lambda: not view.stage._rest.isActive())
    assert view.stage.controls_shown  # paused


def test_the_menus_choose(qtbot: QtBot, view: PlayerView, rich: PlayRequest) -> None:
    play(qtbot, view, rich)

    def choose(button: QAbstractButton, text: str) -> None:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(action for action in menu.actions() if action.text() == text)
        action.trigger()
        menu.close()

    controls = view.stage.controls
    choose(controls.speed, "1.5×")
    assert (view.player.speed, controls.speed.text()) == (1.5, "1.5×")
    choose(controls.quality, "90p")
    assert view.player.quality == 90
    until(qtbot, lambda: view.player.state is State.PLAYING and controls.quality.text() == "90p")
    choose(controls.chapter, "0:06  The second half")
    settle(qtbot, view)
    assert view.player.position_us >= 6 * SECOND
    qtbot.mouseClick(controls.captions, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: view.player.cue == "Hello")
    assert controls.captions.isChecked()


def test_captions_lie_on_the_picture_above_the_controls(
    qtbot: QtBot, view: PlayerView, rich: PlayRequest
) -> None:
    play(qtbot, view, rich)
    view.player.pause()
    pictures: dict[str, QImage] = {}

    def the_same_picture_with_and_without() -> bool:
        """A picture that was on its way when it paused may still come between the two."""
        before = _seen(view.player)
        for captions, text in ((0, "Hello"), (-1, "")):
            view.player.set_captions(captions)
            until(qtbot, lambda text=text: view.player.cue == text)  # type: ignore[misc]
            pictures[text] = view.stage.surface.grab().toImage()
        return _seen(view.player) == before

    until(qtbot, the_same_picture_with_and_without)
    shown, without = pictures["Hello"], pictures[""]
    changed = [
        y
        for y in range(0, shown.height(), 2)
        if shown.pixel(shown.width() // 2, y) != without.pixel(shown.width() // 2, y)
    ]
    assert changed
    assert shown.height() // 2 < changed[0] < changed[-1] < view.stage.controls.y() + look.EDGE + 16


def test_the_mini_player_goes_on_with_the_same_playback(
    qtbot: QtBot, view: PlayerView, window: QWidget, rich: PlayRequest
) -> None:
    play(qtbot, view, rich)
    states: list[State] = []
    view.player.state_changed.connect(states.append)
    mini = MiniPlayer(view.player, window)
    view.hide()
    mini.appear()
    painted, place = view.player.frames_painted, view.player.position_us
    until(qtbot, lambda: view.player.frames_painted > painted + 10)
    assert place < view.player.position_us < place + 3 * SECOND
    assert states == []
    assert mini.geometry().bottomRight() == window.rect().adjusted(0, 0, -24, -24).bottomRight()
    qtbot.mousePress(mini, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    qtbot.mouseMove(mini, QPoint(-380, -280))
    qtbot.mouseRelease(mini, Qt.MouseButton.LeftButton)
    assert mini.corner is Qt.Corner.TopLeftCorner
    assert mini.pos() == QPoint(24, 24)
    qtbot.mouseClick(mini.play_button, Qt.MouseButton.LeftButton)
    assert view.player.state is State.PAUSED
    with qtbot.waitSignal(mini.expand_wanted):
        qtbot.mouseClick(mini.expand_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(mini.closed):
        qtbot.keyClick(mini, Qt.Key.Key_Escape)
    assert not mini.isVisible()


def test_every_control_has_a_name_and_its_key(view: PlayerView) -> None:
    widgets = [*view.findChildren(QAbstractButton), *view.findChildren(QSlider)]
    assert len(widgets) >= 11
    for widget in widgets:
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(QAccessible.Text.Name), widget
    controls = view.stage.controls
    for button, key in ((controls.play_button, "K"), (controls.full_screen, "F"), (controls.captions, "C")):
        assert button.toolTip().endswith(f"  {key}")


def test_right_to_left_leaves_the_controls_as_they_are(
    qtbot: QtBot, view: PlayerView, rich: PlayRequest
) -> None:
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    play(qtbot, view, rich)
    controls = view.stage.controls
    assert controls.play_button.x() < controls.time.x() < controls.full_screen.x()


def test_a_narrow_player_keeps_what_matters(
    qtbot: QtBot, view: PlayerView, window: QWidget, rich: PlayRequest
) -> None:
    play(qtbot, view, rich)
    window.resize(360, 240)
    controls = view.stage.controls
    until(qtbot, lambda: controls.width() < 360)
    assert controls.chapter.isHidden() and controls.quality.isHidden()
    for left, right in pairwise((controls.play_button, controls.volume, controls.time, controls.full_screen)):
        assert left.geometry().right() < right.geometry().left()
    for wide in range(280, 1000, 24):  # nor is the time ever cut
        window.resize(wide, 240)
        until(qtbot, partial(lambda wide: abs(controls.width() - wide) < 24, wide))
        until(qtbot, lambda: controls.time.width() >= controls.time.sizeHint().width())

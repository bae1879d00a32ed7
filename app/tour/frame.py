"""The tour through the frame: palette, keys, panels, settings, windows of their own, logging out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt

from app.tour.clips import FIRST
from app.tour.driver import Stage, Until, Walk, settled
from controllers.video.titles import title_of
from views.accounts.signed_out import SignedOutPage
from views.shell.moving_panel import MovingPanel
from views.shell.settings_panel import SettingsPage

if TYPE_CHECKING:
    from app.tour.walks import Tour

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


class FrameTour:
    """Steps of the window itself."""

    def __init__(self, tour: Tour) -> None:
        self._tour = tour
        self._hands = tour.hands

    def job(self, *, with_videos: bool) -> list[Stage]:
        """Everything the frame offers; finding a video where there are some."""
        stage = self._tour.stage
        return [
            stage("commands", self._commands),
            *(
                [stage("search", self._search), stage("found", self._open_found, picture=False)]
                if with_videos
                else ()
            ),
            stage("keys", self._keys),
            stage("jobs", self._jobs),
            stage("notices", self._notices),
            stage("settings", self._settings),
            stage("everything-i-own", self._everything),
            stage("settings-found", self._settings_found),
            stage("back-and-forward", self._back_and_forward, picture=False),
            stage("history", self._history),
            stage("tabs", self._tabs),
            stage("tabs-closed", self._close_tabs, picture=False),
            stage("detached", self._detach),
            Stage("put-back", self._attach, picture=False),
            stage("logged-out", self._log_out),
            Stage("logged-in", self._log_in),
        ]

    def again(self) -> list[Stage]:
        """The panels in another look."""
        stage = self._tour.stage
        return [
            stage("search", self._search),
            stage("keys", self._keys),
            stage("jobs", self._jobs),
            stage("notices", self._notices),
            stage("account", self._account),
            stage("settings", self._settings),
            stage("everything-i-own", self._everything),
            stage("tabs", self._tabs),
            stage("tabs-closed", self._close_tabs, picture=False),
            stage("logged-out", self._log_out),
            Stage("logged-in", self._log_in, picture=False),
        ]

    def _commands(self) -> Walk:
        """Ctrl+Shift+P finds what can be done."""
        self._hands.key(Qt.Key.Key_P, CTRL | SHIFT)
        palette = self._tour.window.panels.palette
        yield Until(palette.isVisible, "the commands")
        self._hands.write("l")
        yield Until(lambda: palette.chosen is not None, "a command")
        yield settled()

    def _search(self) -> Walk:
        """Ctrl+K finds the video by the beginning of a word."""
        self._hands.key(Qt.Key.Key_K, CTRL)
        palette = self._tour.window.panels.palette
        yield Until(palette.isVisible, "the search")
        self._hands.write("tele")
        title = title_of(self._tour.clips.paths[0])
        if FIRST in self._tour.clips.films and self._tour.has_videos:
            yield Until(
                lambda: palette.chosen is not None and palette.chosen.title == title, f"“{title}” to be found"
            )
        yield settled()

    def _open_found(self) -> Walk:
        """Enter opens what was found."""
        yield from self._search()
        self._hands.key(Qt.Key.Key_Return)
        yield self._tour.here("video")
        title = title_of(self._tour.clips.paths[0])
        yield Until(lambda: self._tour.video.title == title, "the video that was found")
        self._hands.key(Qt.Key.Key_L, CTRL)
        yield Until(lambda: self._tour.video.place() == "", "the library")
        self._hands.click(self._tour.video.mini.close_button)
        yield Until(lambda: not self._tour.video.mini.isVisible(), "the mini-player to close")

    def _keys(self) -> Walk:
        self._hands.key(Qt.Key.Key_F1)
        yield Until(self._tour.window.panels.cheat_sheet.isVisible, "the keys")
        yield settled()

    def _jobs(self) -> Walk:
        self._hands.key(Qt.Key.Key_J, CTRL)
        yield Until(
            lambda: self._tour.window.panels.jobs is not None and self._tour.window.panels.jobs.isVisible(),
            "the jobs",
        )
        yield settled()

    def _notices(self) -> Walk:
        yield from self._tour.no_toasts()
        self._hands.click(self._tour.window.top.bell)
        yield Until(self._tour.window.panels.notices.isVisible, "the notices")
        yield settled()

    def _account(self) -> Walk:
        from views.accounts.side import AccountSide

        self._hands.click(self._tour.window.top.account)
        yield from self._tour.choose("Account and people")
        yield Until(lambda: self._hands.seen(AccountSide), "the account's panel")
        yield settled()

    def _settings(self) -> Walk:
        self._hands.key(Qt.Key.Key_Comma, CTRL)
        yield self._tour.here("settings")
        page = cast(SettingsPage, self._tour.window.workspace)
        if page.search.text():
            page.search.setFocus()
            self._hands.key(Qt.Key.Key_Escape)
        yield Until(lambda: not page.search.text() and bool(page.data_rows), "all settings")
        yield settled()

    def _everything(self) -> Walk:
        """The export says first how much room it takes."""
        yield from self._settings()
        self._tour.window.go("nonet://settings/data")
        yield settled()
        page = cast(SettingsPage, self._tour.window.workspace)
        yield Until(lambda: not page.data_rows["data.export"].visibleRegion().isEmpty(), "its row in sight")
        self._hands.click(page.data_rows["data.export"].control)
        yield Until(lambda: self._hands.seen(MovingPanel), "the panel")
        panel = self._hands.find(MovingPanel)
        yield Until(panel.export_button.isEnabled, "how much room it takes")
        yield settled()

    def _settings_found(self) -> Walk:
        """Another name for the theme finds it."""
        yield from self._settings()
        page = cast(SettingsPage, self._tour.window.workspace)
        page.search.setFocus()
        self._hands.write("night")
        yield Until(lambda: list(page.rows) == ["appearance.scheme"], "the theme")
        yield settled()

    def _back_and_forward(self) -> Walk:
        """Alt+Left and the arrow of the top bar go where one was."""
        window = self._tour.window
        here = window.history.current
        self._hands.key(Qt.Key.Key_Left, ALT)
        yield Until(lambda: window.history.current != here, "the place before")
        self._hands.click(window.top.forward)
        yield Until(lambda: window.history.current == here, "the place again")

    def _history(self) -> Walk:
        """The menu key on an arrow lists where one was."""
        self._hands.context_menu(self._tour.window.top.back)
        yield from self._tour.menu()
        yield settled()

    def _tabs(self) -> Walk:
        """Ctrl+T opens another tab; it goes to the trash, the first one stays in the library."""
        hands = self._hands
        hands.key(Qt.Key.Key_2, CTRL)
        yield self._tour.here("video")
        hands.key(Qt.Key.Key_T, CTRL)
        frame = self._tour.window.stack.frame("video")
        yield Until(lambda: frame.strip_shown, "the row of tabs")
        hands.key(Qt.Key.Key_Delete, CTRL | SHIFT)
        yield Until(lambda: self._tour.video.place() == "trash", "the trash")
        hands.key(Qt.Key.Key_T, CTRL)
        yield Until(lambda: frame.bar.count() == 3, "a third tab")
        hands.key(Qt.Key.Key_Backtab, CTRL | SHIFT)
        yield Until(lambda: self._tour.video.place() == "trash", "the tab of the trash")
        yield settled()

    def _close_tabs(self) -> Walk:
        """Ctrl+W closes them until one is left."""
        frame = self._tour.window.stack.frame("video")
        while frame.bar.count() > 1:
            left = frame.bar.count() - 1
            self._hands.key(Qt.Key.Key_W, CTRL)
            yield Until(lambda left=left: frame.bar.count() == left, "a tab to close")  # type: ignore[misc]

    def _detach(self) -> Walk:
        """Ctrl+Shift+D takes the workspace out into a window."""
        hands, stack = self._hands, self._tour.window.stack
        hands.key(Qt.Key.Key_2, CTRL)
        yield self._tour.here("video")
        hands.key(Qt.Key.Key_D, CTRL | SHIFT)
        yield Until(
            lambda: "video" in stack.windows and stack.windows["video"].isVisible(), "the window of its own"
        )
        yield settled()

    def _attach(self) -> Walk:
        """Closing it puts the workspace back."""
        stack = self._tour.window.stack
        stack.windows["video"].close()
        yield Until(
            lambda: not stack.windows and self._tour.video.window() is self._tour.window, "the workspace back"
        )

    def _log_out(self) -> Walk:
        self._who = self._tour.services.actor.account
        yield from self._tour.no_toasts()
        self._hands.click(self._tour.window.top.account)
        yield from self._tour.choose("Log out")
        yield Until(lambda: self._hands.seen(SignedOutPage), "the page that asks who is here")
        yield settled()

    def _log_in(self) -> Walk:
        page = cast(SignedOutPage, self._hands.find(SignedOutPage))
        self._hands.click(page.people.rows[self._who])
        yield Until(lambda: self._tour.services.session.account is not None, "the person")
        yield self._tour.here("home")
        yield settled()

"""The tour through Home: empty on a fresh start, files dropped on it, filled afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt

from app.tour.driver import Stage, Until, Walk, settled
from views.accounts.side import AccountSide
from views.home.workspace import HomeWorkspace

if TYPE_CHECKING:
    from app.tour.walks import Tour

PERSON = "Mara Aalto"
_FILMS_S = 120.0
_PLAYABLE_S = 240.0


class HomeTour:
    """Steps on Home."""

    def __init__(self, tour: Tour) -> None:
        self._tour = tour
        self._hands = tour.hands

    @property
    def _home(self) -> HomeWorkspace:
        return cast(HomeWorkspace, self._tour.window.stack.workspace("home"))

    def arrival(self) -> list[Stage]:
        """A fresh start: nothing is there yet; who am I?"""
        return [
            Stage("home-empty", self._empty, needed=True),
            self._tour.stage("account", self._account),
        ]

    def drop(self) -> list[Stage]:
        """Films are dragged over Home and dropped."""
        return [
            self._tour.stage("drag-over-home", self._drag, needed=True),
            Stage("dropped", self._let_go, needed=True),
        ]

    def filled(self) -> list[Stage]:
        """Home when there is something to go on with."""
        return [
            self._tour.stage("home-playable", self._playable, picture=False),
            self._tour.stage("home", self._filled),
        ]

    def again(self) -> list[Stage]:
        """Home in another look."""
        return [self._tour.stage("home", self._filled)]

    def _empty(self) -> Walk:
        yield self._tour.here("home")
        yield Until(self._home.page.empty.isVisible, "what Home says while nothing is there")
        yield settled()

    def _account(self) -> Walk:
        """The account's menu, its panel, another name."""
        hands, window = self._hands, self._tour.window
        hands.click(window.top.account)
        yield from self._tour.choose("Account and people")
        yield settled()
        card = hands.find(AccountSide).content.card
        hands.click(card.rename_button)
        yield Until(card.rename_form.isVisible, "the form for the name")
        card.rename_form.field("name").selectAll()
        hands.write(PERSON)
        hands.key(Qt.Key.Key_Return)
        yield Until(lambda: card.name.text() == PERSON, "the new name")
        yield settled()

    def _drag(self) -> Walk:
        clips = self._tour.clips
        yield Until(lambda: clips.ready or bool(clips.error), "the films to be drawn", _FILMS_S)
        if clips.error:
            raise LookupError(clips.error)
        self._hands.drag(self._tour.window, [*clips.paths, clips.broken, clips.empty])
        yield Until(self._tour.window.panels.drop_overlay.isVisible, "where the files would go")
        yield settled()

    def _let_go(self) -> Walk:
        self._hands.let_go()
        uploads = self._tour.services.uploads
        count = len(self._tour.clips.paths)
        yield Until(lambda: len(uploads.all()) >= count, "the jobs", 60)
        yield Until(lambda: any(job.fraction for job in uploads.all()), "the first of them to get on", 60)
        yield settled()

    def _playable(self) -> Walk:
        self._hands.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        yield self._tour.here("home")
        uploads = self._tour.services.uploads
        yield Until(
            lambda: not any(job.is_open for job in uploads.all()), "the films to be playable", _PLAYABLE_S
        )

    def _filled(self) -> Walk:
        self._hands.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        yield self._tour.here("home")
        page = self._home.page
        yield Until(lambda: any(card.isVisible() for card in page.cards), "the cards of Home")
        yield from self._tour.no_toasts()
        yield settled()

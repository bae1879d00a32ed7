"""What stands around the film that is watched: its channel, the playlists it is in, its most played part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from controllers.video.clips import Origin
from controllers.video.holding import Holding
from controllers.video.replayed import Replayed
from controllers.video.watching import Watching
from models.core.text import tr
from models.core.units import clock
from models.video.entities import PlaylistCard
from views.video.channel_line import ChannelFollower
from views.video.parts import Parts
from views.video.watch_page import WatchPage
from views.widgets import tokens
from views.widgets.buttons import Button, Kind
from views.widgets.flow import FlowLayout
from views.widgets.labels import Label

_MOST = 6
_WIDEST = 220


class Host(Protocol):
    """What it needs of the workspace."""

    @property
    def parts(self) -> Parts: ...

    @property
    def watching(self) -> Watching: ...

    def visit(self, place: str) -> None: ...


class InPlaylists(QWidget):
    """A line that leads to playlists; not there where there are none."""

    def __init__(self, visit: Callable[[str], None]) -> None:
        super().__init__()
        self._visit = visit
        self.links: list[Button] = []
        self._flow = FlowLayout(self, gap=tokens.MEDIUM)
        self._flow.addWidget(Label(tr("In these playlists:"), tone="dim"))
        self.hide()

    def show_lists(self, lists: Sequence[PlaylistCard]) -> None:
        """Lead to each of these; from the seventh on, to all there are."""
        for old in self.links:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.links = [self._link(card.title, f"playlist/{card.id}") for card in lists[:_MOST]]
        if len(lists) > _MOST:
            self.links.append(self._link(tr("{count} more", count=len(lists) - _MOST), "playlists"))
        for link in self.links:
            self._flow.addWidget(link)
        self.setVisible(bool(self.links))

    def _link(self, title: str, place: str) -> Button:
        made = Button(title, kind=Kind.LINK, tip=title)
        made.setText(QFontMetrics(made.font()).elidedText(title, Qt.TextElideMode.ElideRight, _WIDEST))
        made.setAccessibleName(title)
        made.does(lambda: self._visit(place))
        return made


class WatchAround(QObject):
    """Keeps all of it true for the video that is watched."""

    def __init__(self, host: Host, page: WatchPage) -> None:
        super().__init__(page)
        self._page = page
        self._watching = host.watching
        self._bar = page.view.stage.controls.seek_bar
        self.channel = ChannelFollower(host.parts, page.about.channel, self)
        self.replayed = Replayed(host.parts.actor, host.watching, self)
        self.holding = Holding(host.parts.actor, self)
        self.lists = InPlaylists(host.visit)
        self.origin = Origin(host.parts.actor, self)
        self.origin_link = Button(tr("Clip"), kind=Kind.LINK, icon="scissors")
        self.origin_link.hide()
        self.origin_link.does(lambda: host.visit(self.origin.place))
        page.about.column.addWidget(self.origin_link, 0, Qt.AlignmentFlag.AlignLeading)
        self.origin.changed.connect(self._show_origin)
        page.about.column.addWidget(self.lists)
        self._bar.hovered.connect(self.replayed.want)
        self.replayed.changed.connect(self._show_curve)
        self.holding.changed.connect(self._show_lists)
        page.detail_shown.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        card = self._page.card
        self.channel.show_card(card)
        self.holding.open(None if card is None else card.id)
        self.origin.open(self._watching.detail)

    @Slot()
    def _show_curve(self) -> None:
        self._bar.set_curve(self.replayed.curve)

    @Slot()
    def _show_origin(self) -> None:
        """Of a clip: which video it is from, and a way to its moment there."""
        origin, button = self.origin, self.origin_link
        button.setVisible(bool(origin.title))
        said = tr("From “{title}” at {time}", title=origin.title, time=clock(origin.start_us))
        button.setText(
            QFontMetrics(button.font()).elidedText(said, Qt.TextElideMode.ElideMiddle, 2 * _WIDEST)
        )
        button.setAccessibleName(said)

    @Slot()
    def _show_lists(self) -> None:
        self.lists.show_lists(self.holding.lists)

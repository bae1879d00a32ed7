"""A channel's page: its face, and its videos, playlists and what it says about itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QActionGroup, QGuiApplication, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.kernel.notices import NoticeKind
from controllers.video.channels import ChannelDesk
from controllers.video.library import Library
from controllers.video.playlists import PlaylistList
from models.core.errors import PersonError
from models.core.text import tr
from models.video.entities import VideoCard
from views.shell.navigation import link
from views.shell.places import Body
from views.shell.workspace import Crumb
from views.video.card_hands import CardHands
from views.video.channel_about import ChannelAbout
from views.video.channel_header import BANNER, PICTURE, ChannelHeader
from views.video.channel_panel import ChannelPanel
from views.video.filters import sort_titles
from views.video.grid import CardGrid
from views.video.items import VideoItems
from views.video.page import Hall, Page
from views.video.playlist_tiles import PlaylistTiles
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.chips import Segmented
from views.widgets.fields import SearchBox
from views.widgets.pages import Pages
from views.widgets.states import Skeleton, State, StateStack, StateView

_TILE = 290
TABS = ("videos", "playlists", "about")


class ChannelPage(Page):
    """`channel/<id or @handle>/<tab>?words=…`."""

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        parts = hall.parts
        self.desk = ChannelDesk(parts.actor, self)
        self.library = Library(parts.actor, self, filters=False)
        self.lists = PlaylistList(parts.actor, self)
        self._panel: ChannelPanel | None = None
        self._tab = TABS[0]
        self._wanted = ""
        self.header = ChannelHeader(parts.thumbnails)
        self.items = VideoItems(self.library, parts.uploads, self)
        self.items.export = parts.export
        self.grid = CardGrid(parts.thumbnails)
        self.grid.setModel(self.items)
        self.grid.setAccessibleName(tr("Videos of the channel"))
        self.hands = CardHands(hall, self.grid)
        self.stack = StateStack(self.grid, Skeleton(2, tile=_TILE))
        self.tiles = PlaylistTiles(hall, self.lists)
        self.about = ChannelAbout()
        self.tabs = Pages()
        for tab in (self.stack, self.tiles, self.about):
            self.tabs.addWidget(tab)
        self.whole = StateStack(self._make_content(), Skeleton(3, tile=_TILE))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.LARGE, 0, 0)
        column.addWidget(self.whole)
        self._connect()

    def _make_content(self) -> QWidget:
        content = Body(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SMALL)
        top = QVBoxLayout()
        top.setContentsMargins(tokens.WIDE, 0, tokens.WIDE, 0)
        top.setSpacing(tokens.LARGE)
        top.addWidget(self.header)
        top.addLayout(self._tools())
        column.addLayout(top)
        column.addWidget(self.tabs, 1)
        return content

    def _tools(self) -> QHBoxLayout:
        titles = (tr("Videos"), tr("Playlists"), tr("About"))
        self.switch = Segmented(list(zip(TABS, titles, strict=True)), tr("Parts of the channel"))
        self.search = SearchBox(tr("Search in this channel"))
        self.search.setFixedWidth(220)
        self.sort = Button("", icon="align-left", tip=tr("Order"))
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        row.addWidget(self.switch)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addWidget(self.sort)
        return row

    def _connect(self) -> None:
        self.desk.changed.connect(self._show)
        self.desk.failed.connect(self._fail)
        self.library.reset.connect(self._show_videos)
        self.library.failed.connect(self._fail_videos)
        self.switch.chosen.connect(self._chosen_tab)
        self.search.textChanged.connect(self._words)
        self.search.left.connect(self._to_grid)
        self.grid.typed.connect(self._typed)
        self.sort.clicked.connect(self._open_sort)
        header = self.header
        header.follow_asked.connect(self.desk.follow)
        header.customise_asked.connect(self.customise)
        header.link_asked.connect(self._copy_link)
        header.banner_dropped.connect(self.dress_banner)
        header.picture_dropped.connect(self.dress_picture)

    # Places

    def begins(self) -> QWidget:
        shown = self.tabs.currentWidget()
        return self.grid if shown is self.stack and self.library.total else self.switch

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        if not 1 <= len(ids) <= 2 or (len(ids) == 2 and ids[1] not in TABS):
            return False
        wanted: UUID | str = unquote(ids[0])
        if not ids[0].startswith(("@", "%40")):
            try:
                wanted = UUID(ids[0])
            except ValueError:
                return False
        if ids[0] != self._wanted:
            self.whole.show_loading()
            self.search.setText("")
        self._wanted = ids[0]
        self._show_tab(ids[1] if len(ids) == 2 else TABS[0])
        self.search.setText(query.get("words", ""))
        self.desk.open(wanted)
        return True

    @property
    def title(self) -> str:
        return "" if self.desk.card is None else self.desk.card.name

    def breadcrumb(self) -> Sequence[Crumb]:
        card = self.desk.card
        return (Crumb(tr("Channels"), "channels"), Crumb("" if card is None else card.name))

    @property
    def current(self) -> VideoCard | None:
        return self.grid.current_card() if self._tab == TABS[0] else None

    def focus_search(self) -> bool:
        if self.desk.card is None:
            return False
        self._chosen_tab(TABS[0])
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def drop(self, urls: Sequence[QUrl]) -> bool:
        """Videos that are dropped on one's own channel go into it."""
        card = self.desk.card
        if card is None or not self.desk.can_edit:
            return False
        self._hall.parts.importer.add(
            [url.toString(QUrl.ComponentFormattingOption.FullyEncoded) for url in urls], channel=card.id
        )
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._set_visible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._set_visible(False)

    def _set_visible(self, visible: bool) -> None:
        self.desk.set_visible(visible)
        self.library.set_visible(visible and self.desk.card is not None)
        self.lists.set_visible(visible and self.lists.channel is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.header.banner.fit(self.width() - 2 * tokens.WIDE, self.height())

    # What there is

    @Slot()
    def _show(self) -> None:
        card = self.desk.card
        if card is None:
            return
        self.header.show_channel(card, self.desk.following)
        self.about.show_channel(card)
        self.library.fix(channel=card.id)
        self.library.set_visible(self.isVisible())
        if self.lists.channel != card.id:
            self.lists.look(channel=card.id)
            self.lists.set_visible(self.isVisible())
        self.tiles.can_make = self.desk.can_edit
        self.whole.show_content()
        self._show_videos()
        self.title_changed.emit()

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self.whole.show_error(error, self.desk.refresh)
        self.title_changed.emit()

    @Slot()
    def _show_videos(self) -> None:
        total = self.library.total
        if total is None:
            self.stack.show_loading()
        elif total:
            self.stack.show_content()
        elif self.library.filter.words:
            sentence = tr("No video here matches “{words}”", words=self.library.filter.words)
            self.stack.show_state(
                StateView(State.NOTHING_FOUND, sentence, tr("Fewer or shorter words find more."),
                          action=tr("Show all"), do=self.search.clear)
            )  # fmt: skip
        elif self.desk.can_edit:
            self.stack.show_state(
                StateView(State.EMPTY, tr("Drop video files here"), tr("They are added to this channel."),
                          icon="square-play", drops=True)
            )  # fmt: skip
        else:
            self.stack.show_state(
                StateView(State.EMPTY, tr("There is no video here yet"), icon="square-play")
            )
        self.sort.setText(tr("Sort: {order}", order=sort_titles().get(self.library.filter.sort, "")))
        self.sort.updateGeometry()

    @Slot(object)
    def _fail_videos(self, error: PersonError) -> None:
        self.stack.show_error(error, self.library.refresh)

    # What is done

    def _show_tab(self, tab: str) -> None:
        self._tab = tab
        self.switch.choose(tab)
        self.tabs.setCurrentIndex(TABS.index(tab))
        for tool in (self.search, self.sort):
            tool.setVisible(tab == TABS[0])

    @Slot(str)
    def _chosen_tab(self, tab: str) -> None:
        if tab != self._tab:
            self._show_tab(tab)
            self.adjusted.emit(f"channel/{self._wanted}" + ("" if tab == TABS[0] else f"/{tab}"))

    @Slot(str)
    def _words(self, text: str) -> None:
        self.library.set_filter(replace(self.library.filter, words=text))

    @Slot(str)
    def _typed(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.setText(self.search.text() + text)

    @Slot()
    def _to_grid(self) -> None:
        self.grid.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _open_sort(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for sort, title in sort_titles().items():
            action = menu.addAction(title[:1].upper() + title[1:])
            action.setCheckable(True)
            action.setChecked(sort is self.library.filter.sort)
            action.setActionGroup(group)
            action.triggered.connect(
                lambda _=False, sort=sort: self.library.set_filter(replace(self.library.filter, sort=sort))
            )
        menu.popup(self.sort.mapToGlobal(QPoint(0, self.sort.height() + tokens.TINY)))

    @Slot()
    def customise(self) -> None:
        """Name, handle, about, links, pictures and people, beside the page."""
        if self._panel is None:
            self._panel = ChannelPanel(self.desk, self)
            self._panel.banner_chosen.connect(self.dress_banner)
            self._panel.picture_chosen.connect(self.dress_picture)
            self._panel.deleted.connect(self._deleted)
        self._panel.open_channel()

    @Slot(str)
    def dress_banner(self, path: str) -> None:
        """Make this picture the banner."""
        self._hall.store_picture(
            Path(path), BANNER, lambda blob: self.desk.edit(self._hall.parts.notices.error, banner=blob)
        )

    @Slot(str)
    def dress_picture(self, path: str) -> None:
        """Make this picture the round one."""
        self._hall.store_picture(
            Path(path), PICTURE, lambda blob: self.desk.edit(self._hall.parts.notices.error, picture=blob)
        )

    @Slot()
    def _deleted(self) -> None:
        self._hall.visit("channels")

    @Slot()
    def _copy_link(self) -> None:
        card = self.desk.card
        if card is not None:
            QGuiApplication.clipboard().setText(link("video", f"channel/@{card.handle}" if card.handle
                                                     else f"channel/{card.id}"))  # fmt: skip
            self._hall.parts.notices.post(
                tr("The link to this channel is copied."), NoticeKind.SUCCESS, source="video",
                key="video.link",
            )  # fmt: skip

    def forget(self) -> None:
        if self._panel is not None:
            self._panel.close_panel()
        self.desk.card = None
        self._wanted = ""
        self.whole.show_loading()


def make(hall: Hall) -> ChannelPage:
    """The page in its workspace."""
    return ChannelPage(hall)

"""The tour through what is kept together: playlists, one's channel, what is followed, and the history."""

from __future__ import annotations

from app.tour.driver import Stage, Until, Walk, settled
from app.tour.video_steps import ALT, CTRL, SHIFT, Key, VideoSteps
from models.video.commands import channel_of
from views.video.channel_page import ChannelPage
from views.video.channel_panel import ChannelPanel
from views.video.history_page import HistoryPage
from views.video.playlist_page import PlaylistPage
from views.video.playlist_tiles import PlaylistTile
from views.video.save_panel import SavePanel
from views.video.subscriptions_page import SubscriptionsPage

NAME = "Rainy Sunday"


class CollectTour(VideoSteps):
    """Steps that save, order and look back."""

    def job(self) -> list[Stage]:
        """A playlist made and ordered, a channel dressed, the history read."""
        stage = self._tour.stage
        return [
            stage("save-to-playlist", self._save),
            stage("playlists", self._playlists),
            Stage("playlist", self._ordered),
            stage("channel", self._channel),
            Stage("channel-customised", self._customise),
            stage("subscriptions", self._subscriptions),
            stage("history", self._history),
        ]

    def again(self) -> list[Stage]:
        """The same places in another look."""
        stage = self._tour.stage
        return [
            stage("playlists", self._playlists),
            Stage("playlist", self._open_playlist),
            stage("channel", self._channel),
            Stage("channel-customised", self._customise),
            stage("subscriptions", self._subscriptions),
            stage("history", self._history),
        ]

    def _save(self) -> Walk:
        """A film is saved into a playlist that is named in the panel, two more follow."""
        yield from self._leave_player()
        yield from self._all()
        grid = self._tour.video.library.grid
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
        yield settled()
        self._hands.click_row(grid, self._row(self._titles[3]))
        self._hands.key(Key.Key_S, CTRL | SHIFT)
        yield Until(lambda: self._hands.seen(SavePanel), "the panel to save with")
        panel = self._hands.find(SavePanel)
        yield Until(lambda: panel.list.cards is not None and panel.field.hasFocus(), "its field")
        self._hands.write(NAME)
        self._hands.key(Key.Key_Return)
        yield Until(lambda: any(row.card.count for row in panel.rows), "the new playlist")
        library = self._tour.video.library.library
        others = [library.peek(self._row(title)) for title in (self._titles[6], self._titles[7])]
        self._tour.video.saver.add(panel.rows[0].card, [(c.space_id, c.id) for c in others if c is not None])
        yield Until(lambda: panel.rows[0].card.count == 3, "three videos in it")
        yield from self._tour.no_toasts()
        yield settled()

    def _playlists(self) -> Walk:
        yield from self._to_library()
        self._hands.key(Key.Key_3, ALT)
        yield Until(lambda: self._hands.seen(PlaylistTile), "the playlists")
        yield from self._tour.no_toasts()
        yield settled()

    def _open_playlist(self) -> Walk:
        self._hands.click(self._hands.find(PlaylistTile))
        yield Until(lambda: self._hands.find(PlaylistPage).list.items.rowCount() == 3, "its videos")
        yield settled()

    def _ordered(self) -> Walk:
        """Alt+Up moves an entry."""
        yield from self._open_playlist()
        page = self._hands.find(PlaylistPage)
        last = page.list.items.entry(2).id
        self._hands.click_row(page.list, 2)
        self._hands.key(Key.Key_Up, ALT)
        yield Until(lambda: page.list.items.entry(1).id == last, "another order")
        yield settled()

    def _channel(self) -> Walk:
        yield from self._to_library()
        video = self._tour.video
        video.visit(f"channel/{channel_of(self._tour.services.actor.account)}")
        page = self._hands.find(ChannelPage)
        yield Until(lambda: bool(page.title) and page.library.total is not None, "the channel")
        yield from self._tour.no_toasts()
        yield settled()

    def _customise(self) -> Walk:
        self._hands.click(self._hands.find(ChannelPage).header.customise)
        yield Until(lambda: self._hands.seen(ChannelPanel), "the panel to customise with")
        yield settled()

    def _subscriptions(self) -> Walk:
        yield from self._to_library()
        self._hands.key(Key.Key_2, ALT)
        yield Until(lambda: self._hands.find(SubscriptionsPage).library.total is not None, "what is followed")
        yield settled()

    def _history(self) -> Walk:
        yield from self._to_library()
        self._hands.key(Key.Key_H, CTRL)
        yield Until(lambda: bool(self._hands.find(HistoryPage).history.viewings), "the history")
        yield settled()

"""A playlist's page: what it is on one side, its videos in their order on the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.kernel.notices import NoticeAction, NoticeKind
from controllers.video.export import readable_name
from controllers.video.playlists import OpenPlaylist, places_of
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.text import tr
from models.video.entities import PlaylistEntry, Privacy, VideoCard
from views.shell.navigation import link
from views.shell.places import Body
from views.shell.workspace import Crumb
from views.video import formats
from views.video.card_hands import Lines, playing_lines
from views.video.edit_fields import Line, Text
from views.video.items import videos_in
from views.video.page import Hall, Page
from views.video.playlist_cover import Cover
from views.video.playlist_list import PlaylistView
from views.video.playlist_tiles import SIGNS, remark
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton, Kind
from views.widgets.fields import SearchBox, Select
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Label
from views.widgets.states import Skeleton, State, StateStack, StateView
from views.widgets.surfaces import Card, ScrollColumn
from views.widgets.tokens import Type

_SIDE = 320
_NARROW = 900


class PlaylistPage(Page):
    """`playlist/<id>`; with `?join=<word>` one joins it first."""

    keeps_query = False

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self.playlist = OpenPlaylist(hall.parts.actor, hall.parts.notices, self)
        self._id = ""
        self.setAcceptDrops(True)
        self._make_parts()
        self.side = self._make_side()
        self.list = PlaylistView(self.playlist, hall.parts.thumbnails)
        self.stack = StateStack(self.list, Skeleton(5))
        right = QVBoxLayout()
        right.setSpacing(tokens.SMALL)
        right.addWidget(self.search)
        right.addWidget(self.stack, 1)
        content = Body(self)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._box.setContentsMargins(tokens.WIDE, tokens.LARGE, tokens.WIDE, 0)
        self._box.setSpacing(tokens.WIDE)
        self._box.addWidget(self.side)
        self._box.addLayout(right, 1)
        self.whole = StateStack(content, Skeleton(5))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.whole)
        self._connect()

    def _make_parts(self) -> None:
        self.cover = Cover(self._hall.parts.thumbnails)
        self.heading = Label("", Type.TITLE, wrap=True)
        self.facts = Label("", tone="dim", wrap=True)
        self.text = Label("", wrap=True)
        self.play = Button(tr("Play all"), icon="play", kind=Kind.PRIMARY)
        self.shuffle = Button(tr("Shuffle"), icon="shuffle")
        self.edit = IconButton("pencil", tr("Edit the playlist"))
        self.share = IconButton("link", tr("Copy link"))
        self.more = IconButton("ellipsis", tr("More"))
        self.search = SearchBox(tr("Search in this playlist"))
        self.title_line, self.description = Line(), Text(4)
        self.privacy = Select(tr("Who may see it"))
        for value in Privacy:
            self.privacy.addItem(formats.privacy(value), value)
        self.person = Line()
        self.person.setPlaceholderText(tr("Name of a person here"))
        self.rows = {
            "title": FormRow(tr("Title"), self.title_line),
            "description": FormRow(tr("Description"), self.description),
            "privacy": FormRow(tr("Who may see it"), self.privacy),
            "name": FormRow(tr("Let somebody change it"), self.person, tr("Press Enter to add them.")),
        }

    def _make_side(self) -> QWidget:
        side = ScrollColumn(margin=0, spacing=tokens.MEDIUM)
        self.form = Card(padding=tokens.MEDIUM)
        for row in self.rows.values():
            self.form.column.addWidget(row)
        self.form.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(tokens.SMALL)
        for button in (self.play, self.shuffle):
            buttons.addWidget(button)
        buttons.addStretch()
        for tool in (self.edit, self.share, self.more):
            buttons.addWidget(tool)
        column = side.column
        column.addWidget(self.cover)
        for label in (self.heading, self.facts, self.text):
            column.addWidget(label)
        column.addLayout(buttons)
        column.addWidget(self.form)
        return side

    def _connect(self) -> None:
        self.playlist.changed.connect(self._show)
        self.playlist.failed.connect(self._fail)
        self.play.does(lambda: self._hall.play(places_of(self.playlist.playable())))
        self.shuffle.does(lambda: self._hall.play(places_of(self.playlist.playable()), shuffle=True))
        self.edit.clicked.connect(self._toggle_form)
        self.share.clicked.connect(self._copy_link)
        self.more.clicked.connect(self._open_more)
        self.search.textChanged.connect(self.playlist.set_words)
        self.search.left.connect(self._to_list)
        self.list.typed.connect(self._typed)
        self.list.opened.connect(self._open)
        self.list.menu_asked.connect(self._menu)
        self.title_line.left.connect(lambda: self._say("title", self.title_line.text()))
        self.title_line.returnPressed.connect(self.title_line.left)
        self.description.left.connect(lambda: self._say("description", self.description.toPlainText()))
        self.privacy.activated.connect(lambda _: self._say("privacy", self.privacy.currentData()))
        self.person.returnPressed.connect(self._let_in)

    # Places

    def begins(self) -> QWidget:
        return self.list if self.playlist.entries else self.play

    def show_place(self, ids: Sequence[str], query: Mapping[str, str]) -> bool:
        try:
            [space_id] = map(UUID, ids)
        except ValueError:
            return False
        if ids[0] != self._id:
            self.whole.show_loading()
            self.form.hide()
            self.search.clear()
        self._id = ids[0]
        token = query.get("join", "")
        if token:
            self._hall.saver.join(space_id, token, lambda _: self.playlist.open(space_id), self._fail)
        else:
            self.playlist.open(space_id)
        return True

    @property
    def title(self) -> str:
        return "" if self.playlist.card is None else self.playlist.card.title

    def breadcrumb(self) -> Sequence[Crumb]:
        return (Crumb(tr("Playlists"), "playlists"), Crumb(self.title))

    @property
    def current(self) -> VideoCard | None:
        entry = self.list.current()
        return None if entry is None else entry.card

    def focus_search(self) -> bool:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.playlist.set_visible(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.playlist.set_visible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _NARROW
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.side.setMaximumWidth(_SIDE if wide else self.width())
        self.side.setMinimumWidth(_SIDE if wide else 0)
        self.side.setMaximumHeight(1 << 20 if wide else max(150, self.height() // 3))
        self.cover.setVisible(wide)
        self.cover.setFixedHeight(round((_SIDE - tokens.SMALL) * 9 / 16))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.playlist.can_edit and videos_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Beside the entries too, and where there are none yet."""
        event.acceptProposedAction()
        self.playlist.add(videos_in(event.mimeData()))

    # What there is

    @Slot()
    def _show(self) -> None:
        card = self.playlist.card
        if card is None:
            return
        self.cover.show_cover(card.posters[0] if card.posters else "", SIGNS[card.kind])
        self.heading.setText(card.title)
        total = formats.videos(card.count)
        self.facts.setText(f"{total} · {remark(card)}")
        self.text.setText(card.description)
        self.text.setVisible(bool(card.description))
        playable = bool(self.playlist.playable())
        self.play.setEnabled(playable)
        self.shuffle.setEnabled(playable)
        self.edit.setVisible(self.playlist.owns)
        self._fill_form()
        self.whole.show_content()
        self._show_state()
        self.title_changed.emit()

    def _fill_form(self) -> None:
        card = self.playlist.card
        assert card is not None
        if self.title_line.text() != card.title and not self.title_line.hasFocus():
            self.title_line.setText(card.title)
        if self.description.toPlainText() != card.description and not self.description.hasFocus():
            self.description.setPlainText(card.description)
        self.privacy.setCurrentIndex(list(Privacy).index(card.privacy))

    def _show_state(self) -> None:
        if self.playlist.entries:
            self.stack.show_content()
        elif self.playlist.words:
            sentence = tr("Nothing in this playlist matches “{words}”", words=self.playlist.words)
            self.stack.show_state(
                StateView(State.NOTHING_FOUND, sentence, tr("Fewer or shorter words find more."),
                          action=tr("Show all"), do=self.search.clear)
            )  # fmt: skip
        else:
            what_now = tr("Drag videos here, or choose “Save to playlist…” in their menu.")
            self.stack.show_state(
                StateView(State.EMPTY, tr("This playlist is empty"),
                          what_now if self.playlist.can_edit else "", icon="list-video",
                          action=tr("Go to the library"), do=lambda: self._hall.visit(""))
            )  # fmt: skip

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self.whole.show_error(error, self.playlist.refresh)
        self.title_changed.emit()

    # What is done

    @Slot(object)
    def _open(self, entry: PlaylistEntry) -> None:
        """Play from here: what comes after it in the playlist is what comes next."""
        cards = self.playlist.playable()
        at = next((n for n, card in enumerate(cards) if card.id == entry.video_id), None)
        if entry.card is not None and at is not None:
            self._hall.play(places_of(cards[at:]))

    @Slot(str)
    def _typed(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.setText(self.search.text() + text)

    @Slot()
    def _to_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _toggle_form(self) -> None:
        self.form.setVisible(not self.form.isVisible())
        if self.form.isVisible():
            self.title_line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, field: str, said: object) -> None:
        card = self.playlist.card
        if card is not None and said != getattr(card, field):
            self.rows[field].clear_error()
            self.playlist.edit(self._refused, **{field: said})

    def _refused(self, error: PersonError) -> None:
        if not place_error(error, self.rows):
            self.rows["title"].show_error(str(error))

    @Slot()
    def _let_in(self) -> None:
        self.rows["name"].clear_error()

        def came(_verdict: Verdict) -> None:
            self.person.clear()

        self.playlist.let_in(self.person.text(), came, self._refused)

    @Slot()
    def _copy_link(self) -> None:
        self._copy(link("video", f"playlist/{self._id}"), tr("The link to this playlist is copied."))

    def _copy(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._hall.parts.notices.post(said, NoticeKind.SUCCESS, source="video", key="video.link")

    @Slot()
    def _open_more(self) -> None:
        lines = Lines(self)
        for title, ending in ((tr("Export as M3U8"), "m3u8"), (tr("Export as JSON"), "json")):
            lines.put("download", title, partial(self._choose_target, ending))
        if self.playlist.owns:
            self._put_own(lines)
        lines.menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + tokens.TINY)))

    def _put_own(self, lines: Lines) -> None:
        """What the owner alone can do."""
        lines.line()
        invite = "" if self.playlist.view is None else self.playlist.view.invite
        if invite:
            address = link("video", f"playlist/{self._id}?join={invite}")
            said = tr("Whoever follows this link can change the playlist.")
            lines.put("copy", tr("Copy the invitation"), lambda: self._copy(address, said))
            lines.put("x", tr("End the invitation"), lambda: self.playlist.invite(open_=False))
        else:
            lines.put("users", tr("Make an invitation by link"), lambda: self.playlist.invite(open_=True))
        lines.line()
        lines.put("trash-2", tr("Delete the playlist"), lambda: self.playlist.delete(self._deleted))

    def _choose_target(self, ending: str) -> None:
        """The dialog of the system, which does not block the window."""
        dialog = self.dialog = QFileDialog(self, tr("Export the playlist"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(readable_name(self.title, f"playlist.{ending}"))
        dialog.fileSelected.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def write(self, path: str) -> None:
        """Write the playlist to this file, as its ending says."""
        if self.playlist.view is not None:
            self._hall.parts.playlist_files.export(self.playlist.view, Path(path))

    def _deleted(self, _verdict: Verdict) -> None:
        actor = self._hall.parts.actor
        self._hall.parts.notices.post(
            tr("The playlist is deleted. Its videos stay where they are."), NoticeKind.SUCCESS,
            source="video", key="video.playlist", actions=(NoticeAction(tr("Undo"), actor.undo),),
        )  # fmt: skip
        self._hall.visit("playlists")

    @Slot(QPoint)
    def _menu(self, at: QPoint) -> None:
        entry = self.list.current()
        if entry is None:
            return
        cards = [each.card for each in self.list.chosen() if each.card is not None]
        lines = Lines(self)
        if entry.card is not None:
            lines.put("play", tr("Play from here"), lambda: self._open(entry), tr("Enter"))
            playing_lines(lines, self._hall, lambda done: done(cards))
        if self.playlist.can_edit:
            lines.line()
            lines.put("arrow-up", tr("Move up"), lambda: self.list.move_current(-1), "Alt+↑")
            lines.put("arrow-down", tr("Move down"), lambda: self.list.move_current(1), "Alt+↓")
            lines.put("x", tr("Remove from playlist"), self.list.remove_chosen, tr("Delete"))
        lines.menu.popup(at)


def make(hall: Hall) -> PlaylistPage:
    """The page in its workspace."""
    return PlaylistPage(hall)

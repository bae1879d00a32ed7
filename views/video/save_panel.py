"""Saving videos into playlists: a list to tick, a field that filters it and names a new one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.kernel.actor import Actor
from controllers.video.playlists import PlaylistList, Saver
from models.core.audience import Role
from models.core.errors import PersonError
from models.core.text import tr
from models.video.entities import PlaylistCard
from views.video import formats
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.fields import CheckBox, SearchBox
from views.widgets.forms import FormRow
from views.widgets.labels import Label
from views.widgets.side_panel import SidePanel
from views.widgets.states import Skeleton, State, StateStack, StateView
from views.widgets.surfaces import ScrollColumn


class SaveRow(QWidget):
    """A playlist to tick, and what is known of it."""

    def __init__(self, card: PlaylistCard) -> None:
        super().__init__()
        self.card = card
        self.box = CheckBox(card.title)
        self.box.setChecked(card.holds is not None)
        self.remark = Label(f"{formats.privacy(card.privacy)} · {formats.videos(card.count)}", tone="dim")
        self.box.setAccessibleDescription(self.remark.text())
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.TINY, tokens.TINY, tokens.TINY, tokens.TINY)
        column.setSpacing(0)
        column.addWidget(self.box)
        below = QVBoxLayout()
        below.setContentsMargins(tokens.WIDE, 0, 0, 0)
        below.addWidget(self.remark)
        column.addLayout(below)


class SavePanel(SidePanel):
    """Ticking saves at once, unticking takes out; Enter in the field ticks the first, or makes a new one."""

    def __init__(self, actor: Actor, saver: Saver, host: QWidget) -> None:
        super().__init__(tr("Save to playlist"), host)
        self._saver = saver
        self._places: list[tuple[UUID, UUID]] = []
        self.rows: list[SaveRow] = []
        self.list = PlaylistList(actor, self)
        self.what = Label(tone="dim", wrap=True)
        self.field = SearchBox(tr("Filter, or name a new playlist"))
        self.field.setMaxLength(200)
        self.field_row = FormRow(tr("Playlist"), self.field)
        self.new = Button(tr("New playlist"), icon="plus")
        self.new.clicked.connect(self._make)
        scroll = ScrollColumn(margin=0, spacing=tokens.TINY)
        self._rows_column = scroll.column
        self.stack = StateStack(scroll, Skeleton(4))
        for part in (self.what, self.field_row, self.new):
            self.body.addWidget(part)
        self.body.addWidget(self.stack, 1)
        self.field.textChanged.connect(self._narrow)
        self.field.left.connect(self.close_panel)
        self.field.installEventFilter(self)
        self.list.changed.connect(self._fill)
        self.closed.connect(self._closed)

    def save(self, places: Sequence[tuple[UUID, UUID]]) -> None:
        """Open for these videos."""
        self._places = list(places)
        one = len(places) == 1
        self.what.setText("" if one else formats.videos(len(places)))
        self.what.setVisible(not one)
        self.field.clear()
        self.field_row.clear_error()
        self.list.look(video_id=places[0][1] if one else None)
        self.list.set_visible(True)
        if self.list.cards is None:
            self.stack.show_loading()
        self._fill()
        self.open_panel()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _closed(self) -> None:
        self.list.set_visible(False)

    @Slot()
    def _fill(self) -> None:
        """Rows are made anew; the one with the focus keeps it."""
        focused = next((row.card.id for row in self.rows if row.box.hasFocus()), None)
        for row in self.rows:
            self._rows_column.removeWidget(row)
            row.hide()
            row.deleteLater()
        cards = [card for card in self.list.cards or () if card.role >= Role.EDITOR]
        self.rows = [SaveRow(card) for card in cards]
        for row in self.rows:
            self._rows_column.addWidget(row)
            row.box.clicked.connect(lambda on, card=row.card: self._ticked(card, on))
            row.box.installEventFilter(self)
            if row.card.id == focused:
                row.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self._narrow()

    @Slot()
    def _narrow(self) -> None:
        words = self.field.text().casefold().split()
        for row in self.rows:
            row.setVisible(all(word in row.card.title.casefold() for word in words))
        name = self.field.text().strip()
        taken = any(row.card.title.casefold() == name.casefold() for row in self.rows)
        self.new.setText(tr("New playlist “{name}”", name=name) if name else tr("New playlist"))
        self.new.setEnabled(bool(name) and not taken)
        self.new.updateGeometry()
        if self.list.cards is None:
            return
        if self._shown():
            self.stack.show_content()
        else:
            sentence = tr("No playlist is called so") if self.rows else tr("There is no playlist yet")
            state = State.NOTHING_FOUND if self.rows else State.EMPTY
            self.stack.show_state(
                StateView(state, sentence, tr("Type a name above and press Enter."), icon="list-video")
            )

    def _shown(self) -> list[SaveRow]:
        words = self.field.text().casefold().split()
        return [row for row in self.rows if all(word in row.card.title.casefold() for word in words)]

    def _ticked(self, card: PlaylistCard, on: bool) -> None:
        if on:
            self._saver.add(card, self._places)
        elif card.holds is not None:
            self._saver.remove(card, card.holds)

    @Slot()
    def _make(self) -> None:
        name = self.field.text().strip()
        if name:
            self._saver.add_new(name, self._places, self._refused)
            self.field.clear()

    def _refused(self, error: PersonError) -> None:
        self.field_row.show_error(str(error))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if watched is self.field and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._entered()
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if key == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)

    def _entered(self) -> None:
        """The first that fits is ticked; where none does, it becomes a new one."""
        shown = self._shown()
        if self.field.text().strip() and shown:
            shown[0].box.click()
        else:
            self._make()

    def _step(self, by: int) -> None:
        stops: list[QWidget] = [self.field, *(row.box for row in self._shown())]
        at = next((n for n, each in enumerate(stops) if each.hasFocus()), 0)
        stops[(at + by) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)

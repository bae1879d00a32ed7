"""The comments of a thing, as they stand on its page: how many, in which order, and the threads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from controllers.community.talking import Talking
from controllers.community.threads import Row
from models.community.entities import COMMENT, CommentCard, CommentState, Order, Ruling
from models.core.errors import PersonError
from models.core.text import number, tr
from views.community.comment_row import CommentRow
from views.community.composer import Composer
from views.community.virtual_column import VirtualColumn
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton, Kind
from views.widgets.fields import Select
from views.widgets.icons import icon
from views.widgets.labels import Label
from views.widgets.states import Skeleton, State, StateView
from views.widgets.tokens import Type

Key = tuple[UUID, bool]


class MoreRow(Button):
    """The way to more answers of a thread."""

    busy = False

    def __init__(self) -> None:
        super().__init__(tr("More replies"), kind=Kind.GHOST, icon="chevron-down", role="info")

    def height_at(self, width: int) -> int:
        return tokens.CONTROL

    def stops(self) -> list[QWidget]:
        return [self]


class CommentArea(QWidget):
    """Follows a `Talking` inside a scrolling page. With `times` moments in texts are links (`moment`).

    `report_asked` carries the kind, the id and a name; `led` an address.
    """

    moment = Signal(object)
    led = Signal(str)
    report_asked = Signal(str, object, str)
    moderation_asked = Signal()

    def __init__(self, talking: Talking, scroll: QScrollArea, *, times: bool) -> None:
        super().__init__()
        self._talking = talking
        self._times = times
        self._rows: dict[Key, Row] = {}
        self._state: StateView | None = None
        self._draft_of = ""
        self.title = Label("", Type.STRONG)
        self.order = Select(tr("Order of comments"))
        self.order.addItem(tr("Top comments"), Order.TOP)
        self.order.addItem(tr("Newest first"), Order.NEWEST)
        self.waiting = Button("", icon="shield", kind=Kind.GHOST, tip=tr("Moderation"), role="warning")
        self.menu = IconButton("ellipsis", tr("More about these comments"))
        self.composer = Composer("", tr("Add a comment…"), tr("Comment"))
        self.closed = Label("", tone="dim", wrap=True)
        self.skeleton = Skeleton(rows=3, height=72)
        self.list: VirtualColumn[Key] = VirtualColumn(scroll, self._make, self._renew)
        self._build()
        self._connect()
        self._show_talk()
        self._show_rows()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(tokens.MEDIUM)
        head.addWidget(self.title)
        head.addWidget(self.order)
        head.addStretch(1)
        head.addWidget(self.waiting)
        head.addWidget(self.menu)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(tokens.LARGE)
        self.column.addLayout(head)
        for part in (self.composer, self.closed, self.skeleton, self.list):
            self.column.addWidget(part)
        self.skeleton.setFixedHeight(self.skeleton.sizeHint().height())

    def _connect(self) -> None:
        talking = self._talking
        talking.changed.connect(self._show_talk)
        talking.listed.connect(self._show_rows)
        talking.failed.connect(self._fail)
        self.order.activated.connect(self._reorder)
        self.list.near_end.connect(talking.more)
        self.composer.grew.connect(self.list.settle)
        self.waiting.clicked.connect(self.moderation_asked)
        self.menu.clicked.connect(self._open_menu)
        self.composer.sent.connect(self._send)
        self.composer.begun.connect(self._keep)

    # What is shown

    @Slot()
    def _show_talk(self) -> None:
        talk = self._talking.talk
        self.composer.setVisible(talk is not None and not talk.closed)
        self.closed.setVisible(talk is not None and bool(talk.closed))
        self.menu.setVisible(talk is not None and talk.moderates)
        self.waiting.setVisible(talk is not None and talk.waiting > 0)
        if talk is None:
            self.title.setText(tr("Comments"))
            return
        one, many = tr("1 comment"), tr("{count} comments", count=number(talk.comments))
        self.title.setText(one if talk.comments == 1 else many if talk.comments else tr("Comments"))
        self.closed.setText(talk.closed)
        self.waiting.setText(tr("{count} held for review", count=talk.waiting))
        self.composer.set_name(self._talking.my_name)
        place = f"{talk.target.kind}:{talk.target.id}"
        if place != self._draft_of:
            self._draft_of = place
            self._talking.draft(place, partial(self._show_draft, place))

    def _show_draft(self, place: str, text: str) -> None:
        if place == self._draft_of:
            self.composer.set_text(text)

    @Slot()
    def _show_rows(self) -> None:
        talking = self._talking
        if talking.target is None:
            self._leave()
        rows = talking.rows
        self._rows = {row.key: row for row in rows}
        loading = talking.target is not None and not talking.loaded
        self.skeleton.setVisible(loading)
        if loading:
            self.skeleton.start()
        else:
            self.skeleton.stop()
        self._drop_state()
        if talking.loaded and not rows:
            self._put(StateView(State.EMPTY, tr("No comments yet."), self._first(), icon="message-circle"))
        self.list.show_keys(list(self._rows))
        self.order.setVisible(bool(rows))

    def _first(self) -> str:
        talk = self._talking.talk
        return "" if talk is not None and talk.closed else tr("Be the first to say something.")

    @Slot(object)
    def _fail(self, error: PersonError) -> None:
        self.skeleton.hide()
        self.skeleton.stop()
        self._drop_state()
        self._put(StateView(State.ERROR, error.sentence, error.what_now))

    def _put(self, state: StateView) -> None:
        self._state = state
        self.column.addWidget(state)

    def _drop_state(self) -> None:
        if self._state is not None:
            self._state.hide()
            self._state.deleteLater()
            self._state = None

    def _make(self, key: Key) -> QWidget:
        row = self._rows[key]
        if row.card is None:
            more = MoreRow()
            more.clicked.connect(lambda: self._talking.more_replies(row.head))
            return more
        made = CommentRow(self._talking, row.card, times=self._times, my_name=self._talking.my_name)
        made.grew.connect(self.list.remeasure)
        made.moment.connect(self.moment)
        made.led.connect(self.led)
        made.menu_asked.connect(self._comment_menu)
        return made

    def _renew(self, key: Key, widget: QWidget) -> None:
        card = self._rows[key].card
        if card is not None:
            cast(CommentRow, widget).show_card(card)

    def row_of(self, comment_id: UUID) -> CommentRow | None:
        """The row of a comment, where it is made."""
        return cast("CommentRow | None", self.list.live.get((comment_id, True)))

    # Writing

    @Slot(str)
    def _send(self, text: str) -> None:
        self._talking.write(text, None, self._sent, self.composer.show_error)

    def _sent(self) -> None:
        self.composer.done()
        self._keep("")

    @Slot(str)
    def _keep(self, text: str) -> None:
        if self._draft_of:
            self._talking.keep_draft(self._draft_of, text)

    def _leave(self) -> None:
        """Another thing, or another person: what was begun is kept with the one it belongs to."""
        if self._draft_of:
            self.composer.keep()
            self._draft_of = ""
            self.composer.blockSignals(True)
            self.composer.done()
            self.composer.blockSignals(False)

    def begin(self) -> None:
        """Go to the field for a new comment."""
        self.composer.field.setFocus()

    # Menus

    @Slot(int)
    def _reorder(self, place: int) -> None:
        self._talking.set_order(self.order.itemData(place))

    @Slot()
    def _open_menu(self) -> None:
        talk = self._talking.talk
        if talk is None:
            return
        menu = self._new_menu()
        menu.addAction(icon("shield", size=tokens.ICON_SMALL), tr("Moderation")).triggered.connect(
            self.moderation_asked
        )
        said = tr("Switch comments off") if talk.switched_on else tr("Switch comments on")
        menu.addAction(icon("message-circle", size=tokens.ICON_SMALL), said).triggered.connect(
            lambda: self._talking.switch(not talk.switched_on)
        )
        menu.popup(self.menu.mapToGlobal(QPoint(0, self.menu.height())))

    @Slot(object, QPoint)
    def _comment_menu(self, card: CommentCard, at: QPoint) -> None:
        """What can be done about a comment: by its writer, by who moderates, by anybody else."""
        talk, talking = self._talking.talk, self._talking
        if talk is None:
            return
        menu = self._new_menu()

        def add(name: str, title: str, do: Callable[[], object]) -> None:
            menu.addAction(icon(name, size=tokens.ICON_SMALL), title).triggered.connect(lambda: do())

        add("copy", tr("Copy text"), lambda: QGuiApplication.clipboard().setText(card.text))
        add("link", tr("Copy link to this comment"), lambda: self._copy_link(card))
        if card.own:
            add("pencil", tr("Edit"), lambda: self._edit(card))
            add("trash-2", tr("Delete"), lambda: talking.delete(card))
        if talk.moderates:
            self._moderate(menu, add, card)
        if not card.own:
            menu.addSeparator()
            add("flag", tr("Report"), lambda: self.report_asked.emit(COMMENT, card.id, card.name))
            add("eye-off", tr("Block {name}", name=card.name), lambda: talking.block(card))
        menu.popup(at)

    def _moderate(
        self, menu: QMenu, add: Callable[[str, str, Callable[[], object]], None], card: CommentCard
    ) -> None:
        talking = self._talking
        menu.addSeparator()
        if card.state is CommentState.HELD:
            add("check", tr("Approve"), lambda: talking.rule(card, Ruling.APPROVED))
        else:
            if card.thread_id is None:
                add("pin", tr("Unpin") if card.pinned else tr("Pin"), lambda: talking.pin(card))
            if not card.own:
                add(
                    "heart", tr("Take the heart back") if card.hearted else tr("Give a heart"),
                    lambda: talking.heart(card),
                )  # fmt: skip
                add("clock", tr("Hold for review"), lambda: talking.rule(card, Ruling.HELD))
        if not card.own:
            add("x", tr("Remove"), lambda: talking.rule(card, Ruling.REMOVED))
            add("shield", tr("Block {name} from commenting here", name=card.name), lambda: talking.ban(card))

    def _new_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _edit(self, card: CommentCard) -> None:
        row = self.row_of(card.id)
        if row is not None:
            row.begin_edit()

    def _copy_link(self, card: CommentCard) -> None:
        talk = self._talking.talk
        if talk is not None:
            link = f"{talk.place}?c={card.id}"
            QGuiApplication.clipboard().setText(link)

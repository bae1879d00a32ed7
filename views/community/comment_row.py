"""One comment as it stands in the list: who, when, what, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from controllers.community.talking import Talking
from models.community.entities import CommentCard, CommentState, Reaction
from models.community.markup import Span
from models.core.text import number, tr
from views.community.composer import Composer
from views.community.reactions import Reactions
from views.community.rich_text import RichText
from views.widgets import tokens
from views.widgets.ages import ago
from views.widgets.avatar import Avatar
from views.widgets.buttons import Button, IconButton, Kind, link
from views.widgets.flow import FlowLayout
from views.widgets.labels import Label
from views.widgets.states import Mark
from views.widgets.tokens import Type, Weight

_REPLY_INDENT = tokens.ROW + tokens.MEDIUM


def answers(count: int) -> str:
    """How many answers there are."""
    return tr("1 reply") if count == 1 else tr("{count} replies", count=number(count))


class CommentRow(QWidget):
    """`grew` says that its height is another. `menu_asked` carries the card and where."""

    grew = Signal()
    moment = Signal(object)
    led = Signal(str)
    menu_asked = Signal(object, QPoint)

    def __init__(self, talking: Talking, card: CommentCard, *, times: bool, my_name: str) -> None:
        super().__init__()
        self._talking = talking
        self._times = times
        self._my_name = my_name
        self.card = card
        self.composer: Composer | None = None
        reply = card.thread_id is not None
        self.avatar = Avatar(card.name, tokens.WIDE if reply else tokens.ROW)
        self.name = Label("", weight=Weight.SEMIBOLD)
        self.when = Label("", tone="dim")
        self.marks = Label("", Type.CAPTION, tone="dim")
        self.pin = Mark("pin", tokens.MEDIUM)
        self.text = RichText()
        self.more = link(tr("Read more"))
        self.reactions = Reactions(quiet=True)
        self.reply = Button(tr("Reply"), kind=Kind.GHOST)
        self.heart = Mark("heart", tokens.ICON_SMALL, "negative")
        self.menu = IconButton("ellipsis-vertical", tr("More about this comment"), size=tokens.ICON_SMALL)
        self.replies = Button("", kind=Kind.GHOST, icon="chevron-down", tip=tr("Replies"), role="info")
        self._build(reply)
        self._connect()
        self.show_card(card)

    def _build(self, reply: bool) -> None:
        head = QWidget()
        flow = FlowLayout(head, gap=tokens.SMALL)
        heading: list[QWidget] = [self.pin, self.name, self.when, self.marks]
        for part in heading:
            flow.addWidget(part)
        self.deeds = QWidget()
        row = QHBoxLayout(self.deeds)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.TINY)
        deeds: list[QWidget] = [self.reactions, self.reply, self.heart, self.menu]
        for part in deeds:
            row.addWidget(part)
        row.addStretch(1)
        self.body = QVBoxLayout()
        self.body.setSpacing(tokens.TINY)
        parts: list[QWidget] = [head, self.text, self.more, self.deeds, self.replies]
        for part in parts:
            self.body.addWidget(part)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(_REPLY_INDENT if reply else 0, tokens.TINY, 0, tokens.SMALL)
        whole.setSpacing(tokens.MEDIUM)
        whole.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(self.body, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _connect(self) -> None:
        self.reactions.chosen.connect(self._react)
        self.reply.clicked.connect(self.begin_reply)
        self.menu.clicked.connect(self._menu)
        self.replies.clicked.connect(self._toggle_replies)
        self.more.clicked.connect(self._read_more)
        self.text.moment.connect(self.moment)
        self.text.led.connect(self.led)

    # What it shows

    def show_card(self, card: CommentCard) -> None:
        """Say what the comment says now."""
        self.card = card
        gone = card.state is CommentState.DELETED
        name = card.name or (tr("Deleted comment") if gone else tr("Somebody who has left"))
        self.avatar.set_name(card.name or "–")
        self.name.setText(name)
        self.name.set_tone("info" if card.creators and not gone else "dim" if gone else "")
        self.when.setText(ago(card.created_at) + (f" · {tr('edited')}" if card.edited else ""))
        self.marks.setText(" · ".join(self._marks(card)))
        self.marks.set_tone("warning" if card.state is CommentState.HELD else "dim")
        self.marks.setVisible(bool(self._marks(card)))
        self.pin.setVisible(card.pinned)
        spans = card.spans
        if card.answers:
            spans = (Span(f"@{card.answers} ", person=card.author), *spans)
        self.text.set_spans(spans, times=self._times)
        self.text.setVisible(not gone)
        self.deeds.setVisible(not gone)
        self.reactions.show_counts(card.likes, 0, card.mine, tell_dislikes=False)
        self.heart.setVisible(card.hearted)
        self.heart.setToolTip(tr("Hearted by the creator"))
        self._show_replies(card)
        shown = card.state is CommentState.SHOWN
        self.reactions.setVisible(shown)
        talk = self._talking.talk
        self.reply.setVisible(shown and talk is not None and not talk.closed)
        self.setAccessibleName(f"{name}, {self.when.text()}: {card.text}")
        self._fit_more()

    def _marks(self, card: CommentCard) -> list[str]:
        marks = []
        if card.pinned:
            marks.append(tr("Pinned by the creator"))
        elif card.creators:
            marks.append(tr("Creator"))
        if card.state is CommentState.HELD:
            marks.append(tr("Held for review; only you see it") if card.own else tr("Held for review"))
        return marks

    def _show_replies(self, card: CommentCard) -> None:
        self.replies.setVisible(card.replies > 0 and card.thread_id is None)
        opened = self._talking.is_open(card.id)
        self.replies.setText(answers(card.replies))
        self.replies.set_icon("chevron-up" if opened else "chevron-down")
        said = tr("Hide replies") if opened else tr("Show replies")
        self.replies.setAccessibleName(f"{answers(card.replies)}, {said}")

    @property
    def busy(self) -> bool:
        """Whether something is being written in it."""
        return self.composer is not None

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        found: list[QWidget] = [self.text] if self.text.focusPolicy() & Qt.FocusPolicy.TabFocus else []
        found += [self.more, self.reactions.like, self.reactions.dislike, self.reply, self.menu]
        if self.composer is not None:
            found += [self.composer.field, self.composer.cancel, self.composer.send]
        return [*found, self.replies]

    def height_at(self, width: int) -> int:
        """How high it is at a width."""
        self._fit_more(width)
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        return layout.totalHeightForWidth(width)

    def _fit_more(self, width: int = 0) -> None:
        left = 0 if self.card.thread_id is None else _REPLY_INDENT
        inner = (width or self.width()) - left - self.avatar.width() - tokens.MEDIUM
        long = self.card.state is not CommentState.DELETED and self.text.is_long(inner)
        self.more.setVisible(long)

    @Slot()
    def _read_more(self) -> None:
        whole = self.more.text() == tr("Read more")
        self.text.show_whole(whole)
        self.more.setText(tr("Show less") if whole else tr("Read more"))
        self.grew.emit()

    # What is done

    @Slot(object)
    def _react(self, reaction: Reaction) -> None:
        self._talking.react_to(self.card, reaction)

    @Slot()
    def _toggle_replies(self) -> None:
        self._talking.toggle_replies(self.card.id)

    @Slot()
    def _menu(self) -> None:
        self.menu_asked.emit(self.card, self.menu.mapToGlobal(QPoint(0, self.menu.height())))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.card.state is not CommentState.DELETED:
            self.menu_asked.emit(self.card, event.globalPos())

    @Slot()
    def begin_reply(self) -> None:
        """Write an answer below."""
        parent = self.card
        composer = self._open(tr("Add a reply…"), tr("Reply"), "")
        place = f"reply:{parent.id}"
        composer.sent.connect(
            lambda text: self._talking.write(text, parent, self._sent(place), composer.show_error)
        )
        composer.begun.connect(lambda text: self._talking.keep_draft(place, text))
        self._talking.draft(place, composer.set_text)

    def begin_edit(self) -> None:
        """Say it differently, in its place."""
        card = self.card
        composer = self._open(tr("Edit the comment"), tr("Save"), card.text)
        self.text.hide()
        self.deeds.hide()
        composer.sent.connect(lambda text: self._talking.edit(card, text, self._close, composer.show_error))

    def _open(self, prompt: str, send: str, text: str) -> Composer:
        self._close()
        self.composer = Composer(self._my_name, prompt, send, small=True, text=text)
        self.composer.grew.connect(self.grew)
        self.composer.cancelled.connect(self._close)
        self.body.insertWidget(self.body.count() - 1, self.composer)
        self.composer.show()
        self.composer.field.moveCursor(QTextCursor.MoveOperation.End)
        self.composer.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grew.emit()
        return self.composer

    def _sent(self, place: str) -> Callable[[], None]:
        def close() -> None:
            if self.composer is not None:
                self.composer.done()
            self._close()
            self._talking.keep_draft(place, "")

        return close

    @Slot()
    def _close(self) -> None:
        if self.composer is not None:
            composer, self.composer = self.composer, None
            composer.blockSignals(True)
            self.reply.setFocus(Qt.FocusReason.OtherFocusReason)
            self.body.removeWidget(composer)
            composer.hide()
            composer.deleteLater()
            self.show_card(self.card)
            self.grew.emit()

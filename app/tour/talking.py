"""The tour through what people say below a film: comments, answers, likes, a link to share, moderation."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QAbstractButton

from app.tour.driver import Stage, Until, Walk, settled
from app.tour.video_steps import ALT, CTRL, SHIFT, Key, VideoSteps
from models.accounts.commands import RegisterAccount
from models.community.commands import WriteComment
from models.community.entities import COMMENT, Mode, Reaction, Reason
from models.community.moderation_commands import ReportTarget, SetRules
from models.community.reaction_commands import SetReaction
from models.core.clock import utc_now
from models.core.ids import new_id
from models.core.registry import Command
from views.community.area import CommentArea
from views.community.comment_row import CommentRow
from views.video.moderation_place import ModerationPlace
from views.video.share_panel import SharePanel

_SAID = (
    ("Wooden Boats", "The counterweight idea at 1:12 is *so* simple. Does it hold below freezing?"),
    ("Quiet Ears", "Came for the welding, stayed for the starlings in the background."),
    ("نور", "شكرا جزيلا على هذا الفيديو الجميل، والشرح في 0:40 واضح جدا."),
    ("Plot 31", "The drawings helped a lot. I wrote down what I changed at https://example.org/mount"),
)


class TalkTour(VideoSteps):
    """Other people speak through the same commands; the person here answers and decides."""

    def job(self) -> list[Stage]:
        """All of it, once."""
        stage = self._tour.stage
        return [
            stage("comments", self._comments),
            stage("comment-answered", self._answer),
            stage("comment-menu", self._menu),
            stage("share", self._share),
            stage("moderation", self._moderate),
            stage("moderation-rules", self._rules),
        ]

    def again(self) -> list[Stage]:
        """The main places in another look."""
        return [
            self._tour.stage("comments", self._look),
            self._tour.stage("moderation", self._to_moderation),
        ]

    @property
    def _area(self) -> CommentArea:
        return self._tour.video.talk.area

    def _comments(self) -> Walk:
        """The others comment and like; the film's page shows it as it comes."""
        yield from self._all()
        yield from self._open(self._titles[0])
        self._hands.key(Key.Key_K)
        card = self._tour.video.watch.card
        assert card is not None
        people = [self._person(name) for name, _ in _SAID]
        about = {"kind": "video", "target_id": card.id}
        said = [
            self._send(WriteComment, person, card.space_id, text=text, parent_id=None, **about)
            for person, (_, text) in zip(people, _SAID, strict=True)
        ]
        for person in people:
            self._send(SetReaction, person, card.space_id, reaction=Reaction.LIKE, **about)
            liked = {"kind": COMMENT, "target_id": said[0], "reaction": Reaction.LIKE}
            self._send(SetReaction, person, card.space_id, **liked)
        rude = self._send(WriteComment, people[1], card.space_id, text="Boring!", parent_id=None, **about)
        report = {"kind": COMMENT, "target_id": rude, "reason": Reason.HARASSMENT, "text": ""}
        self._send(ReportTarget, people[0], card.space_id, **report)
        self._send(
            SetRules, self._tour.services.actor.account, card.space_id, mode=Mode.LINKS, words=["buy*"]
        )
        for text in ("Buyers beware: cheap lenses at shop.example.com", "More at https://example.org/list"):
            self._send(WriteComment, people[2], card.space_id, text=text, parent_id=None, **about)
        yield Until(lambda: self._row_of(_SAID[0][1]) is not None, "the comments of the others")
        yield from self._scrolled()

    def _look(self) -> Walk:
        """Below the film that the step before has opened."""
        yield Until(lambda: self._row_of(_SAID[0][1]) is not None, "the comments of the others")
        yield from self._scrolled()

    def _scrolled(self) -> Walk:
        column = self._tour.video.watch.column
        column.ensureWidgetVisible(self._area.title, 0, 0)
        bar = column.verticalScrollBar()
        yield settled()
        bar.setValue(min(bar.maximum(), self._tour.video.watch.about.y()))
        yield settled()

    def _answer(self) -> Walk:
        """“Reply”, a sentence, Ctrl+Enter."""
        row = self._row_of(_SAID[0][1])
        assert row is not None
        self._hands.click(row.reply)
        yield Until(lambda: row.composer is not None, "the field for an answer")
        self._hands.write("Down to -5, with thinner grease.")
        yield settled()
        self._hands.key(Key.Key_Return, CTRL)
        yield Until(lambda: self._row_of("Down to -5, with thinner grease.") is not None, "the answer")
        yield settled()

    def _menu(self) -> Walk:
        row = self._row_of(_SAID[0][1])
        assert row is not None
        self._hands.click(row.menu)
        yield from self._tour.menu()
        yield settled()

    def _share(self) -> Walk:
        self._hands.key(Key.Key_S, CTRL | ALT)
        yield Until(lambda: self._hands.seen(SharePanel), "the link to share")
        yield settled()

    def _to_moderation(self) -> Walk:
        self._hands.key(Key.Key_M, CTRL | SHIFT)
        yield Until(lambda: self._place() is not None, "the moderation")
        place = self._place()
        assert place is not None
        yield Until(lambda: place.moderating.loaded and bool(place.moderating.cases), "what is held")
        yield settled()

    def _moderate(self) -> Walk:
        """J, and R removes the second one."""
        yield from self._to_moderation()
        place = self._place()
        assert place is not None
        before = len(place.moderating.cases)
        yield Until(place.content.list.hasFocus, "the keyboard in the list")
        self._hands.key(Key.Key_J)
        self._hands.key(Key.Key_R)
        yield Until(lambda: len(place.moderating.cases) < before, "the decision")
        yield settled()

    def _rules(self) -> Walk:
        place = self._place()
        assert place is not None
        tabs = place.content.tabs.findChildren(QAbstractButton)
        self._hands.click(tabs[-1])
        yield Until(lambda: bool(place.content.rules.words.toPlainText()), "the blocked words")
        yield settled()

    def _place(self) -> ModerationPlace | None:
        page = self._tour.video.page
        return page if isinstance(page, ModerationPlace) else None

    def _row_of(self, text: str) -> CommentRow | None:
        rows = [row for row in self._area.list.live.values() if isinstance(row, CommentRow)]
        return next((row for row in rows if row.card.text == text), None)

    def _person(self, name: str) -> UUID:
        person = new_id()
        self._send(RegisterAccount, person, person, name=name)
        return person

    def _send(self, kind: type[Command], actor: UUID, space: UUID, /, **fields: object) -> UUID:
        command = kind(id=new_id(), space_id=space, actor=actor, at=utc_now(), **fields)
        verdict = self._tour.services.gateway.submit(command).result()
        if not verdict.ok:
            raise LookupError(str(verdict.error))
        return command.id

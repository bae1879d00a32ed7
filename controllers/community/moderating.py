"""What waits for the person's decision, what was decided, and the rules of the places they look after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.gateway import Changes
from app.kernel.notices import NoticeAction, Notices
from models.community.entities import (
    Case,
    Cases,
    Cursor,
    DecisionCard,
    Mode,
    Person,
    Rules,
    Ruling,
    Tab,
    Waiting,
)
from models.community.moderation_commands import (
    BanPerson,
    BlockPerson,
    DismissReports,
    LiftBan,
    RuleOnComments,
    SetRules,
)
from models.community.moderation_queries import DecisionLog, HowMuchWaits, ModerationPage, RulesOf
from models.community.queries import BlockedPeople
from models.core.dispatcher import Verdict
from models.core.errors import PersonError
from models.core.text import tr

PAGE = 50


class Moderating(QObject):
    """`listed` tells of `cases`, `counted` of `waiting`, `decided` of `decisions`, `ruled` of `rules`."""

    listed = Signal()
    counted = Signal()
    decided = Signal()
    ruled = Signal()
    failed = Signal(object)

    def __init__(self, actor: Actor, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actor = actor
        self._notices = notices
        self.tab = Tab.HELD
        self.cases: list[Case] = []
        self.loaded = False
        self.waiting = Waiting(0, 0)
        self.decisions: tuple[DecisionCard, ...] = ()
        self.rules: Rules | None = None
        self.blocked: tuple[Person, ...] = ()
        self._after: Cursor | None = None
        self._turn = 0
        self._visible = False
        actor.gateway.changed.connect(self._changed)

    # What is shown

    def set_visible(self, visible: bool) -> None:
        """Read while somebody looks."""
        self._visible = visible
        if visible:
            self.refresh()

    def choose(self, tab: Tab) -> None:
        """Show another list."""
        if tab is not self.tab:
            self.tab = tab
            self.cases, self.loaded = [], False
            self.listed.emit()
        self.refresh()

    def refresh(self) -> None:
        """Read what is shown anew."""
        self._turn += 1
        turn, tab = self._turn, self.tab

        def take(found: Cases) -> None:
            if turn == self._turn:
                self.cases, self._after, self.loaded = list(found.cases), found.after, True
                self.listed.emit()

        limit = min(max(PAGE, len(self.cases)), 500)
        self._actor.ask(ModerationPage, take, tab=tab, limit=limit, failed=self.failed.emit)
        self._actor.ask(HowMuchWaits, self._count)
        self._actor.ask(DecisionLog, self._log)
        self._actor.ask(BlockedPeople, self._take_blocked)

    def more(self) -> None:
        """Read the next page."""
        if self._after is None:
            return
        turn, after, self._after = self._turn, self._after, None

        def add(found: Cases) -> None:
            if turn == self._turn:
                self.cases += found.cases
                self._after = found.after
                self.listed.emit()

        self._actor.ask(ModerationPage, add, tab=self.tab, after=after, limit=PAGE)

    def ask_rules(self, space_id: UUID) -> None:
        """Read the rules of a place."""
        self._actor.ask(RulesOf, self._take_rules, space_id=space_id, failed=self._complain)

    # What is decided

    def rule(self, cases: Sequence[Case], ruling: Ruling) -> None:
        """Approve or remove; of reported things that are not comments, approving dismisses the reports."""
        by_space: dict[UUID, list[UUID]] = defaultdict(list)
        for case in cases:
            if case.card is not None:
                by_space[case.target.space_id].append(case.card.id)
            elif ruling is Ruling.APPROVED:
                self._send(
                    DismissReports, case.target.space_id, kind=case.target.kind, target_id=case.target.id
                )
        for space_id, ids in by_space.items():
            self._send(
                RuleOnComments,
                space_id,
                self._told(ruling, len(ids)),
                tr("Decide on comments"),
                comment_ids=ids,
                ruling=ruling,
            )

    def ban(self, cases: Sequence[Case]) -> None:
        """Block who wrote these from commenting there."""
        people = {(case.target.space_id, case.card.author): case.card.name for case in cases if case.card}
        for (space_id, account), name in people.items():
            said = tr("{name} cannot comment here any more.", name=name)
            self._send(BanPerson, space_id, said, tr("Block from commenting"), account_id=account)

    def lift(self, space_id: UUID, account: UUID) -> None:
        """Let somebody comment again."""
        self._send(LiftBan, space_id, "", tr("Unblock"), account_id=account)

    def unblock(self, account: UUID) -> None:
        """Hear from somebody again."""
        self._send(BlockPerson, self._actor.account, "", tr("Unblock"), account_id=account, blocked=False)

    def set_mode(self, space_id: UUID, mode: Mode) -> None:
        """Say which comments are held."""
        self._send(SetRules, space_id, "", tr("Change the rules"), mode=mode)

    def set_words(self, space_id: UUID, words: list[str], failed: Callable[[PersonError], None]) -> None:
        """Say which words are held."""
        self._send(
            SetRules,
            space_id,
            tr("The blocked words are saved."),
            tr("Change the rules"),
            failed,
            words=words,
        )

    @staticmethod
    def _told(ruling: Ruling, count: int) -> str:
        if ruling is Ruling.APPROVED:
            one, many = tr("The comment is approved."), tr("{count} comments are approved.", count=count)
        else:
            one, many = tr("The comment is removed."), tr("{count} comments are removed.", count=count)
        return one if count == 1 else many

    def _send(
        self,
        command: Any,
        space_id: UUID,
        said: str = "",
        title: str = "",
        failed: Callable[[PersonError], None] | None = None,
        **fields: Any,
    ) -> None:
        def done(verdict: Verdict) -> None:
            undo = verdict.undo
            if said:
                back = () if undo is None else (NoticeAction(tr("Undo"), lambda: self._back(undo)),)
                self._notices.post(said, actions=back, source="community", key="community.done")

        self._actor.send(
            command, space_id=space_id, done=done, failed=failed or self._complain, title=title, **fields
        )

    def _back(self, undo: Any) -> None:
        self._actor.send_made(undo, failed=self._complain)

    def _complain(self, error: PersonError) -> None:
        self._notices.error(error, source="community")

    # Answers

    def _count(self, waiting: Waiting) -> None:
        self.waiting = waiting
        self.counted.emit()

    def _log(self, decisions: tuple[DecisionCard, ...]) -> None:
        self.decisions = decisions
        self.decided.emit()

    def _take_blocked(self, people: tuple[Person, ...]) -> None:
        self.blocked = people
        self.ruled.emit()

    def _take_rules(self, rules: Rules) -> None:
        self.rules = rules
        self.ruled.emit()

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if self._visible and any(table.startswith("community_") for table in changes.tables):
            self.refresh()
            if self.rules is not None:
                self.ask_rules(self.rules.space_id)

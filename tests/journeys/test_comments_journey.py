"""Two people talk below a video, in the real window: one comments, the other answers, the maker moderates."""

from __future__ import annotations

import os
from uuid import UUID

from PySide6.QtWidgets import QAbstractButton, QApplication

from models.accounts.commands import RegisterAccount
from models.community.commands import WriteComment
from models.community.entities import Mode, Reason
from models.community.moderation_commands import ReportTarget, SetRules
from models.core.clock import utc_now
from models.core.ids import new_id
from models.core.registry import Command
from models.video.commands import EditVideo
from models.video.entities import Privacy
from tests.support.films import LONG, Cinema
from views.community.area import CommentArea
from views.community.comment_row import CommentRow
from views.community.moderation_page import ModerationPage


class Talk:
    """The comments below the long film, as a person sees and uses them."""

    def __init__(self, cinema: Cinema) -> None:
        self.cinema, self.house = cinema, cinema.house
        self.card = cinema.card(LONG)
        self.sent(EditVideo, self.card.space_id, video_id=self.card.id, privacy=Privacy.PUBLIC)
        cinema.watch(LONG)
        self.house.press("K")
        self.area: CommentArea = cinema.workspace.talk.area
        cinema.until(lambda: cinema.workspace.talk.talking.loaded)

    def sent(
        self, kind: type[Command], space: UUID | None = None, by: UUID | None = None, /, **fields: object
    ) -> UUID:
        """Send a command as somebody who sits elsewhere."""
        actor = by or self.house.account
        command = kind(id=new_id(), space_id=space or actor, actor=actor, at=utc_now(), **fields)
        verdict = self.house.services.gateway.submit(command).result()
        assert verdict.ok, verdict.error
        return command.id

    def somebody(self, name: str) -> UUID:
        person = new_id()
        self.sent(RegisterAccount, person, person, name=name)
        return person

    def says(self, person: UUID, text: str, to: UUID | None = None) -> UUID:
        fields = {"kind": "video", "target_id": self.card.id, "text": text, "parent_id": to}
        return self.sent(WriteComment, self.card.space_id, person, **fields)

    def row(self, text: str) -> CommentRow:
        """The row of a comment, scrolled to."""

        def found() -> CommentRow | None:
            rows = [
                r for r in self.area.list.live.values() if isinstance(r, CommentRow) and r.card.text == text
            ]
            return rows[0] if rows else None

        self.cinema.until(lambda: found() is not None)
        row = found()
        assert row is not None
        self.cinema.workspace.watch.column.ensureWidgetVisible(row, 0, 60)
        QApplication.processEvents()
        return row

    def picture(self, name: str) -> None:
        if "PICTURES" in os.environ:
            QApplication.processEvents()
            self.house.window.grab().save(f"{os.environ['PICTURES']}/{name}.png")


def test_one_comments_and_another_answers(cinema: Cinema) -> None:
    talk = Talk(cinema)
    talk.picture("empty")
    anna = talk.somebody("Anna Holm")
    first = talk.says(anna, "The counterweight idea at 0:12 is *so* simple. Does it hold below freezing?")
    talk.says(anna, "Second one, with https://example.org/path and `code`.")
    row = talk.row("Second one, with https://example.org/path and `code`.")
    talk.picture("comments")
    assert row.reply.isVisible()
    talk.house.click(row.reply)
    talk.house.write("It does.")
    talk.picture("reply")
    talk.house.press("Ctrl+Return")
    answer = talk.row("It does.")
    talk.picture("answered")
    assert answer.card.creators and first


def test_what_is_held_is_decided_on_with_single_keys(cinema: Cinema) -> None:
    talk = Talk(cinema)
    house = talk.house
    talk.sent(SetRules, talk.card.space_id, words=["spam*"], mode=Mode.LINKS)
    anna, bela = talk.somebody("Anna Holm"), talk.somebody("Béla")
    for text in ("Spammers, all of you, and a very long comment " * 6, "See example.com", "Another www.link"):
        talk.says(anna, text)
    fine = talk.says(bela, "A kind word")
    talk.sent(
        ReportTarget,
        talk.card.space_id,
        anna,
        target_id=fine,
        reason=Reason.HARASSMENT,
        text="It is not kind at all",
        kind="comment",
    )
    talk.row("A kind word")
    talk.picture("held")
    house.press("Ctrl+Shift+M")
    page = house.find(ModerationPage)
    talk.house.until(lambda: page.items.rowCount() == 3)
    house.until(lambda: house.focus is page.list)
    talk.picture("moderation")
    house.press("J", "A")
    house.until(lambda: page.items.rowCount() == 2)
    house.press("R")
    house.until(lambda: page.items.rowCount() == 1)
    assert [page.items.case(0).card.text] != []
    house.click(next(b for b in page.tabs.findChildren(QAbstractButton) if b.text().startswith("Reported")))
    house.until(lambda: page.items.rowCount() == 1)
    talk.picture("reported")
    house.click(next(b for b in page.tabs.findChildren(QAbstractButton) if b.text() == "Decisions"))
    house.until(lambda: page.log.count() >= 2)
    talk.picture("decisions")
    house.click(next(b for b in page.tabs.findChildren(QAbstractButton) if b.text() == "Rules"))
    talk.picture("rules")

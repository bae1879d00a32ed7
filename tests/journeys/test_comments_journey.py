"""Two people talk below a video, in the real window: one comments, the other answers, the maker moderates."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from models.accounts.commands import RegisterAccount
from models.community.commands import WriteComment
from models.community.entities import COMMENT, CommentCard, Mode, Reaction, Reason
from models.community.moderation_commands import ReportTarget, SetRules
from models.community.queries import CheckCounts, CommentPage, TalkAbout
from models.community.reaction_commands import SetReaction
from models.core.clock import utc_now
from models.core.ids import new_id
from models.core.registry import Command
from models.video.commands import EditVideo
from models.video.entities import Privacy
from models.video.targets import video_target
from tests.support.films import GREEN, LONG, Cinema
from views.community.area import CommentArea
from views.community.comment_row import CommentRow
from views.community.moderation_page import ModerationPage
from views.community.report_panel import ReportPanel
from views.video.analytics_page import AnalyticsPage
from views.video.share_panel import SharePanel


class Talk:
    """The comments below the long film, as a person sees and uses them."""

    def __init__(self, cinema: Cinema) -> None:
        self.cinema, self.house = cinema, cinema.house
        self.card = cinema.card(LONG)
        self.send(EditVideo, self.card.space_id, video_id=self.card.id, privacy=Privacy.PUBLIC)
        self.watch()

    def watch(self) -> None:
        """Open the film, paused, with what is said about it."""
        self.cinema.watch(LONG)
        self.house.press("K")
        self.cinema.until(lambda: self.cinema.workspace.talk.talking.loaded)

    @property
    def area(self) -> CommentArea:
        return self.cinema.workspace.talk.area

    def send(
        self, kind: type[Command], space: UUID | None = None, by: UUID | None = None, /, **fields: object
    ) -> UUID:
        """Send a command as somebody who sits elsewhere."""
        actor = by or self.house.account
        command = kind(id=new_id(), space_id=space or actor, actor=actor, at=utc_now(), **fields)
        verdict = self.house.services.gateway.submit(command).result()
        assert verdict.ok, verdict.error
        return command.id

    def somebody(self, name: str) -> UUID:
        """A person of this machine who is not here."""
        person = new_id()
        self.send(RegisterAccount, person, person, name=name)
        return person

    def says(self, person: UUID, text: str, to: UUID | None = None) -> UUID:
        """Somebody else comments."""
        fields = {"kind": "video", "target_id": self.card.id, "text": text, "parent_id": to}
        return self.send(WriteComment, self.card.space_id, person, **fields)

    def likes(self, person: UUID, comment: UUID) -> None:
        """Somebody else likes a comment."""
        about = {"kind": COMMENT, "target_id": comment, "reaction": Reaction.LIKE}
        self.send(SetReaction, self.card.space_id, person, **about)

    def reports(self, person: UUID, comment: UUID) -> None:
        """Somebody else reports a comment."""
        about = {"kind": COMMENT, "target_id": comment, "reason": Reason.HARASSMENT, "text": "Not kind"}
        self.send(ReportTarget, self.card.space_id, person, **about)

    def row(self, text: str) -> CommentRow:
        """The row of a comment, scrolled to."""
        self.house.until(lambda: self._rows(text) and self._in_view(self._rows(text)[0].menu))
        return self._rows(text)[0]

    def _in_view(self, widget: QWidget) -> bool:
        self.cinema.workspace.watch.column.ensureWidgetVisible(widget, 0, 80)
        return widget.visibleRegion().boundingRect() == widget.rect()

    def click(self, widget: QWidget) -> None:
        """Scroll to something and click on it."""
        self.house.until(lambda: self._in_view(widget))
        self.house.click(widget)

    def _rows(self, text: str) -> list[CommentRow]:
        rows = [row for row in self.area.list.live.values() if isinstance(row, CommentRow)]
        return [row for row in rows if row.card.text == text]

    def chooses(self, row: CommentRow, line: str) -> None:
        """Take a line of a comment's menu."""
        self.click(row.menu)
        self.house.until(QApplication.activePopupWidget)
        self.cinema.choose_line(line)

    @property
    def stored(self) -> tuple[CommentCard, ...]:
        """The heads, as the record has them."""
        query = CommentPage(actor=self.house.account, target=video_target(self.card.space_id, self.card.id))
        return self.house.services.gateway.ask_now(query).cards

    def tab(self, page: ModerationPage, title: str) -> None:
        """Take a tab of the moderation."""
        tabs = page.tabs.findChildren(QAbstractButton)
        self.house.click(next(tab for tab in tabs if tab.text().startswith(title)))


@pytest.fixture
def talk(cinema: Cinema) -> Talk:
    return Talk(cinema)


def test_one_comments_another_answers_and_a_deleted_one_comes_back(talk: Talk) -> None:
    house, area = talk.house, talk.area
    house.press("Ctrl+Alt+C")
    house.write("My first")
    house.press("Ctrl+Return")
    mine = talk.row("My first")
    house.until(lambda: (area.title.text(), area.composer.text) == ("1 comment", ""))
    talk.says(talk.somebody("Anna Holm"), "An answer", mine.card.id)
    house.until(lambda: mine.card.replies == 1)
    talk.click(mine.replies)
    answer = talk.row("An answer")
    talk.click(answer.reply)
    house.write("And back")
    house.press("Ctrl+Return")
    assert talk.row("And back").card.answers == "Anna Holm"
    house.until(lambda: area.title.text() == "3 comments")
    talk.chooses(talk.row("My first"), "Edit")
    house.write(", changed")
    house.press("Ctrl+Return")
    assert talk.row("My first, changed").card.edited
    talk.chooses(talk.row("And back"), "Delete")
    house.until(lambda: area.title.text() == "2 comments")
    house.press("Ctrl+Z")
    talk.row("And back")
    house.until(lambda: area.title.text() == "3 comments")


def test_the_maker_pins_hearts_removes_and_blocks(talk: Talk) -> None:
    house, anna, bela = talk.house, talk.somebody("Anna"), talk.somebody("Béla")
    talk.says(anna, "Old and good")
    talk.says(bela, "Rude")
    talk.chooses(talk.row("Old and good"), "Pin")
    house.until(lambda: talk.stored[0].pinned and talk.row("Old and good").pin.isVisible())
    talk.chooses(talk.row("Old and good"), "Give a heart")
    house.until(lambda: talk.stored[0].hearted and talk.row("Old and good").heart.isVisible())
    talk.chooses(talk.row("Rude"), "Remove")
    house.until(lambda: [card.text for card in talk.stored] == ["Old and good"])
    house.press("Ctrl+Z")
    talk.row("Rude")
    talk.chooses(talk.row("Rude"), "Block Béla from commenting here")
    house.until(lambda: [card.text for card in talk.stored] == ["Old and good"])
    house.until(lambda: "Béla cannot comment here any more." in talk.cinema.notices())


def test_likes_are_counted_where_they_are_seen(talk: Talk) -> None:
    house, about = talk.house, talk.cinema.workspace.watch.about
    target = video_target(talk.card.space_id, talk.card.id)
    query = TalkAbout(actor=house.account, target=target)
    house.click(about.reactions.like)
    house.until(lambda: about.reactions.like.text() == "1")
    assert about.reactions.like.isChecked()
    house.press("Ctrl+Alt+D")
    house.until(lambda: (about.reactions.like.text(), about.reactions.dislike.text()) == ("", "1"))
    assert house.services.gateway.ask_now(query).mine is Reaction.DISLIKE
    talk.says(talk.somebody("Anna"), "Like me")
    row = talk.row("Like me")
    talk.click(row.reactions.like)
    assert row.reactions.like.text() == "1", "not before the record has answered"
    house.until(lambda: talk.stored[0].likes == 1)
    house.press("Ctrl+Z")
    house.until(lambda: talk.stored[0].likes == 0 and row.reactions.like.text() == "")
    assert house.services.gateway.ask_now(CheckCounts(actor=house.account)) == ()


def test_a_moment_in_a_comment_goes_there_and_a_link_where_it_says(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    talk.says(talk.somebody("Anna"), "At 0:12, see https://example.org/a")
    row = talk.row("At 0:12, see https://example.org/a")
    row.text.anchorClicked.emit(QUrl("moment:12000000"))
    player = talk.cinema.player
    talk.house.until(lambda: abs(player.position_us - 12_000_000) < 500_000)
    row.text.anchorClicked.emit(QUrl("https://example.org/a"))
    assert opened == ["https://example.org/a"]


def test_a_hundred_thousand_characters_are_told_and_nothing_is_lost(talk: Talk) -> None:
    house, composer = talk.house, talk.area.composer
    house.press("Ctrl+Alt+C")
    house.write("Begun. ")
    data = QMimeData()
    data.setText("x" * 100_000)
    composer.field.insertFromMimeData(data)
    assert composer.told.text() == "This is 100,007 characters long; 10,000 fit. Nothing was pasted."
    assert composer.text == "Begun. "
    data.setText("y" * 10_500)
    composer.field.insertFromMimeData(data)
    assert composer.told.text() == "This is 10,507 characters long; 10,000 fit."
    house.press("Ctrl+Return")
    assert not composer.send.isEnabled()
    assert len(composer.text) == 10_507
    composer.field.setPlainText("y" * 9_990)
    assert composer.told.text() == "10 more characters fit."
    house.press("Ctrl+Return")
    house.until(lambda: len(talk.stored) == 1)
    row = talk.row("y" * 9_990)
    short = row.height()
    talk.click(row.more)
    house.until(lambda: row.height() > 2 * short)


def test_what_was_begun_is_there_again_after_a_restart(talk: Talk) -> None:
    house = talk.house
    house.press("Ctrl+Alt+C")
    house.write("I wanted to say")
    talk.cinema.workspace.visit("")
    talk.cinema.watch(GREEN)
    assert talk.area.composer.text == ""
    talk.cinema.watch_nothing()
    talk.cinema.restart()
    talk.watch()
    house.until(lambda: talk.area.composer.text == "I wanted to say")


def test_what_is_held_is_decided_on_with_single_keys(talk: Talk) -> None:
    house = talk.house
    talk.send(SetRules, talk.card.space_id, words=["spam*"], mode=Mode.LINKS)
    anna, bela = talk.somebody("Anna Holm"), talk.somebody("Béla")
    for text in ("Spammers, all of you", "See example.com", "Another www.link"):
        talk.says(anna, text)
    talk.reports(anna, talk.says(bela, "A kind word"))
    house.until(lambda: talk.area.waiting.text() == "3 held for review")
    house.press("Ctrl+Shift+M")
    page = house.find(ModerationPage)
    house.until(lambda: page.items.rowCount() == 3 and house.focus is page.list)
    house.press("J", "A")
    house.until(lambda: page.items.rowCount() == 2)
    house.press("R")
    house.until(lambda: page.items.rowCount() == 1)
    assert {card.text for card in talk.stored} == {"A kind word", "See example.com", "Another www.link"}
    talk.tab(page, "Reported")
    house.until(lambda: page.items.rowCount() == 1)
    page.list.setFocus()
    house.press("B")
    house.until(lambda: page.items.rowCount() == 0)
    talk.tab(page, "Decisions")
    house.until(lambda: page.log.count() == 4)
    assert "blocked Béla from commenting" in page.log.item(0).text()
    talk.tab(page, "Rules")
    house.until(lambda: page.rules.words.toPlainText() == "spam*")
    unblock = next(b for b in page.rules.findChildren(QAbstractButton) if b.text() == "Unblock")
    house.click(unblock)
    house.until(lambda: "A kind word" in {card.text for card in talk.stored})


def test_a_report_and_a_link_with_a_time(talk: Talk) -> None:
    house, cinema = talk.house, talk.cinema
    talk.says(talk.somebody("Anna"), "Hm")
    talk.chooses(talk.row("Hm"), "Report")
    panel = house.find(ReportPanel)
    house.until(panel.isVisible)
    panel.note.setPlainText("Look")
    house.click(panel.send)
    house.until(lambda: "Thank you. Somebody will look at it." in cinema.notices())
    house.press("Ctrl+Alt+S")
    share = house.find(SharePanel)
    assert share.address.text().startswith(f"nonet://video/watch/{talk.card.space_id}/{talk.card.id}")
    share.moment.setChecked(False)
    house.click(share.copy)
    assert QApplication.clipboard().text().endswith(str(talk.card.id))
    house.press("Ctrl+Shift+Y")
    page = house.find(AnalyticsPage)
    house.until(lambda: page.analytics.report is not None and page.analytics.report.now.shares == 1)
    cards = page.figures.cards
    house.until(lambda: ("Shares", "1") in {(card.title.text(), card.value.text()) for card in cards})


def test_a_link_to_a_comment_shows_it_first(talk: Talk) -> None:
    house, anna = talk.house, talk.somebody("Anna")
    first = talk.says(anna, "The first of all")
    meant = talk.says(anna, "An answer far down", first)
    for number in range(40):
        talk.likes(anna, talk.says(anna, f"Comment {number}"))
    talk.cinema.watch_nothing()
    house.nonet.take([f"nonet://video/watch/{talk.card.space_id}/{talk.card.id}?c={meant}"])
    talking = talk.cinema.workspace.talk.talking

    def first_two() -> list[str]:
        return [row.card.text for row in talking.rows[:2] if row.card is not None]

    house.until(lambda: first_two() == ["The first of all", "An answer far down"])


def test_a_person_who_is_blocked_is_not_heard_until_they_are_unblocked(talk: Talk) -> None:
    house, anna = talk.house, talk.somebody("Anna")
    talk.says(anna, "Not nice")
    talk.chooses(talk.row("Not nice"), "Block Anna")
    house.until(lambda: talk.stored == ())
    house.until(lambda: not talk._rows("Not nice"))
    house.press("Ctrl+Shift+M")
    page = house.find(ModerationPage)
    talk.tab(page, "Rules")
    house.until(lambda: page.rules.blocked.count() == 1 and page.rules.space is not None)
    buttons = page.rules.findChildren(QAbstractButton)
    house.click(next(button for button in buttons if button.text() == "Unblock"))
    house.until(lambda: [card.text for card in talk.stored] == ["Not nice"])

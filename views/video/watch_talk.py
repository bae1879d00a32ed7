"""What people make of the video that is watched: likes, a link to share, a report, and the comments."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Qt, QUrl, SignalInstance, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QWidget

from app.kernel.notices import NoticeKind
from controllers.community.talking import Talking
from controllers.video.sharing import count_share
from models.community.entities import Reaction
from models.core.text import tr
from models.video.entities import VideoCard
from models.video.targets import VIDEO, video_target
from views.community.area import CommentArea
from views.community.report_panel import ReportPanel
from views.video.parts import Parts
from views.video.share_panel import SharePanel
from views.video.watch_page import WatchPage
from views.widgets import tokens
from views.widgets.icons import icon

MODERATION = "moderation"


class Host(Protocol):
    """What it needs of the workspace; panels slide over it."""

    @property
    def parts(self) -> Parts: ...

    def visit(self, place: str) -> None: ...


class WatchTalk(QObject):
    """Puts the comments below the video's description and follows the video that is watched."""

    def __init__(self, host: Host, widget: QWidget, page: WatchPage, front_asked: SignalInstance) -> None:
        super().__init__(widget)
        self._host = host
        self._widget = widget
        self._page = page
        self._front_asked = front_asked
        self._report: ReportPanel | None = None
        self._share: SharePanel | None = None
        parts = host.parts
        self.talking = Talking(parts.actor, parts.notices, self)
        self.area = CommentArea(self.talking, page.column, times=True)
        page.column.column.insertWidget(page.column.column.count() - 1, self.area)
        about = page.about
        about.reactions.chosen.connect(self.talking.react)
        about.link_button.clicked.connect(self.share)
        about.more_button.clicked.connect(self._more)
        page.detail_shown.connect(self._follow)
        self.talking.changed.connect(self._show)
        self.area.moment.connect(page.seek)
        self.area.led.connect(self._lead)
        self.area.report_asked.connect(self._report_comment)
        self.area.moderation_asked.connect(self._moderate)

    @Slot()
    def _follow(self) -> None:
        """Comments belong to the video that is open; a link may mean one of them."""
        card = self._page.card
        self.area.setVisible(card is not None)
        if card is not None:
            target = video_target(card.space_id, card.id)
            comment = self._page.take_comment()
            if target != self.talking.target or comment is not None:
                self._page.column.verticalScrollBar().setValue(0)
                self.talking.open(target, comment)

    @Slot()
    def _show(self) -> None:
        talk, reactions = self.talking.talk, self._page.about.reactions
        reactions.setVisible(talk is not None)
        if talk is not None:
            reactions.show_counts(talk.likes, talk.dislikes, talk.mine)

    # What is asked

    @property
    def can_talk(self) -> bool:
        """Whether a video is in view that can be talked about."""
        return self._page.isVisible() and self.talking.talk is not None

    def like(self) -> None:
        """Like the video, or no longer."""
        self.talking.react(Reaction.LIKE)

    def dislike(self) -> None:
        """Dislike the video, or no longer."""
        self.talking.react(Reaction.DISLIKE)

    def comment(self) -> None:
        """Go to the field for a comment."""
        self._page.column.ensureWidgetVisible(self.area.composer)
        self.area.begin()

    @Slot()
    def share(self) -> None:
        """The link of the video, to be copied."""
        card = self._page.card
        if card is None:
            return
        if self._share is None:
            self._share = SharePanel(self._widget)
            self._share.copied.connect(self._copied)
        self._share.share(card, self._page.position_us)

    @Slot()
    def clip(self) -> None:
        """Cut a clip out of the video."""
        self._page.view.want_clip("")

    @Slot(object)
    def _copied(self, card: VideoCard) -> None:
        count_share(self._host.parts.actor, card)
        self._host.parts.notices.post(
            tr("The link is copied."), NoticeKind.SUCCESS, source="video", key="video.link"
        )

    @Slot()
    def _more(self) -> None:
        card, button = self._page.card, self._page.about.more_button
        if card is None:
            return
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        line = menu.addAction(icon("scissors", size=tokens.ICON_SMALL), tr("Cut out a clip…"))
        line.triggered.connect(self.clip)
        line = menu.addAction(icon("flag", size=tokens.ICON_SMALL), tr("Report"))
        line.triggered.connect(self.report)
        line.setEnabled(not card.mine)
        if card.mine:
            line = menu.addAction(icon("shield", size=tokens.ICON_SMALL), tr("Moderation"))
            line.triggered.connect(self._moderate)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    @Slot()
    def report(self) -> None:
        """Say what is wrong with the video."""
        card = self._page.card
        if card is not None and not card.mine:
            self._ask_report(VIDEO, card.id, card.title)

    @Slot(str, object, str)
    def _report_comment(self, kind: str, comment_id: UUID, name: str) -> None:
        self._ask_report(kind, comment_id, tr("Comment by {name}", name=name))

    def _ask_report(self, kind: str, id_: UUID, name: str) -> None:
        if self.talking.target is None:
            return
        if self._report is None:
            self._report = ReportPanel(self.talking, self._widget)
        self._report.ask(self.talking.target, kind, id_, name)

    @Slot(str)
    def _lead(self, address: str) -> None:
        """Links of Nonet open here, others where the system opens them."""
        if address.startswith("nonet://"):
            self._front_asked.emit(address)
        else:
            QDesktopServices.openUrl(QUrl(address))

    @Slot()
    def _moderate(self) -> None:
        self._host.visit(MODERATION)

    def close_panels(self) -> None:
        """Somebody else has come."""
        for panel in (self._report, self._share):
            if panel is not None:
                panel.close_panel()

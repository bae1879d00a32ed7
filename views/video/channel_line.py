"""Whose video is watched: the channel's picture and name, how many follow it, and a button to."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from controllers.video.channels import ChannelDesk
from models.core.audience import Role
from models.core.text import tr
from models.video.entities import VideoCard
from views.video import formats
from views.video.channel_header import followers
from views.video.parts import Parts
from views.video.thumbnails import Thumbnails
from views.widgets import tokens
from views.widgets.avatar import Avatar
from views.widgets.buttons import Button, Kind
from views.widgets.labels import Label
from views.widgets.theme import theme
from views.widgets.tokens import Type, Weight


class ChannelLine(QWidget):
    """What stands below a video's title at the beginning of its row."""

    def __init__(self) -> None:
        super().__init__()
        self._privacy = self._followers = ""
        self.avatar = Avatar("", tokens.ROW)
        self.name = Button(" ", kind=Kind.LINK, role="text", tip=tr("Go to the channel"))
        self.name.setFont(theme().font(Type.BODY, Weight.SEMIBOLD))
        self.facts = Label("", tone="dim")
        self.follow = Button(tr("Subscribe"), kind=Kind.PRIMARY)
        self.unfollow = Button(tr("Subscribed"), icon="check", tip=tr("Unsubscribe"))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SMALL)
        row.addWidget(self.avatar)
        row.addLayout(names)
        row.addSpacing(tokens.SMALL)
        row.addWidget(self.follow)
        row.addWidget(self.unfollow)
        row.addStretch(1)
        self.show_following(None, None)

    def show_card(self, card: VideoCard) -> None:
        """Say what the video itself tells of its channel."""
        self.avatar.set_name(card.channel)
        self.name.setText(card.channel)
        self._privacy = formats.privacy(card.privacy)
        self._show_facts()

    def show_following(self, count: int | None, following: bool | None) -> None:
        """How many follow the channel, and whether the person does; None where it is not to be asked."""
        self._followers = "" if count is None else followers(count)
        self.follow.setVisible(following is False)
        self.unfollow.setVisible(following is True)
        self._show_facts()

    def _show_facts(self) -> None:
        self.facts.setText(" · ".join(part for part in (self._followers, self._privacy) if part))


class ChannelFollower(QObject):
    """Keeps the line true for the video that is watched."""

    def __init__(self, parts: Parts, line: ChannelLine, parent: QObject) -> None:
        super().__init__(parent)
        self._line = line
        self._thumbnails: Thumbnails = parts.thumbnails
        self._picture = ""
        self._visible = False
        self.desk = ChannelDesk(parts.actor, self)
        self.desk.changed.connect(self._show)
        self.desk.failed.connect(self._show)
        line.follow.does(lambda: self.desk.follow(True))
        line.unfollow.does(lambda: self.desk.follow(False))

    def show_card(self, card: VideoCard | None) -> None:
        """Follow the channel of this video, as long as there is one."""
        visible = card is not None
        if card is not None and (self.desk.card is None or self.desk.card.id != card.space_id):
            self.desk.open(card.space_id)
            self._show()
        if visible is not self._visible:
            self._visible = visible
            self.desk.set_visible(visible)

    @Slot()
    def _show(self) -> None:
        card, told = self.desk.card, self.desk.following
        if card is None or told is None:
            self._line.show_following(None, None)
        else:
            self._line.show_following(told.followers, None if card.role >= Role.OWNER else told.following)
        picture = "" if card is None else card.picture
        if picture == self._picture:
            return
        self._picture = picture
        self._line.avatar.set_picture(None)
        if picture:
            self._thumbnails.whole(picture, lambda made: self._take(picture, made))

    def _take(self, blob: str, picture: QPixmap) -> None:
        if blob == self._picture:
            self._line.avatar.set_picture(None if picture.isNull() else picture)

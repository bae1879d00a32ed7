"""The kinds of notifications: registered once, with their icon, words and where they are told by default."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.core.text import tr


class Told(StrEnum):
    """Where a kind is told; each includes what is before it."""

    NOWHERE = "nowhere"
    CENTRE = "centre"
    DESKTOP = "desktop"
    SOUND = "sound"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the words are made of: who (names, the newest first; `more` beyond those), how often, of what."""

    names: tuple[str, ...]
    more: int
    count: int
    title: str
    excerpt: str = ""

    @property
    def who(self) -> str:
        """The actors as they are read: "Ada", "Ada and Bob", "Ada and 4 others"."""
        if not self.names:
            return tr("Somebody")
        others = len(self.names) + self.more - 1
        if others == 0:
            return self.names[0]
        if others == 1 and len(self.names) == 2:
            return tr("{first} and {second}", first=self.names[0], second=self.names[1])
        if others == 1:
            return tr("{first} and one other", first=self.names[0])
        return tr("{first} and {count} others", first=self.names[0], count=others)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationKind:
    """`title` and `words` are called when they are shown, in the language of then. `workspace` is whose tab
    shows the dot."""

    id: str
    title: Callable[[], str]
    words: Callable[[Parts], str]
    icon: str
    workspace: str = "video"
    told: Told = Told.CENTRE
    role: str = "dim"


_KINDS: dict[str, NotificationKind] = {}


def register(kind: NotificationKind) -> NotificationKind:
    """Make a kind known; once for each id."""
    if kind.id in _KINDS:
        raise ValueError(f"the kind {kind.id} is registered twice")
    _KINDS[kind.id] = kind
    return kind


def kinds() -> Sequence[NotificationKind]:
    """All kinds, in the order in which they were registered."""
    return tuple(_KINDS.values())


def kind_of(id_: str) -> NotificationKind:
    """The kind of this id; one that this version does not know is shown by its title alone."""
    return _KINDS.get(id_) or NotificationKind(
        id=id_, title=lambda: id_, words=lambda parts: parts.title or id_, icon="bell", workspace=""
    )


UPLOAD = register(
    NotificationKind(
        id="community.upload",
        title=lambda: tr("New videos of channels you follow"),
        words=lambda p: tr("New from {channel}: {title}", channel=p.excerpt or p.who, title=p.title),
        icon="square-play",
        told=Told.DESKTOP,
    )
)
COMMENT = register(
    NotificationKind(
        id="community.comment",
        title=lambda: tr("Comments on what is yours"),
        words=lambda p: tr("{who} commented on {title}", who=p.who, title=p.title),
        icon="message-circle",
        told=Told.DESKTOP,
    )
)
REPLY = register(
    NotificationKind(
        id="community.reply",
        title=lambda: tr("Answers to your comments"),
        words=lambda p: tr("{who} answered you on {title}", who=p.who, title=p.title),
        icon="reply",
        told=Told.DESKTOP,
    )
)
MENTION = register(
    NotificationKind(
        id="community.mention",
        title=lambda: tr("Mentions of your name"),
        words=lambda p: tr("{who} mentioned you on {title}", who=p.who, title=p.title),
        icon="message-circle",
        told=Told.DESKTOP,
        role="info",
    )
)
HEART = register(
    NotificationKind(
        id="community.heart",
        title=lambda: tr("Hearts for your comments"),
        words=lambda p: tr("{who} gave your comment on {title} a heart", who=p.who, title=p.title),
        icon="heart",
        role="negative",
    )
)
LIKE = register(
    NotificationKind(
        id="community.like",
        title=lambda: tr("Likes"),
        words=lambda p: tr("{who} liked {title}", who=p.who, title=p.title),
        icon="thumbs-up",
    )
)
FOLLOW = register(
    NotificationKind(
        id="community.follow",
        title=lambda: tr("New followers"),
        words=lambda p: tr("{who} follows {title}", who=p.who, title=p.title),
        icon="users",
    )
)
HELD = register(
    NotificationKind(
        id="community.held",
        title=lambda: tr("Comments that wait for you to look at them"),
        words=lambda p: tr("A comment on {title} waits for you", title=p.title),
        icon="shield",
        role="warning",
    )
)
JOB_DONE = register(
    NotificationKind(
        id="job.done",
        title=lambda: tr("Long work that is done"),
        words=lambda p: (
            tr("Done: {title}", title=p.title)
            if p.count == 1
            else tr("{count} things are done, the last: {title}", count=p.count, title=p.title)
        ),
        icon="circle-check",
        workspace="",
        told=Told.DESKTOP,
        role="positive",
    )
)
JOB_FAILED = register(
    NotificationKind(
        id="job.failed",
        title=lambda: tr("Long work that stopped"),
        words=lambda p: tr("This stopped: {title}", title=p.title),
        icon="circle-alert",
        workspace="",
        told=Told.DESKTOP,
        role="negative",
    )
)
FILL = register(
    NotificationKind(
        id="trade.fill",
        title=lambda: tr("Orders of yours that were filled"),
        words=lambda p: (
            tr("Bought: {title}", title=p.title) if p.excerpt == "BUY" else tr("Sold: {title}", title=p.title)
        ),
        icon="circle-check",
        workspace="trade",
        told=Told.SOUND,
        role="positive",
    )
)
PRICE_ALERT = register(
    NotificationKind(
        id="trade.alert",
        title=lambda: tr("Prices that you wait for"),
        words=lambda p: tr("The price was reached: {title}", title=p.title),
        icon="bell",
        workspace="trade",
        told=Told.SOUND,
        role="info",
    )
)
ORDER_OVER = register(
    NotificationKind(
        id="trade.over",
        title=lambda: tr("Orders of yours that ended without being filled"),
        words=lambda p: tr("This order is over: {title}", title=p.title),
        icon="circle-alert",
        workspace="trade",
        role="warning",
    )
)
SUSPICION = register(
    NotificationKind(
        id="trade.watch",
        title=lambda: tr("Trades on your exchange that look made up"),
        words=lambda p: tr("Somebody to look at on {title}", title=p.title),
        icon="shield",
        workspace="trade",
        role="warning",
    )
)
SECURITY = register(
    NotificationKind(
        id="security",
        title=lambda: tr("The security of your account"),
        words=lambda p: p.title,
        icon="shield",
        workspace="",
        told=Told.DESKTOP,
        role="warning",
    )
)
WITHDRAWN = register(
    NotificationKind(
        id="ledger.withdrawn",
        title=lambda: tr("Money that left your wallet"),
        words=lambda p: tr("Sent: {title}", title=p.title),
        icon="wallet",
        workspace="",
        told=Told.DESKTOP,
    )
)
RECEIVED = register(
    NotificationKind(
        id="ledger.received",
        title=lambda: tr("Money that came in"),
        words=lambda p: tr("{title} came in", title=p.title),
        icon="wallet",
        workspace="",
        role="positive",
    )
)
RETURNED = register(
    NotificationKind(
        id="ledger.returned",
        title=lambda: tr("Money that came back"),
        words=lambda p: tr("{title} could not be taken in there and is yours again", title=p.title),
        icon="wallet",
        workspace="",
        told=Told.DESKTOP,
        role="warning",
    )
)

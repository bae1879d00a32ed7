"""Why something is recommended, in a few words; and the menu that corrects it."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu

from controllers.video.recommender import Recommender
from models.core.text import tr
from models.video.entities import VideoCard
from models.video.recommend.entities import CorrectionKind, Recommendation, Why
from views.widgets import tokens
from views.widgets.icons import icon


def because(title: str, *, liked: bool = False) -> str:
    """What something is offered for: that this video was watched, or liked."""
    if liked:
        return tr("Because you liked “{title}”", title=title)
    return tr("Because you watched “{title}”", title=title)


def reason(offer: Recommendation | None) -> str:
    """The reason in a line; "" for none."""
    if offer is None:
        return ""
    match offer.why:
        case Why.WATCHED | Why.ALIKE:
            return because(offer.about)
        case Why.LIKED:
            return because(offer.about, liked=True)
        case Why.FOLLOWED:
            return tr("From a channel you follow")
        case Why.POPULAR:
            return tr("Popular now")
        case Why.NEW:
            return tr("New")
        case Why.NOTHING:
            return ""


def add_corrections(menu: QMenu, recommender: Recommender, card: VideoCard, *, keys: bool = True) -> None:
    """What can be said of a recommendation, at the end of a menu; `keys` where Delete says it too."""
    menu.addSeparator()
    for kind, sign, title, key in (
        (CorrectionKind.NOT_INTERESTED, "thumbs-down", tr("Not interested"), tr("Delete") if keys else ""),
        (CorrectionKind.SEEN, "eye", tr("I have seen it"), ""),
        (CorrectionKind.NOT_THIS_CHANNEL, "eye-off", tr("Don't recommend this channel"), ""),
    ):
        action = menu.addAction(icon(sign, size=tokens.ICON_SMALL), f"{title}\t{key}" if key else title)
        action.triggered.connect(lambda _=False, kind=kind: recommender.correct(kind, card))

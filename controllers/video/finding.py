"""Videos for the search at the top of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.kernel.actor import Actor
from app.kernel.finding import Found
from models.core.errors import PersonError
from models.core.text import tr
from models.core.units import clock
from models.video.entities import Page, Sort, VideoCard
from models.video.queries import LibraryPage


class VideoFinder:
    """Finds videos by the words of their title, description and tags."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    @property
    def title(self) -> str:
        return tr("Found")

    def find(self, text: str, limit: int, done: Callable[[Sequence[Found]], None]) -> None:
        """Answer later, with nothing where it cannot be read."""

        def nothing(_error: PersonError) -> None:
            done(())

        self._actor.ask(
            LibraryPage, lambda page: done(_found(page)), failed=nothing,
            words=text, sort=Sort.RELEVANCE, limit=limit,
        )  # fmt: skip


def _found(page: Page) -> list[Found]:
    return [
        Found(
            title=card.title,
            detail=_detail(card),
            icon="square-play",
            kind=tr("Video"),
            link=f"nonet://video/watch/{card.space_id}/{card.id}",
        )
        for card in page.cards
    ]


def _detail(card: VideoCard) -> str:
    parts = [card.channel, clock(card.duration_us)]
    if card.position_us and card.duration_us and not card.finished:
        parts.append(tr("watched {share} %", share=round(100 * card.position_us / card.duration_us)))
    return " · ".join(parts)

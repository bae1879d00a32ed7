"""Videos for the search at the top of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.kernel.actor import Actor
from app.kernel.finding import Found
from models.core.errors import PersonError
from models.core.text import tr
from models.core.units import clock
from models.video.entities import Page, Sort, Source, VideoCard
from models.video.queries import LibraryPage


class VideoFinder:
    """Finds videos by the words of their title, description, tags and captions."""

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
            link=f"nonet://video/watch/{card.space_id}/{card.id}?from={Source.SEARCH.value}{_moment(card)}",
        )
        for card in page.cards
    ]


def _moment(card: VideoCard) -> str:
    """Where to begin, for a video that was found by what is said in it."""
    hit = card.hit
    return f"&t={hit.start_us // 1_000_000}" if hit is not None and hit.alone else ""


def _detail(card: VideoCard) -> str:
    if card.hit is not None and card.hit.alone:
        return f"{clock(card.hit.start_us)} “{card.hit.text}”"
    parts = [card.channel, clock(card.duration_us)]
    if card.position_us and card.duration_us and not card.finished:
        parts.append(tr("watched {share} %", share=round(100 * card.position_us / card.duration_us)))
    return " · ".join(parts)

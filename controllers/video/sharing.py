"""A share counts once somebody has taken a video's link along."""

from __future__ import annotations

from app.kernel.actor import Actor
from models.video.entities import VideoCard
from models.video.watch_commands import CountShare


def count_share(actor: Actor, card: VideoCard) -> None:
    """Have it counted in the video's channel. One that has gone meanwhile is shared no more, without a word:
    the link is copied all the same."""
    actor.send(CountShare, space_id=card.space_id, video_id=card.id, failed=lambda _: None)

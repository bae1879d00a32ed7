"""What a person has in Video, in words."""

from __future__ import annotations

from models.core.holdings import holds
from models.core.text import tr
from models.video.tables import Channel, QueueItem, Video, WatchEvent, WatchPosition


def _one_or(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


holds(Channel, lambda count: _one_or(tr("1 channel"), tr("{count} channels", count=count), count))
holds(Video, lambda count: _one_or(tr("1 video"), tr("{count} videos", count=count), count))
holds(WatchPosition, lambda count: tr("the places reached in {count} videos", count=count))
holds(WatchEvent, lambda count: tr("{count} moments of watching", count=count))
holds(QueueItem, lambda count: tr("{count} entries of the play queue", count=count))

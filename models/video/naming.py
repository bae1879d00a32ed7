"""What the files of a channel are called in an export: the person's own by title, else what can be played."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import select

from models.core.context import Read
from models.core.text import tr
from models.portable.naming import names_files, part
from models.video.tables import Channel, Rendition, Video


@names_files
def video_files(read: Read, spaces: Sequence[UUID]) -> Iterator[tuple[str, str]]:
    """`Videos/Channel/Title.ending`; of a video without its original the renditions, by their names."""
    channels = select(Channel.space_id, Channel.name).where(Channel.space_id.in_(spaces))
    folders = {row.space_id: part(row.name, tr("Channel")) for row in read.rows(channels)}
    kept: set[tuple[UUID, UUID]] = set()
    titles: dict[tuple[UUID, UUID], str] = {}
    videos = select(Video).where(Video.space_id.in_(spaces)).order_by(Video.added_at, Video.id)
    for row in read.rows(videos):
        place = f"{tr('Videos')}/{folders.get(row.space_id, tr('Channel'))}/{part(row.title, tr('Video'))}"
        titles[row.space_id, row.id] = place
        if row.original:
            kept.add((row.space_id, row.id))
            yield row.original, f"{place}{_ending(row.file_name)}"
    renditions = select(Rendition).where(Rendition.space_id.in_(spaces))
    for row in read.rows(renditions.order_by(Rendition.space_id, Rendition.video_id, Rendition.name)):
        video = row.space_id, row.video_id
        if video not in kept and video in titles:
            yield row.blob, f"{titles[video]}, {part(row.name, 'rendition')}.mp4"


def _ending(file_name: str) -> str:
    ending = PurePath(file_name).suffix
    return ending if ending[1:].isalnum() and ending.isascii() and len(ending) <= 12 else ""

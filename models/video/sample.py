"""Video's part of the sample world: three channels, their films, and months of people watching them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from models.community.commands import HeartComment, WriteComment
from models.community.entities import COMMENT, FollowLevel, Reaction
from models.community.follow_commands import SetFollow
from models.community.reaction_commands import SetReaction
from models.community.targets import Target
from models.core.errors import NotFound
from models.core.ids import new_id
from models.core.text import tr
from models.sample.world import World, adds
from models.video.channel_commands import CreateChannel, EditChannel, space_of
from models.video.commands import AddVideo, EditVideo, PurgeVideo, TrashVideo, channel_of
from models.video.cues import Cue, write_srt
from models.video.entities import Privacy, VideoState
from models.video.films import make
from models.video.jobs import import_video
from models.video.playlist_commands import AddToPlaylist, CreatePlaylist, VideoPlace
from models.video.queries import LibraryPage, OneVideo
from models.video.sample_films import CHANNELS, COMMENTS, FILMS, PLAYLISTS, Told
from models.video.targets import CHANNEL, VIDEO
from models.video.watch_commands import RecordWatch

_US = 1_000_000
_SEED = 20_240_601
_FILMS_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class _Shown:
    """A film that is there: whose, where, since when."""

    film: Told
    owner: UUID
    channel_id: UUID
    video_id: UUID
    at: datetime


def _remove(world: World, tell: Callable[[float, str], None]) -> None:
    """Delete the films for good, with what others' spaces say of them; the channels go with their people."""
    for number, person in enumerate(world.people):
        tell(number / len(world.people), tr("Removing what {name} made", name=person.name))
        films = LibraryPage(actor=person.id, mine=True, limit=1_000)
        for trashed in (False, True):
            for card in world.run.ask(replace(films, trashed=trashed)).cards:
                steps = [
                    step(
                        id=new_id(), space_id=card.space_id, actor=person.id, at=world.today, video_id=card.id
                    )
                    for step in (TrashVideo, PurgeVideo)
                ]
                world.tell(steps)


@adds(removes=_remove)
def add_films(world: World, tell: Callable[[float, str], None]) -> None:
    """Open the channels, draw and import each film, and have people watch them since."""
    for person, about in zip(world.people, CHANNELS, strict=True):
        opened = world.today - timedelta(days=130)
        channel_id = channel_of(person.id)
        world.say(person.id, CreateChannel, opened, space_id=channel_id, name=about.name)
        world.say(person.id, EditChannel, opened, space_id=channel_id, about=about.about)
    for person in world.people:
        for other in world.people:
            if other is not person:
                space = channel_of(other.id)
                world.say(
                    person.id,
                    SetFollow,
                    world.today - timedelta(days=100),
                    target=Target(CHANNEL, space, space),
                    level=FollowLevel.ALL,
                )
    world.flush()
    shown = []
    for number, film in enumerate(FILMS):
        tell(number / len(FILMS) * _FILMS_SHARE, tr("Drawing “{title}”", title=film.title))
        shown.append(_show(world, film, number))
    tell(_FILMS_SHARE, tr("Filling the months before"))
    _list(world, shown)
    _talk(world, shown)
    for who, at, fields in _watching(world, shown):
        world.say(who, RecordWatch, at, **fields)
    world.flush()


def _show(world: World, film: Told, number: int) -> _Shown:
    """Make a film playable on its channel, as if it had been uploaded back then."""
    owner = world.people[film.owner].id
    channel_id = channel_of(owner)
    at = world.today - timedelta(days=film.days_ago, hours=3 * number % 11)
    video_id, edit_id = world.next_id(), world.next_id()
    scratch = world.run.scratch / f"film-{number}"
    path = scratch / film.drawn.name
    there = _is_ready(world, channel_id, video_id, owner)
    if not there:
        scratch.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _draw(film, path)
        world.say_again(
            AddVideo, video_id, owner, at,
            space_id=channel_id, title=film.title, path=str(path), size=path.stat().st_size, by_job=False,
        )  # fmt: skip
        world.flush()
        arguments = {
            "path": str(path), "channel_id": str(channel_id), "video_id": str(video_id),
            "keep_original": False,
        }  # fmt: skip
        import_video(world.part_of(owner, at, scratch, arguments))
    world.say_again(
        EditVideo, edit_id, owner, at,
        space_id=channel_id, video_id=video_id, description=film.description, tags=list(film.tags),
        category=film.category, privacy=Privacy.PUBLIC,
    )  # fmt: skip
    world.flush()
    return _Shown(film, owner, channel_id, video_id, at)


def _draw(film: Told, path: Path) -> None:
    """Captions beside it, for the import to find. The film is whole or not there: begun, it is drawn anew."""
    for language, said in (("en", film.spoken), ("es", film.hablado)):
        if said:
            captions = path.with_suffix(f".{language}.srt")
            captions.write_text(write_srt(_cues(film, said)), encoding="utf-8")
    drawing = path.with_name(f"drawing-{path.name}")
    make(film.drawn, drawing)
    drawing.replace(path)


def _cues(film: Told, said: Sequence[str]) -> list[Cue]:
    share = film.drawn.seconds * _US // len(said)
    return [
        Cue(number * share + share // 8, number * share + share // 8 + min(share // 2, 6 * _US), text)
        for number, text in enumerate(said)
    ]


def _is_ready(world: World, channel_id: UUID, video_id: UUID, owner: UUID) -> bool:
    try:
        detail = world.run.ask(OneVideo(actor=owner, space_id=channel_id, video_id=video_id))
    except NotFound:
        return False
    ready: bool = detail.card.state is VideoState.READY
    return ready


def _list(world: World, shown: list[_Shown]) -> None:
    """Everybody keeps a playlist."""
    for told in PLAYLISTS:
        owner, at = world.people[told.owner].id, world.today - timedelta(days=told.days_ago)
        id_ = world.next_id()
        space_id = space_of(owner, id_)
        world.say_again(
            CreatePlaylist, id_, owner, at, space_id=space_id, title=told.title, description=told.description,
            privacy=Privacy.PUBLIC,
        )  # fmt: skip
        videos = [
            VideoPlace(channel_id=s.channel_id, video_id=s.video_id)
            for s in map(shown.__getitem__, told.films)
        ]
        world.say(owner, AddToPlaylist, at, space_id=space_id, videos=videos)


def _talk(world: World, shown: list[_Shown]) -> None:
    """What people said about the films, and what they thought of it."""
    written: list[UUID] = []
    for said in COMMENTS:
        on, id_ = shown[said.film % len(shown)], world.next_id()
        who, at = world.people[said.who].id, on.at + timedelta(hours=said.hours)
        parent = None if said.answers is None else written[said.answers]
        space_id, target_id = on.channel_id, on.video_id
        written.append(id_)
        world.say_again(
            WriteComment, id_, who, at, space_id=space_id, kind=VIDEO, target_id=target_id, text=said.text,
            parent_id=parent,
        )  # fmt: skip
        later = at + timedelta(hours=2)
        for other in said.liked:
            world.say(
                world.people[other].id, SetReaction, later,
                space_id=space_id, kind=COMMENT, target_id=id_, reaction=Reaction.LIKE,
            )  # fmt: skip
        if said.heart:
            world.say(on.owner, HeartComment, later, space_id=space_id, comment_id=id_)
    for on in shown:
        for person in world.people:
            if person.id != on.owner:
                world.say(
                    person.id, SetReaction, on.at + timedelta(hours=8),
                    space_id=on.channel_id, kind=VIDEO, target_id=on.video_id, reaction=Reaction.LIKE,
                )  # fmt: skip


def _watching(world: World, shown: list[_Shown]) -> Iterator[tuple[UUID, datetime, dict[str, Any]]]:
    """What everybody watched, day by day: most in the first week, some stop early, some see a part twice."""
    chance = Random(_SEED)
    for each in shown:
        length = each.film.drawn.seconds * _US
        for day in range((world.today - each.at).days):
            for person in world.people:
                if chance.random() > each.film.liked * (0.1 + 0.9 / (1 + day / 4)):
                    continue
                at = each.at + timedelta(days=day, seconds=chance.randrange(3_600, 80_000))
                if at >= world.today:
                    continue
                yield from _one(world, each, person.id, at, length, chance)


def _one(
    world: World, each: _Shown, person: UUID, at: datetime, length: int, chance: Random
) -> Iterator[tuple[UUID, datetime, dict[str, Any]]]:
    end = length if chance.random() < 0.55 else round(length * chance.betavariate(1.2, 2.0))
    stretches = [(0, end)]
    if chance.random() < 0.3:
        again = round(length * each.film.best)
        stretches.append((min(again, end), min(again + length // 8, length)))
    session_id = world.next_id()
    for start_us, end_us in stretches:
        if end_us > start_us:
            fields = {
                "channel_id": each.channel_id, "video_id": each.video_id, "session_id": session_id,
                "start_us": start_us, "end_us": end_us, "position_us": end_us,
                "finished": end_us >= length * 9 // 10,
            }  # fmt: skip
            yield person, at, fields

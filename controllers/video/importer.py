"""From dropped files to videos: what cannot be taken is refused at once, the rest becomes jobs."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.kernel.actor import Actor
from app.kernel.notices import NoticeAction, NoticeKind, Notices
from app.kernel.tasks import Tasks
from controllers.video.duplicates import Twin, twins
from controllers.video.titles import title_of
from models.core.errors import PersonError
from models.core.text import tr
from models.core.units import byte_size
from models.video.captions import belongs_to, is_caption_file
from models.video.channel_commands import CreateChannel
from models.video.channel_queries import OwnChannels, SameFiles
from models.video.commands import AddVideo, channel_of
from models.video.entities import ChannelCard, SameFile

EXTENSIONS = frozenset(
    (
        *("3g2", "3gp", "asf", "avi", "divx", "dv", "f4v", "flv", "m1v", "m2t", "m2ts", "m2v", "m4v", "mkv"),
        *("mov", "mp4", "mpe", "mpeg", "mpg", "mts", "mxf", "ogm", "ogv", "qt", "rm", "rmvb", "ts", "vob"),
        *("webm", "wmv", "y4m"),
    )
)
"""What a folder is searched for. A file that was dropped itself is taken whatever its name."""

MOST_FILES = 2_000
MOST_ENTRIES = 200_000
# Renditions and pictures take about as much as the source; a kept original is one more copy.
SHARE_MADE = 1.2
SHARE_KEPT = 1.0
RESERVE = 256 * 1024 * 1024
"""Bytes that stay free for everything else."""


@dataclass(frozen=True, slots=True)
class File:
    """A video file that will be taken, its size in bytes, and the caption files that came with it."""

    path: Path
    size: int
    captions: tuple[Path, ...] = ()


@dataclass(slots=True)
class Plan:
    """What came of a look at what was dropped: files, problems in sentences, bytes needed and free.

    `lonely` are caption files that came without a video they could be for.
    """

    files: list[File] = field(default_factory=list)
    lonely: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    needed: int = 0
    free: int = 0

    @property
    def fits(self) -> bool:
        return self.needed + RESERVE <= self.free


def local_path(place: str | os.PathLike[str]) -> Path:
    """The path of a path or of a `file:` address. Raises `PersonError` for another address."""
    text = os.fspath(place)
    parts = urlsplit(text)
    if parts.scheme == "file":
        if os.name == "nt":
            from urllib.request import url2pathname

            return Path(url2pathname(parts.path))
        return Path(unquote(parts.path))
    if "://" in text:
        raise PersonError(
            tr("“{place}” is not a file on this computer.", place=text),
            what_now=tr("Download it first, then drop the file here."),
        )
    return Path(text)


def plan(places: Iterable[str | os.PathLike[str]], data_folder: Path, *, keep_original: bool) -> Plan:
    """Look at what was dropped: expands folders, reads nothing but sizes. For a task thread."""
    made = Plan()
    seen: set[tuple[int, int]] = set()
    captions: list[Path] = []
    for place in places:
        try:
            for path, info in _expand(local_path(place), made.problems):
                if is_caption_file(path):
                    captions.append(path)
                elif (info.st_dev, info.st_ino) not in seen and len(made.files) < MOST_FILES:
                    seen.add((info.st_dev, info.st_ino))
                    made.files.append(File(path, info.st_size))
        except PersonError as error:
            made.problems.append(str(error))
    _pair(made, captions)
    share = SHARE_MADE + (SHARE_KEPT if keep_original else 0)
    made.needed = round(sum(file.size for file in made.files) * share)
    made.free = shutil.disk_usage(_existing(data_folder)).free
    return made


def _pair(made: Plan, captions: Iterable[Path]) -> None:
    """Give each video the caption files that are called like it; a single video takes them all."""
    for path in captions:
        fitting = [n for n, file in enumerate(made.files) if belongs_to(path, file.path)]
        chosen = fitting or ([0] if len(made.files) == 1 else [])
        if not chosen:
            made.lonely.append(path)
        for n in chosen[:1]:
            made.files[n] = replace(made.files[n], captions=(*made.files[n].captions, path))


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _expand(path: Path, problems: list[str]) -> Iterator[tuple[Path, os.stat_result]]:
    """The file itself, or the videos in a folder; raises `PersonError` with the one reason why not.

    What a folder holds and cannot be taken is told in `problems` and does not stop the rest.
    """
    path = path.absolute()
    name = path.name or str(path)
    try:
        info = path.stat()
    except FileNotFoundError:
        raise PersonError(tr("“{name}” is not there any more.", name=name)) from None
    except OSError as error:
        raise PersonError(_reason(name, error)) from None
    if not stat.S_ISDIR(info.st_mode):
        yield path, _file(path, info)
        return
    before = len(problems)
    found = list(_videos_in(path, problems))
    if not found and len(problems) == before:
        raise PersonError(tr("There are no videos in the folder “{name}”.", name=name))
    yield from found


def _file(path: Path, info: os.stat_result) -> os.stat_result:
    name = path.name
    if not _is_text(path):
        raise PersonError(
            tr("The name of “{name}” is not text that this computer can read.", name=_shown(name)),
            what_now=tr("Give the file another name, then add it again."),
        )
    if not stat.S_ISREG(info.st_mode):
        raise PersonError(tr("“{name}” is not a file with content, so it cannot be a video.", name=name))
    if info.st_size == 0:
        raise PersonError(tr("“{name}” is empty.", name=name))
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise PersonError(_reason(name, error)) from None
    return info


def _is_text(path: Path) -> bool:
    """Whether the path can be written down: on Unix a name is bytes, and not all of them are UTF-8."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


def _reason(name: str, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return tr("You may not read “{name}”.", name=name)
    return tr("“{name}” cannot be read: {reason}.", name=name, reason=error.strerror or str(error))


def _videos_in(folder: Path, problems: list[str]) -> Iterator[tuple[Path, os.stat_result]]:
    """Every readable file below a folder whose name says that it is a video, each folder once."""
    walked: set[tuple[int, int]] = set()
    waiting = [folder]
    entries = 0
    while waiting and entries < MOST_ENTRIES:
        place = waiting.pop()
        try:
            info = place.stat()
            if (info.st_dev, info.st_ino) in walked:
                continue
            walked.add((info.st_dev, info.st_ino))
            children = sorted(place.iterdir(), reverse=True)
        except OSError:
            continue  # one folder that may not be read does not stop the rest
        for child in children:
            entries += 1
            if child.name.startswith("."):
                continue
            if child.is_dir():
                waiting.append(child)
            elif child.suffix[1:].casefold() in EXTENSIONS:
                try:
                    yield child, _file(child, child.stat())
                except PersonError as error:
                    problems.append(str(error))
                except OSError as error:
                    problems.append(_reason(_shown(child.name), error))


class Importer(QObject):
    """Takes files and folders that were dropped or chosen.

    `planned` carries the `Plan` before anything is sent; `added` the ids of the new videos; `lonely` tells
    that caption files came without a video they could be for.
    """

    planned = Signal(object)
    added = Signal(list)
    lonely = Signal()

    def __init__(
        self,
        actor: Actor,
        tasks: Tasks,
        notices: Notices,
        data_folder: Path,
        account_name: Callable[[], str],
        keep_original: Callable[[], bool] = lambda: True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._actor = actor
        self._tasks = tasks
        self._notices = notices
        self._folder = data_folder
        self._name = account_name
        self._keep = keep_original
        self._with_channel: set[UUID] = set()

    def add(
        self,
        places: Sequence[str | os.PathLike[str]],
        *,
        channel: UUID | None = None,
        again: bool = False,
    ) -> None:
        """Look at the places on a task thread, say what cannot be taken, and begin the rest.

        Into a channel, or else the one that the person chose for uploads. What is there already is told and
        left out, unless it is to be there `again`.
        """
        account, keep = self._actor.account, self._keep()
        wanted = list(places)

        def look() -> tuple[Plan, dict[Path, Twin]]:
            made = plan(wanted, self._folder, keep_original=keep)
            return made, {} if again else self._twins(account, made)

        if wanted:
            self._tasks.run(look, lambda found: self._planned(*found, account, keep, channel), self._fail)

    def _twins(self, account: UUID, made: Plan) -> dict[Path, Twin]:
        """On a task thread: the files that are videos of this person already."""

        def known(sizes: list[int]) -> Sequence[SameFile]:
            return self._actor.gateway.ask_now(SameFiles(actor=account, sizes=sizes))

        return twins([(file.path, file.size) for file in made.files], known) if made.files else {}

    def _tell_twins(self, found: Sequence[Twin], channel: UUID | None) -> None:
        """They are left out until the person says otherwise."""
        first = found[0]
        if len(found) > 1:
            text = tr("{count} of the files are in your library already.", count=len(found))
        elif first.video.trashed:
            text = tr("“{name}” is already there, in the trash: “{title}”.", name=first.path.name,
                      title=first.video.title)  # fmt: skip
        else:
            text = tr("“{name}” is already there: “{title}”.", name=first.path.name, title=first.video.title)
        paths = [twin.path for twin in found]
        again = NoticeAction(tr("Add anyway"), lambda: self.add(paths, channel=channel, again=True))
        self._notices.post(text, NoticeKind.INFO, source="video", actions=(again,), stays=True)

    def _planned(
        self, made: Plan, there: dict[Path, Twin], account: UUID, keep: bool, channel: UUID | None
    ) -> None:
        if account != self._actor.account:
            return
        if there:
            self._tell_twins(list(there.values()), channel)
            made.files = [file for file in made.files if file.path not in there]
        self.planned.emit(made)
        if made.problems:
            self._tell_problems(made)
        if made.lonely:
            self.lonely.emit()
        if not made.files:
            return
        needed, free = byte_size(made.needed), byte_size(made.free)
        if not made.fits:
            self._notices.post(
                tr(
                    "There is not enough space: {needed} are needed and {free} are free. "
                    "Make room on the disk, then drop the files again.",
                    needed=needed,
                    free=free,
                ),
                NoticeKind.ERROR,
                source="video",
            )
            return
        self._notices.post(
            tr("Adding “{name}”. It needs about {needed}; {free} are free.", name=made.files[0].path.name,
               needed=needed, free=free)
            if len(made.files) == 1
            else tr("Adding {count} videos. They need about {needed}; {free} are free.",
                    count=len(made.files), needed=needed, free=free),
            NoticeKind.INFO,
            source="video",
            key="video.adding",
        )  # fmt: skip
        self._into(channel, partial(self._begin, made.files, keep))

    def _fail(self, error: Exception) -> None:
        self._notices.error(error, source="video")

    def _tell_problems(self, made: Plan) -> None:
        count = len(made.problems)
        details = ""
        if count == 1:
            text = made.problems[0]
        else:
            details = "\n".join(made.problems)
            text = tr("{count} things cannot be added. The first: {problem}", count=count,
                      problem=made.problems[0])  # fmt: skip
        self._notices.post(text, NoticeKind.ERROR, details=details, source="video")

    def _into(self, channel: UUID | None, begin: Callable[[UUID], None]) -> None:
        """Find out which channel the person chose for uploads, unless one is given."""
        if channel is not None:
            begin(channel)
            return
        first = channel_of(self._actor.account)

        def chosen(own: tuple[ChannelCard, ...]) -> None:
            begin(next((card.id for card in own if card.uploads_go_here and not card.trashed_at), first))

        self._actor.ask(OwnChannels, chosen, failed=self._fail)

    def _begin(self, files: Sequence[File], keep: bool, channel: UUID) -> None:
        account = self._actor.account
        if account not in self._with_channel:
            self._actor.send(
                CreateChannel,
                space_id=channel_of(account),
                name=self._name(),
                done=lambda _: self._with_channel.add(account),
            )
        added = [
            self._actor.make(
                AddVideo,
                space_id=channel,
                title=title_of(file.path),
                path=str(file.path),
                size=file.size,
                keep_original=keep,
                captions=[str(path) for path in file.captions],
            )
            for file in files
        ]
        for command in added:
            self._actor.send_made(command)
        self.added.emit([command.id for command in added])

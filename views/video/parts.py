"""What the pages of Video work with; made once by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.kernel.actor import Actor
from app.kernel.notices import Notices
from controllers.video.captions import Captions
from controllers.video.editing import Editor, Shelf
from controllers.video.importer import Importer
from controllers.video.library import Library, Watching
from controllers.video.playlist_files import PlaylistFiles
from controllers.video.queue import Queue
from controllers.video.recommender import Recommender
from controllers.video.sounds import Sounds
from controllers.video.uploads import Uploads
from views.video.items import Export
from views.video.thumbnails import Thumbnails


@dataclass(frozen=True, slots=True)
class Parts:
    """Controllers and services of Video. `export` gives a file with a readable name to drag out; `fetch`
    imports a module on a thread, then calls back."""

    actor: Actor
    notices: Notices
    library: Library
    watching: Watching
    trash: Library
    uploads: Uploads
    importer: Importer
    captions: Captions
    sounds: Sounds
    editor: Editor
    shelf: Shelf
    queue: Queue
    thumbnails: Thumbnails
    recommender: Recommender
    playlist_files: PlaylistFiles
    fetch: Callable[[str, Callable[[], None]], None]
    export: Export | None = field(default=None)

"""Where everything is kept: one data folder, only for its owner."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.core.errors import Unavailable
from models.core.files import fsync_folder, shown_name, write_error
from models.core.text import tr

_FOLDERS = ("blobs", "scratch", "logs", "backups")


@dataclass(frozen=True, slots=True)
class Paths:
    """The data folder and what is in it. Making one touches nothing; `prepare` does."""

    root: Path

    @property
    def record(self) -> Path:
        """The database that may lose nothing."""
        return self.root / "record.db"

    @property
    def cache(self) -> Path:
        """The database of what can be fetched or computed again."""
        return self.root / "cache.db"

    @property
    def recommendations(self) -> Path:
        """What was learnt of what goes together: it is made again where it is missing."""
        return self.root / "recommend.model"

    @property
    def blobs(self) -> Path:
        return self.root / "blobs"

    @property
    def scratch(self) -> Path:
        """Unfinished work of jobs, on the same file system as the blobs."""
        return self.root / "scratch"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def vault(self) -> Path:
        return self.root / "vault"

    @property
    def lock(self) -> Path:
        return self.root / "lock"


def data_folder(chosen: str | None, environ: Mapping[str, str], home: Path) -> Path:
    """The data folder: `--data DIR`, else NONET_DATA, else `nonet` in the XDG data home.

    A relative XDG_DATA_HOME is ignored, as the XDG Base Directory Specification (0.8) demands.
    """
    named = chosen or environ.get("NONET_DATA")
    if named:
        return Path(os.path.abspath(Path(named).expanduser()))  # noqa: PTH100 (keeps symbolic links)
    xdg = Path(environ.get("XDG_DATA_HOME", ""))
    return (xdg if xdg.is_absolute() else home / ".local" / "share") / "nonet"


def prepare(root: Path) -> Paths:
    """Make the folder and its parts, for the owner's eyes only, and prove that it can be written.

    Raises Unavailable with the sentence for a folder that cannot be made, written or is a file.
    """
    paths = Paths(root)
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in _FOLDERS:
            (root / name).mkdir(exist_ok=True, mode=0o700)
        _tighten(root)
        probe = root / f".probe-{os.getpid()}"
        probe.write_bytes(b"written")
        probe.unlink()
        fsync_folder(root)
    except (FileExistsError, NotADirectoryError) as error:
        raise Unavailable(
            tr("The data folder “{folder}” cannot be used: there is a file in its place.", folder=str(root)),
            what_now=tr("Move that file away, or start Nonet with another data folder (--data)."),
        ) from error
    except OSError as error:
        raise write_error(error, root, name=shown_name(root)) from error
    return paths


def _tighten(root: Path) -> None:
    """Take the group's and the others' rights away where the folder is ours and shared by oversight."""
    found = root.stat()
    if found.st_uid == os.geteuid() and found.st_mode & 0o077:
        root.chmod(0o700)

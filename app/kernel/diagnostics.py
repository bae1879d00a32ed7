"""A zip that helps to find a fault and says nothing about the person: no titles, names or folders."""

from __future__ import annotations

import importlib.metadata
import json
import locale
import os
import platform
import re
import socket
import sys
import zipfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from app.kernel.logs import HIDDEN, redact
from app.kernel.paths import Paths
from models.core.files import flush, free_space, fsync_folder, write_error
from models.core.inspection import SQLITE_VERSION, inspect

_PACKAGES = (
    "PySide6_Essentials",
    "SQLAlchemy",
    "alembic",
    "python-vlc",
    "pyqtgraph",
    "keyring",
    "argon2-cffi",
    "cryptography",
    "uuid-utils",
    "msgspec",
    "imageio-ffmpeg",
    "av",
)
_SECRET_KEY = re.compile(r"(?i)pass|secret|token|key|auth|cookie|code")
_CODE = Path(__file__).resolve().parents[2]
# A path in quotes may hold blanks, a bare one ends at the first; “…” is how sentences quote names.
_QUOTED_PATH = re.compile(r"(?P<quote>['\"])(?P<path>(?:~|/|file:/)[^'\"\n]*)(?P=quote)")
_BARE_PATH = re.compile(r"(?<![\w/.:<~>])(?P<path>(?:file://)?(?:~|/[\w.@%+-])[^\s'\",;:)\]>]*)")
_NAMED = re.compile(r"“[^”\n]*”")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")


def export(
    paths: Paths,
    target: Path,
    *,
    settings: Mapping[str, object],
    choices: Collection[str] = (),
    versions: Mapping[str, str] | None = None,
) -> Path:
    """Write the zip at `target` (whole or not at all) and return it. Takes as long as reading the databases.

    Of `settings` numbers and switches are told; texts only of those named in `choices` (settings whose value
    is one of a fixed few). `versions` adds what only others know (ffmpeg, libvlc, Qt, the app). Raises
    Unavailable when the folder cannot be written.
    """
    scratch = target.with_name(f".{target.name[:200]}.new")
    parts: dict[str, object] = {
        "versions.json": {**_versions(), **(versions or {})},
        "settings.json": safe_settings(settings, choices),
        "databases.json": {path.name: asdict(inspect(path)) for path in (paths.record, paths.cache)},
        "disk.json": _disk(paths),
    }
    try:
        with scratch.open("xb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, part in parts.items():
                    archive.writestr(name, json.dumps(part, indent=2, default=str))
                for log in sorted(paths.logs.glob("*.log*")):
                    text = log.read_text("utf-8", "replace")
                    archive.writestr(f"logs/{log.name}", impersonal(text, paths.root))
            flush(file)
        scratch.replace(target)
        fsync_folder(target.parent)
    except OSError as error:
        raise write_error(error, target.parent, name=target.name) from error
    finally:
        with suppress(OSError):
            scratch.unlink()
    return target


def safe_settings(settings: Mapping[str, object], choices: Collection[str]) -> dict[str, object]:
    """The settings without secrets and without what a person typed."""
    return {name: _safe(name, value, name in choices) for name, value in settings.items()}


def _safe(name: str, value: object, is_choice: bool) -> object:
    if value is None or isinstance(value, bool):
        return value
    if _SECRET_KEY.search(name):
        return HIDDEN
    if isinstance(value, int | float) or is_choice:
        return value
    if isinstance(value, Mapping):
        return {"entries": len(value)}
    if isinstance(value, str):
        return {"characters": len(value)}
    return {"entries": len(value)} if isinstance(value, Collection) else {"kind": type(value).__name__}


def impersonal(text: str, root: Path) -> str:
    """A log without secrets, people's names, file names and folders; places in the program stay readable."""
    text = redact(text)
    for place, shown in ((str(_CODE), "<app>"), (sys.prefix, "<python>"), (sys.base_prefix, "<python>")):
        text = text.replace(f"{place}/", f"{shown}/")
    text = text.replace(str(root), "<data>")
    text = _NAMED.sub("“…”", text)
    text = _QUOTED_PATH.sub(lambda match: f"{match['quote']}{_short(match['path'])}{match['quote']}", text)
    text = _BARE_PATH.sub(lambda match: _short(match["path"]), text)
    text = _MAIL.sub("<mail>", text)
    for word, shown in _people().items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", shown, text)
    return text


def _short(path: str) -> str:
    """What may be said of a path: whether it is at home, and the ending of the file."""
    ending = Path(path).suffix
    place = "~/" if path.startswith(("~", str(Path.home()))) else "/"
    return f"{place}…{ending if re.fullmatch(r'[.][A-Za-z0-9]{1,5}', ending) else ''}"


def _people() -> dict[str, str]:
    """The words of this machine that tell whose it is."""
    user = os.environ.get("USER") or Path.home().name
    words = {socket.gethostname(): "<machine>", user: "<user>"}
    return {word: shown for word, shown in words.items() if len(word) > 2 and word != "root"}


def _versions() -> dict[str, str]:
    found = {
        "python": sys.version,
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "sqlite": SQLITE_VERSION,
        "locale": str(locale.getlocale()[0]),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    for name in _PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "missing"
    return found


def _disk(paths: Paths) -> dict[str, object]:
    """Free bytes, and how many files of which total size are in each part of the data folder."""
    parts: dict[str, object] = {"free": free_space(paths.root)}
    for folder in (paths.blobs, paths.scratch, paths.backups, paths.logs):
        sizes = [
            (Path(place) / name).lstat().st_size for place, _, names in os.walk(folder) for name in names
        ]
        parts[folder.name] = {"files": len(sizes), "bytes": sum(sizes)}
    return parts

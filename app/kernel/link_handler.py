"""Tells a Linux desktop that this program opens `nonet://` links.

After the Desktop Entry and the MIME Applications specifications of freedesktop.org.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

ENTRY = "nonet.desktop"
SCHEME_TYPE = "x-scheme-handler/nonet"
_SECTIONS = ("[Default Applications]", "[Added Associations]")


def entry(command: Sequence[str], icon: Path) -> str:
    """The desktop entry of a program that is started by `command` with the link behind it."""
    words = " ".join(_quoted(word) for word in command)
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Nonet",
        f"Exec={words} %u",
        f"Icon={_escaped(str(icon))}",
        "Terminal=false",
        "Categories=AudioVideo;Network;",
        "StartupWMClass=nonet",
        f"MimeType={SCHEME_TYPE};",
    )
    return "\n".join(lines) + "\n"


def register(command: Sequence[str], icon: Path, environ: Mapping[str, str], home: Path) -> Path:
    """Write the entry, and make it what opens the links; the entry's path. Raises OSError."""
    data = _folder(environ, "XDG_DATA_HOME", home / ".local" / "share")
    config = _folder(environ, "XDG_CONFIG_HOME", home / ".config")
    path = data / "applications" / ENTRY
    _write(path, entry(command, icon))
    chosen = config / "mimeapps.list"
    known = chosen.read_text(encoding="utf-8") if chosen.exists() else ""
    _write(chosen, with_default(known))
    return path


def with_default(known: str) -> str:
    """The text of a `mimeapps.list` with the links given to our entry, and all else as it was."""
    lines = [line for line in known.splitlines() if not line.startswith(f"{SCHEME_TYPE}=")]
    for section in _SECTIONS:
        if section not in lines:
            lines += ["", section] if lines and lines[-1] else [section]
        lines.insert(lines.index(section) + 1, f"{SCHEME_TYPE}={ENTRY}")
    return "\n".join(lines) + "\n"


def _folder(environ: Mapping[str, str], name: str, otherwise: Path) -> Path:
    """The folder of a variable that counts only where it is absolute."""
    told = Path(environ.get(name, ""))
    return told if told.is_absolute() else otherwise


def _quoted(word: str) -> str:
    """An argument of Exec: its own quoting, inside that of every string of the file; % begins a field."""
    for special in '\\"`$':
        word = word.replace(special, f"\\{special}")
    return _escaped(f'"{word}"').replace("%", "%%")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)

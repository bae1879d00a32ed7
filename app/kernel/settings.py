"""Settings: declared once with type, default and words for the person; kept in one JSON file.

The file is written atomically (temporary file, fsync, rename), carries a version and is migrated forward.
Keys that nobody declared are kept, so that an older program does not lose a newer one's settings. A file
that cannot be read is set aside and the defaults are used.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from app.kernel.finding import has_all
from models.core.errors import Invalid, Unavailable
from models.core.text import tr

_log = logging.getLogger(__name__)

VERSION = 1
Migration = Callable[[dict[str, object]], dict[str, object]]
"""Takes the values of one version and returns those of the next."""
MIGRATIONS: Mapping[int, Migration] = {}

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Generic[T]):
    """One setting: a bool, an int, a float, a str, a dict or a list of JSON values.

    `where` is the page it stands on ("" for what is kept but not shown).
    `choices` are (value, title) pairs of a text setting; `low` and `high` bound a number, inclusive.
    `also` is what else people call it, to be found by.
    """

    key: str
    default: T
    title: str = ""
    description: str = ""
    where: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    low: float | None = None
    high: float | None = None
    also: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All it can be found by."""
        choices = (title for _, title in self.choices)
        return " ".join((self.title, self.description, self.where, self.key, *choices, *self.also))

    def check(self, value: object) -> T:
        """The value if it fits; raises `Invalid` with the reason for the person."""
        if isinstance(self.default, float) and type(value) is int:
            value = float(value)
        if type(value) is not type(self.default):
            raise Invalid(
                tr("“{title}” cannot be {value}.", title=self.title or self.key, value=repr(value)),
                field=self.key,
            )
        if self.choices and value not in dict(self.choices):
            raise Invalid(
                tr("“{title}” has no choice {value}.", title=self.title or self.key, value=repr(value)),
                field=self.key,
            )
        if isinstance(value, int | float) and not self._within(value):
            raise Invalid(
                tr("“{title}” must be from {low} to {high}.", title=self.title, low=self.low, high=self.high),
                field=self.key,
            )
        return value

    def _within(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


class Settings(QObject):
    """The values of all settings; `changed(key, value)` is told after a value was kept.

    Lives on the Qt thread. `set_aside` names the unreadable file that was put away at the start, if any.
    """

    changed = Signal(str, object)

    def __init__(
        self,
        path: Path,
        *,
        migrations: Mapping[int, Migration] = MIGRATIONS,
        durable: bool = True,
        beside: bool = False,
    ) -> None:
        """A file that is not `durable` is written without waiting for the disk: for what is written often
        and may be lost in a power cut, such as where the window was. `beside`: the disk, which may take a
        tenth of a second, is waited for on a thread of its own, which `close` ends."""
        super().__init__()
        self._path = path
        self._durable = durable
        self._disk = ThreadPoolExecutor(1, "settings") if beside else None
        self._written = 0
        self._version = max(migrations, default=VERSION - 1) + 1
        self._migrations = migrations
        self._declared: dict[str, Setting[Any]] = {}
        self.set_aside: Path | None = None
        self._values = self._read()

    # -- declaring ------------------------------------------------------------------------------------

    def declare(self, *settings: Setting[Any]) -> None:
        """Make settings known. A second declaration of a key is a bug."""
        for setting in settings:
            known = self._declared.get(setting.key)
            if known is not None and known != setting:
                raise ValueError(f"setting {setting.key!r} is declared twice")
            setting.check(setting.default)
            self._declared[setting.key] = setting

    def declared(self) -> list[Setting[Any]]:
        """All declared settings, in order of declaration."""
        return list(self._declared.values())

    def found(self, text: str) -> list[Setting[Any]]:
        """The settings that are shown whose words contain all words of `text`."""
        return [setting for setting in self.declared() if setting.where and has_all(text, setting.words)]

    # -- values ---------------------------------------------------------------------------------------

    def get(self, setting: Setting[T]) -> T:
        """The value, or the default where there is none or it does not fit any more."""
        try:
            return setting.check(self._values.get(setting.key, setting.default))
        except Invalid:
            _log.warning("setting %s does not fit, its default is used", setting.key)
            return setting.default

    def set(self, setting: Setting[T], value: T) -> None:
        """Keep a value. Raises `Invalid` for one that does not fit, `Unavailable` if it cannot be written."""
        checked = setting.check(value)
        if setting.key in self._values and self._values[setting.key] == checked:
            return
        before = dict(self._values)
        self._values[setting.key] = checked
        try:
            self._write()
        except OSError as problem:
            self._values = before
            raise Unavailable(
                tr("The setting could not be kept: {reason}.", reason=problem.strerror or str(problem)),
                what_now=tr("Make room on the disk or check who may write to {path}.", path=self._path),
            ) from problem
        self.changed.emit(setting.key, checked)

    def reset(self, setting: Setting[T]) -> None:
        """Back to the default."""
        if setting.key in self._values:
            del self._values[setting.key]
            self._write()
            self.changed.emit(setting.key, setting.default)

    def is_default(self, setting: Setting[T]) -> bool:
        return self.get(setting) == setting.default

    # -- the file -------------------------------------------------------------------------------------

    def _read(self) -> dict[str, object]:
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as problem:
            return self._put_away(problem)
        try:
            version, values = self._parsed(text)
        except ValueError as problem:
            return self._put_away(problem)
        for step in range(version, self._version):
            migrate = self._migrations.get(step)
            values = migrate(values) if migrate else values
        return values

    @staticmethod
    def _parsed(text: str) -> tuple[int, dict[str, object]]:
        content = json.loads(text)
        if not isinstance(content, dict) or not isinstance(content.get("values"), dict):
            raise ValueError("not a settings file")
        version = content.get("version")
        if type(version) is not int or version < 0:
            raise ValueError("no version")
        return version, content["values"]

    def _put_away(self, problem: Exception) -> dict[str, object]:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        aside = self._path.with_name(f"{self._path.name}.broken-{stamp}")
        _log.error("settings cannot be read, set aside as %s: %s", aside.name, problem)
        try:
            self._path.rename(aside)
        except OSError as failure:
            _log.error("settings cannot be set aside: %s", failure)
        self.set_aside = aside
        return {}

    def _write(self) -> None:
        content = {"version": self._version, "values": self._values}
        text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        self._written += 1
        temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}-{self._written}.tmp")
        try:
            temporary.write_text(text, encoding="utf-8")
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        if self._disk is None:
            self._put_in_place(temporary)
        else:
            self._disk.submit(self._put_in_place_beside, temporary)

    def _put_in_place(self, temporary: Path) -> None:
        try:
            if self._durable:
                _sync(temporary, os.O_RDWR)
            temporary.replace(self._path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        if self._durable and os.name != "nt":  # where folders can be opened
            _sync(self._path.parent, os.O_RDONLY)

    def _put_in_place_beside(self, temporary: Path) -> None:
        try:
            self._put_in_place(temporary)
        except OSError:
            _log.exception("the settings could not be kept")

    def close(self) -> None:
        """Wait until all is on the disk. Nothing can be kept afterwards."""
        if self._disk is not None:
            self._disk.shutdown()


def _sync(path: Path, flags: int) -> None:
    """Wait until the disk has a file's content, or the names in a folder."""
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

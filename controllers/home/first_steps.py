"""The first steps: what a person who has just come may want to see, and what of it they have seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from app.kernel.settings import Setting, Settings
from models.core.text import tr

SHOWN: Setting[bool] = Setting(key="first_steps.shown", default=True)
DONE: Setting[dict[str, object]] = Setting(key="first_steps.done", default={})


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `action` is the id of the action that shows it."""

    id: str
    title: str
    text: str
    action: str


def steps(key: Callable[[str], str]) -> list[Step]:
    """All of them, in their order; `key` gives the key that an action has now, as it is written."""
    keys = tr("{keys} lists every key, {commands} finds every command.",
              keys=key("keys"), commands=key("commands"))  # fmt: skip
    find = tr("{key} finds videos and commands.", key=key("search"))
    sample = tr("Films, people and talk, removed as one.")
    return [
        Step("drop", tr("Drop a video"), tr("Anywhere in the window, or choose one."), "video.add"),
        Step("find", tr("Find anything"), find, "search"),
        Step("keys", tr("Everything by keyboard"), keys, "keys"),
        Step(
            "account",
            tr("Your account"),
            tr("With a password comes a code that helps when it is forgotten."),
            "account.open",
        ),
        Step("sample", tr("Try a sample world"), sample, "sample.load"),
    ]


class FirstSteps(QObject):
    """Whether they are shown and which are done, kept in the settings. `changed` is told of both."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        settings.declare(SHOWN, DONE)
        self._settings = settings

    @property
    def shown(self) -> bool:
        return self._settings.get(SHOWN)

    @property
    def done(self) -> frozenset[str]:
        """The ids of the steps that have been shown."""
        done: dict[str, object] = self._settings.get(DONE)
        return frozenset(done)

    def mark(self, id_: str) -> None:
        """Keep that a step is done."""
        if id_ not in self.done:
            done: dict[str, object] = dict.fromkeys((*self.done, id_), True)
            self._settings.set(DONE, done)
            self.changed.emit()

    @Slot(str)
    def saw(self, action: str) -> None:
        """An action was done, from wherever: the step that shows it needs no showing any more."""
        for step in steps(str):
            if step.action == action:
                self.mark(step.id)

    def open(self) -> None:
        """Show them again."""
        self._set(shown=True)

    def close(self) -> None:
        """Show them no more, until they are asked for."""
        self._set(shown=False)

    def _set(self, *, shown: bool) -> None:
        if shown != self.shown:
            self._settings.set(SHOWN, shown)
            self.changed.emit()

"""What Home and the help are made of: the manual's place, the first steps, the sample world."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from app.domains import Domain
from app.kernel.actions import Action, Menu
from controllers.home.first_steps import FirstSteps, Step, steps
from controllers.home.sample import Sample
from models.core.text import tr
from views.home.sample_actions import sample_actions
from views.home.workspace import HomeWorkspace
from views.shell.keys import native
from views.shell.window import MainWindow
from views.shell.workspace import Workspace

MANUAL = "manual"


def _manual() -> Workspace:
    from views.manual.workspace import ManualWorkspace

    return ManualWorkspace()


class HomeDesk(QObject):
    """`add_videos` opens the choice of files."""

    def __init__(self, window: MainWindow, sample: Sample, add_videos: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._sample, self._add_videos = window, sample, add_videos
        self._first = FirstSteps(window.services.settings, self)
        window.stack.add_domain(Domain(MANUAL, tr("Manual"), "circle-question-mark", _manual))

    def actions(self) -> list[Action]:
        """All of the help that is not the window's own."""
        return [
            Action(
                id="help.manual",
                title=tr("Manual"),
                handler=lambda: self._window.open_workspace(MANUAL),
                shortcut="Shift+F1",
                menu=Menu.HELP,
                icon="circle-question-mark",
            ),
            Action(
                id="help.first_steps",
                title=tr("First steps"),
                handler=self._open_first_steps,
                menu=Menu.HELP,
                icon="list-checks",
            ),
            *sample_actions(self._sample),
        ]

    def furnish(self, home: HomeWorkspace) -> None:
        """Give Home its card of first steps, and the sample world as its second choice."""
        self._home = home
        home.page.offer_sample(self._sample)
        self._first.changed.connect(self._show_first_steps)
        self._show_first_steps()
        self._window.services.actions.ran.connect(self._first.saw)
        self._window.dropped.connect(partial(self._first.mark, "drop"))

    def _show_first_steps(self) -> None:
        page = self._home.page
        if self._first.shown and page.first_steps is None:
            from views.home.first_steps import FirstStepsCard

            shortcut = self._window.services.actions.shortcut
            known = steps(lambda id_: native(shortcut(id_)))
            page.add_first_steps(FirstStepsCard(self._first, known, self._show_me))
        if page.first_steps is not None:
            page.first_steps.setVisible(self._first.shown)

    def _show_me(self, step: Step) -> None:
        if step.action == "video.add":
            self._add_videos()
        else:
            self._window.services.actions.run(step.action)

    def _open_first_steps(self) -> None:
        self._first.open()
        self._window.open_workspace("home")
        card = self._home.page.first_steps
        if card is not None:
            card.begin()

"""Home as a workspace: it has one place, and hands what is dropped on it to whoever wants it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.core.text import tr
from views.home.page import HomePage
from views.shell.workspace import Workspace
from views.widgets.home_card import HomeProvider


class HomeWorkspace(Workspace):
    """`name` says who is here; `add` opens the choice of files, `take` gets what was dropped."""

    def __init__(
        self,
        providers: Sequence[HomeProvider],
        name: Callable[[], str],
        add: Callable[[], object],
        take: Callable[[Sequence[QUrl]], bool],
    ) -> None:
        super().__init__()
        self._take = take
        self.page = HomePage(providers, name)
        self.page.add_asked.connect(lambda: add())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    def begins(self) -> QWidget:
        return self.page

    def drop(self, urls: Sequence[QUrl]) -> bool:
        return self._take(urls)

    def drop_sentence(self, urls: Sequence[QUrl]) -> str:
        count = len(urls)
        if count == 1:
            return tr("Drop it here. A video is made playable on this computer and stays on it.")
        return tr("Drop {count} files here. Videos are made playable and stay on this computer.", count=count)

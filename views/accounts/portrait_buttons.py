"""Choosing one's picture, and taking it away again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from app.kernel.tasks import Tasks
from controllers.accounts.session import Session
from models.core.errors import PersonError
from models.core.text import tr
from views.accounts.portraits import Portraits
from views.widgets.avatar import Avatar
from views.widgets.buttons import Button, Kind

Store = Callable[[Path], str]
"""Makes a picture of ours of a file, in a child, and gives the blob's name; for a task thread."""


class PortraitButtons(QObject):
    """Two buttons, and the circle that they change."""

    def __init__(self, session: Session, portraits: Portraits, tasks: Tasks, store: Store) -> None:
        super().__init__()
        self._session = session
        self._portraits = portraits
        self._tasks = tasks
        self._store = store
        self._avatar: Avatar | None = None
        self._failed: Callable[[PersonError], None] = lambda _: None
        self.choose_button = Button(tr("Picture…"), icon="image")
        self.remove_button = Button(tr("Remove the picture"), kind=Kind.GHOST)
        self.choose_button.clicked.connect(self._choose)
        self.remove_button.clicked.connect(self._remove)

    def attach(self, avatar: Avatar, failed: Callable[[PersonError], None]) -> list[Button]:
        """Follow the account on this circle, and tell errors there; returns the buttons."""
        self._avatar, self._failed = avatar, failed
        self._portraits.arrived.connect(self._show)
        self._session.changed.connect(self._show)
        self._session.updated.connect(self._show)
        self._show()
        return [self.choose_button, self.remove_button]

    def take(self, path: Path) -> None:
        """Make a file the account's picture."""
        account = self._session.account
        if account is None:
            return

        def stored(blob: str) -> None:
            if self._session.account is not None and self._session.account.id == account.id:
                self._session.set_picture(blob, None, self._failed)

        def broke(error: Exception) -> None:
            if not isinstance(error, PersonError):
                error = PersonError(tr("This picture could not be taken."))
            self._failed(error)

        self._tasks.run(lambda: self._store(path), stored, broke)

    @Slot()
    def _show(self) -> None:
        account = self._session.account
        picture = "" if account is None else account.picture
        self.remove_button.setVisible(bool(picture))
        if self._avatar is not None:
            self._avatar.set_picture(self._portraits.get(picture))

    @Slot()
    def _choose(self) -> None:
        kinds = tr("Pictures") + " (*.jpg *.jpeg *.png *.webp *.avif *.gif *.bmp)"
        window = self.choose_button.window()
        path, _ = QFileDialog.getOpenFileName(window, tr("Choose a picture"), str(Path.home()), kinds)
        if path:
            self.take(Path(path))

    @Slot()
    def _remove(self) -> None:
        self._session.set_picture("", None, self._failed)

"""What is shown where Nonet cannot open its data: what is wrong, and what can be done."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QDateTime, QLocale, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.kernel.opening import RecordProblem, put_back
from models.core.backup import Backup
from models.core.errors import PersonError
from models.core.text import tr
from models.core.units import byte_size
from views.widgets import tokens
from views.widgets.buttons import Button
from views.widgets.labels import Label
from views.widgets.states import State, StateView
from views.widgets.surfaces import ScrollColumn
from views.widgets.tokens import Type

_SHOWN = 5


class ProblemPage(ScrollColumn):
    """The sentence, what to do now, and the backups that could be put in the record's place."""

    def __init__(self, error: Exception, restored: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=tokens.HUGE)
        self._error = error
        self._restored = restored
        self.buttons: list[Button] = []
        self.column.addWidget(problem_view(error))
        self.trouble = Label("", tone="negative", wrap=True)
        self.trouble.setVisible(False)
        if isinstance(error, RecordProblem):
            self._offer(error)
        self.column.addWidget(self.trouble)
        self.column.addStretch()

    def _offer(self, problem: RecordProblem) -> None:
        backups = problem.backups()[:_SHOWN]
        self.column.addWidget(Label(tr("Backups") if backups else tr("There is no backup."), Type.STRONG))
        for backup in backups:
            button = Button(tr("Go back to {backup}", backup=_name(backup)), icon="history")
            button.does(partial(self._put_back, problem, backup))
            self.buttons.append(button)
            self.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _put_back(self, problem: RecordProblem, backup: Backup) -> None:
        try:
            put_back(problem, backup)
        except PersonError as error:
            self.trouble.setText(str(error))
            self.trouble.setVisible(True)
            return
        self._restored()


class ProblemWindow(QWidget):
    """A small window for what goes wrong before there can be the real one."""

    def __init__(self, error: PersonError) -> None:
        super().__init__()
        self.setWindowTitle(QGuiApplication.applicationDisplayName())
        self.resize(tokens.PANEL_WIDTH * 2, tokens.PANEL_WIDTH)
        column = QVBoxLayout(self)
        column.addWidget(problem_view(error))
        button = Button(tr("Close"))
        button.does(self.close)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)


def problem_view(error: Exception) -> StateView:
    """The designed state of an error: its own words, or that it is a bug, with details to copy."""
    details = "".join(traceback.format_exception(error))
    if isinstance(error, RecordProblem):
        details = error.details
    if isinstance(error, PersonError):
        return StateView(State.ERROR, error.sentence, error.what_now, details=details)
    return StateView(
        State.ERROR,
        tr("Something went wrong while your data was being opened. Nothing was changed."),
        tr("Start Nonet again; if it stays, copy the details and report them."),
        details=details,
    )


def _name(backup: Backup) -> str:
    moment = QDateTime.fromSecsSinceEpoch(int(backup.made_at.timestamp()))
    made = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
    return f"{made} ({byte_size(backup.size)})"

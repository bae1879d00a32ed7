"""Where a file is to be written: asked by the dialog of the system, which does not block the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from models.core.text import tr


def ask_csv(parent: QWidget, name: str, do: Callable[[Path], object]) -> None:
    """Ask where `name`.csv is to be, and `do` that."""
    dialog = QFileDialog(parent, tr("Export CSV"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("csv")
    dialog.selectFile(f"{name}.csv")
    dialog.fileSelected.connect(lambda path: do(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()

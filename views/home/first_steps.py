"""The card of first steps on Home: it asks for nothing, and goes for good when it is closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from controllers.home.first_steps import FirstSteps, Step
from models.core.text import tr
from views.widgets import tokens
from views.widgets.buttons import IconButton, link
from views.widgets.labels import ElidedLabel, Label
from views.widgets.states import Mark
from views.widgets.surfaces import Card
from views.widgets.tokens import Weight


class StepRow(QWidget):
    """One step: its number or that it is done, its words, and what shows it."""

    def __init__(self, number: int, step: Step, show: Callable[[Step], object]) -> None:
        super().__init__()
        self.step = step
        self.setFixedHeight(tokens.ROW_DENSE)
        self._number = Label(str(number), tone="dim", tabular=True)
        self._number.setFixedWidth(tokens.ICON_SMALL)
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._done = Mark("circle-check", tokens.ICON_SMALL, "positive")
        self._done.hide()
        self.button = link(tr("Show me"))
        self.button.does(lambda: show(step))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.MEDIUM)
        row.addWidget(self._number)
        row.addWidget(self._done)
        row.addWidget(ElidedLabel(step.title, weight=Weight.MEDIUM))
        row.addWidget(ElidedLabel(step.text, tone="dim"), 1)
        row.addWidget(self.button)

    @property
    def done(self) -> bool:
        return not self._done.isHidden()

    def show_done(self, done: bool) -> None:
        self._number.setHidden(done)
        self._done.setVisible(done)
        name = tr("Show me: {step}, done", step=self.step.title) if done else ""
        self.button.setAccessibleName(name or tr("Show me: {step}", step=self.step.title))


class FirstStepsCard(Card):
    """All steps; `show_step` does what a step is about."""

    def __init__(self, first: FirstSteps, steps: list[Step], show_step: Callable[[Step], object]) -> None:
        super().__init__()
        self._first, self._show_step = first, show_step
        self.setAccessibleName(tr("First steps"))
        self.column.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        self.column.setSpacing(0)
        self.remark = Label(tone="dim", tabular=True)
        self.close_button = IconButton("x", tr("Close the first steps for good"), size=14, side=tokens.WIDE)
        self.close_button.does(first.close)
        head = QHBoxLayout()
        head.setSpacing(tokens.MEDIUM)
        head.addWidget(Mark("sparkles", tokens.ICON_SMALL, "text"))
        head.addWidget(ElidedLabel(tr("First steps"), weight=Weight.SEMIBOLD), 1)
        head.addWidget(self.remark)
        head.addWidget(self.close_button)
        self.column.addLayout(head)
        self.rows = [StepRow(number, step, self._run) for number, step in enumerate(steps, start=1)]
        for row in self.rows:
            self.column.addWidget(row)
        first.changed.connect(self.refresh)
        self.refresh()

    def _run(self, step: Step) -> None:
        self._first.mark(step.id)
        self._show_step(step)

    @Slot()
    def refresh(self) -> None:
        """Show which are done."""
        done = self._first.done
        for row in self.rows:
            row.show_done(row.step.id in done)
        count = sum(row.done for row in self.rows)
        all_ = tr("All done. Help, First steps shows them again.")
        some = tr("{done} of {count} done", done=count, count=len(self.rows))
        self.remark.setText(all_ if count == len(self.rows) else some)

    def begin(self) -> None:
        """Give the keyboard to the first step that is not done."""
        todo = [row for row in self.rows if not row.done]
        (todo or self.rows)[0].button.setFocus(Qt.FocusReason.OtherFocusReason)

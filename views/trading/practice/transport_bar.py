"""How a recording is played: open, back, play, on, speed, the line of its time, and what is wrong with it."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from controllers.trading.recorder import Recorder
from models.core.errors import Invalid
from models.core.text import number, tr
from models.trading.providers.feed import Trouble
from models.trading.replay import MAX_SPEED, SPEEDS
from views.trading.practice.timeline import Timeline, moment_text
from views.widgets import tokens
from views.widgets.buttons import Button, IconButton
from views.widgets.fields import Select
from views.widgets.labels import ElidedLabel, Label
from views.widgets.tokens import Type

_PAIR_WIDE = 120


class TransportBar(QWidget):
    """`open_wanted`: another recording is to be chosen."""

    open_wanted = Signal()

    def __init__(self, recorder: Recorder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recorder = recorder
        self.open = Button(tr("Open…"), icon="folder-open", tip=tr("Open a recording"))
        self.back = IconButton("skip-back", tr("A bar back"))
        self.play = IconButton("play", tr("Play"))
        self.on = IconButton("skip-forward", tr("A bar on"))
        self.speed = Select(tr("Speed"))
        for speed in SPEEDS:
            self.speed.addItem(speed_text(speed), speed)
        self.timeline = Timeline()
        self.moment = Label("", tabular=True)
        self.files = Select(tr("Recording"))
        self.pair = Select(tr("Pair"))
        self.named = QLineEdit()
        self.named.setAccessibleName(tr("Pair of this file"))
        self.named.setToolTip(tr("What this file of bars is of, such as BTC/USDT"))
        self.named.setPlaceholderText(tr("Pair"))
        self.named.setFixedWidth(_PAIR_WIDE)
        self.troubles = ElidedLabel("", Type.CAPTION, tone="dim")
        for button, keys in ((self.back, "Left"), (self.play, "Space"), (self.on, "Right")):
            button.set_tip(button.toolTip(), keys)
        self._lay_out()
        self._connect()
        self.show_state()

    def _lay_out(self) -> None:
        controls, self.about = QHBoxLayout(), QHBoxLayout()
        about = self.about
        for row in (controls, about):
            row.setSpacing(tokens.SMALL)
        for widget in (self.back, self.play, self.on, self.speed):
            controls.addWidget(widget)
        controls.addWidget(self.timeline, 1)
        controls.addWidget(self.moment)
        for each in (self.open, self.files, self.pair, self.named):
            about.addWidget(each)
        about.addWidget(self.troubles, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.MEDIUM, tokens.SMALL)
        column.setSpacing(tokens.TINY)
        column.addLayout(about)
        column.addLayout(controls)

    def _connect(self) -> None:
        recorder = self._recorder
        self.open.does(self.open_wanted.emit)
        self.back.does(lambda: recorder.step(-1))
        self.play.does(recorder.toggle)
        self.on.does(lambda: recorder.step(1))
        self.speed.activated.connect(lambda n: recorder.replay.set_speed(SPEEDS[n]))
        self.timeline.sought.connect(recorder.replay.seek)
        self.files.activated.connect(lambda n: recorder.open(recorder.files[n]))
        self.pair.activated.connect(lambda n: recorder.choose_pair(self.pair.itemText(n)))
        self.named.editingFinished.connect(self._name)
        recorder.changed.connect(self.show_state)

    @Slot()
    def show_state(self) -> None:
        """How it stands now."""
        recorder, replay = self._recorder, self._recorder.replay
        start, end = replay.span
        self.timeline.show_time(start, end, replay.position)
        self.moment.setText(moment_text(replay.position) if start else "")
        if self.play.icon_name != ("pause" if replay.playing else "play"):
            self.play.set_icon("pause" if replay.playing else "play")
            self.play.set_name(tr("Pause") if replay.playing else tr("Play"), "Space")
        self.speed.setCurrentIndex(SPEEDS.index(replay.speed))
        self._show_files()
        _fill(self.pair, recorder.market.pairs, recorder.pair)
        self.pair.setVisible(not recorder.of_bars and len(recorder.market.pairs) > 1)
        self.named.setVisible(recorder.of_bars)
        if not self.named.hasFocus() and self.named.text() != recorder.pair:
            self.named.setText(recorder.pair)
        told = troubles_text(replay.troubles)
        if start and not told:
            told = tr("Nothing is wrong with it so far.")
        self.troubles.setText(told)
        self.troubles.set_tone("warning" if replay.troubles else "dim")

    def _show_files(self) -> None:
        recorder = self._recorder
        _fill(self.files, [path.name for path in recorder.files], recorder.path.name if recorder.path else "")

    def ask_pair(self) -> None:
        """Have the person say what a file of bars is of."""
        self.named.setFocus(Qt.FocusReason.OtherFocusReason)
        self.named.selectAll()

    @Slot()
    def _name(self) -> None:
        try:
            self._recorder.name_pair(self.named.text())
        except Invalid as error:
            self.troubles.setText(str(error))
            self.troubles.set_tone("negative")


def _fill(select: Select, texts: list[str], chosen: str) -> None:
    """Offer these, where they are others than those that are there."""
    if [select.itemText(n) for n in range(select.count())] != texts:
        select.clear()
        select.addItems(texts)
        select.updateGeometry()
    place = texts.index(chosen) if chosen in texts else -1
    if select.currentIndex() != place:
        select.setCurrentIndex(place)


def speed_text(speed: float) -> str:
    """A speed: "100×"."""
    return tr("as fast as it goes") if speed == MAX_SPEED else f"{number(speed)}×"


def troubles_text(troubles: Counter[Trouble]) -> str:
    """What is wrong with a recording: "3 gaps, 12 lines could not be read"; "" for nothing."""

    def said(count: int, one: str, many: str) -> str:
        return (one if count == 1 else many) if count else ""

    def of(*kinds: Trouble) -> int:
        return sum(troubles[kind] for kind in kinds)

    gaps, garbage, doubles = of(Trouble.GAP), of(Trouble.GARBAGE), of(Trouble.DUPLICATE)
    crossed, clock = of(Trouble.CROSSED, Trouble.OLD_SNAPSHOT), of(Trouble.CLOCK)
    parts = (
        said(gaps, tr("1 gap"), tr("{count} gaps", count=gaps)),
        said(garbage, tr("1 line could not be read"), tr("{count} lines could not be read", count=garbage)),
        said(doubles, tr("1 line came twice"), tr("{count} lines came twice", count=doubles)),
        said(crossed, tr("1 book was dropped"), tr("{count} books were dropped", count=crossed)),
        said(clock, tr("the clock went back once"), tr("the clock went back {count} times", count=clock)),
        tr("it ends in the middle") if troubles[Trouble.CUT] else "",
    )
    return ", ".join(part for part in parts if part)

"""What is to be run in a backtest: the strategy, the data, the part of it, money and fees."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from controllers.trading.backtesting import Backtesting, Extent
from controllers.trading.exchange import ExchangeDesk
from controllers.trading.recorder import Recorder
from models.core.errors import Invalid, PersonError
from models.core.text import tr
from models.core.types import to_microseconds
from models.ledger.assets import asset, parse_amount
from models.trading.outside_pair import known_pair
from models.trading.strategy_files import NAMES, title_of, words_of
from views.trading.practice.timeline import local, moment_text
from views.widgets import tokens
from views.widgets.buttons import Button, Kind, link
from views.widgets.fields import CheckBox, Select
from views.widgets.forms import FormRow, place_error
from views.widgets.labels import Label
from views.widgets.surfaces import Hairline, ScrollColumn
from views.widgets.tokens import Type, Weight

WIDE = 300
CANDLES = ("1m", "5m", "15m", "1h", "4h", "1d")
_FORM = "%Y-%m-%d %H:%M:%S"
_FILE = "file:"
_OWN = "own:"
_PPM = 10_000  # of a percent


class BacktestForm(QWidget):
    """`manual_wanted`: the page on strategies is to be shown."""

    manual_wanted = Signal()

    def __init__(
        self, backtests: Backtesting, desk: ExchangeDesk, recorder: Recorder, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._backtests, self._desk, self._recorder = backtests, desk, recorder
        self._files: list[Path] = []
        self._strategies: list[Path] = []
        self._extent: Extent | None = None
        self.setFixedWidth(WIDE)
        self._make_fields()
        self._lay_out()
        self.strategy.activated.connect(self._strategy_chosen)
        self.data.activated.connect(self._data_chosen)
        self.part.toggled.connect(self._show_part)
        self.run.does(self.send)
        desk.changed.connect(self.offer)
        recorder.changed.connect(self.offer)
        self.offer()
        self._strategy_chosen()
        self._show_part()

    # Making it

    def _make_fields(self) -> None:
        self.strategy, self.data = Select(tr("Strategy")), Select(tr("Data"))
        self.interval = Select(tr("Candles of"))
        self.interval.addItems(list(CANDLES))
        self.pair, self.money = QLineEdit(), QLineEdit("10000")
        self.maker, self.taker = QLineEdit("0.1"), QLineEdit("0.1")
        self.part = CheckBox(tr("Only a part of it"))
        self.since, self.until = QLineEdit(), QLineEdit()
        for select in (self.strategy, self.data, self.interval):
            select.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.rows = {
            "strategy": FormRow(tr("Strategy"), self.strategy),
            "file": FormRow(tr("Data"), self.data),
            "interval": FormRow(tr("Candles of"), self.interval),
            "pair": FormRow(tr("Pair"), self.pair, tr("Such as BTC/USDT.")),
            "since": FormRow(tr("From"), self.since),
            "until": FormRow(tr("Until"), self.until),
            "money": FormRow(tr("Money to begin with"), self.money, tr("In the pair's second coin.")),
            "maker": FormRow(tr("Maker's fee in percent"), self.maker),
            "taker": FormRow(tr("Taker's fee in percent"), self.taker),
        }
        self.how = link(tr("What a strategy looks like"))
        self.how.does(self.manual_wanted.emit)
        self.run = Button(tr("Run the backtest"), icon="play", kind=Kind.PRIMARY)
        self.note = Label("", Type.CAPTION, tone="negative", wrap=True)
        self.note.hide()

    def _lay_out(self) -> None:
        column = ScrollColumn(spacing=tokens.MEDIUM, margin=tokens.MEDIUM)
        content = column.column
        content.addWidget(Label(tr("A backtest"), Type.STRONG, weight=Weight.SEMIBOLD))
        content.addWidget(self.rows["strategy"])
        content.addWidget(self.how)
        for name in ("file", "interval", "pair"):
            content.addWidget(self.rows[name])
        content.addWidget(self.part)
        for name in ("since", "until", "money", "maker", "taker"):
            content.addWidget(self.rows[name])
        foot = QVBoxLayout()
        foot.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.MEDIUM, tokens.MEDIUM)
        foot.addWidget(self.note)
        foot.addWidget(self.run)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(column, 1)
        whole.addWidget(Hairline())
        whole.addLayout(foot)

    # What can be chosen

    @Slot()
    def offer(self) -> None:
        """Offer the strategies and the data that there are."""
        strategies = [(title_of(name), name) for name in NAMES]
        strategies += [(path.name, _FILE + str(path)) for path in self._strategies]
        self._fill(self.strategy, [*strategies, (tr("A file of your own…"), "")])
        recordings = dict.fromkeys([*self._files, *([self._recorder.path] if self._recorder.path else [])])
        data = [(path.name, _FILE + str(path)) for path in recordings]
        data += [
            (tr("{pair} of this exchange", pair=pair.pair), _OWN + pair.pair) for pair in self._desk.pairs
        ]
        self._fill(self.data, [*data, (tr("A recording…"), "")])
        self._show_data()

    @staticmethod
    def _fill(select: Select, offered: list[tuple[str, str]]) -> None:
        if [select.itemData(n) for n in range(select.count())] == [value for _, value in offered]:
            return
        chosen = select.currentData()
        select.clear()
        for title, value in offered:
            select.addItem(title, value)
        select.setCurrentIndex(max(0, select.findData(chosen)) if chosen else 0)

    @Slot()
    def _strategy_chosen(self) -> None:
        value = self.strategy.currentData()
        if not value:
            self.strategy.setCurrentIndex(0)
            self._ask(tr("Choose a strategy"), tr("Python files (*.py)"), self.take_strategy)
        chosen = self.strategy.currentData()
        own = tr("It runs in a room of its own, without network and files.")
        self.rows["strategy"].set_hint(words_of(chosen) if chosen in NAMES else own)

    @Slot()
    def _data_chosen(self) -> None:
        if not self.data.currentData():
            self.data.setCurrentIndex(0)
            kinds = "*.gz *.csv *.jsonl *.txt *.log"
            self._ask(tr("Choose a recording"), tr("Recordings ({kinds})", kinds=kinds), self.take_recording)
        self._show_data()

    def _ask(self, title: str, kinds: str, take: Any) -> None:
        dialog = QFileDialog(self, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([kinds, tr("All files (*)")])
        dialog.fileSelected.connect(lambda name: take(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_strategy(self, path: Path) -> None:
        """Choose a file of one's own."""
        if path not in self._strategies:
            self._strategies.append(path)
        self.offer()
        self.strategy.setCurrentIndex(self.strategy.findData(_FILE + str(path)))
        self._strategy_chosen()

    def take_recording(self, path: Path) -> None:
        """Choose a recording."""
        if path not in self._files:
            self._files.append(path)
        self.offer()
        self.data.setCurrentIndex(self.data.findData(_FILE + str(path)))
        self._show_data()

    @property
    def recording(self) -> Path | None:
        """The recording that is chosen; None for the candles of the exchange."""
        value = self.data.currentData() or ""
        return Path(value.removeprefix(_FILE)) if value.startswith(_FILE) else None

    def _show_data(self) -> None:
        path = self.recording
        self.rows["interval"].setVisible(path is None)
        self.rows["pair"].setVisible(path is not None)
        if path is None:
            self._extent = None
            self.rows["file"].set_hint("")
        elif self._extent is None or self._extent.path != path:
            self._extent = None
            self.rows["file"].set_hint(tr("Looking what it is of…"))
            self._backtests.look_into(path, self._looked)

    def _looked(self, extent: Extent) -> None:
        if extent.path != self.recording:
            return
        self._extent = extent
        first, last = moment_text(extent.since), moment_text(extent.until)
        self.rows["file"].set_hint(tr("{first} to {last}", first=first, last=last))
        self.pair.setText(extent.pair)
        for field, moment in ((self.since, extent.since), (self.until, extent.until)):
            field.setText(local(moment).strftime(_FORM))

    def show_error(self, error: PersonError) -> None:
        """Say what is wrong, at its field where there is one."""
        if not place_error(error, self.rows):
            self.note.setText(" ".join(part for part in (error.sentence, error.what_now) if part))
            self.note.show()

    @Slot()
    def _show_part(self) -> None:
        for name in ("since", "until"):
            self.rows[name].setVisible(self.part.isChecked())

    # Sending

    @Slot()
    def send(self) -> None:
        """Run what stands in the form."""
        self.note.hide()
        try:
            self._backtests.start(self.arguments())
        except Invalid as error:
            self.show_error(error)

    def arguments(self) -> dict[str, Any]:
        """What stands in the form, for the job. Raises `Invalid` with the field that is wrong."""
        value = self.strategy.currentData()
        said: dict[str, Any] = {
            "strategy": value.removeprefix(_FILE), "title": self.strategy.currentText(),
            "data": self.data.currentText(), "since": 0, "until": 0, "exchange": "", "interval": "",
            "price": 0, "tick": 0, "lot": 0, "recording": "",
        }  # fmt: skip
        if self.recording is None:
            said |= self._own_candles()
        else:
            if self._extent is None:
                raise Invalid(tr("Nonet is still looking at this file."), field="file")
            pair = self.pair.text().strip().upper()
            known_pair(pair)
            said |= {"recording": str(self.recording), "pair": pair, "price": self._extent.price}
        if self.part.isChecked():
            since, until = moment_of(self.since.text(), "since"), moment_of(self.until.text(), "until")
            if since >= until:
                raise Invalid(tr("The end is before the beginning."), field="until")
            said |= {"since": since, "until": until}
        money = parse_amount(self.money.text(), asset(said["pair"].partition("/")[2]), "money")
        if money <= 0:
            raise Invalid(tr("A strategy needs money to begin with."), field="money")
        fees = {"maker_ppm": percent_ppm(self.maker.text(), "maker"),
                "taker_ppm": percent_ppm(self.taker.text(), "taker")}  # fmt: skip
        return said | {"money": money} | fees

    def _own_candles(self) -> dict[str, Any]:
        pair = self._desk.pair((self.data.currentData() or "").removeprefix(_OWN))
        if pair is None:
            raise Invalid(tr("Choose the data it is to run on."), field="file")
        interval = self.interval.currentText()
        return {
            "pair": pair.pair, "exchange": str(pair.space_id), "interval": interval, "tick": pair.tick,
            "lot": pair.lot, "data": f"{pair.pair} {interval}",
        }  # fmt: skip


def moment_of(text: str, field: str) -> int:
    """A local time that was typed, in ns. Raises `Invalid`."""
    try:
        at = datetime.strptime(text.strip(), _FORM).astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise Invalid(tr("Write a time like 2024-08-31 14:05:00."), field=field) from error
    return to_microseconds(at) * 1_000


def percent_ppm(text: str, field: str) -> int:
    """A percentage that was typed, in millionths; at most ten percent. Raises `Invalid`."""
    bare = text.strip().removesuffix("%").strip().replace(",", ".")
    whole, _, rest = bare.partition(".")
    if not (whole + rest).isdecimal() or not (whole + rest).isascii() or len(rest) > 4 or len(whole) > 2:
        raise Invalid(tr("“{text}” is no percentage.", text=text.strip()[:20]), field=field)
    ppm = int(whole or "0") * _PPM + int(rest.ljust(4, "0"))
    if ppm > 10 * _PPM:
        raise Invalid(tr("A fee is at most 10 %."), field=field)
    return ppm

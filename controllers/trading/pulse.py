"""Whether the exchange that is traded on is alive: simulated participants act while somebody wants it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kernel.actor import Actor
from app.kernel.notices import Notices
from app.kernel.settings import Setting, Settings
from controllers.trading.exchange import ExchangeDesk
from controllers.trading.house import House
from controllers.trading.market_life import MarketLife
from models.core.errors import PersonError
from models.core.text import tr
from models.trading.admitting import Participants, participant
from models.trading.participants import PARTICIPANTS

SECOND_MS = 1000


def life_setting() -> Setting[bool]:
    """Whether simulated participants trade."""
    return Setting(
        key="trade.life",
        default=True,
        title=tr("Simulated participants trade"),
        description=tr("On exchanges that have them, such as the sample world's, once Trade was opened."),
        where=tr("Trade"),
        also=(tr("market"), tr("bots"), tr("simulation")),
    )


class Pulse(QObject):
    """`changed`: the market has begun to live, or has stopped. `beat`: `rate`, what its participants sent in
    the last second, is known anew."""

    changed = Signal()
    beat = Signal()

    def __init__(
        self, actor: Actor, desk: ExchangeDesk, settings: Settings, notices: Notices, parent: QObject,
        house: House | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._actor, self._desk, self._settings, self._notices = actor, desk, settings, notices
        self._wanted = life_setting()
        settings.declare(self._wanted)
        self.life = MarketLife(actor, self, house)
        self.rate = 0
        self._before = 0
        self._second = QTimer(self, interval=SECOND_MS)
        self._second.timeout.connect(self._count)
        self.life.changed.connect(self._lives)
        self.life.failed.connect(self._fail)
        desk.changed.connect(self._follow)
        settings.changed.connect(self._setting_changed)

    @property
    def running(self) -> bool:
        return self.life.running

    @Slot()
    def _lives(self) -> None:
        self.rate, self._before = 0, self.life.sent
        if self.running:
            self._second.start()
        else:
            self._second.stop()
        self.changed.emit()

    @Slot()
    def _count(self) -> None:
        self.rate, self._before = self.life.sent - self._before, self.life.sent
        self.beat.emit()

    @Slot()
    def toggle(self) -> None:
        """Wake the market, or let it rest. The participants are let in where they never were."""
        if self.running:
            self._settings.set(self._wanted, False)
            self.life.stop()
        elif self._desk.joined and self._desk.space_id is not None:
            self._settings.set(self._wanted, True)
            self.life.start(self._desk.space_id)

    @Slot()
    def stop(self) -> None:
        """Let it rest until the next start."""
        self.life.stop()

    @Slot(str, object)
    def _setting_changed(self, key: str, _value: object) -> None:
        if key == self._wanted.key:
            self._follow()

    @Slot()
    def _follow(self) -> None:
        """Where participants were let in before, they go on."""
        space_id = self._desk.space_id
        if space_id is None or not self._desk.joined or not self._settings.get(self._wanted):
            self.life.stop()
            return
        if self.life.space_id == space_id:
            return

        def found(there: tuple[object, ...]) -> None:
            if len(there) == len(PARTICIPANTS) and self._desk.space_id == space_id and not self.running:
                self.life.start(space_id)

        query = Participants(actor=participant(space_id, 0), space_id=space_id)
        self._actor.gateway.ask(query, found, self._fail)

    def _fail(self, error: PersonError) -> None:
        self._notices.error(error, source="trade")

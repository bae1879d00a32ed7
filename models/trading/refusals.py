"""Why an order is refused: each rule by its name, with a sentence that says the limit."""

from __future__ import annotations

from models.core.errors import Conflict, Invalid, NotFound
from models.core.text import tr


class FilterFailed(Invalid):
    """A limit of the pair or the exchange; `rule` is its name as in Binance's public API."""

    def __init__(self, rule: str, sentence: str, *, field: str = "", what_now: str = "") -> None:
        super().__init__(sentence, what_now=what_now, field=field)
        self.rule = rule


class MarketClosed(Conflict):
    """The pair, the exchange, or trading for this person is halted; `rule` says which."""

    def __init__(self, rule: str, sentence: str, *, what_now: str = "") -> None:
        super().__init__(sentence, what_now=what_now)
        self.rule = rule


class OrderRefused(Conflict):
    """The order would do what it must not; `rule` says what."""

    def __init__(self, rule: str, sentence: str, *, field: str = "", what_now: str = "") -> None:
        super().__init__(sentence, what_now=what_now, field=field)
        self.rule = rule


def no_exchange() -> NotFound:
    return NotFound(tr("There is no exchange here."))


def not_joined() -> NotFound:
    return NotFound(tr("You have not joined this exchange."), what_now=tr("Join it first."))


def no_pair(pair: object) -> NotFound:
    return NotFound(tr("The pair “{pair}” is not traded here.", pair=str(pair)[:30]), field="pair")


def no_order(number: object) -> NotFound:
    words = tr("You have no open order {number}.", number=str(number)[:30])
    return NotFound(words, what_now=tr("It may have been filled or cancelled just now."))

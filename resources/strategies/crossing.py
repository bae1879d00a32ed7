"""Buys when the average of the last few prices rises above that of many, and sells when it falls below."""

from collections import deque

from models.trading.strategies import Buy, Sell, Withdraw

FAST, SLOW = 20, 60
EVERY_NS = 1_000_000_000


class Strategy:
    def __init__(self):
        self.prices = deque(maxlen=SLOW)
        self.due = 0

    def on_book(self, look):
        if look.at >= self.due and look.last:
            self.due = look.at + EVERY_NS
            yield from self.decide(look.last, look)

    def on_bar(self, bar, look):
        yield from self.decide(bar.close, look)

    def decide(self, price, look):
        self.prices.append(price)
        if len(self.prices) < SLOW:
            return
        recent = list(self.prices)[-FAST:]
        rising = sum(recent) * SLOW > sum(self.prices) * FAST
        if rising and not look.coins and look.asks:
            yield Buy(look.affordable(look.asks[0][0]))
        elif not rising and look.coins:
            yield Withdraw()
            yield Sell(look.coins)

"""Buys when the price is far below its average, and sells when it has come back to it."""

from collections import deque
from statistics import fmean, stdev

from models.trading.strategies import Buy, Sell

SPAN = 60
FAR = 2.0
EVERY_NS = 1_000_000_000


class Strategy:
    def __init__(self):
        self.prices = deque(maxlen=SPAN)
        self.due = 0

    def on_book(self, look):
        if look.at >= self.due and look.last:
            self.due = look.at + EVERY_NS
            yield from self.decide(look.last, look)

    def on_bar(self, bar, look):
        yield from self.decide(bar.close, look)

    def decide(self, price, look):
        self.prices.append(price)
        if len(self.prices) < SPAN:
            return
        middle, spread = fmean(self.prices), stdev(self.prices)
        if not look.coins and look.asks and price < middle - FAR * spread:
            yield Buy(look.affordable(look.asks[0][0]))
        elif look.coins and price >= middle:
            yield Sell(look.coins)

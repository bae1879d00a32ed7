"""Buys once with all there is, and holds: what any other strategy has to be better than."""

from models.trading.strategies import Buy


class Strategy:
    def __init__(self):
        self.bought = False

    def on_book(self, look):
        return self.begin(look)

    def on_bar(self, bar, look):
        return self.begin(look)

    def begin(self, look):
        if not self.bought and look.asks and look.last:
            self.bought = True
            yield Buy(look.affordable(look.asks[0][0]))

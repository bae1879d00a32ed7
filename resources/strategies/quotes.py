"""Stands on both sides of the book with small orders and lives off the spread, as a market maker does."""

from models.trading.strategies import Buy, Sell, Withdraw

PARTS = 20
EVERY_NS = 1_000_000_000


class Strategy:
    def __init__(self):
        self.due = 0

    def on_book(self, look):
        if look.at < self.due or not (look.bids and look.asks):
            return
        self.due = look.at + EVERY_NS
        yield from self.quote(look.bids[0][0], look.asks[0][0], look)

    def on_bar(self, bar, look):
        step = max(1, bar.close // 1_000)
        yield from self.quote(bar.close - step, bar.close + step, look)

    def quote(self, bid, ask, look):
        yield Withdraw()
        part = look.affordable(bid) // PARTS
        if part:
            yield Buy(part, bid, post_only=True)
        if look.coins:
            yield Sell(min(look.coins, max(part, 1)), ask, post_only=True)

"""Recordings played again, live prices, paper trading and backtests."""

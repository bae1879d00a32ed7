"""Trading: markets, orders and the engine that matches them, balances, positions and market data."""

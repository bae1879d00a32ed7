"""The exchange: markets, orders, matching, and what it owes to whom."""

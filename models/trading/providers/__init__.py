"""Prices from outside: recordings, and public exchanges. No command may know them."""

"""Nonet: views/accounts."""

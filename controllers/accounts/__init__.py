"""Nonet: controllers/accounts."""

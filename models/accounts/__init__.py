"""Nonet: models/accounts."""

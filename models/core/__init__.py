"""Nonet: models/core."""

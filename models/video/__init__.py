"""Nonet: models/video."""

"""Nonet: controllers/video."""

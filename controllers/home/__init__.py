"""Nonet: controllers/home."""

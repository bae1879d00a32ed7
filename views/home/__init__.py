"""Nonet: views/home."""

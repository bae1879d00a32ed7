"""Nonet: views/video."""

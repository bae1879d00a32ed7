"""Nonet: controllers."""

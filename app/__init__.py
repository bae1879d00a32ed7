"""Nonet: app."""

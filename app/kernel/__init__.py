"""Nonet: app/kernel."""

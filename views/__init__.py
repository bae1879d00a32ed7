"""Nonet: views."""

"""Nonet: models."""

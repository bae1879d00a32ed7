"""Nonet: views/widgets."""

"""Nonet: views/shell."""

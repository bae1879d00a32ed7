"""Widgets and item models: how things look and are touched, no rules."""

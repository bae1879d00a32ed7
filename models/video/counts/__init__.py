"""Sums over views and watched stretches, for cards, recommendations and reports."""

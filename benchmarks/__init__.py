"""Nonet: benchmarks."""

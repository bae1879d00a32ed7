"""Nonet: benchmarks.starts, the programs that `benchmarks.startup` starts."""

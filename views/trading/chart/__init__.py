"""The price chart: bars, panes, indicators, drawings, and the hands that work on it."""

"""The catalogue: what lists of videos are chosen and ordered by, and pages of it (docs/decisions/023)."""

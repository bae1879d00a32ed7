"""The list of the notice centre."""

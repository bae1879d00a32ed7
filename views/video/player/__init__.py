"""The player as people see it: surface, controls, keys, mini-player."""

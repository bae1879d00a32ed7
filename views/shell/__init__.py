"""The frame: window, rail, bars, palette, panels, and places."""

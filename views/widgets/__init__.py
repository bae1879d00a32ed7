"""The theme and the widgets that every workspace shares."""

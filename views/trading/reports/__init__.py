"""Reports on pairs and on oneself, and the way from a balance down to what made it."""

"""Comments, reactions, reports and moderation, as every workspace shows them."""

"""Comments, reactions, follows, reports, blocks and moderation: one implementation for every workspace."""

"""The page of Trade and its parts: chart, ladder, tape, depth, order entry, one's own orders."""

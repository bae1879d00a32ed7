"""Behind Trade's page: which exchange, a pair's live market, one's orders, the order that is being made."""

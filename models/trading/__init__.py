"""Trade: markets, orders and the maths of their charts."""

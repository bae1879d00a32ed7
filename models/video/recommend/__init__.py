"""Recommendations: what goes together, what is alike, what is popular and new, and why."""

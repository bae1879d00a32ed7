"""What a person is told of: things that others did, work that ended, their own security. Kept for 90 days."""

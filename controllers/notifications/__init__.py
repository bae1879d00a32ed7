"""What a person is told, and where."""

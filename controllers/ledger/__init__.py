"""What a person does with their wallet."""

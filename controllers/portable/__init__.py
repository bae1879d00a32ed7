"""Taking along everything a person owns, and bringing it back."""

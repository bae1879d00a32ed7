"""QObjects without a picture: what a person means becomes commands and queries."""

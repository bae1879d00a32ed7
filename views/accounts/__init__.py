"""The account panel, and the page that asks who is here."""

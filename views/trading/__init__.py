"""The pages and panels of Trade."""

"""The pages and panels of Video."""

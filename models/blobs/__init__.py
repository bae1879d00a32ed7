"""Nonet: models/blobs."""

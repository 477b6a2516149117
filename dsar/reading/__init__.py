"""Bytes to values, shared by extractors, search and the leak search."""

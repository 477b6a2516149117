"""Invented organisations to try the toolkit on."""

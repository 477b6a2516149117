"""The privacy notice as data: reading it, checking it."""

"""The verbs that join rooms, one a module."""

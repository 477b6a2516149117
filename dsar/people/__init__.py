"""Who else is in the records."""

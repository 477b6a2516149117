"""Who is wanted, and where they stand in the sources."""

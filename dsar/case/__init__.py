"""One request on disk: snapshots, journal, queries."""

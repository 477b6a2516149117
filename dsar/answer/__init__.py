"""From decisions to a delivered answer: gate, release, build, leak search, verification."""

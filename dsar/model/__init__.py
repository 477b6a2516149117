"""The nouns: small frozen types that every room shares, and nothing that does work."""

"""Mappings of products that need no code, one TOML file each."""

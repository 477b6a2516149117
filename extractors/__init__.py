"""The extractors that ship with dsar, one module a format; reached by name, never imported."""

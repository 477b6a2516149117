"""The exporters that ship with dsar, one module a form; reached by name, never imported."""

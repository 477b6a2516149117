"""`python -m dsar`."""

from dsar.cli import main

main()

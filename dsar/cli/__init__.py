"""Words on a terminal; one module a command, no decisions of its own."""


def main() -> None:
    """Run the command line."""

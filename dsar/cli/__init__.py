"""Words on a terminal; one module a command, no decisions of its own."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from dsar.cli.output import fail
from dsar.errors import DsarError, Stopped

COMMANDS = {
    "demo": "the whole journey on an invented company, no question asked",
    "find": "pull one person's records out of the sources",
    "request": "record who asks, when, and how identity was settled",
    "review": "decide in a spreadsheet: write it, read it back",
    "decide": "decide about a person, a finding, a record or the gaps",
    "status": "where the case stands and what blocks an answer",
    "export": "write the answer, if nothing blocks it",
    "verify": "check an answer that was written",
    "leaks": "search files for values that must not be in them",
    "log": "the journal of a case, and whether it is unchanged",
    "register": "check the privacy notice kept as data",
    "plugins": "the extractors and exporters that are installed",
    "doctor": "what works on this machine",
}


class Lazy(click.Group):
    """A group whose commands are imported only when they are called, so that help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of a request's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command's module; it holds a click command named `command`."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"dsar.cli.{cmd_name}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="dsar-toolkit", prog_name="dsar")
@click.option("--debug", is_flag=True, help="Show where in the program an error arose.")
@click.pass_context
def group(ctx: click.Context, debug: bool) -> None:
    """Answer data subject access requests: find one person's records, hide everybody else's
    details, write an answer that people can read.

    Exit status: 0 done, 1 failed, 2 wrong use or configuration, 3 needs a decision first,
    4 a leak was found and nothing written, 5 nothing found, 6 done but some sources were read in
    part, 130 stopped.
    """
    ctx.obj = debug


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    try:
        status = group.main(given, prog_name="dsar", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except (KeyboardInterrupt, click.Abort):
        fail(Stopped("stopped; what was acknowledged is kept, run the same command again to go on"))
    except DsarError as error:
        if debug:
            raise
        fail(error)
    else:
        raise SystemExit(status if isinstance(status, int) else 0)

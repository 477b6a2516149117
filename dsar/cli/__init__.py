"""Words on a terminal; one module a command, no decisions of its own."""

from __future__ import annotations

import os
import re
import sys
import traceback
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import NoReturn

import click

from dsar.cli import output
from dsar.errors import DsarError, Stopped, UsageError

COMMANDS = {
    "demo": "the whole journey on an invented company, no question asked",
    "find": "pull one person's records out of the sources",
    "index": "a blind index of the sources, for repeated searches",
    "request": "record who asks, when, and how identity was settled",
    "review": "decide in the browser, or in a spreadsheet",
    "pictures": "bring a case's pictures to be looked at, without what is written beside them",
    "decide": "decide about a person, a finding, a record or the gaps",
    "deadline": "when an answer is due, and why",
    "status": "where the case stands and what blocks an answer",
    "report": "the search certificate: what was searched, and what came of it",
    "export": "write the answer, if nothing blocks it",
    "plan": "what another right would mean, record by record; carries out nothing",
    "letter": "another letter of a case, or what each sentence of one rests on",
    "verify": "check an answer that was written",
    "leaks": "search files for values that must not be in them",
    "seal": "encrypt a whole case into one file",
    "unseal": "open a sealed case again",
    "purge": "delete the copies of a closed case, with a receipt",
    "log": "the journal of a case, and whether it is unchanged",
    "register": "check the privacy notice kept as data",
    "sources": "what folders and files hold, and the table for dsar.toml that names them",
    "map": "propose and check a mapping for a product nobody has seen",
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
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug, as_json = "--debug" in given, "--json" in given
    given = [one for one in given if one != "--debug"]
    if not debug:
        sys.excepthook = unforeseen
    output.reset()
    try:
        status = group.main(given, prog_name="dsar", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        _misused(error, given, as_json)
    except (KeyboardInterrupt, click.Abort):
        words = "stopped; what was acknowledged is kept, run the same command again to go on"
        output.fail(Stopped(words), as_json)
    except BrokenPipeError:
        # Whoever read our output has gone: nobody is left to be told.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
        raise SystemExit(1) from None
    except (DsarError, OSError) as error:
        if debug:
            raise
        output.fail(error if isinstance(error, DsarError) else refused(error, given), as_json)
    else:
        raise SystemExit(status if isinstance(status, int) else 0)


def _misused(error: click.ClickException, given: list[str], as_json: bool) -> NoReturn:
    """Say how a command is used, without repeating words that may be somebody's address."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        raise SystemExit(error.exit_code)
    words = error.format_message()
    for word in given:
        if not word.startswith("-"):
            words = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", "…", words)
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else "dsar"
    output.fail(UsageError(words, hint=f"{path} --help"), as_json)


def refused(error: OSError, given: list[str]) -> DsarError:
    """What the system refused, with the file's name where it was named on the command line."""
    name = Path(str(error.filename)).name if error.filename else ""
    named = bool(name) and any(name in word for word in given)
    return DsarError(
        f"the system refused: {error.strerror or type(error).__name__}" + (f" ({name})" if named else ""),
        hint="free space and rights on the folders named are the usual reasons; --debug shows the place",
    )


def unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say where a defect showed itself; its message may hold personal data and is not shown."""
    place = "unknown"
    for frame, line in traceback.walk_tb(trace):
        name = str(frame.f_globals.get("__name__", ""))
        if name.split(".")[0] == "dsar":
            place = f"{name}, line {line}"
    click.echo(f"error: something went wrong that was not foreseen: {kind.__name__} in {place}", err=True)
    click.echo("hint: dsar --debug … shows more, which may hold personal data", err=True)

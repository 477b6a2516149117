"""dsar index."""

from __future__ import annotations

from pathlib import Path

import click

from dsar.cli import options
from dsar.cli.output import ProgressLine, print_json, say
from dsar.config import Config
from dsar.errors import UsageError
from dsar.executors import open_executor
from dsar.steps.index import IndexReport, build, drop_index, status

place = click.option(
    "--index",
    "folder",
    type=click.Path(path_type=Path),
    help="Where the index lies, if not beside the cases.",
)


@click.group()
def command() -> None:
    """A blind index of the sources: keyed digests, so that repeated searches need not read everything.

    It pays from several gigabytes or a second request. It is personal data: its key lies beside its
    folder, and dsar index drop removes both. find uses it by itself for files that are unchanged, for
    e-mail addresses, telephone numbers, IP addresses, ids of letters and figures or of six figures and
    more, and names and postal addresses with a word of three letters from a to z. For anything else
    everything is searched.

    Without the key the index names nobody; how often some word stands in the files and together with
    which, it shows. Whoever has the key can ask it for any word.
    """


def folder_of(config: Config, given: Path | None) -> Path:
    """Where the index lies: where the command line says, else beside the cases."""
    return given or config.cases.parent / "index"


@command.command(name="build")
@click.option("--source", "paths", multiple=True, metavar="PATH", help="As for dsar find.")
@click.option("--workers", default="auto", metavar="SPEC", help="As for dsar find.")
@place
@options.config_file
@options.as_json
def build_command(
    paths: tuple[str, ...], workers: str, folder: Path | None, config_file: Path | None, as_json: bool
) -> None:
    """Index what is new or changed. What was done counts when it is stopped; run it again to go on."""
    config = options.configured(config_file)
    sources = options.sources_of(config, paths)
    if not sources:
        raise UsageError("there is nothing to index", hint="give --source PATH, or write a dsar.toml")
    progress = ProgressLine()
    with open_executor(workers) as executor:
        made = build(folder_of(config, folder), sources, executor=executor, on_progress=progress)
    progress.done()
    _show(made, as_json)


@command.command(name="status")
@place
@options.config_file
@options.as_json
def status_command(folder: Path | None, config_file: Path | None, as_json: bool) -> None:
    """What the index holds, and how large it is."""
    _show(status(folder_of(options.configured(config_file), folder)), as_json)


@command.command(name="drop")
@place
@options.config_file
@options.as_json
def drop_command(folder: Path | None, config_file: Path | None, as_json: bool) -> None:
    """Remove the index and its key."""
    gone = drop_index(folder_of(options.configured(config_file), folder))
    if as_json:
        print_json({"files": 0, "pieces": 0, "bytes": 0, "index_bytes": 0, "removed": gone})
    else:
        say(f"{gone:,} files of the index removed, its key included.")


def _show(made: IndexReport, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "files": made.files, "searched": made.searched, "pieces": made.pieces, "bytes": made.bytes,
                "index_bytes": made.index_bytes, "added": made.added,
            }
        )  # fmt: skip
        return
    share = made.index_bytes / made.bytes if made.bytes else 0
    say(
        f"{made.files:,} files, {made.pieces:,} pieces, {made.bytes:,} bytes; the index takes "
        f"{made.index_bytes:,} bytes ({share:.1%}). {made.searched:,} files are searched every time."
    )

"""dsar find."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dsar.case.case import Case
from dsar.case.found import Found
from dsar.cli import options
from dsar.cli.find_document import document
from dsar.cli.output import ProgressLine, print_json, say, table
from dsar.config import Config
from dsar.errors import UsageError
from dsar.executors import open_executor
from dsar.model.findings import Standing
from dsar.model.records import GAP_REASONS
from dsar.model.register import Register
from dsar.model.sources import Source
from dsar.register.reading import load
from dsar.steps.cases import open_or_create
from dsar.steps.find import FindReport, find
from dsar.steps.sources import unconfirmed

if TYPE_CHECKING:
    from dsar.steps.index import Index


@click.command()
@options.who
@click.option(
    "--source",
    "paths",
    multiple=True,
    metavar="PATH",
    help="A file, folder or address (sftp://…) to search instead of dsar.toml's sources.",
)
@options.case_ref
@options.config_file
@click.option("--register", "register_file", type=click.Path(path_type=Path), help="The register to use.")
@click.option("--records-only", is_flag=True, help="Leave other people to the next run.")
@click.option("--hash", "hashed", is_flag=True, help="Keep the SHA-256 of every file that is searched.")
@click.option("--no-deep", "shallow", is_flag=True, help="Faster: look through the usual encodings only.")
@click.option("--no-index", is_flag=True, help="Search every file, whatever the index knows.")
@click.option("--index", "index_folder", type=click.Path(path_type=Path), help="Where the index lies.")
@click.option(
    "--workers",
    default="auto",
    metavar="SPEC",
    help="auto, inline, threads:N, processes:N or dask:tcp://HOST:8786.",
)
@click.option("--text", "with_text", is_flag=True, help="With --json: add the records' texts.")
@options.by
@options.as_json
def command(
    emails: tuple[str, ...],
    names: tuple[str, ...],
    phones: tuple[str, ...],
    ids: tuple[str, ...],
    paths: tuple[str, ...],
    ref: str,
    config_file: Path | None,
    register_file: Path | None,
    records_only: bool,
    shallow: bool,
    hashed: bool,
    no_index: bool,
    index_folder: Path | None,
    workers: str,
    with_text: bool,
    by: str,
    as_json: bool,
) -> int:
    """Pull one person's records out of the sources, into a case.

    Opens a case when --case names none. Identifiers may come from stdin (--email -), so that they
    stay out of the shell's history. Running it again changes nothing that was decided.
    """
    config = options.configured(config_file)
    wanted = options.identifiers(emails, names, phones, ids)
    sources = options.sources_of(config, paths)
    _refuse_nothing(wanted or ref, sources)
    place, progress = register_file or config.register, ProgressLine()
    register = load(place) if place else None
    case = open_or_create(config.cases, ref, by=by)
    index = None if no_index or shallow else _index(config, index_folder)
    with open_executor(workers) as executor:
        report = find(
            case,
            sources,
            wanted,
            register=register,
            model=config.model,
            records_only=records_only,
            deep=not shallow,
            hashed=hashed,
            index=index,
            executor=executor,
            on_progress=progress,
        )
    progress.done()
    kept_back = _kept_back(case, report.found, register) if with_text else frozenset[str]()
    _tell(report, sources, index, as_json=as_json, with_text=with_text, kept_back=kept_back)
    return report.status


def _kept_back(case: Case, found: Found, register: Register | None) -> frozenset[str]:
    """Records whose text is not printed, because who is named to read legal advice reads it first (HS-06)."""
    from dsar.answer.stops import kept_from  # loaded where texts are asked for: most searches start without

    lawyers, reader = (register.lawyers, register.reads_privileged) if register else ((), "")
    return kept_from(case.by, case.state(), found, lawyers, reader)


def _refuse_nothing(whom: object, sources: tuple[Source, ...]) -> None:
    if not whom:
        raise UsageError("there is nobody to look for", hint="dsar find --email ADDRESS --source PATH")
    if not sources:
        raise UsageError("there is nowhere to look", hint="give --source PATH, or write a dsar.toml")


def _tell(
    report: FindReport,
    sources: tuple[Source, ...],
    index: Index | None,
    *,
    as_json: bool,
    with_text: bool,
    kept_back: frozenset[str],
) -> None:
    """What was found, whether the index could not be asked, and presets that no genuine file confirmed."""
    if index:
        _tell_what_it_lacks(report.found)
    for name in unconfirmed([one for one in sources if not one.url], report.found.files):
        say(f"warning: the preset {name} was never read with a genuine file: see dsar map check FILE")
    if as_json:
        print_json(document(report, sources, with_text=with_text, kept_back=kept_back))
    else:
        _show(report)


def _tell_what_it_lacks(found: Found) -> None:
    from dsar.steps.index import not_covered

    if kinds := not_covered(found.identifiers):
        say(f"note: the index does not cover every {' and '.join(kinds)}: everything was searched")


def _index(config: Config, given: Path | None) -> Index | None:
    """The index, where there is one; one that cannot be used is said, and everything is searched."""
    folder = given or config.cases.parent / "index"
    if given is None and not folder.exists():
        return None
    from dsar.steps.index import load_index  # and this where there is an index

    try:
        return load_index(folder)
    except UsageError as problem:
        say(f"warning: {problem.message}; everything is searched ({problem.hint})")
        return None


def _show(report: FindReport) -> None:
    found = report.found
    head = ("source", "files", "pieces", "about", "candidates", "copies", "referred", "unread", "gaps")
    table(
        (
            (
                line.label or line.source, line.files, line.pieces, line.about, line.candidate,
                line.duplicate, line.referred, line.unread, line.gaps,
            )
            for line in found.ledger
        ),
        head,
    )  # fmt: skip
    about = sum(line.about for line in found.ledger)
    total = sum(line.bytes for line in found.ledger)
    say(f"\n{report.case}: {about:,} pieces about the person; every one of {total:,} bytes is accounted for.")
    _show_rest(found)


def _show_rest(found: Found) -> None:
    candidates = sum(line.candidate for line in found.ledger)
    if candidates:
        say(f"{candidates:,} more may be: a person has to confirm or reject each (dsar review).")
    if found.gaps:
        reasons = sorted({gap.reason for gap in found.gaps})
        what = "1 gap" if len(found.gaps) == 1 else f"{len(found.gaps):,} gaps"
        say(f"{what}, read in part: " + "; ".join(GAP_REASONS.get(one, one) for one in reasons))
    if found.suggestions:
        say(
            f"{len(found.suggestions):,} other identifiers stand beside the person's: dsar status --suggested"
        )
    if found.detected:
        people = sum(one.standing is not Standing.SUBJECT for one in found.persons)
        say(f"{len(found.findings):,} passages may be about {people:,} other people. Next: dsar review")
        if not found.names_detected:
            say("warning: names in free text are NOT detected by a model, only names known elsewhere.")
    if not found.kept:
        say("Nothing was found. That is an answer too: dsar export writes it.")

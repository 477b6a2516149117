"""Every deliberate error, each with the exit status the command line answers with.

A message says what was being done, to which source and place, and what to do next; it never
carries a record's text or anybody's data, because messages end up in terminals and logs.
"""

from __future__ import annotations

from collections.abc import Sequence


class DsarError(Exception):
    """Something went wrong that the toolkit foresaw: one sentence, and what to do about it."""

    exit_status = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(DsarError):
    """A command or call that cannot be carried out as it was written."""

    exit_status = 2


class ConfigError(UsageError):
    """A mistake in `dsar.toml` or a register: the file, the line and the mend."""

    def __init__(self, message: str, *, file: str, line: int = 0, hint: str = "") -> None:
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}: {message}", hint=hint)
        self.file = file
        self.line = line


class IdentifierError(UsageError):
    """A value that is not an identifier of its kind. The value itself is not repeated."""


class CaseError(DsarError):
    """A case that cannot be opened or trusted: missing, damaged, or not what its journal says."""


class NeedsDecision(DsarError):
    """A person has to decide something first; `blockers` names each thing, one line each."""

    exit_status = 3

    def __init__(self, message: str, blockers: Sequence[str], *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.blockers = tuple(blockers)


class LeakFound(DsarError):
    """A hidden value was found in what was about to leave. Nothing was written.

    `hits` are (file, place, form) and never the value.
    """

    exit_status = 4

    def __init__(self, message: str, hits: Sequence[tuple[str, str, str]], *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.hits = tuple(hits)


class Stopped(DsarError):
    """The run was interrupted; what was acknowledged is kept."""

    exit_status = 130


NOTHING_FOUND = 5
"""Exit status of a search that found nothing and read everything."""

READ_IN_PART = 6
"""Exit status of work that was done although some sources were read in part; wins over 5."""

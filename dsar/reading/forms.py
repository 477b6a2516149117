"""The forms in which a value can stand in a file, numbered: what the leak search looks through.

Text is decoded rather than values encoded: time grows with the text alone, and forms inside forms
(JSON in JSON, percent twice, base64 of quoted-printable) come out by decoding again.

Chance. Bytes that are not surely text are searched only for values of `LONG` bytes or more: among
1e8 random bytes, four offsets and 5,000 values in four guises each (as it is, backwards, ROT13,
digits in one run), 8 bytes agree by chance with a probability of 1e8 * 4 * 2e4 * 256**-8 = 4.3e-7 a
bundle, below one in a million. A short stretch of base64 or hex counts as text from `SURE` bytes:
0.37**24 = 4e-11 of random stretches are printable throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dsar.reading import disguised, encoded

LONG = 8
"""Bytes that a value needs to be looked for in bytes that may not be text."""

SURE = 24
"""Bytes that a decoded stretch needs to count as text."""

DEPTH = 3
"""How many encodings deep a value is followed."""

Rewrite = Callable[[str], Iterator[str]]
Runs = Callable[[str], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a value can stand in a file.

    `rewrite` gives a text with this encoding undone; the first result is decoded further, unless
    the form `drops` something that other forms may stand in. `runs` gives the bytes of stretches in
    it. A form with neither is found by opening the file.
    """

    number: int
    name: str
    words: str
    rewrite: Rewrite | None = field(default=None, repr=False)
    drops: bool = False
    runs: Runs | None = field(default=None, repr=False)


FORMS: tuple[Form, ...] = (
    Form(1, "plain", "as it is written, across line folds and white space"),
    Form(2, "case", "in other case: capitals, small letters, title"),
    Form(3, "base64", "base64 at each alignment, URL-safe, wrapped", runs=encoded.base64_runs),
    Form(4, "quoted-printable", "quoted-printable, soft breaks too", rewrite=encoded.without_soft_breaks),
    Form(5, "HTML entities", "decimal, hexadecimal and named", rewrite=encoded.without_entities),
    Form(6, "JSON escapes", "\\u, \\x and short escapes, nested too", rewrite=encoded.without_escapes),
    Form(7, "PDF text", "the text of a page of a PDF"),
    Form(8, "PDF metadata", "information and XMP of a PDF"),
    Form(9, "percent", "percent encoding, once or twice", rewrite=encoded.without_percent),
    Form(10, "UTF-16", "either byte order, whole files or stretches"),
    Form(11, "zip member", "in a member of an archive, its name or a comment"),
    Form(12, "file name", "in the name of a file or folder"),
    Form(13, "PDF objects", "strings, annotations and streams of a PDF, superseded ones too"),
    Form(14, "hexadecimal", "two digits a byte", runs=encoded.hex_runs),
    Form(15, "header words", "encoded words of mail headers, B and Q", runs=encoded.header_words),
    Form(16, "split by tags", "with markup between its letters", rewrite=encoded.without_tags, drops=True),
    Form(17, "CSV cells", "with doubled quotes", rewrite=encoded.without_doubled_quotes),
    Form(18, "Unicode forms", "decomposed or compatibility letters, soft hyphens, zero-width joints"),
    Form(19, "compressed", "gzip or deflate"),
    Form(20, "single-byte text", "cp1252 or Latin-1"),
    Form(21, "plus for blank", "as forms write blanks", rewrite=encoded.without_plus, drops=True),
    Form(22, "UTF-7", "shifted runs", rewrite=disguised.without_utf7, drops=True),
    Form(23, "UTF-32", "either byte order, whole files or stretches"),
    Form(24, "CSS escapes", "\\5a and its blank", rewrite=disguised.without_css_escapes, drops=True),
    Form(
        25,
        "RFC 2231",
        "parameters of mail headers in numbered parts",
        rewrite=disguised.without_continuations,
    ),
    Form(26, "uuencode", "between begin and end", runs=disguised.uuencoded),
    Form(27, "yEnc", "between =ybegin and =yend", runs=disguised.yencoded),
    Form(28, "PDF strings", "octal, hexadecimal, UTF-16, split in a TJ", runs=disguised.pdf_strings),
    Form(29, "digits", "digits spelled out, or parted otherwise", rewrite=disguised.with_digits, drops=True),
    Form(30, "reversed", "backwards"),
    Form(31, "ROT13", "letters moved by thirteen"),
    Form(32, "raw deflate", "deflate without a header (RFC 1951)"),
)
"""One planted leak per row is the negative control in the tests. Add a row, add a plant."""

BY_NAME = {form.name: form for form in FORMS}
_REWRITES = tuple(form for form in FORMS if form.rewrite)
_RUNS = tuple(form for form in FORMS if form.runs)
_WHOLE = ("header words", "uuencode", "PDF strings")
"""Runs that say themselves that they are encoded, and so are text however short."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it can be read: `form` undone to get it, and whether it is surely text."""

    form: str
    text: str = field(repr=False)
    sure: bool = True


def readings(text: str, form: str = "plain", sure: bool = True, depth: int = 0) -> Iterator[Reading]:
    """A text as it stands, then with encodings undone, one after the other, until nothing changes.

    Raises `OverflowError` where a compressed stretch is too large to be opened.
    """
    yield Reading(form, text, sure)
    last = text
    for turn in range(DEPTH):
        before = last
        for one in _REWRITES:
            assert one.rewrite is not None
            # What drops something is tried on the text as it came, and once all else is undone.
            given = (before if turn == 0 else last) if one.drops else last
            variants = [undone for undone in one.rewrite(given) if undone != given]
            yield from (Reading(one.name, undone, sure) for undone in variants)
            last = variants[0] if variants and not one.drops else last
        if last == before:
            break
    if depth < DEPTH:
        yield from _from_runs(text, sure, depth)
        if last != text:
            yield from _from_runs(last, sure, depth)


def _from_runs(text: str, sure: bool, depth: int) -> Iterator[Reading]:
    for one in _RUNS:
        assert one.runs is not None
        texts: dict[bool, list[str]] = {True: [], False: []}
        short: list[bytes] = []
        least = 0 if sure and one.name in _WHOLE else SURE
        for raw in one.runs(text):
            if len(raw) < least and raw[:1] not in b"x\x1f":
                short.append(raw)
                continue
            for read in byte_texts(raw, one.name, least=least, depth=depth + 1):
                texts[read.sure].append(read.text)
        texts[False] += _short_texts(b"\n".join(short))
        for certain, found in texts.items():
            if found:
                yield from readings("\n".join(found), one.name, certain, depth + 1)


def _short_texts(joined: bytes) -> Iterator[str]:
    """Many short stretches at once, none of them surely text; most are no text at all."""
    if joined:
        yield joined.decode("utf-8", "replace")
        yield joined.decode("cp1252", "replace")
    for wide, _ in encoded.wide_texts(joined):
        yield wide


def byte_texts(raw: bytes, form: str = "plain", *, least: int = 0, depth: int = 0) -> Iterator[Reading]:
    """Bytes as texts: UTF-8, else cp1252; UTF-16 where there are NULs; opened where compressed.

    A whole file (`least` 0) that is valid UTF-8 is surely text; a stretch is where it has `least`
    bytes, decodes and holds no control characters. Raises `OverflowError` where a compressed stream
    is too large to be opened.
    """
    most = encoded.INNER if depth else encoded.LARGEST
    if depth < DEPTH and (inner := encoded.opened_stream(raw, most)) is not None:
        name = "compressed" if form == "plain" else form
        yield from byte_texts(inner, name, depth=depth + 1)
    elif not least and depth < DEPTH and (inner := encoded.inflated(raw, most)) is not None:
        yield from byte_texts(inner, "raw deflate", depth=depth + 1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "surrogateescape")
        single = "single-byte text" if form == "plain" else form
        yield Reading(single, text, len(raw) >= 2 * least and encoded.readable(text))
    else:
        yield Reading(form, text, not least or (len(raw) >= least and encoded.readable(text)))
    for wide, certain in encoded.wide_texts(raw):
        if wide:
            yield Reading("UTF-16" if form == "plain" else form, wide, certain)
    for widest, certain in encoded.widest_texts(raw):
        if widest:
            yield Reading("UTF-32" if form == "plain" else form, widest, certain)

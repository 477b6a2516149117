"""An answer locked for one recipient: a page that unlocks itself, or a ZIP with AES-256.

The passphrase is made here, shown once and kept nowhere. It never travels with what it opens.
"""

from __future__ import annotations

import hashlib
import secrets
from importlib import import_module
from pathlib import Path
from typing import Any

from dsar.answer.locked_page import WITHOUT_PAGE, locked_page
from dsar.answer.manifest import BUNDLE
from dsar.errors import UsageError

PAGE, ARCHIVE = "OPEN-ME.html", f"{BUNDLE}-locked.zip"
LOCKED = {"html": PAGE, "zip": ARCHIVE}
"""Ways to lock an answer, and the file that each writes."""

ROUNDS = 1_000_000
"""Rounds of PBKDF2-HMAC-SHA-256: at least 600,000 (OWASP, 2023)."""

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and figures that are not taken for one another: 31, so 4.95 bits each."""

LENGTH = 20
"""Characters of a passphrase: 99 bits."""

_EXTRA = "pip install 'dsar-toolkit[locked]'"


def passphrase() -> str:
    """A new passphrase of 99 bits, in groups of five."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(drawn[n : n + 5] for n in range(0, LENGTH, 5))


def check(kind: str) -> None:
    """Raise `UsageError` where an answer cannot be locked that way on this machine."""
    if kind not in LOCKED:
        raise UsageError(f"{kind!r} is not a way to lock an answer", hint="--locked html or --locked zip")
    _library(kind)


def lock(folder: Path, kind: str, secret: str) -> Path:
    """Write the locked file of an answer's folder beside its archive; the file.

    What was typed is compared without hyphens, blanks and capitals. Every call gives other bytes.
    """
    archive = (folder / f"{BUNDLE}.zip").read_bytes()
    plain = "".join(filter(str.isalnum, secret.lower())).encode()
    target = folder / LOCKED[kind]
    if kind == "zip":
        _lock_zip(target, archive, secret.encode())
        return target
    first = folder / BUNDLE / "START-HERE.html"
    start = first.read_bytes() if first.is_file() else WITHOUT_PAGE.encode()
    salt = secrets.token_bytes(16)
    cipher = _library("html").AESGCM(hashlib.pbkdf2_hmac("sha256", plain, salt, ROUNDS, 32))
    page, whole = (_sealed(cipher, content) for content in (start, archive))
    target.write_bytes(locked_page(start.decode(), salt=salt, page=page, whole=whole, rounds=ROUNDS))
    return target


def _sealed(cipher: Any, content: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    sealed: bytes = cipher.encrypt(nonce, content, None)
    return nonce + sealed


def _lock_zip(target: Path, archive: bytes, secret: bytes) -> None:
    """One inner archive with a neutral name: names and sizes inside an AES ZIP stay visible."""
    pyzipper = _library("zip")
    with pyzipper.AESZipFile(target, "w", compression=pyzipper.ZIP_STORED) as out:
        out.setpassword(secret)
        out.setencryption(pyzipper.WZ_AES, nbits=256)
        out.writestr(f"{BUNDLE}.zip", archive)


def _library(kind: str) -> Any:
    name = "pyzipper" if kind == "zip" else "cryptography.hazmat.primitives.ciphers.aead"
    try:
        return import_module(name)
    except ImportError:
        raise UsageError(f"locking as {kind} needs {name.partition('.')[0]}", hint=_EXTRA) from None

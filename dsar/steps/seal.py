"""seal: a case as one encrypted file (age), and back. An open case can be read by whoever has the disk."""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from dsar.answer.locked import passphrase
from dsar.case.case import JOURNAL, Case
from dsar.case.files import private_opener, put_in_place, sync_folder
from dsar.errors import CaseError, UsageError

SUFFIX = ".age"
_EXTRA = "pip install 'dsar-toolkit[sealed]'"


def seal(case: Case, recipients: Sequence[str] = ()) -> tuple[Path, str]:
    """Encrypt a case's folder into `REF.age` beside it, then remove the folder.

    `recipients` are age public keys (`age1…`). Without any a new passphrase is made and returned: it
    is kept nowhere. With it, the sealed file is opened and compared before anything is removed.
    The removed files are deleted, not shredded: disk encryption is what protects their remains.
    Raises `UsageError` where a sealed file is there already, a key is none or pyrage is missing, and
    `CaseError` where the journal does not hold.
    """
    pyrage = _pyrage()
    target = case.folder.with_name(case.folder.name + SUFFIX)
    if target.exists():
        raise UsageError(f"{target.name} is there already")
    if not case.verify().ok:
        raise CaseError(
            f"the journal of {case.ref} does not hold; nothing was sealed", hint="dsar log --verify"
        )
    packed = _packed(case.folder)
    secret = ""
    if recipients:
        sealed = pyrage.encrypt(packed, [_key(pyrage, one) for one in recipients])
    else:
        secret = passphrase()
        sealed = pyrage.passphrase.encrypt(packed, secret)
        if pyrage.passphrase.decrypt(sealed, secret) != packed:
            raise CaseError("what was sealed does not open again; nothing was removed")
    unfinished = target.with_name(target.name + ".part")
    with open(unfinished, "wb", opener=private_opener) as file:
        file.write(sealed)
    put_in_place(unfinished, target)
    shutil.rmtree(case.folder)
    sync_folder(target.parent)
    return target, secret


def unseal(sealed: Path, *, secret: str = "", identity: Path | None = None) -> Case:
    """Open a sealed case into its folder beside it, check its journal, then remove the sealed file.

    `identity` is an age key file. Raises `UsageError` for a wrong passphrase or key, or where the
    folder is there already; then nothing has changed.
    """
    pyrage = _pyrage()
    folder = sealed.with_name(sealed.name.removesuffix(SUFFIX))
    if not sealed.name.endswith(SUFFIX) or not sealed.is_file():
        raise UsageError(f"there is no sealed case {sealed.name}")
    if folder.exists():
        raise UsageError(f"the case {folder.name} is open already")
    try:
        packed = _opened(pyrage, sealed.read_bytes(), secret, identity)
    except pyrage.DecryptError:
        raise UsageError("that passphrase or key does not open it; nothing was changed") from None
    unfinished = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(unfinished, filter="data")
    if not Case(unfinished).verify().ok:
        shutil.rmtree(unfinished)
        raise CaseError("the journal inside does not hold; the sealed file was kept")
    unfinished.rename(folder)
    sync_folder(folder.parent)
    sealed.unlink()
    return Case.open(folder)


def _opened(pyrage: Any, raw: bytes, secret: str, identity: Path | None) -> bytes:
    if identity is None:
        return bytes(pyrage.passphrase.decrypt(raw, secret))
    lines = identity.read_text(encoding="utf-8").splitlines()
    keys = [line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")]
    try:
        known = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except pyrage.IdentityError:
        known = []
    if not known:
        raise UsageError(f"{identity.name} holds no age key")
    return bytes(pyrage.decrypt(raw, known))


def _packed(folder: Path) -> bytes:
    """The folder as one archive whose entries say nothing of who made them."""
    if not (folder / JOURNAL).is_file():
        raise CaseError("there is no journal to seal")
    out = io.BytesIO()

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        return entry if entry.isfile() or entry.isdir() else None

    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(folder.rglob("*")):
            archive.add(path, path.relative_to(folder).as_posix(), recursive=False, filter=plain)
    return out.getvalue()


def _key(pyrage: Any, text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise UsageError("that is not an age public key", hint="it begins with age1 (age-keygen)") from None


def _pyrage() -> Any:
    try:
        return import_module("pyrage")
    except ImportError:
        raise UsageError("sealing needs pyrage", hint=_EXTRA) from None

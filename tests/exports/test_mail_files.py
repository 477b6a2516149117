"""Messages as files: a mail program's reader gives back what the answer shows, whatever it holds."""

from __future__ import annotations

import email
import email.message
import email.policy
from pathlib import Path

import pytest

from dsar import plugins

from .hostile import OURS
from .releases import everyday, release, released
from .test_json_tables import TEXTS


def written(records: list[object], folder: Path) -> dict[str, bytes]:
    """What the exporter writes for these records, by path."""
    paths = plugins.exporter("mail").write(release(records), folder)  # type: ignore[arg-type]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def opened(raw: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def text_of(message: email.message.EmailMessage) -> str:
    body = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    payload = body.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8", "surrogatepass")


def test_every_message_is_a_file_with_its_attachments(tmp_path: Path) -> None:
    records = list(everyday().records)
    files = written(list(records), tmp_path)
    assert len(files) == sum(record.kind == "mail" for record in records)
    with_files = [raw for raw in files.values() if opened(raw).is_multipart()]
    assert len(with_files) == sum(record.kind == "attachment" for record in records)
    names = [part.get_filename() for part in opened(with_files[0]).walk() if part.get_filename()]
    assert names == ["R0041-photo-list-txt.txt"]


@pytest.mark.parametrize("text", TEXTS)
def test_bodies_are_exact(text: str, tmp_path: Path) -> None:
    (raw,) = written([released(1, fields={"from": "a@x.example", "text": text or "x"})], tmp_path).values()
    if "\udc80" not in text:
        assert text_of(opened(raw)) == (text or "x")


@pytest.mark.parametrize("text", OURS)
def test_nothing_gets_out_of_a_header(text: str, tmp_path: Path) -> None:
    hostile = f"{text}\r\nBcc: evil@evil.example\n\nbody"
    names = ("from", "to", "cc", "subject", "date", "message_id", "references")
    record = released(1, fields={**dict.fromkeys(names, hostile), "text": "x"})
    (raw,) = written([record], tmp_path).values()
    message = opened(raw)
    assert raw.isascii()
    assert "bcc" not in {name.lower() for name in message}
    assert text_of(message) == "x"


def test_hidden_addresses_lead_nowhere_and_keep_their_labels(tmp_path: Path) -> None:
    record = released(
        1,
        fields={
            "from": "[person 4 · name] <[person 4 · e-mail address]>",
            "to": "Zoë Field <rosa@x.example>, [hidden · e-mail address]",
            "subject": "Zürich [person 4 · name] " * 9,
            "text": "x",
        },
    )
    (raw,) = written([record], tmp_path).values()
    message = opened(raw)
    assert message["from"] == '"[person 4 · name]" <person-4@hidden.invalid>'
    assert str(message["to"]) == (
        'Zoë Field <rosa@x.example>, "[hidden · e-mail address]" <hidden@hidden.invalid>'
    )
    assert message["subject"] == ("Zürich [person 4 · name] " * 9).strip()


def test_the_same_record_gives_the_same_bytes(tmp_path: Path) -> None:
    records = list(everyday().records)
    assert written(list(records), tmp_path / "a") == written(list(records), tmp_path / "b")


def test_attachments_are_text_or_named_as_not_included(tmp_path: Path) -> None:
    picture = released(2, "attachment", parent="R0001", fields={"name": "a.png", "media_type": "image/png"})
    made = release([released(1), picture, released(3, "attachment", parent="R0001")])
    paths = list(plugins.exporter("attachments").write(made, tmp_path))
    assert [path.name for path in paths] == ["R0003.txt", "attachments.csv"]
    assert paths[0].read_bytes().decode("utf-8-sig") == "one\ntwo\n"
    table = paths[1].read_bytes().decode("utf-8-sig")
    assert '"R0002"' in table
    assert "may show other people" in table

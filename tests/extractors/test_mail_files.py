"""Mail one message a file: what the file says besides the message."""

from __future__ import annotations

import pytest

from dsar import plugins
from dsar.testing import read
from tests.extractors.samples import MAIL, emlx


def test_apples_file_gives_the_message_and_what_mail_knows() -> None:
    found = read(plugins.extractor("emlx")(), "5.emlx", emlx())
    (message,) = found.records
    assert message.fields["subject"] == "Printer"
    assert message.fields["text"] == "It jams."
    assert message.fields["mail.flags"] == "1"
    assert found.gaps == ()


def test_a_count_that_lies_is_told() -> None:
    found = read(plugins.extractor("emlx")(), "5.emlx", b"9999      \n" + MAIL)
    assert [one.reason for one in found.gaps] == ["truncated"]
    assert found.records[0].fields["text"] == "It jams."


FLAGS = {
    "1.2.host:2,RS": "replied, seen",
    "1.2.host!2,S": "seen",
    "1.2.host;2,Fa": "flagged, a",
    "1.eml": None,
}


@pytest.mark.parametrize("name", FLAGS)
def test_a_maildirs_flags_are_read_whatever_sign_stands_before_them(name: str) -> None:
    (message,) = read(plugins.extractor("eml")(), name, MAIL).records
    assert message.fields.get("flags") == FLAGS[name]

"""Logs: whoever is named, in whatever spelling, on whichever line of several."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsar import plugins
from dsar.config import source_at
from dsar.errors import UsageError
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.model.sources import Source
from dsar.steps.find import search
from dsar.testing import Reading, accounted, read
from tests.extractors import samples

SHARED = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
ALICE = Identifier.of("email", "alice.marlowe@harbour.example")


def reading(extractor: str, text: str, **options: object) -> Reading:
    return read(plugins.extractor(extractor)(options), "a.log", text.encode())


def test_every_spelling_of_syslog_gives_host_program_and_message() -> None:
    records = reading("syslog", samples.SYSLOG).records
    assert [one.fields["program"] for one in records[:2]] == ["postfix/smtpd", "postfix/qmgr"]
    assert records[0].when
    assert str(records[0].when.utc) == "2026-11-02 09:15:00+00:00"
    assert str(records[5].fields["message"]).endswith("ssh2\ntwo lines")
    (user,) = records[5].parties
    assert {(one.kind, one.value) for one in user.identifiers} == {
        ("username", "amarlowe"),
        ("ip", "203.0.113.7"),
    }


def test_all_lines_of_a_message_are_found_by_who_is_named_on_one(tmp_path: Path) -> None:
    (tmp_path / "mail.log").write_text(samples.SYSLOG)
    found, _ = search([source_at(tmp_path, set())], [ALICE])
    kept = [one.record for one in found.kept if one.bucket is Bucket.ABOUT]
    assert {one.fields["queue"] for one in kept} == {"7EE668039"}
    assert len(kept) == 4
    assert all(one.value != "bo@bakery.example" for one in found.identifiers), (
        "the other end is somebody else"
    )


def test_a_line_without_a_year_gets_the_files(tmp_path: Path) -> None:
    path = tmp_path / "auth.log"
    path.write_text("Dec 31 23:59:00 web sshd[1]: a\nMar  1 00:00:00 web sshd[1]: b\n")
    stamp = datetime(2026, 3, 2, tzinfo=UTC).timestamp()
    os.utime(path, (stamp, stamp))
    found, _ = search([source_at(tmp_path, set())], [Identifier.of("name", "web")])
    moments = sorted(str(one.record.when.utc)[:10] for one in found.kept if one.record.when)
    assert moments == ["2025-12-31", "2026-03-01"]
    assert {one.record.when.assumption for one in found.kept if one.record.when} == {"guessed"}


def test_a_year_may_be_stated() -> None:
    (record,) = reading("syslog", "Mar  1 00:00:00 web sshd[1]: b\n", year=2019).records
    assert record.when
    assert str(record.when.utc) == "2019-03-01 00:00:00+00:00"


def test_columns_of_a_w3c_log_may_change_and_its_date_stand_above() -> None:
    first, second = reading("w3c", samples.IIS).records
    assert first.when
    assert second.when
    assert [str(one.when.utc) for one in (first, second) if one.when] == [
        "2026-11-02 09:15:00+00:00", "2026-11-03 09:15:00+00:00",
    ]  # fmt: skip
    assert first.fields["cs-uri-query"] == "email=alice.marlowe@harbour.example"
    assert first.fields["cs(User-Agent)"] == "Mozilla/5.0 (X11)"
    assert {one.role for one in first.parties} == {"client", "user"}
    assert second.fields["sc-status"] == "404"


def test_load_balancers_are_read_by_a_preset() -> None:
    found = reading("lines", samples.ALB)
    (record,) = found.records
    assert record.fields["request"] == "GET https://www.example.com:443/?e=a@h.example HTTP/1.1"
    assert [one.identifiers[0].value for one in record.parties] == ["203.0.113.7"]
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("form", "line", "fields"),
    [
        (
            '%h %l %u %t "%r" %>s %b "%{X-Forwarded-For}i"',
            r'203.0.113.7 - al [02/Nov/2026:09:15:00 +0000] "GET /\"x HTTP/1.1" 200 5 "198.51.100.1"',
            {"ip": "203.0.113.7", "user": "al", "status": "200", "x_forwarded_for": "198.51.100.1"},
        ),
        (
            '$remote_addr - $remote_user [$time_local] "$request" $status rt=$request_time',
            '203.0.113.7 - al [02/Nov/2026:09:15:00 +0000] "GET / HTTP/1.1" 200 rt=0.1',
            {"ip": "203.0.113.7", "user": "al", "request": "GET / HTTP/1.1", "request_time": "0.1"},
        ),
    ],
    ids=["apache", "nginx"],
)
def test_a_servers_own_format_is_enough(form: str, line: str, fields: dict[str, str]) -> None:
    found = reading("lines", line + "\n", log_format=form)
    (record,) = found.records
    assert {name: record.fields[name] for name in fields} == fields
    assert record.when
    assert str(record.when.utc) == "2026-11-02 09:15:00+00:00"
    assert found.gaps == ()


def test_a_line_that_does_not_fit_is_kept_and_told() -> None:
    found = reading("lines", "something else\n", pattern=r"(?P<ip>\S+) ok")
    assert [one.fields for one in found.records] == [{"line": "something else"}]
    assert [one.reason for one in found.gaps] == ["malformed"]


def test_a_pattern_that_cannot_be_read_is_named() -> None:
    with pytest.raises(UsageError, match="pattern"):
        plugins.extractor("lines")({"pattern": "("})


def test_event_logs_name_users_and_places() -> None:
    pytest.importorskip("evtx")
    path = SHARED / "logs-evtx" / "new-user-security.evtx"
    if not path.is_file():
        pytest.skip("the shared fixtures are not here")
    records = read(plugins.extractor("evtx")(), path.name, path.read_bytes()).records
    assert all(one.when and one.when.utc and one.fields["System.Computer"] for one in records)
    assert {one.role for record in records for one in record.parties} >= {"user"}


CHATS = {
    "[15-01-20 02:22:56] Mary: hi\n": ("Mary", "hi", "2020-01-15 02:22:56+00:00"),
    "01/30/2019, 08:49 p. m. - John: x\n": ("John", "x", "2019-01-30 20:49:00+00:00"),
    "15.04.2016, 15:04 - Ash: a: b\n": ("Ash", "a: b", "2016-04-15 14:04:00+00:00"),
    "\u200e[2026-11-02, 09:15:00] Al: \u200e<attached: a.jpg>\n": (
        "Al",
        "<attached: a.jpg>",
        "2026-11-02 09:15:00+00:00",
    ),
}


@pytest.mark.parametrize("line", CHATS)
def test_chats_are_read_in_every_locale(line: str) -> None:
    (record,) = reading("whatsapp", line).records
    moment = record.when.utc if record.when else None
    assert (record.fields["sender"], record.fields["text"], str(moment)) == CHATS[line]


def test_the_order_of_day_and_month_comes_from_the_whole_chat() -> None:
    system, first, second = reading("whatsapp", samples.CHAT).records
    assert "sender" not in system.fields
    assert first.fields["text"] == "It jams.\nAnd it smells: badly."
    assert [str(one.when.utc)[:10] for one in (first, second) if one.when] == ["2026-11-02"] * 2
    assert second.parties[0].identifiers[0].value == "+447700900123"


@given(st.binary(max_size=200))
def test_no_bytes_make_a_log_reader_raise(raw: bytes) -> None:
    for name in ("syslog", "w3c", "lines", "whatsapp", "contacts", "calendar"):
        extractor = plugins.extractor(name)()
        extractor.recognises(raw, "a")
        accounted(read(extractor, "a", raw), raw)


def test_sources_of_logs_are_detected(tmp_path: Path) -> None:
    from dsar.search.detecting import detect

    made = {"syslog": samples.SYSLOG, "w3c": samples.IIS, "lines": samples.ALB, "whatsapp": samples.CHAT}
    made |= {"contacts": samples.CARDS, "calendar": samples.DIARY}
    assert {name: detect(text.encode(), "x.txt") for name, text in made.items()} == {
        name: name for name in made
    }
    assert Source("a", tmp_path).extractor == ""

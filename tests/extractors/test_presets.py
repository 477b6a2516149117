"""Presets: none is called confirmed without a genuine file that it reads; each fits its own columns."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dsar import plugins
from dsar.config import source_at
from dsar.model.identifiers import Identifier
from dsar.model.ledger import Bucket
from dsar.model.records import Record
from dsar.reading import presets
from dsar.search.detecting import detect
from dsar.steps.find import search
from dsar.testing import read

SHARED = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
PRESETS = presets.presets()
OUR_OWN = {"invoices", "marketing"}
"""Sheets of our own sample, no product's."""

GENUINE = {
    "aws_alb": "logs-cdn-lb/alb.log",
    "aws_s3": "logs-cdn-lb/s3.log",
    "slack_messages": "chat-slack/testarchive.zip",
    "slack_users": "chat-slack/testarchive.zip",
    "teams_messages": "chat-teams/messages_excerpt.json",
    "teams_users": "chat-teams/usersList.json",
    "teamviewer_connections": "logs-remote-access/Connections.txt",
    "cloudtrail": "logs-cloudtrail/218007301253_CloudTrail_us-east-1_20230710T1205Z_1dM7GQM67kudSyGD.json",
    "freshdesk_contacts": "tickets-freshdesk/contacts.json",
    "freshdesk_conversations": "tickets-freshdesk/conversations.json",
    "freshdesk_tickets": "tickets-freshdesk/ticket_1.json",
    "github_issues": "tickets-github/created.payload.json",
    "azure_activity": "logs-cloud-other/azure_activity_log.jsonl",
    "caddy_access": "logs-json/caddy_json.log",
    "gocardless_payments": "billing-gocardless/payments.json",
    "gocardless_customers": "billing-gocardless/customers.json",
    "gocardless_mandates": "billing-gocardless/mandates.json",
    "jira_issues": "tickets-jira/issues_in_sprint.json",
    "m365_audit": "logs-o365/microsoft_audit_log.jsonl",
    "mailchimp": "marketing-mailchimp/unsubscribed.csv",
    "quickbooks_customers": "billing-quickbooks/customers.yml",
    "salesforce_accounts": "crm-salesforce/insertAccountCsv.csv",
    "shopify_customers": "billing-shopify/customer.json",
    "shopify_orders": "billing-shopify/order.json",
    "stripe_objects": "billing-stripe/fixtures3.json",
}
"""For each preset a file that its product wrote."""


def genuine(preset: str) -> list[Record]:
    """The records of a preset's file, read with it."""
    path = SHARED / GENUINE[preset]
    if not path.is_file():
        pytest.skip("the shared fixtures are not here")
    content, name = path.read_bytes(), path.name
    inner = unwrapped(preset, content)
    if inner is not None:
        content, name = json.dumps(inner).encode(), "a.json"
    extractor = plugins.extractor(detect(content[:65_536], name))({"preset": preset})
    return list(read(extractor, name, content).records)


def unwrapped(preset: str, content: bytes) -> Any:
    """What a product wrote, out of the test cassette, rule or library that it is kept in; None for a file of its own."""
    if preset.startswith("gocardless"):
        answers = json.loads(content).values()
        found = [one for answer in answers for one in answer["body"].values()]
        rows: list[object] = [one for held in found for one in (held if isinstance(held, list) else [held])]
        return rows
    if preset.startswith("slack"):
        with zipfile.ZipFile(io.BytesIO(content)) as export:
            days = [name for name in export.namelist() if re.search(r"/\d{4}-\d\d-\d\d\.json$", name)]
            name = "users.json" if preset == "slack_users" else days[0]
            return json.loads(export.read(next(one for one in export.namelist() if one.endswith(name))))
    if not GENUINE[preset].endswith(".yml"):
        return None
    kept = pytest.importorskip("yaml").safe_load(content)
    answers = [json.loads(one["response"]["body"]["string"]) for one in kept["http_interactions"]]
    return next(one for one in answers if "Customer" in one["QueryResponse"])


@pytest.mark.parametrize("preset", sorted(GENUINE))
def test_a_confirmed_preset_reads_a_genuine_file(preset: str) -> None:
    records, mapping = genuine(preset), PRESETS[preset]
    assert records
    fitting = [
        one
        for one in records
        if mapping.fits(one.fields) or mapping.subject or mapping.text or mapping.pattern
    ]
    assert fitting, "no row of the file has the preset's columns"
    assert {one.kind for one in records} == {mapping.kind}
    assert any(one.when for one in records) or preset in ("salesforce_accounts", "slack_users", "teams_users")
    named = {who.role for one in records for who in one.parties}
    assert {party.role for party in mapping.parties} & named


def test_only_what_read_a_genuine_file_is_confirmed() -> None:
    confirmed = {name for name, one in PRESETS.items() if not one.unconfirmed} - OUR_OWN
    assert confirmed == set(GENUINE)


@pytest.mark.parametrize("name", sorted(set(PRESETS) - OUR_OWN))
def test_a_preset_says_where_it_comes_from(name: str) -> None:
    one = PRESETS[name]
    assert one.source_url.startswith("https://")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", one.last_checked)


@pytest.mark.parametrize("name", sorted(name for name, one in PRESETS.items() if one.detect))
def test_a_table_with_a_presets_columns_is_read_with_it(name: str) -> None:
    assert presets.fitting(PRESETS[name].detect)[0] == name
    assert presets.fitting(PRESETS[name].detect[1:])[0] != name


def found_by(folder: Path, email: str) -> list[Record]:
    found, _ = search([source_at(folder, set())], [Identifier.of("email", email)])
    return [one.record for one in found.kept if one.bucket is Bucket.ABOUT]


def test_a_ticket_that_names_an_id_is_found_by_the_address(tmp_path: Path) -> None:
    (tmp_path / "contacts.json").write_text(
        '[{"id": 7, "name": "Alice Marlowe", "email": "alice.marlowe@harbour.example", "language": "en",'
        ' "time_zone": "London", "helpdesk_agent": false},'
        ' {"id": 8, "name": "Bo Nilsson", "email": "bo@bakery.example", "language": "en",'
        ' "time_zone": "London", "helpdesk_agent": false}]'
    )
    ticket = (
        '{"id": %d, "requester_id": %d, "responder_id": 1, "subject": "Printer", "source": 2, "spam": false,'
        ' "status": 2, "created_at": "2026-11-02T09:00:00Z"}'
    )
    (tmp_path / "tickets.json").write_text("[" + ticket % (101, 7) + "," + ticket % (102, 8) + "]")
    records = found_by(tmp_path, "alice.marlowe@harbour.example")
    tickets = [one for one in records if one.kind == "ticket"]
    assert [one.fields["id"] for one in tickets] == [101]
    assert tickets[0].fields["status"] == "Open (2)"
    requester = next(one for one in tickets[0].parties if one.role == "requester")
    assert requester.name == "Alice Marlowe"


def test_an_orders_further_lines_stay_with_it(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        "Name,Email,Financial Status,Lineitem name,Created at,Billing Phone\n"
        "#1001,alice.marlowe@harbour.example,paid,Cable,2026-05-01 10:00:00 +0200,'+447700900123\n"
        "#1001,,,Toner,2026-05-01 10:00:00 +0200,\n"
        "#1002,bo@bakery.example,paid,Cable,2026-05-02 10:00:00 +0200,\n"
    )
    (order,) = found_by(tmp_path, "alice.marlowe@harbour.example")
    assert (order.fields["Lineitem name"], order.fields["row 2.Lineitem name"]) == ("Cable", "Toner")
    assert order.fields["Billing Phone"] == "+447700900123"
    assert order.when
    assert str(order.when.utc) == "2026-05-01 08:00:00+00:00"


def test_a_table_without_a_header_is_read_by_name() -> None:
    columns = PRESETS["sage_50_customers"].columns
    cells = {
        "A/C": "HARB01",
        "Name": "Harbour Dental",
        "Contact Name": "Alice Marlowe",
        "E-mail": "alice@h.example",
    }
    row = ",".join(cells.get(name, "") for name in columns)
    extractor = plugins.extractor("table")({"preset": "sage_50_customers"})
    records = read(extractor, "customers.csv", f"{row}\n{row}\n".encode()).records
    assert [one.fields["E-mail"] for one in records] == ["alice@h.example"] * 2
    (party, *_) = records[0].parties
    assert (party.role, party.name, len(party.identifiers)) == ("customer", "Alice Marlowe", 2)


def test_json_in_a_cell_is_read_and_its_times_are_utc() -> None:
    event = '{""CreationTime"":""2026-05-18T21:13:33"",""ClientIP"":""203.0.113.5"",""MailboxOwnerUPN"":""a@h.example""}'
    content = (
        f'CreationDate,UserIds,Operations,AuditData\n5/18/2026,a@h.example,MailItemsAccessed,"{event}"\n'
    )
    (record,) = read(plugins.extractor("table")(), "audit.csv", content.encode()).records
    assert record.fields["AuditData.ClientIP"] == "203.0.113.5"
    assert "AuditData" not in record.fields
    assert record.when
    assert str(record.when.utc) == "2026-05-18 21:13:33+00:00"
    assert {one.role for one in record.parties} >= {"user", "mailbox"}


def test_repeated_comment_columns_are_records_of_their_own() -> None:
    content = (
        "Issue key,Issue id,Summary,Created,Comment,Comment,Reporter\n"
        "DESK-1,1,Printer,03/Sep/26 9:05 AM,03/Sep/26;acc-9;It jams; again,04/Sep/26;acc-8;Mended,Alice Marlowe\n"
    )
    issue, first, second = read(plugins.extractor("table")(), "jira.csv", content.encode()).records
    assert (issue.fields["subject"], issue.kind) == ("Printer", "ticket")
    assert not any(name.startswith("Comment") for name in issue.fields)
    assert (first.fields["text"], first.fields["author_id"], first.parent) == (
        "It jams; again",
        "acc-9",
        issue.id,
    )
    assert second.fields["text"] == "Mended"
    assert issue.when
    assert str(issue.when.utc) == "2026-09-03 08:05:00+00:00"


PHP = (
    'a:3:{s:9:"your-name";s:13:"Alice Marlowe";s:10:"your-email";s:15:"alice@h.example";s:4:"body";s:2:"Hi";}'
)
SHAPES: dict[str, tuple[str, object]] = {
    "chargebee_customers": ("customers.json", {"list": [{"customer": {
        "id": "c1", "first_name": "Alice", "last_name": "Marlowe", "email": "alice@h.example", "created_at": 1788426000,
        "object": "customer", "billing_address": {"city": "Leeds"}}}]}),
    "chargebee_invoices": ("invoices.json", {"list": [{"invoice": {
        "id": "i1", "customer_id": "c1", "date": 1788426000, "billing_address": {"first_name": "Alice", "email": "alice@h.example"}}}]}),
    "helpscout_conversations": ("a.json", {"_embedded": {"conversations": [{
        "id": 9, "number": 1, "subject": "Printer", "mailboxId": 3, "createdAt": "2026-09-03T09:00:00Z",
        "createdBy": {"id": 4, "type": "customer", "first": "Alice", "last": "Marlowe", "email": "alice@h.example"},
        "_embedded": {"threads": [{"id": 1, "body": "<p>It jams</p>", "createdAt": "2026-09-03T09:00:00Z",
                                   "createdBy": {"id": 4, "first": "Alice", "email": "alice@h.example"}}]}}]}}),
    "helpscout_customers": ("b.json", {"_embedded": {"customers": [{
        "id": 4, "firstName": "Alice", "lastName": "Marlowe", "photoType": "default", "createdAt": "2026-09-03T09:00:00Z",
        "_embedded": {"emails": [{"id": 1, "value": "alice@h.example"}], "phones": [{"id": 1, "value": "07700 900123"}]}}]}}),
    "matomo_visits": ("visits.json", [{
        "idVisit": 1, "visitorId": "abc123def4567890", "visitIp": "203.0.113.7", "userId": "alice@h.example",
        "lastActionTimestamp": 1788426000, "actionDetails": [{"url": "https://h.example/", "timestamp": 1788426000}]}]),
    "cfdb7_forms": ("forms.json", [{"form_id": 1, "form_post_id": 7, "form_value": PHP, "form_date": "2026-09-03 10:00:00"}]),
    "flamingo_messages": ("inbound.csv", "subject,from_name,from_email,your-message,date\nHi,Alice Marlowe,alice@h.example,x,2026-09-03 10:00\n"),
    "sage_accounting_contacts": ("contacts.csv", "Reference,Company Name,Main Contact Name,Main Contact Email\nH1,Harbour,Alice Marlowe,alice@h.example\n"),
    "xero_contacts_csv": ("c.csv", "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAddressLine1\nHarbour,H1,alice@h.example,Alice,Marlowe,1 Quay\n"),
    "xero_invoices_json": ("i.json", {"Invoices": [{
        "InvoiceID": "i1", "InvoiceNumber": "INV-1", "Date": "/Date(1788426000000+0000)/",
        "Contact": {"ContactID": "x1", "Name": "Alice Marlowe", "EmailAddress": "alice@h.example"}}]}),
    "stripe_customers_csv": ("c.csv", "id,Email,Name,Created (UTC),Delinquent\ncus_1,alice@h.example,Alice Marlowe,2026-09-03 09:00,false\n"),
    "tawk_tickets": ("t.json", [{"event": "ticket:create", "time": "2026-09-03T09:00:00Z", "requester": {
        "name": "Alice Marlowe", "email": "alice@h.example"}, "ticket": {"id": "a", "humanId": 4, "subject": "Printer", "message": "It jams"}}]),
    "connectwise_contacts": ("contacts.json", [{"id": 4, "firstName": "Alice", "lastName": "Marlowe", "communicationItems": [
        {"type": "Email", "value": "alice@h.example"}, {"type": "Direct", "value": "07700 900123"}],
        "_info": {"lastUpdated": "2026-09-03T09:00:00Z"}}]),
    "salesforce_emails": ("EmailMessage.csv", "Id,ParentId,FromAddress,ToAddress,TextBody,MessageDate\n1,500A,alice@h.example,desk@d.example,It jams,2026-09-03T09:00:00Z\n"),
    "paypal_activity": ("p.csv", '\ufeffDate,Time,TimeZone,Name,From Email Address,To Email Address,Transaction ID\n03/09/2026,10:00:00,BST,Alice Marlowe,alice@h.example,desk@d.example,T1\n'),
}  # fmt: skip
"""Rows in the shape that a product's documentation gives; everybody in them is invented."""


@pytest.mark.parametrize("preset", sorted(SHAPES))
def test_what_the_documentation_shows_is_read(preset: str, tmp_path: Path) -> None:
    name, content = SHAPES[preset]
    (tmp_path / name).write_text(
        content if isinstance(content, str) else json.dumps(content), encoding="utf-8"
    )
    records = found_by(tmp_path, "alice@h.example")
    assert records, "nobody was found"
    first = records[0]
    assert {one.kind for one in records} == {PRESETS[preset].kind}
    roles = {party.role for party in PRESETS[preset].parties}
    assert roles & {party.role for one in records for party in one.parties}
    if PRESETS[preset].when:
        assert first.when
        assert first.when.utc
        assert first.when.utc.isoformat() == "2026-09-03T09:00:00+00:00"
        assert first.when.assumption in ("explicit", "configured")
    if "Marlowe" in str(content) and preset not in ("chargebee_invoices", "cfdb7_forms"):
        assert "Alice Marlowe" in {party.name for one in records for party in one.parties}


def test_names_and_messages_of_a_conversation_are_its_own(tmp_path: Path) -> None:
    name, content = SHAPES["helpscout_conversations"]
    (tmp_path / name).write_text(json.dumps(content))
    conversation, message = found_by(tmp_path, "alice@h.example")
    assert message.parent == conversation.id
    assert message.fields["text"] == "It jams"
    assert conversation.thread == ()


SPECIFIED = {
    "xero_contacts": ("billing-xero-spec/xero_accounting.yaml", "/Contacts", "get"),
    "xero_invoices_json": ("billing-xero-spec/xero_accounting.yaml", "/Invoices", "get"),
    "intercom_conversations": ("chat-intercom-spec/api.intercom.io.yaml", "/conversations", "get"),
}
"""Presets whose vendor shows an answer in its specification: no export, so they stay unconfirmed."""


@pytest.mark.parametrize("preset", sorted(SPECIFIED))
def test_a_vendors_own_example_is_read(preset: str) -> None:
    yaml = pytest.importorskip("yaml")
    file, path, verb = SPECIFIED[preset]
    if not (SHARED / file).is_file():
        pytest.skip("the shared fixtures are not here")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    responses = yaml.load((SHARED / file).read_bytes(), Loader=loader)["paths"][path][verb]["responses"]
    told = (responses.get("200") or responses[200])["content"]["application/json"]
    example = told.get("example") or told["examples"]["successful"]["value"]
    records = read(plugins.extractor("json")(), "a.json", json.dumps(example, default=str).encode()).records
    mapping = PRESETS[preset]
    fitting = [one for one in records if one.kind == mapping.kind and one.parties]
    assert fitting
    assert {party.role for party in mapping.parties} & {who.role for one in fitting for who in one.parties}
    assert any(one.when and one.when.utc for one in fitting)
    assert mapping.unconfirmed


def test_patterns_of_lines_are_found_without_reading_every_preset() -> None:
    held = [one for one in PRESETS.values() if one.pattern]
    assert len(held) >= 3
    assert list(presets.of_lines()) == held

"""Zendesk exports: tickets, their comments, and the users and organisations they name.

A ticket names people by id only; the users file says who they are. It is read first, so that a
ticket is found by the e-mail address of whoever asked, and so that its reader sees names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from dsar.model.identifiers import Identifier, try_identifier
from dsar.model.records import Gap, Link, Party, Record, Value
from dsar.model.sources import Part, Piece
from dsar.plugins import Extractor
from dsar.reading.blocks import holds
from dsar.reading.cuts import Buffer, Cut, Lines, Span, Stretch, narrowed, passed_over, wide
from dsar.reading.dates import when
from dsar.reading.flat import TooDeep, flatten, parse_piece
from dsar.reading.html_text import to_text
from dsar.reading.objects import JsonElements
from dsar.reading.text import decode

_TICKET = re.compile(rb'"submitter_id"\s*:')
_REQUEST = re.compile(rb'"requester_id"\s*:')
_USER = re.compile(
    rb'"(?:restricted_agent|last_login_at|shared_agent|ticket_restriction|default_group_id)"\s*:'
)
_COMMENT = re.compile(rb'"author_id"\s*:')
_NAMED = re.compile(rb'"ticket(?:_id)?"\s*:')
_HOME = re.compile(rb"zendesk\.com", re.IGNORECASE)
_ORGANISATION = re.compile(rb'"(?:shared_tickets|domain_names)"\s*:')
_BOM = b"\xef\xbb\xbf"
_ROLES = {
    "requester_id": "requester",
    "submitter_id": "submitter",
    "assignee_id": "assignee",
    "author_id": "author",
}
_OPENS = re.compile(rb"(?:\xef\xbb\xbf)?+[ \t\r\x0b\x0c]*+\{")
_LINE = 2**24
"""In how many bytes the first line has to end where there is an object a line."""

_BESIDE = re.compile(r"(?:(?P<above>.*)\.)?ticket(?:_id)?", re.DOTALL)
_LABELLED = re.compile(r"(?:^|[.\]])(\d{1,18})\.(?:comments|audits|events)\b")
_CALLED = re.compile(
    r"(?:^|[/_\-. ])(?:ticket[_\- ]?)?(\d{1,18})[/_\-. ]+comments?\b"
    r"|comments?[/_\-. ]+(?:(?:of|for)[_\- ])?(?:ticket[_\- ]?)?(\d{1,18})(?=\.|$)",
    re.IGNORECASE,
)
_LISTS = {"collaborator_ids": "collaborator", "follower_ids": "follower", "email_cc_ids": "cc"}


class ZendeskElements(Cut):
    """Objects of an array or envelope, or one a line.

    What an envelope says of the ticket (`"ticket_id": 7`, `"ticket": {…}`) explains the elements beside it.
    """

    def stretches(self, content: Buffer) -> Iterator[Stretch]:
        """Lines where the first line is an object by itself, else elements."""
        if _is_lines(content):
            yield from Lines().stretches(content)
            return
        told = _told(content)
        for one in JsonElements().stretches(content):
            above = one.label.rpartition(".")[0]
            explained = one.role == "piece" and above in told and not _BESIDE.fullmatch(one.label)
            yield replace(one, head=told[above]) if explained else one

    def spans(self, content: Buffer, size: int) -> Iterator[Span]:
        """Those of lines or elements; a single one where an envelope explains elements."""
        if _is_lines(content):
            yield from Lines().spans(content, size)
        else:
            yield from super().spans(content, size) if _told(content) else JsonElements().spans(content, size)

    def within(self, content: Buffer, span: Span) -> Iterator[Stretch]:
        """The lines or elements of a span."""
        if _is_lines(content):
            yield from Lines().within(content, span)
        elif _is_whole(content, span):
            yield from self.stretches(content)
        else:
            yield from JsonElements().within(content, span)

    def jump(self, content: Buffer, places: Sequence[int], span: Span | None = None) -> Iterator[Stretch]:
        """The lines or elements around places."""
        if _is_lines(content):
            yield from Lines().jump(content, places, span)
        elif (span is None or _is_whole(content, span)) and _told(content):
            yield from passed_over(self.stretches(content), places)
        else:
            yield from JsonElements().jump(content, places, span)

    def marks(self, content: Buffer) -> tuple[bytes, ...]:
        """Those of lines."""
        return Lines().marks(content) if _is_lines(content) else ()


def _is_whole(content: Buffer, span: Span) -> bool:
    return (span.start, span.end) == (0, len(content))


def _is_lines(content: Buffer) -> bool:
    first = _OPENS.match(content)
    end = content.find(b"\n", 0, _LINE) if first else -1
    while first and end > first.end() and content[end - 1 : end].isspace():
        end -= 1
    return first is not None and end > first.end() and content[end - 1 : end] == b"}"


def _told(content: Buffer) -> dict[str, tuple[int, int]]:
    """What says of which ticket the elements beside it are, by the name that both stand under."""
    told: dict[str, tuple[int, int]] = {}
    if wide(content) or not (holds(content, b'"ticket"') or holds(content, b'"ticket_id"')):
        return told
    if _NAMED.search(content):
        for one in JsonElements().stretches(content):
            beside = _BESIDE.fullmatch(one.label) if one.role == "piece" else None
            if beside:
                told[beside["above"] or ""] = one.offset, one.length
    return told


class Zendesk(Extractor):
    """Reads Zendesk's JSON, as one object, an array, an envelope or lines."""

    kind = "ticket"
    suffixes = ()
    families = ("json", "html")
    beside = True
    cut = ZendeskElements()

    def recognises(self, head: bytes, name: str) -> int:
        """Sure where the content has the members that only Zendesk's objects have."""
        text = decode(head).text.encode("utf-8", "replace") if wide(head) else head
        if text.lstrip(_BOM + b" \t\r\n")[:1] not in (b"{", b"["):
            return 0
        if _TICKET.search(text) or _USER.search(text) or _ORGANISATION.search(text):
            return 3
        other = _COMMENT.search(text) or _REQUEST.search(text)
        return 3 if other and (_HOME.search(text) or b'"public"' in text) else 0

    def links(self, part: Part, content: Buffer) -> Iterator[Link]:
        """Every user: their id, address and number are one person's."""
        for stretch in self.cut.stretches(content):
            raw = content[stretch.offset : stretch.offset + stretch.length]
            if stretch.role != "piece" or not (wide(raw) or (b'"email"' in raw and b'"name"' in raw)):
                continue
            for one in narrowed(Piece(part, stretch.offset, stretch.length, raw), self.cut):
                try:
                    value = parse_piece(decode(one.raw).text)[1] if isinstance(one, Piece) else None
                except ValueError:
                    continue
                if isinstance(value, dict) and _is_user(value):
                    yield Link(_identifiers(part.source.name, value), str(value.get("name") or ""))

    def read(self, piece: Piece) -> Iterator[Record | Gap | Part]:
        """One ticket, user, organisation or comment, or all of a file in UTF-16."""
        for one in narrowed(piece, self.cut):
            yield one if isinstance(one, Gap) else self._element(one)

    def _element(self, piece: Piece) -> Record | Gap:
        source = piece.part.source
        try:
            name, value = parse_piece(decode(piece.raw).text)
        except TooDeep:
            return Gap(source.name, piece.locator(), "too-deep")
        except ValueError:
            return Gap(source.name, piece.locator(), "malformed", "not JSON")
        if not isinstance(value, dict):
            value = {name or "value": value}
        fields = flatten(_readable(value))
        ticket = _ticket_of(value, piece)
        if ticket and "requester_id" not in value:
            fields.setdefault("ticket_id", ticket)
        parties = list(_parties(value, "", source.name))
        if _is_user(value):
            place = "email" if value.get("email") else "id"
            name = str(value.get("name") or "")
            parties.append(Party("user", place, name, _identifiers(source.name, value)))
        known = [self._joined(party) for party in parties]
        for party in known:
            if party.role in ("requester", "submitter", "assignee"):
                for place, shown in _shown(party).items():
                    fields.setdefault(place, shown)
        moment = when(str(value.get("created_at") or value.get("updated_at") or ""), source.timezone)
        kind = self.kind if {"subject", "author_id", "requester_id"} & set(value) else "record"
        thread = (f"{source.name}:tickets", ticket) if ticket else ()
        return Record.of(
            source.name, kind, piece.locator(), fields, when=moment, parties=tuple(known), thread=thread
        )

    def _joined(self, party: Party) -> Party:
        """A party with what the directory knows of their id."""
        links = [link for one in party.identifiers for link in self.directory.about(one)]
        more = tuple(
            dict.fromkeys((*party.identifiers, *(one for link in links for one in link.identifiers)))
        )
        name = party.name or next((link.name for link in links if link.name), "")
        return Party(party.role, party.field, name, more if len(links) == 1 else party.identifiers)


def _ticket_of(value: dict[str, Any], piece: Piece) -> str:
    """The id of the ticket that an object is or belongs to; empty where nothing says it.

    A comment that was exported apart from its ticket does not hold it: then what stands beside it in
    its envelope does, or the key it stands under, or the name of the file or folder.
    """
    if "requester_id" in value:
        return str(value.get("id") or "")
    own = value.get("ticket_id")
    if own or "author_id" not in value:
        return str(own or "")
    labelled, called = (
        _LABELLED.search(piece.label),
        _CALLED.search(f"{piece.part.file}/{piece.part.inner}".rstrip("/")),
    )
    if piece.head:
        try:
            _, told = parse_piece(decode(piece.head).text)
        except ValueError:
            told = None
        told = told.get("id") if isinstance(told, dict) else told
        if told and not isinstance(told, (list, bool)):
            return str(told)
    if labelled:
        return labelled[1]
    return (called[1] or called[2]) if called else ""


def _is_user(value: dict[str, Any]) -> bool:
    return "email" in value and "name" in value and "requester_id" not in value and "id" in value


def _identifiers(source: str, value: dict[str, Any]) -> tuple[Identifier, ...]:
    found = [
        try_identifier("user", value.get("id"), realm=f"{source}:users"),
        try_identifier("email", value.get("email")),
        try_identifier("phone", value.get("phone")),
    ]
    return tuple(one for one in found if one is not None)


def _parties(value: Any, prefix: str, source: str) -> Iterator[Party]:
    """People anywhere in an object: its roles, its lists of ids, and the mail it came from."""
    if isinstance(value, list):
        for n, inside in enumerate(value):
            yield from _parties(inside, f"{prefix}.{n}" if prefix else str(n), source)
    elif isinstance(value, dict):
        for name, inside in value.items():
            place = f"{prefix}.{name}" if prefix else name
            if name in _ROLES:
                yield from _person(_ROLES[name], place, "", source, inside)
            elif name in _LISTS and isinstance(inside, list):
                for one in inside:
                    yield from _person(_LISTS[name], place, "", source, one)
            elif name in ("from", "to") and isinstance(inside, dict):
                address = try_identifier("email", inside.get("address"))
                if address:
                    yield Party(name, f"{place}.address", str(inside.get("name") or ""), (address,))
            elif name == "ip_address":
                address = try_identifier("ip", inside)
                if address:
                    yield Party("client", place, "", (address,))
            else:
                yield from _parties(inside, place, source)


def _person(role: str, place: str, name: str, source: str, key: Any) -> Iterator[Party]:
    identifier = try_identifier("user", key, realm=f"{source}:users") if not isinstance(key, dict) else None
    if identifier:
        yield Party(role, place, name, (identifier,))


def _shown(party: Party) -> dict[str, Value]:
    """What the directory adds to a ticket for its reader."""
    fields: dict[str, Value] = {}
    if party.name:
        fields[f"{party.role}.name"] = party.name
    address = next((one for one in party.identifiers if one.kind == "email"), None)
    if address:
        fields[f"{party.role}.email"] = address.raw or address.value
    return fields


def _readable(value: Any) -> Any:
    """HTML bodies as text; the plain body, where there is one, says the same."""
    if isinstance(value, list):
        return [_readable(one) for one in value]
    if isinstance(value, dict):
        out = {}
        for name, inside in value.items():
            is_html = name in ("html_body", "description_html") and isinstance(inside, str)
            out[name] = to_text(inside) if is_html else _readable(inside)
        return out
    return value

"""What is looked for by its form, with the United Kingdom first: patterns, checks and context, as a table.

Presidio's own UK recognisers are off by default, some of its patterns fire on any number with a
lucky check digit, and for several identifiers it has none. Each row here says what to look for, how
sure a bare hit is, which words before it make it surer, and what a text must hold at all before the
row is tried. `dsar.people.engine` makes recognisers of the rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from dsar.people import checks

THRESHOLD = 0.4
"""The score from which a hit is a finding. Context adds 0.35 (Presidio's own step)."""


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of identifier: Presidio entity, our category, its patterns with their scores.

    `gate` has to be found in a text before the patterns are tried. `check` refuses a hit that is
    not one (check digits, dates). `context` are words that may stand before it. `logs` says whether
    a hit in a log line or technical header counts without context.
    """

    entity: str
    category: str
    patterns: tuple[tuple[str, float], ...]
    gate: re.Pattern[str] = field(default=re.compile(r"\d"))
    check: Callable[[str], bool] | None = None
    context: tuple[str, ...] = ()
    any_case: bool = False
    logs: bool = False


_SEP = r"[\s().\-\u2010-\u2015/]{0,3}"
_CALLED = r"(?:[ .\-]?(?:no|nos|nr|num|number|code|id)\.?)?[ \t:#=\-]{0,3}"
_GOODS = r"\b(?:sku|ean|isbn|issn|upc|gtin|asin|barcode|serial|s/n|part|p/n|mpn|batch|article|art\.?|catalogue|cat\.?)"
_DEEDS = (
    r"\b(?:order|build|version|revision|rev|ticket|invoice|inv|po|tracking|consignment|item|product|model|row|line|job|pid"
    r"|commit|event|bug|issue|quote|asset|error|lot|docket|receipt|transaction|despatch|dispatch|parcel)"
)
_NO_GOODS = rf"(?<!(?i:{_GOODS}{_CALLED}))"
"""No label before that says that the digits are goods', however they are written."""

_UNLABELLED = rf"{_NO_GOODS}(?:(?<!(?i:{_DEEDS}{_CALLED}))|(?=\(?\d{{3,5}}\)? ))"
"""Nor one of a deed's number, which is not parted by spaces as telephone numbers are."""

_DOMAIN = r"(?:\w(?:[\w-]{0,61}\w)?\.){1,8}\w(?:[\w-]{0,61}\w)?(?![\w@])"
_AREAS = (
    "A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]"
    "|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE"
)
_OUTWARD = rf"(?:{_AREAS})\d[\dA-HJKMNPR-Y]?"
_INWARD = r"\d[ABD-HJLNP-UW-Z]{2}"
_STREETS = (
    "Street|Road|Avenue|Lane|Close|Drive|Court|Crescent|Gardens|Terrace|Place|Square|Mews|Grove|Walk"
    "|Parade|Way|Hill|Row|Rise|View|Green|Quay|Wharf|Rd|Ave"
)
_SOCIAL = (
    r"(?:linkedin\.com/in|facebook\.com|instagram\.com|tiktok\.com/@|twitter\.com|x\.com"
    r"|t\.me|youtube\.com/@|threads\.net/@|bsky\.app/profile|wa\.me)"
)
_TELLING = r"(?:e?mail|user(?:name|_?id)?|uid|login|customer(?:_?id)?|contact|recipient|phone|name)"

FORMS: tuple[Form, ...] = (
    Form(
        "EMAIL_ADDRESS", "email",
        # The second finds what is glued to signs before it, the third what is percent-encoded.
        ((rf"(?<![\w.+\-])\w(?:[\w.+\-&']{{0,62}}[\w+\-])?@{_DOMAIN}", 0.9),
         (rf"[\w.+\-]{{1,64}}@{_DOMAIN}", 0.8),
         (rf"(?<![\w.+\-%])[\w.+\-]{{1,64}}%40{_DOMAIN}", 0.8)),
        re.compile("@|%40"), checks.is_address, ("mail", "email", "e-mail"), any_case=True, logs=True,
    ),
    Form(
        "PHONE_NUMBER", "phone",
        ((rf"(?<![\w+.,/\-])(?:\+44{_SEP}(?:\(?0\)?{_SEP})?|0044{_SEP}|{_UNLABELLED}\(?0)[1-9](?:{_SEP}\d){{8,9}}(?![\w]|[.,]\d)", 0.6),
         (rf"(?<![\w+.,/\-])(?:\+|00)[1-9]\d{{0,2}}(?:{_SEP}\d){{6,12}}(?![\w]|[.,]\d)", 0.5),
         (rf"(?<![\w+.,/\-])(?=[(\d]){_UNLABELLED}(?:\(\d{{3}}\)\s?|\d{{3}}[\-. ])\d{{3}}[\-. ]\d{{4}}(?![\w]|[.,\-]\d)", 0.45)),
        re.compile(r"\d(?:\D{0,3}\d){6}"), checks.is_phone,
        ("phone", "telephone", "tel", "mobile", "mob", "call", "ring", "fax", "cell", "whatsapp", "text", "number"),
    ),
    Form(
        "UK_NINO", "national-id",
        ((r"(?<![\w\-])(?!BG|GB|NK|KN|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][\s\-]?\d{2}[\s\-]?\d{2}[\s\-]?\d{2}[\s\-]?[A-D](?![\w\-])", 0.7),
         (r"(?i:(?<![\w\-])(?!BG|GB|NK|KN|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\w\-]))", 0.5)),
        re.compile(r"\d{2}\W?\d{2}\W?\d{2}"), None, ("insurance", "nino", "ni", "national"),
    ),
    Form(
        "UK_NHS", "national-id",
        ((rf"(?<![\w\-.])(?=\d){_NO_GOODS}\d{{3}}[ \-]\d{{3}}[ \-]\d{{4}}(?![\w]|[.\-]\d)", 0.5), (r"(?<![\w\-.])\d{10}(?![\w]|[.\-]\d)", 0.1)),
        re.compile(r"\d{3}\D?\d{3}\D?\d{4}"), checks.nhs, ("nhs", "patient", "health", "hospital", "gp"),
    ),
    Form(
        "UK_PASSPORT", "national-id",
        ((r"(?<![\w\-])(?:[A-Z]{2}\d{7}|\d{9})(?![\w\-]|\.\d)", 0.1),),
        re.compile(r"\d{7}"), None, ("passport", "passports", "hmpo"),
    ),
    Form(
        "UK_DRIVING_LICENCE", "national-id",
        ((r"(?<!\w)[A-Z][A-Z9]{4}[ ]?\d(?:[05][1-9]|[16][0-2])(?:0[1-9]|[12]\d|3[01])\d[ ]?[A-Z9]{2}[A-Z0-9][A-Z]{2}(?!\w)", 0.6),),
        re.compile(r"\d{6}"), checks.driving_licence, ("licence", "license", "driving", "dvla"), any_case=True,
    ),
    Form(
        "UK_VEHICLE_REGISTRATION", "national-id",
        ((r"(?<![\w\-/])[A-HJ-PR-Y]{2}(?:0[2-9]|[12]\d|5[1-9]|6\d|7[0-9])[ ][A-HJ-PR-Z]{3}(?![\w\-/])", 0.45),
         (r"(?<![\w\-/])[A-HJ-PR-Y]{2}(?:0[2-9]|[12]\d|5[1-9]|6\d|7[0-9])-?[A-HJ-PR-Z]{3}(?![\w\-/])", 0.2),
         (r"(?<![\w\-/])[A-HJ-NPR-TV-Y]\d{1,3}[ \-]?[A-HJ-PR-Y][A-HJ-PR-Z]{2}(?![\w\-/])", 0.1),
         (r"(?<![\w\-/])[A-HJ-PR-Z]{3}[ \-]?\d{1,3}[ \-]?[A-HJ-NPR-TV-Y](?![\w\-/])", 0.1)),
        re.compile(r"\d"), None,
        ("vehicle", "registration", "reg", "plate", "plates", "vrn", "vrm", "dvla", "v5c", "car", "van", "parking"),
    ),
    Form(
        "UK_POSTCODE", "postcode",
        ((rf"(?<![\w\-]){_OUTWARD} {_INWARD}(?![\w\-])", 0.6),
         (rf"(?<![\w\-]){_OUTWARD}{_INWARD}(?![\w\-])", 0.3),
         (rf"(?i:(?<![\w\-]){_OUTWARD} ?{_INWARD}(?![\w\-]))", 0.2),
         (r"(?<!\w)GIR ?0AA(?!\w)", 0.6)),
        re.compile(r"\d"), None,
        ("postcode", "postcodes", "post", "postal", "address", "delivery", "zip", "street", "road", "avenue", "lane",
         "close", "kent", "london"),
    ),
    Form(
        "UK_STREET", "address",
        ((rf"(?<![\w.,/\-])(?:(?:Flat|Unit|Apartment|Suite) \w{{1,4}},? )?\d{{1,4}}[A-Za-z]?(?:[\-/]\d{{1,4}}[A-Za-z]?)?,? "
          rf"(?:[A-Z][\w'’.\-]{{1,20}} ){{1,3}}(?:{_STREETS})(?!\w)", 0.6),),
        re.compile(_STREETS), None, ("address", "live", "lives", "deliver", "delivery", "at"),
    ),
    Form(
        "IBAN_CODE", "payment",
        ((r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]{4}){2,7}(?:[ \-]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])", 0.8),
         (r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]{4}){2,7}(?![A-Za-z0-9])", 0.8)),
        re.compile(r"[A-Z]{2}\d{2}"), checks.iban, ("iban", "bank", "account"),
    ),
    Form(
        "CREDIT_CARD", "payment",
        ((r"(?<![\w.\-])[2-6]\d{3}([ \-])\d{4}\1\d{4}\1\d{1,7}(?![\w\-]|\.\d)", 0.8),
         (r"(?<![\w.\-])3\d{3}([ \-])\d{6}\1\d{5}(?![\w\-]|\.\d)", 0.8),
         (rf"(?<![\w.\-])(?=\d){_NO_GOODS}(?:4\d{{12}}(?:\d{{3}}){{0,2}}|5[1-5]\d{{14}}|2[2-7]\d{{14}}|3[47]\d{{13}}|6(?:011|5\d\d)\d{{12}})"
          r"(?![\w\-]|\.\d)", 0.5)),
        re.compile(r"\d{4}"), checks.luhn, ("card", "visa", "mastercard", "amex", "maestro", "debit", "credit"),
    ),
    Form(
        "UK_BANK_ACCOUNT", "payment",
        ((r"(?<![\w.\-/])\d{2}([\-– ])\d{2}\1\d{2}[\s,;/|:]{1,4}(?:(?:a/?c|acc(?:oun)?t)\.?(?: ?(?:no|number))?\.?[:\s]{0,3})?\d{8}(?![\w\-]|\.\d)", 0.7),
         (r"(?<![\w.\-/])\d{2}[\-–]\d{2}[\-–]\d{2}(?![\w]|[\-./–]\d)", 0.1),
         (r"(?<![\w.\-/+])\d{6}(?![\w]|[\-./]\d)", 0.05),
         (r"(?<![\w.\-/+])\d{8}(?![\w]|[\-./]\d)", 0.05)),
        re.compile(r"\d{2}\D?\d{2}\D?\d{2}"), None, ("sort", "sortcode", "account", "acct", "a/c", "acc", "bacs"), any_case=True,
    ),
    Form(
        "UK_VAT", "national-id",
        ((r"(?<!\w)GB ?\d{3} ?\d{4} ?\d{2}(?: ?\d{3})?(?!\w)", 0.6), (r"(?<![\w.\-])\d{3} ?\d{4} ?\d{2}(?![\w]|[.\-]\d)", 0.1)),
        re.compile(r"\d{3} ?\d{4} ?\d{2}"), None, ("vat",),
    ),
    Form(
        "UK_COMPANY_NUMBER", "national-id",
        ((r"(?<![\w.\-/])(?:(?:SC|NI|OC|SO|NC|FC|R0|LP|SL|NL)\d{6}|\d{8})(?![\w]|[.\-/]\d)", 0.1),),
        re.compile(r"\d{6}"), None, ("company", "companies", "registered", "registration", "crn"),
    ),
    Form(
        "IP_ADDRESS", "ip",
        ((r"(?<![\w.\-:])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w\-]|\.\w)", 0.6),
         (r"(?<![\w:.])(?=[0-9A-Fa-f:]{3,39}(?![\w:]))(?=[^\s:]{0,4}:)[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])", 0.6)),
        re.compile(r"\d\.\d|[0-9A-Fa-f]:[0-9A-Fa-f:]|::"), checks.public_ip, ("ip",), any_case=True, logs=True,
    ),
    Form(
        "MAC_ADDRESS", "device",
        ((r"(?<![\w:\-])[0-9A-Fa-f]{2}([:\-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:\-])", 0.6),),
        re.compile(r"[0-9A-Fa-f]{2}[:\-][0-9A-Fa-f]{2}[:\-]"), checks.mac, ("mac", "device", "hardware"),
        any_case=True, logs=True,
    ),
    Form(
        "URL", "url",
        ((rf"(?i:(?<![\w.@])(?:https?://)?(?:[a-z]{{2,3}}\.|www\.)?{_SOCIAL}/?[\w.%\-]{{3,80}})", 0.6),
         (rf"(?i:https?://[^\s<>\"']{{3,300}}?[?&;]{_TELLING}=[^\s<>\"'&]{{3,200}})", 0.6)),
        re.compile(r"(?i)https?://|\.com/|t\.me/|wa\.me/|\.net/@|bsky"), checks.personal_url, (), any_case=True,
    ),
)  # fmt: skip
"""Everything that is looked for by form, in the order in which descriptions list it."""

CATEGORY = {form.entity: form.category for form in FORMS}

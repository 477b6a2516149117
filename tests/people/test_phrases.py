"""Names by their place: after a greeting, over a signature, in a copied header; and near misses."""

from __future__ import annotations

import pytest

from dsar.people.phrases import named

FOUND = (
    ("Hi Oluwaseun,\nthanks", ["Oluwaseun"]),
    ("Dear Mrs Xhaferi\n", ["Xhaferi"]),
    ("Hello Zdeněk and Bo,\n", ["Zdeněk", "Bo"]),
    ("hi joy\n\nso", ["joy"]),
    ("> Hi Oluwaseun,\n> thanks", ["Oluwaseun"]),
    ("so\n\nKind regards,\n\nAnna van der Berg\n", ["Anna van der Berg"]),
    ("From: Xhaferi, Drita\nTo: Bo Ek <bo@x.example>; Ann Lee\n", ["Xhaferi, Drita", "Bo Ek", "Ann Lee"]),
    ("On 3 May 2026 at 09:12, Drita Xhaferi <d@x.example> wrote:\n", ["Drita Xhaferi"]),
    ("[09:12] Drita: hello", ["Drita"]),
    ("I saw Mr van Dijk there", ["van Dijk"]),
    ('{"agent": "Drita Xhaferi", "id": 5}', ["Drita Xhaferi"]),
    ('5,"Xhaferi, Drita",open', ["Xhaferi, Drita"]),
    ("It is done.\nThanks,\nDXB\n", ["DXB"]),
    ("regards\ndx", ["dx"]),
    ("Drita -\nwhere are we", ["Drita"]),
    ("a fella called Xhaferi wants it", ["Xhaferi"]),
    ("- Packing: Mary, Zdeněk, James\n- Van", ["Mary", "Zdeněk", "James"]),
    ("outside Zdeněk uncle's shop", ["Zdeněk"]),
    ("drita mate\n\nso", ["drita"]),
    ("Annwyl Drita,\n\nBien amicalement\nZdeněk and Bo Ek\n", ["Drita", "Zdeněk", "Bo Ek"]),
    ("Sehr geehrte Frau Xhaferi,\nso", ["Xhaferi"]),
    ("I am closing this. Drita", ["Drita"]),
    ("told them so. /Drita", ["Drita"]),
    ("I left the keys there\nDrita", ["Drita"]),
    ("will you come?\n\nDawn x", ["Dawn"]),
    ("van is dead\n\ndrita", ["drita"]),
    ("Forwarded by Drita Xhaferi/LON/EXAMPLE on Monday", ["Drita Xhaferi"]),
    ("Drita J Xhaferi\n03/05/2026 09:12\nso", ["Drita J Xhaferi"]),
    ("Mary Xhaferi\nDrita Brown\nJames Ek\n", ["Mary Xhaferi", "Drita Brown", "James Ek"]),
    ("her husband Zdeněk signed", ["Zdeněk"]),
    ("the neighbour (Drita Xhaferi) has it", ["Drita Xhaferi"]),
    ("I asked Drita about it", ["Drita"]),
    ("so I rang Xhaferi.", ["Xhaferi"]),
    ("Xhaferi, did you see it", ["Xhaferi"]),
    ("Drita / Zdeněk,\nplease", ["Drita", "Zdeněk"]),
    ("Hej Zdeněk\nso", ["Zdeněk"]),
    ("88;Drita Xhaferi;d.xhaferi@x.example;Hull", ["Drita Xhaferi"]),
    ("said Zdeněk (zdenek@x.example)", ["Zdeněk"]),
    ("ask drita about it", ["drita"]),
    ("seen by dr xhaferi and mrs brown today", ["xhaferi", "brown"]),
    ("i told drita n zdenek to come", ["drita", "zdenek"]),
    ("we are waiting for drita", ["drita"]),
    ("ok @Drita can you look", ["Drita"]),
    ("ok @drita can you look", ["drita"]),
    ("drita: did you see it\nzdenek: no\ndrita: ok", ["drita", "zdenek"]),
    ("Drita: did you see what zdenek did?\nZdenek: no", ["Drita", "zdenek", "Zdenek"]),
    ("it was Mary, Drita and James who", ["Mary", "Drita", "James"]),
)
MISSED = (
    "Hi all,", "Dear Customer,", "Hello Team", "Dear Sir or Madam,", "Hi there,", "hi all", "hello again", "hey guys!", "Kind regards\nThe Support Team\n",
    "From: Billing Team <billing@x.example>\n", "To: All Staff\n", "Subject: Hi Hopes\n", "the mr was", "Elasticsearch: did you see?\nRails: no", "running mate", "Your uncle is", "cheers mate", "a dr appointment", "It is done. Thanks", "we need these\nBread", "we need these\n\nbread", "Disk full\nXhaferi", "It is a b. Retry", "see a/Drita", "1.2. Drita", "saw the dr today", '"agent": "web"',
    "he asked Iraqi police", "I told HMRC that", "my brother Monday", "the engineer Closed it", "ask Support to",
    "Note:\nsee below", "Attached -\n", "thanks\nok", "Bread, Milk and Cheese", "Packing: Bread, Milk, Cheese\n", "hi yeah this", "a server called Edith is", "Fire Drill\nFire Door\nFire Exit\n", "Paris, Rome and Oslo",
    "Depot Hull;d.xhaferi@x.example", "Yeah, did you see it", "Unfortunately, it is", "ask about it", "ask reception", "tell ppl", "told him so", "waiting for delivery", "a@Drita can you", "from=<root@localhost>, relay", "LogTypes:\n  - one", "@media: print",
    "nginx: started in 3 ms\nkafka: started in 4 ms", "Status: yes\nPriority: no", "visitor: hi\nagent: hello",
    "Gas Industry/LON/EXAMPLE", "Reference Period\n03/05/2026 09:12\n",
)  # fmt: skip


@pytest.mark.parametrize(("text", "names"), FOUND)
def test_a_name_is_found_by_its_place(text: str, names: list[str]) -> None:
    assert list(dict.fromkeys(text[one.start : one.end] for one in sorted(named(text)))) == names


def test_a_firm_is_told_by_how_it_ends() -> None:
    (one,) = (one for one in named("sent to Granby Tile & Slate Ltd, Hull") if one.category == "organisation")
    assert (one.start, one.end) == (8, 31)
    assert not [one for one in named("the offer is Limited to two") if one.category == "organisation"]


@pytest.mark.parametrize("text", MISSED)
def test_what_stands_in_such_a_place_and_is_nobody_is_left(text: str) -> None:
    assert [text[one.start : one.end] for one in named(text)] == []

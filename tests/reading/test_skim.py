"""A JSON array gone through by its signs has the elements that going step by step finds, however broken."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsar import plugins
from dsar.reading import skim
from dsar.reading.elements import landmarks
from dsar.reading.objects import JsonElements
from tests.reading.test_jump import agree

SAID = ["", "a", '"', "\\", "]} x {[", "a, b: c", '\\"', "\n", "é", "},{", "x" * 40]
values = st.recursive(
    st.sampled_from([None, True, 2.5, *SAID]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab]}"), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.sampled_from("abcd"), values, min_size=1, max_size=3)
BETWEEN = [b",", b", ", b",\n  ", b" ,\r\n"]
STRAY = [
    b", x ", b" x,", b',"s",', b'"s",', b', "a": ', b",,", b" ", b",null,", b',"}",', b', "},{a" ', b":", b", ] ,", b',\\"',
    b"\\,", b' \\"x\\", ', b", tru", b',"', b",\0", b"}", b",{", b'", "', b", [], ",
]  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def small_blocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(skim, "BLOCK", 60)
        yield


def written(choice: st.DataObject, strays: int) -> bytes:
    ascii_only, between = choice.draw(st.booleans()), choice.draw(st.sampled_from(BETWEEN))
    every = [
        json.dumps(one, ensure_ascii=ascii_only).encode()
        for one in choice.draw(st.lists(objects, max_size=30))
    ]
    stray = choice.draw(st.dictionaries(st.integers(1, 29), st.sampled_from(STRAY), max_size=strays))
    gaps = [b"", *(stray.get(n, between) for n in range(1, len(every)))]
    array = b"[" + b"".join(gap + one for gap, one in zip(gaps, every, strict=False)) + b"]"
    around = [
        b"%s",
        b"%s",
        b'{"items": %s, "next": null}',
        b'{"a": {"items": %s}, "b": [{"c": 1}]}',
        b" %s\n[{}]",
    ]
    return choice.draw(st.sampled_from(around)) % array


@pytest.mark.parametrize("path", ["", "items", "a.items"])
@settings(max_examples=200, deadline=None)
@given(choice=st.data())
def test_spans_of_arrays_give_together_what_the_whole_gives(path: str, choice: st.DataObject) -> None:
    content = written(choice, 2)
    if choice.draw(st.booleans()):
        content = content[: choice.draw(st.integers(0, len(content)))]
    agree(JsonElements(path), content, choice)


@settings(max_examples=200, deadline=None)
@given(choice=st.data())
def test_spans_of_tickets_give_together_what_the_whole_gives(choice: st.DataObject) -> None:
    content = written(choice, 1)
    if choice.draw(st.booleans()):  # an object a line
        content = content.replace(b"}, {", b"}\n{").removeprefix(b"[")
    told = choice.draw(st.sampled_from([b"", b'"ticket_id": 7, ', b'"ticket": {"id": 7}, ']))
    agree(plugins.extractor("zendesk").cut, content.replace(b'"items":', told + b'"comments":'), choice)


@settings(max_examples=100, deadline=None)
@given(choice=st.data())
def test_arrays_that_are_in_order_are_gone_through_to_near_their_end(choice: st.DataObject) -> None:
    content = written(choice, 0)
    at = content.find(b"[{") + 1
    found = list(skim.skimmed(content, at)) if at else []
    last = found[-1][0] if found else at
    longest = max((one.length for one in JsonElements().stretches(content)), default=0)
    end = content.rfind(b"]", at)
    around = len(b'}, "b": [{"c": 1}]')  # of what holds the array
    assert end - last <= 2 * max(longest, skim.BLOCK) + around


def test_a_stray_word_is_seen_only_where_it_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    one = b'{"a": "%s"}' % (b"x" * 30)
    content = b"[" + b", ".join([one] * 22) + b", stray " + b", ".join([one] * 20) + b"]"
    broken = content.index(b"stray")
    monkeypatch.setattr(skim, "BLOCK", 200)  # some elements in each, and the stray word between them
    assert all(known.offset < broken for known in landmarks(content, []))
    assert len(list(JsonElements().spans(content, 50))) > 2
    monkeypatch.setattr(skim, "_is_stray", lambda block, marks: False)  # a planner that does not look
    assert any(known.offset > broken for known in landmarks(content, []))
    spans = list(JsonElements().spans(content, 50))
    within = [one for span in spans for one in JsonElements().within(content, span)]
    assert within != list(JsonElements().stretches(content))


def test_what_is_deep_or_never_ends_is_passed_in_little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    small, deep = b'{"a": 1}', b"[" * 200_000 + b"]" * 200_000
    content = b"[" + b",".join([small] * 20 + [b'{"d": ' + deep + b"}"] + [small] * 20) + b"]"
    assert sum(one.role == "piece" for one in JsonElements().stretches(content)) == 41
    assert sum(one.count for one in JsonElements().jump(content, []) if one.role == "passed") == 41
    monkeypatch.setattr(skim, "BLOCK", 2**17)
    many = b"[" + b",".join([small, b'{"d": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"] * 20) + b"]"
    assert sum(one.count for one in JsonElements().jump(many, []) if one.role == "passed") == 40
    assert len(list(landmarks(many, []))) > 5
    monkeypatch.undo()
    long = b'{"a": "' + b"x" * 3_000_000 + b'"}'
    content = b"[" + b", ".join([small, long] * 3) + b', {"never": "' + b"y" * 100_000
    cut = JsonElements()
    spans = list(cut.spans(content, 1_000_000))
    assert len(spans) > 1
    assert [one for span in spans for one in cut.within(content, span)] == list(cut.stretches(content))
    passed = [one for span in spans for one in cut.jump(content, [], span)]
    assert sum(one.count for one in passed if one.role == "passed") == 6
    assert [one.label for one in passed if one.role == "gap"] == ["truncated"]

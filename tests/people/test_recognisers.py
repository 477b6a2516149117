"""Identifiers of the United Kingdom by form: each is found, near misses are not, no pattern runs away."""

from __future__ import annotations

import pytest

import dsar

from ..bench import forms

SAMPLES = forms.positives(40, seed=11)


@pytest.mark.parametrize("kind", forms.KINDS)
def test_an_identifier_is_found_whole_and_as_what_it_is(kind: str) -> None:
    samples = [one for one in SAMPLES if one.kind == kind]
    missed = [
        sample.text
        for sample, spans in zip(samples, dsar.detect([one.text for one in samples]), strict=True)
        if not any(
            one.category == sample.category
            and one.start <= sample.text.index(sample.value)
            and one.end >= sample.text.index(sample.value) + len(sample.value)
            for one in spans
        )
    ]
    assert len(missed) <= len(samples) * 0.02, missed


CATEGORIES = {category for category, _, _ in forms.KINDS.values()}


@pytest.mark.parametrize("sentence", forms.HARD)
def test_a_near_miss_is_hardly_ever_found(sentence: str) -> None:
    near = [one for one in forms.negatives(10, seed=12) if one.text.split()[0] == sentence.split()[0]]
    found = dsar.detect([one.text for one in near])
    wrong = [
        one.text for one, spans in zip(near, found, strict=True) if {s.category for s in spans} & CATEGORIES
    ]
    assert len(wrong) <= len(near) / 3, wrong


NOT_ONE = (
    ("NI number BG 12 34 56 A", "national-id"),
    ("NHS number 943 476 5918", "national-id"),
    ("IBAN GB82 WEST 1234 5698 7654 33", "payment"),
    ("card 4111 1111 1111 1112", "payment"),
    ("10.0.0.1 and 127.0.0.1", "ip"),
    ("logo@2x.png", "email"),
    ("on 01/02/2024 11:22", "phone"),
    ("SKU 0163-2960-123", "phone"),
    ("part no. 01632 960123", "phone"),
    ("order 01632960123", "phone"),
    ("build #0163296012", "phone"),
    ("SKU 943 476 5919", "national-id"),
    ("EAN 4111111111111", "payment"),
)


@pytest.mark.parametrize(("text", "category"), NOT_ONE)
def test_a_wrong_check_digit_or_range_is_none(text: str, category: str) -> None:
    assert category not in {one.category for one in dsar.detect([text])[0]}


STILL = (
    ("order 01632 960123 by phone", "phone"), ("the order: +44 1632 960123", "phone"), ("part-time 01632 960123", "phone"),
    ("ring 01632960123", "phone"), ("Thanks for the order.\n01632960123", "phone"), ("943 476 5919", "national-id"),
    ("card 4111111111111111", "payment"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "category"), STILL)
def test_the_same_digits_without_such_a_label_are_one(text: str, category: str) -> None:
    assert category in {one.category for one in dsar.detect([text])[0]}


RUNAWAY = (
    "a@" * 20_000, "1 " * 20_000, "1.1." * 10_000, "AB" * 20_000, "(" * 40_000, "07" * 20_000, "a.b-c_" * 8_000,
    "https://" * 5_000, "> " * 20_000, "\n" * 40_000, "GB" * 20_000, "From: " + "A, " * 15_000, "Hi " * 15_000,
    "Aa'" * 15_000, ":" * 40_000, "a=b " * 10_000, "\u202e" * 20_000, "Mr " * 15_000, "@" * 40_000, " \t" * 20_000,
    "Kind regards\n" * 4_000, "A. " * 15_000, '"' * 40_000, "<" * 40_000,
)  # fmt: skip


@pytest.mark.parametrize("text", RUNAWAY, ids=range(len(RUNAWAY)))
def test_no_pattern_runs_away(text: str) -> None:
    """A pattern that tries every way would not come to an end here."""
    for span in dsar.detect([text])[0]:
        assert 0 <= span.start < span.end <= len(text)

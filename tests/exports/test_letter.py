"""The letter of the sample company says everything that the law's checklist asks for (CL-00 to CL-16)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from dsar.law.access_items import ITEMS
from dsar.steps.demo import DemoReport, demo

SAYS = {
    "CL-00": ["We hold personal data about you"],
    "CL-01": ["To provide our services and manage our relationship with you", "Performance of a contract"],
    "CL-02": ["Identity data", "Billing and payment data"],
    "CL-03": ["Quarry Lane Data Centres Ltd", "Deskpoint Software Inc."],
    "CL-04": ["typically up to 7 years", "up to 2 years"],
    "CL-05": ["rectification", "erasure", "object"],
    "CL-06": ["privacy@ct1.example", "164A"],
    "CL-07": ["www.ico.org.uk", "165"],
    "CL-08": ["other people"],
    "CL-09": ["automated means alone"],
    "CL-10": ["International Data Transfer Addendum", "United States"],
    "CL-11": ["START-HERE.html", "free"],
    "CL-12": ["hidden", "Schedule 2, paragraph 16"],
    "CL-13": ["reasonable and proportionate", "Logs of the customer portal", "There is no text layer"],
    "CL-14": ["explains codes"],
    "CL-15": ["court"],
    "CL-16": ["CT1 Technologies Limited", "16827653", "SAR-2026-0001", "71 New Dover Road"],
}


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    return demo(tmp_path_factory.mktemp("letter") / "out")


@pytest.fixture(scope="module")
def text(journey: DemoReport) -> str:
    pages = PdfReader(journey.answer.built.letter).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_every_item_of_the_checklist_has_words_here() -> None:
    assert {one.id for one in ITEMS} == set(SAYS)


@pytest.mark.parametrize("item", SAYS)
def test_the_letter_says_it(item: str, text: str) -> None:
    assert [words for words in SAYS[item] if words.casefold() not in text.casefold()] == []


def test_purposes_that_were_not_found_are_not_claimed(text: str) -> None:
    assert "To improve our website and services" not in text


def test_the_file_note_says_what_the_letter_must_not(journey: DemoReport, text: str) -> None:
    note = (Path(journey.case.folder) / "file-note.json").read_text(encoding="utf-8")
    assert "names" in note
    assert "by a model" not in text

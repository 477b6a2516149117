"""The sample company's files come from their seed, byte for byte, whatever is installed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[1] / "samples" / "ct1"
SAYS = "import hashlib; from dsar.samples.ct1.make import workbook; print(hashlib.sha256(workbook()).hexdigest())"


@pytest.mark.parametrize("lxml", ["True", "False"])
def test_the_workbook_is_the_same_with_lxml_and_without(lxml: str) -> None:
    """openpyxl writes other bytes where lxml is installed; without it both runs are alike."""
    done = subprocess.run(
        [sys.executable, "-c", SAYS],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "OPENPYXL_LXML": lxml},
    )
    there = (HERE / "billing" / "invoices.xlsx").read_bytes()
    assert done.stdout.strip() == hashlib.sha256(there).hexdigest()

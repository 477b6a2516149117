"""What is done to the weights before they ship: strings pruned, meta written, size held.

`python -m tests.bench.train.finish FOLDER` does it to a training that was stopped.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

LABELS = ("PERSON", "ORG", "LOCATION")
LIMIT = 15_000_000
"""Bytes that the model may have in the wheel."""

META = {
    "name": "dsar_names",
    "version": "1.3.0",
    "description": "Names of people, organisations and places in English mail, tickets, chat and letters",
    "license": "CC BY-SA 4.0",
    "spacy_version": ">=3.8.0,<3.9.0",
}


def finish(folder: Path) -> int:
    """Prune and describe a model; how many strings stay. Raises `ValueError` for one that is too big."""
    kept = prune(folder)
    file = folder / "meta.json"
    meta = json.loads(file.read_text(encoding="utf-8")) | META
    file.write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if size > LIMIT:
        raise ValueError(f"the model has {size:,} bytes, {LIMIT:,} are allowed")
    return kept


def prune(folder: Path) -> int:
    """Leave in `vocab/strings.json` only what spaCy has by itself and the labels.

    Training puts every word it saw there, and so the names of real people.
    """
    import spacy

    nlp = spacy.blank("en")
    ner = nlp.add_pipe("ner")
    for label in LABELS:
        ner.add_label(label)
    own = sorted(set(nlp.vocab.strings) | {*LABELS, "ner"})
    strings = json.dumps(own, ensure_ascii=False, indent=0)
    (folder / "vocab" / "strings.json").write_text(strings, encoding="utf-8")
    return len(own)


if __name__ == "__main__":
    sys.stdout.write(f"{finish(Path(sys.argv[1]))} strings kept\n")

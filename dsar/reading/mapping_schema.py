"""The JSON Schema of a mapping, for editors that complete and check TOML."""

from __future__ import annotations

from typing import Any

from dsar.model.identifiers import KINDS
from dsar.reading.mapping_file import FLAGS, LISTS, PROVENANCE, PULL, TEXTS
from dsar.reading.months import LANGUAGES
from dsar.reading.told_file import TEXTS as TOLD
from dsar.reading.transforms import NAMES

_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS: dict[str, Any] = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}


def schema() -> dict[str, Any]:
    """What a mapping may say, as JSON Schema 2020-12."""
    columns = dict.fromkeys(KINDS, _TEXTS)
    party = _array({"role": _TEXT, **columns})
    transform = _array(
        {
            "column": _TEXTS,
            "steps": {"type": "array", "items": {"enum": list(NAMES)}},
            "values": {"type": "object"},
            **dict.fromkeys(("split", "extract", "template", "value"), _TEXT),
            "quoted": {"type": "boolean"},
            "into": _TEXTS,
        }
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A mapping of dsar: which column of a table or object is what",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **dict.fromkeys(TEXTS, _TEXT),
            **dict.fromkeys(LISTS, _TEXTS),
            **{flag: {"type": "boolean"} for flag in FLAGS},
            "timezone": {"type": "string", "description": "an IANA name, as in Europe/London"},
            "locale": {"enum": ["", *LANGUAGES]},
            "provenance": {"enum": ["", *PROVENANCE]},
            "pull": {"enum": list(PULL)},
            **dict.fromkeys(TOLD, _TEXT),
            "header": {"type": "integer", "minimum": 0},
            "sheet": {"type": ["string", "integer"]},
            "widths": {"type": "array", "items": {"type": "integer", "minimum": 1}},
            "version": {"const": 1},
            "extends": _TEXT,
            "detect": _object({"all": _TEXTS, "name": _TEXT}),
            "link": _object({**columns, "name": _TEXTS}),
            "party": party,
            "child": _array(
                {
                    **dict.fromkeys(("each", "kind", "split", "subject", "text", "internal"), _TEXT),
                    **dict.fromkeys(("into", "when", "formats"), _TEXTS),
                    "provenance": {"enum": ["", *PROVENANCE]},
                    "party": party,
                    "transform": transform,
                }
            ),
            "transform": transform,
        },
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _array(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _object(properties)}

"""Strings that try to get out of their place; a list of our own and those of `shared/hostile`."""

from __future__ import annotations

import json
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

OURS = (
    "<script>document.title='run'</script>",
    "</pre></dd></details><script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "\"><svg onload=document.title='run'>",
    "' autofocus onfocus='document.title=1",
    "</title></style></script><iframe src=//evil.example></iframe>",
    "<!-- --><![CDATA[ ]]> &lt;b&gt; &amp;amp;",
    "=HYPERLINK(\"//evil.example\",\"x\")",
    "\x00\x01\x0b\x1b[31m\x7f\x85 nul and others",
    "\ufeff=1+1",
    "\u202egnp.exe\u202c \u2066isolate",
    "lone \udc80 surrogate",
    "line\rends\r\nof\nall\u2028sorts",
    "[person 7 · <b>name</b>]",
    "[hidden · \"><script>1</script>]",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "CON",
    "../../etc/passwd",
    "",
)  # fmt: skip


def collected() -> tuple[str, ...]:
    """The strings of `shared/hostile/strings` and `html-xss`; empty where that is absent."""
    folder = SHARED / "hostile"
    lines: list[str] = []
    for path in sorted((folder / "strings").rglob("*.txt")):
        lines += path.read_text("utf-8", "surrogateescape").splitlines()
    xss = folder / "html-xss" / "dompurify_payloads.json"
    if xss.exists():
        lines += [text for text in json.loads(xss.read_text("utf-8")) if isinstance(text, str)]
    return tuple(dict.fromkeys(line for line in lines if line.strip()))

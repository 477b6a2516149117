"""The page in a real browser: reached by keyboard alone, readable by everybody, deaf to hostile text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dsar.case.case import Case
from dsar.model.decisions import Action, On, Wish
from dsar.model.findings import Person, Standing
from dsar.model.identifiers import Identifier
from dsar.review.app import SCREENS
from dsar.review.board import Board
from dsar.steps.decide import decide
from dsar.steps.demo import demo

from ..browsing import RULES, axe, launched
from ..cases import BEN, finding, found_of, mail
from .asking import case_of
from .served import Served
from .test_board import RECORDS, found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as one:
        yield one


class Seen:
    """A tab on a served page, and what it complained of or asked elsewhere for."""

    def __init__(self, browser: Any, served: Served, **settings: Any) -> None:
        self.served = served
        self.context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **settings})
        self.tab = self.context.new_page()
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.tab.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("dialog", self._alarmed)
        self.tab.on("request", self._asked)
        self.tab.goto(served.url)
        self.tab.wait_for_url(f"{served.origin}/")

    def _alarmed(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.served.origin, "data:")):
            self.elsewhere.append(request.url)

    def go(self, path: str) -> None:
        self.tab.goto(self.served.origin + path)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.tab.keyboard.press(key)

    def settle(self) -> None:
        """Wait until everything that was pressed is on the disk."""
        self.tab.locator("body:not([data-busy]), body[data-busy='0']").wait_for(timeout=10_000)

    def heard(self) -> str:
        return str(self.tab.locator("#live").text_content())

    def hears(self, words: str) -> None:
        """Wait until the page has said so, on the next page where the action led to one."""
        self.tab.locator("#live", has_text=words).wait_for(state="attached", timeout=10_000)

    def focused(self) -> str:
        return str(self.tab.evaluate("document.activeElement.tagName"))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with Served(case_of(tmp_path, found()).folder) as page:
        yield page


def paths() -> list[str]:
    """Every screen, filled."""
    return [path.format(id=BEN.id if "people" in path else RECORDS[0].id) for path in SCREENS]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(scheme: str, browser: Any, served: Served) -> None:
    seen = Seen(browser, served, color_scheme=scheme)
    faults = {}
    for path in [*paths(), "/records?show=conflict", "/log?verify=yes", "/nowhere"]:
        seen.go(path)
        result = axe.Axe().run(seen.tab, options=RULES)
        if result.violations_count:
            faults[path] = [
                (one["id"], [node["html"][:120] for node in one["nodes"]])
                for one in result.response["violations"]
            ]
    assert faults == {}
    seen.go("/people")
    seen.press("?")
    assert axe.Axe().run(seen.tab, options=RULES).violations_count == 0


def test_axe_finds_nothing_beside_near_copies(browser: Any, tmp_path: Path) -> None:
    said = "The printer is out again, and somebody has to look at it before Monday, Ben Carter says."
    one, two = mail(1, said, message_id="<1@h.example>"), mail(2, said.upper(), file="b", bcc="ben@b.example")
    case = case_of(tmp_path, found_of((one, two), (finding(one, "Ben Carter", BEN.id),)))
    with Served(case.folder) as page:
        seen = Seen(browser, page, viewport={"width": 320, "height": 640})
        seen.go(f"/records/{one.id}?show=all&kind=mail")
        assert seen.tab.locator("details.near li").count() == 1
        for opened in ("#inverse", "#other"):
            seen.tab.locator(f"{opened} summary").click()
        assert axe.Axe().run(seen.tab, options=RULES).violations_count == 0
        assert seen.tab.evaluate("document.documentElement.scrollWidth") <= 320


def test_axe_would_find_something(browser: Any, served: Served) -> None:
    seen = Seen(browser, served)
    seen.tab.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert axe.Axe().run(seen.tab, options=RULES).violations_count == 1


def test_nothing_is_wider_than_a_narrow_window(browser: Any, served: Served) -> None:
    seen = Seen(browser, served, viewport={"width": 320, "height": 640})
    wide = {}
    for path in paths():
        seen.go(path)
        width = seen.tab.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[path] = width
    assert wide == {}


def test_no_screen_complains_or_asks_elsewhere(browser: Any, served: Served) -> None:
    seen = Seen(browser, served)
    for path in paths():
        seen.go(path)
    assert seen.complaints == []
    assert seen.elsewhere == []


def test_by_keyboard_alone_one_decides_undoes_and_signs(browser: Any, served: Served, tmp_path: Path) -> None:
    case = Case.open(tmp_path / "cases" / "SAR-2026-0001")
    seen = Seen(browser, served)
    seen.press("g", "p")
    seen.tab.wait_for_url("**/people")
    assert seen.focused() == "TR"
    seen.press("r", "s")
    seen.settle()
    people = [one for one in case.state().decisions if one.on is On.PERSON]
    assert [(one.target, one.action) for one in people] == [("P-ben", "redact"), ("P-cara", "show")]
    seen.press("g", "q")
    seen.tab.wait_for_url("**/records")
    assert seen.focused() == "A"
    before = seen.tab.url
    seen.press("r")  # the last open passage of its record: the page goes on to the next one
    seen.tab.wait_for_url(lambda url: url != before)
    assert [one.on for one in case.state().decisions][-1] is On.FINDING
    seen.press("u")
    seen.settle()
    seen.hears("Undone: 1 decision")
    assert len(case.state().decisions) == 2
    seen.press("U")
    seen.settle()
    assert len(case.state().decisions) == 3
    seen.press("g", "c")
    seen.tab.wait_for_url("**/checks")
    for _ in range(60):
        seen.press("Tab")
        if seen.tab.evaluate("document.activeElement.name") == "name":
            break
    seen.tab.keyboard.type("Rowan Ashby")
    seen.press("Tab", "Space", "Tab", "Enter")
    seen.tab.locator("text=Signed as the first reviewer").first.wait_for()
    signed = [one for one in case.state().decisions if one.action is Action.SIGN]
    assert [one.note for one in signed] == ["Rowan Ashby"]
    assert seen.complaints == []


def test_one_key_decides_and_moves_on_and_focus_is_never_lost(browser: Any, served: Served) -> None:
    seen = Seen(browser, served)
    seen.go("/records?show=all")
    first = seen.tab.locator(".f[aria-current]").get_attribute("id")
    seen.press("r")
    assert seen.tab.locator(".f[aria-current]").get_attribute("id") != first
    assert seen.tab.locator(f"#{first}").get_attribute("class") == "f hidden"
    for key in ("j", "k", "d", "e", "1", "r", "Escape", "u", "s"):
        seen.press(key)
        assert seen.focused() != "BODY", key
    seen.settle()
    record = seen.tab.locator("article").get_attribute("data-record")
    for _ in range(6):
        seen.press("r")
        seen.settle()
    seen.tab.locator(f"article:not([data-record='{record}'])").wait_for()
    seen.tab.wait_for_load_state("load")  # the page is there before its script, which sets the focus
    assert seen.focused() == "A"


class Held:
    """Requests to some address, held back until they are let go: the page is changing all the while."""

    def __init__(self, seen: Seen, pattern: str) -> None:
        self.seen = seen
        self.routes: list[Any] = []
        seen.tab.route(pattern, lambda route: self.routes.append(route))

    def wait(self) -> None:
        for _ in range(3000):
            if self.routes:
                return
            self.seen.tab.wait_for_timeout(10)
        raise AssertionError("nothing was asked of the server")

    def let_go(self) -> None:
        for one in self.routes:
            one.continue_()
        self.seen.tab.unroute_all()


def all_but_one(case: Case) -> str:
    """Decide all passages of a record but one; which record."""
    board = Board(case)
    record = next(key for key, tally in board.of_record.items() if tally.open > 2)
    done = [one.id for one in board.by_record[record][1:]]
    board.decide([Wish(On.FINDING, one, Action.REDACT) for one in done])
    assert board.of_record[record].open == 1
    return record


def test_keys_while_the_page_changes_decide_nothing_and_are_told(
    browser: Any, served: Served, tmp_path: Path
) -> None:
    case = Case.open(tmp_path / "cases" / "SAR-2026-0001")
    seen = Seen(browser, served)
    record = all_but_one(case)
    before_it = len(case.state().decisions)
    seen.go(f"/records/{record}?show=open")
    held = Held(seen, "**/do/decide")
    before = seen.tab.url
    seen.press("s")  # the last open passage: the page goes on as soon as this is on the disk
    held.wait()
    seen.press("r", "j")
    held.let_go()
    seen.tab.wait_for_url(lambda url: url != before)
    seen.hears("2 keys pressed while the page was changing: nothing was decided by them.")
    seen.hears("shown")
    assert [one.action for one in case.state().decisions[before_it:]] == [Action.SHOW]
    seen.press("r")
    seen.settle()
    assert [one.action for one in case.state().decisions[before_it:]] == [Action.SHOW, Action.REDACT]


def test_a_decision_that_fails_keeps_the_page_and_tells_of_keys(
    browser: Any, served: Served, tmp_path: Path
) -> None:
    case = Case.open(tmp_path / "cases" / "SAR-2026-0001")
    seen = Seen(browser, served)
    record = all_but_one(case)
    before_it = len(case.state().decisions)
    seen.go(f"/records/{record}?show=open")
    held = Held(seen, "**/do/decide")
    seen.press("s")
    held.wait()
    seen.press("r")
    held.routes[0].abort()
    seen.tab.unroute_all()
    seen.hears("1 key pressed while the page was changing: nothing was decided by it.")
    assert record in seen.tab.url
    assert len(case.state().decisions) == before_it
    seen.press("r")
    seen.settle()
    assert [one.action for one in case.state().decisions[before_it:]] == [Action.REDACT]


def test_turning_pages_may_be_pressed_ahead_and_nothing_after_a_decision(
    browser: Any, served: Served
) -> None:
    seen = Seen(browser, served)
    ids = [one.id for one in RECORDS]
    seen.go(f"/records/{ids[0]}?show=all")
    held = Held(seen, f"**/records/{ids[1]}?*")
    seen.press("n")
    held.wait()
    seen.press("n")
    held.let_go()
    seen.tab.wait_for_url(f"**/records/{ids[2]}?*")
    seen.go(f"/records/{ids[0]}?show=all")
    held = Held(seen, f"**/records/{ids[1]}?*")
    seen.press("n")
    held.wait()
    seen.press("r", "n")
    held.let_go()
    seen.tab.wait_for_url(f"**/records/{ids[1]}?*")
    seen.hears("2 keys pressed while the page was changing")


def test_text_is_selected_and_hidden_by_keyboard_alone(browser: Any, tmp_path: Path) -> None:
    said = "Ben Carter called twice.\nHis daughter is ill, he said."
    record = mail(1, said, subject="Call")
    case = case_of(tmp_path, found_of((record,), (finding(record, "Ben Carter", BEN.id),)))
    with Served(case.folder) as page:
        seen = Seen(browser, page)
        seen.go(f"/records/{record.id}")
        seen.press("v")
        seen.hears("Selected: Ben Carter")
        seen.press("ArrowRight", "ArrowRight")
        seen.hears("Selected: Ben Carter called twice.")
        seen.press("Shift+ArrowRight", "Shift+ArrowRight")
        seen.hears("Selected: called twice.")
        seen.press("+")
        assert seen.tab.locator("[data-mark]").input_value() == "called twice."
        seen.press("Escape")
        # A selection over a finding holds its text and not what a screen reader is told of it.
        seen.press("v", "ArrowRight", "+")
        assert seen.tab.locator("[data-mark]").input_value() == "Ben Carter called"
        seen.tab.keyboard.press("Enter")
        seen.hears("1 passage hidden")
        places = [one.target.rpartition(f"{record.digest}:")[2] for one in case.state().decisions]
        assert places == ["text:0:17"]
        assert seen.complaints == []


def test_all_but_a_selection_is_hidden_by_keyboard(browser: Any, tmp_path: Path) -> None:
    record = mail(1, "Alice, it is mended. His daughter is ill.", subject="Call")
    case = case_of(tmp_path, found_of((record,)))
    with Served(case.folder) as page:
        seen = Seen(browser, page)
        seen.go(f"/records/{record.id}")
        seen.press("v", "ArrowDown", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowRight", "-")
        kept = seen.tab.locator("[data-keep]").input_value()
        assert kept == "Alice, it is mended."
        seen.tab.locator("#inverse button").click()
        seen.hears("1 passage hidden, 1 passage kept")
        (one,) = case.state().decisions
        assert one.target.endswith(f"text:{len(kept) + 1}:41")
        assert seen.complaints == []


def test_everywhere_says_its_counts_first(browser: Any, served: Served, tmp_path: Path) -> None:
    case = Case.open(tmp_path / "cases" / "SAR-2026-0001")
    seen = Seen(browser, served)
    seen.go(f"/records/{RECORDS[0].id}?show=all")
    assert "Ben Carter" in str(seen.tab.locator("[data-fact=text]").text_content())
    seen.press("e")
    assert "2 this person, 8" in seen.heard()
    assert case.state().decisions == ()
    seen.press("r")
    seen.settle()
    assert "8 mentions of Ben Carter hidden everywhere" in seen.heard() or "10 mentions" in seen.heard()
    (one,) = case.state().decisions
    assert (one.on, one.target) == (On.PERSON, "P-ben")


def test_keys_can_be_switched_off_and_changed(browser: Any, served: Served, tmp_path: Path) -> None:
    case = Case.open(tmp_path / "cases" / "SAR-2026-0001")
    seen = Seen(browser, served)
    seen.go("/people")
    seen.press("?")
    seen.tab.get_by_label("Key: redact, and move on").fill("h")
    seen.tab.get_by_label("Key: redact, and move on").press("Tab")
    seen.press("Escape", "r")
    assert case.state().decisions == ()
    seen.go("/people")
    seen.press("h")
    seen.settle()
    assert len(case.state().decisions) == 1
    seen.press("?")
    seen.tab.get_by_label("Single-key shortcuts are on").uncheck()
    seen.press("Escape")
    seen.go("/people")
    seen.press("h", "s", "u")
    assert len(case.state().decisions) == 1


def test_keys_are_dead_while_one_types(browser: Any, served: Served, tmp_path: Path) -> None:
    seen = Seen(browser, served)
    seen.go("/people")
    seen.press("/")
    seen.tab.keyboard.type("srude")
    assert Case.open(tmp_path / "cases" / "SAR-2026-0001").state().decisions == ()


def test_the_page_works_without_javascript(browser: Any, served: Served, tmp_path: Path) -> None:
    seen = Seen(browser, served, java_script_enabled=False)
    seen.go("/people")
    seen.tab.get_by_role("button", name="Redact Ben Carter").click()
    assert "hidden everywhere" in seen.heard()
    seen.go(f"/records/{RECORDS[0].id}")
    seen.tab.get_by_role("button", name="Show", exact=False).nth(1).click()
    seen.go("/candidates")
    seen.tab.get_by_role("button", name=re.compile("It is not")).first.click()
    state = Case.open(tmp_path / "cases" / "SAR-2026-0001").state()
    assert [one.on for one in state.decisions] == [On.PERSON, On.FINDING, On.RECORD]
    seen.tab.get_by_role("button", name="Undo").click()
    assert len(Case.open(tmp_path / "cases" / "SAR-2026-0001").state().decisions) == 2


def test_what_a_screen_reader_is_told_of_a_finding(browser: Any, served: Served) -> None:
    seen = Seen(browser, served)
    seen.go(f"/records/{RECORDS[0].id}?show=all")
    told = seen.tab.locator("#texts .text").aria_snapshot()
    assert re.search(r"\[undecided: Ben Carter ?\]", told)
    seen.press("r")
    seen.settle()
    assert re.search(r"\[hidden: Ben Carter ?\]", seen.tab.locator("#texts .text").aria_snapshot())


def test_two_reviewers_see_each_others_decisions(browser: Any, served: Served, tmp_path: Path) -> None:
    with Served(tmp_path / "cases" / "SAR-2026-0001", by="second") as other:
        one, two = Seen(browser, served), Seen(browser, other)
        one.go("/people")
        one.press("r")
        one.settle()
        two.go("/people?show=all")
        assert "hidden" in str(two.tab.locator("#p-P-ben").text_content())
        two.press("u")
        two.hears("Nothing left to undo")


def hostile() -> list[str]:
    """Payloads that browsers were tricked with: DOMPurify's list and public lists."""
    import json

    shared = Path(__file__).resolve().parents[3] / "shared" / "hostile"
    listed = shared / "html-xss" / "dompurify_payloads.json"
    if not listed.exists():
        pytest.skip("the hostile payloads are not here")
    texts = [
        one if isinstance(one, str) else json.dumps(one) for one in json.loads(listed.read_text("utf-8"))
    ]
    for path in sorted((shared / "strings").rglob("XSS Injection/**/*.txt")):
        lines = path.read_text("utf-8", "replace").splitlines()
        texts += [line for line in lines if line.strip()][:120]
    own = [
        "</script><script>alert(1)</script>",
        "{{7*7}}",
        "' onmouseover='alert(1)",
        "</textarea><img src=x onerror=alert(1)>",
    ]
    return [*own, *texts]


def test_no_payload_runs_or_fetches_anything(browser: Any, tmp_path: Path) -> None:
    payloads = hostile()
    records, findings, persons = [], [], []
    for at in range(0, len(payloads), 20):
        batch = payloads[at : at + 20]
        text = "\n\n".join(f"{one}\nBen Carter" for one in batch)
        record = mail(at, text, subject=batch[0][:500], **{batch[-1][:200] or "x": batch[-1], "cc": batch[0]})
        records.append(record)
        findings.append(finding(record, "Ben Carter", BEN.id))
        for n, one in enumerate(batch):
            if one.strip() and one in text:
                person = Person(f"P-{at}-{n}", (one,), (), Standing.UNKNOWN, (one[:80],))
                persons.append(person)
                findings.append(finding(record, one, person.id))
    pulled = found_of(
        records, findings, persons=(BEN, *persons), candidates=[replace(records[0], id="c" * 20, digest="d")]
    )
    case = case_of(
        tmp_path, replace(pulled, identifiers=(Identifier.of("name", "<img src=x onerror=alert(1)>"),))
    )
    case.request({"name": "<script>alert(1)</script>"})
    with Served(case.folder) as page:
        seen = Seen(browser, page)
        tried = [
            "/",
            "/people",
            "/people?show=all&page=2",
            "/candidates",
            "/repeated",
            "/missed",
            "/log",
            "/checks",
        ]
        tried += [
            "/people?q=%3Cscript%3Ealert(1)%3C/script%3E",
            "/records?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        ]
        tried += [f"/{screen}/{record.id}" for record in records for screen in ("records", "preview")]
        tried += [f"/people/{person.id}" for person in persons[::40]]
        for path in tried:
            seen.go(path)
        assert len(payloads) > 300
        assert seen.complaints == []
        assert seen.elsewhere == []
        assert seen.tab.locator("script").count() == 1


def test_the_picture_in_the_readme(browser: Any, tmp_path: Path) -> None:
    """The page on the demonstration's company; with DSAR_PICTURES=1 the picture in docs is made anew."""
    case = demo(tmp_path / "demo").case
    decide(case, [Wish(On.DECISION, str(one.seq), Action.UNDO) for one in case.state().decisions])
    board = Board(case)
    (record, *_) = [
        key for key, one in board.inside.items() if "the spooler had" in str(one.fields.get("text"))
    ]
    people = {name: key for key, one in board.persons.items() for name in one.names}
    board.decide([Wish(On.PERSON, people["Priya Nair"], Action.SHOW)])
    board.decide([Wish(On.PERSON, people["Ben Osei"], Action.REDACT)])
    with Served(case.folder, by="Rowan Ashby") as page:
        seen = Seen(browser, page, viewport={"width": 1280, "height": 800})
        seen.go(f"/records/{record}")
        picture = seen.tab.screenshot()
        assert seen.tab.locator(".f.open").count() > 3
        assert seen.complaints == []
    kept = Path(__file__).resolve().parents[2] / "docs" / "review.png"
    if os.environ.get("DSAR_PICTURES"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(picture)
    assert picture.startswith(b"\x89PNG")
    assert kept.stat().st_size < 300_000

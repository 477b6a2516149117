"""The answer in a real browser: with and without scripts, on a narrow screen, for everybody, and alone."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dsar import plugins
from dsar.answer import locked
from dsar.steps.demo import DemoReport, demo

from ..browsing import RULES, axe, launched, playwright
from .hostile import OURS
from .releases import everyday, release, released


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests."""
    with launched() as one:
        yield one


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    """The demonstration, run once."""
    return demo(tmp_path_factory.mktemp("demo") / "out")


class Tab:
    """A page opened from its file, what it complained of, and what it asked for beside itself."""

    def __init__(self, browser: Any, file: Path, **settings: Any) -> None:
        self.context = browser.new_context(offline=True, **settings)
        self.tab = self.context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.tab.on("console", lambda said: self.complaints.append(said.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.goto(file.as_uri())

    def close(self) -> None:
        self.context.close()

    @property
    def quiet(self) -> bool:
        """Whether it loaded itself alone and complained of nothing."""
        return len(self.asked) == 1 and not self.complaints

    @property
    def overflows(self) -> bool:
        """Whether it has to be scrolled sideways (WCAG 1.4.10)."""
        wide = self.tab.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        return bool(wide)


def start_of(journey: DemoReport) -> Path:
    return journey.answer.built.bundle / "START-HERE.html"


def test_everything_can_be_read_without_scripts(browser: Any, journey: DemoReport) -> None:
    seen = Tab(browser, start_of(journey), java_script_enabled=False)
    assert seen.tab.locator("details.entry").count() >= len(journey.answer.release.records)
    assert not seen.tab.locator("#tools").is_visible()
    first = seen.tab.locator("details.entry").first
    first.locator("summary").first.click()
    assert first.locator(".body").first.is_visible()
    assert seen.quiet
    seen.close()


def test_searching_finds_records_and_says_how_many(browser: Any, journey: DemoReport) -> None:
    seen = Tab(browser, start_of(journey))
    seen.tab.fill("#query", "scanner")
    shown = seen.tab.locator("#shown")
    playwright.expect(shown).to_contain_text(f"of {len(journey.answer.release.records)} records shown")
    visible = seen.tab.locator("section.year > details.entry:visible")
    assert 0 < visible.count() < len(journey.answer.release.records)
    assert seen.quiet
    seen.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_for_everybody(browser: Any, journey: DemoReport, scheme: str, width: int) -> None:
    seen = Tab(
        browser,
        start_of(journey),
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
        bypass_csp=True,
    )
    seen.tab.click("#open")
    assert not seen.overflows
    found = axe.Axe().run(seen.tab, options=RULES).response["violations"]
    assert [(one["id"], len(one["nodes"])) for one in found] == []
    seen.close()


def test_pages_of_a_large_answer_are_for_everybody_too(browser: Any, tmp_path: Path) -> None:
    paths = list(plugins.exporter("html").write(everyday(2_100), tmp_path))
    for path in paths[:2]:
        seen = Tab(browser, path, viewport={"width": 320, "height": 800}, bypass_csp=True)
        if path == paths[0]:
            seen.tab.fill("#wanted", "printer")
            seen.tab.locator("#hits a").first.wait_for()
        assert not seen.overflows
        assert axe.Axe().run(seen.tab, options=RULES).response["violations"] == []
        assert seen.quiet
        seen.close()


def test_all_pages_are_searched_from_the_first(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsar.exports.start_here.MOST", 60)
    plain = everyday(60)
    hostile = [
        released(n, title=text, fields={"text": f"{text} zebra"}) for n, text in enumerate(OURS, 5_001)
    ]
    first, *others = list(plugins.exporter("html").write(release([*plain.records, *hostile]), tmp_path))
    seen = Tab(browser, first)
    visible = "section.year > details.entry:not([hidden])"
    for query in ("ZEB", "printer", "nothing-like-it"):
        seen.tab.fill("#wanted", query)
        playwright.expect(seen.tab.locator("#found")).to_contain_text("found")
        seen.tab.wait_for_timeout(300)
        listed = seen.tab.locator("#hits a").evaluate_all("all => all.map(one => one.hash.slice(1))")
        said = str(seen.tab.locator("#found").text_content())
        standing = []
        for path in others:
            page = Tab(browser, path)
            page.tab.fill("#query", query)
            playwright.expect(page.tab.locator("#shown")).to_contain_text("shown")
            page.tab.wait_for_timeout(300)
            standing += page.tab.locator(visible).evaluate_all("all => all.map(one => one.id)")
            page.close()
        assert said.startswith(f"{len(standing):,} record")
        assert listed == standing[:200]
    assert seen.quiet
    seen.tab.fill("#wanted", "zebra")
    seen.tab.wait_for_timeout(300)
    seen.tab.locator("#hits a").last.click()
    opened = seen.tab.locator("details.entry[open]")
    playwright.expect(opened.first).to_contain_text("zebra")
    assert not seen.complaints
    seen.close()


def test_hostile_text_runs_nothing_and_asks_for_nothing(browser: Any, tmp_path: Path) -> None:
    records = [
        released(n, title=text, fields={"text": f"{text}\n{text}", "x": text})
        for n, text in enumerate(OURS, 1)
    ]
    (path,) = plugins.exporter("html").write(release(records), tmp_path)
    seen = Tab(browser, path)
    seen.tab.click("#open")
    assert seen.tab.title() == "Your personal data: SAR-2026-0001"
    assert seen.quiet
    seen.close()


def test_a_locked_page_opens_with_its_passphrase_alone(
    browser: Any, journey: DemoReport, tmp_path: Path
) -> None:
    pytest.importorskip("cryptography")
    folder = Path(shutil.copytree(journey.answer.built.folder, tmp_path / "answer"))
    file = locked.lock(folder, "html", "abcde-fghjk")
    seen = Tab(browser, file, accept_downloads=True)
    assert axe_free(browser, file)
    assert seen.tab.locator("details.entry").count() == 0
    seen.tab.fill("#passphrase", "wrong")
    seen.tab.click("button")
    playwright.expect(seen.tab.locator("#said")).to_contain_text("not the passphrase", timeout=60_000)
    seen.tab.fill("#passphrase", "ABCDE fghjk")
    seen.tab.click("button")
    playwright.expect(seen.tab.locator("h1")).to_have_text("Your personal data", timeout=60_000)
    assert seen.tab.locator("details.entry").count() >= len(journey.answer.release.records)
    seen.tab.fill("#query", "scanner")
    playwright.expect(seen.tab.locator("#shown")).to_contain_text("records shown")
    with seen.tab.expect_download() as waiting:
        seen.tab.click("p.whole a")
    saved = tmp_path / "saved.zip"
    waiting.value.save_as(saved)
    assert saved.read_bytes() == (folder / "your-data.zip").read_bytes()
    assert not seen.complaints
    assert {url.split(":")[0] for url in seen.asked} <= {"file", "blob"}
    seen.close()


def axe_free(browser: Any, file: Path) -> bool:
    """Whether a page breaks no rule."""
    seen = Tab(browser, file, bypass_csp=True, viewport={"width": 320, "height": 700})
    found = axe.Axe().run(seen.tab, options=RULES).response["violations"]
    fits = not seen.overflows
    seen.close()
    return found == [] and fits


@pytest.mark.skipif(not shutil.which("unzip"), reason="unzip is not installed")
def test_the_platforms_unzip_takes_the_archive_without_a_warning(journey: DemoReport, tmp_path: Path) -> None:
    archive = journey.answer.built.archive
    done = subprocess.run(
        [str(shutil.which("unzip")), "-q", str(archive), "-d", str(tmp_path)], capture_output=True, check=True
    )
    assert done.stdout + done.stderr == b""
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == len(
        zipfile.ZipFile(archive).namelist()
    )
    assert all(name.isascii() and len(name) < 120 for name in zipfile.ZipFile(archive).namelist())


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_no_cell_becomes_a_formula_in_libreoffice(tmp_path: Path) -> None:
    texts = ["=1+1", "+44 7700 900123", "-3", "@SUM(1)", "\t=1+1", "\ufeff=1+1", "＝1+1", " =1+1", "'=1+1"]
    records = [released(n, fields={"x": text, text: "y"}) for n, text in enumerate(texts, start=1)]
    (path,) = plugins.exporter("csv").write(release(records), tmp_path)
    command = [str(shutil.which("soffice")), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
               "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(path)]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True, timeout=240)
    sheet = path.with_suffix(".fods")
    made = (sheet if sheet.exists() else tmp_path / f"{path.stem}.fods").read_text("utf-8")
    assert "table:formula" not in made
    assert "1+1" in made

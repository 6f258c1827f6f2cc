"""The HTML report: what stands in the file, and what a real browser does with it."""

from __future__ import annotations

import os
import re
import shutil
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from reporters.reports import ENDPOINTS, INJECTION, LEAK, OPEN, SECRET, report, write_project

from backlint import reporters
from backlint.findings import Gap, Location, Severity, Step
from backlint.reporters.html.blocks import blocks
from backlint.reporters.presentation import Presentation

HOSTILE = "</script><script>window.pwned = 1</script><img src=x onerror=pwned=1>{{ 7 * 7 }}&amp;\x1b[31m"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_project(tmp_path)
    return tmp_path


def html(project: Path, **changes: object) -> str:
    return reporters.load("html")(report(project, **changes), Presentation())


# --- the file ---------------------------------------------------------------------------------------------------------


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(project: Path) -> None:
    text = html(project)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    for name in ("style", "script"):
        (part,) = re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        digest = b64encode(sha256(part.encode()).digest()).decode()
        assert f"{name}-src &#39;sha256-{digest}&#39;" in policy[1]
    assert policy[1].startswith("default-src &#39;none&#39;; ")
    assert "style=" not in text


def test_the_same_report_gives_the_same_file_without_the_place_of_the_project(project: Path) -> None:
    assert html(project) == html(project)
    assert str(project) not in html(project)


def test_no_secret_stands_in_it_whole(project: Path) -> None:
    assert SECRET[4:] not in html(project)
    assert SECRET[:4] in html(project)


def test_what_scanned_code_says_is_text(project: Path) -> None:
    (project / "app/repository.py").write_text(f"{HOSTILE}\n" * 8, encoding="utf-8")
    finding = replace(
        INJECTION,
        message=HOSTILE,
        why=HOSTILE,
        endpoint=HOSTILE,
        trace=(Step(Location("app/repository.py", 6), HOSTILE),),
    )
    endpoint = replace(ENDPOINTS[0], path=HOSTILE, handler=f"app:{HOSTILE}")
    text = html(project, findings=(finding,), endpoints=(endpoint,), gaps=(Gap(HOSTILE, 1, "syntax", HOSTILE),))
    assert text.count("<script>") == 1
    assert "<img" not in text
    assert "{{ 7 * 7 }}" in text
    assert "\x1b" not in text


def test_a_page_of_a_rule_is_cut_into_blocks() -> None:
    found = blocks("Words and `code`.\n\n## Use instead\n\n- one\n- `two`\n\n```python\nx = 1\n\ny = 2\n```\nEnd.")
    assert [(one.kind, ["".join(word.text for word in line) for line in one.lines]) for one in found] == [
        ("paragraph", ["Words and code."]),
        ("heading", ["Use instead"]),
        ("list", ["one", "two"]),
        ("code", ["x = 1\n\ny = 2"]),
        ("paragraph", ["End."]),
    ]
    assert [word.text for word in found[0].lines[0] if word.code] == ["code"]


# --- in a browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        if os.environ.get("BACKLINT_BROWSER") == "required":
            pytest.fail("no Chromium is installed")
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Shown:
    """A report in a page, and what the browser said and asked for meanwhile."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: self.said.append(dialog.message))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(file.as_uri())

    def findings(self) -> list[str]:
        """Return the rules of the findings that can be seen."""
        return [
            one.get_attribute("data-rule") or ""
            for one in self.page.locator("#list .finding").all()
            if one.is_visible()
        ]


def shown(browser: Browser, project: Path, *, scripts: bool = True, **changes: object) -> Shown:
    file = project / "report.html"
    file.write_text(html(project, **changes), encoding="utf-8")
    return Shown(browser.new_page(java_script_enabled=scripts), file)


@pytest.fixture
def opened(browser: Browser, project: Path) -> Iterator[Shown]:
    found = shown(browser, project)
    yield found
    assert found.said == []
    assert [url for url in found.asked if not url.startswith("file:")] == []
    assert len(found.asked) == 1
    found.page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nobody_shut_out(browser: Browser, project: Path, scheme: Literal["light", "dark"]) -> None:
    """Contrast, names, order of headings, reach by keys: what `axe-core` judges by the guidelines for accessible pages."""
    file = project / "report.html"
    file.write_text(html(project, partial=True), encoding="utf-8")
    # The page's own policy would keep the judge out.
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    context.close()


def test_findings_are_shown_worst_first_and_filtered_by_severity(opened: Shown) -> None:
    assert opened.findings() == ["hardcoded-secret", "sql-injection", "missing-authentication"]
    opened.page.click(".chip[data-severity=high]")
    assert opened.findings() == ["sql-injection"]
    opened.page.click(".chip[data-severity=medium]")
    assert opened.findings() == ["sql-injection", "missing-authentication"]
    assert opened.page.inner_text("#count") == "2 of 3"
    opened.page.click("#clear")
    assert len(opened.findings()) == 3


def test_search_takes_all_words_wherever_they_stand(opened: Shown) -> None:
    opened.page.fill("#search", "SESSION repository.py:6")
    assert opened.findings() == ["sql-injection"]
    opened.page.fill("#search", "nothing like it")
    assert opened.findings() == []
    assert opened.page.is_visible("#none")


def test_rule_and_item_filter_and_the_scorecard_leads_to_its_findings(opened: Shown) -> None:
    opened.page.select_option("#rule", "sql-injection")
    assert opened.findings() == ["sql-injection"]
    opened.page.click(".to-item[data-item=guards]")
    assert opened.findings() == ["missing-authentication"]
    assert opened.page.input_value("#item") == "guards"


def test_it_is_used_by_keys(opened: Shown) -> None:
    keyboard = opened.page.keyboard
    keyboard.press("j")
    keyboard.press("j")
    keyboard.press("k")
    keyboard.press("j")
    keyboard.press("Enter")
    assert opened.page.locator("#f2").get_attribute("open") is not None
    assert opened.page.locator(".current").get_attribute("id") == "f2"
    keyboard.press("/")
    keyboard.type("jk")  # typed into the search, not obeyed
    assert opened.page.input_value("#search") == "jk"
    assert opened.findings() == []
    keyboard.press("Escape")
    assert len(opened.findings()) == 3


def test_a_finding_shows_its_steps_with_the_code_marked(opened: Shown) -> None:
    opened.page.click("#f2 > summary")
    steps = opened.page.locator("#f2 .step")
    assert steps.count() == 5
    assert steps.nth(4).locator("mark").inner_text() == "db.execute(text(query))"
    assert steps.nth(4).locator(".hit .no").inner_text().strip() == "6"
    opened.page.click("#f2 a[href='#rule-sql-injection']")
    # The browser tells the page of its new address a little later.
    opened.page.wait_for_selector("#rule-sql-injection[open]")


def test_endpoints_are_filtered_by_what_they_lack(opened: Shown) -> None:
    rows = opened.page.locator(".endpoint-row:visible")
    assert rows.count() == 3
    opened.page.click(".chip[data-missing=rate-limit]")
    assert rows.locator("th").all_inner_texts() == ["/admin/cache"]
    opened.page.click(".chip[data-missing=rate-limit]")
    opened.page.fill("#endpoint-search", "health")
    assert rows.locator("th").all_inner_texts() == ["/health"]
    assert opened.page.locator(".is-open").count() == 1


def test_light_and_dark_are_as_the_system_says_until_somebody_chooses(opened: Shown) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    opened.page.emulate_media(color_scheme="light")
    light = opened.page.evaluate(paper)
    opened.page.emulate_media(color_scheme="dark")
    assert opened.page.evaluate(paper) != light
    opened.page.click("#theme")
    assert opened.page.evaluate(paper) == light


def test_on_paper_everything_that_is_shown_is_open(opened: Shown) -> None:
    opened.page.click(".chip[data-severity=high]")
    opened.page.evaluate(
        "window.dispatchEvent(new Event('beforeprint'));"
        "window.opened = document.querySelectorAll('#list .finding[open]:not([hidden])').length;"
        "window.dispatchEvent(new Event('afterprint'))"
    )
    assert opened.page.evaluate("window.opened") == 1
    assert opened.page.locator("#list .finding[open]").count() == 0
    opened.page.emulate_media(media="print")
    assert not opened.page.is_visible(".filters >> nth=0")


def test_without_its_script_everything_can_be_read(browser: Browser, project: Path) -> None:
    found = shown(browser, project, scripts=False)
    assert len(found.findings()) == 3
    assert found.page.locator(".filters:visible").count() == 0
    found.page.click("#f1 > summary")
    assert found.page.locator("#f1 .body").is_visible()
    found.page.close()


def test_what_looks_like_markup_does_nothing(browser: Browser, project: Path) -> None:
    finding = replace(INJECTION, message=HOSTILE, why=HOSTILE, endpoint=f"GET /{HOSTILE}")
    found = shown(browser, project, findings=(finding, LEAK), endpoints=(replace(ENDPOINTS[0], path=HOSTILE),))
    assert found.page.evaluate("window.pwned") is None
    assert found.page.locator("img").count() == 0
    assert "<img src=x onerror=pwned=1>" in found.page.inner_text("#f2 .message")
    assert found.said == []
    found.page.close()


def test_thousands_of_findings_can_be_searched(browser: Browser, project: Path) -> None:
    many = tuple(
        replace(
            OPEN, severity=Severity(number % 5), message=f"endpoint number-{number} is open", endpoint=f"GET /{number}"
        )
        for number in range(3000)
    )
    found = shown(browser, project, findings=many)
    assert found.page.inner_text("#count") == "3,000 of 3,000"
    found.page.fill("#search", "number-1234")
    assert found.page.inner_text("#count") == "1 of 3,000"
    found.page.close()

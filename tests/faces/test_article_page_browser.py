"""The published page in a browser: no fault that a machine sees, on a phone too, nothing run or fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from dorsal.faces.article.page import page
from dorsal.faces.article.reading import decoded
from dorsal.topics.article import article_of
from tests.faces.article_samples import view
from tests.faces.test_article_page import HOSTILE

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
PHONE = {"width": 360, "height": 800}


def opened(browser: Browser, folder: Path, text: str, **options: Any) -> tuple[Page, list[str]]:
    """The page of a text, and what the browser had to say or to fetch for it."""
    path = folder / "page.html"
    path.write_text(page(view(text)), encoding="utf-8")
    shown = browser.new_context(**options).new_page()
    told: list[str] = []
    shown.on("console", lambda message: told.append(message.text))
    shown.on("dialog", lambda dialog: told.append(dialog.message))
    shown.on("request", lambda request: told.append(request.url) if request.url != path.as_uri() else None)
    shown.goto(path.as_uri())
    return shown, told


def test_the_own_article_has_no_fault_that_a_machine_sees(browser: Browser, tmp_path: Path) -> None:
    shown, told = opened(browser, tmp_path, decoded(article_of()), bypass_csp=True)  # so that axe may run
    shown.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found = Axe().run(shown, options=RULES).response["violations"]
    assert [f"{v['id']}: {node['target']}" for v in found for node in v["nodes"]] == []
    shown.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert shown.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert told == []


def test_a_hostile_text_runs_and_fetches_nothing(browser: Browser, tmp_path: Path) -> None:
    _, told = opened(browser, tmp_path, "\n\n".join(text for text in HOSTILE if "(javascript" not in text))
    assert told == []


def test_a_label_leads_to_its_claim_and_back_without_scripts(browser: Browser, tmp_path: Path) -> None:
    shown, _ = opened(browser, tmp_path, "# T\n\nIt is faster. [[C14]]", java_script_enabled=False)
    shown.get_by_role("link", name="Claim C14 is uncertain: see why").click()
    assert shown.url.endswith("#claim-C14")
    shown.get_by_text("Why, from which trials, and what would settle it").click()
    assert shown.get_by_text("LBP0017").is_visible()
    shown.get_by_role("link", name="back to the text").click()
    assert shown.url.endswith("#s2")

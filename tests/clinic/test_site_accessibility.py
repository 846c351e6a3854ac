"""WCAG 2.2 AA as far as a machine sees it, on all kinds of pages in both languages; phone, keyboard, no scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.clinic.reader import PHONE, Reader, follow
from tests.clinic.site_map import BOTH

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
Reading = Callable[..., Reader]


def violations(page: Page) -> list[str]:
    """What axe finds wrong: rule, place, advice."""
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]]


def open_everything(page: Page) -> None:
    """Unfold what opens on demand, so that it is looked at too."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


@pytest.mark.parametrize("path", BOTH)
def test_a_page_has_no_fault_that_a_machine_sees(reading: Reading, path: str) -> None:
    """One visit: the rules of axe, one heading, its language, the width of a phone, and nothing refused or fetched."""
    reader = reading()
    page = reader.open(path)
    open_everything(page)
    assert violations(page) == []
    assert page.locator("html").get_attribute("lang") == ("es" if path.startswith("/es") else "en")
    assert page.locator("h1").count() == 1
    assert reader.statuses[path] == (404 if "nowhere" in path else 200)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert [fault for fault in reader.faults if "404" not in fault] == []


@pytest.mark.parametrize("path", ["/", "/evidence/answer/pain/short/dry_needling/exercise/", "/evidence/trials/"])
def test_it_holds_in_the_dark_and_on_a_phone(reading: Reading, path: str) -> None:
    reader = reading(color_scheme="dark")
    reader.page.set_viewport_size(PHONE)
    page = reader.open(path)
    open_everything(page)
    assert violations(page) == []


def test_axe_would_find_a_fault(reading: Reading) -> None:
    page = reading().open("/about/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')")
    assert any(found.startswith("button-name") for found in violations(page))


def test_targets_are_large_enough_to_touch(reading: Reading) -> None:
    reader = reading()
    reader.page.set_viewport_size(PHONE)
    small = {}
    for path in ("/", "/evidence/", "/evidence/row/LBP0017/"):
        page = reader.open(path)
        open_everything(page)
        small[path] = page.evaluate(
            """() => [...document.querySelectorAll('button, select, input, summary, nav a, label')]
                .map(e => [e.tagName, e.textContent.trim().slice(0, 30), e.closest('label') || e])
                .map(([tag, words, e]) => [tag, words, e.getBoundingClientRect()])
                .filter(([, , box]) => box.width > 0 && (box.height < 24 || box.width < 24))
                .map(([tag, words, box]) => `${tag} ${words} ${box.width}x${box.height}`)"""
        )
    assert small == {path: [] for path in small}


def test_keys_alone_reach_and_change_the_answer(reading: Reading) -> None:
    reader = reading()
    page = reader.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    _tab_to(page, "summary", "Choose what to compare")
    page.keyboard.press("Enter")
    _tab_to(page, "input[name=outcome][value=disability]", "")
    page.keyboard.press("Space")
    _tab_to(page, "button", "Show the answer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?**")
    expect(page.locator("section.panel")).to_have_count(1)
    assert reader.faults == []


def _tab_to(page: Page, selector: str, words: str) -> None:
    """Press Tab until an element of these words has the focus, which must be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        reached, outline = page.evaluate(
            """([selector, words]) => { const e = document.activeElement;
                return [e.matches(selector) && e.textContent.includes(words), getComputedStyle(e).outlineStyle] }""",
            [selector, words],
        )
        assert outline != "none"
        if reached:
            return
    raise AssertionError(f"no Tab leads to {selector} {words}")


def test_everything_works_without_scripts(reading: Reading) -> None:
    reader = reading(java_script_enabled=False)
    page = reader.open("/")
    page.click("summary:has-text('Choose what to compare')")
    page.uncheck("input[name=outcome][value=disability]")
    follow(page, "button:has-text('Show the answer')")
    assert page.locator("section.panel").count() == 1
    assert "outcome=pain" in page.url


def test_an_answer_is_found_again_by_its_address_and_by_the_back_button(reading: Reading) -> None:
    reader = reading()
    page = reader.open("/")
    page.click("summary:has-text('Choose what to compare')")
    page.uncheck("input[name=outcome][value=disability]")
    follow(page, "button:has-text('Show the answer')")
    expect(page.locator("section.panel")).to_have_count(1)
    assert page.url.endswith("#side-by-side")
    page.wait_for_function("scrollY > 0")
    page.reload()
    expect(page.locator("section.panel")).to_have_count(1)
    page.go_back()
    expect(page.locator("section.panel")).to_have_count(2)
    assert reader.faults == []

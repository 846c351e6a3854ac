"""Your own trials in a browser: axe, a phone, keys alone, no scripts, both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.clinic.analyst import SMALL, patient
from tests.clinic.reader import PHONE, Reader, follow
from tests.clinic.test_site_accessibility import open_everything, violations

Reading = Callable[..., Reader]
DATA = Path(__file__).parents[1] / "data"
WRONG = SMALL.replace("1,C,23,140", "1,C,230,140")


def looks_right(page: Page) -> None:
    """Axe finds nothing, there is one heading, and a phone need not scroll sideways."""
    open_everything(page)
    assert violations(page) == []
    assert page.locator("h1").count() == 1
    before = page.viewport_size
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert before
    page.set_viewport_size(before)


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_each_step_has_no_fault_that_a_machine_sees(reading: Reading, prefix: str) -> None:
    reader = patient(reading)
    page = reader.open(f"{prefix}/review/")
    page.fill("textarea", WRONG)
    follow(page, "form[enctype] button[type=submit]")
    expect(page.locator("table.faults")).to_be_visible()
    looks_right(page)
    page.fill("#corrected", SMALL)
    follow(page, "button[name=corrected]")
    expect(page.locator("#understood")).to_be_visible()
    looks_right(page)
    page.check("input[name=posterior]")
    page.check("input[name=confidence]")
    follow(page, "button[type=submit]:not(.plain) >> nth=0")
    expect(page.locator("#id_mic_error")).to_be_visible()
    looks_right(page)
    page.fill("#id_mic", "0.2")
    follow(page, "button[type=submit]:not(.plain) >> nth=0")
    expect(page.locator(".report nav")).to_be_visible()
    looks_right(page)
    assert page.locator("html").get_attribute("lang") == (prefix[1:] or "en")
    assert reader.faults == []


def test_it_holds_in_the_dark(reading: Reading) -> None:
    page = patient(reading, color_scheme="dark").open("/review/")
    follow(page, "button[value=smoking_cessation]")
    follow(page, "button:has-text('Analyse') >> nth=0")
    expect(page.locator(".report nav")).to_be_visible()
    looks_right(page)


def test_a_file_is_given_and_everything_taken_away_without_scripts(reading: Reading, tmp_path: Path) -> None:
    page = patient(reading, java_script_enabled=False, accept_downloads=True).open("/review/")
    page.set_input_files("input[type=file]", DATA / "senn2013.csv")
    follow(page, "button:has-text('Read the table')")
    follow(page, "button:has-text('Analyse') >> nth=0")
    assert "The trials of senn2013.csv" in page.inner_text("h1")
    with page.expect_download() as download:
        page.click("button[value='everything.zip']")
    download.value.save_as(tmp_path / "all.zip")
    assert (tmp_path / "all.zip").read_bytes()[:2] == b"PK"


def test_keys_alone_lead_from_the_table_to_the_report(reading: Reading) -> None:
    page = patient(reading).open("/review/")
    for words in ("Stopping smoking", "Analyse"):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.tagName + document.activeElement.textContent").startswith(
                f"BUTTON{words}"
            ):
                break
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.locator(".report nav")).to_be_visible()


def test_targets_are_large_enough_to_touch(reading: Reading) -> None:
    reader = patient(reading)
    reader.page.set_viewport_size(PHONE)
    page = reader.open("/review/")
    follow(page, "button[value=bcg]")
    open_everything(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input:not([type=hidden]), summary, label')]
            .map(e => [e.tagName, e.textContent.trim().slice(0, 30), (e.closest('label') || e).getBoundingClientRect()])
            .filter(([, , box]) => box.width > 0 && (box.height < 24 || box.width < 24))
            .map(([tag, words, box]) => `${tag} ${words} ${box.width}x${box.height}`)"""
    )
    assert small == []

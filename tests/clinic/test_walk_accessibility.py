"""The walk filled in: WCAG 2.2 AA as a machine sees it, a phone, keys alone, no scripts, and the order in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.clinic.reader import PHONE, Reader, follow
from tests.clinic.test_site_accessibility import _tab_to, open_everything, violations

Reading = Callable[..., Reader]
SUBMIT = "main form:not(.end) button[type=submit]"
SMALL = """() => [...document.querySelectorAll('main button, main select, main input:not([type=hidden]), main summary')]
    .map(e => [e.id || e.textContent.trim().slice(0, 30), (e.closest('label') || e).getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.height < 24 || box.width < 24)).map(([name]) => name)"""


def steps(page: Page, base: str, prefix: str) -> Iterator[str]:
    """Through the walk by its forms; each page is filled in when its name comes out."""
    page.goto(f"{base}{prefix}/decide/")
    yield "start"
    follow(page, "main a.button")
    page.fill("#id_age", "46")
    page.fill("#id_lasts", "20")
    page.check("input[name=radiating][value=no]")
    page.check('input[name=pain][value="6"]')
    page.fill("#id_goal", "walk")
    yield "about"
    follow(page, SUBMIT)
    page.click("details.part:nth-of-type(2) > summary")
    page.check("input[name=q_diabetes][value=yes]")
    page.check("input[name=q_diabetes_unstable][value=no]")
    yield "safety"
    follow(page, SUBMIT)
    page.wait_for_url("**/screen/")
    yield "screen"
    follow(page, "main p.actions a.button")
    page.select_option("#id_pain", "8")
    page.select_option("#id_moving", "6")
    yield "matters"
    follow(page, SUBMIT)
    page.wait_for_url("**/options/")
    yield "options"
    follow(page, "main > p.actions a.button")
    page.select_option("#id_option", "usual_care")
    yield "plan"
    follow(page, SUBMIT)
    page.wait_for_url("**/print/")
    yield "print"
    page.goto(f"{base}{prefix}/decide/record/")
    yield "record"


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_no_step_has_a_fault_that_a_machine_sees(reading: Reading, site: str, prefix: str) -> None:
    """The rules of axe, large targets, one heading, and no scrolling sideways on a phone."""
    reader = reading()
    page = reader.page
    found = {}
    for step in steps(page, site, prefix):
        open_everything(page)
        page.set_viewport_size(PHONE)
        wide = page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]
        found[step] = [*violations(page), *page.evaluate(SMALL), *(["too wide"] if wide else [])]
        if page.locator("h1").count() != 1:
            found[step].append("headings")
    assert found == {step: [] for step in found}
    assert len(found) == 9
    assert reader.faults == []


def test_the_whole_walk_works_without_scripts(reading: Reading, site: str) -> None:
    """What is inside a question is opened by the style alone; the weights beside the order are an ordinary form."""
    reader = reading(java_script_enabled=False)
    page = reader.page
    for step in steps(page, site, ""):
        if step == "options":
            first = page.inner_text("#order-result")
            page.click("form.weights summary")
            page.select_option("#id_fewer_visits", "10")
            page.click("form.weights button")
            page.wait_for_url("**/options/#order")
            assert page.inner_text("#order-result") != first
            assert "few visits 10" in page.inner_text("#order-result")
    assert "Your plan: usual care" in page.content() or "For the record: usual care" in page.content()


def test_an_inner_question_is_seen_only_where_the_outer_one_is_yes(reading: Reading, site: str) -> None:
    page = reading().open("/decide/about/")
    follow(page, SUBMIT)
    open_everything(page)
    inner = page.locator("#id_q_diabetes_unstable_field")
    expect(inner).to_be_hidden()
    page.check("input[name=q_diabetes][value=yes]")
    expect(inner).to_be_visible()
    page.check("input[name=q_diabetes][value=no]")
    expect(inner).to_be_hidden()


def test_keys_alone_lead_from_the_start_to_a_plan(reading: Reading) -> None:
    reader = reading()
    page = reader.open("/decide/")
    _tab_to(page, "main a.button", "Begin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/about/")
    _tab_to(page, "#id_age", "")
    page.keyboard.type("46")
    _tab_to(page, "input[name=pain]", "")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    _tab_to(page, SUBMIT, "On to safety")
    page.keyboard.press("Enter")
    page.wait_for_url("**/safety/")
    _tab_to(page, "input[name=q_saddle_numb]", "")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.locator("input[name=q_saddle_numb][value=no]").is_checked()
    _tab_to(page, SUBMIT, "See what")
    page.keyboard.press("Enter")
    page.wait_for_url("**/screen/")
    _tab_to(page, "main p.actions a.button", "On to what matters")
    page.keyboard.press("Enter")
    page.wait_for_url("**/matters/")
    _tab_to(page, "#id_pain", "")
    page.keyboard.type("8")
    _tab_to(page, SUBMIT, "On to the options")
    page.keyboard.press("Enter")
    page.wait_for_url("**/options/")
    _tab_to(page, "main p.actions a.button", "On to the plan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/")
    _tab_to(page, "#id_option", "")
    page.keyboard.type("Usual")
    _tab_to(page, SUBMIT, "Make the plan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/print/")
    assert reader.faults == []


def test_what_is_wrong_is_announced_and_leads_to_its_field(reading: Reading) -> None:
    page = reading().open("/decide/about/")
    page.fill("#id_age", "130")
    page.check('input[name=pain][value="6"]')
    follow(page, SUBMIT)
    assert page.title().startswith("Error: ")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("How old are you?")
    alert.get_by_role("link").first.click()
    expect(page.locator("#id_age")).to_be_focused()
    expect(page.locator("#id_age")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_age")).to_have_accessible_description("Ensure this value is less than or equal to 120.")
    expect(page.locator('input[name=pain][value="6"]')).to_be_checked()


def test_the_order_changes_in_place_with_its_weights(reading: Reading, site: str) -> None:
    """No new page, no entry in the history, nothing in the storage; the focus stays, and the other form still works."""
    reader = reading()
    page = reader.page
    for step in steps(page, site, ""):
        if step == "options":
            break
    before, length = page.inner_text("#order-result"), page.evaluate("history.length")
    page.evaluate("window.same = true")
    page.click("form.weights summary")
    page.focus("#id_fewer_visits")
    page.select_option("#id_fewer_visits", "10")
    expect(page.locator("#order-result")).to_contain_text("few visits 10")
    assert page.inner_text("#order-result") != before
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.same") is True
    assert page.url.endswith("/decide/options/")
    assert page.evaluate("history.length") == length
    assert page.evaluate("document.activeElement.id") == "id_fewer_visits"
    kept = reader.storage()
    assert kept == {"local": [], "session": [], "databases": [], "caches": [], "cookies": ""}
    page.select_option("#id_pain", "1")
    expect(page.locator("#order-result")).to_contain_text("less pain 1")
    page.click("summary:has-text('Choose which options')")
    page.uncheck("input[name=treatment][value=manipulation]")
    follow(page, "form.picks button")
    assert page.locator("[role=alert]").count() == 0
    assert page.locator("#option-manipulation").count() == 0
    assert reader.faults == []


def test_an_order_that_another_tab_has_changed_is_said_in_place(reading: Reading, site: str) -> None:
    reader = reading()
    page = reader.page
    for step in steps(page, site, ""):
        if step == "options":
            break
    other = reader.context.new_page()
    other.goto(f"{site}/decide/matters/")
    other.select_option("#id_moving", "1")
    follow(other, SUBMIT)
    other.wait_for_url("**/options/")
    page.click("form.weights summary")
    page.select_option("#id_pain", "3")
    expect(page.locator("#order-result [role=alert]")).to_contain_text("another window or tab")
    page.click("form.weights button")
    expect(page.locator("#order-result")).to_contain_text("less pain 3")
    expect(page.locator("#order-result [role=alert]")).to_have_count(0)

"""SECURITY rows 19, 20, 22, 23, 24, 25, 28, 35 and 49 on the walk, in the browser and on the running server."""

from __future__ import annotations

import io
import re
import urllib.parse
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from pdfminer.high_level import extract_text
from playwright.sync_api import Page, expect

from tests.clinic.hostile import MARKUP
from tests.clinic.reader import Reader, follow
from tests.clinic.test_security_browser import markup_that_came_in
from tests.clinic.walker import ABOUT, FILES, HERE, PLAN, STEPS, Walker

Reading = Callable[..., Reader]
SEEDED = "Seededname Ofaperson"
TEXTS = (*MARKUP, "%s%(x)s{0}{{x}}", "../../etc/passwd", "=1+1")
FIELDS = {"goal": 160, "why": 200, "contact": 100, "override_by": 100, "override_reason": 200}


def hostile_plan(walker: Walker, *texts: str) -> None:
    """A plan with a text in every field that takes any."""
    walker.to_options(q_saddle_numb="yes")
    said = {name: texts[n % len(texts)][:most] for n, (name, most) in enumerate(FIELDS.items())}
    assert walker.send("about", {**ABOUT, "goal": said.pop("goal")}).status_code == 302
    assert walker.send("plan", {**PLAN, **said}).status_code == 302


@pytest.mark.parametrize("first", [0, 5])
def test_row_22_hostile_words_stay_words_on_every_page(client: Client, first: int) -> None:
    walker = Walker(client)
    texts = TEXTS[first : first + len(FIELDS)]
    hostile_plan(walker, *texts)
    raw = [part for text in texts for part in re.findall(r"<[a-z][^>]*>", text)]
    for step in STEPS:
        page = walker.page(step)
        assert not [part for part in raw if part in page], step
        assert "root:x:" not in page
    seen = unescape(re.sub(r"<[^>]*>", "", walker.page("record")))
    assert all(text in seen for text in (texts[1], texts[3], texts[4]))


@pytest.mark.parametrize("text", ["\u202egnp.exe", "a\r\nSet-Cookie: b=c", "a\x00b", "\x1b[31m"])
def test_row_22_what_would_turn_or_break_a_line_is_refused_at_the_field(client: Client, text: str) -> None:
    walker = Walker(client)
    answer = walker.send("about", {**ABOUT, "goal": text})
    assert answer.status_code == 200
    assert 'id="id_goal_error"' in answer.content.decode()
    assert "b" not in answer.cookies


def test_row_22_the_browser_runs_none_of_them(reading: Reading) -> None:
    reader = reading()
    for first in (0, 3):
        goal, why, contact = MARKUP[first : first + 3]
        walk_in_browser(reader, goal=goal, why=why, contact=contact)
        for step in ("about", "plan", "print", "record"):
            reader.open(f"/decide/{step}/")
            assert [fault for fault in markup_that_came_in(reader) if fault != "hx-"] == [], (step, first)
    assert reader.faults == []


def test_row_22_hostile_values_in_every_field_of_every_form(client: Client) -> None:
    walker = Walker(client)
    walker.to_options()
    for step in ("about", "safety", "matters", "options", "plan"):
        names = set(re.findall(r'name="(\w+)"', walker.page(step))) - {"csrfmiddlewaretoken"}
        for text in (MARKUP[0], MARKUP[5]):
            answer = walker.send(step, dict.fromkeys(names - {"mark"}, text), mark=text)
            assert answer.status_code == 200, (step, text)
            assert text not in answer.content.decode(), (step, text)


def test_row_28_nothing_is_fetched_for_the_page_on_paper(client: Client) -> None:
    walker = Walker(client)
    text = '<img src="file:///etc/passwd"><link rel=attachment href="http://169.254.169.254/">@import url(x)'
    hostile_plan(walker, text)
    for name in FILES:
        answer = walker.look(name)
        said = extract_text(io.BytesIO(answer.content))
        assert answer.status_code == 200
        assert "root:x:" not in said
        assert b"/EmbeddedFile" not in answer.content
    assert "etc/passwd" in said.replace("\n", "")


def walk_in_browser(reader: Reader, prefix: str = "/decide", **texts: str) -> Page:
    """Through the forms by hand, to the page to take home."""
    page = reader.open(f"{prefix}/about/")
    page.fill("#id_age", "46")
    page.fill("#id_lasts", "5")
    page.select_option("#id_lasts_unit", "months")
    page.check("input[name=radiating][value=no]")
    page.check('input[name=pain][value="6"]')
    page.fill("#id_goal", texts.get("goal", f"meet {SEEDED}"))
    follow(page, "main form:first-of-type button[type=submit]")
    page.wait_for_url("**/safety/")
    page.evaluate("document.querySelectorAll('input[value=no]').forEach(each => { each.checked = true })")
    follow(page, "main form:first-of-type button[type=submit]")
    page.wait_for_url("**/screen/")
    reader.open(f"{prefix}/plan/")
    page.select_option("#id_option", "exercise")
    page.fill("#id_why", texts.get("why", f"as {SEEDED} said"))
    page.fill("#id_contact", texts.get("contact", SEEDED))
    follow(page, "main form:first-of-type button[type=submit]")
    page.wait_for_url("**/print/")
    return page


def test_rows_20_23_24_25_and_49_nothing_of_a_person_is_left_anywhere(reading: Reading, site_log: Path) -> None:
    reader = reading()
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    page = walk_in_browser(reader)
    for step in ("options", "record", "about"):
        reader.open(f"/decide/{step}/")
    page.wait_for_load_state("networkidle")
    kept = reader.storage()
    assert kept == {"local": [], "session": [], "databases": [], "caches": [], "cookies": ""}
    assert reader.faults == []
    assert asked
    assert not [url for url in asked if "?" in url or "Seeded" in urllib.parse.unquote(url)]
    log = site_log.read_text(encoding="utf-8")
    assert 'POST "/decide/plan/" 302' in log
    assert "Seeded" not in log
    cookies = {cookie["name"]: cookie for cookie in reader.context.cookies()}
    assert cookies["session"]["httpOnly"]
    assert cookies["session"]["sameSite"] == "Strict"


def test_row_24_after_the_end_the_back_button_shows_an_empty_form(reading: Reading) -> None:
    reader = reading()
    page = walk_in_browser(reader)
    reader.open("/decide/about/")
    expect(page.locator("#id_age")).to_have_value("46")
    follow(page, "form.end button")
    page.wait_for_url("**/decide/")
    assert [cookie["name"] for cookie in reader.context.cookies() if cookie["name"] == "session"] == []
    page.go_back()
    page.wait_for_url("**/about/")
    expect(page.locator("#id_age")).to_have_value("")
    expect(page.locator("#id_goal")).to_have_value("")


def everything(walker: Walker) -> Iterator[tuple[str, str]]:
    """Each page and file of the walk with what caches are told."""
    for step in ("", *STEPS, *FILES):
        yield step, walker.look(step)["Cache-Control"]


def test_row_24_no_cache_keeps_any_page_of_the_walk(client: Client) -> None:
    walker = Walker(client)
    assert {told for _, told in everything(walker)} == {"no-store"}
    walker.to_plan()
    assert {told for _, told in everything(walker)} == {"no-store"}
    assert walker.send("about", {"age": "x"})["Cache-Control"] == "no-store"


@pytest.mark.parametrize("step", ["about", "safety", "matters", "options", "plan", "end"])
def test_row_19_a_form_needs_its_token_and_this_site(client: Client, step: str) -> None:
    walker = Walker(client)
    walker.to_options()
    before = client.session["walk"]
    assert client.post(f"/decide/{step}/", {"age": "1"}, headers=HERE).status_code == 403
    assert walker.send(step, {}, Origin="https://elsewhere.example").status_code == 403
    assert walker.send(step, {"csrfmiddlewaretoken": "a" * 64}).status_code == 403
    assert client.session["walk"] == before


def test_row_35_a_fault_inside_tells_nothing(client: Client) -> None:
    walker = Walker(client)
    walker.to_options()
    session = client.session
    session["walk"] = {"topic": "low_back_pain", "mark": 1, "person": SEEDED}
    session.save()
    client.cookies["session"] = session.session_key
    answer = walker.look("options")
    page = re.sub(r"<[^>]*>", " ", answer.content.decode())
    assert answer.status_code in (302, 500)
    assert SEEDED not in page
    assert "Traceback" not in page

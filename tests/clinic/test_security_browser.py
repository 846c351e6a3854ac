"""SECURITY rows 20, 22, 24, 25 and 27 on a running server: hostile words stay words, nothing is fetched or kept.

The server has a topic, `hostile`, whose every text tries to become something else.
"""

from __future__ import annotations

import io
import re
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import expect

from tests.clinic.hostile import MARKUP
from tests.clinic.reader import Reader, follow
from tests.clinic.site_map import PAGES

Reading = Callable[..., Reader]
AT = "/topics/hostile"
FIELDS = ("outcome", "window", "treatment", "against", "csrfmiddlewaretoken", "next", "language", "topic")
CRAWLED = (
    "/", "/evidence/", "/evidence/trials/", "/evidence/trial/example1/", "/evidence/section/pain/short/",
    "/evidence/answer/pain/short/treatment_a/usual_care/", "/evidence/tables/", "/evidence/table/studies/",
    "/evidence/row/example1/", "/evidence/row/R001/", "/evidence/row/treatment_a/", "/evidence/reviews/",
    "/evidence/methods/", "/evidence/left-out/", "/downloads/",
)  # fmt: skip


def markup_that_came_in(reader: Reader) -> list[str]:
    """Elements and attributes that only a hostile text could have made."""
    found: list[str] = reader.page.evaluate(
        """() => { const runs = a => /^(href|src|action|xlink:href)$/.test(a.name) && /^\\s*javascript:/i.test(a.value);
            return [...document.querySelectorAll('*')].flatMap(e => [
            ...[...e.attributes].filter(a => a.name.startsWith('on') || runs(a)).map(a => a.name),
            ...(['IFRAME', 'IMG', 'OBJECT', 'EMBED', 'STYLE'].includes(e.tagName) ? [e.tagName] : []),
            ...(e.tagName === 'SCRIPT' && !e.src.startsWith(location.origin + '/static/') ? ['SCRIPT'] : []),
            ...(!e.closest('form.picks') && [...e.attributes].some(a => a.name.startsWith('hx-')) ? ['hx-'] : []),
        ]) }"""
    )
    return found


def test_row_22_hostile_words_of_a_table_stay_words_on_every_page(reading: Reading, site: str) -> None:
    reader = reading()
    seen = ""
    for path in ("/topics/", *(f"{prefix}{AT}{path}" for prefix in ("", "/es") for path in CRAWLED)):
        page = reader.open(path)
        assert markup_that_came_in(reader) == [], path
        seen += page.inner_text("body")
    assert set(reader.statuses.values()) == {200}
    assert reader.faults == []
    for text in (MARKUP[0], "onerror=alert(2)", "{{ settings.SECRET_KEY }}"):
        assert text in seen


def test_row_22_hostile_words_in_every_field_are_said_back_as_words(reading: Reading, site: str) -> None:
    reader = reading()
    for text in (*MARKUP, "\x00", "../../etc/passwd", "a" * 400, "🦴\u202e", "%s%(x)s{0}"):
        page = reader.open(f"/?{urllib.parse.urlencode(dict.fromkeys(FIELDS, text))}")
        assert markup_that_came_in(reader) == [], text
        assert page.locator("h1").count() == 1
        assert page.locator(".error").count() >= 4
    assert {status for status in reader.statuses.values() if status >= 500} == set()
    assert reader.faults == []


def test_row_22_the_report_to_take_away_runs_nothing(reading: Reading, site: str, tmp_path: Path) -> None:
    answer = urllib.request.urlopen(f"{site}{AT}/downloads/report.html", timeout=20)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    (tmp_path / "report.html").write_bytes(answer.read())
    reader = reading()
    reader.context.unroute_all()
    reader.page.goto(f"file://{tmp_path}/report.html")
    assert [fault for fault in reader.faults if "dialog" in fault or "script" in fault] == []
    assert MARKUP[0] in reader.page.inner_text("body")


def test_row_24_and_25_the_browser_keeps_nothing_and_fetches_nothing_elsewhere(reading: Reading) -> None:
    reader = reading()
    for path in PAGES:
        reader.open(path)
    page = reader.open("/")
    page.click("summary:has-text('Choose what to compare')")
    page.uncheck("input[name=outcome][value=disability]")
    follow(page, "button:has-text('Show the answer')")
    expect(page.locator("section.panel")).to_have_count(1)
    page.go_back()
    page.locator("section.panel").nth(1).wait_for()
    page.wait_for_load_state("networkidle")
    kept = reader.storage()
    assert kept == {"local": [], "session": [], "databases": [], "caches": [], "cookies": ""}
    assert reader.context.cookies() == []
    assert [fault for fault in reader.faults if "404" not in fault] == []
    loaded = page.evaluate("performance.getEntriesByType('resource').map(e => new URL(e.name).pathname)")
    assert loaded
    assert all(re.search(r"\.[0-9a-f]{12}\.|^/$", name) for name in loaded), loaded


def test_row_20_the_policy_refuses_what_would_run_inline(reading: Reading) -> None:
    reader = reading()
    page = reader.open("/about/")
    page.evaluate(
        """() => { const e = document.createElement('script'); e.textContent = 'window.ran = 1';
            document.body.append(e) }"""
    )
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in fault for fault in reader.faults)


def test_row_27_no_table_to_take_away_runs_a_formula(site: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(_fetch(f"{site}{AT}/downloads/tables.xlsx")))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert cells
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    with zipfile.ZipFile(io.BytesIO(_fetch(f"{site}{AT}/downloads/tables.zip"))) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    studies = texts["studies.csv"]
    assert "'=1+1<" in studies
    assert not re.search(r"(^|[\r\n,])\"?[=+@\t]", studies)


def _fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:
        content: bytes = answer.read()
        return content

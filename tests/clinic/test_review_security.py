"""SECURITY rows 19, 20, 22 to 27, 31, 35 and 49 where somebody's own table comes in."""

from __future__ import annotations

import io
import re
import struct
import time
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path
from random import Random
from unittest import mock

import openpyxl
import pytest
from django.test import Client
from playwright.sync_api import expect

from dorsal.clinic.review import bounded
from dorsal.clinic.review.given import LARGEST, UNPACKED, Given, Refused, plain_name
from dorsal.clinic.review.sealed import LASTS, opened, sealed
from tests.clinic.analyst import SMALL, Analyst, patient
from tests.clinic.hostile import MARKUP
from tests.clinic.reader import Reader, follow
from tests.clinic.test_review_whole import words
from tests.clinic.test_security_browser import markup_that_came_in
from tests.clinic.walker import HERE, hidden

FORMULAS = ("=1", "@SUM(1)", "-1|cmd")
"""A plus would join treatments."""
STEPS = ("read", "answer", "file", "end")
TEXTS = [text.replace('"', "'") for text in MARKUP]
SEEDED = "Seededname"


def hostile_table() -> str:
    """Three treatments in a loop; studies, treatments, columns and the outcome try to become something else."""
    a, b, c = (f"{formula}{text}" for formula, text in zip(FORMULAS, TEXTS[:3], strict=True))
    rows = [(f"{TEXTS[3]}{n}", t, events) for n, pair in enumerate(((a, b), (b, c), (a, c), (a, b)))
            for t, events in zip(pair, (9, 23), strict=True)]  # fmt: skip
    lines = [f'"{study}","{t}",{events},140,"{TEXTS[0]}","{TEXTS[5]}"' for study, t, events in rows]
    return "\n".join([f'study,treatment,events,n,outcome,"{TEXTS[1]}"', *lines])


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("how", ["no token", "another site", "no browser"])
def test_row_19_a_step_that_this_site_did_not_send_is_refused(client: Client, step: str, how: str) -> None:
    analyst = Analyst(client)
    analyst.give()
    sent = {"table": hidden(analyst.page, "table"), "asked": "yes", "wanted": "report.html"}
    sent |= {} if how == "no token" else {"csrfmiddlewaretoken": hidden(analyst.page, "csrfmiddlewaretoken")}
    headers = {"no token": HERE, "another site": {**HERE, "Sec-Fetch-Site": "cross-site"},
               "no browser": {"Host": "localhost"}}[how]  # fmt: skip
    answer = client.post(f"/review/{step}/", sent, headers=headers)
    assert answer.status_code == 403
    assert "smoking" not in answer.content.decode()


def test_row_20_no_page_holds_a_style_or_a_script_of_its_own(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(hostile_table())
    pages = [analyst.page]
    analyst.send("answer", {"outcome": TEXTS[0], "posterior": "on", "small_study": "on", "power": "on"})
    assert "The trials of" in words(analyst.page)
    for page in [*pages, analyst.page]:
        assert not re.search(r'<style|<script|<iframe|<img|\sstyle="|\son\w+="', page.partition("<main")[2])


def test_row_22_hostile_words_of_a_table_stay_words(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(hostile_table(), f"../../{MARKUP[0]}/{MARKUP[1]}.csv")
    seen = words(analyst.page)
    analyst.send("answer", {"outcome": TEXTS[0], "covariate": [TEXTS[1]], "reference": "nobody <b>"})
    seen += words(analyst.page)
    analyst.send("answer", {"outcome": TEXTS[0], "reference": ""})
    seen += words(analyst.page)
    analyst.give(hostile_table().replace("140", "<u>140</u>"))
    seen += words(analyst.page)
    for text in TEXTS[:4]:
        assert text in unescape(seen) or re.sub(r"<[^>]*>", " ", text).split()[-1] in seen
    assert "nobody <b>" in seen


def test_row_22_the_browser_runs_nothing_of_a_table(reading: Callable[..., Reader], site: str, site_log: Path) -> None:
    reader = patient(reading)
    page = reader.open("/review/")
    page.fill("textarea", hostile_table().replace(TEXTS[3], f"{TEXTS[3]}{SEEDED}"))
    follow(page, "button:has-text('Read the table')")
    expect(page.locator("h1")).to_have_text("What do you want to know?")
    assert [found for found in markup_that_came_in(reader) if found != "hx-"] == []
    follow(page, "button:has-text('Analyse') >> nth=0")
    expect(page.locator("h1")).to_contain_text("The trials of")
    assert [found for found in markup_that_came_in(reader) if found != "hx-"] == []
    assert SEEDED in page.inner_text("body")
    kept = reader.storage()
    assert kept == {"local": [], "session": [], "databases": [], "caches": [], "cookies": ""}
    assert [cookie["name"] for cookie in reader.context.cookies()] == ["csrf"]
    assert reader.faults == []
    assert SEEDED not in site_log.read_text(encoding="utf-8")
    assert "?" not in page.url


@pytest.mark.parametrize(
    ("said", "is_"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\trials.csv", "trials.csv"),
        ("-rf --report=x.csv", "rf --report_x.csv"),
        ("=cmd|' /C calc'!A0.csv", "C calc_A0.csv"),
        ("a\r\nb\u202e.csv", "a_b_.csv"),
        ("$(id);`id`.csv", "id_id_.csv"),
        ("...", "table.csv"),
        ("ensayos de España.csv", "ensayos de España.csv"),
        (f"{'a' * 300}.csv", f"{'a' * 80}.csv"),
    ],
)
def test_row_26_a_file_name_is_nothing_but_a_name(said: str, is_: str) -> None:
    found = plain_name(said)
    assert found.strip("_") == is_.strip("_")
    assert not re.search(r"[/\\<>$`;|&\x00-\x1f]", found)


def bomb(*, parts: int = 1, size: int = UNPACKED + 1) -> bytes:
    """A workbook that unpacks to far more than it weighs."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        for n in range(parts):
            archive.writestr(f"xl/worksheets/sheet{n}.xml", b"0" * size)
    return written.getvalue()


def lying_bomb() -> bytes:
    """The same, whose directory says that it is small."""
    content = bytearray(bomb())
    for place in [found.start() for found in re.finditer(rb"PK\x01\x02", content)]:
        struct.pack_into("<L", content, place + 24, 10)
    for place in [found.start() for found in re.finditer(rb"PK\x03\x04", content)]:
        struct.pack_into("<L", content, place + 22, 10)
    return bytes(content)


LAUGHS = b"<?xml version='1.0'?><!DOCTYPE COCHRANE_REVIEW [<!ENTITY a 'ha'>" + b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%s;" % (b"%d" % (n - 1) if n else b"") * 9) for n in range(9)
)


@pytest.mark.parametrize(
    "content",
    [bomb(), bomb(parts=501, size=10), lying_bomb(), b"PK\x03\x04 torn", LAUGHS + b"]><COCHRANE_REVIEW>&a8;",
     b'{"protocolSection":' + b"[" * 200_000, b"PAR1" + b"\xff" * 1000 + b"PAR1", b"study,treatment\n\x00\x01",
     b'"' * 100_000, b"a,b\n" * 200_000],
    ids=["bomb", "many parts", "lying bomb", "torn", "laughs", "deep JSON", "no Parquet", "control", "quotes", "long"],
)  # fmt: skip
def test_rows_26_and_31_what_would_grow_or_break_is_refused_at_once(client: Client, content: bytes) -> None:
    analyst = Analyst(client)
    begun = time.monotonic()
    answer = analyst.give(content, "trials.xlsx")
    assert time.monotonic() - begun < bounded.READING
    assert answer.status_code in (200, 503)
    assert "What was understood" not in analyst.page
    assert re.search(r'class="(card problems|error)"', analyst.page)
    assert "Traceback" not in analyst.page


def test_row_26_more_than_the_limit_is_not_even_read(client: Client) -> None:
    analyst = Analyst(client)
    answer = analyst.give(b"a,b\n" * (3 * 1024 * 1024))
    assert answer.status_code == 413
    assert "more than can be sent here" in analyst.page
    answer = analyst.give(b"a" * (LARGEST + 1))
    assert answer.status_code == 200
    assert "at most 8 are read here" in words(analyst.page)
    with pytest.raises(Refused, match="travel with it"):
        sealed(Given(name="a.csv", content=Random(1).randbytes(3 * 1024**2)))


def test_row_26_a_network_beyond_the_limits_is_told_how_to_be_analysed(client: Client) -> None:
    analyst = Analyst(client)
    rows = [f"s{n},t{n % 90},{n % 30},100\ns{n},t{(n + 1) % 90},{n % 29},100" for n in range(2_100)]
    analyst.give("\n".join(["study,treatment,events,n", *rows]), "big one.csv")
    told = words(analyst.page)
    assert "2,100 studies (here at most 2,000) and 90 treatments (here at most 80)" in told
    assert "dorsal fit" in told


@pytest.mark.parametrize("change", ["another table", "no signature", "old", "nothing", "cut"])
def test_row_22_a_table_that_was_changed_on_its_way_is_not_opened(client: Client, change: str) -> None:
    analyst = Analyst(client)
    analyst.give()
    table = hidden(analyst.page, "table")
    sent = {
        "another table": sealed(Given(name="a", content=b"x,y")).split(":")[0] + ":" + table.split(":", 1)[1],
        "no signature": table.split(":")[0],
        "old": table,
        "nothing": "",
        "cut": table[10:],
    }[change]
    later = time.time() + (LASTS + 60 if change == "old" else 0)
    with mock.patch("django.core.signing.time.time", return_value=later):
        answer = analyst.send("answer", {"table": sent})
    assert answer.status_code == 400
    assert "Give the table once more" in words(analyst.page)


def test_a_table_comes_back_as_it_was_sealed() -> None:
    given = Given(name="trials.csv", content=SMALL.encode())
    assert opened(sealed(given)) == given


def test_row_24_nothing_of_a_table_is_kept_by_a_cache_or_a_cookie(client: Client) -> None:
    analyst = Analyst(client)
    answers = [analyst.give(), analyst.send("answer"), analyst.send("file", {"wanted": "fit.json"})]
    for answer in answers:
        assert answer["Cache-Control"] == "no-store"
        assert "Content-Encoding" not in answer
        assert set(answer.cookies) <= {"csrf"}
    assert set(client.cookies) == {"csrf"}


def test_row_27_no_file_to_take_away_runs_a_formula(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(hostile_table())
    analyst.send("answer", {"outcome": TEXTS[0]})
    book = openpyxl.load_workbook(io.BytesIO(analyst.take("tables.xlsx")))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert any(str(cell.value).startswith("'=1<") for cell in cells)
    with zipfile.ZipFile(io.BytesIO(analyst.take("tables.zip"))) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    texts.append(analyst.take("cinema.csv").decode())
    assert not [text for text in texts if re.search(r"(^|[\r\n,])\"?[=+@\t]", text)]


def test_row_22_the_report_to_take_away_holds_no_markup_of_the_table(client: Client) -> None:
    analyst = Analyst(client)
    analyst.give(hostile_table())
    analyst.send("answer", {"outcome": TEXTS[0]})
    report = analyst.take("report.html").decode()
    assert "<script" not in report
    assert "<img" not in report
    assert "default-src &#x27;none&#x27;" in report or "default-src 'none'" in report


@pytest.mark.parametrize("wanted", ["", "../settings.py", "settings.py", "/etc/passwd", "__init__"])
def test_row_14_a_guessed_file_leads_to_the_first_step(client: Client, wanted: str) -> None:
    analyst = Analyst(client)
    analyst.give()
    analyst.send("answer")
    answer = analyst.send("file", {"wanted": wanted})
    assert (answer.status_code, answer["Location"]) == (302, "/review/")


def test_row_15_only_options_of_the_form_are_taken(client: Client, tmp_path: Path) -> None:
    analyst = Analyst(client)
    analyst.give()
    stray = {"bias": "/etc/passwd", "override": "/etc/passwd", "report": str(tmp_path / "r.html"), "file": "/etc/hosts",
             "sampler": "nuts", "draws": "1000000", "script": str(tmp_path / "s.py"), "seed": "7"}  # fmt: skip
    assert analyst.send("answer", stray).status_code == 200
    assert "The trials of trials.csv" in words(analyst.page)
    assert "root:" not in analyst.page
    assert list(tmp_path.iterdir()) == []

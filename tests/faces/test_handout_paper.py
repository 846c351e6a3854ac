"""Pages on paper: tagged, with language, title and alternatives; one to two sheets; and nothing is fetched for them."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from pdfminer.high_level import extract_text
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from dorsal.errors import FetchRefused
from dorsal.faces.handout.page import handout
from dorsal.faces.handout.paper import handout_pdf, pdf, record_pdf
from dorsal.faces.handout.record import record
from dorsal.patient.profile import Goal
from tests.care.agreed import GARDEN, person
from tests.faces.told import telling

SECRET = "root:x:0:0"
WORST = {
    "why": "I have tried many things before, and I would like to avoid tablets, because my stomach is not good. " * 2,
    "contact": "Back clinic, Example Street 1, 555 0100, Monday to Friday from 8 to 17",
    "dose": {"visits": 8, "per_week": 1},
    "profile": person(goals=(GARDEN, Goal(words="Carry my grandchild up the stairs", measure="disability"))),
}


class Sheets:
    """A PDF read back."""

    def __init__(self, made: bytes) -> None:
        self.bytes = made
        self.document = PDFDocument(PDFParser(io.BytesIO(made)))
        self.catalog = self.document.catalog
        self.count = len(list(PDFPage.create_pages(self.document)))

    def text(self, *pages: int) -> str:
        return " ".join(extract_text(io.BytesIO(self.bytes), page_numbers=pages or None).split())

    def elements(self) -> list[tuple[str, str]]:
        """Kind and alternative text of every part of the structure."""
        found, waiting = [], [resolve1(self.catalog["StructTreeRoot"])]
        while waiting:
            node = resolve1(waiting.pop())
            if not isinstance(node, dict):
                continue
            if "S" in node:
                found.append((str(node["S"].name), decode_text(node.get("Alt", b""))))
            children = resolve1(node.get("K", []))
            waiting += children if isinstance(children, list) else [children]
        return found


@pytest.mark.parametrize(("option", "code"), [("exercise", "en"), ("dry_needling+exercise", "es")])
def test_a_hand_out_is_tagged_and_fits_two_sheets_with_harms_beside_benefits(option: str, code: str) -> None:
    told = telling(option, code, **WORST)
    sheets = Sheets(handout_pdf(handout(told)))
    assert 1 <= sheets.count <= 2
    assert decode_text(resolve1(sheets.catalog["Lang"])) == code
    assert resolve1(sheets.catalog["MarkInfo"])["Marked"]
    assert resolve1(sheets.catalog["ViewerPreferences"])["DisplayDocTitle"]
    assert b"pdfuaid" in resolve1(sheets.catalog["Metadata"]).get_data()
    assert told.inside(option) in decode_text(resolve1(sheets.document.info[0]["Title"]))
    kinds = [kind for kind, _ in sheets.elements()]
    assert {"H1", "H2", "H3", "P", "L", "LI", "Table", "TH", "TD", "Figure"} <= set(kinds) or option != "exercise"
    assert all(alt for kind, alt in sheets.elements() if kind == "Figure")
    first = sheets.text(0)
    words = told.language.words
    assert words("What may come of it") in first
    assert words("What may go wrong") in first
    assert "0123456789abcdef" in sheets.text()
    assert "\ufffd" not in sheets.text()


def test_it_still_fits_where_only_a_wider_font_is_installed() -> None:
    fonts = "'Liberation Sans', Arial, 'Helvetica Neue', "
    page = handout(telling("dry_needling+exercise", **WORST)).replace(fonts, "")
    assert "'DejaVu Sans'" in page
    sheets = Sheets(handout_pdf(page))
    assert sheets.count <= 2
    assert "What may go wrong" in sheets.text(0)


def test_the_page_for_the_record_is_one_sheet() -> None:
    sheets = Sheets(record_pdf(record(telling("dry_needling+exercise", **WORST))))
    assert sheets.count == 1
    assert "Options seen" in sheets.text()
    assert {"Table", "TH", "Caption"} <= {kind for kind, _ in sheets.elements()}


HOSTILE = {
    "a file": '<img src="file:///etc/passwd" alt="x">',
    "a file behind a link": '<link rel="attachment" href="file:///etc/passwd">',
    "an attached file": '<a rel="attachment" href="file:///etc/passwd">x</a>',
    "an address of the network": '<img src="http://169.254.169.254/latest/meta-data/" alt="x">',
    "an import": "<style>@import url(http://169.254.169.254/a.css);</style>",
    "a style sheet": '<link rel="stylesheet" href="file:///etc/passwd">',
    "a font": "<style>@font-face { font-family: a; src: url(file:///etc/passwd) } p { font-family: a }</style>",
    "a background": "<style>p { background: url(file:///etc/passwd) }</style>",
    "an object": '<object data="file:///etc/passwd"></object>',
    "a drawing": '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
}


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_is_fetched_and_a_page_that_asks_is_not_printed(what: str) -> None:
    page = f'<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>{HOSTILE[what]}<p>x</p></body></html>'
    with pytest.raises(FetchRefused, match=r"asks for (file:///etc/passwd|http://169\.254)") as refused:
        pdf(page)
    assert SECRET not in str(refused.value)


def test_hostile_words_in_a_plan_are_printed_as_words() -> None:
    made = Sheets(handout_pdf(handout(telling(why=HOSTILE["a file"], contact=HOSTILE["an import"]))))
    assert "file:///etc/passwd" in made.text()
    assert SECRET not in made.text()
    assert not resolve1(made.catalog.get("Names"))


def test_without_weasyprint_the_message_names_the_extra(tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise ImportError('none here')")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from dorsal.errors import OptionError\nfrom dorsal.faces.handout.paper import pdf\n"
        "try: pdf('<p>x')\nexcept OptionError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "pip install 'dorsal[print]'" in said

"""Addresses of one page of each kind, for tests that go through all of them."""

from __future__ import annotations

PAGES = (
    "/",
    "/?outcome=pain&window=short&treatment=dry_needling&treatment=nsaid&against=exercise",
    "/?outcome=pain&treatment=nobody",
    "/evidence/",
    "/evidence/trials/",
    "/evidence/trial/jhwcr782/",
    "/evidence/answer/pain/short/dry_needling/exercise/",
    "/evidence/answer/pain/short/dry_needling/usual_care/",
    "/evidence/section/pain/short/",
    "/evidence/section/leg_pain/long/",
    "/evidence/tables/",
    "/evidence/table/harms/",
    "/evidence/row/LBP0017/",
    "/evidence/row/HAR001/",
    "/evidence/reviews/",
    "/evidence/methods/",
    "/evidence/left-out/",
    "/downloads/",
    "/topics/",
    "/topics/low_back_pain/",
    "/about/",
    "/nowhere/",
)
BOTH = (*PAGES, *(f"/es{path}" for path in PAGES))
FILES = ("report.html", "tables.xlsx", "tables.zip", "answer.json", "answer.py")

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
    "/article/",
    "/downloads/",
    "/topics/",
    "/topics/low_back_pain/",
    "/about/",
    "/decide/",
    "/nowhere/",
)
FORMS = ("/decide/about/", "/decide/safety/", "/decide/matters/", "/review/")
"""Pages with a form that is sent: they leave the cookie that a forged form lacks."""
PAGES_AND_FORMS = (*PAGES, *FORMS)
BOTH = (*PAGES_AND_FORMS, *(f"/es{path}" for path in PAGES_AND_FORMS))
FILES = ("report.html", "tables.xlsx", "tables.zip", "answer.json", "answer.py")

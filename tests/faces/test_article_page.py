"""The page of an article: whole, safe whatever the text says, with every label leading to its claim."""

from __future__ import annotations

import re

import pytest

from dorsal.faces.article.page import page
from dorsal.faces.article.reading import decoded
from dorsal.topics.article import article_of
from tests.faces.article_samples import view
from tests.faces.page_reader import PageReader

OWN = decoded(article_of())
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    '"><svg/onload=alert(1)>',
    "<iframe src=javascript:alert(1)>",
    "[a](javascript:alert(1))",
    "![a](https://evil.org/x.png)",
    "<a href=javascript:alert(1)>a</a>",
    "`<script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "# <script>alert(1)</script>",
    "| <b>a</b> |\n|---|\n| <script>alert(1)</script> |",
    'a <https://evil.org/?"onmouseover="alert(1)> b',
    "&lt;script&gt; &#60;script&#62; {{claims}}<",
    "<div hx-get=/x hx-trigger=load>",
    '[a](https://evil.org "><script>alert(1)</script>")',
    "\u202eevil\u202c \ufeff \x07",
    "<!-- <script>alert(1)</script> -->",
]


def faults(text: str) -> list[str]:
    """What is wrong with the page of a text; sources of old trials and mail may be other than https."""
    return [f for f in PageReader(page(view(text))).faults if not re.match(r"'(http://|mailto:)", f)]


def test_the_own_article_is_a_page_without_fault() -> None:
    assert faults(OWN) == []


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_a_text_says_is_text(text: str) -> None:
    made = page(view(f"Before. [[C14]]\n\n{text}\n\nAfter {text.splitlines()[0]} [[C14]]"))
    read = PageReader(made)
    assert [fault for fault in read.faults if "twice" not in fault] == []
    assert "Before." in read.text
    assert not re.search(r"<(script|img|iframe|svg|div hx)", made)


def test_a_claim_written_in_the_text_is_escaped_in_its_entry() -> None:
    made = page(view("It <b>helps</b>. [[claim: dry needling vs exercise on pain: better]]"))
    assert "<b>helps" not in made
    assert "It &lt;b&gt;helps&lt;/b&gt;." in made


def test_the_page_forbids_scripts_and_requests_and_names_its_evidence() -> None:
    made = page(view(OWN))
    assert "default-src &#x27;none&#x27;" in made
    assert "<script" not in made
    text = PageReader(made).text
    assert f"Release of these verdicts: {view(OWN).release}. The evidence was read in 2026." in text
    assert "it does not diagnose or prescribe" in text
    assert page(view(OWN)) == made


def test_every_label_leads_to_its_claim_and_back() -> None:
    found = view("It is faster. [[C14]] It is faster and lower. [[C14, C17]]")
    made = page(found)
    assert made.count('href="#claim-C14"') == 2
    assert 'id="claim-C14"' in made
    assert 'href="#s1"' in made
    assert 'href="#s2"' in made
    assert 'aria-label="Claim C17 is contradicted: see why"' in made
    assert ">uncertain</a>" in made
    assert ">C14 uncertain</a>" in made


def test_an_entry_shows_estimate_certainty_trials_rows_and_what_would_settle_it() -> None:
    text = PageReader(page(view("It is faster. [[C14]]"))).text
    for words in ("21 points lower", "certainty very low", "1 trial head to head", "LBP0017", "JHWCR article 782",
                  "What would settle it", "Another trial of dry needling"):  # fmt: skip
        assert words in text


def test_links_do_not_tell_where_the_reader_comes_from() -> None:
    read = PageReader(page(view("[a](https://b.org) and [c](mailto:d@e.org).")))
    assert all(
        given.get("rel") == "noopener noreferrer" for href, given in read.links if href.startswith(("http", "mailto"))
    )


def test_a_page_that_opens_without_a_heading_has_one() -> None:
    assert PageReader(page(view("Words only."))).headings[0] == 1

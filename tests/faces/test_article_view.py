"""The article as one value; Dorsal's own says nothing that the evidence does not allow, and follows the evidence."""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from dorsal.errors import OptionError
from dorsal.faces.article.article_view import ArticleView, Block, article_view
from dorsal.faces.article.placeholders import NOT_KNOWN, Filler
from dorsal.faces.article.reading import decoded
from dorsal.faces.article.suggest import suggested
from dorsal.faces.claims.claims_document import claims_document
from dorsal.topics.article import article_of
from dorsal.topics.judged import judged
from dorsal.topics.loader import load
from dorsal.topics.new import new
from tests.faces.article_samples import bundled, view
from tests.faces.test_glossary import grade

MANUAL = (Path(__file__).resolve().parents[2] / "docs" / "check_your_text.md").read_text(encoding="utf-8")
FILLED = re.findall(r"^\| `\{\{(.+?)\}\}` \| (.+?) \|$", MANUAL, re.MULTILINE)
AGE_14 = 8.9
"""School years, by the measure of the glossary (Flesch-Kincaid); plainer is better."""
OWN = decoded(article_of())


def own() -> ArticleView:
    return view(OWN)


def test_the_own_article_says_no_more_than_the_evidence_allows() -> None:
    assert [(s.line, s.text, s.problems) for s in own().problems] == []
    assert [(s.line, s.text) for s in own().unmarked] == []


def test_the_own_article_speaks_of_every_claim() -> None:
    assert own().unused == ()
    assert set(bundled().judgements) <= {entry.key for entry in own().claims}
    assert all(entry.cited_by for entry in own().claims)


def test_the_own_article_has_every_part() -> None:
    heads = [" ".join(s.text for s in block.sentences) for block in own().blocks if block.kind == "heading"]
    assert len(heads) == 11
    assert own().title == heads[0]


def test_the_own_article_can_be_read_by_a_fourteen_year_old() -> None:
    text = " ".join(s.text if s.text.endswith((".", "?", "!")) else f"{s.text}." for s in own().sentences)
    assert grade(text) <= AGE_14


def test_no_number_of_the_evidence_is_written_by_hand() -> None:
    """What stands in the text as a figure are weeks, minutes, the scale, and the trials that could not be read."""
    by_hand = set(re.findall(r"\d[\d,.]*\d|\d", re.sub(r"\{\{.*?\}\}|\[\[.*?\]\]|^\d\.", "", OWN, flags=re.MULTILINE)))
    assert by_hand <= {"0", "100", "30", "20"}


def _copy(folder: Path) -> Path:
    shutil.copytree(str(files("dorsal.topics") / "low_back_pain"), folder)
    return folder


def test_the_text_and_its_labels_change_when_the_evidence_does(tmp_path: Path) -> None:
    folder = _copy(tmp_path / "topic")
    results, harms = folder / "results.csv", folder / "harms.csv"
    text = results.read_text(encoding="utf-8")
    changed = re.sub(r"(^LBP0017,.*?,smd_n,)-0\.95", r"\g<1>-0.10", text, flags=re.MULTILINE)
    assert changed != text
    results.write_text(changed, encoding="utf-8")
    counts = harms.read_text(encoding="utf-8")
    seen = ",20,20494,per treatment,proportion,0.000976,0.000596,0.00151,computed_exact,"
    more = ",400,20494,per treatment,proportion,0.01952,0.0177,0.0215,computed_exact,"
    assert seen in counts
    harms.write_text(counts.replace(seen, more), encoding="utf-8")
    now = article_view(OWN, judged(load(folder)), version="9.9.9")
    was = own()
    assert now.release != was.release
    told = {s.anchor: s.text for s in was.sentences}
    assert any(
        "pain with needles was 2 points lower" in s.text and "21 points lower" in told[s.anchor] for s in now.sentences
    )
    labels = {mark.key: mark.verdict for s in now.sentences for mark in s.marks}
    assert (labels["C36"], {m.key: m.verdict for s in was.sentences for m in s.marks}["C36"]) == (
        "uncertain",
        "probably",
    )
    assert any(problem.key == "C36" for s in now.problems for problem in s.problems)


@pytest.mark.parametrize(("name", "words"), FILLED)
def test_every_placeholder_of_the_manual(name: str, words: str) -> None:
    assert Filler(document=claims_document(bundled(), version="1"))(name, 1)[0] == words


def test_placeholders_that_stand_by_themselves() -> None:
    filler = Filler(document=claims_document(bundled(), version="1.2"))
    assert filler("version", 1)[0] == "1.2"
    assert filler("trials", 1)[0] == "83 trials"
    assert filler("release", 1)[0] == claims_document(bundled(), version="1.2").release
    assert filler("c14.wording", 1) == (bundled().judgements["C14"].wording, "C14")
    assert filler("C07.people", 1)[0] == NOT_KNOWN
    assert filler.faults == []


def test_a_view_holds_what_a_page_needs() -> None:
    found = view("# T\n\n**A** [b](https://c.org). [[C14, C17]]\n\n- d\n")
    assert (found.title, found.version, found.date) == ("T", "9.9.9", "2026")
    heading, paragraph, listed = found.blocks
    assert (heading.kind, heading.level, listed.kind) == ("heading", 1, "list")
    (sentence,) = paragraph.sentences
    assert [(span.text, span.strong, span.href) for span in sentence.spans] == [
        ("A", True, ""), (" ", False, ""), ("b", False, "https://c.org"), (".", False, ""),
    ]  # fmt: skip
    assert [(mark.key, mark.verdict, mark.anchor) for mark in sentence.marks] == [
        ("C14", "uncertain", "claim-C14"),
        ("C17", "contradicted", "claim-C17"),
    ]
    assert [(entry.key, entry.cited_by) for entry in found.claims] == [("C14", ("s2",)), ("C17", ("s2",))]
    assert found.counts == {"uncertain": 1, "contradicted": 1}


def test_a_text_without_words_or_claims_is_an_article_too() -> None:
    assert (view("").title, view("").blocks, view("").claims) == ("An article", (), ())
    assert len(view("Words.").unused) == 37


def test_suggestions_are_comments_that_the_next_reading_skips() -> None:
    text = "# T\n\nIt is faster. [[C14]]\nIt -- lasts.\n\n- It works. [[C01]]\n  More.\n\nEnd."
    once = suggested(text, view(text))
    assert once.count("<!-- dorsal: line") == 2
    assert "Write: We do not know whether dry needling lowers pain more than exercise therapy" in once
    assert [s.text for s in view(once).sentences] == [s.text for s in view(text).sentences]
    assert once.split("-->")[0].count("--") == 2
    twice = suggested(once, view(once))
    assert twice.count("<!-- dorsal: line") == 2


def test_nothing_is_suggested_where_nothing_is_wrong() -> None:
    assert suggested(OWN, own()) == OWN


def test_a_topic_may_have_no_article(tmp_path: Path) -> None:
    new(tmp_path)
    with pytest.raises(OptionError, match=r"has no article\.md; name a file of your own"):
        article_of(tmp_path)


def depth(blocks: tuple[Block, ...]) -> int:
    return 1 + max((depth(block.children) for block in blocks), default=0)


def test_deep_nesting_ends() -> None:
    assert depth(view("> " * 400 + "a").blocks) < 40

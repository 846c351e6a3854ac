"""A text is cut into blocks, sentences and marks; what is hostile in it stays text, and costs no time."""

from __future__ import annotations

import sys
import time

import pytest

from dorsal.errors import OptionError
from dorsal.faces.article.blocks import sentences_of
from dorsal.faces.article.reading import MOST, checked, decoded, read
from tests.faces.article_samples import blocks, cut


def faults(text: str) -> list[str]:
    return [str(fault) for fault in read(text, lambda *named: (named[0], ""))[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", [("One.", ()), ("Two.", ())]),
        ("One. [[C1]] Two.", [("One.", ("C1",)), ("Two.", ())]),
        ("One [[C1]]. Two.", [("One.", ("C1",)), ("Two.", ())]),
        ("One. [[C1]] [[C2]]\nTwo! [[C3]]", [("One.", ("C1", "C2")), ("Two!", ("C3",))]),
        ("One.[[C1]]Two.", [("One.", ("C1",)), ("Two.", ())]),
        ("No stop at the end [[C1]]", [("No stop at the end", ("C1",))]),
        ("E.g. here, 2.5 vs. Dr. Lee. Next.", [("E.g. here, 2.5 vs. Dr. Lee.", ()), ("Next.", ())]),
        ("So did I. Next.", [("So did I.", ()), ("Next.", ())]),
        ("**Bold.** Plain?", [("Bold.", ()), ("Plain?", ())]),
        ('He said "stop." Then "go!" [[C1]]', [('He said "stop."', ()), ('Then "go!"', ("C1",))]),
        ("A **bee. Sea** d.", [("A bee.", ()), ("Sea d.", ())]),
        ("One.\nTwo.  \nThree", [("One.", ()), ("Two.", ()), ("Three", ())]),
        ("Wait... what? [[ C1 ]]", [("Wait...", ()), ("what?", ("C1",))]),
        ("[[C1]]", [("", ("C1",))]),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_and_the_marks_behind_them(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert cut(text) == expected


def test_blocks_of_every_kind() -> None:
    text = "# T\n\np\n\n1. a\n2. b\n   - c\n\n> q\n\n```\nx [[C1]]\n```\n\n---\n\n| h |\n|---|\n| c. [[C1]] |\n"
    found = blocks(text)
    assert [block.kind for block in found] == ["heading", "paragraph", "list", "quote", "code", "rule", "table"]
    assert found[2].level == 1
    assert [row.children[0].kind for row in found[6].children] == ["head", "cell"]
    assert [s.text for s in sentences_of(found)] == ["T", "p", "a", "b", "c", "q", "h", "c."]
    assert found[4].text == "x [[C1]]\n"


def test_lines_are_those_of_the_file() -> None:
    text = "# T\n\nOne.\nTwo. [[C1]]\n\n- Three.\n- Four\n  goes on. [[C2]]\n"
    assert [(s.line, s.text) for s in sentences_of(blocks(text))] == [
        (1, "T"), (3, "One."), (4, "Two."), (6, "Three."), (7, "Four goes on."),
    ]  # fmt: skip


def test_code_and_escapes_hold_no_marks() -> None:
    assert cut("See `[[C1]]` and \\[[C2]].") == [("See [[C1]] and [[C2]].", ())]


def test_html_is_text() -> None:
    (only,) = sentences_of(blocks("<b onclick=x>hi</b> <script>alert(1)</script>"))
    assert only.text == "<b onclick=x>hi</b> <script>alert(1)</script>"
    assert all(not span.href for span in only.spans)


@pytest.mark.parametrize("address", ["https://a.org", "http://a.org", "mailto:a@b.org", "HTTPS://a.org"])
def test_links_that_may_be_followed(address: str) -> None:
    (only,) = sentences_of(blocks(f"[words]({address})"))
    assert [span.href.lower() for span in only.spans] == [address.lower()]


@pytest.mark.parametrize("address", ["page.html", "//evil.org", "ftp://a.org", "#s1", "/etc/passwd", "tel:1"])
def test_other_links_are_told_of(address: str) -> None:
    assert "a page may not link to this" in faults(f"[words]({address})")[0]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "java\tscript:alert(1)"])
def test_scripts_are_no_links(address: str) -> None:
    found, _ = read(f"[words]({address})", lambda *named: (named[0], ""))
    assert all(not span.href for s in sentences_of(found) for span in s.spans)


def test_pictures_are_their_words() -> None:
    assert cut("![a needle](https://a.org/x.png) here.") == [("a needle here.", ())]


@pytest.mark.parametrize("text", ["Faster. [[C14", "Faster. [[claim: dry needling vs", "a [[no claim\n\nb]]"])
def test_a_mark_that_is_never_closed_is_told_of(text: str) -> None:
    assert "the mark is never closed; write ]] behind it" in faults(text)[0]


def test_brackets_that_are_no_marks_stay() -> None:
    assert cut("a [[link](https://a.org)] b [[ c") == [("a [link] b [[ c", ())]


def test_comments_that_dorsal_wrote_are_no_text() -> None:
    found = cut("One. [[C1]]\n<!-- dorsal: line 1: \nsay less -->\n\nTwo.")
    assert found == [("One.", ("C1",)), ("Two.", ())]


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(OptionError, match="no UTF-8 text"):
        decoded(b"\xff\xfe\x00a")
    with pytest.raises(OptionError, match="NUL characters"):
        checked("a\0b")
    with pytest.raises(OptionError, match="at most 300,000 are read"):
        checked("a" * (MOST + 1))
    assert decoded("\ufeffé".encode()) == "é"


@pytest.mark.parametrize(
    "text",
    ["[[" * 20_000, "[[C14 " * 10_000, "{{" * 20_000, "[" * 40_000, "> " * 20_000, "*a **b " * 8_000, "`" * 30_000,
     "a. " * 30_000, "<" * 40_000, "![" * 20_000, "- " * 20_000, "\\[[" * 20_000],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_hostile_text_takes_no_longer_than_its_length(text: str) -> None:
    start = time.process_time()
    read(text, lambda *named: (named[0], ""))
    assert time.process_time() - start < 10


def test_without_the_reader_of_markdown_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "markdown_it", None)
    with pytest.raises(OptionError, match=r"pip install 'dorsal\[clinic\]'"):
        faults("Words.")

"""Nothing that is given as text can become markup."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from dorsal.faces.markup import Markup, element, fragment, lines, text

HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>&amp;\x00\x1b"


@given(words=st.text())
def test_text_and_attributes_come_back_as_they_went_in(words: str) -> None:
    made = element("p", words, title=words)
    read = ElementTree.fromstring(str(made).replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;"))
    clean = words.translate(dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF), "\ufffd"))
    assert (read.text or "") == clean
    assert read.get("title") == clean


def test_hostile_text_stays_text() -> None:
    made = element("td", HOSTILE, fragment(HOSTILE, element("b", HOSTILE)), data_label=HOSTILE)
    assert "<script" not in made
    assert "<img" not in made
    assert [node.tag for node in ElementTree.fromstring(made).iter()] == ["td", "b"]


def test_markup_given_as_an_attribute_is_escaped_too() -> None:
    assert element("p", title=Markup('"><b>')) == '<p title="&quot;&gt;&lt;b&gt;"></p>'


def test_attributes() -> None:
    made = element("details", class_="a", open=True, hidden=False, id=None, x=1.5, y=2.0, z=0.126, aria_label="n")
    assert made == '<details class="a" open x="1.50" y="2" z="0.13" aria-label="n"></details>'


def test_void_and_lines() -> None:
    assert element("br") == "<br>"
    assert lines(["a", None, "", "b<"]) == "a\nb&lt;"
    assert text(Markup("<b>")) == "<b>"

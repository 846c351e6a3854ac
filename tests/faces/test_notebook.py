"""What a notebook shows of results: well-formed, escaped, and with the numbers that the results have."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

import dorsal

DATA = Path(__file__).resolve().parents[1] / "data"
SENN = DATA / "senn2013.csv"


def shown(result: object) -> str:
    """What a notebook is given, read by a strict reader first."""
    html = result._repr_html_()  # type: ignore[attr-defined]
    assert html == dorsal.to_html(result)
    ElementTree.fromstring(f"<all>{html}</all>")
    return html


def text(html: str) -> str:
    said = " ".join(ElementTree.fromstring(f"<all>{html}</all>").itertext())
    return " ".join(said.replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.fixture(scope="module")
def fit() -> dorsal.NetworkFit:
    return dorsal.fit(SENN, measure="MD")


def test_estimate(fit: dorsal.NetworkFit) -> None:
    said = text(shown(fit.between("metformin", "placebo")))
    for words in ("metformin against placebo", "−1.13 (−1.42 to −0.84)", "−1.86 to −0.39", "56 %", "4 trials"):
        assert words in said
    assert text(shown(fit.between("miglitol", "acarbose"))).endswith("0 % no usable numbers")


def test_ratios_are_shown_as_ratios() -> None:
    fit = dorsal.fit(DATA / "smoking_cessation.csv", measure="OR", model="common")
    said = text(shown(fit.between("C", "A")))
    assert "odds ratio" in said
    assert "1.92 (1.71 to 2.16)" in said
    assert "in a new trial" not in said


def test_league(fit: dorsal.NetworkFit) -> None:
    html = shown(dorsal.league(fit, ["rosiglitazone", "metformin", "placebo"]))
    assert html.count("<td>") == 9
    assert "its row minus its column" in text(html)
    assert "<b>−1.23 (−1.48 to −0.99)</b>" in html
    assert "<td>−0.11 (−0.42 to 0.21)</td>" in html


def test_a_league_too_large_to_read_says_so() -> None:
    rows = [(f"s{i}", f"t{i}", "placebo", 0.1, 0.2) for i in range(40)]
    table = pd.DataFrame(rows, columns=["studlab", "treat1", "treat2", "TE", "seTE"])
    fit = dorsal.fit(table, measure="MD")
    assert "41 treatments, too many" in text(shown(dorsal.league(fit)))
    assert "<svg" not in shown(fit)


def test_fit(fit: dorsal.NetworkFit) -> None:
    html = shown(fit)
    assert "26 trials, 10 treatments, mean difference, random effects." in text(html)
    assert "(tau) of 0.316. Q = 97.0 on 18 df, P < 0.001." in text(html)
    assert "Against placebo" in text(html)
    assert html.count("<svg") == 1


def test_common_effects_have_no_tau() -> None:
    assert "tau" not in text(shown(dorsal.fit(DATA / "parkinson.csv", measure="MD", model="common")))


def test_drawings_of_different_fits_have_different_ids(fit: dorsal.NetworkFit) -> None:
    other = dorsal.fit(SENN, measure="MD", model="common")
    ids = [set(re.findall(r' id="([^"]+)"', shown(each))) for each in (fit, other)]
    assert all(ids)
    assert not ids[0] & ids[1]


def test_components() -> None:
    rows = [("s1", "A+B", "placebo", -0.5), ("s2", "A", "placebo", -0.2), ("s3", "B", "placebo", -0.4)]
    table = pd.DataFrame(rows, columns=["studlab", "treat1", "treat2", "TE"]).assign(seTE=0.2)
    additive = dorsal.fit_components(table, inactive=["placebo"])
    html = shown(additive)
    assert "3 trials, 4 treatments" in text(html)
    assert "<svg" in html
    assert "<svg" not in shown(additive.fit)


def test_flags_are_told() -> None:
    rows = [("s1", "A+B", "C", -0.5), ("s2", "A", "placebo", -0.2), ("s3", "B", "placebo", -0.4)]
    table = pd.DataFrame(rows, columns=["studlab", "treat1", "treat2", "TE"]).assign(seTE=0.2)
    said = text(shown(dorsal.fit_components(table, inactive=["placebo"]).between("A+B", "placebo")))
    assert "extrapolated: no chain of" in said


def test_sheet() -> None:
    said = text(shown(dorsal.read(DATA / "smoking_cessation.csv")))
    assert "smoking_cessation.csv: 24 trials" in said
    assert "1 A, C and D" in said
    assert "... and 14 trials more" in said
    assert "Layout: one row per arm." in said


def test_document_is_the_report_in_a_frame() -> None:
    html = dorsal.document(SENN, measure="MD")._repr_html_()
    assert html is not None
    assert html.startswith("<iframe ")
    assert html.endswith("></iframe>")
    assert "&lt;!doctype html&gt;" in html.lower()


def test_names_of_treatments_cannot_become_tags() -> None:
    rows = [("<b>1", "<script>x</script>", "B&B"), ("2", "B&B", "C")]
    table = pd.DataFrame(rows, columns=["studlab", "treat1", "treat2"]).assign(TE=0.1, seTE=0.2)
    sheet = dorsal.read(table)
    fit = dorsal.fit(sheet, measure="MD")
    for result in (sheet, fit, dorsal.league(fit), fit.between("<script>x</script>", "B&B")):
        html = shown(result)
        assert "<script" not in html
        assert "&lt;script&gt;" in html

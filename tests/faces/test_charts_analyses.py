"""Several analyses in one forest plot: each one's numbers, and whom the sides favour only where all agree on it."""

from __future__ import annotations

import math

import pytest

from dorsal.faces.charts.analyses import Named, analyses_words, compared, draw_analyses
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.options import FitOptions
from tests.faces.drawings import of_class, plain, read, texts, words
from tests.faces.published import smoking

RANDOM = Named(name="random effects", fit=smoking(), better="higher")
COMMON = Named(name="common effects", fit=fit_network(smoking().network, FitOptions(model="common")), better="higher")
PART = Named(name="without D", fit=fit_network(smoking().network.part("ABC")), better="lower")


@pytest.mark.parametrize("narrow", [False, True])
def test_every_analysis_has_its_row_under_every_treatment(narrow: bool) -> None:
    tree = read(draw_analyses([RANDOM, COMMON, PART], "A", "k", narrow=narrow))
    rows = [" ".join(texts(row)) for row in of_class(tree, "row")]
    told = iter(row for row in rows if any(each.name in row for each in (RANDOM, COMMON, PART)))
    for treatment in compared([RANDOM, COMMON, PART], "A"):
        for each in (RANDOM, COMMON, PART):
            row = next(told)
            assert each.name in row
            if treatment not in each.fit.treatments:
                assert "not compared" in row
                continue
            found = each.fit.between(treatment, "A")
            low, high = (math.exp(end) for end in found.ci)
            assert f"{math.exp(found.mean):.2f} [{low:.2f} to {high:.2f}]" in plain(row)


def test_sides_are_named_only_where_the_same_way_is_better() -> None:
    assert "favours A" in words(read(draw_analyses([RANDOM, COMMON], "A", "k")))
    apart = words(read(draw_analyses([RANDOM, PART], "A", "k")))
    assert "favours" not in apart
    assert "Which way is better is not the same: random effects: higher, without D: lower." in apart


def test_treatments_stand_by_the_first_analysis_and_strangers_last() -> None:
    assert compared([RANDOM, PART], "A") == ["B", "C", "D"]
    assert compared([PART, RANDOM], "A") == ["B", "C", "D"]
    assert compared([RANDOM], "C") == ["A", "B", "D"]
    assert "1 treatment more not drawn." in words(read(draw_analyses([RANDOM], "A", "k", most=2)))


def test_words_tell_where_analyses_do_not_agree() -> None:
    said = plain(analyses_words([RANDOM, COMMON], "A"))
    assert said.startswith("3 treatments against A. Intervals that leave out no difference: random effects 2 of 3; ")
    part = fit_network(smoking().network, FitOptions(level=0.2))
    told = plain(analyses_words([RANDOM, Named(name="narrow", fit=part)], "A"))
    assert told.endswith("The analyses do not agree on that for B.")

"""Contributions: segments as long as the studies' shares, cells as dark as the comparisons'."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dorsal.faces.charts.bias import LOOKS
from dorsal.faces.charts.contributions import (
    comparison_words,
    contribution_words,
    draw_comparison_shares,
    draw_contributions,
    segments_of,
)
from dorsal.faces.charts.shades import single
from dorsal.synthesis.flows.contribution import Contributions, contributions
from tests.faces.drawings import number, of_class, plain, read, texts
from tests.faces.published import biases, diabetes


@pytest.fixture(scope="module")
def shares() -> Contributions:
    return contributions(diabetes())


@pytest.mark.parametrize("narrow", [False, True])
def test_segments_are_the_studies_shares(shares: Contributions, narrow: bool) -> None:
    bias = biases(diabetes())
    rows = of_class(read(draw_contributions(shares, bias, "k", narrow=narrow)), "row")
    assert len(rows) == len(shares.estimates) == 45
    length = 328.0 if narrow else 946.0 - 276.0
    for row, pair in zip(rows, shares.estimates, strict=True):
        drawn = of_class(row, "segment")
        found = segments_of(shares, *pair, bias)
        assert [number(n, "width") / length for n in drawn] == pytest.approx([s.share for s in found], abs=1e-5)
        assert [n.get("fill") for n in drawn] == [LOOKS[s.judgement][1] for s in found]
        assert sum(s.share for s in found) == pytest.approx(1.0)
        for study, share in shares.studies_of(*pair).items():
            (same,) = [s for s in found if s.study == study]
            assert (same.share, same.judgement) == (share, bias.get(study, "not_assessed"))
        order = [list(LOOKS).index(s.judgement) for s in found]
        assert order == sorted(order)


def test_estimates_can_be_chosen_and_turned(shares: Contributions) -> None:
    tree = read(draw_contributions(shares, {}, "k", estimates=[("placebo", "metformin")]))
    assert texts(of_class(tree, "row")[0])[0] == "placebo against metformin"
    assert {n.get("fill") for n in of_class(tree, "segment")} == {LOOKS["not_assessed"][1]}


def test_negative_shares_are_not_stacked(shares: Contributions) -> None:
    turned = shares.share.copy()
    turned[0, :2] = 1.5, -0.5
    svg = draw_contributions(replace(shares, share=turned), {}, "k")
    assert "cannot be stacked" in svg
    assert "pseudo" not in svg


@pytest.mark.parametrize("narrow", [False, True])
def test_cells_are_the_comparisons_shares(shares: Contributions, narrow: bool) -> None:
    asked = [("metformin", "placebo"), ("acarbose", "miglitol")]
    rows = of_class(read(draw_comparison_shares(shares, "k", estimates=asked, narrow=narrow)), "row")
    for row, pair in zip(rows, asked, strict=True):
        found = shares.of(*pair)
        fills = [n.get("fill") for n in of_class(row, "cell")]
        assert fills == [single(found.get(comparison, 0.0)) for comparison in shares.comparisons]
        if not narrow:
            shown = [t for t in texts(row) if t.isdigit()]
            assert shown == [f"{100 * found[c]:.0f}" for c in shares.comparisons if found.get(c, 0.0) >= 0.005]


def test_words_count_what_rests_on_which_risk(shares: Contributions) -> None:
    bias = dict.fromkeys(shares.studies, "low")
    said = plain(contribution_words(shares, bias))
    assert said == "45 estimates: 45 get half or more from trials at low risk of bias, 0 from trials at high risk."
    one = plain(contribution_words(shares, {}, estimates=[("metformin", "placebo")]))
    study, share = next(iter(shares.studies_of("metformin", "placebo").items()))
    assert one.endswith(f"metformin against placebo gets most from {study}, {100 * share:.0f} %.")
    largest = plain(comparison_words(shares, estimates=[("benfluorex", "placebo")]))
    assert "from benfluorex against placebo (100 %)" in largest


def test_studies_that_nobody_judged_are_named_in_their_segments(shares: Contributions) -> None:
    tree = read(draw_contributions(shares, {}, "k", estimates=[("metformin", "placebo")]))
    largest, share = next(iter(shares.studies_of("metformin", "placebo").items()))
    told = [text for text in texts(tree) if text.startswith(largest)]
    assert told
    assert str(round(100 * share)) in told[0]
    assert "not assessed" not in " ".join(texts(of_class(tree, "row")[0])[:3])
    judged = read(draw_contributions(shares, {largest: "low"}, "k", estimates=[("metformin", "placebo")]))
    assert not [text for text in texts(judged) if text == told[0]]

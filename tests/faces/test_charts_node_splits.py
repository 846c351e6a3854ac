"""Node-splits and forests of evidence: direct, indirect and network as synthesis gave them."""

from __future__ import annotations

import math

import pytest

from dorsal.errors import NetworkError
from dorsal.faces.charts.evidence_forest import draw_evidence_forest, evidence_forest_words
from dorsal.faces.charts.node_splits import draw_node_splits, split_words
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.inconsistency.node_split import node_splits
from dorsal.synthesis.options import FitOptions
from tests.faces.drawings import number, of_class, plain, read, scale, words
from tests.faces.published import diabetes, smoking

Z = 1.959963984540054


def test_groups_of_three_the_smallest_p_first() -> None:
    splits = sorted((s for s in node_splits(diabetes()) if s.has_both), key=lambda s: s.p or 0.0)
    tree = read(draw_node_splits(splits, "k", measure="MD"))
    slope, start = scale(tree)
    drawn = [[start + slope * number(n, end) for end in ("x1", "x2")] for n in of_class(tree, "ci")]
    keys = 3  # in the legend
    values = [
        (mean, se) for s in splits
        for mean, se in ((s.direct, s.se_direct), (s.indirect, s.se_indirect), (s.network, s.se_network))
    ]  # fmt: skip
    assert len(drawn) == len(values) + keys
    for ends, (mean, se) in zip(drawn, values, strict=False):
        assert mean is not None
        assert se is not None
        assert ends == pytest.approx([mean - Z * se, mean + Z * se], abs=0.02)
    said = words(tree)
    assert said.index("Difference: P = 0.14") < said.index("Difference: P = 0.17") < said.index("P = 0.99")


def test_only_so_many_are_drawn_and_the_rest_counted() -> None:
    splits = node_splits(diabetes())
    tree = read(draw_node_splits(splits, "k", measure="MD", most=2))
    assert len(of_class(tree, "row")) == 6
    assert "4 comparisons with direct evidence alone: not drawn." in words(tree)
    assert "9 more with a larger P are not drawn." in words(tree)


def test_words_count_what_disagrees() -> None:
    splits = node_splits(diabetes())
    told = "11 of 15 comparisons have both direct and indirect evidence; they disagree in none by more than chance"
    assert plain(split_words(splits)).startswith(told)
    common = node_splits(fit_network(diabetes().network, FitOptions(model="common")))
    clear = [s for s in common if s.p is not None and s.p < 0.05]
    assert clear
    assert f"they disagree at P < 0.05 in {len(clear)}: rosiglitazone against sulf" in plain(split_words(common))


@pytest.mark.parametrize("reference", ["A", "D"])
def test_the_forest_turns_splits_to_its_reference(reference: str) -> None:
    fit, splits = smoking(), node_splits(smoking())
    tree = read(draw_evidence_forest(fit, splits, reference, "k", better="higher"))
    for treatment in set("ABCD") - {reference}:
        whole = fit.between(treatment, reference)
        told = f"{math.exp(whole.mean):.2f} [{math.exp(whole.ci[0]):.2f} to {math.exp(whole.ci[1]):.2f}]"
        assert told in words(tree)
        (split,) = [s for s in splits if {s.first, s.second} == {treatment, reference}]
        direct = split.direct if split.first == treatment else -split.direct
        assert f"{math.exp(direct):.2f} [" in words(tree)
    assert len(of_class(tree, "pi")) == 3
    left, right = f"favours {reference}", "favours the treatment"
    assert words(tree).index(left) < words(tree).index(right)


def test_the_forest_tells_what_is_indirect_only() -> None:
    tree = read(draw_evidence_forest(diabetes(), node_splits(diabetes()), "placebo", "k"))
    assert words(tree).count("indirect only") == 1
    assert words(tree).count("direct only") - 1 == 4
    said = plain(evidence_forest_words(diabetes(), "placebo"))
    assert said == (
        "9 treatments against placebo; 7 of 9 intervals leave out no difference; 8 were compared with it head to head."
    )
    with pytest.raises(NetworkError, match="aspirin is in no study"):
        draw_evidence_forest(diabetes(), (), "placebo", "k", treatments=["aspirin"])

"""The rules of CINeMA, as small tables."""

import math

import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.grading.cinema import (
    DOMAINS,
    Reviewed,
    _areas,
    _by_studies,
    _crossings,
    _heterogeneity,
    _incoherence,
    _untested,
    confidence,
)
from dorsal.synthesis.inconsistency.node_split import NodeSplit
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.study_shares import StudyShares
from tests.synthesis.generated import network, study


def estimate(ci, pi=None):
    return Estimate(
        first="a",
        second="b",
        measure="MD",
        mean=sum(ci) / 2,
        se=1.0,
        ci=ci,
        pi=pi,
        level=0.95,
        df=math.inf,
        direct_share=0.0,
        studies=(),
        people=None,
        shares=StudyShares.of(),
    )


@pytest.mark.parametrize(
    ("bounds", "crossed", "areas"),
    [
        ((-9, -6), 0, (True, False, False)),
        ((-9, -2), 1, (True, True, False)),
        ((-4, 4), 0, (False, True, False)),
        ((-9, 9), 2, (True, True, True)),
        ((6, 9), 0, (False, False, True)),
    ],
)
def test_crossings_and_areas_with_a_mic_of_five(bounds, crossed, areas):
    assert _crossings(bounds, 5.0) == crossed
    assert _areas(bounds, 5.0) == areas


@pytest.mark.parametrize(
    ("ci", "pi", "concern"),
    [
        ((-9, -6), (-11, -6), "no concerns"),
        ((-9, -6), (-12, -2), "some concerns"),
        ((-9, -6), (-20, 9), "major concerns"),
        ((-9, -2), (-11, -1), "no concerns"),
        ((-9, -2), (-15, 8), "some concerns"),
        ((-9, 9), (-15, 18), "no concerns"),
        ((-9, 9), None, "no concerns"),
    ],
)
def test_heterogeneity_is_the_crossings_that_prediction_adds(ci, pi, concern):
    assert _heterogeneity(estimate(ci, pi), 5.0).concern == concern


@pytest.mark.parametrize(
    ("shares", "rule", "concern"),
    [
        ({"low": 0.8, "high": 0.2}, "average", "no concerns"),
        ({"low": 0.5, "high": 0.5}, "average", "some concerns"),
        ({"low": 0.1, "high": 0.9}, "average", "major concerns"),
        ({"some": 0.5, "high": 0.5}, "average", "major concerns"),
        ({"low": 0.5, "some": 0.5}, "average", "some concerns"),
        ({"some": 0.7, "high": 0.3, "low": 0.0}, "average", "some concerns"),
        ({"low": 0.1 + 0.2, "some": 0.2 - 0.1 + 0.1, "high": 0.5}, "average", "some concerns"),
        ({"low": 0.4, "high": 0.6}, "majority", "major concerns"),
        ({"low": 0.99, "high": 0.01}, "highest", "major concerns"),
        ({"not_assessed": 1.0}, "average", "some concerns"),
        ({"unclear": 0.6, "low": 0.4}, "majority", "some concerns"),
    ],
)
def test_levels_of_studies_are_weighted_by_what_they_contribute(shares, rule, concern):
    judged = _by_studies("within-study bias", shares, {level: level for level in shares}, rule, "risk of bias")
    assert judged.concern == concern


def a_fit():
    return fit_network(Network.of(network(1, 4, 14, tau=1.0)), FitOptions())


def test_every_estimate_has_six_judgements_with_reasons():
    fit = a_fit()
    found = confidence(fit, Reviewed(bias=dict.fromkeys(fit.network.studies, "low")), mic=0.5)
    assert len(found) == 6
    for each in found:
        assert tuple(j.domain for j in each.judgements) == DOMAINS
        assert all(j.reason for j in each.judgements)
        assert each.of("within-study bias").concern == "no concerns"
        assert each.of("reporting bias").concern == "some concerns"
        assert each.evidence in ("mixed", "direct", "indirect")


def test_a_reviewer_changes_a_judgement_and_both_reasons_stay():
    fit = a_fit()
    found = confidence(fit, Reviewed(bias={}), mic=0.5, estimates=[("a", "b")])[0]
    changed = found.changed("reporting bias", "no concerns", "registers searched")
    assert changed.of("reporting bias").changed_from == "some concerns"
    assert changed.of("reporting bias").changed_because == "registers searched"
    assert changed.of("reporting bias").reason == found.of("reporting bias").reason
    again = changed.changed("reporting bias", "major concerns", "a trial was withdrawn")
    assert again.of("reporting bias").changed_from == "some concerns"


def test_concerns_lower_the_level():
    fit = a_fit()
    each = confidence(fit, Reviewed(bias={}), mic=0.5, estimates=[("a", "b")])[0]
    for domain in DOMAINS:
        each = each.changed(domain, "no concerns", "for the test")
    assert each.level == "high"
    assert each.changed("imprecision", "some concerns", "x").level == "moderate"
    assert each.changed("imprecision", "major concerns", "x").level == "low"
    assert (
        each.changed("imprecision", "major concerns", "x").changed("incoherence", "major concerns", "y").level
        == "very low"
    )


def test_wrong_words_are_refused():
    fit = a_fit()
    each = confidence(fit, Reviewed(bias={}), mic=0.5, estimates=[("a", "b")])[0]
    with pytest.raises(OptionError, match="domain must be"):
        each.changed("luck", "no concerns", "x")
    with pytest.raises(OptionError, match="concern must be"):
        each.changed("imprecision", "fine", "x")
    with pytest.raises(OptionError, match="needs its reason"):
        each.changed("imprecision", "no concerns", " ")
    with pytest.raises(OptionError, match="above 0"):
        confidence(fit, Reviewed(bias={}), mic=0.0)
    with pytest.raises(OptionError, match="rule must be"):
        Reviewed(bias={}, rule="mode")


def test_all_wrong_levels_come_at_once():
    with pytest.raises(OptionError) as told:
        Reviewed(
            bias={"s1": "good", "s2": "low"},
            indirectness={"s3": "none"},
            reporting_bias={("a", "b"): "undetected"},
        )
    assert str(told.value).splitlines()[1:] == [
        "  bias of study s1 must be one of low, some, unclear, not_assessed, high, got 'good'",
        "  indirectness of study s3 must be one of low, some, unclear, not_assessed, high, got 'none'",
        "  reporting bias of a against b must be one of no concerns, some concerns, major concerns, got 'undetected'",
    ]


def test_studies_and_pairs_that_are_not_there_are_refused_at_once():
    reviewed = Reviewed(
        bias={"s1": "low", "S2": "high", 3: "low"},
        indirectness={"elsewhere": "low"},
        reporting_bias={("a", "z"): "no concerns", ("b", "a"): "no concerns"},
    )
    with pytest.raises(OptionError) as told:
        confidence(a_fit(), reviewed, mic=0.5)
    first, *faults = str(told.value).splitlines()
    assert first.startswith("4 of what was judged")
    assert faults[0] == "  bias of study 'S2': no study of this network; did you mean 's2'?"
    assert faults[1].startswith("  bias of study 3: no study of this network")
    assert faults[2].startswith("  indirectness of study 'elsewhere': no study of this network; it has ")
    assert faults[3] == "  reporting bias of a against z: 'z' is no treatment of this network; it has a, b, c, d"


@pytest.mark.parametrize("pair", [("a", "b"), ("b", "a")])
def test_reporting_bias_is_that_of_the_pair_in_either_direction(pair):
    found = confidence(a_fit(), Reviewed(bias={}, reporting_bias={pair: "major concerns"}), mic=0.5)
    assert [each.of("reporting bias").concern for each in found][:2] == ["major concerns", "some concerns"]


def split(direct, indirect, se=0.05):
    """Direct and indirect evidence with intervals of about +-0.1 at an `se` of 0.05."""
    return NodeSplit(
        first="a", second="b", method="back-calculation", studies=2, direct_share=0.5, network=0.0, se_network=se,
        direct=direct, se_direct=se, indirect=indirect, se_indirect=se, tau2_indirect=0.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("direct", "indirect", "se", "concern"),
    [
        (0.9, 0.8, 0.05, "no concerns"),  # P = 0.16
        (0.45, 0.53, 0.05, "no concerns"),  # P = 0.26, though one of them enters one more area
        (0.9, 0.6, 0.05, "no concerns"),  # P < 0.001, but both lie above what matters: yes/no agree three times
        (0.9, 0.45, 0.05, "some concerns"),  # above only, and both areas: two agree
        (0.9, 0.0, 0.05, "major concerns"),  # above only, and between only: one agrees
        (0.9, -0.9, 0.05, "major concerns"),  # above and below: the one between agrees
        (1.6, -0.45, 0.5, "major concerns"),  # above only, and all three: one agrees
        (0.45, -0.45, 0.05, "major concerns"),  # both enter the middle one, the outer ones differ: one agrees
    ],
)
def test_incoherence_counts_where_the_three_areas_agree_once_p_is_below_a_tenth(direct, indirect, se, concern):
    found = _incoherence(a_fit(), split(direct, indirect, se), "mixed", 0.5, None, "lower")
    assert found.concern == concern


@pytest.mark.parametrize(
    ("p", "concern"),
    [
        (0.11, "no concerns"),
        (0.10, "some concerns"),
        (0.011, "some concerns"),
        (0.01, "major concerns"),
        (None, "major concerns"),
    ],
)
def test_indirect_evidence_alone_is_judged_by_the_whole_network(p, concern):
    assert _untested(p).concern == concern


def test_in_a_star_nothing_tests_indirect_evidence():
    fit = fit_network(Network.of([study(np.random.default_rng(i), f"s{i}", ("a", t)) for i, t in enumerate("bcbc")]))
    found = {(c.first, c.second): c.of("incoherence") for c in confidence(fit, Reviewed(bias={}), mic=0.5)}
    assert found["a", "b"].concern == found["a", "c"].concern == "no concerns"
    assert found["b", "c"].concern == "major concerns"
    assert "not testable" in found["b", "c"].reason


def test_the_reason_names_the_winner_on_the_good_side():
    apart = split(0.9, -0.9)
    lower, higher = (_incoherence(a_fit(), apart, "mixed", 0.5, None, way).reason for way in ("lower", "higher"))
    assert lower.startswith('direct evidence allows "favours the second"; indirect "favours the first"')
    assert higher.startswith('direct evidence allows "favours the first"; indirect "favours the second"')

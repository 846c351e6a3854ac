"""The rules of CINeMA, as small tables."""

import math

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
    confidence,
)
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from tests.synthesis.generated import network


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
        shares=(),
    )


@pytest.mark.parametrize(
    ("bounds", "crossed", "areas"),
    [
        ((-9, -6), 0, {"favours the first"}),
        ((-9, -2), 1, {"favours the first", "no difference that matters"}),
        ((-4, 4), 0, {"no difference that matters"}),
        ((-9, 9), 2, {"favours the first", "no difference that matters", "favours the second"}),
        ((6, 9), 0, {"favours the second"}),
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
    with pytest.raises(OptionError, match="bias of study s1"):
        Reviewed(bias={"s1": "good"})
    with pytest.raises(OptionError, match="rule must be"):
        Reviewed(bias={}, rule="mode")

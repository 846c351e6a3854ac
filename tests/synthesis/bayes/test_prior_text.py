"""Priors written as text: a table of what is read, and what is said where it cannot be."""

import math

import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.prior import HalfCauchy, HalfNormal, LogNormal, LogT, Uniform
from dorsal.synthesis.bayes.prior_text import known_priors, prior_of
from dorsal.synthesis.bayes.published_prior import published


@pytest.mark.parametrize(
    ("text", "prior"),
    [
        ("uniform(0,5)", Uniform(0.0, 5.0)),
        (" Uniform( 0 , inf ) ", Uniform(0.0, math.inf)),
        ("halfnormal(0.5)", HalfNormal(0.5)),
        ("half-normal(0.5)", HalfNormal(0.5)),
        ("Half Cauchy(1)", HalfCauchy(1.0)),
        ("lognormal(-2.56,1.74)", LogNormal(-2.56, 1.74)),
        ("log-normal(-2.56, 1.74^2)", LogNormal(-2.56, 1.74)),
        ("lognormal(-2.56, 1.74²)", LogNormal(-2.56, 1.74)),
        ("logt(-3.44, 2.59)", LogT(-3.44, 2.59, 5.0)),
        ("log-t(-3.44, 2.59**2, 4)", LogT(-3.44, 2.59, 4.0)),
        ("turner2012(subjective, nonpharma)", published("turner2012", "subjective", "nonpharma")),
        ("Rhodes2015(Mental health, pharma-placebo)", published("rhodes2015", "mental-health", "pharma-placebo")),
        ("turner2015()", published("turner2015")),
    ],
)
def test_text_is_read(text, prior):
    assert prior_of(text) == prior


@pytest.mark.parametrize(
    "prior",
    [
        Uniform(0.0, 5.0),
        Uniform(0.0, math.inf),
        HalfNormal(1 / 3),
        LogT(-3.44, 2.59),
        published("turner2012", "mortality", "pharma-pharma"),
        published("rhodes2015"),
    ],
)
def test_a_name_reads_back_as_its_prior(prior):
    assert prior_of(prior.name).name == prior.name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gamma(1,1)", "'gamma\\(1,1\\)' is not known; write one of uniform\\(low, high\\)"),
        ("uniform 0 5", "is not known"),
        ("uniform(5)", "has 1 numbers; write uniform\\(low, high\\)"),
        ("halfnormal(0.5,1)", "has 2 numbers; write halfnormal\\(scale\\)"),
        ("halfnormal()", "has 0 numbers"),
        ("halfnormal(wide)", "scale must be a number, got 'wide'"),
        ("halfnormal(0)", "above 0"),
        ("uniform(0,5^2)", "high must be a number, got '5\\^2'"),
        ("turner2012(pain, nonpharma)", "outcome pain is not in its table; it has mortality, semi-objective"),
        ("turner2012(subjective, drugs)", "comparison drugs is not in its table; it has pharma-placebo"),
        ("turner2012(subjective)", "write turner2012\\(outcome, comparison\\), or turner2012\\(\\) for any"),
        ("rhodes2015(mental health, nonpharma)", "doubtful and left out"),
    ],
)
def test_errors_teach(text, words):
    with pytest.raises(OptionError, match=words):
        prior_of(text)


def test_every_prior_is_listed():
    assert [text.split("(")[0] for text in known_priors()] == [
        "uniform",
        "halfnormal",
        "halfcauchy",
        "lognormal",
        "logt",
        "turner2012",
        "turner2015",
        "rhodes2015",
    ]

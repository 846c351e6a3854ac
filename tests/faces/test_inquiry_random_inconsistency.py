"""Consistency against random inconsistency: the numbers of the library, and what is said of the Bayes factor."""

from pathlib import Path

import pytest

import dorsal
from dorsal.errors import NetworkError, OptionError
from dorsal.faces.inquiry import Inquiry, asked
from dorsal.faces.json_document import fit_json
from dorsal.synthesis.bayes.deviance import deviance
from dorsal.synthesis.bayes.inconsistency_posterior import inconsistency_posterior
from dorsal.synthesis.bayes.plausible import plausible_spread
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal
from tests.faces.test_json_document import faults, spoken

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"
PARKINSON = SMOKING.with_name("parkinson.csv")
KEY = "random_inconsistency"


def answered(path, reference="", **settings):
    inquiry = Inquiry(asked=frozenset({KEY}), **settings)
    document = asked(dorsal.document(path, better="higher", reference=reference), inquiry)
    told = spoken(fit_json(document))
    assert faults(told, "dorsal/fit/1") == []
    return document.answers[0], told[KEY]


def test_factor_and_effects_are_those_of_the_library():
    answer, told = answered(SMOKING, "C", prior_tau="halfnormal(1)", prior_omega="halfnormal(0.5)")
    network = dorsal.fit(SMOKING, measure="OR").network
    found = inconsistency_posterior(network, HalfNormal(1.0), HalfNormal(0.5), reference="C")
    assert told["log_bayes_factor_consistency"] == pytest.approx(found.log_bayes_factor_consistency)
    assert told["omega"]["mean"] == pytest.approx(found.omega.mean)
    assert told["dic_inconsistency"]["dic"] == pytest.approx(deviance(found.own.nodes).dic)
    bound = posterior(network, HalfNormal(1.0))
    assert told["dic_consistency"]["dic"] == pytest.approx(bound.deviance.dic)
    for effect in told["effects"]:
        assert effect["reference"] == "C"
        assert effect["sd"] == pytest.approx(found.against_reference(effect["treatment"]).sd)
        assert effect["sd"] > effect["consistency"]["sd"] == pytest.approx(bound.between(effect["treatment"], "C").sd)
    assert "times as probable under consistency as" in answer.lead[2]


def test_improper_priors_have_no_factor(tmp_path):
    path = tmp_path / "md.csv"
    rows = ["A,B,1", "A,B,1.5", "B,C,1", "B,C,0.5", "A,C,2", "A,C,1", "A,B,2", "A,C,2.2"]
    path.write_text("study,treat1,treat2,TE,seTE\n" + "".join(f"s{i},{row},0.4\n" for i, row in enumerate(rows)))
    answer, told = answered(path, prior_tau="uniform(0,inf)", prior_omega="halfnormal(1)")
    assert told["log_bayes_factor_consistency"] is None
    assert answer.lead[2].startswith("No Bayes factor: it needs priors that integrate to 1")


def test_mean_differences_have_proper_priors_of_the_outcome_by_default():
    answer, told = answered(PARKINSON)
    scale, why = plausible_spread(dorsal.fit(PARKINSON).network.contrasts, "MD")
    assert told["prior_tau"] == told["prior_omega"] == f"halfnormal({scale:g})"
    assert told["log_bayes_factor_consistency"] is not None
    assert f"The half-normal prior of tau and omega has the scale of this outcome: {why}" in " ".join(answer.notes)
    assert answered(PARKINSON, prior_omega="halfnormal(1)")[1]["prior_tau"] == f"halfnormal({scale:g})"


def test_a_flat_tau_is_refused_for_what_it_is():
    with pytest.raises(NetworkError, match="priors that integrate to 1"):
        answered(PARKINSON, prior_tau="uniform(0,inf)")


def test_what_is_wrong_with_the_prior_of_omega_is_said_of_omega(tmp_path):
    path = tmp_path / "loop.csv"
    path.write_text("study,treat1,treat2,TE,seTE\n1,A,B,1,0.5\n2,B,C,1,0.5\n3,A,C,0,0.5\n")
    with pytest.raises(OptionError, match=r"1 degrees of freedom omega has no posterior.*--prior-omega 'halfnormal\("):
        answered(path, prior_tau="halfnormal(1)", prior_omega="uniform(0,inf)")
    with pytest.raises(OptionError, match="prior on omega 'wide' is not known"):
        answered(path, prior_omega="wide")


def test_one_design_cannot_disagree(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("study,treat1,treat2,TE,seTE\n1,A,B,1,0.5\n2,A,B,2,0.5\n")
    answer, told = answered(path)
    assert told is None
    assert answer.lead[0].startswith("All studies compared the same treatments")

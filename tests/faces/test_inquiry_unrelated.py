"""Unrelated mean effects in the JSON and the tables: the numbers of the library, DIC of the exact posteriors."""

from pathlib import Path

import pytest
from scipy.special import stdtrit

import dorsal
from dorsal.faces.inquiry import Inquiry, asked
from dorsal.faces.json_document import fit_json
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.synthesis.bayes.unrelated_posterior import unrelated_posterior
from dorsal.synthesis.inconsistency.unrelated_mean_effects import unrelated_mean_effects
from dorsal.synthesis.options import FitOptions
from tests.faces.test_json_document import faults, spoken

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"

PARKINSON = SMOKING.with_name("parkinson.csv")


def answered(path, prior="", **options):
    inquiry = Inquiry(asked=frozenset({"unrelated_mean_effects"}), prior_tau=prior)
    document = asked(dorsal.document(path, better="higher", **options), inquiry)
    told = spoken(fit_json(document))
    assert faults(told, "dorsal/fit/1") == []
    return document.answers[0], told["unrelated_mean_effects"]


def test_models_are_those_of_the_library():
    answer, told = answered(SMOKING, "halfnormal(1)", measure="OR", reference="C")
    fit = dorsal.fit(SMOKING, measure="OR")
    found = unrelated_mean_effects(fit, "C")
    assert told["likelihood_ratio"]["q"] == pytest.approx(found.likelihood_ratio)
    for ours, theirs in zip(told["effects"], found.effects, strict=True):
        assert (ours["treat1"], ours["treat2"]) == (theirs.first, theirs.second)
        assert (ours["estimate"], ours["se"]) == pytest.approx((theirs.mean, theirs.se))
        assert ours["network"] == pytest.approx(fit.between(theirs.first, theirs.second).mean)
    free, bound = unrelated_posterior(fit.network, HalfNormal(1.0), "C"), posterior(fit.network, HalfNormal(1.0))
    for key, model, known in (("unrelated", found.unrelated, free), ("consistency", found.consistency, bound)):
        assert told[key]["residual_deviance"] == pytest.approx(model.residual_deviance)
        assert told[key]["aic"] == pytest.approx(model.aic)
        assert told[key]["dic"]["dic"] == pytest.approx(known.deviance.dic)
    models, effects = answer.grids
    assert [row[0] for row in models.texts()] == ["consistency", "unrelated mean effects"]
    assert len(effects.rows) == 6
    assert told["prior_tau"] == "halfnormal(1)"


@pytest.mark.parametrize("options", [{"tau": 0.5}, {"model": "common"}])
def test_a_tau_that_is_no_parameter_has_no_dic(options):
    answer, told = answered(SMOKING, measure="OR", fit=FitOptions(**options))
    assert told["unrelated"]["dic"] is told["consistency"]["dic"] is told["prior_tau"] is None
    assert not any("DIC: by" in words for words in answer.notes)


def test_a_chain_says_that_nothing_can_be_checked(tmp_path):
    path = tmp_path / "chain.csv"
    path.write_text("study,treat1,treat2,TE,seTE\n1,A,B,1,0.5\n2,B,C,1,0.5\n")
    answer, told = answered(path)
    assert answer.lead == ("No loop is closed: the two models are the same, and nothing can be checked.",)
    assert told["likelihood_ratio"]["p"] is None
    assert told["unrelated"]["dic"] is None


@pytest.mark.parametrize("reference", ["1", "4"])
def test_each_multi_arm_trial_says_its_base_and_what_it_leaves_out(reference):
    answer, told = answered(PARKINSON, "halfnormal(1)", reference=reference)
    several = {c.study: c.treatments for c in dorsal.fit(PARKINSON).network.contrasts if len(c.treatments) > 2}
    assert [b["study"] for b in told["bases"]] == list(several)
    for base in told["bases"]:
        arms = several[base["study"]]
        assert base["base"] == (reference if reference in arms else min(arms))
        pair = " against ".join(base["left_out"][0])
        words = f"stands against {base['base']} and does not inform {pair}."
        assert any(base["study"] in note and words in note for note in answer.notes)


def test_both_intervals_are_of_the_kind_that_was_asked_for():
    options = FitOptions(interval="HK")
    answer, told = answered(SMOKING, "halfnormal(1)", fit=options, measure="OR", reference="C")
    fit = dorsal.fit(SMOKING, interval="HK", measure="OR")
    for effect in told["effects"]:
        assert effect["ci_network"] == pytest.approx(fit.between(effect["treat1"], effect["treat2"]).ci)
    found = unrelated_mean_effects(fit, "C")
    left = found.data - found.unrelated.parameters
    factor = (found.unrelated.residual_deviance / left) ** 0.5
    assert any(f"by HK with {left} degrees of freedom; those in the network are by HK" in n for n in answer.notes)
    for effect, plain in zip(told["effects"], found.effects, strict=True):
        half = stdtrit(left, 0.975) * factor * plain.se
        assert effect["ci"] == pytest.approx([effect["estimate"] - half, effect["estimate"] + half])


def test_without_degrees_of_freedom_a_comparison_on_its_own_has_the_normal_interval(tmp_path):
    path = tmp_path / "loop.csv"
    path.write_text("study,treat1,treat2,TE,seTE\n1,A,B,1,0.5\n2,B,C,1,0.5\n3,A,C,0,0.5\n")
    answer, told = answered(path, fit=FitOptions(interval="HK"))
    assert told["effects"][0]["ci"] == pytest.approx([1 - 1.959964 * 0.5, 1 + 1.959964 * 0.5])
    assert any(
        "are normal ones, as no comparison was made twice; those in the network are by HK" in n for n in answer.notes
    )

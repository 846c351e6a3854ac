"""The posterior of `dorsal fit`: from contrasts, from the arms' counts, and sampled; what each says of itself."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import dorsal
from dorsal.errors import OptionError
from dorsal.faces import json_document
from dorsal.faces.cli.app import app
from dorsal.faces.inquiry import Bayes, Inquiry, asked
from dorsal.faces.inquiry.asked import silent
from dorsal.synthesis.bayes.plausible import plausible_spread
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal, NormalEffects, Uniform
from dorsal.synthesis.bayes.shrinkage import class_posterior
from dorsal.synthesis.bayes.split_posterior import split_posterior
from dorsal.synthesis.exact.arm_posterior import arm_posterior
from dorsal.synthesis.inconsistency.node_split import node_splits
from dorsal.trials.contrast import Contrast
from tests.faces.test_json_document import faults, spoken
from tests.synthesis.category_data import simulated
from tests.synthesis.event_data import smoking

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"


def answered(bayes, tell=silent, path=SMOKING, **options):
    document = dorsal.document(path, better="higher", reference="A", measure="OR", **options)
    inquiry = Inquiry(asked=frozenset({"posterior"}), prior_effect=10.0, bayes=bayes)
    found = asked(document, inquiry, tell)
    told = spoken(json_document.fit_json(found))
    assert faults(told, "dorsal/fit/1") == []
    return next(a for a in found.answers if a.key == "posterior"), told["posterior"]


def test_the_exact_likelihood_of_the_arms():
    answer, told = answered(Bayes(likelihood="binomial"))
    exact = arm_posterior(smoking(), Uniform(0.0, 5.0), NormalEffects(sd=10.0, reference="A"))
    assert (told["likelihood"], told["measure"], told["sampler"]) == ("binomial-logit", "OR", "integral")
    for effect in told["effects"]:
        assert effect["mean"] == pytest.approx(exact.between(effect["treatment"], "A").mean)
    assert told["dic"]["dic"] == pytest.approx(exact.deviance.dic)
    assert told["laplace"]["effective_share"] > 0.99
    assert told["laplace"]["mean_shift"] < 0.02
    assert answer.title == "Posterior from the arms"
    assert any("moves a mean by at most 0.0" in words for words in answer.notes)
    _, probit = answered(Bayes(likelihood="binomial", link="probit"))
    assert probit["measure"] == "probit difference"
    assert probit["effects"][1]["mean"] == pytest.approx(told["effects"][1]["mean"] * 0.55, rel=0.1)


def test_sampling_can_be_stopped_and_keeps_what_is_drawn():
    said = []

    def tell(words, share=None):
        said.append(words)
        if words.startswith("posterior: Sampling: 175 of 250 draws"):
            raise KeyboardInterrupt

    answer, told = answered(Bayes(sampler="nuts", draws=250, chains=2), tell)
    chains = told["sampling"]
    assert (chains["chains"], chains["draws"], chains["planned"], chains["stopped"]) == (2, 175, 250, True)
    assert [row["parameter"] for row in chains["parameters"]] == ["tau", "B", "C", "D"]
    _, exact = answered(Bayes())
    for ours, theirs in zip(told["effects"], exact["effects"], strict=True):
        assert ours["mean"] == pytest.approx(theirs["mean"], abs=0.25 * theirs["sd"])
    assert told["error"] is None
    assert exact["sampling"] is None
    assert any(words.startswith("Stopped before the 250 draws") for words in answer.notes)
    assert any("of 175 draws, seed 1; R-hat" in words for words in answer.notes)
    assert "posterior: Warming up: 25 of 250 draws in each of 2 chains" in said
    assert "<svg" in str(answer.pictures[0].draw("k", False))
    for ours, theirs in zip(told["ranks"], exact["ranks"], strict=True):
        assert ours["treatment"] == theirs["treatment"]
        assert ours["rank_probabilities"] == pytest.approx(theirs["rank_probabilities"], abs=0.2)
    for ours, theirs in zip(told["effects"], exact["effects"], strict=True):
        assert ours["prediction"]["sd"] == pytest.approx(theirs["prediction"]["sd"], rel=0.3)


def test_stopped_in_the_warm_up_it_has_no_answer_and_says_so():
    def tell(words, share=None):
        if words.endswith("Compiling the sampler"):
            raise KeyboardInterrupt

    document = dorsal.document(SMOKING, better="higher", reference="A", measure="OR")
    found = asked(document, Inquiry(asked=frozenset({"posterior"}), bayes=Bayes(sampler="nuts")), tell)
    assert [(one.key, one.why) for one in found.missing] == [("posterior", "stopped in the middle")]
    assert [answer.key for answer in found.answers] == ["unfinished"]


def test_without_numpyro_the_way_out_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "dorsal.mcmc.nuts", None)
    with pytest.raises(OptionError, match=r"dorsal\[mcmc\]"):
        answered(Bayes(sampler="nuts"))


def test_settings_outside_their_limits():
    with pytest.raises(OptionError, match="sampler must be one of integral, nuts"):
        Bayes(sampler="gibbs")
    with pytest.raises(OptionError, match="likelihood must be one of binomial, poisson, ordered"):
        Bayes(likelihood="gamma")
    with pytest.raises(OptionError, match="link of poisson must be log"):
        Bayes(likelihood="poisson", link="logit")
    with pytest.raises(OptionError, match="add --posterior"):
        Inquiry(bayes=Bayes(sampler="nuts"))
    with pytest.raises(OptionError, match="draws must be 100"):
        answered(Bayes(sampler="nuts", draws=5))


def test_rows_without_the_numbers_are_named(tmp_path):
    path = tmp_path / "mixed.csv"
    path.write_text(
        "study,treat1,treat2,TE,seTE\n1,b,a,0.3,0.2\n2,b,a,0.2,0.3\n",
    )
    document = dorsal.document(path, measure="OR", reference="a")
    inquiry = Inquiry(asked=frozenset({"posterior"}), bayes=Bayes(likelihood="binomial"))
    with pytest.raises(dorsal.DorsalError, match="prints people with an event by arm"):
        asked(document, inquiry)


def test_ordered_categories_from_a_table_at_the_command_line(tmp_path):
    path = tmp_path / "ordered.csv"
    lines = ["study,treatment,none,some,much"]
    for counts in simulated(5, 6, 90, (0.0, 1.0), (0.0, 0.7, 0.3), 0.2):
        for treatment, people in zip(counts.treatments, counts.people, strict=True):
            lines.append(f"{counts.study},{treatment},{','.join(map(str, people))}")
    path.write_text("\n".join(lines) + "\n")
    flags = ["--categories", "none,some,much", "--posterior", "--likelihood", "ordered", "--reference", "a", "--json"]
    found = CliRunner().invoke(app, ["fit", str(path), *flags])
    assert found.exit_code == 0
    told = json.loads(found.stdout)
    assert faults(told, "dorsal/fit/1") == []
    assert (told["measure"], told["posterior"]["likelihood"]) == ("OR", "ordered-logit")
    by_contrasts = {effect["treatment"]: effect["estimate"] for effect in told["effects"]}
    for effect in told["posterior"]["effects"]:
        assert effect["mean"] == pytest.approx(by_contrasts[effect["treatment"]], abs=0.15)
    assert "--categories none,some,much" in told["provenance"]["command"]


def test_a_prior_on_baselines():
    _, flat = answered(Bayes(likelihood="binomial"))
    _, told = answered(Bayes(likelihood="binomial", prior_baseline="normal(-2.6,0.1)"))
    assert (flat["prior_baseline"], told["prior_baseline"]) == ("flat", "normal(-2.6,0.1)")
    assert told["effects"][1]["mean"] != pytest.approx(flat["effects"][1]["mean"], abs=0.02)
    with pytest.raises(OptionError, match=r"write flat, or normal\(mean,sd\)"):
        answered(Bayes(likelihood="binomial", prior_baseline="cauchy(1)"))
    with pytest.raises(OptionError, match="add --likelihood"):
        Bayes(prior_baseline="normal(0,1)")


def asked_of(**inquiry):
    document = dorsal.document(SMOKING, better="higher", reference="A", measure="OR")
    found = asked(document, Inquiry(**inquiry))
    told = spoken(json_document.fit_json(found))
    assert faults(told, "dorsal/fit/1") == []
    return found.answers[0], told


@pytest.mark.parametrize("method", ["SIDDE", "bayes"])
def test_node_splits_by_method(method):
    _, told = asked_of(asked=frozenset({"node_splits"}), split_method=method, prior_tau="halfnormal(1)")
    fit = dorsal.fit(SMOKING, measure="OR")
    for row in told["node_splits"]:
        assert row["method"] == method
        if method == "bayes":
            split = split_posterior(fit.network, row["treat1"], row["treat2"], HalfNormal(1.0))
            expected = (split.direct.mean, split.difference.sd, split.p)
        else:
            (split,) = node_splits(fit, "SIDDE", [(row["treat1"], row["treat2"])])
            expected = (split.direct, split.se_difference, split.p)
        assert (row["direct"], row["se_difference"], row["p"]) == pytest.approx(expected, rel=1e-8)


def test_class_effects():
    classes = {"B": "help", "C": "help", "D": "help"}
    answer, told = asked_of(asked=frozenset({"class_effects"}), classes=classes, prior_tau="halfnormal(1)")
    network = dorsal.fit(SMOKING, measure="OR").network
    found = class_posterior(network, classes, HalfNormal(1.0), HalfNormal(1.0), reference="A")
    shrunk = told["class_effects"]
    assert shrunk["classes"][0]["mean"] == pytest.approx(found.mean_effect("help").mean)
    assert [row["mean"] for row in shrunk["effects"]] == pytest.approx([found.between(t, "A").mean for t in "BCD"])
    assert [grid.name for grid in answer.grids] == ["class_means", "class_effects"]
    with pytest.raises(OptionError, match="--treatment-class"):
        asked_of(asked=frozenset({"class_effects"}))


def test_prediction_ranks_and_statements_are_those_of_the_posterior():
    document = dorsal.document(SMOKING, better="higher", reference="A", measure="OR")
    inquiry = Inquiry(asked=frozenset({"posterior", "rank_conditions"}), rank_conditions=("C above A by 0.3", "D best"))
    found = asked(document, inquiry)
    told = spoken(json_document.fit_json(found))
    assert faults(told, "dorsal/fit/1") == []
    told = told["posterior"]
    exact = posterior(dorsal.fit(SMOKING, measure="OR"), Uniform(0.0, 5.0))
    for effect in told["effects"]:
        new = exact.predictive(effect["treatment"], "A")
        assert effect["prediction"]["sd"] == pytest.approx(new.sd)
        assert effect["prediction"]["quantiles"]["0.975"] == pytest.approx(new.quantile(0.975))
    likely = exact.rank_probabilities(np.random.default_rng(9), better="higher", draws=100_000)
    mean = exact.mean_rank(better="higher")
    for row in told["ranks"]:
        place = exact.treatments.index(row["treatment"])
        assert row["rank_probabilities"] == pytest.approx(likely[place], abs=0.01)
        assert row["mean_rank"] == pytest.approx(mean[row["treatment"]])
    by, best = told["statements"]
    assert by["probability"] == pytest.approx(exact.between("C", "A").chance_above(0.3), abs=4 * by["error"])
    assert best["probability"] == pytest.approx(likely[3, 0], abs=0.01)
    sheets = {grid.name: grid for grid in found.answers[0].tables}
    assert {"posterior", "posterior_prediction", "posterior_ranks", "posterior_rankogram"} <= set(sheets)
    assert len(sheets["posterior_rankogram"].rows) == 16


FEW = """study,treatment,mean,sd,n
1,A,1,1,20
1,B,2,1,20
2,A,1.2,1,30
2,B,1.9,1.1,33
3,A,0.8,1,22
3,B,2.5,1,21
"""


def test_a_mean_that_does_not_exist_says_so_and_names_a_prior_in_the_outcomes_unit(tmp_path):
    path = tmp_path / "few.csv"
    path.write_text(FEW)
    document = dorsal.document(path, reference="A")
    answer = next(a for a in asked(document, Inquiry(asked=frozenset({"posterior"}))).answers if a.key == "posterior")
    heads = [head.heading for head in answer.grids[0].heads]
    assert heads[1:3] == ["mean", "median"]
    assert answer.grids[0].texts()[0][1] == "none"
    assert float(answer.grids[0].texts()[0][2]) == pytest.approx(1.12, abs=0.05)
    assert "--prior-tau 'halfnormal(0.5)'" in answer.lead[2]
    cured = asked(document, Inquiry(asked=frozenset({"posterior"}), prior_tau="halfnormal(0.5)")).answers[0]
    assert len(cured.lead) == 2
    assert float(cured.grids[0].texts()[0][1]) == pytest.approx(1.1, abs=0.1)


def test_the_spread_named_moves_with_the_unit():
    rows = {"study": "s", "treatments": ("a", "b"), "measure": "MD"}
    ours = [Contrast(effect=np.array([1.0]), cov=np.array([[4.0 * (1 / 20 + 1 / 30)]]), n=(20, 30), **rows)]
    theirs = [Contrast(effect=np.array([10.0]), cov=np.array([[400.0 * (1 / 20 + 1 / 30)]]), n=(20, 30), **rows)]
    unsaid = [Contrast(effect=np.array([-6.0]), cov=np.array([[1.0]]), **rows)]
    assert [plausible_spread(each, "MD")[0] for each in (ours, theirs, unsaid)] == [1.0, 10.0, 3.0]
    assert plausible_spread(theirs, "OR")[0] == 0.5


def test_of_ratios_the_mean_is_told_apart_from_the_median_of_the_picture():
    answer, told = answered(Bayes())
    assert [head.heading for head in answer.grids[0].heads][1:3] == ["geometric mean", "median"]
    shown = answer.grids[0].texts()[1]
    assert float(shown[1]) == pytest.approx(np.exp(told["effects"][1]["mean"]), abs=0.001)
    assert float(shown[2]) == pytest.approx(np.exp(told["effects"][1]["quantiles"]["0.5"]), abs=0.001)

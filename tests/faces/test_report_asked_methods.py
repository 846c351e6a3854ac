"""The methods of further questions: each question has a step, in words and with papers that are in the list."""

import pytest

import dorsal
from dorsal.faces.inquiry import KEYS, asked
from dorsal.faces.markdown import markdown
from dorsal.faces.report import page
from dorsal.faces.report.asked_methods import CONTRIBUTIONS, PRIORS, RARE, SELECTIONS, SPLITS, STEPS, asked_steps
from dorsal.faces.report.citations import CITATIONS
from dorsal.faces.report.methods import steps
from dorsal.faces.telling import Answer
from dorsal.synthesis.options import FitOptions
from tests.faces.test_inquiry import EVERYTHING, columned


@pytest.fixture(scope="module")
def document():
    plain = dorsal.document(columned(), better="higher", measure="OR", reference="A", outcomes=("quit",))
    return asked(plain, EVERYTHING)


def test_every_question_has_a_step():
    assert set(STEPS) == set(KEYS)


def test_every_question_asked_is_described_with_its_papers(document):
    told = dict(zip([a.key for a in document.answers], asked_steps(document.answers), strict=True))
    for key, (words, papers) in told.items():
        assert words.endswith("."), key
        assert papers or key in ("beside", "transitivity"), key
        assert set(papers) <= set(CITATIONS), key
    assert "(back-calculation)" in told["node_splits"][0]
    assert "Prior of tau uniform(0,5), of effects flat" in told["posterior"][0]
    assert "Copas' model" in told["selection"][0]
    assert "PET-PEESE" in told["small_study"][0]
    assert told["contribution"][1] == ("contributions",)
    assert "year" in told["meta_regression"][0]
    assert "kind" in told["subgroups"][0]
    shown = page(document)
    for words, _ in told.values():
        assert words.split(":")[0].split("(")[0].strip() in shown.replace("&#x27;", "'").replace("&#39;", "'")
    assert {words for words, _ in told.values()} <= {words for words, _ in steps(document)}


def test_every_setting_has_its_papers():
    keys = {key for _, papers in SPLITS.values() for key in papers} | set(PRIORS.values())
    keys |= {key for papers in (*CONTRIBUTIONS.values(), *RARE.values()) for key in papers}
    keys |= {key for _, papers in SELECTIONS.values() for key in papers}
    assert keys <= set(CITATIONS)


def test_priors_and_samplers_are_named():
    told = {
        "likelihood": "binomial-logit", "prior_tau": "turner2012()", "prior_effect": "flat", "prior_baseline": "flat",
        "sampling": None, "laplace": {"mean_shift": 0.0},
    }  # fmt: skip
    ((words, papers),) = asked_steps([Answer(key="posterior", json=told, title="")])
    assert "the arms by their exact likelihood (binomial-logit)" in words
    assert "of baselines flat" in words
    assert {"Laplace", "prior of binary outcomes"} <= set(papers)
    drawn = told | {"laplace": None, "sampling": {"chains": 4, "draws": 1000, "seed": 7}}
    ((words, papers),) = asked_steps([Answer(key="posterior", json=drawn, title="")])
    assert "4 chains of 1,000 draws, seed 7" in words
    assert "R-hat" in papers


def test_an_answer_without_a_result_has_no_step():
    assert list(asked_steps([Answer(key="random_inconsistency", json=None, title="")])) == []
    assert list(asked_steps([])) == []


def test_a_paper_without_a_confirmed_doi_has_no_address():
    document = dorsal.document(columned(), outcomes=("quit",), fit=FitOptions(interval="HK"))
    line = next(line for line in markdown(document).splitlines() if "Jackson D, Riley RD" in line)
    assert line.endswith("Stat Med 2014;33:541-54.")
    assert 'href="https://doi.org/"' not in page(document)

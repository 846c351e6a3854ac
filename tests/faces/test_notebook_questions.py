"""Answers to further questions in a notebook: well-formed, with their own numbers, and short whatever they hold."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import dorsal
from dorsal.synthesis.bayes.posterior import Posterior, posterior
from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.synthesis.flows.contribution import contributions
from dorsal.synthesis.modifier import fit_regression
from dorsal.synthesis.omission.influence import leave_one_out
from dorsal.synthesis.ranks.ranking import rank_draws
from tests.faces.test_notebook import shown, text

DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture(scope="module")
def fit() -> dorsal.NetworkFit:
    return dorsal.fit(DATA / "smoking_cessation.csv", measure="OR")


@pytest.fixture(scope="module")
def found(fit: dorsal.NetworkFit) -> Posterior:
    return posterior(fit.network, HalfNormal(1.0))


def test_a_posterior_shows_its_effects_as_ratios_with_curves(found: Posterior) -> None:
    html = shown(found)
    assert html.count("<tr>") == 4
    assert "<svg" in html
    assert f"{np.exp(found.between('C', 'A').median):.2f}" in text(html)
    assert f"tau: median {found.tau.median:.3g}" in text(html)


def test_one_number_of_a_posterior_says_itself_in_a_line(found: Posterior) -> None:
    effect = found.between("C", "A")
    low, high = effect.interval()
    assert repr(effect) == (
        f"<NormalMixture: mean {effect.mean:.4g}, SD {effect.sd:.4g}, median {effect.median:.4g}, "
        f"95 % from {low:.4g} to {high:.4g}>"
    )
    assert len(repr(found.tau)) < 120
    assert f"{found.tau.mean:.4g}" in text(shown(found.tau))


def test_ranks(fit: dorsal.NetworkFit) -> None:
    ranks = rank_draws(fit, np.random.default_rng(1), better="higher", draws=2_000)
    html = shown(ranks)
    assert "<svg" in html
    first = next(iter(ranks.sucra))
    assert text(html).index("SUCRA") < text(html).index(f"{first} {100 * ranks.sucra[first]:.0f}")


def test_contributions_name_the_largest_and_count_the_rest(fit: dorsal.NetworkFit) -> None:
    found = contributions(fit)
    said = text(shown(found))
    study, share = next(iter(found.studies_of(*found.estimates[0]).items()))
    assert f"{study} ({100 * share:.0f}" in said
    assert "more;" not in said


def test_influence_and_q(fit: dorsal.NetworkFit) -> None:
    found = leave_one_out(fit)
    said = text(shown(found))
    strongest = found.studies[int(np.argmax(found.cook))]
    assert said.index(f" {strongest} ") < said.index(f"{found.cook.max():.3g}")
    assert f"{fit.q.total.q:.2f}" in text(shown(fit.q))


def test_regression(tmp_path: Path) -> None:
    lines = (DATA / "smoking_cessation.csv").read_text().splitlines()
    head, rows = lines[0], lines[1:]
    place = head.split(",").index("study")
    years = [f"{row},{1980 + int(row.split(',')[place])}" for row in rows]
    (tmp_path / "years.csv").write_text("\n".join([f"{head},year", *years]))
    fit = dorsal.fit(dorsal.read(tmp_path / "years.csv", covariates=["year"]), measure="OR")
    html = shown(fit_regression(fit.network.contrasts, ["year"], reference="A"))
    assert "year: all treatments" in text(html)
    assert "<svg" in html
    ElementTree.fromstring(html)

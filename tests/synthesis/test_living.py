"""A fit kept up to date is the fit made anew: studies come, change and go, one by one, in generated networks."""

from dataclasses import replace

import numpy as np
import pytest

from dorsal.errors import NetworkError
from dorsal.synthesis import gls, living
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.living import changed, updated
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.ranks.ranking import p_scores
from tests.synthesis.generated import network, study

RNG = np.random.default_rng(11)
CLOSE = 1e-9


def agree(found, network_):
    """Everything that a fit answers, against a fit from nothing."""
    fresh = fit_network(network_, found.options)
    scale = float(np.sqrt(np.median(network_.rows.v)))
    assert found.tau2 == pytest.approx(fresh.tau2, abs=CLOSE * scale**2, rel=CLOSE)
    assert found.effect == pytest.approx(fresh.effect, abs=CLOSE * scale)
    assert found.cov == pytest.approx(fresh.cov, rel=CLOSE, abs=CLOSE * scale**2)
    assert found.q_total.q == pytest.approx(fresh.q_total.q, rel=CLOSE)
    assert found.solution.log_det == pytest.approx(fresh.solution.log_det, rel=CLOSE)
    assert found.solution.restricted_log_likelihood == pytest.approx(
        fresh.solution.restricted_log_likelihood, rel=CLOSE
    )
    assert list(p_scores(found).values()) == pytest.approx(list(p_scores(fresh).values()), abs=CLOSE)
    first, last = network_.treatments[0], network_.treatments[-1]
    assert found.between(first, last).pi == pytest.approx(fresh.between(first, last).pi, abs=CLOSE * scale)


@pytest.mark.parametrize("options", [FitOptions(), FitOptions(tau2_method="ML"), FitOptions(tau2_method="DL"),
                                     FitOptions(tau2_method="PM"), FitOptions(model="common")],
                         ids=lambda o: f"{o.model}-{o.tau2_method}")  # fmt: skip
@pytest.mark.parametrize("tau", [0.0, 0.5])
def test_a_review_that_lives_stays_the_same_as_one_made_anew(options, tau):
    contrasts = network(5, 6, 25, tau=tau)
    fit = fit_network(Network.of(contrasts), options)
    for step in range(12):
        name = f"new{step}"
        if step % 3 == 0:
            contrasts = [*contrasts, study(RNG, name, tuple("abcdef"[i] for i in RNG.choice(6, 3, replace=False)), tau)]
        elif step % 3 == 1:
            place = int(RNG.integers(5, len(contrasts)))
            contrasts = [*contrasts]
            contrasts[place] = replace(contrasts[place], effect=contrasts[place].effect + 0.2)
        else:
            place = int(RNG.integers(5, len(contrasts)))  # the first five are the chain that joins all
            contrasts = contrasts[:place] + contrasts[place + 1 :]
        fit = updated(fit, Network.of(contrasts))
        agree(fit, fit.network)


def test_treatments_come_and_go():
    contrasts = network(8, 4, 12)
    fit = updated(fit_network(Network.of(contrasts)), Network.of([*contrasts, study(RNG, "new", ("b", "e"))]))
    assert fit.treatments == ("a", "b", "c", "d", "e")
    agree(fit, fit.network)
    fewer = [c for c in contrasts if "d" not in c.treatments]
    agree(updated(fit, Network.of(fewer)), Network.of(fewer))


def test_a_study_on_which_everything_hangs():
    """Without it the network falls apart, which is an error; changed, its old numbers must leave no trace."""
    contrasts = [
        study(RNG, "bridge", ("a", "c")),
        *network(9, 2, 4),
        study(RNG, "x", ("c", "d")),
        study(RNG, "y", ("c", "d")),
    ]
    fit = fit_network(Network.of(contrasts))
    with pytest.raises(NetworkError, match="falls into 2 islands"):
        updated(fit, Network.of(contrasts[1:]))
    other = [replace(contrasts[0], effect=contrasts[0].effect + 3.0, cov=contrasts[0].cov * 1e4), *contrasts[1:]]
    agree(updated(fit, Network.of(other)), Network.of(other))


def test_one_study_costs_no_new_factorisation_at_the_old_tau2(monkeypatch):
    contrasts = network(5, 6, 25, tau=0.0)
    fit = fit_network(Network.of(contrasts), FitOptions(model="common"))
    monkeypatch.setattr(living, "solve", lambda *_: pytest.fail("solved anew"))
    monkeypatch.setattr(gls, "dpotrf", lambda *_: pytest.fail("factorised anew"))
    found = updated(fit, Network.of([*contrasts, study(RNG, "new", ("a", "f"))]))
    assert found.between("f", "a").se < fit.between("f", "a").se


def test_a_search_that_starts_near_its_end_is_short():
    contrasts = network(5, 6, 500, tau=0.5)
    fit = fit_network(Network.of(contrasts))
    new = Network.of([*contrasts, study(RNG, "new", ("a", "f"))])
    assert updated(fit, new).diary.steps < fit_network(new).diary.steps


def test_what_changed_is_told_by_content():
    contrasts = network(5, 4, 6)
    moved = [contrasts[-1], *contrasts[:-1]]
    assert changed(Network.of(contrasts), Network.of(moved)).studies == ()
    other = [replace(contrasts[0], effect=contrasts[0].effect + 1), *contrasts[1:], replace(contrasts[1], study="twin")]
    found = changed(Network.of(contrasts), Network.of(other))
    assert [c.study for c in found.removed] == ["chain0"]
    assert found.studies == ("chain0", "twin")


def test_a_big_change_is_solved_anew():
    agree(
        updated(fit_network(Network.of(network(5, 5, 20))), Network.of(network(6, 5, 30))),
        Network.of(network(6, 5, 30)),
    )

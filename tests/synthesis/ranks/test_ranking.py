"""P-scores and rank probabilities."""

import numpy as np
import pytest
from hypothesis import given, settings

from dorsal.errors import NetworkError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.ranks.ranking import p_scores, rank_draws, rank_probabilities
from tests.synthesis.generated import network, networks


@given(networks())
@settings(max_examples=20, deadline=None)
def test_p_scores_average_one_half_and_turn_with_the_direction(contrasts):
    fit = fit_network(Network.of(contrasts))
    low, high = p_scores(fit), p_scores(fit, better="higher")
    assert sum(low.values()) / len(low) == pytest.approx(0.5)
    assert all(low[t] == pytest.approx(1.0 - high[t]) for t in low)
    assert list(low.values()) == sorted(low.values(), reverse=True)


def test_p_score_equals_sucra_of_the_joint_distribution():
    fit = fit_network(Network.of(network(1, 5, 8, tau=2.0)))
    ranks = rank_probabilities(fit, np.random.default_rng(1), draws=200_000)
    np.testing.assert_allclose(ranks.sum(axis=0), 1.0)
    np.testing.assert_allclose(ranks.sum(axis=1), 1.0)
    n = len(fit.treatments)
    sucra = (n - ranks @ np.arange(1, n + 1)) / (n - 1)
    scores = p_scores(fit)
    np.testing.assert_allclose(sucra, [scores[t] for t in fit.treatments], atol=0.004)


@pytest.mark.parametrize("kind", ["t", "HK", "HK-t"])
def test_scores_and_draws_are_of_the_distribution_of_the_intervals(kind):
    fit = fit_network(Network.of(network(1, 5, 4, tau=2.0)), FitOptions(interval=kind))
    scores, n = p_scores(fit), len(fit.treatments)
    for a in fit.treatments:
        one_sided = [fit.between(a, b).chance_below(0.0) for b in fit.treatments if b != a]
        assert scores[a] == pytest.approx(sum(one_sided) / (n - 1), abs=1e-12)
    drawn = rank_draws(fit, 1, draws=100_000).sucra
    assert dict(drawn) == pytest.approx(dict(scores), abs=0.006)
    assert scores != p_scores(fit_network(fit.network))


def test_a_difference_that_must_matter_lowers_every_score():
    fit = fit_network(Network.of(network(2, 4, 10)))
    plain, strict = p_scores(fit), p_scores(fit, mic=0.5)
    assert all(strict[t] < plain[t] for t in plain)


def test_the_seed_decides_the_draws():
    fit = fit_network(Network.of(network(3, 4, 6)))
    one, two = (rank_probabilities(fit, np.random.default_rng(5), draws=1000) for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_ranks_tell_sucra_summaries_and_any_condition():
    fit = fit_network(Network.of(network(4, 4, 10, tau=1.0)))
    ranks = rank_draws(fit, np.random.default_rng(2), draws=50_000)
    scores, n = p_scores(fit), len(fit.treatments)
    assert list(ranks.sucra) == list(scores)
    for t in fit.treatments:
        assert ranks.sucra[t] == pytest.approx(scores[t], abs=0.01)
        assert ranks.summary(t).mean == pytest.approx(n - (n - 1) * ranks.sucra[t])
        assert ranks.summary(t).low <= ranks.summary(t).median <= ranks.summary(t).high
    np.testing.assert_allclose(ranks.cumulative[:, -1], 1.0)
    best = {t: ranks.chance(lambda r, t=t: r.best_by(t)) for t in fit.treatments}
    np.testing.assert_allclose(list(best.values()), ranks.probability[:, 0])
    assert ranks.chance(lambda r: r.best_by("a", 0.5)) < best["a"]
    assert ranks.chance(lambda r: r.among_first("b", 2)) == pytest.approx(ranks.probability[1, :2].sum())


@pytest.mark.parametrize("ask", ["summary", "best_by", "among_first"])
def test_an_unknown_treatment_is_named_with_those_there_are(ask):
    ranks = rank_draws(fit_network(Network.of(network(4, 4, 10))), 1, draws=10)
    with pytest.raises(NetworkError, match="z is in no study of this network; it has a, b, c, d"):
        getattr(ranks, ask)("z", *([2] if ask == "among_first" else []))

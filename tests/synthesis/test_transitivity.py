"""How a covariate is spread over comparisons: by hand, by scipy, and what chance gives."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import f_oneway

from dorsal.errors import OptionError
from dorsal.synthesis.network import Network
from dorsal.synthesis.transitivity import spread
from dorsal.trials.contrast import Contrast


def study(name, treatments, n, **covariates):
    k = len(treatments)
    return Contrast(
        study=name,
        treatments=treatments,
        effect=np.zeros(k - 1),
        cov=np.eye(k - 1) + 1.0,
        measure="MD",
        n=n,
        covariates=covariates,
    )


def drawn(rng, shift=0.0, studies=30, arms=("ab", "ac", "bc")):
    """Two-arm studies in turn over the comparisons; the covariate is `shift` higher in each later one."""
    return [
        study(f"s{i}", tuple(arms[i % len(arms)]), (50, 50), x=rng.normal() + shift * (i % len(arms)))
        for i in range(studies)
    ]


def test_means_ranges_and_weights_are_those_of_hand():
    net = Network.of([
        study("1", ("a", "b"), (10, 20), x=1.0, kind="home"),
        study("2", ("a", "b"), (30, 40), x=4.0, kind="ward"),
        study("3", ("a", "b", "c"), (5, 5, 10), x="2", kind="home"),
        study("4", ("b", "c"), (50, 50)),
    ])  # fmt: skip
    found = spread(net, "x", np.random.default_rng(1))
    assert (found.studies, found.by_people, found.kinds, found.silent) == (3, True, (), ())
    ab, ac, bc = found.comparisons
    assert (ab.first, ab.second, ac.second, bc.first) == ("a", "b", "c", "b")
    assert ab.mean == pytest.approx((30 * 1 + 70 * 4 + 10 * 2) / 110)
    assert ab.range == (1.0, 4.0)
    assert (bc.missing, len(bc.members)) == (1, 1)
    kinds = spread(net, "kind", np.random.default_rng(1))
    assert kinds.kinds == ("home", "ward")
    assert kinds.comparisons[0].share_of("ward") == pytest.approx(70 / 110)


def test_the_share_is_eta_squared_and_ranks_as_the_f_test():
    """With studies of one size it is the share of the sums of squares of a one-way analysis of variance."""
    contrasts = drawn(np.random.default_rng(5), shift=0.4)
    found = spread(Network.of(contrasts), "x", np.random.default_rng(1))
    groups = [[float(m.value) for m in c.members] for c in found.comparisons]
    f = f_oneway(*groups)
    k, n = 3, 30
    assert found.share == pytest.approx(f.statistic * (k - 1) / (f.statistic * (k - 1) + n - k))
    assert found.p == pytest.approx(f.pvalue, abs=0.03)
    assert found.by_chance == pytest.approx((k - 1) / (n - 1), abs=0.005)


def test_kinds_are_light_and_margolins_r_squared():
    """Their total and within sums of squares from the counts: n/2 - sum n_i^2 / 2n, and the same in each group."""
    kinds = ["home", "home", "ward", "ward", "ward", "home", "clinic", "ward", "ward"]
    contrasts = [
        study(f"s{i}", ("a", "b") if i < 5 else ("a", "c"), (20, 20), kind=kind) for i, kind in enumerate(kinds)
    ]
    found = spread(Network.of(contrasts), "kind", np.random.default_rng(1))

    def within(group):
        _, count = np.unique(group, return_counts=True)
        return len(group) / 2 - (count**2).sum() / (2 * len(group))

    expected = 1 - (within(kinds[:5]) + within(kinds[5:])) / within(kinds)
    assert found.share == pytest.approx(expected)


def test_p_values_are_even_without_a_difference_and_small_with_one():
    rng = np.random.default_rng(11)
    alike = [spread(Network.of(drawn(rng)), "x", rng, draws=199).p for _ in range(200)]
    assert np.mean(np.array(alike) <= 0.1) == pytest.approx(0.1, abs=0.06)
    assert np.mean(alike) == pytest.approx(0.5, abs=0.07)
    apart = [spread(Network.of(drawn(rng, shift=1.5)), "x", rng, draws=199).p for _ in range(20)]
    assert max(apart) <= 0.02


def test_a_study_for_each_comparison_shows_nothing_and_says_so():
    contrasts = drawn(np.random.default_rng(2), shift=3.0, studies=3)
    found = spread(Network.of(contrasts), "x", np.random.default_rng(1))
    assert (found.share, found.by_chance, found.p) == pytest.approx((1.0, 1.0, 1.0))


def test_where_nothing_differs_there_is_no_share():
    same = [study(f"s{i}", tuple(pair), (9, 9), x=3) for i, pair in enumerate(["ab", "ac"])]
    found = spread(Network.of(same), "x", np.random.default_rng(1))
    assert (found.share, found.by_chance, found.p) == (None, None, None)
    alone = [study(f"s{i}", ("a", "b"), (9, 9), x=i) for i in range(3)]
    assert spread(Network.of(alone), "x", np.random.default_rng(1)).p is None


def test_studies_count_alike_where_people_are_not_printed():
    contrasts = [study("1", ("a", "b"), (10, None), x=1.0), study("2", ("a", "b"), (90, 90), x=3.0)]
    found = spread(Network.of(contrasts), "x", np.random.default_rng(1))
    assert not found.by_people
    assert found.comparisons[0].mean == 2.0


def test_what_no_study_gives_is_told():
    contrasts = [replace(c, covariates={"x": ""}) for c in drawn(np.random.default_rng(1), studies=3)]
    with pytest.raises(OptionError, match="no study gives x"):
        spread(Network.of(contrasts), "x", np.random.default_rng(1))


def test_comparisons_without_it_are_listed():
    contrasts = drawn(np.random.default_rng(1), studies=6)
    contrasts.append(study("more", ("a", "d"), (9, 9)))
    assert spread(Network.of(contrasts), "x", np.random.default_rng(1)).silent == (("a", "d"),)

"""Subgroups against dense computations of each part, and against the whole network where theory says so."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.modifier import fit_regression
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.subgroup import subgroups
from dorsal.trials.contrast import Contrast
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network


def parted(seed=3):
    """A network of four treatments in adults and one in children that lacks the last."""
    adults = [replace(c, covariates={"people": "adults"}) for c in network(seed, 4, 9)]
    children = [replace(c, study=f"k{c.study}", covariates={"people": "children"}) for c in network(seed + 1, 3, 7)]
    return [*adults, *children]


def parts(contrasts):
    return [[c for c in contrasts if c.covariates["people"] == name] for name in ("adults", "children")]


def trials(rng, tau):
    """Twelve trials of three treatments in two subgroups that do not differ, few and far apart."""
    pairs = [pair for pair in (("a", "b"), ("a", "c"), ("b", "c")) for _ in range(2)]
    for group in "xy":
        for i, pair in enumerate(pairs):
            v = rng.uniform(0.05, 0.4)
            effect = np.array([rng.normal(0.0, np.sqrt(v + tau**2))])
            yield Contrast(study=f"{group}{i}", treatments=pair, effect=effect, cov=np.array([[v]]), measure="MD",
                           covariates={"people": group})  # fmt: skip


def test_f_keeps_the_level_where_chi_squared_does_not():
    rng, chi2, f, n = np.random.default_rng(1), 0, 0, 150
    for _ in range(n):
        found = subgroups(list(trials(rng, 0.5)), "people", spread="shared")
        chi2 += found.overall.p < 0.05
        f += found.overall_p_by_f < 0.05
    assert 0.02 * n < f < 0.08 * n < chi2


def test_f_is_that_of_one_regression_on_the_subgroups():
    contrasts = list(trials(np.random.default_rng(2), 0.5))
    x = [replace(c, covariates={"x": float(c.study[0] == "y"), "people": c.study[0]}) for c in contrasts]
    by_group = subgroups(x, "people", spread="shared")
    regression = fit_regression(x, ["x"], "a", interaction="independent")
    assert by_group.overall_p_by_f == pytest.approx(regression.slopes_p_by_f, rel=1e-6)
    assert by_group.overall.p == pytest.approx(regression.q_slopes.p, rel=1e-6)
    common = subgroups(contrasts, "people", FitOptions(model="common"))
    assert common.overall_p_by_f is None


def test_each_subgroup_is_the_fit_of_its_studies():
    contrasts = parted()
    found = subgroups(contrasts, "people")
    assert [group.name for group in found.groups] == ["adults", "children"]
    for group, part in zip(found.groups, parts(contrasts), strict=True):
        alone = fit_network(Network.of(part))
        assert group.fits[0].tau2 == pytest.approx(alone.tau2)
        assert group.between("b", "a").mean == pytest.approx(alone.between("b", "a").mean)
        e = group.between("b", "a")
        mean, se, ci = group.effect("b", "a")
        assert (mean, se, *ci) == pytest.approx((e.mean, e.se, *e.ci))
    assert found.groups[1].between("d", "a") is None
    assert found.groups[1].effect("d", "a") is None
    assert found.difference("d", "a") is None
    assert set(found.between("d", "a")) == {"adults"}


def test_a_comparison_differs_by_the_q_of_its_estimates():
    found = subgroups(parted(), "people")
    (m1, s1), (m2, s2) = ((e.mean, e.se) for e in found.between("c", "a").values())
    q = found.difference("c", "a")
    assert q.q == pytest.approx((m1 - m2) ** 2 / (s1**2 + s2**2))  # the z test squared
    assert q.df == 1


def test_with_common_effects_the_qs_add_up():
    contrasts = parted()
    options = FitOptions(model="common")
    found = subgroups(contrasts, "people", options)
    whole = fit_network(Network.of(contrasts), options).q_total
    within = [fit_network(Network.of(part), options).q_total for part in parts(contrasts)]
    assert found.overall.q == pytest.approx(whole.q - sum(q.q for q in within))
    assert found.overall.df == whole.df - sum(q.df for q in within) == 2


def test_all_effects_at_once_against_a_dense_wald_test():
    contrasts = parted()
    found = subgroups(contrasts, "people")
    (b1, v1), (b2, v2) = (
        Dense.of(part).beta(group.fits[0].tau2) for part, group in zip(parts(contrasts), found.groups, strict=True)
    )
    off = b1[:2] - b2
    assert found.overall.q == pytest.approx(float(off @ np.linalg.inv(v1[:2, :2] + v2) @ off), rel=1e-6)


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_a_shared_tau2_maximises_the_likelihood_of_all_subgroups(method):
    contrasts = parted()
    dense = [Dense.of(part) for part in parts(contrasts)]

    def height(tau2):
        return -sum(part.log_likelihood(tau2, restricted=method == "REML") for part in dense)

    best = minimize_scalar(height, bounds=(0.0, 5.0), method="bounded", options={"xatol": 1e-10}).x
    found = subgroups(contrasts, "people", FitOptions(tau2_method=method), spread="shared")
    assert {round(group.fits[0].tau2, 6) for group in found.groups} == {round(best, 6)}


def test_islands_of_a_subgroup_are_fitted_each():
    contrasts = parted()
    apart = [replace(c, study=f"z{c.study}", treatments=tuple(f"{t}z" for t in c.treatments)) for c in contrasts]
    found = subgroups([*contrasts, *apart], "people", spread="shared")
    assert [len(group.fits) for group in found.groups] == [2, 2]
    alone = subgroups(contrasts, "people", FitOptions(model="common")).overall
    both = subgroups([*contrasts, *apart], "people", FitOptions(model="common")).overall
    assert (both.q, both.df) == (pytest.approx(2 * alone.q), 2 * alone.df)


def test_numbers_are_values_and_what_is_missing_is_named():
    contrasts = [replace(c, covariates={"dose": float(i % 2 + 1)}) for i, c in enumerate(network(1, 3, 8))]
    contrasts.append(replace(contrasts[0], study="new", covariates={}, rows=("line 9",)))
    found = subgroups(contrasts, "dose")
    assert [group.name for group in found.groups] == ["1", "2"]
    assert [(x.row, x.study, x.reason) for x in found.left_out] == [("line 9", "new", "dose is not given")]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (lambda _: "", "no study gives a value of x"),
        (lambda _: "same", "is 'same' in every study"),
        (lambda i: float(i), "too many for subgroups"),
    ],
)
def test_columns_that_make_no_subgroups(values, message):
    contrasts = [replace(c, covariates={"x": values(i)}) for i, c in enumerate(network(1, 3, 22))]
    with pytest.raises(OptionError, match=message):
        subgroups(contrasts, "x")


def test_unknown_treatments_and_settings():
    found = subgroups(parted(), "people")
    with pytest.raises(NetworkError, match="q is in no study of a subgroup"):
        found.between("q", "a")
    with pytest.raises(OptionError, match="must be one of separate, shared"):
        subgroups(parted(), "people", spread="both")

"""Meta-regression against a dense weighted regression."""

import numpy as np
import pytest
from scipy import stats
from scipy.linalg import block_diag

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.modifier import fit_regression
from dorsal.synthesis.options import FitOptions
from dorsal.trials.contrast import Contrast

DESIGNS = [("a", "b"), ("a", "c"), ("b", "c"), ("a", "b", "c"), ("c", "d"), ("a", "d"), ("b", "c", "d")] * 3
EFFECT = {"a": 0.0, "b": 1.0, "c": -0.5, "d": 0.3}
SLOPE = {"a": 0.0, "b": 0.2, "c": 0.2, "d": -0.1}


def trials(noise=1.0, seed=1):
    rng = np.random.default_rng(seed)
    made = []
    for s, design in enumerate(DESIGNS):
        x = {"age": float(rng.uniform(30, 60)), "dose": float(rng.uniform(0, 4))}
        variance = rng.uniform(0.02, 0.3, len(design))
        truth = np.array([EFFECT[t] + SLOPE[t] * (x["age"] - 45.0) for t in design])
        arms = truth + noise * rng.normal(size=len(design)) * np.sqrt(variance)
        cov = np.diag(variance[1:]) + variance[0]
        made.append(
            Contrast(
                study=str(s),
                treatments=design,
                effect=arms[1:] - arms[0],
                cov=cov,
                measure="MD",
                covariates=x,
                rows=(f"line {s + 2}",),
            )
        )
    return made


def dense(contrasts, names, slopes_of, tau2=0.0):
    """Weighted least squares with a column for each effect and each slope, reference a."""
    treatments = ["b", "c", "d"]
    groups = sorted({slopes_of[t] for t in treatments if t in slopes_of})
    mean = {name: np.mean([c.covariates[name] for c in contrasts]) for name in names}
    x, y = [], []
    for c in contrasts:
        for t, effect in zip(c.treatments[1:], c.effect, strict=True):
            row = []
            for u in treatments:
                row.append(float(t == u) - float(c.treatments[0] == u))
            for name in names:
                z = c.covariates[name] - mean[name]
                for g in groups:
                    row.append(z * (float(slopes_of.get(t) == g) - float(slopes_of.get(c.treatments[0]) == g)))
            x.append(row)
            y.append(effect)
    v = block_diag(*[c.cov + tau2 * (np.eye(len(c.effect)) + 1) / 2 for c in contrasts])
    w = np.linalg.inv(v)
    x, y = np.array(x), np.array(y)
    cov = np.linalg.inv(x.T @ w @ x)
    return cov @ x.T @ w @ y, cov, groups


@pytest.mark.parametrize(
    ("interaction", "slopes_of"),
    [
        ("shared", {"b": "all treatments", "c": "all treatments", "d": "all treatments"}),
        ("class", {"b": "one", "c": "one", "d": "two"}),
        ("independent", {"b": "b", "c": "c", "d": "d"}),
    ],
)
@pytest.mark.parametrize("names", [("age",), ("age", "dose")])
@pytest.mark.parametrize("model", ["common", "random"])
def test_agrees_with_a_dense_regression(interaction, slopes_of, names, model):
    contrasts = trials()
    fit = fit_regression(
        contrasts, names, "a", FitOptions(model=model), interaction=interaction, classes={"a": "none", **slopes_of}
    )
    beta, cov, groups = dense(contrasts, names, slopes_of, fit.tau2)
    for i, t in enumerate("bcd"):
        mean, se, _ = fit.between(t, "a")
        assert mean == pytest.approx(beta[i], rel=1e-7)
        assert se == pytest.approx(np.sqrt(cov[i, i]), rel=1e-7)
    found = {(s.covariate, s.of): s for s in fit.slopes}
    for j, key in enumerate((name, g) for name in names for g in groups):
        assert found[key].mean == pytest.approx(beta[3 + j], rel=1e-6, abs=1e-10)
        assert found[key].se == pytest.approx(np.sqrt(cov[3 + j, 3 + j]), rel=1e-6)


def test_exact_data_give_the_effect_at_any_value():
    fit = fit_regression(trials(noise=0.0), ["age"], "a", FitOptions(model="common"), interaction="independent")
    mean, _, _ = fit.between("b", "d", at={"age": 60.0})
    assert mean == pytest.approx(1.0 - 0.3 + (0.2 + 0.1) * 15.0)
    assert fit.q_residual.q == pytest.approx(0.0, abs=1e-9)


def test_a_covariate_can_explain_heterogeneity():
    fit = fit_regression(trials(), ["age"], "a", interaction="independent")
    assert fit.without.tau2 > fit.tau2
    assert 0.5 < fit.tau2_explained <= 1.0


def test_studies_without_the_covariate_are_left_out_and_named():
    contrasts = trials()
    object.__setattr__(contrasts[0], "covariates", {})
    fit = fit_regression(contrasts, ["age"], "a")
    assert [(x.row, x.reason) for x in fit.left_out] == [("line 2", "covariate age is not given")]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"age": "old"}, OptionError, "'old', which is not a number"),
        ({"age": None}, OptionError, "no study gives a number for age"),
        ({"age": 4.0}, OptionError, "is 4 in every study"),
    ],
)
def test_covariates_that_cannot_be_used(change, error, message):
    contrasts = trials()
    for c in contrasts:
        object.__setattr__(c, "covariates", change)
    with pytest.raises(error, match=message):
        fit_regression(contrasts, ["age"], "a")


def test_wrong_questions_are_answered_with_the_way_out():
    fit = fit_regression(trials(), ["age"], "a")
    with pytest.raises(OptionError, match="weight is no covariate"):
        fit.between("b", "a", at={"weight": 3.0})
    for wrong in ("3", None, float("nan")):
        with pytest.raises(OptionError, match=f"age must be a finite number, got {wrong!r}"):
            fit.between("b", "a", at={"age": wrong})
    with pytest.raises(NetworkError, match="z is in no study"):
        fit.between("z", "a")
    with pytest.raises(NetworkError, match="shared slope or fewer"):
        fit_regression(trials()[:4], ["age", "dose"], "a", interaction="independent")
    with pytest.raises(OptionError, match="no class is given for b, c, d"):
        fit_regression(trials(), ["age"], "a", interaction="class")


def test_all_slopes_at_once_are_a_wald_test():
    fit = fit_regression(trials(), ["age"], "a", interaction="independent")
    beta, cov, _ = dense(trials(), ["age"], {"b": "b", "c": "c", "d": "d"}, fit.tau2)
    slopes = beta[3:]
    assert fit.q_slopes.q == pytest.approx(slopes @ np.linalg.inv(cov[3:, 3:]) @ slopes, rel=1e-6)
    assert fit.q_slopes.df == 3
    (one,) = fit_regression(trials(), ["age"], "a").slopes
    assert fit_regression(trials(), ["age"], "a").q_slopes.q == pytest.approx((one.mean / one.se) ** 2)


def test_intervals_by_t_take_the_residual_degrees_of_freedom():
    normal = fit_regression(trials(), ["age"], "a")
    by_t = fit_regression(trials(), ["age"], "a", FitOptions(interval="t"))
    assert by_t.df == normal.q_residual.df == 27 - 4
    assert by_t.slopes[0].p > normal.slopes[0].p
    half = (by_t.slopes[0].ci[1] - by_t.slopes[0].ci[0]) / 2
    assert half == pytest.approx(stats.t(by_t.df).ppf(0.975) * by_t.slopes[0].se)

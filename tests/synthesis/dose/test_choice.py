"""AIC, BIC and lack of fit by hand; and that they find the shape that made the data."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dorsal.synthesis.dose.choice import SHAPES, compare_shapes
from dorsal.synthesis.dose.dose_fit import fit_dose
from dorsal.synthesis.options import FitOptions
from tests.synthesis.dose.generated import trials
from tests.synthesis.dose.plain import plain


def test_criteria_and_lack_of_fit_by_hand():
    doses = trials(tau=0.3, times=3)
    fit, split = fit_dose(doses, "linear"), fit_dose(doses, "split")
    tried, failed = compare_shapes(fit, split, ["linear", "split"])
    agents = ("A", "B", "C")
    line = plain(doses, lambda p: [*((p.dose or 0.0) * (p.agent == a) for a in agents), float(p.dose is None)])
    names = [t for t in doses.network.treatments if t != "placebo"]
    every = plain(doses, lambda p: [float(p.name == t) for t in names])
    heights = [m.log_likelihood(m.maximum(restricted=False), restricted=False) for m in (line, every)]
    assert not failed
    assert [t.parameters for t in tried] == [4, len(names)]
    assert tried[0].aic - tried[1].aic == pytest.approx(-2 * (heights[0] - heights[1]) + 2 * (4 - len(names)), abs=1e-6)
    price = math.log(len(line.y))
    assert tried[0].bic - tried[1].bic == pytest.approx(
        -2 * (heights[0] - heights[1]) + price * (4 - len(names)), abs=1e-6
    )
    lack = tried[0].lack_of_fit
    assert lack.q == pytest.approx(line.q(split.tau2) - every.q(split.tau2), rel=1e-6)
    assert lack.df == len(names) - 4
    assert tried[1].lack_of_fit.df == 0


def test_at_a_common_effect_lack_of_fit_is_the_difference_of_the_two_q():
    doses = trials()
    options = FitOptions(model="common")
    fit, split = fit_dose(doses, "quadratic", options=options), fit_dose(doses, "split", options=options)
    (tried,), _ = compare_shapes(fit, split, ["quadratic"])
    assert tried.lack_of_fit.q == pytest.approx(fit.q.q - split.q.q)
    assert tried.aic == pytest.approx(2 * tried.parameters - 2 * fit.found.solution.log_likelihood)


def test_all_shapes_are_tried_and_the_one_that_made_the_data_fits():
    fit = fit_dose(trials(times=4, tau=0.1), "linear", {"A": "emax"})
    tried, failed = compare_shapes(fit, fit_dose(fit.doses, "split"))
    by_name = {t.shape: t for t in tried}
    assert (tuple(by_name), failed) == ((*SHAPES, "linear; A emax"), ())
    assert by_name["emax"].aic == pytest.approx(min(t.aic for t in tried), abs=4.0)
    assert by_name["emax"].lack_of_fit.p > 0.01 > by_name["linear"].lack_of_fit.p
    assert by_name["quadratic"].simpler == ("C",)


def test_lack_of_fit_holds_its_level():
    """Of data sets that a line made about 5 in 100 are told not to be one (5.1 of 4,500 with other seeds)."""
    line = {"A": lambda d: 0.01 * d, "B": lambda d: 0.1 * d, "C": lambda _: 0.0, "placebo": lambda _: 0.0,
            "usual care": lambda _: 0.0}  # fmt: skip
    options = FitOptions(model="common")
    p = []
    for seed in range(2000, 2050):
        doses = trials(times=1, tau=0.0, curves=line, seed=seed)
        fit, split = fit_dose(doses, "linear", options=options), fit_dose(doses, "split", options=options)
        p.append(compare_shapes(fit, split, ["linear"])[0][0].lack_of_fit.p)
    assert 0.01 < np.mean(np.array(p) < 0.05) < 0.10


def test_a_shape_that_cannot_be_fitted_leaves_the_others():
    doses = trials([(("A", 10.0), ("A", 20.0)), (("A", 20.0), ("A", 40.0))])
    fit = fit_dose(doses, "linear")
    tried, failed = compare_shapes(fit, fit_dose(doses, "split"))
    assert [f.shape for f in failed] == ["lumped"]
    assert "take for one" in failed[0].why
    assert len(tried) == len(SHAPES) - 1

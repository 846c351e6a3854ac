"""Words as covariates: what becomes of them, and that a regression on two kinds is a subgroup analysis."""

from dataclasses import replace

import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.counts.category import coded
from dorsal.synthesis.modifier import fit_regression
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.subgroup import subgroups
from tests.synthesis.generated import network


def trials(values, seed=4, studies=14):
    contrasts = network(seed, 3, studies)
    return [replace(c, covariates={"kind": values[i % len(values)], "age": float(i)}) for i, c in enumerate(contrasts)]


def test_each_kind_but_the_first_is_a_column():
    found = coded(trials(["ward", "home", "", "clinic"]), ["age", "kind"])
    assert found.covariates == ("age", "kind=home", "kind=ward")
    assert found.kinds == {"kind": ("clinic", "home", "ward")}
    first, second, third, fourth = (c.covariates for c in found.contrasts[:4])
    assert (first["kind=home"], first["kind=ward"]) == (0.0, 1.0)
    assert (second["kind=home"], second["kind=ward"]) == (1.0, 0.0)
    assert "kind=home" not in third
    assert (fourth["kind=home"], fourth["kind=ward"]) == (0.0, 0.0)
    assert found.at({"kind": "Home", "age": 3.0}) == {"kind=home": 1.0, "kind=ward": 0.0, "age": 3.0}


@pytest.mark.parametrize("model", ["common", "random"])
def test_slopes_of_two_kinds_are_the_differences_of_two_subgroups(model):
    contrasts = trials(["x", "y"], studies=20)
    options = FitOptions(model=model)
    found = coded(contrasts, ["kind"])
    fit = fit_regression(found.contrasts, found.covariates, "a", options, interaction="independent")
    parted = subgroups(contrasts, "kind", options, spread="shared")
    for kind in "xy":
        for treatment in "bc":
            mean, se, _ = fit.between(treatment, "a", found.at({"kind": kind}))
            assert (mean, se) == pytest.approx(parted.effects(treatment, "a")[kind][:2], rel=1e-6)
    assert fit.q_slopes.q == pytest.approx(parted.overall.q, rel=1e-6)


@pytest.mark.parametrize(
    ("values", "message"),
    [(["same"], "is 'same' in every study"), ([f"k{i}" for i in range(14)], "has 14 kinds, at most 12")],
)
def test_columns_that_are_no_kinds(values, message):
    with pytest.raises(OptionError, match=message):
        coded(trials(values, studies=20), ["kind"])


def test_numbers_stay_numbers_and_wrong_values_are_named():
    mixed = coded(trials(["3", "four"]), ["kind", "age"])
    assert mixed.covariates == ("kind", "age")
    with pytest.raises(OptionError, match="age: 'old' is not a number"):
        mixed.at({"age": "old"})
    with pytest.raises(OptionError, match="kind is home, ward; there is no 'street'"):
        coded(trials(["ward", "home"]), ["kind"]).at({"kind": "street"})

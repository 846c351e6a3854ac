"""Components by a table: the model of names where the table says the same, plain least squares, and faults."""

from __future__ import annotations

import numpy as np
import pytest

from dorsal.errors import NetworkError, OptionError, SheetError
from dorsal.synthesis.component_matrix import ComponentMatrix
from dorsal.synthesis.components import fit_components
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.trials.contrast import Contrast

PAIRS = [("a", "p"), ("b", "p"), ("a+b", "p"), ("a+b", "a"), ("c", "b"), ("b+c", "p"), ("a", "p"), ("c", "p")]


def trials(pairs):
    rng = np.random.default_rng(5)
    return Network.of(
        Contrast(study=str(i), treatments=(second, first), effect=rng.normal(size=1), cov=rng.uniform(0.1, 0.3, (1, 1)),
                 measure="MD")
        for i, (first, second) in enumerate(pairs)
    )  # fmt: skip


def of(**rows):
    """Components a, b, c of treatments."""
    return ComponentMatrix.of(list(rows), ["a", "b", "c"], list(rows.values()))


NAMES = {"p": (0, 0, 0), "a": (1, 0, 0), "b": (0, 1, 0), "c": (0, 0, 1), "a+b": (1, 1, 0), "c+b": (0, 1, 1)}


@pytest.mark.parametrize("options", [FitOptions(), FitOptions(model="common"), FitOptions(tau=0.4)])
def test_a_table_that_says_what_the_names_say_gives_the_same_model(options):
    network = trials(PAIRS)
    by_names = fit_components(network, options, inactive=["p"])
    by_table = fit_components(network, options, matrix=of(**NAMES))
    assert by_table.names == ("a", "b", "c")
    for first, second in (("a", "p"), ("a+b", "c"), ("b+c", "a")):
        one, other = by_names.between(first, second), by_table.between(first, second)
        assert (other.mean, other.se, other.ci) == (
            pytest.approx(one.mean),
            pytest.approx(one.se),
            pytest.approx(one.ci),
        )
        assert other.flags == one.flags
    assert by_table.added("b").mean == pytest.approx(by_names.added("b").mean)
    assert by_table.q_additivity.q == pytest.approx(by_names.q_additivity.q)


def test_doses_and_an_interaction_against_plain_least_squares():
    pairs = [("half", "p"), ("full", "p"), ("full", "half"), ("talk", "p"), ("both", "p"), ("both", "talk")]
    network = trials(pairs)
    numbers = {"p": (0, 0, 0), "half": (0.5, 0, 0), "full": (1, 0, 0), "talk": (0, 1, 0), "both": (1, 1, 1)}
    matrix = ComponentMatrix.of(list(numbers), ["drug", "talk", "drug and talk"], list(numbers.values()))
    fit = fit_components(network, FitOptions(model="common"), matrix=matrix)
    x = np.array([np.subtract(numbers[a], numbers[b]) for a, b in pairs], dtype=float)
    w = np.array([1 / c.cov[0, 0] for c in network.contrasts])
    y = np.array([c.effect[0] for c in network.contrasts])
    cov = np.linalg.inv(x.T * w @ x)
    beta = cov @ (x.T * w @ y)
    for i, name in enumerate(matrix.components):
        assert fit.added(name).mean == pytest.approx(beta[i])
        assert fit.added(name).se == pytest.approx(cov[i, i] ** 0.5)
    assert fit.between("half", "p").mean == pytest.approx(beta[0] / 2)


def test_a_row_beyond_the_trials_can_be_asked_for():
    fit = fit_components(trials(PAIRS), matrix=of(**NAMES, everything=(1, 1, 1)))
    told = fit.between("everything", "p")
    assert told.mean == pytest.approx(sum(fit.added(part).mean for part in "abc"))
    assert told.flags == ("extrapolated", "untested")
    with pytest.raises(NetworkError, match="nothing has no row in the component matrix; it has a, a\\+b"):
        fit.between("nothing", "p")


def test_all_that_does_not_fit_the_trials_is_told_at_once():
    rows = {name: numbers for name, numbers in NAMES.items() if name not in ("c", "c+b")}
    with pytest.raises(SheetError) as told:
        fit_components(trials(PAIRS), matrix=of(**rows))
    assert [fault.where for fault in told.value.faults] == ["treatment b+c", "treatment c"]
    matrix = ComponentMatrix.of(list(NAMES), ["a", "b", "c", "d", "e"], [(*row, 0, 0) for row in NAMES.values()])
    with pytest.raises(SheetError) as told:
        fit_components(trials(PAIRS), matrix=matrix)
    assert [fault.where for fault in told.value.faults] == ["component d", "component e"]


def test_a_table_with_faults_is_refused_with_all_of_them():
    with pytest.raises(SheetError) as told:
        ComponentMatrix.of(["a+b", "b+a", "c"], ["x", "x"], [[1, float("nan")], [0, 1], [float("inf"), 0]])
    assert len(told.value.faults) == 4
    assert "treatment a+b: it stands twice" in str(told.value)
    with pytest.raises(SheetError, match="2 treatments and 1 components, the array is"):
        ComponentMatrix.of(["a", "b"], ["x"], [[1, 2], [3, 4]])


def test_it_stands_in_place_of_inactive_parts_and_interactions():
    for more in ({"inactive": ["p"]}, {"interactions": [("a", "b")]}):
        with pytest.raises(OptionError, match="a component matrix says itself what is inactive"):
            fit_components(trials(PAIRS), matrix=of(**NAMES), **more)
    with pytest.raises(NetworkError, match="no component effect follows"):
        fit_components(trials([("a", "p")]), matrix=ComponentMatrix.of(["a", "p"], ["x"], [[1], [1]]))


def test_two_tables_are_told_apart():
    assert of(**NAMES).digest == of(**dict(reversed(NAMES.items()))).digest
    assert of(**NAMES).digest != of(**{**NAMES, "p": (1, 0, 0)}).digest

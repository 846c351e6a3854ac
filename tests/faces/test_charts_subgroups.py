"""The forest by subgroup: the estimates that the subgroups gave, each beside that of all studies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dorsal.faces.charts.subgroups import draw_subgroups, subgroup_words
from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.subgroup import Subgroups, subgroups
from dorsal.trials.contrast import Contrast
from tests.faces.drawings import described, number, of_class, outside, plain, read, scale, words
from tests.synthesis.generated import network


def made(parts: int = 2) -> tuple[Subgroups, NetworkFit]:
    contrasts: list[Contrast] = [
        replace(c, covariates={"kind": "xy"[i % parts]}) for i, c in enumerate(network(5, 4, 14))
    ]
    return subgroups(contrasts, "kind"), fit_network(Network.of(contrasts))


def test_every_row_is_an_estimate() -> None:
    found, whole = made()
    tree = read(draw_subgroups(found, whole, "a", "k"))
    slope, start = scale(tree)
    drawn = [[start + slope * number(n, end) for end in ("x1", "x2")] for n in of_class(tree, "ci")]
    order = sorted("bcd", key=lambda t: found.difference(t, "a").p)  # type: ignore[union-attr]
    expected = [e.ci for t in order for e in (*found.between(t, "a").values(), whole.between(t, "a"))]
    for ends, ci in zip(drawn, expected, strict=False):
        assert ends == pytest.approx(list(ci), abs=0.05)
    assert len(of_class(tree, "row")) == len(expected) == 9


@pytest.mark.parametrize("narrow", [False, True])
def test_nothing_leaves_the_picture(narrow: bool) -> None:
    found, whole = made()
    tree = read(draw_subgroups(found, whole, "a", "k", most=2, narrow=narrow))
    assert outside(tree) == []
    assert "1 more, which differ less, are not drawn." in words(tree)


def test_words_tell_the_test_and_what_differs() -> None:
    found, whole = made()
    said = plain(subgroup_words(found, whole, "a"))
    assert "All effects at once: Q = " in said
    assert said in plain(described(read(draw_subgroups(found, whole, "a", "k")))[1])


def test_subgroups_that_share_nothing() -> None:
    contrasts = network(1, 3, 5)
    apart = [replace(c, treatments=tuple(f"{t}z" for t in c.treatments), study=f"z{c.study}") for c in contrasts]
    both = [replace(c, covariates={"kind": "x"}) for c in contrasts]
    both += [replace(c, covariates={"kind": "y"}) for c in apart]
    found, whole = subgroups(both, "kind"), fit_network(Network.of(contrasts))
    assert "no two subgroups" in words(read(draw_subgroups(found, whole, "a", "k")))
    assert "no difference can be tested" in subgroup_words(found, whole, "a")

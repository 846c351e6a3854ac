"""The component forest: an estimate for each term that the trials identify, and the names of the others."""

from __future__ import annotations

import pytest

from dorsal.faces.charts.components import additivity_words, component_words, draw_components, term_words
from dorsal.synthesis.components import ComponentFit, fit_components
from dorsal.synthesis.network import Network
from tests.faces.drawings import number, of_class, plain, read, scale, texts, words
from tests.faces.samples import contrast, trials


def fitted() -> ComponentFit:
    return fit_components(Network.of(trials()), inactive=("usual_care",))


@pytest.mark.parametrize("narrow", [False, True])
def test_rows_are_what_adding_does(narrow: bool) -> None:
    fit = fitted()
    tree = read(draw_components(fit, "k", mic=20.0, narrow=narrow))
    slope, start = scale(tree)
    known = {name: e for name in fit.names if (e := fit.added(name)) is not None}
    rows = of_class(tree, "row")
    assert set(known) == {"dry_needling", "education", "exercise"}
    for row, (name, e) in zip(rows, known.items(), strict=True):
        assert texts(row)[0].startswith(name)
        (ci,) = of_class(row, "ci")
        ends = [start + slope * number(ci, end) for end in ("x1", "x2")]
        assert ends == pytest.approx(e.ci, abs=0.2)
    assert "Taken to do nothing of their own: usual_care." in words(tree)
    assert "Without an estimate from these trials: nsaid and placebo_pill." in words(tree)


def test_what_cannot_be_told_apart_is_not_drawn() -> None:
    same = fit_components(Network.of([contrast("1", "a b", [-3.0], [1.0])]))
    assert "cannot tell the components apart" in draw_components(same, "k")


def test_an_interaction_is_named_for_its_parts() -> None:
    assert term_words(("a", "b"), str.upper) == "A and B together, beyond their sum"
    assert term_words(("a",), str.upper) == "A"
    assert term_words(("a*b",), str.upper) == "A*B"


def test_words_tell_what_is_clear_and_whether_effects_add_up() -> None:
    fit = fitted()
    said = plain(component_words(fit))
    clear = [n for n in fit.names if (e := fit.added(n)) is not None and not e.ci[0] <= 0 <= e.ci[1]]
    assert said.startswith(f"3 components with an estimate and 2 without; {len(clear)} intervals leave out no effect")
    assert said.endswith(plain(additivity_words(fit)))
    extra = [*trials(), contrast("more", "usual_care dry_needling", [-4.0], [3.0])]
    testable = fit_components(Network.of(extra), inactive=("usual_care",))
    q = testable.q_additivity
    assert plain(additivity_words(testable)).startswith(f"Q of additivity: {q.q:.2f} on {q.df} degree")

"""Classes as a picture: every treatment in its class, with its interval and certainty."""

from __future__ import annotations

import pytest

from dorsal.faces.charts.classes import class_words, classes_words, draw_classes
from dorsal.synthesis.grading.contextual import minimally
from tests.faces.drawings import of_class, outside, plain, read, words
from tests.synthesis.grading.test_contextual import EFFECTS, LEVELS, star


@pytest.mark.parametrize("narrow", [False, True])
def test_every_treatment_stands_in_its_class(narrow: bool) -> None:
    fit = star(EFFECTS)
    tree = read(draw_classes(minimally(fit, "r", LEVELS), fit, "k", narrow=narrow))
    assert len(of_class(tree, "row")) == len(EFFECTS)
    assert outside(tree) == []
    said = words(tree)
    order = ["Among the best", "best", "Better than r, and not among the best", "good", "Not shown to differ", "dull"]
    places = [said.index(part) for part in order]
    assert places == sorted(places)
    assert "Among the worst worse" in said


def test_words() -> None:
    found = minimally(star(EFFECTS), "r", LEVELS)
    assert class_words(found, 3) == "among the best"
    assert class_words(found, -1) == "worse than r, and not among the worst"
    assert plain(classes_words(found)).startswith("Among the best: best; better than r, and not among the best: good;")


def test_too_many() -> None:
    fit = star({f"t{i}": float(i) for i in range(61)})
    assert "62 treatments are too many" in words(read(draw_classes(minimally(fit, "r", {}), fit, "k")))

"""GRADE's classes on networks in which every interval can be seen."""

import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.grading.contextual import minimally, sized
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.trials.contrast import Contrast


def star(effects, se=0.5):
    """Each treatment against the reference r in one large study; common effect, so intervals are mean -+ 1.96 se."""
    contrasts = [
        Contrast(study=t, treatments=("r", t), effect=np.array([y]), cov=np.array([[se**2]]), measure="MD")
        for t, y in effects.items()
    ]
    return fit_network(Network.of(contrasts), FitOptions(model="common"))


EFFECTS = {"best": -6.0, "good": -4.0, "fair": -2.0, "dull": -0.5, "bad": 2.0, "worse": 5.0}
LEVELS = {"best": "low", "good": "high", "fair": "moderate", "dull": "high", "bad": "very low", "worse": "high"}


def groups(found):
    return {p.treatment: p.group for p in found.placed}


def test_steps_up_and_down():
    """Differences of two have se 0.71: 2 apart is clear. best beats good beats fair beats the reference."""
    found = minimally(star(EFFECTS), "r", LEVELS)
    assert groups(found) == {"best": 3, "good": 2, "fair": 1, "dull": 0, "r": 0, "bad": -1, "worse": -2}
    assert found.numbers == (3, 2, 1, 0, -1, -2)
    beats = {p.treatment: p.beats for p in found.placed}
    assert beats["best"] == ("good",)
    assert beats["worse"] == ("bad",)
    assert [p.treatment for p in found.group(0)] == ["dull", "r"]


def test_the_direction_of_the_good_turns_the_classes():
    turned = minimally(star({t: -y for t, y in EFFECTS.items()}), "r", LEVELS, better="higher")
    assert groups(turned) == groups(minimally(star(EFFECTS), "r", LEVELS))


def test_a_threshold_asks_for_more():
    found = minimally(star(EFFECTS), "r", LEVELS, threshold=1.5)
    assert groups(found) == {"best": 1, "good": 1, "fair": 0, "dull": 0, "r": 0, "bad": 0, "worse": -1}


def test_certainty_parts_each_class():
    found = minimally(star({"x": -4.0, "y": -4.2, "z": -3.9}), "r", {"x": "high", "y": "very low", "z": "moderate"})
    assert [(p.treatment, p.sure) for p in found.group(1)] == [("x", True), ("z", True), ("y", False)]
    assert found.group(0)[0].certainty == ""


@pytest.mark.parametrize(
    ("mean", "ci", "label", "crossed"),
    [
        (-1.0, (-1.5, -0.5), "trivial or no effect", 0),
        (-3.0, (-4.0, -2.5), "small benefit", 0),
        (-3.0, (-6.0, -1.0), "small benefit", 2),
        (7.0, (4.0, 9.0), "moderate harm", 1),
        (-20.0, (-40.0, 3.0), "large benefit", 4),
        (0.0, (-1.0, 1.0), "trivial or no effect", 0),
    ],
)
def test_sizes_by_three_thresholds(mean, ci, label, crossed):
    found = sized("t", mean, ci, (2.0, 5.0, 10.0))
    assert (found.label, found.crossed) == (label, crossed)


def test_higher_may_be_the_benefit():
    assert sized("t", 3.0, (2.0, 4.0), (2.0, 5.0, 10.0), better="higher").label == "small benefit"


@pytest.mark.parametrize("thresholds", [(), (1.0, 2.0), (2.0, 1.0, 3.0), (0.0, 1.0, 2.0)])
def test_thresholds_that_are_none(thresholds):
    with pytest.raises(OptionError, match="three rising numbers above 0"):
        sized("t", 1.0, (0.0, 2.0), thresholds)
    with pytest.raises(OptionError, match="0 or above"):
        minimally(star(EFFECTS), "r", LEVELS, threshold=-1.0)

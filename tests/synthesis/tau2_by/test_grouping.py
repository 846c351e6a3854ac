"""Groups of comparisons and of studies, and the covariance that their variances give a study."""

import numpy as np
import pytest

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.tau2_by.grouping import (
    MOST,
    NOT_GIVEN,
    REST,
    Grouping,
    by_class,
    by_comparison,
    by_study,
)
from dorsal.trials.contrast import Contrast


def trial(name, treatments, **covariates):
    k = len(treatments) - 1
    return Contrast(
        study=name,
        treatments=tuple(treatments),
        effect=np.zeros(k),
        cov=np.eye(k) + 1.0,
        measure="MD",
        covariates=covariates,
    )


TRIALS = [trial("1", "ab", kind="x"), trial("2", "ab", kind="y"), trial("3", "ba", kind="x"), trial("4", "acb")]


def test_studies_by_a_column():
    grouping = by_study(TRIALS, "kind")
    assert grouping.groups == (NOT_GIVEN, "x", "y")
    assert grouping.studies(TRIALS) == (1, 2, 1)
    assert grouping.place_of("a", "b") is None
    with pytest.raises(OptionError, match="no study gives a value of age"):
        by_study(TRIALS, "age")
    with pytest.raises(OptionError, match=r"all studies are of one group \(x\)"):
        by_study(TRIALS[:1], "kind")
    with pytest.raises(OptionError, match=f"more than the {MOST}"):
        by_study([trial(str(i), "ab", kind=float(i)) for i in range(MOST + 1)], "kind")


def test_comparisons_with_enough_studies():
    grouping = by_comparison(TRIALS)
    assert grouping.groups == ("a and b", REST)
    assert grouping.studies(TRIALS) == (4, 1)
    assert grouping.place_of("b", "a") == 0
    assert grouping.place_of("c", "a") == 1
    with pytest.raises(OptionError, match="no comparison has 5 studies"):
        by_comparison(TRIALS, least=5)
    every = [trial(f"{i}{other}", f"a{other}") for other in "bcdefghij" for i in range(3)]
    assert len(by_comparison(every).groups) == MOST
    assert by_comparison(every).groups[-1] == REST
    assert REST not in by_comparison(every[: 3 * MOST]).groups


def test_classes_of_treatments():
    grouping = by_class(TRIALS, {"a": "control"})
    assert grouping.groups == ("control and other treatments", "within other treatments")
    assert grouping.studies(TRIALS) == (4, 1)
    assert grouping.place_of("b", "c") == 1
    assert by_class(TRIALS, {"a": "x", "b": "x", "c": "y"}).groups == ("within x", "x and y")
    with pytest.raises(NetworkError, match="z: in no study of this network; it has a, b, c"):
        by_class(TRIALS, {"z": "control"})
    with pytest.raises(OptionError, match="all studies are of one group"):
        by_class(TRIALS, {"a": "x", "b": "x", "c": "x"})


def test_one_variance_is_the_usual_covariance():
    grouping = by_study(TRIALS, "kind")
    shape = grouping.shapes()[3]
    assert shape[grouping.groups.index(NOT_GIVEN)] == pytest.approx((np.eye(2) + 1.0) / 2.0)
    assert not shape[grouping.groups.index("x")].any()


def test_variances_of_pairs_are_those_of_the_covariance_they_give():
    """Each arm with a variance of its own: the pairs' variances are sums, and K diag(s) K' their covariance."""
    own = np.array([0.3, 0.1, 0.7, 0.2])
    pairs = np.full((4, 4), 0)
    names, t = {}, []
    for i in range(4):
        for j in range(4):
            if i != j:
                place = names.setdefault(frozenset((i, j)), len(names))
                pairs[i, j] = place
                if place == len(t):
                    t.append(own[i] + own[j])
    grouping = Grouping(kind="class", groups=tuple("uvwxyz"), pairs=(pairs,), classes={})
    to = np.hstack([-np.ones((3, 1)), np.eye(3)])
    assert np.einsum("g,gij->ij", np.array(t), grouping.shapes()[0]) == pytest.approx(to @ np.diag(own) @ to.T)

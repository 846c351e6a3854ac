"""The one door to all methods: names, what they share, and what cannot be fitted."""

import numpy as np
import pytest

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.rare.rare_events import METHODS, fit_events, method_of
from tests.synthesis.event_data import RARE, arms_of, counts, smoking


def test_the_methods_are_these():
    assert set(METHODS) == {"conditional", "multinomial", "firth", "mantel-haenszel"}


@pytest.mark.parametrize("method", METHODS)
def test_order_of_arms_and_direction_do_not_matter(method):
    turned = [counts(c.study, *reversed(arms_of(c))) for c in reversed(smoking())]
    one, two = fit_events(smoking(), method), fit_events(turned, method)
    np.testing.assert_allclose(one.effect, two.effect, atol=1e-8)
    np.testing.assert_allclose(one.cov, two.cov, atol=1e-8)
    assert one.between("B", "C")[0] == pytest.approx(-one.between("C", "B")[0])


@pytest.mark.parametrize("method", METHODS)
def test_an_event_counted_as_its_absence_turns_the_sign(method):
    turned = [counts(c.study, *((t, n - e, n) for t, e, n in arms_of(c))) for c in smoking()]
    one, two = fit_events(smoking(), method), fit_events(turned, method)
    if method == "multinomial":  # it takes events for few, so that it matters what is called an event
        assert abs(one.between("C", "A")[0] + two.between("C", "A")[0]) > 0.1
    else:
        np.testing.assert_allclose(two.effect, -one.effect, atol=1e-8)
        np.testing.assert_allclose(two.cov, one.cov, atol=1e-8)


@pytest.mark.parametrize("method", METHODS)
def test_what_entered_and_what_did_not_is_every_study(method):
    fit = fit_events(smoking(), method)
    assert {c.study for c in fit.used} | {out.study for out in fit.left_out} == {c.study for c in smoking()}
    assert not {c.study for c in fit.used} & {out.study for out in fit.left_out}


@pytest.mark.parametrize("method", METHODS)
def test_many_events_give_nearly_the_same_odds_ratio(method):
    big = [counts("1", ("a", 300, 9000), ("b", 450, 9100)), counts("2", ("a", 200, 9500), ("b", 330, 9600))]
    mean, se, ci = fit_events(big, method).between("b", "a")
    assert mean == pytest.approx(fit_events(big, "firth").between("b", "a")[0], abs=0.02)
    assert se == pytest.approx(fit_events(big, "firth").between("b", "a")[1], rel=0.03)
    assert ci[0] < mean < ci[1]


def test_a_wider_level_gives_a_wider_interval():
    narrow, wide = (fit_events(RARE, level=level).between("b", "a")[2] for level in (0.8, 0.95))
    assert wide[0] < narrow[0] < narrow[1] < wide[1]
    with pytest.raises(OptionError, match="level must lie between 0 and 1"):
        fit_events(RARE, level=95.0)


def test_what_cannot_be_fitted_says_so():
    with pytest.raises(NetworkError, match=r"do not connect these groups.*a, b; c, d"):
        fit_events([counts("1", ("a", 1, 9), ("b", 2, 9)), counts("2", ("c", 1, 9), ("d", 2, 9))])
    with pytest.raises(NetworkError, match="no study has both"):
        fit_events([counts("1", ("a", 0, 9), ("b", 0, 9))])
    with pytest.raises(NetworkError, match="no study has both"):
        fit_events([], "firth")
    with pytest.raises(OptionError, match="method must be one of conditional, multinomial, firth, mantel-haenszel"):
        method_of("peto")
    with pytest.raises(NetworkError, match="z is in no study"):
        fit_events(RARE).between("z", "a")

"""Events and person-time by interval, and where intervals may be cut."""

import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.survival.interval_counts import checked_cuts, cuts_by_events, interval_counts
from tests.synthesis.survival.worked import everybody, study


def test_nothing_is_lost_and_a_cut_belongs_to_the_interval_before():
    times = study("Elm")
    cuts = (6.0, 12.0)
    found = interval_counts(times, cuts)
    for a in range(3):
        own = times.arm == a
        assert found.events[a].sum() == times.event[own].sum()
        assert found.person_time[a].sum() == pytest.approx(times.time[own].sum())
        slow = [(times.event & own & (times.time > lo) & (times.time <= hi)).sum()
                for lo, hi in ((-1.0, 6.0), (6.0, 12.0), (12.0, np.inf))]  # fmt: skip
        assert found.events[a].tolist() == slow


def test_late_entry_spends_no_time_before_it():
    times = study("Ash")
    late = type(times)(**{**vars(times), "entry": np.minimum(4.0, times.time / 2.0)})
    whole, less = interval_counts(times, (6.0,)), interval_counts(late, (6.0,))
    gone = [np.minimum(4.0, times.time / 2.0)[times.arm == a].sum() for a in (0, 1)]
    assert (whole.person_time - less.person_time).sum(axis=1) == pytest.approx(gone)


def test_cuts():
    times = everybody()
    assert checked_cuts([12.0, 6.0, 6.0], times) == (6.0, 12.0)
    for wrong, words in (([0.0], "parts nothing"), ([99.0], "from 0 to 36"), ([], "from 1 to 11 cuts")):
        with pytest.raises(OptionError, match=words):
            checked_cuts(wrong, times)
    cuts = cuts_by_events(times, 3)
    seen = times.time[times.event]
    assert [np.mean(seen <= cut) for cut in cuts] == pytest.approx([1 / 3, 2 / 3], abs=0.02)
    with pytest.raises(OptionError, match="from 2 to 12 intervals"):
        cuts_by_events(times, 1)

"""From people to contrasts of their trials, and through the network."""

import numpy as np
import pytest

from dorsal import fit
from dorsal.faces.survival_file import read_survival, with_times
from dorsal.synthesis.survival.kaplan_meier import kaplan_meier
from dorsal.synthesis.survival.study_effects import common_horizon, effects_of, hazards, studies_of
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.effect_size import study_contrasts
from dorsal.trials.left_out import Unusable
from dorsal.trials.survival.times import StudyTimes, Times
from tests.synthesis.survival.worked import PEOPLE, everybody, study


@pytest.mark.parametrize("measure", ["HR", "RMST", "SPD"])
def test_the_engine_sees_the_effects_with_their_whole_covariance(measure):
    """All pairs of three arms go in; what comes out is what Cox, or the arms' variances, gave."""
    made, out = studies_of(everybody(), measure, outcome="death", until=30.0)
    assert out == ()
    elm = next(s for s in made if s.id == "Elm")
    (contrast,), left = study_contrasts(elm, elm.results, {}, EffectOptions(measure=measure))
    assert left == ()
    direct = effects_of(study("Elm"), measure, ties="efron", until=30.0)
    order = [("control", *direct.treatments[1:]).index(t) for t in contrast.treatments]
    value, cov = np.zeros(3), np.zeros((3, 3))
    value[1:], cov[1:, 1:] = direct.effect, direct.cov
    apart = np.hstack([-np.ones((2, 1)), np.eye(2)])
    assert contrast.effect == pytest.approx(apart @ value[order], rel=1e-9)
    assert contrast.cov == pytest.approx(apart @ cov[np.ix_(order, order)] @ apart.T, rel=1e-9)
    assert contrast.people == 240


def test_differences_share_the_variance_of_the_first_arm():
    times = study("Elm")
    curves = [kaplan_meier(times.time[times.arm == a], times.event[times.arm == a], times.entry[times.arm == a])
              for a in range(3)]  # fmt: skip
    means, variances = zip(*(curve.restricted_mean(20.0) for curve in curves), strict=True)
    found = effects_of(times, "RMST", ties="efron", until=20.0)
    assert found.effect == pytest.approx([means[1] - means[0], means[2] - means[0]])
    assert found.cov[0, 1] == pytest.approx(variances[0])
    assert np.diag(found.cov) == pytest.approx([variances[1] + variances[0], variances[2] + variances[0]])
    share = effects_of(times, "SPD", ties="efron", until=20.0)
    assert share.effect == pytest.approx([c.at(20.0)[0] - curves[0].at(20.0)[0] for c in curves[1:]])


def _two(events, last=(9.0, 9.0), names=("a", "b", "c")):
    """Arms of six people each, the first `events` of whom have the event at 1, 2, ..., the others stay until `last`."""
    arm = np.repeat(np.arange(len(events)), 6)
    time = np.concatenate([[*range(1, e + 1), *[stop] * (6 - e)] for e, stop in zip(events, last, strict=True)])
    event = np.concatenate([np.arange(6) < e for e in events])
    return StudyTimes(
        study="S", treatments=names[: len(events)], arm=arm, time=time.astype(float), event=event,
        entry=np.full(len(arm), -np.inf),
    )  # fmt: skip


def test_what_says_nothing_is_left_out_with_its_reason():
    with pytest.raises(Unusable, match="fewer than two of its arms have an event"):
        hazards(_two([3, 0]), "efron")
    found = hazards(_two([3, 0, 2], last=(9.0, 9.0, 9.0)), "efron")
    assert found.treatments == ("a", "c")
    with pytest.raises(Unusable, match="followed until 8"):
        effects_of(_two([3, 2], last=(9.0, 7.0)), "RMST", ties="efron", until=8.0)
    with pytest.raises(Unusable, match="no variance"):
        effects_of(_two([3, 0]), "SPD", ties="efron", until=8.0)
    one = _two([3, 0, 2], last=(9.0, 9.0, 9.0))
    names = [one.treatments[a] for a in one.arm]
    table = Times(
        name="t.csv", study=("S",) * 18, treatment=tuple(names), time=one.time, event=one.event, entry=one.entry,
        unit="time", notes=(), data_hash="",
    )  # fmt: skip
    made, out = studies_of(table, "HR", outcome="o", until=9.0)
    assert len(made[0].results) == 1
    assert [(x.row, "no hazard ratio is finite" in x.reason) for x in out] == [("t.csv, b in S", True)]
    assert common_horizon(table) == 9.0


def test_hazard_ratios_of_a_network_are_those_of_all_people_at_once_within_a_trial():
    """Pooled by the engine with tau 0, the two trials of drug A give what weighting their own ratios by hand gives."""
    sheet = with_times(None, read_survival(PEOPLE), "HR")
    own = [effects_of(study(name), "HR", ties="efron", until=1.0) for name in ("Ash", "Birch")]
    weight = np.array([1.0 / e.cov[0, 0] for e in own])
    by_hand = weight @ [e.effect[0] for e in own] / weight.sum()
    two = type(sheet)(**{**vars(sheet), "studies": tuple(s for s in sheet.studies if s.id in ("Ash", "Birch"))})
    estimate = fit(two, model="common").between("drug A", "control")
    assert estimate.mean == pytest.approx(by_hand)
    assert estimate.se == pytest.approx(weight.sum() ** -0.5)

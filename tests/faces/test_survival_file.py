"""What is asked of times: tables that fit together or not, settings, and where measures come from."""

from pathlib import Path

import numpy as np
import pytest

import dorsal
from dorsal.errors import OptionError, SheetError
from dorsal.faces.survival_file import read_survival, survival_measure, with_times

DATA = Path(__file__).parents[1] / "data"
PEOPLE, CURVES, RISKS = (DATA / f"survival_{name}.csv" for name in ("people", "curves", "at_risk"))
PRINTED = DATA / "survival_hazard_ratios.csv"


def test_people_curves_and_printed_ratios_stand_in_one_network():
    sheet = dorsal.read_times(PEOPLE, PRINTED, curves=CURVES, at_risk=RISKS)
    fit = dorsal.fit(sheet)
    assert fit.network.measure == "HR"
    assert set(fit.network.studies) == {"Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel"}
    alone = dorsal.fit(PRINTED)
    (gum,) = [c for c in fit.network.contrasts if c.study == "Gum"]
    assert [gum.effect[0], gum.cov[0, 0]] == pytest.approx([-0.31, 0.16**2]) or gum.effect[0] == pytest.approx(0.31)
    assert alone.between("drug A", "control").mean == pytest.approx(-0.31)


def test_rates_of_arms_enter_as_hazard_ratios_and_the_assumption_is_named(tmp_path):
    rates = tmp_path / "rates.csv"
    rates.write_text("study,treatment,events,person_time\nIvy,control,40,500\nIvy,drug A,30,520\n")
    fit = dorsal.fit(dorsal.read_times(PEOPLE, rates))
    (ivy,) = [c for c in fit.network.contrasts if c.study == "Ivy"]
    assert fit.network.measure == "HR"
    sign = 1.0 if ivy.treatments[0] == "control" else -1.0
    assert ivy.effect[0] == pytest.approx(sign * np.log((30 / 520) / (40 / 500)))
    assert ivy.cov[0, 0] == pytest.approx(1 / 30 + 1 / 40)
    assert any("where hazards are constant" in d.how and d.assumed for d in ivy.derived)
    people = tmp_path / "risks.csv"
    people.write_text("study,treatment,events,n\nIvy,control,40,80\nIvy,drug A,30,80\n")
    mixed = dorsal.document(dorsal.read_times(PEOPLE, people), measure="HR")
    assert any("person-time" in out.reason for out in mixed.sections[0].evidence.left_out)


def test_horizon_and_cuts():
    plain = read_survival(PEOPLE)
    assert plain.horizon_words == "36 months, the smallest of the arms' longest follow-ups"
    asked = read_survival(PEOPLE, horizon=12, ties="Breslow", piecewise="12; 6", baseline=" Ash ")
    assert (asked.horizon_words, asked.ties, asked.cuts, asked.baseline) == (
        "12 months, as asked", "breslow", (6.0, 12.0), "Ash",
    )  # fmt: skip
    assert len(read_survival(PEOPLE, piecewise="events:4").cuts) == 3
    for wrong, words in (
        ({"piecewise": "often"}, "as 6,12, or events:3"),
        ({"piecewise": "99"}, "parts nothing"),
        ({"horizon": 0.0}, "must be above 0"),
        ({"ties": "exact"}, "'exact' is no way with ties here; there are efron, breslow"),
        ({"curves": CURVES}, "give both tables"),
    ):
        with pytest.raises(OptionError, match=words):
            read_survival(PEOPLE, **wrong)
    with pytest.raises(OptionError, match="give people's times, or printed curves"):
        read_survival()


def test_measures_that_times_do_not_give():
    assert survival_measure("") == "HR"
    with pytest.raises(OptionError, match="times to an event give no odds ratio; ask for --measure HR or RMST or SPD"):
        survival_measure("or")


def test_tables_that_do_not_fit_together_are_told_with_every_reason(tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("study,treat1,treat2,logOR,seTE\nAsh,Drug A,control,-0.3,0.2\nZ,drug B,control,-0.1,0.2\n")
    with pytest.raises(SheetError) as caught:
        with_times(dorsal.read(other), read_survival(PEOPLE), "HR")
    told = str(caught.value)
    assert "'Ash': the study stands in both tables; delete it from one of them" in told
    assert "'drug A': other.csv writes it 'Drug A'; write both alike" in told
    assert "column logOR: they are of odds ratios, and times give HR; give effects on HR as logarithms" in told


def test_an_arm_in_both_tables_and_a_study_of_one_treatment(tmp_path):
    alone = tmp_path / "alone.csv"
    alone.write_text("study,treatment,weeks,status\nFir,control,3,1\nOak,x,4,1\nOak,x,5,0\n")
    with pytest.raises(SheetError) as caught:
        read_survival(alone, curves=CURVES, at_risk=RISKS)
    told = str(caught.value)
    assert "'Fir': control stands in both tables" in told
    assert "'months and weeks': times are counted in different units" in told
    assert "'Oak': all its people have the same treatment" in told


def test_a_trial_that_says_nothing_is_listed(tmp_path):
    path = tmp_path / "few.csv"
    rows = ["A,x,1,1", "A,x,9,0", "A,y,2,1", "A,y,9,0", "B,x,3,0", "B,x,9,0", "B,y,4,1", "B,y,9,0"]
    path.write_text("\n".join(["study,treatment,time,status", *rows]) + "\n")
    sheet = dorsal.read_times(path)
    assert [s.id for s in sheet.studies] == ["A"]
    assert [(out.study, "fewer than two of its arms have an event" in out.reason) for out in sheet.skipped] == [
        ("B", True)
    ]
    assert {s.id for s in dorsal.read_times(path, measure="RMST").studies} == {"A"}
    only = tmp_path / "only.csv"
    only.write_text("\n".join(["study,treatment,time,status", *rows[4:]]) + "\n")
    with pytest.raises(OptionError, match="no trial gives hazard ratio: fewer than two"):
        dorsal.read_times(only)


def test_rebuilt_curves_that_are_far_off_are_told(tmp_path):
    points, risks = tmp_path / "points.csv", tmp_path / "risk.csv"
    curve = "\n".join(f"A,{t},{x:g},{s:g}" for t in "xy" for x, s in zip(range(1, 6), np.linspace(0.9, 0.1, 5)))  # noqa: B905
    points.write_text(f"study,treatment,time,survival\n{curve}\n")
    risks.write_text("study,treatment,time,at_risk\n" + "".join(f"A,{t},0,3\nA,{t},4,3\n" for t in "xy"))
    notes = read_survival(None, curves=points, at_risk=risks).times.notes
    assert any("Rebuilt curves are off the printed ones: x in A by" in note for note in notes)

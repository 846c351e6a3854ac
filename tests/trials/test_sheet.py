"""Tables in every layout become the same studies, and every choice is told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.errors import OptionError, SheetError
from dorsal.trials.contrast import Contrast
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.effect_size import study_contrasts
from dorsal.trials.sheet import Sheet, read
from dorsal.trials.study import Result

DATA = Path(__file__).parents[1] / "data"
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "trials.csv"
        path.write_text(text, "utf-8")
        return path

    return written


def results(sheet: Sheet) -> list[Result]:
    return [result for study in sheet.studies for result in study.results]


def only(sheet: Sheet) -> Result:
    (result,) = results(sheet)
    return result


def numbers(result: Result) -> dict[str, Any]:
    names = (
        "reported",
        "value",
        "sd",
        "se",
        "ci_low",
        "ci_high",
        "p",
        "statistic",
        "person_time",
        "quartiles",
        "extremes",
    )
    return {name: getattr(result, name) for name in names if getattr(result, name) is not None}


@pytest.mark.parametrize(
    ("file", "layout", "measure", "studies", "rows"),
    [
        ("smoking_cessation.csv", "arms", "OR", 24, 50),
        ("parkinson.csv", "arms", "MD", 7, 15),
        ("senn2013.csv", "contrasts", "MD", 26, 28),
    ],
)
def test_published_tables(file: str, layout: str, measure: str, studies: int, rows: int) -> None:
    sheet = read(DATA / file)
    assert (sheet.name, sheet.layout, sheet.measure_guess) == (file, layout, measure)
    assert (len(sheet.studies), len(results(sheet))) == (studies, rows)
    assert sheet.data_hash == hashlib.sha256((DATA / file).read_bytes()).hexdigest()


def test_a_study_and_its_rows() -> None:
    study = read(DATA / "parkinson.csv").studies[0]
    assert [(r.row, r.treatments, r.arms[0].n, r.value, r.sd, r.reported) for r in study.results] == [
        ("line 2", ("1",), 54, -1.22, 3.70, "mean_sd"),
        ("line 3", ("3",), 95, -1.53, 4.28, "mean_sd"),
    ]
    first, second = read(DATA / "senn2013.csv").studies[:2]
    assert (first.id, second.id) == ("DeFronzo1995", "Lewin2007")
    assert numbers(first.results[0]) == {"reported": "effect_se", "value": -1.90, "se": 0.1414}


ARMS = "study,treatment,n,mean,sd\nS1,a,10,1.5,2\nS1,b,12,2.5,2.25\nS1,c,14,0,1\nS2,a,20,1,2\nS2,b,21,3,2.5\n"
SAME = {
    "gemtc": "study,treatment,sampleSize,mean,std.dev\nS1,a,10,1.5,2\nS1,b,12,2.5,2.25\nS1,c,14,0,1\n"
    "S2,a,20,1,2\nS2,b,21,3,2.5\n",
    "wide": "study,treat1,n1,mean1,sd1,treat2,n2,mean2,sd2,treat3,n3,mean3,sd3\n"
    "S1,a,10,1.5,2,b,12,2.5,2.25,c,14,0,1\nS2,a,20,1,2,b,21,3,2.5,,,,\n",
    "MetaInsight": "Study,T.1,Mean.1,SD.1,N.1,T.2,Mean.2,SD.2,N.2,T.3,Mean.3,SD.3,N.3\n"
    "S1,a,1.5,2,10,b,2.5,2.25,12,c,0,1,14\nS2,a,1,2,20,b,3,2.5,21,NA,NA,NA,NA\n",
    "other names": "Trial Name;Drug;N (randomised);Mean Value;Std. Dev.\nS1;a;10;1.5;2\nS1;b;12;2.5;2.25\n"
    "S1;c;14;0;1\nS2;a;20;1;2\nS2;b;21;3;2.5\n",
}


@pytest.mark.parametrize("name", SAME)
def test_layouts_agree(name: str, write: Write) -> None:
    def told(sheet: Sheet) -> set[Any]:
        return {(r.study, r.arms, r.value, r.sd, r.reported) for r in results(sheet)}

    assert told(read(write(SAME[name]))) == told(read(write(ARMS)))


# so few people that no standard deviation can be taken for a standard error
ROWS = st.lists(
    st.tuples(st.integers(1, 8), st.decimals(-99, 99, places=2), st.decimals("0.01", 99, places=2)),
    min_size=2,
    max_size=4,
)


@given(st.lists(ROWS, min_size=1, max_size=4))
def test_wide_and_long_are_one(studies: list[list[tuple[Any, ...]]]) -> None:
    long = [(f"S{i}", f"t{j}", *arm) for i, arms in enumerate(studies) for j, arm in enumerate(arms)]
    names = [f"{name}{k}" for k in range(1, 5) for name in ("treat", "n", "mean", "sd")]
    wide = []
    for i, arms in enumerate(studies):
        cells = [cell for j, arm in enumerate(arms) for cell in (f"t{j}", *map(str, arm))]
        wide.append([f"S{i}", *cells, *[None] * (len(names) - len(cells))])
    frames = (
        pl.DataFrame(long, schema=["study", "treatment", "n", "mean", "sd"], orient="row"),
        pl.DataFrame(wide, schema=["study", *names], orient="row"),
    )
    one, other = (read(frame) for frame in frames)
    assert [[(r.arms, r.value, r.sd) for r in s.results] for s in one.studies] == [
        [(r.arms, r.value, r.sd) for r in s.results] for s in other.studies
    ]


CONTRAST = "studlab,treat1,treat2,"


@pytest.mark.parametrize(
    ("header", "cells", "measure", "expected"),
    [
        ("TE,seTE", "-0.3,0.1", "MD", {"reported": "effect_se", "value": -0.3, "se": 0.1}),
        ("md,se", "-3,1", "MD", {"reported": "md_se", "value": -3, "se": 1}),
        ("MD,lower,upper", "-3,-5,-1", "MD", {"reported": "md_ci", "value": -3, "ci_low": -5, "ci_high": -1}),
        ("md,p", "-3,0.04", "MD", {"reported": "md_p", "value": -3, "p": 0.04}),
        ("md,t_value", "-3,-2.5", "MD", {"reported": "md_t", "value": -3, "statistic": -2.5}),
        ("TE,statistic", "-3,-2.5", "MD", {"reported": "md_t", "value": -3, "statistic": -2.5}),
        ("SMD,seTE", "-0.3,0.1", "SMD", {"reported": "smd_se", "value": -0.3, "se": 0.1}),
        ("SMD,n1,n2", "-0.3,40,50", "SMD", {"reported": "smd_n", "value": -0.3}),
        ("logOR,selogOR", "-0.3,0.1", "OR", {"reported": "effect_se", "value": -0.3, "se": 0.1}),
        ("OR,lower,upper", "0.8,0.5,1.2", "OR", {"reported": "or_ci", "value": 0.8, "ci_low": 0.5, "ci_high": 1.2}),
        ("HR,95% CI lower,95% CI upper", "0.8,0.5,1.2", "HR",
         {"reported": "hr_ci", "value": 0.8, "ci_low": 0.5, "ci_high": 1.2}),
        ("OR,selogOR", "1,0.2", "OR", {"reported": "effect_se", "value": 0, "se": 0.2}),
        ("ROM,lower,upper", "1,0.5,2", "ROM",
         {"reported": "effect_ci", "value": 0, "ci_low": -0.6931471805599453, "ci_high": 0.6931471805599453}),
        ("VE (%),low,high", "50,25,75", "VE",
         {"reported": "effect_ci", "value": log(0.5), "ci_low": log(0.25), "ci_high": log(0.75)}),
        ("VE,low,high", "-0.5,-1,0.5", "VE",
         {"reported": "effect_ci", "value": log(1.5), "ci_low": log(0.5), "ci_high": log(2.0)}),
        ("yi,vi", "-0.3,0.04", "MD", {"reported": "effect_se", "value": -0.3, "se": 0.2}),
        ("OR,lower,upper,seTE", "0.8,0.5,1.2,0.3", "OR",
         {"reported": "or_ci", "value": 0.8, "ci_low": 0.5, "ci_high": 1.2}),
    ],
)  # fmt: skip
def test_contrasts(header: str, cells: str, measure: str, expected: dict[str, Any], write: Write) -> None:
    sheet = read(write(f"{CONTRAST}{header}\nS1,a,b,{cells}\n"))
    assert (sheet.layout, sheet.measure_guess) == ("contrasts", measure)
    assert numbers(only(sheet)) == expected
    assert only(sheet).treatments == ("a", "b")


def test_efficacies_are_told_as_they_were_read(write: Write) -> None:
    words = (
        "Efficacy: 'VE' is read as 1 - ratio in {}, and 'low' and 'high' as limits of it; pooled is the ratio, whose "
        "lower limit is 1 - the upper."
    )
    for cells, unit in (("60,20,80", "per cent"), ("0.6,0.2,0.8", "shares of 1")):
        assert words.format(unit) in read(write(f"{CONTRAST}VE,low,high\nS1,a,b,{cells}\n")).notes
    three = "S1,a,b,60,20,80\nS1,a,c,50,20,70\nS1,c,b,20,-60,60\n"
    assert read(write(f"{CONTRAST}VE,low,high\n{three}")).measure_guess == "VE"


def test_comparisons_that_are_missing_are_noted(write: Write) -> None:
    rows = ["S1,a,b,1,.2", "S1,a,c,2,1", *(f"S2,{a},{b},1,.2" for a, b in ("ab", "bc", "cd")), "S3,a,b,1,.2",
            *(f"S4,{a},{b},0,.2" for a, b in ("ab", "bc", "ac")), *(f"S5,{a},{b},0,.2" for a, b in
            ("ab", "bc", "ac", "ad", "bd"))]  # fmt: skip
    sheet = read(write("\n".join([f"{CONTRAST}TE,seTE", *rows, ""])))
    assert [note for note in sheet.notes if note.startswith("Study ")] == [
        "Study S1: 3 arms, 2 contrasts; their covariance is approximated because the third comparison is missing: add "
        "it, or the arms.",
        "Study S2: 4 arms, 3 contrasts; their covariance is approximated because 3 comparisons are missing: add them, "
        "or the arms.",
        "Study S5: 4 arms, 5 contrasts; their covariance is approximated because 1 comparison is missing: add it, or "
        "the arms.",
    ]


def test_many_studies_that_lack_comparisons_share_a_note(write: Write) -> None:
    rows = [f"S{i},a,{b},1,.2" for i in range(20) for b in "bc"]
    sheet = read(write("\n".join([f"{CONTRAST}TE,seTE", *rows, ""])))
    assert sum(note.startswith("Study ") for note in sheet.notes) == 8
    assert "12 more studies lack comparisons of their arms in the same way." in sheet.notes


def test_a_comparator_names_the_second_treatment(write: Write) -> None:
    sheet = read(write("study,treatment,comparator,HR,lower,upper\nS1,a,b,0.8,0.5,1.2\n"))
    assert only(sheet).treatments == ("a", "b")
    assert sheet.columns["treatment2"] == "comparator"


@pytest.mark.parametrize(
    ("table", "measure", "expected"),
    [
        ("study,treatment,responders,exposure\nS1,a,3,100\nS1,b,5,120.5\n", "IRR",
         {"reported": "rate", "value": 3, "person_time": 100}),
        ("study,treatment,event,time\nS1,a,3,100\nS1,b,5,120.5\n", "IRR",
         {"reported": "rate", "value": 3, "person_time": 100}),
        ("study,treatment,event,n,time\nS1,a,3,10,100\nS1,b,5,12,100\n", "OR", {"reported": "events", "value": 3}),
        ("study,treatment,mean,std.err\nS1,a,3,1\nS1,b,5,1\n", "MD", {"reported": "mean_se", "value": 3, "se": 1}),
        ("study,treatment,mean,sd,se,n\nS1,a,3,,1,10\nS1,b,5,2,,12\n", "MD",
         {"reported": "mean_se", "value": 3, "se": 1}),
        ("study,treatment,mean,lower,upper\nS1,a,3,1,5\nS1,b,5,1,9\n", "MD",
         {"reported": "mean_ci", "value": 3, "ci_low": 1, "ci_high": 5}),
        ("study,treatment,n,median,q1,q3\nS1,a,20,5,3,8\nS1,b,20,4,3,6\n", "MD",
         {"reported": "median_iqr", "value": 5, "quartiles": (3, 8)}),
        ("study,treatment,n,median,min,max\nS1,a,20,5,1,9\nS1,b,20,4,3,6\n", "MD",
         {"reported": "median_range", "value": 5, "extremes": (1, 9)}),
        ("study,treatment,n,median,Q1,Q3,min,max,mean,sd\nS1,a,20,5,3,8,1,9,5.5,\nS1,b,20,,,,,,4,2\n", "MD",
         {"reported": "median_iqr_range", "value": 5, "quartiles": (3, 8), "extremes": (1, 9)}),
        ("study,treatment,n,median,q1,q3,mean,sd\nS1,a,20,5,3,8,5.5,2\nS1,b,20,4,3,6,,\n", "MD",
         {"reported": "mean_sd", "value": 5.5, "sd": 2}),
        ("study,t1,n1,median1,q1_1,q3_1,t2,n2,median2,q1_2,q3_2\nS1,a,20,5,3,8,b,21,4,3,6\n", "MD",
         {"reported": "median_iqr", "value": 5, "quartiles": (3, 8)}),
        ("study,treatment,n,events,median,max\nS1,a,20,5,3 (1-8),x\nS1,b,20,4,3,6\n", "OR",
         {"reported": "events", "value": 5}),
    ],
)  # fmt: skip
def test_arms(table: str, measure: str, expected: dict[str, Any], write: Write) -> None:
    sheet = read(write(table))
    assert sheet.measure_guess == measure
    assert numbers(results(sheet)[0]) == expected


def test_medians_become_means(write: Write) -> None:
    """By hand: 0.7 + 0.39 / 20 of the quartiles' middle 5.5, the rest of 5 (Luo 2018); 5 / (2 x 0.6268) (Wan 2014)."""
    sheet = read(write("study,treatment,n,median,q1,q3\nS1,a,20,5,3,8\nS1,b,20,4,3,7\n"))
    (contrast,), left_out = study_contrasts(sheet.studies[0], sheet.studies[0].results, {}, EffectOptions())
    assert not left_out
    mean, variance = difference(contrast, "a", "b")
    assert mean == pytest.approx(5 + 0.7195 * 0.5 - (4 + 0.7195 * 1))
    assert variance == pytest.approx((25 + 16) / (2 * 0.6268) ** 2 / 20, rel=1e-3)
    assert any(note.startswith("Medians: ") for note in sheet.notes)


def test_effects_against_a_base_arm_are_those_of_the_arms(write: Write) -> None:
    """Means, and their differences from the first arm, give the same contrasts with the same covariance."""
    arms = read(write("study,treatment,mean,se\nS1,a,1,0.3\nS1,b,2,0.4\nS1,c,4,0.5\n"))
    relative = read(write("study,treatment,diff,std.err\nS1,a,NA,0.3\nS1,b,1,0.5\nS1,c,3,0.5830951894845301\n"))
    assert relative.layout == "relative"
    assert [r.row for r in results(relative)] == ["line 3", "line 4", "line 3 and line 4"]
    options = EffectOptions(measure="MD")
    (one,), _ = study_contrasts(arms.studies[0], results(arms), {}, options)
    (other,), left = study_contrasts(relative.studies[0], results(relative), {}, options)
    assert not left
    for pair in ("ab", "ac", "bc"):
        assert difference(other, *pair) == pytest.approx(difference(one, *pair))


def difference(contrast: Contrast, first: str, second: str) -> tuple[float, float]:
    """An effect between two treatments of a contrast, and its variance."""
    weights = np.array([float(t == first) - float(t == second) for t in contrast.treatments[1:]])
    return float(weights @ contrast.effect), float(weights @ contrast.cov @ weights)


def test_arms_with_one_treatment_have_labels(write: Write) -> None:
    sheet = read(write("study,treatment,arm,events,n\nS1,a,low dose,1,10\nS1,a,high dose,2,11\nS1,b,low dose,3,12\n"))
    assert [r.arms[0].name for r in results(sheet)] == ["a: low dose", "a: high dose", "b"]


def test_what_rows_say_beside_their_numbers(write: Write) -> None:
    header = "study,treatment,events,n,outcome,scale,weeks,year,population,RoB,adjusted,use,doi"
    sheet = read(
        write(f"{header}\nS1,a,1,10,pain,VAS,8,2001,chronic,L,yes,sensitivity,10.1/x\nS1,b,2,10,pain,VAS,8,,,S,,,\n")
    )
    study, result = sheet.studies[0], results(sheet)[0]
    assert (study.year, study.population, study.bias.overall, study.doi) == (2001, "chronic", "some", "10.1/x")
    assert (result.outcome, result.scale, result.weeks) == ("pain", "VAS", 8)
    assert (result.adjusted, result.use) == ("yes", "sensitivity")
    assert (results(sheet)[1].adjusted, results(sheet)[1].use) == ("no", "main")


def test_columns_are_mapped_by_the_user(write: Write) -> None:
    path = write("Paper,Given,Better,All,n\nS1,a,1,10,x\nS1,b,2,11,y\n")
    mapped = {"studlab": "Paper", "treatment": "Given", "events": "Better", "n": "All"}
    sheet = read(path, columns=mapped)
    assert sheet.columns == {"study": "Paper", "treatment": "Given", "events": "Better", "n": "All"}
    assert [r.arms[0].n for r in results(sheet)] == [10, 11]
    with pytest.raises(SheetError, match=r"no such column to take as n; the columns are Paper"):
        read(path, columns={**mapped, "n": "Everybody"})
    with pytest.raises(OptionError, match=r"'colour' is not a role"):
        read(path, columns={"colour": "Paper"})


def test_a_mapping_says_what_effects_are_and_what_is_not_taken(write: Write) -> None:
    sheet = read(
        write("study,a1,a2,x,lo,hi\nS1,a,b,0.8,0.5,1.2\n"), columns={"treat1": "a1", "treat2": "a2", "HR": "x"}
    )
    assert (sheet.measure_guess, only(sheet).reported) == ("HR", "hr_ci")
    both = write("study,treatment,n,events,mean,sd\nS1,a,10,1,2,1\nS1,b,10,1,3,1\n")
    assert read(both, columns={"mean": ""}).measure_guess == "OR"
    assert read(both, columns={"events": ""}).measure_guess == "MD"


def test_layouts_can_be_asked(write: Write) -> None:
    path = write("study,treat1,treat2,TE,seTE,event1,n1,event2,n2\nS1,a,b,0.1,0.2,3,10,4,10\n")
    assert read(path).layout == "contrasts"
    assert [r.value for r in results(read(path, layout="wide"))] == [3, 4]
    with pytest.raises(OptionError, match="there is no layout 'long'; there are arms"):
        read(path, layout="long")


def test_every_choice_is_noted(write: Write) -> None:
    text = "Trials of 2020;;;;;\nid;author;treat;n;mean;sd;se\n1;X;a;10;2,5;1;NA\n\n2;X;b;10;3,5;1;0,3\n"
    assert read(write(text), decimal=",").notes == (
        "Layout: one row per arm.",
        "Columns taken: study = 'author', treatment = 'treat', n = 'n', mean = 'mean', sd = 'sd', se = 'se'.",
        "Columns not used: 'id'.",
        "Separator: semicolon.",
        "Above the header, passed over: line 1.",
        "Blank, passed over: line 4.",
        "Spread: the standard deviation is taken where a standard error stands beside it.",
        "Read as missing: 'NA' (1).",
        "Measure: MD, for the table has means; ask for another with measure=... (--measure on the command line).",
    )
    with pytest.raises(OptionError, match="decimal must be"):
        read(write(text), decimal=";")


COMMAS = "study;treatment;mean;sd;n\nS1;a;3,5;1,25;10\nS1;b;\u22124,1;2;12\n"


@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimals_after_a_comma_are_found(separator: str, write: Write) -> None:
    sheet = read(write(COMMAS.replace(";", separator)))
    assert [(r.value, r.sd) for r in results(sheet)] == [(3.5, 1.25), (-4.1, 2)]
    assert any(note.startswith("Decimals: read after a comma") for note in sheet.notes)


@pytest.mark.parametrize(
    ("table", "faults"),
    [
        (COMMAS.replace("1,25", "1.25"), 2),
        (COMMAS.replace("3,5", "3,500").replace("1,25", "1").replace("4,1", "4"), 1),
        (COMMAS.replace(",", '","').replace(";", ",").replace('3","5', '"3,5"').replace('1","25', "1")
         .replace('\u22124","1', "4"), 1),
    ],
    ids=["a point too", "may part thousands", "separated by commas"],
)  # fmt: skip
def test_decimals_after_a_comma_are_not_guessed(table: str, faults: int, write: Write) -> None:
    with pytest.raises(SheetError) as error:
        read(write(table))
    assert len(error.value.faults) == faults
    assert all("comma for a decimal point" in fault.problem for fault in error.value.faults)


def test_decimals_are_not_found_where_they_are_asked(write: Write) -> None:
    with pytest.raises(SheetError, match="comma for a decimal point"):
        read(write(COMMAS), decimal=".")


def test_more_notes(write: Write) -> None:
    bias = read(write("study,treatment,events,n,rob\nS1,a,1,10,1\nS1,b,1,10,3\n"))
    assert "Risk of bias: 1, 2, 3 are read as low, unclear, high." in bias.notes
    assert "Risk of bias: of a study whose rows differ the worst is taken." in bias.notes
    assert bias.studies[0].bias.overall == "high"
    wide = read(write(",event1,n1,event2,n2,treat1,treat2\nx,1,10,2,10,a,b\n"))
    assert "Studies: no column names them, so they are numbered from 1, row by row." in wide.notes
    assert "Columns without a name are not used: column 1." in wide.notes
    both = read(write("studlab,treat1,treat2,TE,seTE,lower,upper\nS1,a,b,1,1,-1,3\n"))
    assert "Spread: the standard error is taken where an interval stands beside it." in both.notes
    assert any(note.startswith("Measure: the column 'TE' does not say") for note in both.notes)


def test_many_rows(write: Write) -> None:
    told: list[int] = []
    rows = [f"S{i // 2},{'ab'[i % 2]},{i % 50},{50 + i % 90}" for i in range(50_000)]
    sheet = read(write("study,treatment,events,n\n" + "\n".join(rows)), on_progress=told.append)
    assert told == [20_000, 40_000]
    assert len(sheet.studies) == 25_000
    assert sum(r.value or 0 for r in results(sheet)) == sum(i % 50 for i in range(50_000))
    assert results(sheet)[-1].row == "line 50001"

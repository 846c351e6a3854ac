"""Columns of doses in every layout, and what is wrong with doses."""

import pytest

import dorsal
from dorsal.errors import OptionError, SheetError
from dorsal.trials.dosage import Dosage

ARMS = """study,drug,dose,n,mean,sd
S1,placebo,0,50,10,5
S1,A,10,50,8,5
S1,A,20,50,7,5
S2,placebo,0,60,11,5
S2,B,1,60,9.5,5
S2,usual care,,55,11.5,5
S4,A,0,40,9,4
S4,A,40,44,6,4
"""


def read(tmp_path, text, dose="dose", **more):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return dorsal.read(path, dose=dose, **more)


def arms(sheet):
    return {arm.treatment: arm.dosage for s in sheet.studies for r in s.results for arm in r.arms}


def test_arms(tmp_path):
    sheet = read(tmp_path, ARMS)
    assert arms(sheet) == {
        "placebo": Dosage("placebo", 0.0),
        "A 10": Dosage("A", 10.0),
        "A 20": Dosage("A", 20.0),
        "A 40": Dosage("A", 40.0),
        "B 1": Dosage("B", 1.0),
        "usual care": Dosage("usual care"),
    }
    said = " ".join(sheet.notes)
    assert "Doses: column 'dose'. Each dose of A, B is a treatment of its own, as 'A 10'." in said
    assert "Dose 0 of A is taken for placebo, the one reference of all agents." in said
    assert "Without a dose, and so a treatment without a curve: usual care." in said
    assert "not used" not in said
    assert "Covariates" not in said


def test_contrasts_and_studies_in_one_row(tmp_path):
    text = "study,treat1,treat2,Dose 1,Dose 2,TE,seTE\nS1,A,placebo,10,0,-2,.5\nS2,A,B,20,1,-1,.5\nS3,A,A,40,20,-1,.4\n"
    assert set(arms(read(tmp_path, text))) == {"A 10", "A 20", "A 40", "B 1", "placebo"}
    wide = (
        "study,t1,t2,t3,d1,d2,d3,n1,n2,n3,mean1,mean2,mean3,sd1,sd2,sd3\n"
        "S1,placebo,A,A,0,10,20,9,9,9,5,4,3,1,1,1\nS2,placebo,A,,0,5,,9,9,,5,4,,1,1,\n"
    )
    assert set(arms(read(tmp_path, wide, dose="d"))) == {"placebo", "A 10", "A 20", "A 5"}


def test_relative_effects(tmp_path):
    text = "study,treatment,dose,diff,std.err\nS1,placebo,0,NA,\nS1,A,10,-1,.5\nS2,A,10,,\nS2,A,20,-.3,.4\n"
    assert set(arms(read(tmp_path, text, layout="relative"))) == {"placebo", "A 10", "A 20"}


def test_without_a_name_of_its_own_dose_zero_is_called_so(tmp_path):
    text = ARMS.replace("S1,placebo", "S1,A").replace("S2,placebo", "S2,B")
    assert arms(read(tmp_path, text))["no dose"] == Dosage("no dose", 0.0)


def test_decimal_commas(tmp_path):
    text = "study;drug;dose;n;mean;sd\nS1;placebo;0;50;10,5;5\nS1;A;2,5;50;8;5\n"
    assert "A 2.5" in arms(read(tmp_path, text))


def test_every_fault_of_doses_at_once(tmp_path):
    text = (
        "study,drug,dose,n,mean,sd\nS1,placebo,0,50,10,5\nS1,A,-10,50,8,5\nS2,sham,0,60,11,5\nS2,A,x,60,9.5,5\n"
        "S3,A,,40,7,4\nS3,B,2,40,8,4\n"
    )
    with pytest.raises(SheetError) as error:
        read(tmp_path, text)
    told = [str(fault) for fault in error.value.faults]
    assert len(told) == 4
    assert told[0].startswith("line 3 (study S1), column dose: '-10': a dose cannot be below 0")
    assert "column dose: 'sham': placebo has dose 0 too, and dose 0 is one reference for all agents; write" in told[1]
    assert "column dose: 'x': it is text where a number belongs" in told[2]
    assert "column dose: the dose of A is missing, which other rows give; fill it in" in told[3]


def test_faulty_doses_can_be_skipped(tmp_path):
    sheet = read(tmp_path, ARMS.replace("S1,A,20", "S1,A,much"), skip_faulty=True)
    assert "A 20" not in arms(sheet)
    assert [out.row for out in sheet.skipped] == ["line 4"]


@pytest.mark.parametrize(
    ("text", "dose", "why"),
    [
        (ARMS, "mg", "column mg: there is no such column for the dose of 'drug'; the columns are study, drug, dose"),
        ("study,drug,dose,n,mean,sd\nS1,p,0,9,1,1\nS1,q,0,9,1,1\n", "dose", "no treatment has a dose above 0"),
        (
            "study,drug,dose,n,mean,sd\nS1,A 5,,9,1,1\nS1,A,5,9,2,1\n",
            "dose",
            "is an agent with its dose, and a treatment",
        ),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path, text, dose, why):
    with pytest.raises(SheetError, match=why):
        read(tmp_path, text, dose=dose)


def test_dorsals_own_layout_has_no_doses(tmp_path):
    text = "row_id,study_id,outcome,measure,value,treatment1\n1,S1,pain,mean_sd,5,A\n"
    with pytest.raises(OptionError, match="has no column of doses"):
        read(tmp_path, text)

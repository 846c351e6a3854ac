"""Columns are known by the names that people give them."""

from __future__ import annotations

import pytest

from dorsal.errors import OptionError
from dorsal.trials.sheet.column import Columns, recognised
from dorsal.trials.sheet.vocabulary import BASES, EFFECTS, FIXED, KNOWN, roles_of


def taken(header: str, **asked: str) -> dict[str, str]:
    """Role -> the column taken for it."""
    names = header.split(",")
    columns, faults = recognised(names, asked)
    assert not faults
    return {role: names[place] for role, place in columns.index.items()}


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Study", "study"), ("studlab", "study"), ("Trial Name", "study"), ("StudyID", "study"),
        ("Treatment", "treatment"), ("trt", "treatment"), ("Intervention", "treatment"), ("t", "treatment"),
        ("sampleSize", "n"), ("N", "n"), ("Total", "n"), ("No. (randomised)", ""), ("n (randomised)", "n"),
        ("responders", "events"), ("Events", "events"), ("r", "events"), ("death", "events"),
        ("mean", "mean"), ("Mean (cm)", "mean"), ("y", "mean"), ("std.dev", "sd"), ("Std. Dev.", "sd"), ("SD", "sd"),
        ("std.err", "se"), ("seTE", "se"), ("Standard Error", "se"), ("se_diff", "se"), ("exposure", "person_time"),
        ("TE", "effect"), ("Hazard ratio", "effect"), ("logOR", "effect"), ("ln(OR)", "effect"), ("MD", "effect"),
        ("95% CI lower", "lower"), ("LCL", "lower"), ("ci.ub", "upper"), ("p-value", "p"), ("RoB", "bias"),
        ("Risk of bias", "bias"), ("Week", "weeks"), ("Year", "year"), ("T.2", "treatment2"), ("treat_3", "treatment3"),
        ("N.12", "n12"), ("event1", "events1"), ("Mean 4", "mean4"), ("n2021", ""), ("n0", ""), ("colour", ""),
    ],
)  # fmt: skip
def test_names(name: str, role: str) -> None:
    assert next(iter(role for role, _ in roles_of(name)), "") == role


def test_every_role_is_known_by_its_own_name() -> None:
    for role in (*BASES, *FIXED, "effect"):
        assert role in [known for known, _ in roles_of(role)]
    assert set(EFFECTS) <= set(KNOWN)


def test_the_more_telling_name_is_taken() -> None:
    assert taken("id,author,study,trtn,trtc") == {"study": "study", "treatment": "trtc"}
    assert taken("treatment,arm,n") == {"treatment": "treatment", "arm": "arm", "n": "n"}
    assert taken("arm,n") == {"treatment": "arm", "n": "n"}
    assert taken("arm1,treat1,arm2,treat2") == {
        "treatment1": "treat1", "arm1": "arm1", "treatment2": "treat2", "arm2": "arm2",
    }  # fmt: skip


def test_the_user_comes_first() -> None:
    assert taken("study,trial,arm,drug", study="trial", arm="arm") == {
        "study": "trial", "treatment": "drug", "arm": "arm",
    }  # fmt: skip
    assert taken("study,drug,n", n="") == {"study": "study", "treatment": "drug"}
    with pytest.raises(OptionError, match="not a role of a column; use one of treatment, arm, n"):
        recognised(["study"], {"x": "study"})


def test_numbers_of_roles() -> None:
    columns, _ = recognised(["n1", "n3", "note", "treat2"], {})
    assert columns.numbers("n") == [1, 3]
    assert columns.numbers("treatment") == [2]
    assert columns.name("n3") == "n3"
    assert columns.name("sd") == "sd"


def test_columns_in_other_roles() -> None:
    columns = Columns(header=("a", "b"), index={"treatment": 0}, called={"treatment": "a"}, others={})
    assert columns.renamed({"treatment": "treatment1"}).index == {"treatment1": 0}
    assert columns.without("treatment").index == {}
    assert columns.instead("study", 1).name("study") == "b"

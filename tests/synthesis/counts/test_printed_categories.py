"""People by category from printed rows."""

from dorsal.synthesis.counts.printed_categories import categories_of
from dorsal.trials.study import Arm, Result, Study


def row(number, treatment, people, label=""):
    return Result(
        row=number, study="s", outcome="o", scale="", arms=(Arm(treatment=treatment, label=label),), reported="ordered",
        categories=people,
    )  # fmt: skip


def test_arms_with_one_treatment_are_added_up_and_other_rows_named():
    events = Result(
        row="9", study="s", outcome="o", scale="", arms=(Arm(treatment="a", n=9),), reported="events", value=1
    )
    study = Study(
        id="s", results=(row("1", "a", (1, 2, 3), "x"), row("2", "a", (4, 0, 1), "y"), row("3", "b", (2, 2, 2)), events)
    )
    (found,), left_out = categories_of([study])
    assert found.people == ((5, 2, 4), (2, 2, 2))
    assert found.rows == ("1", "2", "3")
    assert [d.what for d in found.derived] == ["combined arm"]
    assert [(out.row, out.reason[:21]) for out in left_out] == [("9", "no people by category")]


def test_a_single_arm_and_other_categories():
    alone = Study(id="s", results=(row("1", "a", (1, 2, 3)),))
    apart = Study(
        id="s", results=(row("1", "a", (1, 2, 3), "x"), row("2", "a", (1, None, 3), "y"), row("3", "b", (2, 2, 2)))
    )
    found, left_out = categories_of([alone, apart])
    assert found == ()
    assert {out.reason for out in left_out} >= {"a single arm with people by category"}
    assert any("do not tell the same categories apart" in out.reason for out in left_out)

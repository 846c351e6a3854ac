"""A table of reviewers' judgements: names of both GRADE and CINeMA, and every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest

import dorsal
from dorsal.errors import SheetError
from dorsal.faces.override_file import read_overrides, with_overrides
from dorsal.faces.release import release_id

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "judged.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_names_of_domains_and_concerns(tmp_path: Path) -> None:
    text = "Treatment,Versus,Domain,Concern,Reason\nD,A,Risk of bias,no,read again\n,,publication bias,1,no register\n"
    text += 'C,*,Inconsistency,very serious,"x, y"\n'
    found = read_overrides(written(tmp_path, text)).judgements
    assert [(sorted(o.treatments), o.domain, o.concern, o.reason) for o in found] == [
        (["A", "D"], "within-study bias", "no concerns", "read again"),
        ([], "reporting bias", "some concerns", "no register"),
        (["C"], "heterogeneity", "major concerns", "x, y"),
    ]


def test_every_fault_at_once(tmp_path: Path) -> None:
    text = "treat1,treat2,domain,concern,reason\nD,A,luck,no,x\nD,A,imprecision,maybe,x\nD,A,imprecision,no,\n"
    with pytest.raises(SheetError) as caught:
        read_overrides(written(tmp_path, text))
    said = str(caught.value)
    assert "3 faults" in said
    assert "line 2, column domain: 'luck': it is no domain" in said
    assert "line 3, column concern: 'maybe': it is no concern" in said
    assert "line 4, column reason: the reason is missing" in said
    with pytest.raises(SheetError, match="no column is recognised as reason"):
        read_overrides(written(tmp_path, "treat1,treat2,domain,concern\nD,A,imprecision,no\n"))


def test_judgements_enter_the_certainty_and_the_release(tmp_path: Path) -> None:
    document = dorsal.document(SMOKING, better="higher", measure="OR", reference="A")
    table = read_overrides(written(tmp_path, "treat1,treat2,domain,concern,reason\nD,A,imprecision,major,few\n"))
    judged = with_overrides(document, table)
    before, after = (d.sections[0].finding("D", "A").certainty for d in (document, judged))
    assert before is not None
    assert after is not None
    assert "imprecision (by the reviewers): few" in after.reasons
    assert judged.sections[0].finding("C", "A").certainty == document.sections[0].finding("C", "A").certainty
    assert release_id(judged.provenance) != release_id(document.provenance)
    strange = read_overrides(written(tmp_path, "treat1,treat2,domain,concern,reason\nZ,A,imprecision,major,few\n"))
    with pytest.raises(SheetError, match="'Z': it is no treatment of the trials; they are A, B, C, D"):
        with_overrides(document, strange)

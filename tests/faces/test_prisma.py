"""The checklist has all items, fills in what the analysis knows, and leaves the rest to the reviewers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import dorsal
from dorsal.errors import OptionError
from dorsal.faces.document import Document
from dorsal.faces.inquiry import Inquiry, asked
from dorsal.faces.prisma import checklist, write_checklist

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"
NUMBERS = [*map(str, range(1, 12)), "S1", "12", "13", "14", "S2", "15", "16", "17", "S3", "S4",
           "18", "19", "20", "21", "S5", "22", "23", "24", "25", "26", "27"]  # fmt: skip


def document(*questions: str) -> Document:
    made = dorsal.document(SMOKING, measure="OR", better="higher", reference="A")
    return asked(made, Inquiry(asked=frozenset(questions)))


def test_all_items_in_their_order() -> None:
    assert [item.number for item in checklist(document())] == NUMBERS


def test_what_the_analysis_knows_is_filled_in() -> None:
    items = {item.number: item for item in checklist(document())}
    assert items["4"].said == "Treatments compared: A, B, C and D. Measure: odds ratio."
    assert items["S4"].said.replace("\xa0", " ").startswith("24 trials, 16,740 people, 4 treatments. 6 direct comp")
    assert "restricted maximum likelihood" in items["14"].said
    assert items["S5"].said.startswith("Design-by-treatment interaction: Q 5.14 on 7 df, P = 0.64.")
    assert all(items[no].open for no in ("1", "5", "8", "26", "27"))
    assert not any(items[no].open for no in ("S3", "S4", "13", "21"))


def test_further_questions_fill_more() -> None:
    bare = {item.number: item.said for item in checklist(document())}
    more = {item.number: item.said for item in checklist(document("node_splits", "small_study", "leave_one_out"))}
    assert bare["15"] == bare["23"] == ""
    assert "6 comparisons split" in more["S5"].replace("\xa0", " ")
    assert "Do small studies show other effects?" in more["22"]
    assert "Leaving out each study" in more["16"]


def test_written_as_markdown_or_csv(tmp_path: Path) -> None:
    said = write_checklist(tmp_path / "prisma.md", document())
    left = sum(item.open for item in checklist(document()))
    assert said.endswith(f"({left} of 32 items wait for the reviewers)")
    lines = (tmp_path / "prisma.md").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.startswith("| ")]) == 32 + 2
    write_checklist(tmp_path / "prisma.csv", document())
    with (tmp_path / "prisma.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["item"] for row in rows] == NUMBERS
    with pytest.raises(OptionError, match="stays as it is"):
        write_checklist(tmp_path / "prisma.md", document())
    with pytest.raises(OptionError, match=r"written as \.md or \.csv"):
        write_checklist(tmp_path / "prisma.doc", document())

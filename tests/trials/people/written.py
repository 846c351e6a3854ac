"""Tables of people and of arms, written to files."""

from __future__ import annotations

from pathlib import Path

PEOPLE = """trial,arm,age,male,event
S1,drug,41,1,1
S1,drug,52,no,0
S1,placebo,47,yes,0
S1,placebo,60,0,1
S2,drug,39,1,0
S2,placebo,58,0,1
"""
ARMS = """study,treatment,n,events,age_mean,age_sd,male
S3,drug,50,20,61.5,9.5,0.4
S3,placebo,48,11,60.1,9.9,0.5
S4,drug,30,9,55,8,0.3
S4,placebo,31,6,,,
"""
COVARIATES = {"age": False, "male": True}


def written(folder: Path, text: str, name: str = "table.csv") -> Path:
    """The text as a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path

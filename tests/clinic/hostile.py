"""A topic whose every text tries to become markup, a formula, a path or a line of a log."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from dorsal.topics.new import new

MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "<svg onload=alert(3)>",
    "<a hx-get='/health/' hx-trigger='load' href='javascript:alert(4)'>x</a>",
    "{{ settings.SECRET_KEY }}{% load static %}",
    "</title></style></textarea><iframe src='javascript:alert(5)'></iframe>",
    "' autofocus onfocus='alert(6)",
)
FORMULAS = ("=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\tx", "＝1+1")
LABELS = {
    "study_id",
    "label",
    "title",
    "country",
    "note",
    "plain_words",
    "locator",
    "registration",
    "risk_of_bias_source",
}


def hostile_topic(folder: Path) -> Path:
    """The example topic with hostile words wherever a table allows any."""
    new(folder)
    for name in ("studies", "treatments", "results", "scales"):
        path = folder / f"{name}.csv"
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        for i, row in enumerate(rows):
            for j, column in enumerate(row):
                if column in LABELS - {"study_id"}:
                    row[column] = f"{FORMULAS[i % 4]}{MARKUP[(i + j) % len(MARKUP)]} {name}{i}"
        written = io.StringIO()
        writer = csv.DictWriter(written, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(written.getvalue(), encoding="utf-8")
    settings = folder / "topic.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("Which treatment is better? (example)", MARKUP[0]).replace("In people with", MARKUP[2])
    settings.write_text(text, encoding="utf-8")
    return folder

"""A file that the CINeMA web application reads: its format for inverse variance data, one row a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np

from dorsal.errors import OptionError
from dorsal.faces.csv_folder import csv_text
from dorsal.faces.document import Document
from dorsal.faces.own_file import replace_text
from dorsal.faces.tables import Row, Table
from dorsal.trials.contrast import Contrast

COLUMNS = ("id", "t1", "t2", "effect", "se", "rob", "indirectness", "study")
LEVELS = {"low": 1, "some": 2, "unclear": 2, "high": 3}
"""CINeMA's levels. What nobody assessed stays empty: a reviewer must judge it before CINeMA takes the file."""


def cinema_table(document: Document) -> Table:
    """Every pair of each study of the reference's island, t1 minus t2 on the analysis scale; `id` counts studies."""
    analysis = document.sections[0].analysis
    contrasts = () if analysis is None else analysis.main.network.contrasts
    numbers = {study: n for n, study in enumerate(dict.fromkeys(c.study for c in contrasts), 1)}
    rows = tuple(row for c in contrasts for row in _rows(document, c, numbers[c.study]))
    return Table("cinema", COLUMNS, rows)


def _rows(document: Document, contrast: Contrast, number: int) -> Iterator[Row]:
    study = document.studies[contrast.study]
    effect = np.concatenate([[0.0], contrast.effect])
    cov = np.pad(contrast.cov, ((1, 0), (1, 0)))
    for i, j in combinations(range(len(contrast.treatments)), 2):
        yield {
            "id": number,
            "t1": contrast.treatments[i],
            "t2": contrast.treatments[j],
            "effect": float(effect[i] - effect[j]),
            "se": float(cov[i, i] + cov[j, j] - 2 * cov[i, j]) ** 0.5,
            "rob": LEVELS.get(study.bias.overall),
            "indirectness": LEVELS.get(study.indirectness),
            "study": contrast.study,
        }


def write_cinema(path: Path, document: Document, *, force: bool = False) -> str:
    """Write the file, and say what a reviewer must still fill in. Raises OptionError where a file stands already."""
    if path.exists() and not force:
        raise OptionError(f"{path} exists and stays as it is; name another file, or add --force")
    table = cinema_table(document)
    replace_text(path, csv_text(table))
    empty = [name for name in ("rob", "indirectness") if any(row[name] is None for row in table.rows)]
    missing = f"; fill in {' and '.join(empty)} where nobody judged, CINeMA needs them" if empty else ""
    return f"CINeMA: {path}{missing}"

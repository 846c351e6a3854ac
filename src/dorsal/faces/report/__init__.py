"""The report: one self-contained HTML file, from the answer in plain words down to every row and its source."""

from dorsal.faces.report.assembly import page

__all__ = ["page"]

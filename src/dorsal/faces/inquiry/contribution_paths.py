"""The comparisons and the paths of comparisons behind estimates, beside the studies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.numbers import percent
from dorsal.faces.telling import Grid, Head
from dorsal.synthesis.flows.contribution import Method, paths

Json = dict[str, Any]
MOST_NAMED = 5
MOST_PATHS = 100
"""Of one estimate; random walks may be millions."""
HOW: Mapping[str, str] = {
    "shortest path": "Paths: streams of evidence, each along the fewest comparisons left; together the whole.",
    "random walk": "Paths: walks along the flow of evidence with their probability, the likeliest first.",
    "pseudo-inverse": "Paths: the smallest weights that give the flow of evidence; some may be negative.",
    "convex": "Paths: the middle of all weights, none negative, that give the flow of evidence (convex optimisation).",
}
SHARED = "A path's share falls to its comparisons alike, a comparison's to its studies by their weight."


def paths_told(subject: Subject, method: Method) -> list[Json]:
    """The paths from each treatment to the reference, at most so many each."""
    found = []
    for treatment in subject.others:
        walked = paths(subject.fit, treatment, subject.reference, method, MOST_PATHS)
        told = [{"treatments": list(path.treatments), "share": path.weight} for path in walked]
        found.append({"treat1": treatment, "treat2": subject.reference, "paths": told})
    return found


def comparisons_grid(told: Json) -> Grid:
    """For people: the comparisons that count most."""
    heads = (Head("pair", "Estimate"), Head("comparisons", "Comparisons that contribute most", width=44))
    rows = [
        {
            "pair": f"{e['treat1']} against {e['treat2']}",
            "comparisons": named([(_joined((c["treat1"], c["treat2"])), c["share"]) for c in e["comparisons"]]),
        }
        for e in told["estimates"]
    ]
    return Grid.of("contribution_comparisons", "The comparisons behind each estimate", heads, rows)


def paths_grid(subject: Subject, told: Json) -> Grid:
    """For people: the paths that count most."""
    heads = (Head("treatment", f"Against {subject.reference}"), Head("paths", "Paths that contribute most", width=52))
    rows = [
        {
            "treatment": e["treat1"],
            "paths": named([(_joined(p["treatments"]), p["share"]) for p in _largest(e["paths"])]),
        }
        for e in told["paths"]
    ]
    return Grid.of("contribution_paths", "The paths of comparisons behind each estimate", heads, rows)


def _largest(paths: list[Json]) -> list[Json]:
    return sorted(paths, key=lambda path: -path["share"])


def named(found: Sequence[tuple[str, float]]) -> str:
    """The first few with their shares, and how many more there are."""
    told = [f"{words} ({percent(share)})" for words, share in found[:MOST_NAMED]]
    more = len(found) - len(told)
    return ", ".join(told) + (f" and {more} more" if more > 0 else "")


def _joined(treatments: Sequence[str]) -> str:
    return " – ".join(treatments)


def paths_sheet(told: Json) -> Grid:
    """For a workbook."""
    keys = ("treat1", "treat2", "path", "share")
    rows = [
        {"treat1": e["treat1"], "treat2": e["treat2"], "path": "; ".join(path["treatments"]), "share": path["share"]}
        for e in told["paths"]
        for path in e["paths"]
    ]
    return Grid.of("contribution_paths", "Share of each path", [Head(key, key) for key in keys], rows)

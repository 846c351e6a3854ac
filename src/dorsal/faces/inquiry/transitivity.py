"""Are the studies of different comparisons alike? A table and a picture for each column that was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from dorsal.faces.charts.spread import LIMITS, draw_spread, spread_words
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.modifier import slug
from dorsal.faces.telling import Answer, Grid, Head, Picture, shares, significant, whole
from dorsal.synthesis.transitivity import DRAWS, Compared, Spread, spread

Json = dict[str, Any]


def _transitivity(subject: Subject) -> Answer:
    rng = np.random.default_rng(subject.seed)
    found = [spread(subject.fit.network, name, rng) for name in subject.inquiry.transitivity]
    return Answer(
        key="transitivity",
        json=[_told(each) for each in found],
        title="Are the comparisons alike? (transitivity)",
        lead=tuple(spread_words(each) for each in found),
        grids=tuple(_grid(each, i) for i, each in enumerate(found, 1)),
        sheets=(*(_grid(each, i) for i, each in enumerate(found, 1)), _studies_sheet(found)),
        notes=(LIMITS,),
        pictures=tuple(
            Picture(name=f"transitivity-{slug(each.covariate, i)}", draw=_drawn(each))
            for i, each in enumerate(found, 1)
        ),
    )


def _drawn(found: Spread) -> Callable[[str, bool], Any]:
    return lambda key, narrow: draw_spread(found, key, narrow=narrow)


def _told(found: Spread) -> Json:
    return {
        "covariate": found.covariate,
        "kinds": list(found.kinds),
        "studies": found.studies,
        "weighted_by_people": found.by_people,
        "share_between": found.share,
        "share_by_chance": found.by_chance,
        "p": found.p,
        "draws": DRAWS,
        "comparisons": [_compared(found, each) for each in found.comparisons],
        "not_given": [{"treat1": a, "treat2": b} for a, b in found.silent],
    }


def _compared(found: Spread, each: Compared) -> Json:
    mean, (low, high) = (None, (None, None)) if found.kinds else (each.mean, each.range)
    return {
        "treat1": each.first,
        "treat2": each.second,
        "studies": len(each.members),
        "missing": each.missing,
        "people": _people(each),
        "mean": mean,
        "low": low,
        "high": high,
        "shares": [{"kind": kind, "share": each.share_of(kind)} for kind in found.kinds],
        "values": [{"study": m.study, "value": m.value, "people": m.people} for m in each.members],
    }


def _people(each: Compared) -> int | None:
    known = [m.people for m in each.members]
    return None if None in known else sum(n for n in known if n is not None)


def _grid(found: Spread, place: int) -> Grid:
    counted = [Head(key, key, whole, width=8) for key in ("studies", "people")]
    of = significant(5)
    numbers = [Head("mean", "mean", of, width=9), Head("low", "low", of, width=9), Head("high", "high", of, width=9)]
    kinds = [Head(f"share_{kind}", kind, shares, width=max(6, min(12, len(kind)))) for kind in found.kinds]
    rows = []
    for each in found.comparisons:
        kinds_of = {f"share_{kind}": each.share_of(kind) for kind in found.kinds}
        rows.append({"pair": f"{each.first} against {each.second}", **_compared(found, each), **kinds_of})
    name = f"transitivity_{slug(found.covariate, place)}"[:31]
    heads = [Head("pair", "Comparison"), *counted, *(kinds or numbers)]
    return Grid.of(name, f"{found.covariate} by comparison", heads, rows)


def _studies_sheet(found: Sequence[Spread]) -> Grid:
    heads = [Head(key, key) for key in ("covariate", "treat1", "treat2", "study", "value")]
    rows = [
        {"covariate": each.covariate, "treat1": c.first, "treat2": c.second, "study": m.study, "value": m.value,
         "people": m.people}
        for each in found
        for c in each.comparisons
        for m in c.members
    ]  # fmt: skip
    heads.append(Head("people", "people", whole))
    return Grid.of("transitivity_studies", "Every study of every comparison", heads, rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"transitivity": _transitivity}

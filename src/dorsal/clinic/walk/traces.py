"""Where the numbers of a plan come from, for the pages that show it: its rows, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from dorsal.clinic.walk.offered import Offered, Said, Shower
from dorsal.faces.handout.telling import Telling


@dataclass(frozen=True, kw_only=True)
class Part:
    """Sentences under one heading, each with its rows."""

    heading: str
    said: tuple[Said, ...]


def traced(shower: Shower, told: Telling) -> tuple[Part, ...]:
    """The parts that have any rows."""
    return tuple(part for part in _parts(shower, told) if part.said)


def _parts(shower: Shower, told: Telling) -> Iterator[Part]:
    shown = {each.code: each for each in shower.options}
    for code in dict.fromkeys((told.plan.option, shower.found.reference)):
        if code in shown:
            yield Part(heading=shown[code].name, said=tuple(_benefit(shown[code])))
    if told.plan.option in shown:
        chosen = shown[told.plan.option]
        yield Part(heading=gettext("What may go wrong"), said=(*chosen.mild, *chosen.serious))
        burden = (Said(words=f"{name}: {said.words}", rows=said.rows) for name, said in chosen.burden if said.rows)
        yield Part(heading=gettext("What it asks of you"), said=tuple(burden))
        yield Part(heading=gettext("Rules that hold"), said=chosen.reasons)
    signs = tuple(Said(words=told.language.name_of(one.words), rows=(one.row,)) for one in told.plan.watch_for)
    yield Part(heading=gettext("When to get help"), said=signs)


def _benefit(offered: Offered) -> Iterator[Said]:
    for one in offered.outcomes:
        words = " ".join(one.sentences) if one.known else one.why_not
        yield Said(words=f"{one.label}: {words}", rows=one.forecast.rows)

"""Network graph coloured by risk of bias: each line shared out among the judgements on its studies."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dorsal.faces.charts.bias import LOOKS
from dorsal.faces.charts.circle import Place, Ring, rings
from dorsal.faces.charts.labels import WIDTH, Label, around_ring, drawn
from dorsal.faces.charts.legend import Entry, legend, notes, nothing, swatch
from dorsal.faces.charts.network import MOST_NAMED
from dorsal.faces.charts.svg import INK, PAPER, figure, label, line
from dorsal.faces.charts.wording import NARROW, WIDE, Names
from dorsal.faces.markup import Markup, element
from dorsal.faces.numbers import count

if TYPE_CHECKING:
    from dorsal.synthesis.network import Comparison, Network

TITLE = "Which treatments were compared, and at what risk of bias"
LARGEST, SMALLEST = 19.0, 7.0
MOST = 60
Shares = tuple[tuple[str, int], ...]


def draw_bias_network(
    network: Network,
    bias: Mapping[str, str],
    key: str,
    *,
    names: Names = str,
    title: str = TITLE,
    narrow: bool = False,
) -> Markup:
    """The network with a piece of each line for each overall judgement on its studies, as long as its share of them.

    `bias`: the overall judgement by study; a study that is not named counts as not assessed. A line is thicker with
    more studies, a disc larger with more people.
    """
    if len(network.treatments) > MOST:
        return nothing(key, title, f"{len(network.treatments)} treatments are too many for a picture.", narrow=narrow)
    width, side = (NARROW, 40.0) if narrow else (WIDE, WIDTH + 25.0)
    pairs = [(c.first, c.second) for c in network.comparisons]
    circles, y = rings(network.islands, pairs, width=width, side=side, top=8.0)
    places = {m: ring.place(i) for ring in circles for i, m in enumerate(ring.members)}
    radius = _radii(network, min([LARGEST, *(0.44 * ring.spacing for ring in circles)]))
    numbered = narrow or len(network.islands[0]) > MOST_NAMED
    number_of = {m: i for i, m in enumerate((m for ring in circles for m in ring.members), 1)}
    made = [_line(c, judgements(c, bias), places, radius) for c in network.comparisons]
    lines = [*(part for parts, _ in made for part in parts), *(sign for _, signs in made for sign in signs)]
    discs = [_disc(places[m], radius[m], str(number_of[m]) if numbered else "") for m in places]
    words = [] if numbered else [drawn(each) for ring in circles for each in _labels(ring, network, names, radius)]
    told, y = legend(_entries(network, bias), width - 6.0, y + 14.0)
    key_lines = [f"{i}  {_told(network, m, names)}" for m, i in number_of.items()] if numbered else []
    small, height = notes([*_notes(), *key_lines], width, y + 2.0)
    return figure(
        key, width, height + 4.0, title, bias_network_words(network, bias), *lines, *discs, *words, told, small
    )


def judgements(comparison: Comparison, bias: Mapping[str, str]) -> Shares:
    """How many studies of a comparison have which overall judgement, in the order of LOOKS."""
    found = Counter(_known(bias.get(study, "")) for study in comparison.studies)
    return tuple((judgement, found[judgement]) for judgement in LOOKS if found[judgement])


def _known(judgement: str) -> str:
    return judgement if judgement in LOOKS else "not_assessed"


def _radii(network: Network, largest: float) -> dict[str, float]:
    """Area in proportion to people, and never too small to be seen."""
    people = {t: network.people_given(t) or 0 for t in network.treatments}
    most, least = max(people.values()) or 1, min(SMALLEST, largest)
    return {t: max(least, largest * math.sqrt(n / most)) for t, n in people.items()}


def _line(
    comparison: Comparison, shares: Shares, places: Mapping[str, Place], radius: Mapping[str, float]
) -> tuple[list[Markup], list[Markup]]:
    """A dark line with the judgements' pieces on it from rim to rim; and a sign for each piece that has room."""
    a, b = places[comparison.first], places[comparison.second]
    long = math.dist(a, b)
    start, end = radius[comparison.first] / long, 1.0 - radius[comparison.second] / long
    total = sum(n for _, n in shares)
    thick = min(13.0, 4.0 + 1.6 * (total - 1))
    parts = [line(*a, *b, INK, thick + 2.0)]
    signs = []
    for judgement, n in shares:
        stop = start + (end - start) * n / sum(n for _, n in shares[shares.index((judgement, n)) :])
        (x1, y1), (x2, y2) = _along(a, b, start), _along(a, b, stop)
        _, fill, sign = LOOKS[judgement]
        parts.append(line(x1, y1, x2, y2, fill, thick, class_=f"piece {judgement}"))
        if math.dist((x1, y1), (x2, y2)) >= 16.0:
            signs.append(label((x1 + x2) / 2, (y1 + y2) / 2 + 4.5, sign, anchor="middle", bold=True, halo=True))
        start = stop
    return parts, signs


def _along(a: Place, b: Place, share: float) -> Place:
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def _disc(place: Place, radius: float, words: str) -> Markup:
    inside = label(place[0], place[1] + 4, words, size=11, anchor="middle", bold=True) if words else None
    rim = element("circle", cx=place[0], cy=place[1], r=max(radius, 9.0 if words else 0.0), fill=PAPER, stroke=INK,
                  stroke_width=1.4, class_="treatment")  # fmt: skip
    return element("g", rim, inside)


def _labels(ring: Ring, network: Network, names: Names, radius: Mapping[str, float]) -> list[Label]:
    return around_ring(ring, [_told(network, m, names) for m in ring.members], [radius[m] for m in ring.members])


def _told(network: Network, treatment: str, names: Names) -> str:
    people = network.people_given(treatment)
    return f"{names(treatment)} ({'?' if people is None else f'{people:,}'})"


def _entries(network: Network, bias: Mapping[str, str]) -> Sequence[Entry]:
    seen = {judgement for c in network.comparisons for judgement, _ in judgements(c, bias)}
    return [Entry(words=words, glyph=swatch(fill, sign)) for judgement, (words, fill, sign) in LOOKS.items()
            if judgement in seen]  # fmt: skip


def _notes() -> list[str]:
    return [
        "A line is shared out among its studies' judgements, and thicker with more studies; a disc is larger with more "
        "people (in brackets; ? where a study does not print them)."
    ]


def bias_network_words(network: Network, bias: Mapping[str, str]) -> str:
    """How many comparisons there are, and how many rest on studies at high risk of bias alone or on none at low."""
    shares = [dict(judgements(c, bias)) for c in network.comparisons]
    low = sum("low" in each for each in shares)
    high = sum(set(each) == {"high"} for each in shares)
    return (
        f"{count(len(network.treatments), 'treatment')}, {count(len(shares), 'direct comparison')} in "
        f"{count(len(network.studies), 'study', 'studies')}; {low} have a study at low risk of bias, {high} have only "
        "studies at high risk."
    )

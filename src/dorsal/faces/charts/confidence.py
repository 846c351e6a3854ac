"""CINeMA's traffic lights: the six domains of every estimate and the level of confidence that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dorsal.faces.charts.legend import Entry, legend, notes, nothing, swatch
from dorsal.faces.charts.svg import INK, LINE, PAPER, SOFT, figure, label, line, wrapped
from dorsal.faces.charts.wording import NARROW, WIDE, Names, against
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import count
from dorsal.faces.words import listed

if TYPE_CHECKING:
    from dorsal.synthesis.grading.cinema import Confidence, Judgement

TITLE = "Confidence in each estimate"
LOOKS: Mapping[str, tuple[str, str]] = {
    "no concerns": ("#cbe6c0", "+"),
    "some concerns": ("#fbe6a2", "~"),
    "major concerns": ("#f2b8b5", "−"),
}
"""Fill and sign of each judgement, as of the risks of bias."""
LEVELS = ("very low", "low", "moderate", "high")
SHORT: Mapping[str, str] = {
    "within-study bias": "bias", "reporting bias": "report.", "indirectness": "indir.", "imprecision": "imprec.",
    "heterogeneity": "heter.", "incoherence": "incoh.",
}  # fmt: skip
LABELS = 196.0
EVIDENCE = 70.0
DOMAIN = 91.0
BOX = 20.0


def draw_confidence(
    found: Sequence[Confidence], key: str, *, names: Names = str, title: str = TITLE, narrow: bool = False
) -> Markup:
    """A row for each estimate, in the given order: kind of evidence, six judgements, level."""
    if not found:
        return nothing(key, title, "no estimate was judged.", narrow=narrow)
    domains = [judgement.domain for judgement in found[0].judgements]
    width = NARROW if narrow else WIDE
    heads, y = _heads_narrow(domains) if narrow else _heads(domains)
    rows = []
    for each in found:
        row, y = _stacked(each, names, y) if narrow else _row(each, names, y)
        rows.append(row)
    told, y = legend(_entries(found), width - 6.0, y + 10.0)
    small, height = notes(_notes(found, domains, names, narrow=narrow), width, y + 2.0)
    return figure(key, width, height + 4.0, title, confidence_words(found), heads, *rows, told, small)


def _column(i: int) -> float:
    """Middle of a domain's column on the wide drawing."""
    return LABELS + EVIDENCE + DOMAIN * (i + 0.5)


def _heads(domains: Sequence[str]) -> tuple[Markup, float]:
    words = [(domain[:1].upper() + domain[1:]).split(" ") for domain in domains]
    deepest = max(map(len, words))
    base = 14.0 + 14.0 * (deepest - 1)
    made = fragment(
        label(6, base, "Estimate", size=12, bold=True),
        label(LABELS + 10, base, "Evidence", size=12, bold=True),
        *(label(_column(i), base - 14 * (len(lines) - 1 - j), t, size=11, anchor="middle")
          for i, lines in enumerate(words) for j, t in enumerate(lines)),
        label(_column(len(domains)) - 34, base, "Confidence", size=12, bold=True),
    )  # fmt: skip
    return made, base + 8.0


def _place_narrow(i: int) -> float:
    return 6.0 + 54.6 * i + 27.3


def _heads_narrow(domains: Sequence[str]) -> tuple[Markup, float]:
    return fragment(
        *(label(_place_narrow(i), 14, SHORT.get(domain, domain[:6]), size=12, anchor="middle", fill=SOFT)
          for i, domain in enumerate(domains))
    ), 22.0  # fmt: skip


def _row(each: Confidence, names: Names, y: float) -> tuple[Markup, float]:
    lines = wrapped(against(names, each.first, each.second), LABELS - 4.0, 13, most=4)
    height = max(BOX + 7.0, 15.0 * len(lines) + 8.0)
    middle = y + height / 2.0
    first = middle + 4.5 - 7.5 * (len(lines) - 1)
    made = element(
        "g",
        line(6, y, WIDE - 6, y, LINE, 0.5),
        *(label(6, first + 15 * i, t) for i, t in enumerate(lines)),
        label(LABELS + 10, middle + 4.5, each.evidence, fill=SOFT),
        *(_light(judgement, _column(i), middle, 60.0) for i, judgement in enumerate(each.judgements)),
        _level(each.level, _column(len(each.judgements)) - 34.0, middle),
        class_="row",
    )
    return made, y + height


def _stacked(each: Confidence, names: Names, y: float) -> tuple[Markup, float]:
    lines = wrapped(against(names, each.first, each.second), NARROW - 12.0, 13, most=4, bold=True)
    words = [label(6, y + 14 + 15 * i, t, bold=True) for i, t in enumerate(lines)]
    below = y + 15.0 * len(lines) + 12.0
    level = _level(each.level, 6.0, below)
    kind = label(NARROW - 6, below + 4.5, f"{each.evidence} evidence", size=12, anchor="end", fill=SOFT)
    middle = below + 10.0 + BOX / 2.0 + 2.0
    lights = [_light(judgement, _place_narrow(i), middle, 50.0) for i, judgement in enumerate(each.judgements)]
    return element("g", *words, level, kind, *lights, class_="row"), middle + BOX / 2.0 + 8.0


def _light(judgement: Judgement, x: float, y: float, width: float) -> Markup:
    """A box with the sign of the judgement; a reviewer's change has a star."""
    fill, sign = LOOKS[judgement.concern]
    changed = judgement.changed_from is not None
    because = f" (rule: {judgement.changed_from}; changed because {judgement.changed_because})" if changed else ""
    return element(
        "g",
        element("title", f"{judgement.domain}: {judgement.concern}; {judgement.reason}{because}"),
        element("rect", x=x - width / 2, y=y - BOX / 2, width=width, height=BOX, rx=4, fill=fill, stroke=INK,
                stroke_width=0.8, class_="light"),
        label(x, y + 4.5, f"{sign} *" if changed else sign, anchor="middle", bold=True),
    )  # fmt: skip


def _level(level: str, x: float, y: float) -> Markup:
    """Four discs, as many filled as the level is high, and its word."""
    filled = LEVELS.index(level) + 1
    discs = [
        element("circle", cx=x + 5 + 13 * i, cy=y, r=5, fill=INK if i < filled else PAPER, stroke=INK, class_="disc")
        for i in range(len(LEVELS))
    ]
    return fragment(*discs, label(x + 56, y + 4.5, level))


def _entries(found: Sequence[Confidence]) -> list[Entry]:
    entries = [Entry(words=concern, glyph=swatch(fill, sign)) for concern, (fill, sign) in LOOKS.items()]
    if any(judgement.changed_from for each in found for judgement in each.judgements):
        entries.append(Entry(words="changed by a reviewer", glyph=swatch(PAPER, "*")))
    return entries


def _notes(found: Sequence[Confidence], domains: Sequence[str], names: Names, *, narrow: bool) -> list[str]:
    lines = []
    if narrow:
        lines.append("; ".join(f"{SHORT.get(domain, domain[:6])} is {domain}" for domain in domains) + ".")
    for each in found:
        for judgement in each.judgements:
            if judgement.changed_from is not None:
                pair = against(names, each.first, each.second)
                change = f"{judgement.concern} in place of {judgement.changed_from}"
                lines.append(f"* {pair}, {judgement.domain}: {change}, because {judgement.changed_because}.")
    return lines


def confidence_words(found: Sequence[Confidence]) -> str:
    """How many estimates have which level, and which domain raises concerns most often."""
    levels = Counter(each.level for each in found)
    told = listed(f"{levels[level]} {level}" for level in reversed(LEVELS) if levels[level])
    concerns = Counter(j.domain for each in found for j in each.judgements if j.concern != "no concerns")
    most = f" Concerns are most often about {concerns.most_common(1)[0][0]}." if concerns else ""
    return f"Confidence in {count(len(found), 'estimate')}: {told}.{most}"

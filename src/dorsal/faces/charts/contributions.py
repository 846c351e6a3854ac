"""What each study, and each comparison, contributes to an estimate: stacked bars as CINeMA's, and a heat map."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dorsal.faces.charts.bias import LOOKS
from dorsal.faces.charts.grid import MOST_CELLS, Cell, Grid, draw_grid
from dorsal.faces.charts.legend import Entry, legend, notes, nothing, swatch
from dorsal.faces.charts.shades import single
from dorsal.faces.charts.svg import INK, LINE, SOFT, figure, label, line, text_width, wrapped
from dorsal.faces.charts.wording import NARROW, WIDE, Names, against
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import count, percent
from dorsal.faces.words import listed

if TYPE_CHECKING:
    from dorsal.synthesis.flows.contribution import Contributions

Pair = tuple[str, str]
BY_STUDY = "What the studies contribute, by their risk of bias"
BY_COMPARISON = "What each direct comparison contributes"
UNJUDGED = "not_assessed"
NOBODY = "The risk of bias of these studies was not assessed."
LABELS = 262.0
BAR = 20.0


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A study's share of one estimate."""

    study: str
    judgement: str
    share: float


@dataclass(frozen=True, kw_only=True)
class _Row:
    lines: tuple[str, ...]
    segments: tuple[Segment, ...]
    top: float
    bar: float
    """y of the bar."""


def segments_of(shares: Contributions, first: str, second: str, bias: Mapping[str, str]) -> tuple[Segment, ...]:
    """Studies in the order of LOOKS (low risk first), the larger share first. `bias`: overall judgement by study.

    Raises NetworkError if the estimate was not asked for.
    """
    found = [
        Segment(study=study, judgement=_known(bias.get(study, "")), share=share)
        for study, share in shares.studies_of(first, second).items()
    ]
    order = list(LOOKS)
    return tuple(sorted(found, key=lambda s: (order.index(s.judgement), -s.share)))


def _known(judgement: str) -> str:
    return judgement if judgement in LOOKS else UNJUDGED


def draw_contributions(
    shares: Contributions,
    bias: Mapping[str, str],
    key: str,
    *,
    estimates: Collection[Pair] | None = None,
    names: Names = str,
    studies: Names = str,
    title: str = BY_STUDY,
    narrow: bool = False,
) -> Markup:
    """A bar for each estimate (all, or those asked for), a segment for each study, by its overall risk of bias."""
    asked = tuple(estimates) if estimates is not None else shares.estimates
    if not asked:
        return nothing(key, title, "no estimate was asked for.", narrow=narrow)
    if (shares.by_study < -1e-9).any():
        why = f"{shares.method} has negative shares, which cannot be stacked; take shortest path or random walk."
        return nothing(key, title, why, narrow=narrow)
    width = NARROW if narrow else WIDE
    left, right = (6.0, 334.0) if narrow else (LABELS + 14.0, 946.0)
    rows = _rows(shares, bias, asked, names, narrow)
    bottom = rows[-1].bar + BAR + 6.0
    seen = {s.judgement for row in rows for s in row.segments}
    judged = seen != {UNJUDGED}
    bars = [_bar(row, left, right, studies, narrow=narrow, judged=judged) for row in rows]
    told, y = legend(_entries(seen) if judged else [], width - 6.0, bottom + 26.0)
    method = f"Contributions by {shares.method}. A segment is a study; the wider it is, the more it contributes."
    small, height = notes([method, *([] if judged else [NOBODY])], width, y + 2.0)
    summary = contribution_words(shares, bias, estimates=asked, names=names)
    return figure(key, width, height + 4.0, title, summary, _axis(left, right, bottom), *bars, told, small)


def _rows(
    shares: Contributions, bias: Mapping[str, str], asked: Collection[Pair], names: Names, narrow: bool
) -> list[_Row]:
    rows, y = [], 6.0
    for pair in asked:
        lines = wrapped(against(names, *pair), NARROW - 12.0 if narrow else LABELS, 13, most=4, bold=narrow)
        words = 15.0 * len(lines)
        bar = y + words + 4.0 if narrow else y + max(0.0, words - BAR) / 2.0
        rows.append(_Row(lines=tuple(lines), segments=segments_of(shares, *pair, bias), top=y, bar=bar))
        y += words + BAR + 12.0 if narrow else max(words, BAR) + 7.0
    return rows


def _bar(row: _Row, left: float, right: float, studies: Names, *, narrow: bool, judged: bool) -> Markup:
    first = row.top + 12.0 if narrow else row.bar + BAR / 2.0 + 4.5 - 7.5 * (len(row.lines) - 1)
    words = [label(6, first + 15 * i, t, bold=narrow) for i, t in enumerate(row.lines)]
    parts, x = [], left
    for segment in row.segments:
        wide = (right - left) * segment.share
        hint = f"{studies(segment.study)}: {percent(segment.share, 1)}, {LOOKS[segment.judgement][0]}"
        parts.append(
            element("rect", element("title", hint), x=f"{x:.3f}", y=row.bar, width=f"{wide:.3f}", height=BAR,
                    fill=LOOKS[segment.judgement][1], stroke=INK, stroke_width=0.5, class_="segment")
        )  # fmt: skip
        x += wide
    sums = _sums(row, left, right) if judged else _named(row, left, right, studies)
    return element("g", *words, *parts, *sums, class_="row")


def _named(row: _Row, left: float, right: float, studies: Names) -> list[Markup]:
    """Where no study is judged: each by its name, with its share, where there is room."""
    parts, x = [], left
    for segment in row.segments:
        wide = (right - left) * segment.share
        name = studies(segment.study)
        told = (f"{name}: {percent(segment.share)}", name)
        words = next((t for t in told if text_width(t, 12) + 6.0 <= wide), "")
        if words:
            parts.append(label(x + wide / 2.0, row.bar + 14.5, words, size=12, anchor="middle"))
        x += wide
    return parts


def _sums(row: _Row, left: float, right: float) -> list[Markup]:
    """Each judgement with its share where there is room, else its sign."""
    parts, x = [], left
    for judgement, (name, fill, sign) in LOOKS.items():
        share = sum(s.share for s in row.segments if s.judgement == judgement)
        wide = (right - left) * share
        told = (f"{name} {percent(share)}", sign)
        words = next((t for t in told if text_width(t, 12, bold=True) + 2.0 <= wide), "")
        if words and share:
            room = min(wide - 2.0, text_width(words, 12, bold=True) + 4.0)
            middle = x + wide / 2.0
            parts += [
                element("rect", x=f"{middle - room / 2.0:.1f}", y=row.bar + 2.0, width=f"{room:.1f}", height=BAR - 4.0,
                        fill=fill, class_="behind-words"),
                label(middle, row.bar + 14.5, words, size=12, anchor="middle", bold=True),
            ]  # fmt: skip
        x += wide
    return parts


def _axis(left: float, right: float, y: float) -> Markup:
    places = [(left + (right - left) * s, s) for s in (0.0, 0.25, 0.5, 0.75, 1.0)]
    anchors = {0.0: "start", 1.0: "end"}
    return fragment(
        line(left, y, right, y, LINE),
        *(line(x, y, x, y + 4, LINE) for x, _ in places),
        *(label(x, y + 17, percent(s), size=12, anchor=anchors.get(s, "middle"), fill=SOFT) for x, s in places),
    )


def _entries(seen: Collection[str]) -> list[Entry]:
    return [Entry(words=words, glyph=swatch(fill, sign)) for judgement, (words, fill, sign) in LOOKS.items()
            if judgement in seen]  # fmt: skip


def contribution_words(
    shares: Contributions,
    bias: Mapping[str, str],
    *,
    estimates: Collection[Pair] | None = None,
    names: Names = str,
) -> str:
    """How many estimates rest mostly on trials at low risk, and how many mostly on trials at high risk of bias."""
    asked = tuple(estimates) if estimates is not None else shares.estimates
    held = dict.fromkeys(("low", "high"), 0)
    for pair in asked:
        for judgement in held:
            share = sum(s.share for s in segments_of(shares, *pair, bias) if s.judgement == judgement)
            held[judgement] += share >= 0.5
    told = (
        f"{count(len(asked), 'estimate')}: {held['low']} get half or more from trials at low risk of bias, "
        f"{held['high']} from trials at high risk."
    )
    if len(asked) > 1:
        return told
    study, share = next(iter(shares.studies_of(*asked[0]).items()))
    return f"{told} {against(names, *asked[0])} gets most from {study}, {percent(share)}."


def draw_comparison_shares(
    shares: Contributions,
    key: str,
    *,
    estimates: Collection[Pair] | None = None,
    names: Names = str,
    title: str = BY_COMPARISON,
    narrow: bool = False,
) -> Markup:
    """The contribution matrix: a row for each estimate, a column for each direct comparison, in percent."""
    asked = tuple(estimates) if estimates is not None else shares.estimates
    if not asked or len(shares.comparisons) > MOST_CELLS:
        many = f"{len(shares.comparisons)} comparisons are too many for a picture."
        return nothing(key, title, many if asked else "no estimate was asked for.", narrow=narrow)
    cells = tuple(_cells(shares, pair, names) for pair in asked)
    grid = Grid(
        rows=tuple(against(names, *pair) for pair in asked),
        columns=tuple(against(names, *pair) for pair in shares.comparisons),
        cells=cells,
        title=title,
        summary=comparison_words(shares, estimates=asked, names=names),
        notes=(
            f"Percent of the row's estimate that comes from the column's direct comparison, by {shares.method}; "
            "darker: more. Bold: the row's own comparison. Empty: under 0.5 %.",
        ),
    )
    return draw_grid(grid, key, narrow=narrow)


def _cells(shares: Contributions, estimate: Pair, names: Names) -> tuple[Cell, ...]:
    found = shares.of(*estimate)
    cells = []
    for pair in shares.comparisons:
        share = found.get(pair, 0.0)
        told = f"{100.0 * share:.0f}".replace("-", "−") if abs(share) >= 0.005 else ""
        hint = f"{against(names, *pair)}: {percent(share, 1)} of {against(names, *estimate)}"
        own = set(pair) == set(estimate)
        cells.append(Cell(fill=single(abs(share)), words=((told,),), bold=own, hatched=share < -0.005, hint=hint))
    return tuple(cells)


def comparison_words(shares: Contributions, *, estimates: Collection[Pair] | None = None, names: Names = str) -> str:
    """Which direct comparisons contribute most, on average over the estimates."""
    asked = tuple(estimates) if estimates is not None else shares.estimates
    total = dict.fromkeys(shares.comparisons, 0.0)
    for pair in asked:
        for comparison, share in shares.of(*pair).items():
            total[comparison] += share / len(asked)
    largest = sorted(total, key=lambda pair: -total[pair])[:3]
    most = listed(f"{against(names, *pair)} ({percent(total[pair])})" for pair in largest)
    return (
        f"{count(len(asked), 'estimate')} from {count(len(shares.comparisons), 'direct comparison')}. "
        f"Most comes, on average, from {most}."
    )

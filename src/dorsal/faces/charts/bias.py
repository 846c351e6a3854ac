"""Risk-of-bias bar: how many trials were judged at which risk; not assessed is a judgement of its own."""

from __future__ import annotations

from collections.abc import Mapping

from dorsal.faces.charts.svg import INK, figure, label, text_width
from dorsal.faces.language import marked
from dorsal.faces.markup import Markup, element, fragment

LOOKS: Mapping[str, tuple[str, str, str]] = {
    "low": (marked("low risk"), "#cbe6c0", "+"),
    "some": (marked("some concerns"), "#fbe6a2", "~"),
    "unclear": (marked("unclear"), "#f3d9b0", "?"),
    "high": (marked("high risk"), "#f2b8b5", "−"),
    "not_assessed": (marked("not assessed"), "#e4e7ea", "·"),
}
"""Words, fill and sign of each judgement."""


def draw_bias(counts: Mapping[str, int], key: str, title: str, *, narrow: bool = False) -> Markup:
    """A bar of trials by overall risk of bias, with a legend that names every part. `key` makes its ids."""
    width = 340.0 if narrow else 960.0
    known = [(judgement, counts[judgement]) for judgement in LOOKS if counts.get(judgement)]
    total = sum(n for _, n in known)
    told = ", ".join(f"{n} {LOOKS[judgement][0]}" for judgement, n in known)
    legend, height = _legend(known, width, 46.0)
    return figure(key, width, height, title, f"Of {total} trials: {told}.", *_bar(known, total, width), legend)


def _bar(known: list[tuple[str, int]], total: int, width: float) -> list[Markup]:
    parts, x = [], 6.0
    for judgement, n in known:
        share = (width - 12.0) * n / total
        _, fill, sign = LOOKS[judgement]
        parts.append(element("rect", x=x, y=6, width=share, height=24, fill=fill, stroke=INK, stroke_width=0.8))
        if share >= 14.0:
            parts.append(label(x + share / 2, 22.5, sign, anchor="middle", bold=True))
        x += share
    return parts


def _legend(known: list[tuple[str, int]], width: float, top: float) -> tuple[Markup, float]:
    parts, x, y = [], 6.0, top
    for judgement, n in known:
        words, fill, sign = LOOKS[judgement]
        told = f"{words}: {n}"
        need = 26.0 + text_width(told) + 16.0
        if x + need > width and x > 6.0:
            x, y = 6.0, y + 24.0
        parts += [
            element("rect", x=x, y=y, width=18, height=18, fill=fill, stroke=INK, stroke_width=0.8),
            label(x + 9, y + 13.5, sign, anchor="middle", bold=True),
            label(x + 25, y + 13.5, told),
        ]
        x += need
    return fragment(*parts), y + 26.0

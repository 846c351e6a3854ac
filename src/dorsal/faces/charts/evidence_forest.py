"""Forest of a network against its reference: the network's estimate beside the direct and the indirect one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dorsal.faces.charts.intervals import Block, Intervals, Line, draw_intervals, glyphs
from dorsal.faces.charts.legend import nothing
from dorsal.faces.charts.node_splits import SHAPES, axis_words, direct_words, estimate_line
from dorsal.faces.charts.wording import Names, favours, within
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import count
from dorsal.faces.words import level_words, mic_words

if TYPE_CHECKING:
    from dorsal.synthesis.fit import NetworkFit
    from dorsal.synthesis.inconsistency.node_split import NodeSplit

Pair = tuple[str, str]


def draw_evidence_forest(
    fit: NetworkFit,
    splits: Sequence[NodeSplit],
    reference: str,
    key: str,
    *,
    treatments: Sequence[str] = (),
    better: str = "lower",
    mic: float | None = None,
    names: Names = str,
    title: str = "",
    narrow: bool = False,
) -> Markup:
    """Every treatment (or those asked for, in that order) against the reference, with the prediction interval.

    `mic` is on the analysis scale. Raises NetworkError for a treatment that is in no study of the network.
    """
    others = [t for t in treatments or fit.treatments if t != reference]
    heading = title or f"Each treatment against {within(names, reference)}"
    if not others:
        return nothing(key, heading, "there is no other treatment.", narrow=narrow)
    measure = fit.network.measure
    known = {(s.first, s.second): s for s in splits}
    sides = ("favours the treatment", f"favours {within(names, reference)}")
    plot = Intervals(
        blocks=tuple(_block(fit, known, t, reference, names) for t in others),
        measure=measure,
        level=fit.options.level,
        title=heading,
        summary=evidence_forest_words(fit, reference, treatments=others, names=names),
        heading=f"Against {within(names, reference)}",
        axis_title=axis_words(measure),
        favours=favours(better, sides),
        mic=mic,
        entries=glyphs(SHAPES),
        notes=_notes(fit, mic),
    )
    return draw_intervals(plot, key, narrow=narrow)


def _block(fit: NetworkFit, known: Mapping[Pair, NodeSplit], treatment: str, reference: str, names: Names) -> Block:
    level, whole = fit.options.level, fit.between(treatment, reference)
    rows = [Line(label="Network", mean=whole.mean, se=whole.se, ci=whole.ci, pi=whole.pi, shape="diamond")]
    split = known.get((treatment, reference)) or known.get((reference, treatment))
    if split is not None and split.indirect is not None and split.se_indirect is not None:
        turned = split.first != treatment
        direct = direct_words(split)
        rows.append(estimate_line(direct, split.direct, split.se_direct, level, "square", turned=turned))
        rows.append(estimate_line("Indirect", split.indirect, split.se_indirect, level, "open", turned=turned))
        return Block(heading=names(treatment), lines=tuple(rows))
    kind = "indirect only" if split is None else f"direct only: {count(split.studies, 'study', 'studies')}"
    return Block(heading=names(treatment), beside=kind, lines=tuple(rows))


def _notes(fit: NetworkFit, mic: float | None) -> tuple[str, ...]:
    lines = [f"Thick line: {level_words(fit.options.level)} interval. Arrow: goes on."]
    if fit.options.model == "random":
        lines.append("Thin line: where the effect in a new study may lie (prediction interval).")
    if mic:
        lines.append(f"Grey band: differences under {mic_words(mic, fit.network.measure)}, too small to matter.")
    return tuple(lines)


def evidence_forest_words(
    fit: NetworkFit, reference: str, *, treatments: Sequence[str] = (), names: Names = str
) -> str:
    """How many intervals leave out no difference, and how many treatments met the reference head to head."""
    others = [t for t in treatments or fit.treatments if t != reference]
    found = [fit.between(t, reference) for t in others]
    clear = sum(not e.ci[0] <= 0.0 <= e.ci[1] for e in found)
    direct = sum(bool(e.studies) for e in found)
    return (
        f"{count(len(others), 'treatment')} against {within(names, reference)}; {clear} of {len(others)} intervals "
        f"leave out no difference; {direct} were compared with it head to head."
    )

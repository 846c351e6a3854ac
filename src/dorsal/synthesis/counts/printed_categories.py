"""From the printed rows of studies to their people in ordered categories."""

from __future__ import annotations

from collections.abc import Iterable

from dorsal.synthesis.counts.category_counts import CategoryCounts
from dorsal.trials.arm_summary import OrderedArm, arm_summaries, ordered_together
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.left_out import LeftOut, Unusable
from dorsal.trials.study import ORDERED, Study


def categories_of(studies: Iterable[Study]) -> tuple[tuple[CategoryCounts, ...], tuple[LeftOut, ...]]:
    """People by category in every study that prints them by arm, and every other row with the reason.

    The rows of a study must be of one outcome at one time: choose them before. Arms with the same treatment are added
    up (Cochrane Handbook 23.3.4).
    """
    found: list[CategoryCounts] = []
    left_out: list[LeftOut] = []
    for study in studies:
        out: dict[str, str] = {}
        arms = _arms(study, out)
        if len(arms) > 1:
            found.append(
                CategoryCounts(
                    study=study.id,
                    treatments=tuple(arm.arm.treatment for arm in arms),
                    people=tuple(arm.people for arm in arms),
                    rows=tuple(row for arm in arms for row in arm.rows),
                    derived=tuple(d for arm in arms for d in arm.derived),
                )
            )
        else:
            out |= {row: "a single arm with people by category" for arm in arms for row in arm.rows}
        left_out += [LeftOut(row=row, study=study.id, reason=reason) for row, reason in out.items()]
    return tuple(found), tuple(left_out)


def _arms(study: Study, out: dict[str, str]) -> list[OrderedArm]:
    """One arm for each treatment; rows that do not enter go to `out`."""
    rows = []
    for result in study.results:
        if result.reported == ORDERED:
            rows.append(result)
        else:
            out[result.row] = "no people by category; it enters an analysis of contrasts"
    groups: dict[str, list[OrderedArm]] = {}
    for summary in arm_summaries(study.design, rows, {}, EffectOptions(measure="OR"), out):
        if isinstance(summary, OrderedArm):
            groups.setdefault(summary.arm.treatment, []).append(summary)
    together = []
    for group in groups.values():
        try:
            together.append(ordered_together(group))
        except Unusable as reason:
            out.update((row, str(reason)) for arm in group for row in arm.rows)
    return together

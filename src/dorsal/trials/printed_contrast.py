"""The contrasts that one study prints, made into effects with their covariance; its arm rows tell what they can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dorsal.trials.arm_contrast import SAME_TREATMENT, Effects, from_arms, orientation, points, rows_of
from dorsal.trials.arm_summary import ScoreArm, Summary
from dorsal.trials.combine import added, averaging
from dorsal.trials.contrast import Derivation
from dorsal.trials.difference import Difference, Standardiser, on_measure, printed_difference
from dorsal.trials.effect_options import STANDARDISED, EffectOptions
from dorsal.trials.left_out import Unusable
from dorsal.trials.piece import Piece, pieces
from dorsal.trials.scale import Scale
from dorsal.trials.shares import ArmInformation
from dorsal.trials.standardiser import standardiser
from dorsal.trials.study import Result, Study

NOT_NEEDED = "the contrasts of the same arms are taken"
LENT_SPREAD = "only its spread counts, beside the contrasts of the same arms"


def from_differences(
    study: Study,
    rows: Sequence[Result],
    arms: Sequence[Summary],
    people: Mapping[str, int],
    scale: Scale | None,
    options: EffectOptions,
    out: dict[str, str],
) -> list[Effects]:
    """Effects from contrast rows, and from arm rows for arms that no contrast row holds.

    Every row that does not count is put into `out` with the reason.
    """
    printed = _usable(study, rows, people, options, out)
    covered = {arm.name for d in printed for arm in (d.first, d.second)}
    extra = [summary for summary in arms if summary.arm.name not in covered]
    anchors = [summary for summary in arms if summary.arm.name in covered]
    if extra and anchors and options.measure != "SMD-GLASS":
        printed += _joining(anchors[0], extra, options, out)
        extra = []
    by = _standardiser(study, printed, anchors, people, options)
    differences = _on_measure(printed, scale, by, options, out)
    known = _known(anchors, people, scale, by, options)
    found = []
    for piece in pieces(study.id, differences, known, options.measure not in STANDARDISED):
        try:
            found.append(_by_treatment(piece, people))
        except Unusable as reason:
            out.update((row, str(reason)) for row in piece.rows)
    used = {row for effects in found for row in effects.rows}
    lent = {row for effects in found for derivation in effects.derived for row in derivation.row.split(", ")}
    spare = [row for row in rows_of(anchors) if row not in used]
    out.update((row, LENT_SPREAD if row in lent else NOT_NEEDED) for row in spare)
    return [*found, *_apart(extra, scale, options, out)]


def _usable(
    study: Study, rows: Sequence[Result], people: Mapping[str, int], options: EffectOptions, out: dict[str, str]
) -> list[Difference]:
    found = []
    for result in rows:
        try:
            found.append(printed_difference(result, people, study.design, options))
        except Unusable as reason:
            out[result.row] = str(reason)
    return found


def _joining(
    anchor: Summary, extra: Sequence[Summary], options: EffectOptions, out: dict[str, str]
) -> list[Difference]:
    """Arms without a printed contrast against one that has both a row of its own and a contrast."""
    try:
        found = points([anchor, *extra], options)
    except Unusable as reason:
        out.update((row, str(reason)) for row in rows_of(extra))
        return []
    joined = []
    for summary, value, variance in zip(extra, found.value[1:], found.variance[1:], strict=True):
        rows = rows_of([anchor, summary])
        how = f"{summary.arm.name} has no printed contrast: its own row against that of {anchor.arm.name}"
        derived = Derivation(row=", ".join(rows), what="difference", how=how)
        joined.append(
            Difference(
                first=summary.arm,
                second=anchor.arm,
                value=value - found.value[0],
                variance=variance + found.variance[0],
                unit=found.unit,
                rows=rows,
                derived=(*anchor.derived, *summary.derived, *found.derived, derived),
            )
        )
    return joined


def _standardiser(
    study: Study,
    printed: Sequence[Difference],
    anchors: Sequence[Summary],
    people: Mapping[str, int],
    options: EffectOptions,
) -> Standardiser | None:
    if options.measure not in ("SMD", "SMD-D") or all(d.unit != "points" for d in printed):
        return None
    return standardiser(study, printed, [a for a in anchors if isinstance(a, ScoreArm)], people, options)


def _on_measure(
    printed: Sequence[Difference],
    scale: Scale | None,
    by: Standardiser | None,
    options: EffectOptions,
    out: dict[str, str],
) -> list[Difference]:
    found = []
    for difference in printed:
        try:
            found.append(on_measure(difference, scale, by, options))
        except Unusable as reason:
            out.update((row, str(reason)) for row in difference.rows)
    return found


def _known(
    anchors: Sequence[Summary],
    people: Mapping[str, int],
    scale: Scale | None,
    by: Standardiser | None,
    options: EffectOptions,
) -> ArmInformation:
    """What arm rows tell of the shared arms, on the analysis scale."""
    if not anchors:
        return ArmInformation(people=people)
    try:
        found = points(anchors, options)
        factor = orientation(anchors, scale, options.measure)[0] if found.unit == "points" else 1.0
    except Unusable:
        return ArmInformation(people=people)
    if found.unit == "points" and by is not None:
        factor /= by.sd
    return ArmInformation(
        variance={a.arm.name: factor**2 * v for a, v in zip(anchors, found.variance, strict=True)},
        row={a.arm.name: a.rows[0] for a in anchors},
        assumed=any(derivation.assumed for a in anchors for derivation in a.derived),
        people=people,
    )


def _by_treatment(piece: Piece, people: Mapping[str, int]) -> Effects:
    """A piece with arms that got the same treatment averaged. Raises Unusable where only one treatment is left."""
    groups: dict[str, list[int]] = {}
    for place, arm in enumerate(piece.arms):
        groups.setdefault(arm.treatment, []).append(place)
    if len(groups) < 2:
        raise Unusable(SAME_TREATMENT)
    n = tuple(added(people.get(piece.arms[m].name) for m in members) for members in groups.values())
    if len(groups) == len(piece.arms):
        return Effects(
            treatments=tuple(groups), effect=piece.effect, cov=piece.cov, n=n, rows=piece.rows, derived=piece.derived
        )
    weight, derived = _weights(piece, list(groups.values()), people)
    average = averaging(list(groups.values()), weight)
    return Effects(
        treatments=tuple(groups),
        effect=average @ piece.effect,
        cov=average @ piece.cov @ average.T,
        n=n,
        rows=piece.rows,
        derived=(*piece.derived, *derived),
    )


def _weights(
    piece: Piece, groups: Sequence[Sequence[int]], people: Mapping[str, int]
) -> tuple[list[float], tuple[Derivation, ...]]:
    """Weight of each arm within its treatment: its people, or one where they are not all known."""
    weight, derived = [1.0] * len(piece.arms), []
    for members in groups:
        if len(members) < 2:
            continue
        names = [piece.arms[m].name for m in members]
        known = [people[name] for name in names if name in people]
        if len(known) == len(members):
            for m, n in zip(members, known, strict=True):
                weight[m] = float(n)
        how = f"{' and '.join(names)} averaged as one arm, weighted "
        how += "by people" if len(known) == len(members) else "equally, for the numbers of people are not all known"
        assumed = len(known) < len(members)
        derived.append(Derivation(row=", ".join(piece.rows), what="combined arm", how=how, assumed=assumed))
    return weight, tuple(derived)


def _apart(extra: Sequence[Summary], scale: Scale | None, options: EffectOptions, out: dict[str, str]) -> list[Effects]:
    """Arms that share nothing with the printed contrasts."""
    if not extra:
        return []
    try:
        return [from_arms(extra, scale, options)]
    except Unusable as reason:
        out.update((row, str(reason)) for row in rows_of(extra))
        return []

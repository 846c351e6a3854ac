"""Arms or contrasts: one set of numbers out of all that a trial prints of one outcome at one time.

The same people can stand there twice: as arms and as contrasts between them, as final scores and as changes, in the
margins of a factorial trial and in its cells. Each is counted once. Arms come first, a contrast adjusted for baseline
before them; what tells of more treatments before either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from dorsal.trials.study import Result
from dorsal.trials.treatment import components

FAMILY_ORDER = ("mean", "change", "events", "rate")
ADJUSTED = "contrasts adjusted for baseline"
ARMS = "arms"
CONTRASTS = "contrasts"
BOTH = "arms, and contrasts for what has no arms"


@dataclass(frozen=True, kw_only=True)
class NumberSet:
    """The rows that count, in pieces that share no people with one another, and why the other rows do not count."""

    pieces: tuple[tuple[Result, ...], ...] = ()
    left_out: dict[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def treatments(self) -> frozenset[str]:
        return _treatments(result for piece in self.pieces for result in piece)


def number_set(results: Sequence[Result], n_randomised: int | None = None) -> NumberSet:
    """One set of numbers out of the rows of one trial, outcome, instrument and time.

    `n_randomised` shows where arms share people: their numbers add to more than were randomised.
    """
    if len(results) == 1 and len(_treatments(results)) > 1:  # most tables of contrasts: there is nothing to choose
        return NumberSet(pieces=(tuple(results),))
    out: dict[str, str] = {}
    arms = _one_row_an_arm(_one_family([r for r in results if not r.is_contrast], out), out)
    contrasts = _one_row_a_pair([r for r in results if r.is_contrast], out)
    kind, taken = _choice(arms, contrasts)
    if len(_treatments(taken)) < 2:
        return NumberSet(left_out=out | {r.row: _why_alone(r) for r in results if r.row not in out})
    people = _people(taken)
    if kind in (ADJUSTED, CONTRASTS):
        carried = _shared_arms([r for r in results if not r.is_contrast], taken)
        for result in carried:
            out.pop(result.row, None)
        taken = [*taken, *carried]
    rows = {result.row for result in taken}
    out |= {r.row: _why_not(r, kind) for r in results if r.row not in rows and r.row not in out}
    pieces = [taken]
    if n_randomised is not None and people > n_randomised:
        pieces = _without_shared_people(taken, contrasts, out)
    rest = any(r.is_contrast for r in results) and any(not r.is_contrast for r in results)
    return NumberSet(pieces=tuple(tuple(piece) for piece in pieces), left_out=out, note=f"{kind} taken" if rest else "")


def _treatments(results: Iterable[Result]) -> frozenset[str]:
    return frozenset(treatment for result in results for treatment in result.treatments)


def _names(result: Result) -> frozenset[str]:
    return frozenset(arm.name for arm in result.arms)


def _family(result: Result) -> str:
    first = result.reported.split("_")[0]
    return "mean" if first == "median" else first


def _one_family(arms: Sequence[Result], out: dict[str, str]) -> list[Result]:
    """Final scores or changes, whichever tells of more arms.

    Equal: final scores; but changes as printed where every final score has its baseline beside it, for then a change
    would be computed from them with an assumed correlation (Cochrane Handbook 6.5.2.8).
    """
    families: dict[str, list[Result]] = {}
    for result in arms:
        families.setdefault(_family(result), []).append(result)
    if len(families) < 2:
        return list(arms)
    with_baseline = all(r.baseline is not None for r in families.get("mean", ()))
    order = ("change", *FAMILY_ORDER) if with_baseline else FAMILY_ORDER

    def standing(family: str) -> tuple[int, int]:
        return (-len({arm.name for r in families[family] for arm in r.arms}), order.index(family))

    best = min(families, key=standing)
    word = {"mean": "final scores", "change": "changes from baseline"}.get(best, best)
    out |= {r.row: f"the {word} of the same arms are taken" for r in arms if _family(r) != best}
    return families[best]


def _one_row_an_arm(arms: Sequence[Result], out: dict[str, str]) -> list[Result]:
    first: dict[frozenset[str], Result] = {}
    for result in arms:
        kept = first.setdefault(_names(result), result)
        if kept is not result:
            out[result.row] = f"the same arm, outcome and time stands in {kept.row}"
    return list(first.values())


def _one_row_a_pair(contrasts: Sequence[Result], out: dict[str, str]) -> list[Result]:
    first: dict[frozenset[str], Result] = {}
    for result in sorted(contrasts, key=lambda r: r.adjusted != "yes"):
        kept = first.setdefault(_names(result), result)
        if kept is not result:
            out[result.row] = f"the same two arms, outcome and time stand in {kept.row}"
    return list(first.values())


def _choice(arms: list[Result], contrasts: list[Result]) -> tuple[str, list[Result]]:
    """What tells of the most treatments; among equals the first of: adjusted contrasts, arms, contrasts, both."""
    with_row = {name for result in arms for name in _names(result)}
    options = {
        ADJUSTED: [result for result in contrasts if result.adjusted == "yes"],
        ARMS: arms,
        CONTRASTS: contrasts,
        BOTH: [*arms, *(result for result in contrasts if not _names(result) <= with_row)],
    }
    kind = max(options, key=lambda name: len(_treatments(options[name])))
    return kind, options[kind]


def _shared_arms(arms: Sequence[Result], contrasts: Sequence[Result]) -> list[Result]:
    """The rows of arms that stand in several of the contrasts: the covariance of these is that arm's variance."""
    times = [name for result in contrasts for name in _names(result)]
    shared: dict[str, Result] = {}
    for result in sorted(arms, key=lambda r: r.adjusted != "yes"):
        if times.count(result.arms[0].name) > 1:
            shared.setdefault(result.arms[0].name, result)
    return list(shared.values())


def _why_alone(result: Result) -> str:
    if result.is_contrast:
        return f"both arms got the same treatment ({result.treatments[0]})"
    return "a single arm without a partner of another treatment"


def _why_not(result: Result, kind: str) -> str:
    if kind == ADJUSTED and not result.is_contrast:
        return "the contrast of the same arms, adjusted for baseline, is taken"
    return f"the {kind} of the same outcome and time are taken"


def _people(results: Sequence[Result]) -> int:
    """People in the distinct arms, as far as their numbers are printed."""
    return sum({arm.name: arm.n or 0 for result in results for arm in result.arms}.values())


def _without_shared_people(
    taken: Sequence[Result], contrasts: Sequence[Result], out: dict[str, str]
) -> list[list[Result]]:
    """The comparisons of a factorial trial: each apart, and none that is a sum of others.

    The margins of a factorial trial hold everybody once each and their contrasts are uncorrelated when it is balanced;
    a comparison of cells has the same people and the same effects again.
    """
    pieces = sorted(_pieces(taken, contrasts), key=_people, reverse=True)
    kept: list[list[Result]] = []
    differences: list[dict[str, float]] = []
    for piece in pieces:
        own = _differences(piece)
        if kept and _rank([*differences, *own]) < len(differences) + len(own):
            rows = ", ".join(result.row for other in kept for result in other)
            out |= {r.row: f"its people and its effect are already in {rows} (factorial trial)" for r in piece}
        else:
            kept.append(piece)
            differences += own
    return kept


def _pieces(taken: Sequence[Result], contrasts: Sequence[Result]) -> list[list[Result]]:
    """The rows taken, in groups of arms that contrasts of the trial join; one group if it prints no contrasts."""
    groups: list[frozenset[str]] = []
    for pair in map(_names, contrasts):
        joined = [group for group in groups if group & pair]
        groups = [group for group in groups if group not in joined]
        groups.append(pair.union(*joined))
    pieces = [[result for result in taken if _names(result) <= group] for group in groups]
    rest = [result for result in taken if not any(_names(result) <= group for group in groups)]
    return [piece for piece in (*pieces, rest) if piece]


def _differences(piece: Sequence[Result]) -> list[dict[str, float]]:
    """What its treatments differ in, against the first, as counts of components."""
    first, *others = sorted(_treatments(piece))
    return [
        {part: float((part in components(other)) - (part in components(first)))
         for part in {*components(first), *components(other)}}
        for other in others
    ]  # fmt: skip


def _rank(differences: Sequence[dict[str, float]]) -> int:
    parts = sorted({part for difference in differences for part in difference})
    return int(np.linalg.matrix_rank(np.array([[d.get(part, 0.0) for part in parts] for d in differences])))

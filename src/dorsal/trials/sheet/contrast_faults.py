"""What cannot be in the contrasts of a trial."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf, isnan

from dorsal.trials.effect_options import EFFICACIES
from dorsal.trials.sheet.closure import Edge, misclosures, pieces
from dorsal.trials.sheet.contrasts import Contrasts, has_t, result
from dorsal.trials.sheet.several_arms import approximated, contradictory, lacking

FILL = "fill it in, or delete the row"
MOST_JUDGED = 100
"""Arms of a study whose standard errors are compared; more are a fault of their own."""
PLAINLY = 1e-3
"""Nearer to the bound, the covariance itself is asked."""


def check_contrasts(c: Contrasts, repeated: set[int]) -> None:
    """Note every fault of the contrasts on their page. Rows in `repeated` are whole rows that stand twice already."""
    for row in range(len(c.page)):
        _check_row(c, row)
    if c.is_ratio and not c.se_of_log and any(se is not None for se in c.se):
        _check_scale(c)
    if c.whole is not None:
        c.page.notes.append(_efficacies(c))
    if c.se_of_log and any(
        se is not None and (low is not None or high is not None)
        for se, low, high in zip(c.se, c.low, c.high, strict=True)
    ):
        c.page.notes.append("Spread: the standard error is taken where an interval stands beside it.")
    incomplete: dict[str, tuple[int, int]] = {}
    for study, rows in c.page.studies.items():
        if len(rows) > 1:
            known = [row for row in rows if row not in repeated and c.first[row] and c.second[row]]
            for once in _check_study(c, known):
                _check_several(c, study, once, incomplete)
    c.page.notes += approximated((study, *counts) for study, counts in incomplete.items())


def _efficacies(c: Contrasts) -> str:
    """How a column of efficacies is read."""
    name = c.page.columns.name
    limits = [repr(name(role)) for role in ("lower", "upper") if c.page.has(role)]
    among = f", and {' and '.join(limits)} as limits of it" if limits else ""
    unit = "per cent" if c.whole == 100.0 else "shares of 1"
    return (
        f"Efficacy: {name('effect')!r} is read as 1 - ratio in {unit}{among}; pooled is the ratio, whose lower limit "
        "is 1 - the upper."
    )


def _check_row(c: Contrasts, row: int) -> None:
    value, low, high = c.value[row], c.low[row], c.high[row]
    if c.first[row] and c.first[row] == c.second[row]:
        c.page.fault(row, "treatment2", "it is the first treatment again", "correct one of them, or delete the row")
    if value is None:
        c.page.fault(row, "effect", "the effect is missing", FILL)
        return
    if c.is_ratio and any(number is not None and c.ratio(number) <= 0 for number in (value, low, high)):
        _fault_bounds(c, row)
    if low is not None and high is not None and low >= high:
        c.page.fault(row, "lower", f"the lower limit is not below the upper one, {high:g}", "exchange or correct them")
    elif (low is not None and low > value) or (high is not None and high < value):
        words = f"{'?' if low is None else f'{low:g}'} to {'?' if high is None else f'{high:g}'}"
        remedy = "correct the effect or the limits; see whether a sign is lost or the treatments are exchanged"
        if c.whole is not None and (low or 0.0) <= c.ratio(value) <= (high or inf):
            remedy = f"they look like limits of the ratio, {c.ratio(value):.3g}; give those of the efficacy, 1 - each"
        c.page.fault(row, "effect", f"its interval {words} does not contain it", remedy)
    if all(column[row] is None for column in (c.se, c.low, c.high, c.p)) and not (has_t(c, row) or _by_people(c, row)):
        role = next((role for role in ("se", "variance", "lower", "p") if c.page.has(role)), "se")
        c.page.fault(row, role, "the standard error (or the interval, or P) is missing", FILL)


def _fault_bounds(c: Contrasts, row: int) -> None:
    """A ratio of 0 or below, or an efficacy of all."""
    name = c.page.columns.name("effect")
    if c.whole is None:
        remedy = f"correct it; if it is a logarithm, call the column log{c.kind.measure}"
        c.page.fault(row, "effect", f"a ratio (column {name}) must be above 0", remedy)
        return
    problem = f"an efficacy (column {name}) and its limits must be below {c.whole:g}"
    c.page.fault(row, "effect", problem, "correct it; of no case at all among the vaccinated give the counts instead")


def _by_people(c: Contrasts, row: int) -> bool:
    """A standardised difference gets its standard error from the numbers of people."""
    return c.kind.measure == "SMD" and c.n1[row] is not None and c.n2[row] is not None


def _check_scale(c: Contrasts) -> None:
    """A standard error beside a ratio may be of the ratio or of its logarithm: only the interval is clear."""
    alone = [row for row, se in enumerate(c.se) if se is not None and c.low[row] is None and c.high[row] is None]
    if alone:
        effect, se = c.page.columns.name("effect"), c.page.columns.name("se" if c.page.has("se") else "variance")
        what = "ratios" if c.whole is None else "efficacies"
        ratio = EFFICACIES.get(c.kind.measure, c.kind.measure)
        problem = f"{effect} holds {what}, and {se} does not say whether it is of them or of logarithms"
        remedy = f"give the interval (lower, upper); or the logarithm of the ratio in a column log{ratio} with its seTE"
        c.page.file_fault(se, problem, remedy)


def _check_study(c: Contrasts, rows: Sequence[int]) -> Iterator[list[int]]:
    """Each pair once; all treatments joined; loops that add up. By outcome and time, whose rows it yields."""
    occasions: dict[object, list[int]] = {}
    for row in rows:
        occasions.setdefault(c.occasions.key(row), []).append(row)
    for members in occasions.values():
        if len(members) > 1:
            once = _check_pairs(c, members)
            _check_joined(c, once)
            _check_closed(c, once)
            yield once


def _check_several(c: Contrasts, study: str, rows: Sequence[int], incomplete: dict[str, tuple[int, int]]) -> None:
    """Rows of one outcome and time: all comparisons of its arms, whose variances arms can have; else noted."""
    arms, absent = lacking([(c.first[row], c.second[row]) for row in rows])
    if absent > 0:
        incomplete.setdefault(study, (arms, len(rows)))
    elif (
        2 < arms <= MOST_JUDGED
        and all(_readable(c, row) for row in rows)
        and not _triangle(c, rows)
        and contradictory(study, [result(c, study, row) for row in rows], c.kind.measure or "MD")
    ):
        _fault_errors(c, rows)


def _readable(c: Contrasts, row: int) -> bool:
    """Whether all its numbers are in order; what is not has a fault of its own."""
    numbers = (c.value[row], c.se[row], c.low[row], c.high[row], c.level[row], c.p[row], c.statistic[row])
    spread = any(number is not None for number in numbers[1:])
    whole = c.value[row] is not None and spread and not any(isnan(number) for number in numbers if number is not None)
    return whole and not (c.is_ratio and any(n is not None and c.ratio(n) <= 0 for n in (numbers[0], *numbers[2:4])))


def _triangle(c: Contrasts, rows: Sequence[int]) -> bool:
    """Whether three standard errors plainly belong together: none is above the sum of the others."""
    errors = [se for row in rows if (se := c.se[row]) is not None]
    return len(rows) == len(errors) == 3 and 2.0 * max(errors) < sum(errors) * (1.0 - PLAINLY)


def _fault_errors(c: Contrasts, rows: Sequence[int]) -> None:
    role = next((role for role in ("se", "variance", "lower", "p") if c.page.has(role)), "se")
    by_error = role in ("se", "variance") and all(c.se[row] is not None for row in rows)
    shown = "; ".join(
        f"{c.page.table.place(row)}: {c.first[row]} - {c.second[row]}" + (f" {c.se[row]:g}" if by_error else "")
        for row in rows
    )
    problem = f"the study's standard errors contradict each other, for no arms can have them all ({shown})"
    remedy = (
        "look for a standard deviation or a variance given as standard error, an interval of another level, or two "
        "arms exchanged; or give the arms instead"
    )
    c.page.fault(rows[0], role, problem, remedy)


def _check_pairs(c: Contrasts, rows: Sequence[int]) -> list[int]:
    first: dict[frozenset[str], int] = {}
    for row in rows:
        kept = first.setdefault(frozenset((c.first[row], c.second[row])), row)
        if kept != row:
            problem = f"{c.first[row]} and {c.second[row]} are compared in {c.page.table.place(kept)} too"
            remedy = "delete one; or tell the rows apart in a column outcome, scale or weeks, or as two studies"
            c.page.fault(row, "treatment1", problem, remedy)
    return [row for pair, row in first.items() if len(pair) == 2]


def _check_joined(c: Contrasts, rows: Sequence[int]) -> None:
    groups = pieces([(c.first[row], c.second[row]) for row in rows])
    if len(groups) > 1:
        shown = " | ".join(", ".join(sorted(group)) for group in groups)
        row = next(row for row in rows if c.first[row] in groups[1])
        problem = f"the study's contrasts leave it in pieces that nothing joins: {shown}"
        remedy = "add a contrast between the pieces, or give them as studies with names of their own"
        c.page.fault(row, "treatment1", problem, remedy)


def _check_closed(c: Contrasts, rows: Sequence[int]) -> None:
    """A fault at each contrast that contradicts the others of its study beyond rounding."""
    edges = [
        Edge(row=row, first=c.first[row], second=c.second[row], value=c.ratio(value), printed=_printed(c, row))
        for row in rows
        if (value := c.value[row]) is not None and value == value
    ]
    for edge, implied in misclosures(edges, logged=c.is_ratio):
        problem = (
            f"it contradicts the study's other contrasts, by which {edge.first} against {edge.second} is "
            f"{implied if c.whole is None else c.whole * (1.0 - implied):.4g}"
        )
        remedy = "correct the effect or its sign, or see whether the treatments are exchanged"
        c.page.fault(edge.row, "effect", problem, remedy)


def _printed(c: Contrasts, row: int) -> str:
    """The effect as it stands in the table; of an efficacy in per cent, with the decimals of its ratio."""
    text = c.page.raw("effect")[row].strip().rstrip("%")
    return f"{text}e-2" if c.whole == 100.0 and "e" not in text.lower() else text

"""One row per arm with its effect against the study's base arm, which has none (gemtc's relative effects)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from dorsal.trials.effect_options import EFFICACIES
from dorsal.trials.sheet.arms import KnownArms, Numbers
from dorsal.trials.sheet.contrasts import is_ratio, kind_of
from dorsal.trials.sheet.occasion import Occasions
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.spelling import check_combinations
from dorsal.trials.study import Result


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The rows of one study for one outcome and time: its base arm, and the others."""

    study: str
    base: int
    others: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class RelativeArms:
    """Row i: the effect of its treatment against the base arm, with standard error; of the base arm its own."""

    page: Page
    occasions: Occasions
    treatment: Sequence[str]
    value: Numbers
    se: Numbers
    n: Numbers
    trials: list[Trial]


def relative_arms_of(page: Page, repeated: set[int]) -> RelativeArms:
    """The arms of a table, in trials; their faults are noted on the page."""
    known = check_combinations(page, ["treatment"])
    names = page.texts("treatment")
    page.needs("treatment", (row for row, text in enumerate(names) if not text), "the treatment")
    occasions = Occasions(page)
    arms = RelativeArms(
        page=page,
        occasions=occasions,
        treatment=[known.get(text, "") for text in names],
        value=page.numbers("effect"),
        se=page.numbers("se"),
        n=page.numbers("n"),
        trials=[],
    )
    for name, rows in page.studies.items():
        by_occasion: dict[object, list[int]] = {}
        for row in rows:
            if row not in repeated:
                by_occasion.setdefault(occasions.key(row), []).append(row)
        for members in by_occasion.values():
            arms.trials.extend(_trial(arms, name, members))
    for trial in arms.trials:
        _check(arms, trial)
    _check_scale(page)
    return arms


def _check_scale(page: Page) -> None:
    """Effects here have standard errors, so that ratios must be logarithms."""
    kind = kind_of(page)
    if is_ratio(kind):
        effect, ratio = page.columns.name("effect"), EFFICACIES.get(kind.measure, kind.measure)
        problem = f"{effect} holds {'efficacies' if kind.measure in EFFICACIES else 'ratios'} beside a standard error"
        remedy = (
            f"give logarithms of the ratio in a column log{ratio}, with their standard errors; or one row per contrast "
            "with its interval"
        )
        page.file_fault(effect, problem, remedy)


def _trial(arms: RelativeArms, study: str, rows: Sequence[int]) -> list[Trial]:
    """The trial of these rows, or none and a fault."""
    page, bases = arms.page, [row for row in rows if arms.value[row] is None]
    if len(rows) == 1 and study in page.unsure:
        return []
    if len(rows) == 1:
        remedy = "add its other arms, or see whether the study has the same name in all its rows; else delete it"
        page.fault(rows[0], "study", "the study has only one arm", remedy)
    elif not bases:
        remedy = "add the row of the base arm, with the effect empty or NA"
        page.fault(rows[0], "effect", "the study has no base arm", remedy)
    elif len(bases) > 1:
        remedy = "give the effect of every arm but one, the base arm"
        page.fault(bases[1], "effect", f"the effect is missing, as in {page.table.place(bases[0])}", remedy)
    else:
        return [Trial(study=study, base=bases[0], others=[row for row in rows if row != bases[0]])]
    return []


def _check(arms: RelativeArms, trial: Trial) -> None:
    page, base = arms.page, arms.se[trial.base]
    seen = {arms.treatment[trial.base]: trial.base}
    for row in trial.others:
        kept = seen.setdefault(arms.treatment[row], row)
        if kept != row and arms.treatment[row]:
            remedy = "combine the arms, correct the treatment, or tell outcomes and times apart in columns of their own"
            page.fault(row, "treatment", f"the same arm stands in {page.table.place(kept)}", remedy)
        se = arms.se[row]
        if se is None:
            page.fault(row, "se", "the standard error is missing", "fill it in, or delete the row")
        elif base is not None and base >= se:
            problem = f"it is not above that of the base arm, {base:g}, which is a part of it"
            page.fault(row, "se", problem, "give the base arm its own standard error, or none")
    rows = (trial.base, *trial.others)
    if len(trial.others) > 1 and base is None and any(arms.n[row] is None for row in rows):
        problem = "the standard error of the base arm is missing, by which the effects of three arms or more depend"
        page.fault(trial.base, "se", problem, "fill it in, or give the numbers of people in a column sampleSize")


def results(arms: RelativeArms) -> Iterator[tuple[str, list[Result]]]:
    """Each study with its results. Only for arms without faults.

    Where the base arm's own standard error is known, the contrasts between the other arms are made from it too, so
    that every covariance is exact: effects against one arm share its variance, so the variance of such a contrast is
    var(a) + var(b) - 2 var(base) (NICE Decision Support Unit TSD 2, example 7).
    """
    made: dict[str, list[Result]] = {}
    for trial in arms.trials:
        made.setdefault(trial.study, []).extend(_results(arms, trial))
    yield from made.items()


def _results(arms: RelativeArms, trial: Trial) -> Iterator[Result]:
    known = KnownArms(arms.page.dosages)
    who = {row: known.arm(arms.treatment[row], "", arms.n[row]) for row in (trial.base, *trial.others)}
    place = arms.page.table.place
    for row in trial.others:
        yield Result(
            row=place(row), study=trial.study, arms=(who[row], who[trial.base]), reported="effect_se",
            value=arms.value[row], se=arms.se[row], **arms.occasions.fields(row),
        )  # fmt: skip
    base = arms.se[trial.base]
    for a, b in combinations(trial.others, 2) if base is not None else ():
        value = (arms.value[a] or 0.0) - (arms.value[b] or 0.0)
        variance = (arms.se[a] or 0.0) ** 2 + (arms.se[b] or 0.0) ** 2 - 2.0 * (base or 0.0) ** 2
        yield Result(
            row=f"{place(a)} and {place(b)}", study=trial.study, arms=(who[a], who[b]), reported="effect_se",
            value=value, se=variance**0.5, **arms.occasions.fields(a),
        )  # fmt: skip

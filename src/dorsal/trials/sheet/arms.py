"""The arms of all studies, whether they stand below or beside each other, and the results that they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dorsal.trials.dosage import Dosage
from dorsal.trials.sheet.occasion import Key, Occasions
from dorsal.trials.sheet.page import Groups, Page
from dorsal.trials.study import ORDERED, Arm, Result

Numbers = Sequence[float | None]
Cells = tuple[float | None, ...]
OF_MEDIANS = ("median", "first_quartile", "third_quartile", "minimum", "maximum")
"""Roles that are read only where there are medians and no events: else a column `max` means something else."""


@dataclass(frozen=True, kw_only=True)
class Arms:
    """Arm j stands in row `rows[j]` as its arm `numbers[j]`, 0 where a row is one arm. None: missing; NaN: wrong."""

    page: Page
    occasions: Occasions
    rows: Sequence[int]
    numbers: Sequence[int]
    study: Sequence[str]
    treatment: Sequence[str]
    """Canonical."""
    label: Sequence[str]
    n: Numbers
    events: Numbers
    mean: Numbers
    sd: Numbers
    se: Numbers
    low: Numbers
    high: Numbers
    person_time: Numbers
    median: Numbers
    first_quartile: Numbers
    third_quartile: Numbers
    minimum: Numbers
    maximum: Numbers
    studies: Groups
    categories: Sequence[Cells] = ()
    """Of an ordered outcome: people by category in each arm, the lowest first; empty otherwise."""

    def key(self, j: int) -> Key:
        """What the arm's numbers measure."""
        return self.occasions.key(self.rows[j])

    def by_median(self, j: int) -> bool:
        """Whether the arm's median counts: it has no mean, or one without a spread."""
        spread = (self.sd[j], self.se[j], self.low[j], self.high[j])
        return self.median[j] is not None and (self.mean[j] is None or all(number is None for number in spread))

    def fault(self, j: int, role: str, problem: str, remedy: str, value: str | None = None) -> None:
        """Note what is wrong with an arm."""
        number = 0 if role in ("study", "scale") else self.numbers[j]
        part = f"arm {number}" if number else self.treatment[j]
        self.page.fault(self.rows[j], f"{role}{number}" if number else role, problem, remedy, part=part, value=value)

    def place(self, j: int) -> str:
        """Where an arm stands, without its study: "line 4", "line 4, arm 2"."""
        place = self.page.table.place(self.rows[j])
        return f"{place}, arm {self.numbers[j]}" if self.numbers[j] else place


class KnownArms:
    """Arms that are alike, made once: a million rows repeat themselves."""

    def __init__(self, dosages: Mapping[str, Dosage]) -> None:
        self._dosages = dosages
        self._made: dict[tuple[str, str, float | None], Arm] = {}

    def arm(self, treatment: str, label: str, n: float | None) -> Arm:
        """The arm of this treatment, label and number of people."""
        who = (treatment, label, n)
        if who not in self._made:
            people, dosage = None if n is None else int(n), self._dosages.get(treatment)
            self._made[who] = Arm(treatment=treatment, label=label, n=people, dosage=dosage)
        return self._made[who]


def results(arms: Arms) -> Iterator[tuple[str, list[Result]]]:
    """Each study with its results. Only for arms without faults."""
    known = KnownArms(arms.page.dosages)
    for study, members in arms.studies.items():
        labels = _labels(arms, members)
        made = []
        for j in members:
            made.append(_result(arms, study, j, known.arm(arms.treatment[j], labels.get(j, ""), arms.n[j])))
        yield study, made


def _labels(arms: Arms, members: Sequence[int]) -> dict[int, str]:
    """Labels of arms with a treatment that stands more than once in the study; the others go by their treatment."""
    if not any(arms.label[j] for j in members):
        return {}
    names = [arms.label[j] for j in members]
    treatments = [arms.treatment[j] for j in members]
    labelled = {t: {name for name, other in zip(names, treatments, strict=True) if other == t} for t in treatments}
    return {
        j: f"{arms.treatment[j]}: {arms.label[j]}"
        for j in members
        if len(labelled[arms.treatment[j]]) > 1 and arms.label[j]
    }


def _result(arms: Arms, study: str, j: int, arm: Arm) -> Result:
    row = arms.page.table.place(arms.rows[j])
    fields = arms.occasions.fields(arms.rows[j])
    if arms.numbers[j]:
        row = f"{row} arm {arms.numbers[j]}"
    if arms.categories:
        told = tuple(None if people is None else int(people) for people in arms.categories[j])
        arm = replace(arm, n=sum(people or 0 for people in told))
        return Result(row=row, study=study, arms=(arm,), reported=ORDERED, categories=told, **fields)
    if arms.events[j] is not None:
        reported = "rate" if arms.person_time[j] is not None else "events"
        return Result(
            row=row, study=study, arms=(arm,), reported=reported, value=arms.events[j],
            person_time=arms.person_time[j], **fields,
        )  # fmt: skip
    if arms.by_median(j):
        quartiles = _both(arms.first_quartile[j], arms.third_quartile[j])
        extremes = _both(arms.minimum[j], arms.maximum[j])
        parts = ["iqr"] * (quartiles is not None) + ["range"] * (extremes is not None)
        return Result(
            row=row, study=study, arms=(arm,), reported="_".join(("median", *parts)), value=arms.median[j],
            quartiles=quartiles, extremes=extremes, **fields,
        )  # fmt: skip
    if arms.sd[j] is not None and arm.n is not None:
        return Result(
            row=row, study=study, arms=(arm,), reported="mean_sd", value=arms.mean[j], sd=arms.sd[j], **fields
        )
    if arms.se[j] is not None:
        return Result(
            row=row, study=study, arms=(arm,), reported="mean_se", value=arms.mean[j], se=arms.se[j], **fields
        )
    return Result(
        row=row, study=study, arms=(arm,), reported="mean_ci", value=arms.mean[j],
        ci_low=arms.low[j], ci_high=arms.high[j], **fields,
    )  # fmt: skip


def _both(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)

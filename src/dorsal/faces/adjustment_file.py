"""What is adjusted for: the table of people, what the aggregate table tells of theirs, and populations asked for."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from dorsal.errors import OptionError, SheetError
from dorsal.faces.words import listed
from dorsal.synthesis.population.links import Family
from dorsal.synthesis.population.mixed_arms import AggregateArm, MixedArms, PeopleArm, mixed_arms
from dorsal.synthesis.population.points import MARGINS
from dorsal.synthesis.population.printed_arms import KINDS, aggregate_arms, people_arms
from dorsal.synthesis.population.target import Target, people_target, study_targets, summary_target
from dorsal.trials.contrast import Array
from dorsal.trials.left_out import LeftOut
from dorsal.trials.people.person_cell import column_of, numbers_of
from dorsal.trials.people.person_table import People, read_people
from dorsal.trials.people.summary_table import Summaries, read_summaries
from dorsal.trials.sheet.column import recognised
from dorsal.trials.sheet.decimal_mark import decimal_mark
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.source import table_of
from dorsal.trials.study import Study

EXAMPLE = '"clinic: age=55±12, male=0.4"'
SPREAD = re.compile(r"\s*(?:±|\+/?-)\s*")
POINTS = 128
"""Of a population that is known by summaries, for average risks."""


@dataclass(frozen=True, kw_only=True)
class TargetAsked:
    """A population that somebody asks for."""

    name: str
    mean: Mapping[str, float] = field(default_factory=dict)
    sd: Mapping[str, float] = field(default_factory=dict)
    """Where they were given."""
    people: Array | None = None
    """(n, p) covariates of a table of people, in the model's order."""


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """People, what they are adjusted for, and where the answer is wanted."""

    people: People
    summaries: Summaries | None
    """None: there is no aggregate table."""
    margins: tuple[str, ...]
    """Of each covariate of the people."""
    prognostic: tuple[str, ...]
    targets: tuple[TargetAsked, ...]

    @property
    def covariates(self) -> tuple[str, ...]:
        return self.people.covariates

    def arms(
        self, studies: Iterable[Study], reference: str, treatments: Sequence[str], family: Family
    ) -> tuple[MixedArms, tuple[LeftOut, ...]]:
        """People and printed arms on these treatments. Of `studies` those of the people are passed over.

        Raises OptionError for a family of another outcome than the people's.
        """
        if KINDS[family.kind] != self.people.kind:
            words = {"mean": "a score", "events": "an event or none", "rate": "events over person-time"}
            raise OptionError(f"the people have {words[self.people.kind]}, which is not what {family.name} is of")
        own = set(self.people.studies)
        others = tuple(study for study in studies if study.id not in own)
        printed, left_out = aggregate_arms(others, self.people.kind, self.summaries)
        return mixed_arms(
            _compared(people_arms(self.people), treatments),
            _compared(printed, treatments),
            family=family,
            covariates=self.covariates,
            margins=self.margins,
            reference=reference,
        ), left_out

    def populations(self, arms: MixedArms) -> tuple[Target, ...]:
        """The targets that were asked for, then those of the studies."""
        return (*(_target(arms, asked) for asked in self.targets), *study_targets(arms, POINTS))


Arm = TypeVar("Arm", PeopleArm, AggregateArm)


def _compared(arms: Sequence[Arm], treatments: Sequence[str]) -> list[Arm]:
    """The arms on these treatments, of studies that have two or more."""
    kept = [arm for arm in arms if arm.treatment in treatments]
    count = Counter(arm.study for arm in kept)
    return [arm for arm in kept if count[arm.study] > 1]


def _target(arms: MixedArms, asked: TargetAsked) -> Target:
    if asked.people is not None:
        return people_target(asked.name, asked.people)
    mean = np.array([asked.mean[name] for name in arms.covariates], dtype=np.float64)
    usual = dict(zip(arms.covariates, arms.scale, strict=True))
    sd = np.array([asked.sd.get(name, usual[name]) for name in arms.covariates], dtype=np.float64)
    return summary_target(asked.name, arms, mean, sd, POINTS)


def read_adjustment(
    people: str | Path | Any,
    trials: str | Path | Any | None,
    adjust: Sequence[str],
    *,
    prognostic: Sequence[str] = (),
    targets: Sequence[str] = (),
    people_columns: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    sheet_name: str | None = None,
    decimal: str | None = None,
) -> Adjustment:
    """Read a table of people and, of the table of trials (None: there is none), the summaries of their covariates.

    `adjust`: covariates, as "age" or with their distribution as "weight:lognormal"; those that are 0 or 1 in all people
    are proportions. `targets`: as "clinic: age=55±12, male=0.4", or the path of a table of people, each with a name of
    its own. Raises SheetError with every fault of a table, OptionError for what cannot be asked.
    """
    asked = dict(_adjusting(adjust))
    if not asked:
        raise OptionError("say what to adjust for, as --adjust age,male")
    strange = [name for name in prognostic if name not in asked]
    if strange:
        raise OptionError(f"--prognostic {', '.join(strange)}: it is not adjusted for ({', '.join(asked)})")
    found = read_people(people, tuple(asked), columns=people_columns)
    yes_no = dict(zip(asked, found.yes_or_no, strict=True))
    shares = [f"{name}:{margin}" for name, margin in asked.items() if margin and yes_no[name]]
    if shares:
        raise OptionError(
            f"--adjust {', '.join(shares)}: it is 0 or 1 in all people, a proportion, which has no distribution to "
            f"name; write {', '.join(name.partition(':')[0] for name in shares)}"
        )
    margins = tuple("bernoulli" if yes_no[name] else margin or "normal" for name, margin in asked.items())
    summaries = None
    if trials is not None:
        summaries = read_summaries(trials, yes_no, columns=columns, sheet_name=sheet_name, decimal=decimal)
    named = [target_of(text, place, yes_no) for place, text in enumerate(targets, 1)]
    _check_apart(named, found.studies)
    return Adjustment(
        people=found, summaries=summaries, margins=margins, prognostic=tuple(prognostic), targets=tuple(named)
    )


def _check_apart(targets: Sequence[TargetAsked], studies: Sequence[str]) -> None:
    """Raises OptionError for populations of one name, or with that of a study whose people are told beside them."""
    counts = Counter((*(target.name for target in targets), *studies))
    twice = [name for name in dict.fromkeys(target.name for target in targets) if counts[name] > 1]
    if twice:
        raise OptionError(
            f"--target: {listed(map(repr, twice))} names two populations (studies are told by their names too); give "
            f"each a name of its own before its colon, as {EXAMPLE}; a table is called by its file"
        )


def _adjusting(said: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each covariate with its margin, "" where none is named."""
    known = [margin for margin in MARGINS if margin != "bernoulli"]
    for one in said:
        name, colon, margin = one.rpartition(":") if ":" in one else (one, "", "")
        if colon and margin.strip() not in known:
            raise OptionError(f"--adjust {one!r}: a distribution is one of {', '.join(known)}, as in weight:lognormal")
        yield name.strip(), margin.strip()


def target_of(text: str, place: int, yes_no: Mapping[str, bool]) -> TargetAsked:
    """A population as it is written: means with SDs, or the path of a table. `yes_no`: the covariates.

    Raises OptionError with all that is wrong with it, SheetError for the table.
    """
    if "=" not in text:
        return _of_table(text, tuple(yes_no))
    before, colon, rest = text.partition(":")
    named = bool(colon) and "=" not in before
    parts = [part for part in re.split(r"[,;]\s*", rest if named else text) if part.strip()]
    mean: dict[str, float] = {}
    sd: dict[str, float] = {}
    faults = []
    for part in parts:
        name, _, value = (piece.strip() for piece in part.partition("="))
        middle, *spread = SPREAD.split(value)
        mean[name], ends = _number(middle), [_number(one) for one in spread]
        if name not in yes_no:
            faults.append(f"{name} is not adjusted for ({', '.join(yes_no)})")
        elif not math.isfinite(mean[name]) or len(ends) > 1 or not all(end >= 0.0 for end in ends):
            faults.append(f"{part.strip()!r} is no mean, as {name}={'0.4' if yes_no[name] else '55±12'}")
        elif yes_no[name] and not 0.0 <= mean[name] <= 1.0:
            faults.append(f"{name} is a proportion between 0 and 1, got {mean[name]:g}")
        if ends:
            sd[name] = ends[0]
    faults += [f"{name} is missing" for name in yes_no if name not in mean]
    if faults:
        raise OptionError(f"--target {text!r}: {'; '.join(faults)}. Write it as {EXAMPLE}")
    return TargetAsked(name=before.strip() if named else f"target {place}", mean=mean, sd=sd)


def _number(text: str) -> float:
    """A number, or percent as a share; NaN where it is none."""
    try:
        return float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
    except ValueError:
        return math.nan


def _of_table(text: str, covariates: Sequence[str]) -> TargetAsked:
    """The population of the people in a table. People of whom something is missing are left out."""
    path = Path(text.strip())
    if not path.is_file():
        raise OptionError(f"--target {text!r}: neither a file nor means; write it as {EXAMPLE}")
    table, _ = table_of(path, None, lambda _: None)
    page = Page(table, recognised(table.header, {})[0], decimal_mark(table))
    places = {name: column_of(table.header, [name]) for name in covariates}
    for name, place in places.items():
        if place is None:
            page.file_fault(name, "there is no such column", f"the columns are {', '.join(table.header)}")
    read = [numbers_of(page, place) for place in places.values() if place is not None]
    rows = [row for row in zip(*read, strict=True) if all(value is not None for value in row)]
    if not rows and not page.faults:
        page.file_fault("", "nobody has all of the covariates", "fill them in")
    if page.faults:
        raise SheetError(f"{table.name}: it cannot be a target", page.faults)
    return TargetAsked(name=path.stem, people=np.array(rows, dtype=np.float64))

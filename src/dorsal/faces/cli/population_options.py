"""The options of `dorsal fit --people`: a table of people beside the trials, and the populations asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from dorsal.faces.cli.asking import mapping, names
from dorsal.faces.cli.consistency_options import ConsistencyOptions
from dorsal.faces.cli.options import option

if TYPE_CHECKING:
    from dorsal.faces.adjustment_file import Adjustment

PEOPLE = "People, and populations"


@dataclass(frozen=True, kw_only=True)
class PopulationOptions(ConsistencyOptions):
    """Individual patient data, what is adjusted for, and where the answer is wanted."""

    people: Annotated[
        Path | None,
        option(
            "--people",
            "A table with a row for each person of some studies: study, treatment, score or event, covariates. FILE "
            "has the other studies, a row for each arm; give the same path twice where there are no others",
            PEOPLE,
            metavar="TABLE",
        ),
    ] = None
    people_map: Annotated[
        list[str] | None,
        option(
            "--people-map",
            "Column of a role in that table, as --people-map mean=pain; repeat it for more",
            PEOPLE,
            metavar="ROLE=COLUMN",
        ),
    ] = None
    adjust: Annotated[
        list[str] | None,
        option(
            "--adjust",
            "Covariates, as age,male. FILE has age_mean and age_sd, and male as a proportion. Where their distribution "
            "is not normal: weight:lognormal, weight:gamma. They change effects against the control of the table (by "
            "its name, or the most studied treatment), whatever --reference shows",
            PEOPLE,
            metavar="NAMES",
        ),
    ] = None
    prognostic: Annotated[
        list[str] | None,
        option("--prognostic", "Of these, covariates that change the outcome and no effect", PEOPLE, metavar="NAMES"),
    ] = None
    target: Annotated[
        list[str] | None,
        option(
            "--target",
            "A population to answer for, as 'clinic: age=55±12, male=0.4', or a table of its people; repeat it for "
            "more. Risks there need --baseline-risk",
            PEOPLE,
            metavar="POPULATION",
        ),
    ] = None


def adjustment_of(options: PopulationOptions) -> Adjustment | None:
    """What is adjusted for, with its tables read; None where no people are given. Raises as reading does."""
    if options.people is None:
        return None
    from dorsal.faces.adjustment_file import read_adjustment

    return read_adjustment(
        options.people,
        None if options.people.resolve() == options.file.resolve() else options.file,
        names(options.adjust),
        prognostic=names(options.prognostic),
        targets=tuple(options.target or ()),
        people_columns=mapping(options.people_map),
        columns=mapping(options.map),
        sheet_name=options.sheet or None,
        decimal=options.decimal or None,
    )

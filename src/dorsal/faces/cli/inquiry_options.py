"""The further questions of `dorsal fit`, each an option."""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Any

from dorsal.errors import OptionError
from dorsal.faces.cli.belonging import lonely
from dorsal.faces.cli.grade_options import risk_of, thresholds_of
from dorsal.faces.cli.options import OUTPUT, Beside, FitOptions, option
from dorsal.faces.cli.population_options import adjustment_of
from dorsal.faces.cli.posterior_options import bayes_of
from dorsal.faces.cli.survival_options import SurvivalOptions, survival_of
from dorsal.faces.inquiry import KEYS, RARE_EVENTS, Inquiry, OutcomeAsked, besides_of
from dorsal.faces.inquiry.asked import CONTRIBUTION_METHODS, SPLIT_METHODS
from dorsal.faces.inquiry.dosing import dosing_of
from dorsal.faces.override_file import NO_OVERRIDES, read_overrides
from dorsal.faces.request import measure_code, one_of
from dorsal.trials.scale import Better
from dorsal.trials.treatment import canonical

ASK = "Further questions"
INTERACTIONS = ("shared", "class", "independent")
SPREADS = ("separate", "shared")
SELECTIONS = ("copas", "steps")
"""As in `synthesis.modifier` and `synthesis.subgroup`, which nobody waits for who does not ask."""


@dataclass(frozen=True, kw_only=True)
class InquiryOptions(SurvivalOptions):
    """Of `dorsal fit`, with what may be asked beside the estimates."""

    node_splits: Annotated[
        bool, option("--node-splits", "Does direct evidence agree with indirect? Every comparison with both", ASK)
    ] = False
    split_method: Annotated[
        str,
        option(
            "--split-method",
            "Of --node-splits: back-calculation (default), SIDDE (a fit without both), or bayes",
            ASK,
            metavar="METHOD",
        ),
    ] = "back-calculation"
    class_effects: Annotated[
        bool, option("--class-effects", "Treatments shrunk to their class; needs --treatment-class", ASK)
    ] = False
    prior_omega: Annotated[
        str,
        option(
            "--prior-omega",
            "Of the SD within a class, or between designs. Default: the prior of tau",
            ASK,
            metavar="PRIOR",
        ),
    ] = ""
    contribution: Annotated[
        bool, option("--contribution", "What each comparison and study contributes to each estimate", ASK)
    ] = False
    contribution_method: Annotated[
        str,
        option(
            "--contribution-method",
            "Of --contribution: shortest-path (default), random-walk, pseudo-inverse or convex",
            ASK,
            metavar="METHOD",
        ),
    ] = "shortest path"
    importance: Annotated[
        bool, option("--importance", "How much precision of each estimate would be lost without each study", ASK)
    ] = False
    leave_one_out: Annotated[bool, option("--leave-one-out", "What becomes of the result without each study", ASK)] = (
        False
    )
    interaction: Annotated[
        bool, option("--interaction", "Do parts of combinations do more, or less, together? Chosen by BIC", ASK)
    ] = False
    design_by_treatment: Annotated[
        bool, option("--design-by-treatment", "Do designs disagree? The interaction, and each design detached", ASK)
    ] = False
    confidence: Annotated[bool, option("--confidence", "CINeMA's six domains for every estimate; needs --mic", ASK)] = (
        False
    )
    rare_events: Annotated[
        str,
        option(
            "--rare-events",
            f"Odds ratios from the counts themselves, nothing added to empty cells: {', '.join(RARE_EVENTS)}",
            ASK,
            metavar="METHOD",
        ),
    ] = ""
    covariate: Annotated[
        list[str] | None,
        option(
            "--covariate",
            "Meta-regression on a column of the table; repeat it for several covariates in one model",
            ASK,
            metavar="COLUMN",
        ),
    ] = None
    slopes: Annotated[
        str,
        option(
            "--slopes",
            "Slopes of a covariate: shared (default), independent (one a treatment), or class",
            ASK,
            metavar="KIND",
        ),
    ] = "shared"
    treatment_class: Annotated[
        list[str] | None,
        option(
            "--treatment-class",
            "A class of treatments, as in --treatment-class ssri=A,B; repeat it",
            ASK,
            metavar="CLASS=NAMES",
        ),
    ] = None
    at: Annotated[
        list[str] | None,
        option(
            "--at",
            "Tell the meta-regression's effects at this value. Default: the mean",
            ASK,
            metavar="COLUMN=VALUE",
        ),
    ] = None
    subgroup: Annotated[
        list[str] | None,
        option(
            "--subgroup",
            "A network for each value of a column, with tests of their difference; may be repeated",
            ASK,
            metavar="COLUMN",
        ),
    ] = None
    subgroup_tau2: Annotated[
        str,
        option(
            "--subgroup-tau2",
            "A tau2 for each subgroup (separate, the default), or one for all (shared)",
            ASK,
            metavar="KIND",
        ),
    ] = "separate"
    tau2_by: Annotated[
        str,
        option(
            "--tau2-by",
            "A tau2 for each comparison (comparison), each two classes of treatments (class, with --treatment-class), "
            "or the studies of each value of a column",
            ASK,
            metavar="WHAT",
        ),
    ] = ""
    small_study: Annotated[
        bool,
        option("--small-study", "Do small studies show other effects? Funnel, tests of asymmetry, PET-PEESE", ASK),
    ] = False
    favoured: Annotated[
        list[str] | None,
        option(
            "--favoured",
            "Treatments that small studies would favour, most first, as A,B. Default: all over the reference",
            ASK,
            metavar="NAMES",
        ),
    ] = None
    selection: Annotated[
        list[str] | None,
        option(
            "--selection",
            "What if results were held back? copas, or steps (weights by P value); may be repeated",
            ASK,
            metavar="MODEL",
        ),
    ] = None
    power: Annotated[
        bool, option("--power", "What would settle it: how many more people, and which trial would help most", ASK)
    ] = False
    per_arm: Annotated[
        int, option("--per-arm", "People in each arm of a future trial. Default: 100", ASK, metavar="NUMBER")
    ] = 100
    rank_condition: Annotated[
        list[str] | None,
        option(
            "--rank-condition",
            "How probable is it, as 'A best by 10', 'A in first 3 and B above C'; may be repeated",
            ASK,
            metavar="STATEMENT",
        ),
    ] = None
    order: Annotated[
        list[str] | None,
        option(
            "--order",
            "Order treatments by several outcomes at once: repeat it, as --order pain=lower --order response=higher:RR",
            ASK,
            metavar="OUTCOME=WAY",
        ),
    ] = None
    transitivity: Annotated[
        list[str] | None,
        option(
            "--transitivity",
            "Are the comparisons alike in these columns? As year,age or repeated; numbers, or kinds in words",
            ASK,
            metavar="COLUMNS",
        ),
    ] = None
    beside: Beside = None
    mic: Annotated[
        float,
        option("--mic", "Smallest difference that matters, on the analysis scale (a log for ratios)", ASK, metavar="X"),
    ] = 0.0
    script: Annotated[
        Path | None,
        option("--script", "Write a Python script that makes this analysis again", OUTPUT, metavar="FILE.py"),
    ] = None
    prisma: Annotated[
        Path | None,
        option(
            "--prisma",
            "Write the PRISMA-NMA checklist, filled in as far as the analysis knows (.md or .csv)",
            OUTPUT,
            metavar="FILE",
        ),
    ] = None
    zip: Annotated[
        Path | None,
        option(
            "--zip",
            "Write everything into one zip: page, tables, plots, JSON, script, checklists and the data",
            OUTPUT,
            metavar="FILE.zip",
        ),
    ] = None
    plots: Annotated[Path | None, option("--plots", "Write every plot into this folder", OUTPUT, metavar="FOLDER")] = (
        None
    )
    plot_format: Annotated[str, option("--plot-format", "svg (default), png or pdf", OUTPUT, metavar="FORMAT")] = "svg"


SAID_BY = {
    "meta_regression": "covariate",
    "subgroups": "subgroup",
    "rank_conditions": "rank_condition",
    "risk_regression": "by_baseline_risk",
    "down_weighting": "down_weight",
    "population": "people",
    "tau2_groups": "tau2_by",
    "dose_response": "dose",
}
"""Questions that are asked by an option of another name."""


def inquiry_of(options: InquiryOptions) -> Inquiry:
    """What was asked. Raises OptionError for settings outside their limits."""
    return Inquiry(
        asked=frozenset(key for key in KEYS if getattr(options, SAID_BY.get(key, key))),
        covariates=tuple(dict.fromkeys(options.covariate or ())),
        slopes=one_of(options.slopes, INTERACTIONS, "kind of slopes"),
        classes=_classes(options.treatment_class or ()),
        at={name: _value(value) for name, value in pairs("at", options.at)},
        subgroups=tuple(dict.fromkeys(options.subgroup or ())),
        subgroup_tau2=one_of(options.subgroup_tau2, SPREADS, "kind of tau2"),
        tau2_by=options.tau2_by.strip(),
        dosing=dosing_of(options.dose_shape, options.dose_at, options.dose_equal, beyond=options.dose_beyond),
        baseline_risk=risk_of(options.baseline_risk),
        thresholds=thresholds_of(options.thresholds),
        overrides=NO_OVERRIDES if options.override is None else read_overrides(options.override),
        adjustment=adjustment_of(options),
        survival=survival_of(options),
        per_arm=options.per_arm,
        split_method=one_of(options.split_method, SPLIT_METHODS, "method of splitting"),
        contribution_method=_contribution_method(options.contribution_method),
        prior_omega=options.prior_omega,
        rank_conditions=tuple(options.rank_condition or ()),
        order=tuple(map(_outcome, options.order or ())),
        transitivity=tuple(dict.fromkeys(listed(options.transitivity))),
        beside=besides_of(options.beside),
        favoured=tuple(canonical(name) for name in listed(options.favoured)),
        selection=tuple(dict.fromkeys(one_of(s, SELECTIONS, "selection model") for s in listed(options.selection))),
        prior_tau=options.prior_tau,
        prior_effect=options.prior_effect,
        bayes=bayes_of(options),
        mic=options.mic,
        rare_events=options.rare_events,
        inactive=tuple(name.strip() for said in options.inactive or () for name in said.split(",")),
    )


def _contribution_method(said: str) -> str:
    """A method with blanks, hyphens or neither between its words."""
    plain = {name.replace("-", " "): name for name in CONTRIBUTION_METHODS}
    return plain[one_of(" ".join(said.replace("-", " ").replace("_", " ").split()), plain, "contribution method")]


def only_asking(options: InquiryOptions, keys: Collection[str]) -> InquiryOptions:
    """The same options with these questions alone, without what belongs to the others."""
    defaults: dict[str, Any] = {f.name: None if f.default is MISSING else f.default for f in fields(options)}
    of_fit = {field.name for field in fields(FitOptions)}
    others = {SAID_BY.get(key, key) for key in KEYS if key not in keys} - of_fit - {"people", "survival"}
    kept = replace(options, **{name: defaults[name] for name in others})
    while alone := [name for name, _ in lonely(kept)]:
        kept = replace(kept, **{name: defaults[name] for name in alone})
    return kept


def _outcome(said: str) -> OutcomeAsked:
    """OUTCOME, OUTCOME=WAY or OUTCOME=WAY:MEASURE. Raises OptionError for another way or measure."""
    name, equals, more = said.rpartition("=") if "=" in said else (said, "", "")
    way, _, measure = more.partition(":")
    if not name.strip() or (equals and not way.strip()):
        raise OptionError(f"--order {said!r}: write OUTCOME=lower or OUTCOME=higher, with a measure as higher:RR")
    better: Better | None = None
    if way:
        better = "higher" if one_of(way, ("lower", "higher"), "direction") == "higher" else "lower"
    return OutcomeAsked(outcome=name.strip(), better=better, measure=measure_code(measure))


def listed(said: Iterable[str] | None) -> Iterator[str]:
    """Names given as A,B,C or one by one; quotes hold a comma inside a name."""
    for row in csv.reader(said or (), skipinitialspace=True):
        yield from (name.strip() for name in row if name.strip())


def pairs(name: str, said: Iterable[str] | None) -> Iterator[tuple[str, str]]:
    """NAME=VALUE pairs of an option. Raises OptionError for one without `=`."""
    for one in said or ():
        key, equals, value = one.rpartition("=") if name == "at" else one.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise OptionError(f"--{name} {one!r}: write it as NAME=VALUE")
        yield key.strip(), value.strip()


def _value(said: str) -> float | str:
    """A number where it is one, with either sign of the decimals; else words."""
    try:
        number = float(said.replace(",", "."))
    except ValueError:
        return said
    return number if math.isfinite(number) else said


def _classes(said: Iterable[str]) -> Mapping[str, str]:
    """Treatment -> class. Raises OptionError for a treatment in two classes."""
    found: dict[str, str] = {}
    for name, members in pairs("treatment-class", said):
        for treatment in (canonical(member) for member in next(csv.reader([members], skipinitialspace=True))):
            if found.setdefault(treatment, name) != name:
                raise OptionError(f"--treatment-class: {treatment} is in two classes, {found[treatment]} and {name}")
    return found

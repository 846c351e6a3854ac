"""From the options of a command to the document that answers it."""

from __future__ import annotations

import csv
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from dorsal.errors import OptionError
from dorsal.faces.cli.belonging import check_overruled
from dorsal.faces.cli.options import AnalysisOptions, OutputOptions, ReportOptions, SheetOptions, TopicOptions
from dorsal.faces.cli.patience import patience
from dorsal.faces.component_file import read_matrix
from dorsal.faces.document import Document
from dorsal.faces.request import Request, correlation_of, one_of
from dorsal.faces.sheet_answer import answer_sheet
from dorsal.faces.topic_answer import answer_topic
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.heterogeneity import TAU2_METHODS
from dorsal.synthesis.omission.down_weight import DownWeight
from dorsal.synthesis.options import FitOptions, Model
from dorsal.synthesis.yardstick import INTERVALS
from dorsal.topics.loader import Topic, load, place_of
from dorsal.trials.bias import JUDGEMENTS
from dorsal.trials.bias_table import read_bias, with_bias
from dorsal.trials.binary import DOUBLE_ZERO, ZERO_CELLS
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.scale import Better
from dorsal.trials.sheet import Sheet, read
from dorsal.trials.sheet.source import FileContent

if TYPE_CHECKING:
    from dorsal.faces.adjustment_file import Adjustment
    from dorsal.faces.script_file import Sources
    from dorsal.faces.survival_file import Survival

TAU2_BY = ("comparison", "class")
"""Groups of `--tau2-by` that are no column."""
MODELS = {"fixed": "common"}
"""Other words for a model."""


def ask_topic(command: str, options: AnalysisOptions, topic: Topic) -> Document:
    """The document of a topic. Raises OptionError for an option that would do nothing."""
    check_overruled(options)
    return answer_topic(topic, request(options), version=version("dorsal"), command=command_line(command, options))


def ask_sheet(
    command: str,
    options: AnalysisOptions,
    path: Path | FileContent,
    before: Analysis | None = None,
    adjustment: Adjustment | None = None,
    survival: Survival | None = None,
) -> Document:
    """The document of a table of one's own, with the people of an adjustment summed up as further arms, and those whose
    times are known as further contrasts.

    `before` is the analysis of an earlier version of the table.
    """
    asked = request(options)
    with patience(f"Reading {path.name}") as tell:
        sheet = sheet_of(options, path, lambda rows: tell(f"Reading {path.name}: {rows:,} rows"), adjustment, survival)
        tell(f"Fitting {len(sheet.studies):,} studies")
        made_by = command_line(command, options)
        return answer_sheet(sheet, asked, version=version("dorsal"), command=made_by, before=before)


def sheet_of(
    options: AnalysisOptions,
    path: Path | FileContent,
    on_progress: Callable[[int], None],
    adjustment: Adjustment | None = None,
    survival: Survival | None = None,
) -> Sheet:
    """The table, read as the options say, with the people. Raises SheetError with every fault, OptionError."""
    told = options if isinstance(options, SheetOptions) else SheetOptions()
    if survival is None:
        sheet = _with_people(options, told, path, on_progress, adjustment)
    else:
        sheet = _with_times(options, told, path, on_progress, survival)
    return sheet if told.bias is None else with_bias(sheet, read_bias(told.bias))


def _with_people(
    options: AnalysisOptions,
    told: SheetOptions,
    path: Path | FileContent,
    on_progress: Callable[[int], None],
    adjustment: Adjustment | None,
) -> Sheet:
    if adjustment is None:
        return _read(told, path, columns_of(options), on_progress)
    from dorsal.trials.people.arms_of_people import with_people

    summaries = adjustment.summaries
    if summaries is None:
        return with_people(None, adjustment.people)
    columns = (*columns_of(options), *summaries.columns)
    return with_people(_read(told, path, columns, on_progress), adjustment.people)


def _with_times(
    options: Any,
    told: SheetOptions,
    path: Path | FileContent,
    on_progress: Callable[[int], None],
    survival: Survival,
) -> Sheet:
    from dorsal.faces.survival_file import with_times

    if options.people is not None:
        raise OptionError("--people are adjusted for what they differ in, times to an event are not; leave one out")
    trials = None if options.times_alone else _read(told, path, columns_of(options), on_progress)
    return with_times(trials, survival, options.measure)


def _read(
    told: SheetOptions, path: Path | FileContent, covariates: Sequence[str], on_progress: Callable[[int], None]
) -> Sheet:
    return read(
        path,
        columns=mapping(told.map),
        layout=told.layout or None,
        sheet_name=told.sheet or None,
        decimal=told.decimal or None,
        covariates=covariates,
        categories=names([told.categories]) if told.categories else (),
        dose=told.dose.strip(),
        skip_faulty=told.skip_faulty,
        on_progress=on_progress,
    )


def sources(options: Any, adjustment: Adjustment | None = None) -> Sources:
    """What `dorsal fit` reads, and how."""
    from dorsal.faces.script_file import Sources

    summaries = None if adjustment is None else adjustment.summaries
    adjusting: dict[str, Sequence[str] | Mapping[str, str]] = {
        "adjust": names(options.adjust),
        "prognostic": names(options.prognostic),
        "targets": tuple(options.target or ()),
        "people_columns": mapping(options.people_map),
    }
    return Sources(
        trials=options.file,
        columns=mapping(options.map),
        layout=options.layout,
        sheet_name=options.sheet,
        decimal=options.decimal,
        dose=options.dose.strip(),
        skip_faulty=options.skip_faulty,
        covariates=(*columns_of(options), *(summaries.columns if summaries else ())),
        bias=options.bias,
        overrides=options.override,
        people=options.people,
        adjusting=adjusting,
        times=options.survival_times,
        curves=options.survival_curves,
        at_risk=options.at_risk,
        timing=_timing(options) if options.survival else {},
    )


def _timing(options: Any) -> Mapping[str, Any]:
    """How times are read and used, as far as it was said."""
    alone = options.survival_times == options.file
    told = {
        "columns": mapping(options.survival_map),
        "sheet_name": options.sheet if alone else "",
        "decimal": options.decimal,
        "horizon": options.horizon,
        "ties": "" if options.ties == "efron" else options.ties,
        "piecewise": options.piecewise,
        "baseline": options.baseline_study,
    }
    return {name: value for name, value in told.items() if value}


def columns_of(options: AnalysisOptions) -> tuple[str, ...]:
    """Columns that are asked for by their names: covariates, subgroups, what transitivity is looked at by."""
    said = [name for option in ("covariate", "subgroup") for name in getattr(options, option, None) or ()]
    said += names(getattr(options, "transitivity", None))
    groups = getattr(options, "tau2_by", "").strip()
    weights = down_weight(options.down_weight).column if isinstance(options, SheetOptions) else ""
    correlation = effects(options).arm_correlation_column if isinstance(options, SheetOptions) else ""
    columns = ("" if groups in TAU2_BY else groups, weights, correlation)
    return tuple(dict.fromkeys([*said, *(name for name in columns if name)]))


def down_weight(said: str) -> DownWeight:
    """A column of weights, or judgements of risk of bias with their weights. Raises OptionError."""
    if "=" not in said:
        return DownWeight(column=said.strip())
    by_bias = {}
    for one in said.split(","):
        name, _, weight = one.partition("=")
        try:
            by_bias[one_of(name.replace(" ", "_"), JUDGEMENTS, "judgement of risk of bias")] = float(weight)
        except ValueError:
            raise OptionError(f"--down-weight {one.strip()!r}: write JUDGEMENT=WEIGHT, as high=0.5") from None
    return DownWeight(by_bias=by_bias)


def topic_of(options: AnalysisOptions) -> Topic:
    """The topic asked for: bundled, by name, or a folder."""
    name = options.topic if isinstance(options, TopicOptions) else ""
    return load(place_of(name))


def request(options: AnalysisOptions) -> Request:
    """What was asked, checked. Raises OptionError."""
    topic = options if isinstance(options, TopicOptions) else TopicOptions()
    sheet = options if isinstance(options, SheetOptions) else SheetOptions()
    return Request(
        outcomes=names(options.outcome),
        windows=names(topic.window),
        measure=options.measure,
        reference=options.reference,
        treatments=names(options.treatments),
        populations=names(topic.population),
        strict=topic.strict,
        better=_choice(sheet.better, get_args(Better), "direction") if sheet.better else "",
        components=sheet.components,
        inactive=names(options.inactive),
        matrix=None if sheet.component_matrix is None else read_matrix(sheet.component_matrix),
        down_weight=down_weight(sheet.down_weight),
        effects=effects(sheet),
        fit=FitOptions(
            model=_choice(MODELS.get(options.model.casefold(), options.model), get_args(Model), "model"),
            tau2_method=_choice(options.tau2 or FitOptions().tau2_method, TAU2_METHODS, "method for tau2"),
            tau=options.tau,
            level=options.level,
            interval=_choice(options.interval, INTERVALS, "kind of interval"),
        ),
        seed=options.seed,
    )


def effects(sheet: SheetOptions) -> EffectOptions:
    """How a table's numbers become effects, but for the measure. Raises OptionError."""
    usual = EffectOptions()
    rule, double = (said.replace("-", "_") for said in (sheet.zero_cells, sheet.double_zero))
    return EffectOptions(
        zero_cells=_choice(rule or usual.zero_cells, ZERO_CELLS, "rule for zero cells"),
        increment=usual.increment if sheet.increment is None else sheet.increment,
        double_zero=_choice(double or usual.double_zero, DOUBLE_ZERO, "rule for trials without events"),
        **correlation_of(sheet.arm_correlation.strip()),
    )


def _choice(asked: str, known: tuple[str, ...], noun: str) -> Any:
    return one_of(asked, known, noun)


def names(said: list[str] | None) -> tuple[str, ...]:
    """Names given as A,B,C or one by one; quotes hold a comma inside a name."""
    read = csv.reader(said or [], skipinitialspace=True)
    return tuple(name.strip() for row in read for name in row if name.strip())


def mapping(said: list[str] | None) -> Mapping[str, str]:
    """ROLE=COLUMN pairs; ROLE= where no column plays it. Raises OptionError for one without `=` or without a role."""
    pairs = {}
    for one in said or ():
        role, equals, column = one.partition("=")
        if not equals or not role.strip():
            raise OptionError(f"--map {one!r}: write ROLE=COLUMN, as in --map treatment=drug")
        pairs[role.strip()] = column.strip()
    return pairs


def command_line(command: str, options: AnalysisOptions) -> str:
    """The command that makes the same document again: what was asked, without where it was written."""
    return shlex.join(["dorsal", *command.split(), *_words(options)])


def _words(options: AnalysisOptions) -> Iterator[str]:
    of_output = {field.name for kind in (OutputOptions, ReportOptions) for field in fields(kind)}
    written = of_output | {"no_report", "cinema", "plots", "plot_format", "script", "prisma", "zip"}
    asked = [field for field in fields(options) if field.name not in written]
    arguments = [field for field in asked if field.name in ("first", "second", "file")]
    for field in arguments:
        value = getattr(options, field.name)
        yield from [] if value is None else [str(value)]
    for field in asked:
        value = getattr(options, field.name)
        if field in arguments or value == (None if field.default is MISSING else field.default):
            continue
        flag = f"--{field.name.replace('_', '-')}"
        for one in value if isinstance(value, list) else [value]:
            yield from [flag] if one is True else [flag, str(one)]

"""The options of the commands as dataclasses: a command takes a group of them and gets it as one value."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

import typer

Options = TypeVar("Options")

TOPIC, ANALYSIS, FILE, OUTPUT = "Which trials", "How they are analysed", "A table of your own", "What is written"


def takes(options: Callable[..., Options]) -> Callable[[Callable[[Options], None]], Callable[..., None]]:
    """The command gets one value of `options`, a dataclass; each of its fields is an option on the command line."""

    def wrap(command: Callable[[Options], None]) -> Callable[..., None]:
        def with_options(**said: Any) -> None:
            command(options(**said))

        hints = get_type_hints(options, include_extras=True)
        parameters = [_parameter(field.name, hints[field.name], field) for field in fields(options)]  # type: ignore[arg-type]
        with_options.__name__, with_options.__doc__ = command.__name__, command.__doc__
        with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        return with_options

    return wrap


def _parameter(name: str, annotation: Any, field: Any) -> inspect.Parameter:
    default = inspect.Parameter.empty if field.default is MISSING else field.default
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def option(name: str, words: str, panel: str, **more: Any) -> Any:
    """An option with its help, as plain words, under the heading `panel`."""
    plain = words.replace("[", r"\[")  # else the terminal takes dorsal[mcmc] for a style, and drops it
    return typer.Option(*name.split(), help=plain, rich_help_panel=panel, show_default=False, **more)


@dataclass(frozen=True, kw_only=True)
class TopicOptions:
    """Which trials of a topic count."""

    topic: Annotated[
        str, option("--topic", "Folder of a topic, or the name of a bundled one. Default: low_back_pain", TOPIC)
    ] = ""
    window: Annotated[
        list[str] | None,
        option("--window", "Time after the start: a window's name, several, or all", TOPIC, metavar="NAME"),
    ] = None
    population: Annotated[
        list[str] | None, option("--population", "Count only trials in these people", TOPIC, metavar="NAME")
    ] = None
    strict: Annotated[
        bool, option("--strict", "Main rows only: no sensitivity rows, even to join a treatment", TOPIC)
    ] = False


@dataclass(frozen=True, kw_only=True)
class AnalysisOptions:
    """How trials are put together."""

    outcome: Annotated[
        list[str] | None,
        option(
            "--outcome",
            "Of a topic: outcome, several, or all (default: the headline outcomes). Of a table: one of its outcomes",
            ANALYSIS,
            metavar="NAME",
        ),
    ] = None
    measure: Annotated[
        str,
        option(
            "--measure",
            "MD, MD100, SMD, SMD-D, SMD-GLASS, ROM, OR, RR, RD, ASD, VE, IRR, IRD, VE-IRR, HR, RMST or SPD, in any "
            "case",
            ANALYSIS,
            metavar="CODE",
        ),
    ] = ""
    model: Annotated[
        str, option("--model", "random (default), or common (fixed) effects", ANALYSIS, metavar="MODEL")
    ] = "random"
    tau2: Annotated[
        str, option("--tau2", "Variance between trials: REML (default), ML, DL or PM", ANALYSIS, metavar="METHOD")
    ] = ""
    tau: Annotated[
        float | None,
        option("--tau", "Standard deviation between trials, if it is known and not estimated", ANALYSIS, metavar="SD"),
    ] = None
    interval: Annotated[
        str,
        option(
            "--interval",
            "Intervals: normal (default), t, or HK (Hartung-Knapp); HK-t and HK-normal: never shorter than these",
            ANALYSIS,
            metavar="KIND",
        ),
    ] = "normal"
    level: Annotated[float, option("--level", "Level of the intervals. Default: 0.95", ANALYSIS, metavar="0.95")] = 0.95
    reference: Annotated[
        str, option("--reference", "Treatment that the others are drawn against", ANALYSIS, metavar="NAME")
    ] = ""
    treatments: Annotated[
        list[str] | None,
        option("--treatments", "Only these treatments, as A,B,C or repeated", ANALYSIS, metavar="NAMES"),
    ] = None
    inactive: Annotated[
        list[str] | None,
        option(
            "--inactive", "Components without an effect of their own, as A,B or repeated", ANALYSIS, metavar="NAMES"
        ),
    ] = None
    seed: Annotated[
        int, option("--seed", "Seed of whatever is drawn at random. Default: 1", ANALYSIS, metavar="NUMBER")
    ] = 1


@dataclass(frozen=True, kw_only=True)
class SheetOptions:
    """How a table of one's own is read."""

    sheet: Annotated[str, option("--sheet", "Name of the sheet in an Excel file", FILE, metavar="NAME")] = ""
    map: Annotated[
        list[str] | None,
        option(
            "--map", "Column of a role, as in --map treatment=drug; repeat it for more", FILE, metavar="ROLE=COLUMN"
        ),
    ] = None
    layout: Annotated[
        str,
        option(
            "--layout",
            "How the table is laid out, where it is not recognised: arms, wide, contrasts, relative or dorsal",
            FILE,
            metavar="NAME",
        ),
    ] = ""
    decimal: Annotated[
        str,
        option(
            "--decimal",
            "Sign of the decimals in the table, . or , (default: as the file shows it)",
            FILE,
            metavar="SIGN",
        ),
    ] = ""
    skip_faulty: Annotated[
        bool, option("--skip-faulty", "Leave faulty rows out, and list each with its reason in every output", FILE)
    ] = False
    categories: Annotated[
        str,
        option(
            "--categories",
            "Of an ordered outcome: its columns of people by category, the lowest first, as none,some,much",
            FILE,
            metavar="COLUMNS",
        ),
    ] = ""
    dose: Annotated[
        str,
        option(
            "--dose",
            "The column of doses (dose1, dose2 where treatments stand side by side: --dose dose): each dose of an "
            "agent is a treatment of its own, dose 0 one reference. `dorsal fit` adds dose-response curves",
            FILE,
            metavar="COLUMN",
        ),
    ] = ""
    bias: Annotated[
        Path | None,
        option(
            "--bias", "Table of the studies' risk of bias: Study, D1 ... Overall (robvis, RoB 2)", FILE, metavar="FILE"
        ),
    ] = None
    down_weight: Annotated[
        str,
        option(
            "--down-weight",
            "Studies that count less than whole: a column of weights from 0 to 1, or risk of bias as "
            "high=0.5,unclear=0.8",
            FILE,
            metavar="HOW",
        ),
    ] = ""
    zero_cells: Annotated[
        str,
        option(
            "--zero-cells",
            "If an arm has no event: add to its trial's cells (if-any, default), to all trials' (all), by arm size "
            "(treatment-arm), or leave the trial out (none)",
            FILE,
            metavar="RULE",
        ),
    ] = ""
    increment: Annotated[
        float | None, option("--increment", "What --zero-cells adds to a cell. Default: 0.5", FILE, metavar="0.5")
    ] = None
    double_zero: Annotated[
        str,
        option(
            "--double-zero", "Trials without any event, for ratios: leave-out (default) or keep", FILE, metavar="RULE"
        ),
    ] = ""
    arm_correlation: Annotated[
        str,
        option(
            "--arm-correlation",
            "Correlation between arms in the same people (split mouth, cross-over): a number for all studies, or the "
            "column that holds it",
            FILE,
            metavar="R|COLUMN",
        ),
    ] = ""
    better: Annotated[
        str,
        option(
            "--better",
            "Which way is good: lower (default; of RMST and SPD higher) or higher",
            FILE,
            metavar="lower|higher",
        ),
    ] = ""
    component_matrix: Annotated[
        Path | None,
        option(
            "--component-matrix",
            "Fit the additive model by a table of your own: a row for each treatment, a column for each component",
            FILE,
            metavar="FILE",
        ),
    ] = None
    components: Annotated[
        bool, option("--components", "Also fit the additive model: the parts of A+B add up, and join islands", FILE)
    ] = False


@dataclass(frozen=True, kw_only=True)
class OutputOptions:
    """What is written, and where."""

    json: Annotated[bool, option("--json", "Print JSON and nothing else (docs/json.md)", OUTPUT)] = False
    md: Annotated[bool, option("--md", "Print Markdown and nothing else", OUTPUT)] = False
    csv: Annotated[
        Path | None, option("--csv", "Write every table as CSV into this folder", OUTPUT, metavar="FOLDER")
    ] = None
    xlsx: Annotated[
        Path | None, option("--xlsx", "Write every table into this Excel workbook", OUTPUT, metavar="FILE")
    ] = None
    parquet: Annotated[
        Path | None,
        option("--parquet", "Write every table as Parquet into this folder (needs pyarrow)", OUTPUT, metavar="FOLDER"),
    ] = None
    force: Annotated[bool, option("--force", "Replace files that Dorsal did not write", OUTPUT)] = False


@dataclass(frozen=True, kw_only=True)
class ReportOptions(OutputOptions):
    """The same, with a page."""

    report: Annotated[
        Path | None, option("--report", "Write the report, one HTML file, to this path", OUTPUT, metavar="FILE")
    ] = None


Table = Annotated[
    Path | None,
    typer.Argument(
        metavar="FILE",
        help="A table of trials: CSV, TSV, Excel or Parquet. Without one: the topic",
        show_default=False,
    ),
]


@dataclass(frozen=True, kw_only=True)
class AnswerOptions(ReportOptions, AnalysisOptions, TopicOptions):
    """Of `dorsal answer`."""

    no_report: Annotated[bool, option("--no-report", "Write no dorsal-report.html", OUTPUT)] = False


@dataclass(frozen=True, kw_only=True)
class FitOptions(ReportOptions, SheetOptions, AnalysisOptions):
    """Of `dorsal fit`."""

    cinema: Annotated[
        Path | None, option("--cinema", "Write the studies for the CINeMA application", OUTPUT, metavar="FILE")
    ] = None

    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A table of trials: CSV, TSV, Excel or Parquet", show_default=False)
    ]


@dataclass(frozen=True, kw_only=True)
class EitherOptions(OutputOptions, SheetOptions, AnalysisOptions, TopicOptions):
    """Of commands that ask a topic or a table of one's own."""

    file: Table = None


Beside = Annotated[
    list[str] | None,
    option(
        "--beside",
        "Another analysis side by side, by what differs: model=common, or outcome=response,measure=RR; may be repeated",
        ANALYSIS,
        metavar="NAME=VALUE",
    ),
]


@dataclass(frozen=True, kw_only=True)
class LeagueOptions(EitherOptions):
    """Of `dorsal league`."""

    beside: Beside = None


@dataclass(frozen=True, kw_only=True)
class CompareOptions(OutputOptions, SheetOptions, AnalysisOptions, TopicOptions):
    """Of `dorsal compare`."""

    first: Annotated[str, typer.Argument(metavar="A", help="A treatment, or a combination as A+B", show_default=False)]
    second: Annotated[str, typer.Argument(metavar="B", help="What it is compared with", show_default=False)]
    file: Table = None

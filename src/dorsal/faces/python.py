"""The Python face: from a file or a data frame to a fitted network in one call. `import dorsal` re-exports it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from dorsal.errors import NetworkError, OptionError
from dorsal.faces.component_file import read_matrix
from dorsal.faces.document import Document
from dorsal.faces.request import Request, correlation_of
from dorsal.faces.sheet_answer import analyse_sheet, answer_sheet
from dorsal.faces.topic_answer import answer_topic
from dorsal.synthesis.component_matrix import ComponentMatrix
from dorsal.synthesis.components import ComponentFit
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.heterogeneity import Tau2Method
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.down_weight import DownWeight
from dorsal.synthesis.options import FitOptions, Model
from dorsal.synthesis.yardstick import IntervalKind
from dorsal.topics.loader import load
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.scale import Better
from dorsal.trials.sheet import Sheet, read

if TYPE_CHECKING:
    from dorsal.synthesis.dose.dose_fit import DoseFit
    from dorsal.synthesis.population.adjusted_posterior import AdjustedPosterior

Source: TypeAlias = Sheet | str | Path | Any
"""A table of trials: what `read` gave, a path, or any data frame (pandas, polars, pyarrow)."""


def fit(
    trials: Source,
    *,
    measure: str = "",
    model: Model = "random",
    tau2: Tau2Method = "REML",
    tau: float | None = None,
    level: float = 0.95,
    interval: IntervalKind = "normal",
    zero_cells: str = "if_any",
    increment: float = 0.5,
    double_zero: str = "leave_out",
    arm_correlation: float | str = "",
    reference: str = "",
    outcome: str = "",
    columns: Mapping[str, str] | None = None,
    down_weight: Mapping[str, float] | None = None,
) -> NetworkFit:
    """Network meta-analysis of a table. Ask the result: `fit.between("A", "B")`, `fit.tau2`, `fit.q_total`.

    `measure`: MD, SMD, OR, RR ... (see `dorsal.MEASURES`); empty for what the table's columns suggest.
    `tau`: a standard deviation between studies that is given, not estimated by `tau2`. `zero_cells`, `increment` and
    `double_zero`: as in `EffectOptions`. `arm_correlation`: between the arms of a study in the same people, a number
    for all studies or the column that holds it. `columns`: role -> column name, where the names are not recognised.
    `reference` matters only where the network falls into islands: the one that holds it is fitted. `down_weight`:
    study -> weight from 0 (left out) to 1 (whole, as all others count; see `synthesis.omission.down_weight`). Raises
    SheetError with every fault of the table, NetworkError if nothing can be pooled or there are islands and no
    reference, NotSettled if tau2 is not found, OptionError for a weight or its study.
    """
    request = Request(
        outcomes=(outcome,) if outcome else (),
        measure=measure,
        reference=reference,
        down_weight=DownWeight(by_study=down_weight or {}),
        effects=EffectOptions(
            zero_cells=zero_cells, increment=increment, double_zero=double_zero, **correlation_of(arm_correlation)
        ),
        fit=FitOptions(model=model, tau2_method=tau2, tau=tau, level=level, interval=interval),
    )
    found = analyse_sheet(_sheet(trials, columns, request.effects.arm_correlation_column), request)
    if found.unconnected and not reference:
        raise NetworkError(_islands(found.network))
    return found.main


def fit_components(
    trials: Source,
    *,
    inactive: Sequence[str] | str = (),
    matrix: ComponentMatrix | str | Path | Any = None,
    measure: str = "",
    model: Model = "random",
    tau2: Tau2Method = "REML",
    tau: float | None = None,
    level: float = 0.95,
    columns: Mapping[str, str] | None = None,
) -> ComponentFit:
    """The additive component model of a table whose treatments are written A+B: the effects of parts add up.

    `inactive`: components (or one) without an effect of their own. `matrix`: a table of which components each treatment
    holds, where names do not say it: a `ComponentMatrix`, or a file or data frame with a row for each treatment and a
    column for each component. Raises as `fit`, and OptionError where no part can be told from another.
    """
    request = Request(
        measure=measure,
        components=True,
        matrix=matrix if matrix is None or isinstance(matrix, ComponentMatrix) else read_matrix(matrix),
        inactive=(inactive,) if isinstance(inactive, str) else tuple(inactive),
        fit=FitOptions(model=model, tau2_method=tau2, tau=tau, level=level),
    )
    additive = analyse_sheet(_sheet(trials, columns), request).additive
    if additive is None:
        raise OptionError("the trials compare only combinations with the same parts; no component effect follows")
    return additive


def fit_dose(
    trials: Source,
    *,
    dose: str = "dose",
    shape: str = "linear",
    shapes: Mapping[str, str] | None = None,
    measure: str = "",
    model: Model = "random",
    tau2: Tau2Method = "REML",
    tau: float | None = None,
    level: float = 0.95,
    interval: IntervalKind = "normal",
    outcome: str = "",
    columns: Mapping[str, str] | None = None,
) -> DoseFit:
    """Dose-response network meta-analysis of a table: `found.effect("ibuprofen", 400)` against dose 0, any dose.

    `dose`: the column of doses (with 1, 2 behind it where treatments stand side by side); dose 0 is the reference of
    all agents, and an agent without a dose in every row a treatment without a curve. `shape`: linear, log-linear,
    quadratic, fp:0.5, spline, spline:25%,50%,75%, emax, exponential (emax-shared for one ED50), lumped or split;
    `shapes`: agent -> one of its own. Raises as `fit`, and OptionError for a shape or an agent.
    """
    from dorsal.synthesis.dose.dose_fit import fit_dose as fitted
    from dorsal.synthesis.dose.doses import doses_of

    sheet = trials if isinstance(trials, Sheet) else read(trials, columns=columns or {}, dose=dose)
    request = Request(
        outcomes=(outcome,) if outcome else (),
        measure=measure,
        fit=FitOptions(model=model, tau2_method=tau2, tau=tau, level=level, interval=interval),
    )
    network = analyse_sheet(sheet, request).network
    return fitted(doses_of(network, sheet.studies), shape, shapes, request.fit)


def adjust(
    people: str | Path | Any,
    trials: str | Path | Any | None = None,
    *,
    covariates: Sequence[str],
    prognostic: Sequence[str] = (),
    interaction: str = "shared",
    classes: Mapping[str, str] | None = None,
    model: Model = "random",
    link: str = "",
    prior_tau: str = "",
    prior_effect: float | None = None,
    reference: str = "",
    people_columns: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
) -> AdjustedPosterior:
    """People of some trials and the printed arms of others in one model, adjusted for what they differ in (ML-NMR).

    Ask it for any population: `found.effects_in(age=55, male=0.4).between("B", "A")`. `people`: a table or data frame
    with a row for each person; `trials`: one with a row for each arm, and age_mean, age_sd, male beside its results.
    `covariates`: as "age", or "weight:lognormal" for another distribution than the normal; `prognostic` of them change
    no effect. `interaction`: "shared", "class" or "independent". `link`: of events logit, probit or cloglog.
    `prior_tau`: as "halfnormal(0.5)". Raises SheetError with every fault of a table, OptionError for an argument,
    EvidenceError, NetworkError and NotSettled as they say.
    """
    from dorsal.faces.adjustment_file import read_adjustment
    from dorsal.faces.inquiry import Bayes, Inquiry, subject_of
    from dorsal.faces.inquiry.population import posterior_of
    from dorsal.trials.people.arms_of_people import with_people

    made = read_adjustment(
        people, trials, covariates, prognostic=prognostic, people_columns=people_columns, columns=columns
    )
    sheet = with_people(None if trials is None else _sheet(trials, columns), made.people)
    request = Request(reference=reference, fit=FitOptions(model=model))
    asked = Inquiry(
        asked=frozenset({"population"}),
        adjustment=made,
        slopes=interaction,
        classes=classes or {},
        prior_tau=prior_tau,
        prior_effect=prior_effect,
        bayes=Bayes(likelihood="binomial", link=link) if link else Bayes(),
    )
    return posterior_of(subject_of(answer_sheet(sheet, request, version="", command=""), asked))


def read_times(
    times: str | Path | Any | None = None,
    trials: Source | None = None,
    *,
    measure: str = "HR",
    curves: str | Path | Any | None = None,
    at_risk: str | Path | Any | None = None,
    horizon: float | None = None,
    ties: str = "efron",
    times_columns: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
) -> Sheet:
    """Trials with times to an event as a table that `fit` takes, beside those of `trials` (published hazard ratios).

    `times`: a table or data frame with a row for each person (study, treatment, time, status: 1 event, 0 censored);
    `curves` and `at_risk`: digitised Kaplan-Meier curves with their numbers at risk. `measure`: "HR", "RMST" or "SPD"
    (restricted means until, or survival at, `horizon`; None: the smallest of the arms' longest follow-ups). `ties`:
    "efron" or "breslow". Raises SheetError with every fault of a table, OptionError for an argument.
    """
    from dorsal.faces.survival_file import read_survival, with_times

    survival = read_survival(times, curves=curves, at_risk=at_risk, columns=times_columns, horizon=horizon, ties=ties)
    return with_times(None if trials is None else _sheet(trials, columns), survival, measure)


def answer(topic: str | Path | None = None, *, seed: int = 1, **options: Any) -> Document:
    """The answer of a topic (the bundled one, or a folder): what `dorsal answer` shows.

    `options`: `outcomes`, `windows`, `measure`, `reference`, `treatments`, `populations` ..., as in `Request`.
    """
    request = _request({"seed": seed, **options})
    where = None if topic is None else Path(topic)
    return answer_topic(load(where), request, version=version("dorsal"), command="dorsal.answer()")


def document(
    trials: Source, *, better: Better | Literal[""] = "", columns: Mapping[str, str] | None = None, **options: Any
) -> Document:
    """The document of a table: what `dorsal fit` shows, for `report`, `markdown` and tables.

    `better`: which way is good; "" for lower, of RMST and SPD higher.
    """
    request = _request({"better": better, **options})
    return answer_sheet(_sheet(trials, columns), request, version=version("dorsal"), command="dorsal.document()")


def _islands(network: Network) -> str:
    told = "; ".join(", ".join(island) for island in network.islands)
    return (
        f"the network falls into {len(network.islands)} islands that no study joins: {told}. Say which one to fit by "
        "reference=, one of its treatments. " + " ".join(f"{bridge}." for bridge in network.bridges())
    )


def _request(options: Mapping[str, Any]) -> Request:
    known = [field.name for field in fields(Request)]
    unknown = [name for name in options if name not in known]
    if unknown:
        near = get_close_matches(unknown[0], known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise OptionError(f"there is no option {', '.join(unknown)}; {hint}")
    return Request(**options)


def _sheet(trials: Source, columns: Mapping[str, str] | None, covariate: str = "") -> Sheet:
    if isinstance(trials, Sheet):
        return trials
    return read(trials, columns=columns or {}, covariates=(covariate,) if covariate else ())

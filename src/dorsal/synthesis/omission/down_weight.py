"""Studies that count for less than a whole one: their likelihood raised to a power between 0 and 1.

A study of weight alpha has its log-likelihood, given its own true effects, multiplied by alpha: a power prior (Ibrahim
& Chen 2000). For normal contrasts that is the same as to divide its covariance by alpha; the variance between studies
stays as it is, so such a study has covariance V / alpha + tau2 H. This is `powerAdjust` of gemtc, whose manual of
mtc.model defines it so: the log-likelihood, or for normal distributions the inverse of the variance, is multiplied by
alpha, and 0 excludes the study. It is not the power of the likelihood with the study's true effects integrated out,
which would divide tau2 too.

The data are changed by it: Q, I2, tau2 and DIC of different weights cannot be compared as tests of fit. A Q of studies
whose variances are inflated is too small for its degrees of freedom, and a tau2 by DL or PM, which rest on Q, with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.estimate import Interval
from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.league import League, league
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.trials.bias import JUDGEMENTS
from dorsal.trials.contrast import Contrast
from dorsal.trials.study import Study

SMALLEST = 1e-6
"""A smaller weight than this is 0, or a slip."""
ALPHAS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, kw_only=True)
class DownWeight:
    """Which studies count for how much: by a column of the table, by risk of bias, or one by one; else whole."""

    column: str = ""
    """Read with the table as a covariate; a number from 0 to 1 in every study."""
    by_bias: Mapping[str, float] = field(default_factory=dict)
    """Overall judgement -> weight."""
    by_study: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        strangers = sorted(set(self.by_bias) - set(JUDGEMENTS))
        if strangers:
            raise OptionError(f"{strangers[0]!r} is no judgement of risk of bias; there are {', '.join(JUDGEMENTS)}")
        wrong = [f"{name} {w:g}" for name, w in (*self.by_bias.items(), *self.by_study.items()) if not allowed(w)]
        if wrong:
            raise OptionError(f"weights lie from 0 (left out) to 1 (whole); got {', '.join(wrong)}")

    @property
    def asked(self) -> bool:
        return bool(self.column or self.by_bias or self.by_study)

    def __str__(self) -> str:
        """ "weight" (a column), "high=0.5,unclear=0.8"; empty where nothing is down-weighted."""
        told = (f"{name}={w:g}" for name, w in (*self.by_bias.items(), *self.by_study.items()))
        return ",".join([*([self.column] if self.column else []), *told])


def allowed(weight: float) -> bool:
    """Whether it is a weight: 0, or from SMALLEST to 1."""
    return weight == 0.0 or SMALLEST <= weight <= 1.0


def weights_of(studies: Sequence[Study], how: DownWeight) -> Mapping[str, float]:
    """Study -> weight. Where two ways name a study their weights are multiplied.

    Raises OptionError, naming every study, where the column holds no weight or a name or judgement is in no study.
    """
    found = {study.id: how.by_study.get(study.id, 1.0) for study in studies}
    unknown = sorted(set(how.by_study) - set(found))
    if unknown:
        raise OptionError(f"weight of {', '.join(unknown)}: no such study; there are {', '.join(found)}")
    _check_bias(studies, how)
    faults = []
    for study in studies:
        found[study.id] *= how.by_bias.get(study.bias.overall, 1.0)
        if how.column:
            weight = study.covariates.get(how.column)
            if isinstance(weight, str) or weight is None or not allowed(weight):
                faults.append(f"{study.id} {'nothing' if weight is None else weight}")
            else:
                found[study.id] *= weight
    if faults:
        raise OptionError(
            f"weights in {how.column} must be numbers from 0 (left out) to 1 (whole), in every study; "
            f"there stands in study {'; '.join(faults)}"
        )
    return found


def _check_bias(studies: Sequence[Study], how: DownWeight) -> None:
    there = sorted({study.bias.overall for study in studies}, key=JUDGEMENTS.index)
    if how.by_bias and not set(how.by_bias) & set(there):
        asked, known = ", ".join(how.by_bias), ", ".join(there)
        way_out = "; add a column rob, or on the command line --bias FILE" if there == ["not_assessed"] else ""
        raise OptionError(f"no study's risk of bias is {asked}; it is {known}{way_out}")


def weighted(
    contrasts: Sequence[Contrast], weights: Mapping[str, float]
) -> tuple[tuple[Contrast, ...], tuple[Contrast, ...]]:
    """The contrasts, their covariance divided by their study's weight, and those of weight 0, set aside as they are.

    A study that is not named counts whole.
    """
    entered, aside = [], []
    for contrast in contrasts:
        weight = weights.get(contrast.study, 1.0)
        if weight == 0.0:
            aside.append(replace(contrast, weight=0.0))
        else:
            entered.append(contrast if weight == 1.0 else replace(contrast, cov=contrast.cov / weight, weight=weight))
    return tuple(entered), tuple(aside)


def at_weight(contrasts: Sequence[Contrast], alpha: float) -> tuple[Contrast, ...]:
    """All contrasts that are down-weighted (set aside ones too) at the one weight `alpha` instead of their own."""
    whole = [replace(c, cov=c.cov * (c.weight or 1.0), weight=1.0) if c.weight != 1.0 else c for c in contrasts]
    weights = {c.study: alpha for c in contrasts if c.weight != 1.0}
    return weighted(whole, weights)[0]


@dataclass(frozen=True, kw_only=True)
class WeightPoint:
    """The answer with all down-weighted studies at one weight."""

    alpha: float
    fit: NetworkFit | None
    """None where nothing is left of the reference's island, or of what its intervals need."""

    @cached_property
    def _league(self) -> League | None:
        return None if self.fit is None else league(self.fit)

    def effect(self, first: str, second: str) -> tuple[float, float, Interval] | None:
        """`first` minus `second`: mean, standard error, interval; None where no chain of studies joins the two."""
        table = self._league
        if self.fit is None or table is None or not {first, second} <= set(self.fit.treatments):
            return None
        i, j = self.fit.network.index[first], self.fit.network.index[second]
        ends = float(table.low[i, j]), float(table.high[i, j])
        return float(table.mean[i, j]), float(table.se[i, j]), ends


def weight_path(
    contrasts: Sequence[Contrast], reference: str, options: FitOptions, alphas: Sequence[float] = ALPHAS
) -> tuple[WeightPoint, ...]:
    """The answer as the weight of all down-weighted studies goes through `alphas`, tau2 estimated anew at each.

    `contrasts`: what `weighted` gave, those set aside too. Raises OptionError where no study is down-weighted.
    """
    if all(contrast.weight == 1.0 for contrast in contrasts):
        raise OptionError("no study counts for less than a whole one, so there is nothing to compare")
    return tuple(_point(contrasts, reference, options, alpha) for alpha in alphas)


def _point(contrasts: Sequence[Contrast], reference: str, options: FitOptions, alpha: float) -> WeightPoint:
    try:
        network = Network.of(at_weight(contrasts, alpha))
        fit = fit_network(network.part(network.island_of(reference)), options)
    except NetworkError:
        return WeightPoint(alpha=alpha, fit=None)
    return WeightPoint(alpha=alpha, fit=None if options.interval == "t" and fit.df == 0 else fit)

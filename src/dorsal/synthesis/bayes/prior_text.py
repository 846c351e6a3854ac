"""Priors on tau as text: uniform(0,5), halfnormal(0.5), halfcauchy(1), lognormal(-2.56,1.74), turner2012() ..."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.prior import HalfCauchy, HalfNormal, LogNormal, LogT, TauPrior, Uniform
from dorsal.synthesis.bayes.published_prior import TABLES, published

WRITTEN = re.compile(r"\s*([A-Za-z][A-Za-z0-9_ -]*?)\s*\(([^()]*)\)\s*")
SQUARED = re.compile(r"(.+?)\s*(?:\^|\*\*)\s*2|(.+?)²")


@dataclass(frozen=True)
class _Form:
    make: Callable[..., TauPrior]
    takes: tuple[str, ...]
    optional: int = 0
    """How many of the last numbers may be left out."""

    def written(self, name: str) -> str:
        return f"{name}({', '.join(self.takes)})"


FORMS: Mapping[str, _Form] = {
    "uniform": _Form(Uniform, ("low", "high")),
    "halfnormal": _Form(HalfNormal, ("scale",)),
    "halfcauchy": _Form(HalfCauchy, ("scale",)),
    "lognormal": _Form(LogNormal, ("mean of log tau2", "SD of log tau2")),
    "logt": _Form(LogT, ("location of log tau2", "scale of log tau2", "degrees of freedom"), optional=1),
}


def prior_of(text: str, of: str = "tau") -> TauPrior:
    """The prior on tau, or another SD (`of`), that a text names.

    Numbers are in the unit of the effects (logs for ratios). lognormal and logt are distributions of tau^2, as in
    the literature, whose way of writing the SD, "1.74^2", is read too. Published ones: turner2012(subjective,
    nonpharma), turner2015(pain, nonpharma-placebo), rhodes2015(pain, nonpharma), or without arguments.
    Raises OptionError that says what can be written.
    """
    found, said = WRITTEN.fullmatch(text), f"prior on {of} {text!r}"
    name = re.sub(r"[ _-]", "", found[1]).lower() if found else ""
    if not found or (name not in FORMS and name not in TABLES):
        raise OptionError(f"{said} is not known; write one of {', '.join(known_priors())}")
    arguments = [part.strip() for part in found[2].split(",")] if found[2].strip() else []
    if name in TABLES:
        return _published(said, name, arguments)
    return _formula(said, name, arguments)


def known_priors() -> tuple[str, ...]:
    """Every prior as it is written."""
    return (*(form.written(name) for name, form in FORMS.items()), *(f"{name}(outcome, comparison)" for name in TABLES))


def _published(said: str, name: str, arguments: list[str]) -> TauPrior:
    if len(arguments) not in (0, 2):
        raise OptionError(f"{said}: write {name}(outcome, comparison), or {name}() for any")
    return published(name, *(re.sub(r"[ _]+", "-", argument.lower()) for argument in arguments))


def _formula(said: str, name: str, arguments: list[str]) -> TauPrior:
    form = FORMS[name]
    if not len(form.takes) - form.optional <= len(arguments) <= len(form.takes):
        raise OptionError(f"{said} has {len(arguments)} numbers; write {form.written(name)}")
    numbers = []
    for what, argument in zip(form.takes, arguments, strict=False):
        squared = SQUARED.fullmatch(argument) if "SD" in what or "scale of" in what else None
        plain = (squared[1] or squared[2]) if squared else argument
        try:
            numbers.append(float(plain))
        except ValueError:
            raise OptionError(
                f"{said}: {what} must be a number, got {argument!r}; write {form.written(name)}"
            ) from None
    return form.make(*numbers)

"""An analysis to be set beside another one: what of it differs, and how the two are told apart in words."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dorsal.errors import OptionError
from dorsal.faces.request import measure_code, one_of
from dorsal.faces.words import measure_words
from dorsal.synthesis.heterogeneity import TAU2_METHODS
from dorsal.trials.scale import Better

NAMES = ("outcome", "measure", "model", "tau2", "better")
MODELS = {"random": "random effects", "common": "common effects"}
OTHER_WORDS = {"fixed": "common"}


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What differs; empty fields are as in the main analysis."""

    outcome: str = ""
    measure: str = ""
    model: str = ""
    tau2: str = ""
    better: Better | None = None

    def __str__(self) -> str:
        """As it is asked for: "outcome=response,measure=RR"."""
        return ",".join(f"{name}={getattr(self, name)}" for name in NAMES if getattr(self, name))

    def over(self, main: Beside) -> Beside:
        """The whole settings: these where they are given, else those of the main analysis.

        Another outcome has a measure of its own: what its results suggest.
        """
        other = bool(self.outcome) and self.outcome != main.outcome
        return Beside(
            outcome=self.outcome or main.outcome,
            measure=self.measure or ("" if other else main.measure),
            model=self.model or main.model,
            tau2=self.tau2 or main.tau2,
            better=self.better or main.better,
        )


def beside_of(said: str) -> Beside:
    """NAME=VALUE pairs with commas between, as "outcome=response,measure=RR". Raises OptionError."""
    found: dict[str, str] = {}
    for one in next(csv.reader([said], skipinitialspace=True), []):
        name, equals, value = one.partition("=")
        if not equals or not value.strip():
            raise OptionError(f"--beside {said!r}: write NAME=VALUE, as in --beside model=common")
        found[one_of(name, NAMES, "setting of an analysis")] = value.strip()
    if not found:
        raise OptionError(f"--beside {said!r}: say what differs, as in --beside model=common")
    way = one_of(found["better"], ("lower", "higher"), "direction") if "better" in found else None
    model = found.get("model", "")
    return Beside(
        outcome=found.get("outcome", ""),
        measure=measure_code(found.get("measure", "")),
        model=one_of(OTHER_WORDS.get(model.casefold(), model), MODELS, "model") if model else "",
        tau2=one_of(found["tau2"], TAU2_METHODS, "method for tau2") if "tau2" in found else "",
        better=None if way is None else "higher" if way == "higher" else "lower",
    )


def labels(analyses: Sequence[Beside]) -> list[str]:
    """A name for each analysis, of the settings in which they differ. Raises OptionError if two are alike."""
    differ = [name for name in NAMES[:4] if len({getattr(each, name) for each in analyses}) > 1]
    if "model" in differ and "tau2" in differ:
        analyses = [replace(each, tau2="" if each.model == "common" else each.tau2) for each in analyses]
    found = [_joined([_word(name, getattr(each, name)) for name in differ]) for each in analyses]
    if len(set(found)) < len(found):
        raise OptionError("--beside asks for an analysis that is there already; say what differs in each")
    return found


def _joined(words: Sequence[str]) -> str:
    """ "pain (odds ratio, common effects)" """
    first, *more = [word for word in words if word] or [""]
    return f"{first} ({', '.join(more)})" if more else first


def _word(name: str, value: str) -> str:
    if name == "model":
        return MODELS[value]
    if name == "measure":
        return measure_words(value)
    return f"tau² by {value}" if name == "tau2" and value else value

"""An analysis to be set beside another one: what of it differs, and how the two are told apart in words."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dorsal.errors import OptionError
from dorsal.faces.request import measure_code, one_of
from dorsal.faces.words import measure_words
from dorsal.synthesis.heterogeneity import TAU2_METHODS
from dorsal.trials.scale import Better

NAMES = ("outcome", "measure", "model", "tau2", "better")
MODELS = {"random": "random effects", "common": "common effects"}
GIVEN = "given"
OTHER_WORDS = {"fixed": "common"}


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What differs; empty fields are as in the main analysis."""

    outcome: str = ""
    measure: str = ""
    model: str = ""
    tau2: str = ""
    """The method; GIVEN where tau is known and not estimated, empty of a common effect."""
    better: Better | None = None

    def __str__(self) -> str:
        """As it is asked for: "outcome=response,measure=RR"."""
        return ",".join(f"{name}={getattr(self, name)}" for name in NAMES if getattr(self, name))

    def over(self, main: Beside) -> Beside:
        """The whole settings: these where they are given, else those of the main analysis.

        Another outcome has a measure of its own: what its results suggest. Raises OptionError for a tau2 of common
        effects.
        """
        other = bool(self.outcome) and self.outcome != main.outcome
        model = self.model or main.model
        if model == "common" and self.tau2:
            raise OptionError(f"--beside {self}: common effects have no tau²; leave tau2 out, or say model=random")
        return Beside(
            outcome=self.outcome or main.outcome,
            measure=self.measure or ("" if other else main.measure),
            model=model,
            tau2="" if model == "common" else self.tau2 or main.tau2,
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
    return _asked(found)


def besides_of(said: Iterable[str] | None) -> tuple[Beside, ...]:
    """Each of several. Raises OptionError for one that is asked for twice, too."""
    asked = tuple(map(beside_of, said or ()))
    twice = dict.fromkeys(str(each) for place, each in enumerate(asked) if each in asked[:place])
    if twice:
        raise OptionError(f"--beside {' and --beside '.join(twice)}: asked for twice; leave one out")
    return asked


def _asked(found: Mapping[str, str]) -> Beside:
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
    differ = [name for name in NAMES[:4] if len({getattr(each, name) for each in analyses} - {""}) > 1]
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
    if name == "tau2" and value:
        return "tau² given" if value == GIVEN else f"tau² by {value}"
    return value

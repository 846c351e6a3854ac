"""What a person asked for, whatever the face they asked through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dorsal.errors import OptionError
from dorsal.synthesis.component_matrix import ComponentMatrix
from dorsal.synthesis.omission.down_weight import DownWeight
from dorsal.synthesis.options import FitOptions
from dorsal.trials.effect_options import EFFICACIES, LIVING_MEASURES, MEASURES, EffectOptions
from dorsal.trials.scale import Better


@dataclass(frozen=True, kw_only=True)
class Request:
    """Empty fields stand for the topic's (or the file's) own choice."""

    outcomes: tuple[str, ...] = ()
    windows: tuple[str, ...] = ()
    measure: str = ""
    reference: str = ""
    treatments: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    strict: bool = False
    better: Better | Literal[""] = ""
    """For a spreadsheet: which way is good; "" for what is usual of its measure. A topic says it itself."""
    components: bool = False
    """For a spreadsheet: fit the additive component model too. A topic's is always fitted."""
    inactive: tuple[str, ...] = ()
    matrix: ComponentMatrix | None = None
    """For a spreadsheet: which components its treatments hold, in place of their names; it fits the additive model."""
    down_weight: DownWeight = field(default_factory=DownWeight)
    """For a spreadsheet: which studies count for less than a whole one."""
    effects: EffectOptions = field(default_factory=EffectOptions)
    """How results become effects, but for the measure."""
    fit: FitOptions = field(default_factory=FitOptions)
    seed: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "measure", measure_code(self.measure))
        if self.better not in ("", "lower", "higher"):
            raise OptionError(f"better must be lower or higher, got {self.better!r}")
        check_efficacy(self.measure, self.better)
        if not 0 <= self.seed < 2**32:
            raise OptionError(f"seed must be a whole number from 0 to 4294967295, got {self.seed}")

    def _components(self) -> str:
        if self.matrix is not None:
            return f"by a matrix of {len(self.matrix.components)} components, {self.matrix.digest}"
        return "yes" if self.components else "no"

    def told(self) -> Mapping[str, str]:
        """Every option by name, as text, for the provenance."""
        return {
            "outcome": _listed(self.outcomes),
            "window": _listed(self.windows),
            "measure": self.measure or "default",
            "model": self.fit.model,
            "tau2": self.fit.tau2_from if self.fit.tau is None else f"given, tau {self.fit.tau!r}",
            "level": f"{self.fit.level:g}",
            "interval": self.fit.interval,
            "reference": self.reference or "default",
            "treatments": _listed(self.treatments),
            "population": _listed(self.populations),
            "strict": "yes" if self.strict else "no",
            "better": self.better or usual_better(self.measure),
            "components": self._components(),
            "inactive": ", ".join(self.inactive) or "default",
            "down-weight": str(self.down_weight) or "no",
            "effects": self.effects.told() or "default",
        }


def correlation_of(said: str | float) -> dict[str, Any]:
    """The fields of EffectOptions for a correlation between arms: a number for all studies, or a column's name."""
    try:
        return {"arm_correlation": float(said)} if said != "" else {}
    except ValueError:
        return {"arm_correlation_column": said}


def measure_code(name: str) -> str:
    """The code of a measure written in any case; empty stays empty. Raises OptionError with all codes."""
    if not name:
        return ""
    code = name.strip().upper().replace("_", "-")
    if code not in MEASURES:
        known = ", ".join(f"{code} ({words})" for code, words in MEASURES.items())
        raise OptionError(f"{name!r} is not a measure; use one of {known}")
    return code


def usual_better(measure: str) -> Better:
    """Which way is good where nobody says: events are bad, and so are scores; time without the event is good."""
    return "higher" if measure in LIVING_MEASURES else "lower"


def check_efficacy(measure: str, better: str | None, whose: str = "") -> None:
    """Raises OptionError for a vaccine efficacy of events that are good; `whose`: an outcome that says they are."""
    if measure in EFFICACIES and better == "higher":
        said = f"{whose}, where higher is better: {measure}" if whose else f"{measure} with --better higher"
        way_out = "" if whose else "leave --better higher out, or "
        raise OptionError(
            f"{said}: a vaccine efficacy is the share of events that a vaccine takes away, so fewer events are better, "
            f"and events that are good have none; {way_out}ask for --measure {EFFICACIES[measure]}"
        )


def one_of(asked: str, known: Iterable[str], noun: str) -> str:
    """The known name that `asked` means in any case. Raises OptionError naming them all."""
    names = tuple(known)
    for name in names:
        if name.casefold() == asked.strip().casefold():
            return name
    raise OptionError(f"{asked!r} is no {noun} here; there are {', '.join(names)}")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "all"

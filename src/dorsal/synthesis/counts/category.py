"""Words as covariates: a column of kinds becomes a column of 0 and 1 for each kind but the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dorsal.errors import OptionError
from dorsal.trials.contrast import Contrast

MOST_KINDS = 12

Kinds = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Coded:
    """Contrasts whose covariates are all numbers."""

    contrasts: tuple[Contrast, ...]
    covariates: tuple[str, ...]
    """As a regression takes them: "age", "setting=home", "setting=ward"."""
    kinds: Kinds
    """By column of words its kinds; the first is what the others are against."""

    def at(self, values: Mapping[str, float | str]) -> Mapping[str, float]:
        """Values of the columns as values of the covariates.

        Raises OptionError for a kind that there is not, and for words where a number belongs.
        """
        found: dict[str, float] = {}
        for name, value in values.items():
            if name in self.kinds:
                found |= {f"{name}={kind}": share for kind, share in self._shares(name, str(value)).items()}
            elif isinstance(value, str):
                raise OptionError(f"{name}: {value!r} is not a number")
            else:
                found[name] = value
        return found

    def _shares(self, name: str, value: str) -> Mapping[str, float]:
        known = {kind.casefold(): kind for kind in self.kinds[name]}
        if value.casefold() not in known:
            raise OptionError(f"{name} is {', '.join(self.kinds[name])}; there is no {value!r}")
        return {kind: float(kind == known[value.casefold()]) for kind in self.kinds[name][1:]}


def coded(contrasts: Sequence[Contrast], covariates: Sequence[str]) -> Coded:
    """Columns of words coded; a study without a word lacks the covariate.

    A column of which any value is a number is one of numbers: its words a regression refuses, and names the study.
    Raises OptionError for a column of one kind, or of too many.
    """
    kinds = {name: found for name in covariates if (found := _kinds(contrasts, name))}
    return Coded(
        contrasts=tuple(_with(contrast, kinds) for contrast in contrasts),
        covariates=tuple(own for name in covariates for own in _own(name, kinds)),
        kinds=kinds,
    )


def _own(name: str, kinds: Kinds) -> tuple[str, ...]:
    return tuple(f"{name}={kind}" for kind in kinds[name][1:]) if name in kinds else (name,)


def _kinds(contrasts: Sequence[Contrast], name: str) -> tuple[str, ...]:
    """The kinds of a column of words, sorted; () for one of numbers."""
    values = [value for c in contrasts if (value := c.covariates.get(name)) not in (None, "")]
    if not values or any(_is_number(value) for value in values):
        return ()
    found = tuple(sorted({str(value) for value in values}))
    if len(found) == 1:
        raise OptionError(f"covariate {name} is {found[0]!r} in every study; no slope can be seen")
    if len(found) > MOST_KINDS:
        raise OptionError(f"covariate {name} has {len(found)} kinds, at most {MOST_KINDS} can be told apart")
    return found


def _is_number(value: object) -> bool:
    if isinstance(value, (int, float)):
        return True
    try:
        float(str(value))
    except ValueError:
        return False
    return True


def _with(contrast: Contrast, kinds: Kinds) -> Contrast:
    if not kinds:
        return contrast
    own = {
        f"{name}={kind}": float(str(contrast.covariates[name]) == kind)
        for name, found in kinds.items()
        if contrast.covariates.get(name) not in (None, "")
        for kind in found[1:]
    }
    return replace(contrast, covariates={**contrast.covariates, **own})

"""Options that say how something else is done: without it they would do nothing, so that is an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, replace
from typing import Any, TypeVar

from dorsal.errors import OptionError

Options = TypeVar("Options", bound=Any)

_DRAWN = ("posterior", "by_baseline_risk", "class_effects", "split_method=bayes", "random_inconsistency")
_SAMPLED = ("posterior", "by_baseline_risk")
_TIMES = ("survival_times", "survival_curves")
BELONGS: Mapping[str, tuple[str, ...]] = {
    "at": ("covariate",),
    "slopes": ("covariate", "by_baseline_risk", "people"),
    "treatment_class": ("class_effects", "slopes=class", "tau2_by=class"),
    "subgroup_tau2": ("subgroup",),
    "split_method": ("node_splits",),
    "contribution_method": ("contribution",),
    "prior_tau": (*_DRAWN, "unrelated_mean_effects", "people"),
    "prior_effect": (*_DRAWN, "people"),
    "prior_omega": ("class_effects", "random_inconsistency"),
    "sampler": _SAMPLED,
    "draws": ("sampler=nuts",),
    "chains": ("sampler=nuts",),
    "likelihood": (*_SAMPLED, "people"),
    "link": ("likelihood",),
    "prior_baseline": ("likelihood",),
    "favoured": ("small_study", "selection"),
    "per_arm": ("power",),
    "thresholds": ("classes",),
    "baseline_risk": ("summary_of_findings", "classes", "by_baseline_risk", "target"),
    "mic": (
        "posterior",
        "by_baseline_risk",
        "class_effects",
        "classes",
        "confidence",
        "summary_of_findings",
        "people",
        "dose",
    ),
    "dose_shape": ("dose",),
    "dose_at": ("dose",),
    "dose_equal": ("dose",),
    "dose_beyond": ("dose_at",),
    "people_map": ("people",),
    "adjust": ("people",),
    "prognostic": ("people",),
    "target": ("people",),
    "at_risk": ("survival_curves",),
    "survival_map": _TIMES,
    "horizon": _TIMES,
    "ties": _TIMES,
    "piecewise": _TIMES,
    "baseline_study": ("piecewise",),
    "inactive": ("components", "interaction"),
    "plot_format": ("plots", "zip"),
}
"""Option -> what it belongs to, any of them: an option that is given, or one with this value."""

SET_ASIDE: Mapping[str, tuple[str, ...]] = {
    "tau2": ("tau", "model=common", "model=fixed"),
    "increment": ("zero_cells=none",),
}
"""Option -> what leaves it nothing to do, any of them: an option that is given, or one with this value."""


def check_belonging(options: Any) -> None:
    """Raise OptionError for options that would do nothing: those without what they belong to, all of them at once,
    and those beside one that leaves them nothing to do."""
    check_overruled(options)
    alone = [f"{flag(name)} belongs to {_owners(owners)}" for name, owners in lonely(options)]
    if alone:
        way_out = "add it, or leave the option out" if len(alone) == 1 else "add what is missing, or leave them out"
        raise OptionError(f"{'; '.join(alone)}, and would do nothing here; {way_out}")


def check_overruled(options: Any) -> None:
    """Raise OptionError for an option beside one that leaves it nothing to do."""
    for name, other in overruled(options):
        raise OptionError(f"{flag(name)} would do nothing beside {_owners((other,))}; leave one of them out")


def lonely(options: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Options that are given without what they belong to, with what that may be."""
    given = _given(options)
    there = {field.name for field in fields(options)}
    for name, owners in BELONGS.items():
        known = tuple(owner for owner in owners if owner.partition("=")[0] in there)
        if name in given and known and not any(_is_there(owner, given) for owner in known):
            yield name, known


def overruled(options: Any) -> Iterator[tuple[str, str]]:
    """Options that are given beside one that leaves them nothing to do, with that one."""
    given = _given(options)
    for name, others in SET_ASIDE.items():
        if name in given:
            yield from ((name, other) for other in others if _is_there(other, given))


def settled(options: Options) -> Options:
    """The options without those that would do nothing: a form may hold settings of what nobody asked for."""
    idle = {name for name, _ in (*lonely(options), *overruled(options))}
    if not idle:
        return options
    plain = {field.name: _default(field) for field in fields(options) if field.name in idle}
    return settled(replace(options, **plain))


def _given(options: Any) -> dict[str, Any]:
    return {field.name: getattr(options, field.name) for field in fields(options) if is_given(options, field)}


def is_given(options: Any, field: Field[Any]) -> bool:
    """Whether an option has another value than its own default."""
    return bool(getattr(options, field.name) != _default(field))


def _default(field: Field[Any]) -> Any:
    return None if field.default is MISSING else field.default


def flag(name: str) -> str:
    """The option as it is typed."""
    return f"--{name.replace('_', '-')}"


def _is_there(owner: str, given: Mapping[str, Any]) -> bool:
    name, equals, value = owner.partition("=")
    return name in given and (not equals or str(given[name]).casefold() == value)


def _owners(owners: tuple[str, ...]) -> str:
    said = [" ".join((flag(owner.partition("=")[0]), *owner.split("=")[1:])) for owner in owners]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}"

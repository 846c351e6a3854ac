"""Which parameters all arms share, and what each arm takes of them.

The predictor of a person with covariates x in study s on treatment k is, with x in SDs from its mean over all people,

    mu_s + d_k + x'b + x'g_k (+ tau e / sqrt 2, e ~ N(0, 1) for each arm),

b prognostic, g_k how the effect of k changes with x: one vector for each treatment ("independent"), one for the
treatments of a class ("class"), or one for all ("shared"), and 0 for the control. The control is not the reference (the
first treatment, whose d is 0): which treatments change alike is a belief, against what effects are shown is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dorsal.errors import OptionError
from dorsal.trials.contrast import Array

INTERACTIONS = ("shared", "class", "independent")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Shared parameters, in this order: d of all treatments but the first, b, g group by group."""

    treatments: tuple[str, ...]
    covariates: tuple[str, ...]
    modifiers: tuple[str, ...]
    """Covariates that change effects, among `covariates`."""
    groups: tuple[str, ...]
    """Names of the sets of treatments that have one g: treatments, classes, or "all"."""
    group: tuple[int, ...]
    """Of each treatment the place of its group; -1 of the control."""
    centre: Array
    scale: Array

    @property
    def n(self) -> int:
        return len(self.treatments) - 1

    @property
    def size(self) -> int:
        """How many shared parameters there are."""
        return self.n + len(self.covariates) + len(self.groups) * len(self.modifiers)

    @property
    def control(self) -> str:
        """What changes of effects are against."""
        return self.treatments[self.group.index(-1)]

    @property
    def against_control(self) -> Array:
        """(n, n): effects of all but the control against it, as sums of d."""
        every = np.vstack([np.zeros(self.n), np.eye(self.n)])
        place = self.group.index(-1)
        return np.delete(every - every[place], place, axis=0)

    @cached_property
    def modifying(self) -> tuple[int, ...]:
        """Places of the modifiers among the covariates."""
        return tuple(self.covariates.index(name) for name in self.modifiers)

    def interaction(self, group: int, modifier: int) -> int:
        """The place of a parameter of g."""
        return self.n + len(self.covariates) + group * len(self.modifiers) + modifier

    @cached_property
    def taken(self) -> Array:
        """(n + 1, 1 + p, size): by treatment, its intercept and slopes as sums of shared parameters."""
        p = len(self.covariates)
        found = np.zeros((self.n + 1, 1 + p, self.size))
        for j in range(p):
            found[:, 1 + j, self.n + j] = 1.0
        for k in range(self.n):
            found[k + 1, 0, k] = 1.0
        for k, group in enumerate(self.group):
            if group < 0:
                continue
            for m, j in enumerate(self.modifying):
                found[k, 1 + j, self.interaction(group, m)] = 1.0
        return found

    def standardised(self, x: Array) -> Array:
        """Covariates (..., p) in SDs from their mean over all people."""
        return (x - self.centre) / self.scale

    def rows(self, x: Array) -> Array:
        """(..., 1 + p) of covariates (..., p): 1, and these standardised."""
        z = self.standardised(x)
        return np.concatenate([np.ones((*z.shape[:-1], 1)), z], axis=-1)

    def effects(self, mean: Array) -> Array:
        """(n + 1, size): average effects where covariates have these means (p,), as sums of shared parameters."""
        row = self.rows(mean)
        found = np.einsum("r,krq->kq", row, self.taken)
        return np.asarray(found - found[0], dtype=np.float64)


def layout_of(
    treatments: Sequence[str],
    covariates: Sequence[str],
    *,
    centre: Array,
    scale: Array,
    prognostic: Sequence[str] = (),
    interaction: str = "independent",
    classes: Mapping[str, str] | None = None,
    control: str = "",
) -> Layout:
    """The layout of a model in which all covariates but the `prognostic` ones change effects.

    `classes`: treatment -> class; a treatment without one is a class of its own. `control`: the treatment that changes
    of effects are against; "" for the first. Raises OptionError for an interaction that is none of INTERACTIONS, a
    name that is no covariate, or a control that is no treatment.
    """
    if interaction not in INTERACTIONS:
        raise OptionError(f"interactions must be one of {', '.join(INTERACTIONS)}, got {interaction!r}")
    strange = [name for name in prognostic if name not in covariates]
    if strange:
        raise OptionError(f"{', '.join(strange)}: no covariate of the model; there are {', '.join(covariates)}")
    against = control or treatments[0]
    if against not in treatments:
        raise OptionError(f"control {control}: no treatment of the model; there are {', '.join(treatments)}")
    others = tuple(name for name in treatments if name != against)
    named = {
        "independent": others,
        "class": tuple((classes or {}).get(name, name) for name in others),
        "shared": ("all",) * len(others),
    }[interaction]
    groups = tuple(dict.fromkeys(named))
    group = dict(zip(others, map(groups.index, named), strict=True))
    return Layout(
        treatments=tuple(treatments),
        covariates=tuple(covariates),
        modifiers=tuple(name for name in covariates if name not in prognostic),
        groups=groups,
        group=tuple(group.get(name, -1) for name in treatments),
        centre=centre,
        scale=scale,
    )

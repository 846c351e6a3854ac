"""The additive component model: the effect of a combination is the sum of the effects of its parts.

Named interactions of two components are terms of their own, for parts that do more, or less, together.

Ruecker, Petropoulou & Schwarzer 2020 (doi:10.1002/bimj.201800167). It joins "dry_needling + exercise" to
"exercise" and so connects islands; whatever rests on it says so. Only what the trials identify is answered: a
difference of two combinations is estimable if its components lie in the row space of the design.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Literal

import numpy as np

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.component_matrix import ComponentMatrix
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.fit import NetworkFit, estimate, fit_network, fit_on
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.q import Q
from dorsal.trials.contrast import Array
from dorsal.trials.shown import Shown
from dorsal.trials.treatment import canonical, components

Criterion = Literal["BIC", "AIC"]
CRITERIA = ("BIC", "AIC")
IDENTIFIED = 1e-9
TIMES = "*"
"""Joins the two components of an interaction in the name of its term."""
Term = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class ComponentFit(Shown):
    """A fitted additive model. `names` are its terms: active components, then interactions such as "a*b"."""

    fit: NetworkFit
    terms: tuple[Term, ...]
    """The components of each term: one, or the two of an interaction."""
    inactive: frozenset[str]
    directions: Array
    """(c, p) orthonormal basis of what the trials identify about the c components."""
    matrix: ComponentMatrix | None = None
    """What each treatment holds, where a table says so and not its name."""

    def __repr__(self) -> str:
        spread = "" if self.fit.options.model == "common" else f", tau2 {self.tau2:.4g}"
        return f"<ComponentFit: {self.network.told}, components {', '.join(self.names)}{spread}>"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(TIMES.join(term) for term in self.terms)

    @property
    def network(self) -> Network:
        return self.fit.network

    @property
    def tau2(self) -> float:
        return self.fit.tau2

    @property
    def q_additive(self) -> Q:
        """Q around the additive model."""
        return self.fit.q_total

    @cached_property
    def q_additivity(self) -> Q:
        """Q of additivity: how much worse the additive model fits than one effect for each combination.

        Over islands the latter is the sum of their own fits. Small P: the parts do not simply add up.
        """
        common = FitOptions(model="common")
        parts = [fit_network(self.network.part(island), common).q_total for island in self.network.islands]
        free = Q(sum(part.q for part in parts), sum(part.df for part in parts))
        return Q(max(0.0, self.q_additive.q - free.q), self.q_additive.df - free.df)

    def identifies(self, first: str, second: str) -> bool:
        """Whether the trials say anything about first against second under additivity."""
        try:
            weights = self._weights(first) - self._weights(second)
        except NetworkError:
            return False
        return self._identified(weights)

    def _identified(self, weights: Array) -> bool:
        missed = weights - self.directions @ (self.directions.T @ weights)
        return bool(np.abs(missed).max(initial=0.0) < IDENTIFIED)

    def between(self, first: str, second: str) -> Estimate:
        """`first` minus `second` under additivity.

        Flags: "extrapolated" where no chain of trials joins the two as they were given, so that the answer rests
        on additivity; "untested" where one of them was given in no trial of the network.
        Raises NetworkError if a component is in no trial, or if the trials do not identify the difference.
        """
        a, b = canonical(first), canonical(second)
        weights, flags = self.difference(a, b), self._flags(a, b)
        found = estimate(self.fit, weights, a, b, flags)
        return replace(found, additivity_p=self.q_additivity.p) if "extrapolated" in flags else found

    def difference(self, first: str, second: str) -> Array:
        """`first` minus `second` as weights (n,) on the network's treatments. Raises NetworkError as `between` does."""
        a, b = canonical(first), canonical(second)
        weights = self._weights(a) - self._weights(b)
        if not self._identified(weights):
            raise NetworkError(f"the trials do not say how {a} compares with {b}, even if effects of parts add up")
        return self._on_treatments(weights)

    def added(self, term: str) -> Estimate | None:
        """What adding a component to something else does, or an interaction beside its parts' own effects.

        None where the trials do not identify it. Raises NetworkError if the component is in no trial, or if there is
        no such term.
        """
        weights = self.addition(term)
        return None if weights is None else estimate(self.fit, weights, term, "")

    def addition(self, term: str) -> Array | None:
        """What a term adds as weights (n,) on the network's treatments; None and NetworkError as in `added`."""
        if term not in self.names and term not in self.inactive:
            raise NetworkError(f"{term} is in no trial of this network")
        weights = np.array([float(name == term) for name in self.names])
        return self._on_treatments(weights) if self._identified(weights) else None

    def _flags(self, a: str, b: str) -> tuple[str, ...]:
        known = self.network.index
        untested = a not in known or b not in known
        joined = not untested and b in self.network.island_of(a)
        return (() if joined else ("extrapolated",)) + (("untested",) if untested else ())

    def _weights(self, treatment: str) -> Array:
        if self.matrix is not None:
            return self.matrix.weights(treatment)
        parts = components(treatment)
        for part in parts:
            if (part,) not in self.terms and part not in self.inactive:
                raise NetworkError(f"{part} is in no trial of this network")
        return _terms_in(self.terms, parts)

    def _on_treatments(self, weights: Array) -> Array:
        """Weights (n,) on the network's treatments with the same value: B' c = directions' w.

        Any such weights give the same estimate, as the fit's effects are B theta.
        """
        basis = self.fit.basis
        assert basis is not None
        return np.asarray(np.linalg.lstsq(basis.T, self.directions.T @ weights, rcond=None)[0], dtype=np.float64)


def fit_components(
    network: Network,
    options: FitOptions | None = None,
    inactive: Collection[str] = (),
    interactions: Collection[tuple[str, str]] = (),
    matrix: ComponentMatrix | None = None,
) -> ComponentFit:
    """Fit the additive model; the network may have islands. `inactive` components (or one) have no effect of their own.

    `interactions`: pairs of components with an effect together beside their own. `matrix`: what each treatment holds,
    in place of the names joined by + (netmeta's `C.matrix`); it says itself what is inactive and what interacts.
    Raises NetworkError if no component can be told from another or an interaction was given in no trial, NotSettled if
    tau2 is not found, SheetError where matrix and trials do not fit, OptionError for a matrix beside the others.
    """
    without = _named(inactive)
    if matrix is not None:
        return _by_matrix(network, options or FitOptions(), matrix, told=bool(without or interactions))
    single = sorted({c for t in network.treatments for c in components(t)} - without)
    terms = (*((part,) for part in single), *(_together(network, pair) for pair in interactions))
    incidence = np.array([_terms_in(terms, components(t)) for t in network.treatments])
    fit, directions = _fitted(network, incidence, options or FitOptions())
    return ComponentFit(fit=fit, terms=terms, inactive=without, directions=directions)


def _fitted(network: Network, incidence: Array, options: FitOptions) -> tuple[NetworkFit, Array]:
    directions = row_space(network, incidence)
    if directions.shape[1] == 0:
        raise NetworkError("the trials compare only combinations with the same parts; no component effect follows")
    return fit_on(network, incidence @ directions, options), directions


def _by_matrix(network: Network, options: FitOptions, matrix: ComponentMatrix, *, told: bool) -> ComponentFit:
    if told:
        raise OptionError(
            "a component matrix says itself what is inactive (a row of zeros) and what two components do together "
            "(a column of its own); leave out inactive components and interactions, or the matrix"
        )
    matrix.check(network)
    fit, directions = _fitted(network, np.array([matrix.weights(t) for t in network.treatments]), options)
    terms = tuple((component,) for component in matrix.components)
    return ComponentFit(fit=fit, terms=terms, inactive=frozenset(), directions=directions, matrix=matrix)


def _named(inactive: Collection[str]) -> frozenset[str]:
    """One name is a name, and not its letters."""
    return frozenset((inactive,) if isinstance(inactive, str) else inactive)


def _terms_in(terms: Sequence[Term], parts: Collection[str]) -> Array:
    """1 for each term whose components are all among `parts`."""
    return np.array([float(set(term) <= set(parts)) for term in terms])


def _together(network: Network, pair: tuple[str, str]) -> Term:
    term = tuple(sorted(set(pair)))
    if len(term) != 2:
        raise OptionError(f"an interaction is of two different components, got {pair!r}")
    if not any(set(term) <= set(components(t)) for t in network.treatments):
        raise NetworkError(f"no trial gave {pair[0]} and {pair[1]} together, so they have no interaction to estimate")
    name = TIMES.join(term)
    if any(name in components(t) for t in network.treatments):
        raise OptionError(f"the interaction {name} has the name of a component of the trials; rename that component")
    return term


@dataclass(frozen=True, kw_only=True)
class Step:
    """A model tried on the way: the interaction added, and the criterion with it (lower is better)."""

    added: str
    """"" for the additive model."""
    criterion: float


def select_interactions(
    network: Network,
    options: FitOptions | None = None,
    inactive: Collection[str] = (),
    criterion: Criterion | Callable[[ComponentFit], float] = "BIC",
) -> tuple[ComponentFit, tuple[Step, ...]]:
    """Add interactions one by one while the criterion falls, and tell each step.

    A criterion of one's own is handed each model; `bayes.component_posterior.by_evidence` makes that of the evidence.

    BIC approximates twice the log evidence (Schwarz 1978; Kass & Raftery 1995), AIC is Akaike's 1974; both of the
    maximised likelihood, at the options' preset tau where there is one. The model returned is fitted by `options`.
    Raises OptionError for another criterion.
    """
    if not callable(criterion) and criterion not in CRITERIA:
        raise OptionError(f"criterion must be one of {', '.join(CRITERIA)}, got {criterion!r}")

    def judged(pairs: Sequence[tuple[str, str]]) -> float:
        if callable(criterion):
            return criterion(fit_components(network, options, inactive, pairs))
        return _criterion(network, None if options is None else options.tau, inactive, pairs, criterion)

    left = sorted(_pairs_given(network, inactive))
    chosen: list[tuple[str, str]] = []
    best = judged(chosen)
    steps = [Step(added="", criterion=best)]
    while left:
        tried = {pair: judged([*chosen, pair]) for pair in left}
        pair = min(tried, key=lambda p: tried[p])
        if not tried[pair] < best:
            break
        chosen, best = [*chosen, pair], tried[pair]
        left.remove(pair)
        steps.append(Step(added=TIMES.join(pair), criterion=best))
    return fit_components(network, options, inactive, chosen), tuple(steps)


def _pairs_given(network: Network, inactive: Collection[str]) -> set[tuple[str, str]]:
    given = (set(components(t)) - _named(inactive) for t in network.treatments)
    return {pair for parts in given for pair in combinations(sorted(parts), 2)}


def _criterion(
    network: Network,
    tau: float | None,
    inactive: Collection[str],
    chosen: Sequence[tuple[str, str]],
    criterion: Criterion,
) -> float:
    fit = fit_components(network, FitOptions(tau2_method="ML", tau=tau), inactive, chosen).fit
    parameters = len(fit.solution.theta) + (tau is None)
    price = 2.0 if criterion == "AIC" else math.log(len(network.rows))
    return price * parameters - 2.0 * fit.solution.log_likelihood


def row_space(network: Network, incidence: Array) -> Array:
    """Orthonormal basis (c, p) of the component contrasts that some study compared."""
    compared = [
        incidence[network.index[t]] - incidence[network.index[c.treatments[0]]]
        for c in {c.treatments: c for c in network.contrasts}.values()
        for t in c.treatments[1:]
    ]
    values, vectors = np.linalg.eigh(np.array(compared).T @ np.array(compared))
    keep = values > IDENTIFIED * values.max(initial=1.0)
    return np.asarray(vectors[:, keep], dtype=np.float64)

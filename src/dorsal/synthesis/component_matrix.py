"""Which components each treatment holds, told by a table where the names do not tell it: netmeta's C matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from dorsal.errors import Fault, NetworkError, SheetError
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Array
from dorsal.trials.treatment import canonical

WAY_OUT = "write 1 where a treatment holds a component, else 0; or how much of it, as 0.5"


@dataclass(frozen=True, kw_only=True)
class ComponentMatrix:
    """The effect of a treatment is the sum of its components' effects, each times its number here.

    A row of zeros is a treatment without an effect of its own. Rows beyond the trials' treatments can be asked for.
    """

    components: tuple[str, ...]
    rows: Mapping[str, tuple[float, ...]]
    """Treatment -> a number for each component."""

    @classmethod
    def of(cls, treatments: Sequence[str], components: Sequence[str], numbers: Any) -> ComponentMatrix:
        """From an array (treatments, components). Raises SheetError with every fault of it."""
        table = np.asarray(numbers, dtype=np.float64)
        if table.shape != (len(treatments), len(components)):
            told = f"{len(treatments)} treatments and {len(components)} components, the array is {table.shape}"
            raise SheetError(f"the component matrix does not fit: {told}")
        faults = [*_twice("treatment", treatments), *_twice("component", components)]
        for row, treatment in enumerate(treatments):
            for column, component in enumerate(components):
                if not np.isfinite(table[row, column]):
                    value = f"{table[row, column]:g}"
                    faults.append(Fault(f"treatment {treatment}", component, value, "it is no number", WAY_OUT))
        if faults:
            raise SheetError("the component matrix cannot be used", faults)
        rows = {canonical(name): tuple(map(float, table[row])) for row, name in enumerate(treatments)}
        return cls(components=tuple(components), rows=rows)

    @property
    def digest(self) -> str:
        """Tells one table from another."""
        return sha256(repr((self.components, sorted(self.rows.items()))).encode()).hexdigest()[:12]

    def weights(self, treatment: str) -> Array:
        """(c,) the numbers of a treatment. Raises NetworkError if it has no row."""
        if canonical(treatment) not in self.rows:
            raise NetworkError(f"{treatment} has no row in the component matrix; it has {', '.join(sorted(self.rows))}")
        return np.array(self.rows[canonical(treatment)])

    def check(self, network: Network) -> None:
        """Raise SheetError, naming every treatment of the trials without a row and every component in none of them."""
        missing = [t for t in network.treatments if t not in self.rows]
        faults = [Fault(f"treatment {t}", "", "", "the component matrix has no row for it", "add one") for t in missing]
        if not missing:
            held = np.abs([self.weights(t) for t in network.treatments]).sum(axis=0)
            faults += [
                Fault(f"component {c}", "", "", "no treatment of the trials holds it", "leave its column out")
                for c, total in zip(self.components, held, strict=True)
                if total == 0.0
            ]
        if faults:
            raise SheetError("the component matrix and the trials do not fit", faults)


def _twice(what: str, names: Sequence[str]) -> list[Fault]:
    """A fault for each name that stands twice, combinations in any order."""
    seen = [canonical(name) for name in names] if what == "treatment" else list(names)
    again = dict.fromkeys(name for i, name in enumerate(seen) if name in seen[:i])
    return [Fault(f"{what} {name}", "", "", "it stands twice", "leave one of them out") for name in again]

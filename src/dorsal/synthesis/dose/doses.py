"""Which agents a network gave in which doses, and the zero dose that all of them share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.network import Network
from dorsal.trials.dosage import Dosage
from dorsal.trials.study import Study
from dorsal.trials.treatment import canonical


@dataclass(frozen=True, kw_only=True)
class Doses:
    """The dosage of every treatment of a network. Raises NetworkError where one is missing, or none is above 0."""

    network: Network
    of: Mapping[str, Dosage]

    def __post_init__(self) -> None:
        missing = [t for t in self.network.treatments if t not in self.of]
        if missing:
            raise NetworkError(f"no dosage is given for {', '.join(missing)}")
        if not self.agents:
            raise NetworkError("no treatment of these studies has a dose above 0, so there is no curve to draw")

    @cached_property
    def dosage(self) -> tuple[Dosage, ...]:
        """In the order of the network's treatments."""
        return tuple(self.of[t] for t in self.network.treatments)

    @cached_property
    def zero(self) -> str:
        """The treatment that is dose 0 of every agent; "" where no study gave it."""
        return next((t for t in self.network.treatments if self.of[t].dose == 0.0), "")

    @property
    def zero_words(self) -> str:
        """What stands for no dose: its name in the table, or just that."""
        return self.zero or "dose 0"

    @cached_property
    def agents(self) -> tuple[str, ...]:
        """Those with a dose above 0, sorted."""
        return tuple(sorted({dosage.agent for dosage in self.dosage if dosage.dose}))

    @cached_property
    def whole(self) -> tuple[str, ...]:
        """Treatments without a dose: each has an effect and no curve."""
        return tuple(t for t in self.network.treatments if self.of[t].dose is None)

    @cached_property
    def _levels(self) -> Mapping[str, tuple[float, ...]]:
        found: dict[str, set[float]] = defaultdict(set)
        for dosage in self.dosage:
            if dosage.dose:
                found[dosage.agent].add(dosage.dose)
        return {agent: tuple(sorted(doses)) for agent, doses in found.items()}

    def levels(self, agent: str) -> tuple[float, ...]:
        """An agent's different doses above 0, rising. Raises NetworkError for an agent without one."""
        try:
            return self._levels[canonical(agent)]
        except KeyError:
            raise NetworkError(f"{agent} has no dose in these studies; there are {', '.join(self.agents)}") from None

    @cached_property
    def arms(self) -> Mapping[str, tuple[float, ...]]:
        """Agent -> the dose of each of its arms above 0 (arms of a study with the same dose count once)."""
        found: dict[str, list[float]] = defaultdict(list)
        for contrast in self.network.contrasts:
            for treatment in contrast.treatments:
                dosage = self.of[treatment]
                if dosage.dose:
                    found[dosage.agent].append(dosage.dose)
        return {agent: tuple(sorted(doses)) for agent, doses in found.items()}

    def reach(self, agent: str) -> tuple[float, float]:
        """The doses that a curve of the agent is known between: from 0, where some study gave none, to the highest."""
        levels = self.levels(agent)
        return (0.0 if self.zero else levels[0]), levels[-1]


def doses_of(network: Network, studies: Iterable[Study]) -> Doses:
    """The dosages of a network, from the arms of its studies. Raises OptionError where they were read without doses."""
    arms = (arm for study in studies for result in study.results for arm in result.arms)
    known = {arm.treatment: arm.dosage for arm in arms if arm.dosage is not None}
    if not known:
        raise OptionError(
            "the table was read without doses; name their column with read(..., dose=COLUMN), on the command line "
            "--dose COLUMN"
        )
    return Doses(network=network, of=known)

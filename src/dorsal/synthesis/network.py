"""What was compared with what: treatments, designs, comparisons, and the islands they form."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from dorsal.errors import NetworkError
from dorsal.synthesis.rows import Rows, rows_of
from dorsal.trials.contrast import Contrast
from dorsal.trials.treatment import components


@dataclass(frozen=True)
class Comparison:
    """Two treatments compared head to head in at least one study."""

    first: str
    second: str
    studies: tuple[str, ...]
    people: int | None
    """People in the two groups over all studies; None where a study does not print them."""


@dataclass(frozen=True, repr=False)
class Network:
    """The contrasts of one outcome at one time. Everything else about it is asked of it."""

    contrasts: tuple[Contrast, ...]

    def __post_init__(self) -> None:
        if not self.contrasts:
            raise NetworkError("no study with a usable contrast is left; nothing can be pooled")
        measures = {contrast.measure for contrast in self.contrasts}
        if len(measures) > 1:
            raise NetworkError(f"contrasts of different measures ({', '.join(sorted(measures))}) cannot be pooled")

    @classmethod
    def of(cls, contrasts: Iterable[Contrast]) -> Network:
        """The network of these contrasts. Raises NetworkError if there is none, or if their measures differ."""
        return cls(tuple(contrasts))

    def __repr__(self) -> str:
        return f"<Network: {self.told}>"

    @property
    def told(self) -> str:
        """What it holds, in a line for a Python session: "24 studies, 4 treatments, OR"."""
        return f"{len(self.studies)} studies, {len(self.treatments)} treatments, {self.measure}"

    @property
    def measure(self) -> str:
        return self.contrasts[0].measure

    @cached_property
    def treatments(self) -> tuple[str, ...]:
        return tuple(sorted({t for contrast in self.contrasts for t in contrast.treatments}))

    @cached_property
    def index(self) -> Mapping[str, int]:
        return {treatment: i for i, treatment in enumerate(self.treatments)}

    @cached_property
    def rows(self) -> Rows:
        return rows_of(self.contrasts, self.index)

    @cached_property
    def studies(self) -> tuple[str, ...]:
        """Study ids in order of first appearance (a study in two pieces counts once)."""
        return tuple(dict.fromkeys(contrast.study for contrast in self.contrasts))

    @property
    def people(self) -> int:
        """People in all groups whose number is known."""
        return sum(n for contrast in self.contrasts for n in contrast.n if n is not None)

    @property
    def people_unknown(self) -> tuple[str, ...]:
        """Studies in which the number of a group is not printed."""
        return tuple(dict.fromkeys(c.study for c in self.contrasts if c.people is None))

    @cached_property
    def islands(self) -> tuple[tuple[str, ...], ...]:
        """Sets of treatments joined by comparisons, the largest first; one set if the network is connected."""
        root = {treatment: treatment for treatment in self.treatments}

        def find(treatment: str) -> str:
            while root[treatment] != treatment:
                root[treatment] = root[root[treatment]]
                treatment = root[treatment]
            return treatment

        for contrast in self.contrasts:
            for other in contrast.treatments[1:]:
                root[find(other)] = find(contrast.treatments[0])
        groups: dict[str, list[str]] = defaultdict(list)
        for treatment in self.treatments:
            groups[find(treatment)].append(treatment)
        return tuple(sorted((tuple(g) for g in groups.values()), key=lambda g: (-len(g), g)))

    def island_of(self, treatment: str) -> tuple[str, ...]:
        """The island with this treatment. Raises NetworkError if no study in the network gave it."""
        for island in self.islands:
            if treatment in island:
                return island
        raise NetworkError(f"{treatment} is in no study of this network; it has {', '.join(self.treatments)}")

    def part(self, treatments: Collection[str]) -> Network:
        """The network of the studies whose treatments all lie in `treatments` (an island, usually)."""
        keep = set(treatments)
        return Network(tuple(c for c in self.contrasts if keep.issuperset(c.treatments)))

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Every head-to-head comparison, sorted by its treatments."""
        found: dict[tuple[str, str], list[tuple[str, int | None]]] = defaultdict(list)
        for contrast in self.contrasts:
            for (a, n_a), (b, n_b) in combinations(sorted(contrast.groups.items()), 2):
                both = None if n_a is None or n_b is None else n_a + n_b
                found[a, b].append((contrast.study, both))
        return tuple(_comparison(a, b, seen) for (a, b), seen in sorted(found.items()))

    @cached_property
    def designs(self) -> Mapping[tuple[str, ...], tuple[Contrast, ...]]:
        """The contrasts by design (sorted set of treatments compared together)."""
        found: dict[tuple[str, ...], list[Contrast]] = defaultdict(list)
        for contrast in self.contrasts:
            found[tuple(sorted(contrast.treatments))].append(contrast)
        return {design: tuple(found[design]) for design in sorted(found)}

    @cached_property
    def given(self) -> Mapping[str, int]:
        """By treatment, the number of contrasts with it."""
        return Counter(treatment for contrast in self.contrasts for treatment in contrast.treatments)

    @cached_property
    def _people_given(self) -> Mapping[str, int | None]:
        found: dict[str, int | None] = dict.fromkeys(self.treatments, 0)
        for contrast in self.contrasts:
            for treatment, n in contrast.groups.items():
                so_far = found[treatment]
                found[treatment] = None if n is None or so_far is None else so_far + n
        return found

    def people_given(self, treatment: str) -> int | None:
        """People who received a treatment; None where a study does not print the number."""
        return self._people_given.get(treatment, 0)

    def bridges(self) -> tuple[str, ...]:
        """In words, what would join each smaller island to the largest: shared components, or a new trial."""
        main, *others = self.islands
        return tuple(_bridge(main, other) for other in others)


def _comparison(a: str, b: str, seen: list[tuple[str, int | None]]) -> Comparison:
    numbers = [n for _, n in seen]
    people = None if None in numbers else sum(n for n in numbers if n is not None)
    return Comparison(a, b, tuple(study for study, _ in seen), people)


def _bridge(main: tuple[str, ...], other: tuple[str, ...]) -> str:
    names = ", ".join(other)
    shared = {c for t in main for c in components(t)} & {c for t in other for c in components(t)}
    if shared:
        return (
            f"{names}: shares {', '.join(sorted(shared))} with the rest, so the additive component model may join it; "
            "a trial of any of these against any other treatment would join it without that assumption"
        )
    return f"{names}: only a trial of one of these against any other treatment would join it"

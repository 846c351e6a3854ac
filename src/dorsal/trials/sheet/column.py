"""Which column plays which role: by its name, or as the user says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dorsal.errors import Fault, OptionError
from dorsal.trials.sheet.vocabulary import BASES, FIXED, folded, roles_of


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Roles ("study", "treatment", "n2" ...) and the columns that play them."""

    header: tuple[str, ...]
    index: Mapping[str, int]
    """Role -> place of its column."""
    called: Mapping[str, str]
    """Role -> the folded name by which it was known: the column's own, or that in the user's mapping."""
    others: Mapping[str, tuple[int, ...]]
    """Role -> further columns whose names would do, the more telling first."""

    def __contains__(self, role: str) -> bool:
        return role in self.index

    def name(self, role: str) -> str:
        """The column of a role as the header writes it; the role itself where there is none."""
        return self.header[self.index[role]] if role in self.index else role

    def numbers(self, base: str) -> list[int]:
        """The numbers under which a role stands: [1, 2, 3] for treat1, treat2, treat3."""
        found = (role.removeprefix(base) for role in self.index if role.startswith(base))
        return sorted(int(rest) for rest in found if rest.isdigit())

    def renamed(self, roles: Mapping[str, str]) -> Columns:
        """The same columns with some roles under another name."""
        return replace(
            self,
            index={roles.get(role, role): place for role, place in self.index.items()},
            called={roles.get(role, role): name for role, name in self.called.items()},
        )

    def without(self, *roles: str) -> Columns:
        """The same columns without these roles."""
        return replace(self, index={role: place for role, place in self.index.items() if role not in roles})

    def instead(self, role: str, place: int) -> Columns:
        """The same columns with another one in a role."""
        called = {**self.called, role: folded(self.header[place])}
        return replace(self, index={**self.index, role: place}, called=called)


def recognised(header: Sequence[str], asked: Mapping[str, str]) -> tuple[Columns, list[Fault]]:
    """The roles of the columns, and faults: a column that stands twice, or a name in `asked` that is not there.

    `asked` maps a role, or any name that Dorsal knows for it, to the column that plays it; to "" for none. Raises
    OptionError for a name that it does not know.
    """
    faults = _twice(header)
    forced, dropped = _forced(header, asked, faults)
    claims: dict[str, list[_Claim]] = {role: [(-1, place, name)] for place, (role, name) in forced.items()}
    for place, name in enumerate(header):
        for role, rank in () if place in forced else roles_of(name):
            claims.setdefault(role, []).append((rank, place, folded(name)))
    index: dict[str, int] = {}
    called: dict[str, str] = {}
    others: dict[str, tuple[int, ...]] = {}
    for role in sorted(claims, key=_order):
        free = [claim for claim in sorted(claims[role]) if claim[1] not in index.values()]
        if role in dropped or not free:
            continue
        faults += _rivals(header, role, free)
        _, index[role], called[role] = free[0]
        others[role] = tuple(place for _, place, _ in free[1:])
    return Columns(header=tuple(header), index=index, called=called, others=others), faults


_Claim = tuple[int, int, str]
"""Rank of a column's name among the names of a role, its place, and the name."""
ORDER = {role: place for place, role in enumerate((*BASES, "effect", *FIXED))}


def _order(role: str) -> tuple[int, str]:
    """Treatments choose before labels of arms, which share names with them."""
    return ORDER[role if role in ORDER else role.rstrip("0123456789")], role


def _twice(header: Sequence[str]) -> list[Fault]:
    faults = []
    for name in dict.fromkeys(name for name in header if name and header.count(name) > 1):
        places = " and ".join(str(i + 1) for i, other in enumerate(header) if other == name)
        remedy = "give each column a name of its own"
        faults.append(Fault("the header", name, "", f"this name stands over the columns {places}", remedy))
    return faults


def _forced(
    header: Sequence[str], asked: Mapping[str, str], faults: list[Fault]
) -> tuple[dict[int, tuple[str, str]], set[str]]:
    """Place -> the role and the name that the user gives it; and the roles that no column may play."""
    forced: dict[int, tuple[str, str]] = {}
    dropped: set[str] = set()
    for key, column in asked.items():
        role = _role(key)
        places = [i for i, name in enumerate(header) if column and column in (name, folded(name))]
        if not column:
            dropped.add(role)
        elif places:
            forced[places[0]] = role, folded(key)
        else:
            remedy = f"the columns are {', '.join(name for name in header if name)}"
            faults.append(Fault("the header", "", column, f"there is no such column to take as {key}", remedy))
    return forced, dropped


def _role(key: str) -> str:
    """The role that a user means: the one of that name, else the first that the name tells of."""
    roles = [role for role, _ in roles_of(key)]
    if not roles:
        known = ", ".join(dict.fromkeys((*BASES, "effect", *FIXED)))
        raise OptionError(f"{key!r} is not a role of a column; use one of {known} (numbered ones as treatment1)")
    return next((role for role in roles if folded(role) == folded(key)), roles[0])


def _rivals(header: Sequence[str], role: str, free: Sequence[tuple[int, int, str]]) -> list[Fault]:
    """A fault where two columns have the same claim: N beside n."""
    same = [place for rank, place, _ in free if rank == free[0][0]]
    if len(same) < 2 or len({header[place] for place in same}) < len(same):
        return []
    names = " and ".join(repr(header[place]) for place in same)
    remedy = (
        f"rename one, or say which: columns={{{role!r}: {header[same[0]]!r}}}, on the command line --map {role}=NAME"
    )
    return [Fault("the header", header[same[0]], "", f"{names} could both be {role}", remedy)]

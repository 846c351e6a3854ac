"""Whether what the trials found can be carried over to this person, and if not, why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dorsal.care.basis import Basis, Comparison
from dorsal.care.natural_course import Course
from dorsal.patient.profile import Profile
from dorsal.trials.treatment import components

ADULT = 18
ENOUGH = 0.5
"""Share of the evidence that must come from people like this one."""
ACUTE, MIXED = "acute", "mixed"
RADICULAR = "radicular"
LIKE: Mapping[str, tuple[str, ...]] = {
    "acute": ("acute", MIXED),
    "subacute": ("subacute", MIXED),
    "chronic": ("chronic", MIXED),
}
"""Populations of trials that speak for a person, by how long the complaint has lasted."""
LASTED: Mapping[str, str] = {
    "acute": "less than 6 weeks",
    "subacute": "6 to 12 weeks",
    "chronic": "more than 12 weeks",
}


@dataclass(frozen=True, kw_only=True)
class Applicability:
    """`reasons`: why not, each a sentence; `cautions`: what is not known and could matter."""

    fits: bool
    reasons: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


def applicability(
    profile: Profile, basis: Basis, comparison: Comparison | None, course: Course | None
) -> Applicability:
    """Weigh the person against the people of the trials that one forecast rests on.

    A combination is also weighed by what is known of each of its parts: the whole may rest on a part that was only
    tried in other people.
    """
    reasons = [*_age(profile), *_start(profile, course), *_course(profile, course)]
    for each in _with_parts(basis, comparison):
        reasons += [*_duration(profile, basis, each), *_radiating(profile, basis, each)]
    return Applicability(fits=not reasons, reasons=tuple(reasons), cautions=tuple(_cautions(profile)))


def _with_parts(basis: Basis, comparison: Comparison | None) -> Iterator[Comparison]:
    if comparison is None:
        return
    yield comparison
    parts = components(comparison.option)
    for part in parts if len(parts) > 1 else ():
        found = basis.comparisons.get((comparison.outcome, comparison.window, part))
        if found is not None:
            yield found


def _age(profile: Profile) -> Iterator[str]:
    if profile.age is not None and profile.age < ADULT:
        yield f"The trials are of adults; this person is {profile.age}."


def _start(profile: Profile, course: Course | None) -> Iterator[str]:
    start = None if course is None else profile.baseline(course.outcome)
    if course is None or start is None:
        return
    low, high = course.usual_starts
    if not low <= start <= high:
        trials = "1 trial" if len(course.studies) == 1 else f"{len(course.studies)} trials"
        yield (
            f"A start of {start:.0f} of 100 lies outside what the trials' people had ({low:.0f} to {high:.0f} for 95 % "
            f"of them, in {trials})."
        )


def _course(profile: Profile, course: Course | None) -> Iterator[str]:
    """Acute complaints run another course than lasting ones, so trials of others do not tell theirs."""
    if course is None or profile.duration != ACUTE or ACUTE in course.populations:
        return
    yield (
        f"The complaint has lasted {LASTED[ACUTE]}; how it goes on by itself is only known here from people whose "
        f"complaints had lasted longer, on average ({', '.join(course.populations)})."
    )


def _duration(profile: Profile, basis: Basis, comparison: Comparison) -> Iterator[str]:
    like = LIKE.get(profile.duration)
    if like is None or not comparison.populations:
        return
    share = sum(part for population, part in comparison.populations.items() if population in like)
    if share < ENOUGH:
        yield (
            f"The complaint has lasted {LASTED[profile.duration]}; most of what is known about "
            f"{_words(basis, comparison)} comes from other people ({_mix(comparison)}): {_trials(basis, comparison)}."
        )


def _radiating(profile: Profile, basis: Basis, comparison: Comparison) -> Iterator[str]:
    if not comparison.populations or profile.radiating == "unknown":
        return
    share = comparison.populations.get(RADICULAR, 0.0)
    if profile.radiating == "yes" and share < ENOUGH:
        yield (
            f"The pain runs into a leg; most of what is known about {_words(basis, comparison)} comes from trials that "
            f"were not of such people ({_mix(comparison)}): {_trials(basis, comparison)}."
        )
    if profile.radiating == "no" and share >= ENOUGH:
        yield (
            f"Most of what is known about {_words(basis, comparison)} comes from people with pain in a leg: "
            f"{_trials(basis, comparison)}."
        )


def _words(basis: Basis, comparison: Comparison) -> str:
    return basis.labels.get(comparison.option, comparison.option)


def _mix(comparison: Comparison) -> str:
    parts = sorted(comparison.populations.items(), key=lambda item: -item[1])
    return ", ".join(f"{100 * share:.0f}\u00a0% {population}" for population, share in parts if share >= 0.005)


def _trials(basis: Basis, comparison: Comparison) -> str:
    return ", ".join(basis.names.get(study, study) for study in comparison.studies)


def _cautions(profile: Profile) -> Iterator[str]:
    if profile.duration == "unknown":
        yield "How long the complaint has lasted is not known; trials of lasting complaints are taken."
    if profile.radiating == "unknown":
        yield "Whether the pain runs into a leg is not known."
    if profile.age is None:
        yield "The age is not known."
    yield "The tables do not hold the ages of the trials' people beyond that they were adults."

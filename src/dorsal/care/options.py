"""The options for one person side by side, usual care always among them; those refused, with the reason; the order.

Takes a Screen, which only `dorsal.patient.screen.screen` makes: there are no options without a safety screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from dorsal.care.basis import Basis
from dorsal.care.burden import Burden, ClinicValues, burden
from dorsal.care.consequences import consequences
from dorsal.care.dominance import dominated
from dorsal.care.forecast import forecasts
from dorsal.care.guidance import guidance
from dorsal.care.knowledge import Knowledge
from dorsal.care.option import Option
from dorsal.care.standing import Standing, standing
from dorsal.care.weighing import TOO_FEW, Weighing, weigh
from dorsal.errors import OptionError
from dorsal.patient.profile import Profile
from dorsal.patient.screen import Screen
from dorsal.trials.treatment import canonical

MOST = 8
"""Options side by side: more cannot be read."""
VERY_LOW = "very low"
NO_TRIAL = "no trial tells what it would do"
NOT_CARRIED = "what the trials found cannot be carried over to this person"


@dataclass(frozen=True, kw_only=True)
class Options:
    """What can be chosen from. The order of `options` is that of the topic, never that of the ranking."""

    screen: Screen
    options: tuple[Option, ...]
    refused: tuple[Option, ...]
    """May not be given to this person; the reasons are in the verdicts."""
    more: tuple[Option, ...]
    """Could be given as well, and are not among those shown: nothing is hidden. They come without forecasts."""
    ranking: Weighing
    outcomes: tuple[str, ...]
    windows: tuple[str, ...]
    """Times ahead of which there are forecasts; the first is the one that is weighed."""
    reference: str
    release: str
    knowledge: Knowledge = field(repr=False)
    clinic: ClinicValues | None = None

    @property
    def profile(self) -> Profile:
        return self.screen.profile

    @property
    def window(self) -> str:
        return self.windows[0]

    @cached_property
    def by_treatment(self) -> Mapping[str, Option]:
        """Every option that can be chosen or was refused."""
        return {option.treatment: option for option in (*self.options, *self.more, *self.refused)}

    def of(self, treatment: str) -> Option:
        """One option. Raises OptionError naming those there are."""
        code = canonical(treatment)
        if code not in self.by_treatment:
            raise OptionError(f"{treatment!r} is no option here; there are {', '.join(self.by_treatment)}")
        return self.by_treatment[code]


def options(
    screen: Screen,
    basis: Basis,
    knowledge: Knowledge,
    *,
    treatments: Sequence[str] = (),
    windows: Sequence[str] = (),
    clinic: ClinicValues | None = None,
    rng: np.random.Generator,
) -> Options:
    """The options for this person. `treatments`: those to show; none: those that the topic offers, up to eight.

    Raises OptionError for treatments that the topic does not offer, and for too many of them.
    """
    asked = _asked(basis, treatments)
    times = _windows(basis, knowledge, windows)
    every = [_option(code, screen, knowledge, clinic) for code in _all(basis, knowledge, asked)]
    allowed = [option for option in every if option.allowed]
    shown = [option for option in allowed if not asked or option.treatment in asked][:MOST]
    side = _with_forecasts(shown, screen.profile, basis, knowledge, times)
    ranking, beaten = _weighed(side, screen.profile, basis, knowledge, times[0], clinic, rng)
    return Options(
        screen=screen,
        options=tuple(replace(option, dominated_by=beaten.get(option.treatment, "")) for option in side),
        refused=tuple(option for option in every if not option.allowed),
        more=tuple(option for option in allowed if option not in shown),
        ranking=ranking,
        outcomes=tuple(basis.outcomes),
        windows=times,
        reference=basis.reference,
        release=basis.release,
        knowledge=knowledge,
        clinic=clinic,
    )


def _asked(basis: Basis, treatments: Sequence[str]) -> tuple[str, ...]:
    """What was asked for, with usual care in front."""
    if not treatments:
        return ()
    codes = tuple(dict.fromkeys((basis.reference, *(canonical(treatment) for treatment in treatments))))
    unknown = [code for code in codes if code not in basis.options]
    if unknown:
        raise OptionError(f"{', '.join(unknown)}: no option of this topic; there are {', '.join(basis.options)}")
    if len(codes) > MOST:
        raise OptionError(f"{len(codes)} options (with {basis.reference}) are too many side by side; choose {MOST - 1}")
    return codes


def _windows(basis: Basis, knowledge: Knowledge, windows: Sequence[str]) -> tuple[str, ...]:
    """The windows asked for, else the topic's; OptionError for unknown ones."""
    named = tuple(windows) or ((knowledge.window or next(iter(basis.windows))),)
    for name in named:
        basis.window(name)
    return tuple(dict.fromkeys(named))


def _all(basis: Basis, knowledge: Knowledge, asked: Sequence[str]) -> tuple[str, ...]:
    """Every option of the topic: those asked for first, then in the order of the topic."""
    offered = [code for code in map(canonical, knowledge.offered) if code in basis.options]
    return tuple(dict.fromkeys((*asked, basis.reference, *offered, *basis.options)))


def _option(code: str, screen: Screen, knowledge: Knowledge, clinic: ClinicValues | None) -> Option:
    """What does not need a forecast."""
    return Option(
        treatment=code,
        verdict=screen.of(code),
        harms=knowledge.harms_of(code),
        burden=burden(knowledge.doses, code, knowledge.kinds, clinic),
        guidance=guidance(knowledge.statements, code, screen.profile.duration),
    )


def _with_forecasts(
    shown: Sequence[Option], profile: Profile, basis: Basis, knowledge: Knowledge, windows: Sequence[str]
) -> tuple[Option, ...]:
    """Each option with what it would do, all from the same draws."""
    codes = tuple(option.treatment for option in shown)
    found = {
        (outcome, window): forecasts(profile, basis, codes, outcome, window)
        for window in windows
        for outcome in basis.outcomes
    }
    return tuple(
        replace(
            option,
            forecasts={time: of_all[option.treatment] for time, of_all in found.items()},
            standings=_standings(basis, knowledge, option.treatment, windows[0]),
        )
        for option in shown
    )


def _standings(basis: Basis, knowledge: Knowledge, code: str, window: str) -> Mapping[str, Standing]:
    found: dict[str, Standing] = {}
    for outcome in basis.outcomes:
        comparison, sizes = basis.comparisons.get((outcome, window, code)), knowledge.sizes.get(outcome)
        if comparison is None or sizes is None:
            continue
        stands = standing(code, outcome, comparison.finding, sizes)
        if stands is not None:
            found[outcome] = stands
    return found


def _weighed(
    shown: Sequence[Option],
    profile: Profile,
    basis: Basis,
    knowledge: Knowledge,
    window: str,
    clinic: ClinicValues | None,
    rng: np.random.Generator,
) -> tuple[Weighing, Mapping[str, str]]:
    """The order, and which options are beaten on everything."""
    unranked = {option.treatment: why for option in shown if (why := _unranked(option, window))}
    ranked = [option for option in shown if option.treatment not in unranked]
    if len(ranked) < 2:
        return Weighing(why_not=TOO_FEW, unranked=unranked), {}

    def of_part(part: str) -> Burden:
        return burden(knowledge.doses, part, knowledge.kinds, clinic)

    found = consequences(ranked, knowledge.criteria, profile, basis, window, of_part, rng)
    weighed = weigh(found, weights_of(profile), unranked=unranked, very_low=_very_low(ranked, basis.reference, window))
    return weighed, dominated(found)


def weights_of(profile: Profile) -> Mapping[str, float | None]:
    """The person's weights by name; the fear of needles is that of needles."""
    given = profile.weights
    return {
        "pain": given.pain,
        "moving": given.moving,
        "fewer_visits": given.fewer_visits,
        "few_side_effects": given.few_side_effects,
        "no_medicines": given.no_medicines,
        "cost": given.cost,
        "time": given.time,
        "needles": profile.needle_fear,
    }


def _unranked(option: Option, window: str) -> str:
    """Why an option stands in no order: nothing is known of what it would do for this person."""
    here = [forecast for (_, at), forecast in option.forecasts.items() if at == window]
    with_numbers = [forecast for forecast in here if forecast.prospect is not None]
    if not with_numbers:
        return NO_TRIAL
    return "" if any(forecast.applicability.fits for forecast in with_numbers) else NOT_CARRIED


def _very_low(options: Sequence[Option], reference: str, window: str) -> bool:
    """Whether everything that is known against the reference is of very low certainty."""
    levels = {
        forecast.certainty.level
        for option in options
        for (_, at), forecast in option.forecasts.items()
        if option.treatment != reference and at == window and forecast.certainty is not None
    }
    return levels <= {VERY_LOW}

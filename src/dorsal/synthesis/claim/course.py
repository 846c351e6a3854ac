"""Claims about one group over time: its pain falls from the start, or most are better within a few visits.

Neither says that the treatment did it: people with back pain seek help when it is bad, and untreated backs get better
too. So the fall of untreated people stands beside, and nothing here is ever more than probable.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from scipy.special import ndtr

from dorsal.synthesis.claim.arm_change import changes, with_others
from dorsal.synthesis.claim.ask import Ask, Change, OutcomeWords
from dorsal.synthesis.claim.judgement import Part, Source
from dorsal.synthesis.claim.numbers import count, listed, percent, sentence
from dorsal.synthesis.claim.structure import Claim
from dorsal.synthesis.claim.verdict import Verdict
from dorsal.trials.question import Window

WEEKS_PER_VISIT = 1.0
"""A visit a week where the claim counts visits and trials count weeks."""
HALF = 0.5
Z = 1.959964
"""Of a 95 % interval."""
LEANING = {"probably": "for", "probably_not": "against"}
NO_CAUSE = "Only the direction counts: most of these groups print no spread, and none shows what caused the change."

Windows = tuple[Window | None, ...]


def improves(claim: Claim, ask: Ask) -> tuple[Part, ...]:
    """Whether the groups given the treatment fell from their start, with untreated groups beside."""
    windows = ask.timing(claim.timing).windows
    return tuple(_improves(ask, ask.outcome(code), first, windows) for code in claim.outcomes for first in claim.firsts)


def _improves(ask: Ask, outcome: OutcomeWords, first: str, windows: Windows) -> Part:
    arms = changes(ask, outcome.code, first, windows) or with_others(ask, outcome.code, first, windows)
    natural = ask.untreated(outcome.code, windows)
    verdict = _direction(arms)
    course, name = natural_words(natural, outcome.label), ask.label(first)
    known = f"groups with {name}: {span(arms)}" if arms else f"no group with {name} prints its start and its end"
    return Part(
        what=f"{outcome.label} from start to end with {name}",
        verdict=verdict,
        reasons=(sentence(known), NO_CAUSE, sentence(course)),
        wording=_improves_words(verdict, outcome.label, name, arms, course),
        settle=sentence(f"a comparison: how much more {outcome.label} falls with {name} than without"),
        size=span(arms) if arms else "",
        leaning=LEANING.get(verdict, ""),
        sources=_sources((*arms, *natural)),
    )


def _direction(arms: Sequence[Change]) -> Verdict:
    if arms and all(arm.points < 0 for arm in arms):
        return "probably"
    return "probably_not" if arms and all(arm.points > 0 for arm in arms) else "uncertain"


def natural_words(arms: Sequence[Change], label: str) -> str:
    """ "in 2 groups without it pain fell too, typically by 6 points of 100" """
    if not arms:
        return f"how {label} changes without treatment could not be read"
    middle = median(arm.points for arm in arms)
    people = f" ({sum(arm.n or 0 for arm in arms):,} people)" if all(arm.n for arm in arms) else ""
    groups = f"in {count(len(arms), 'group')} without it{people}"
    return f"{groups} {label} {f'fell too, typically by {-middle:.0f} points of 100' if middle < 0 else 'did not fall'}"


def span(arms: Sequence[Change]) -> str:
    """ "41 to 62 points of 100 lower than at the start (2 groups)" """
    points = sorted((arm.points for arm in arms), key=abs)
    ends = dict.fromkeys(f"{abs(point):.0f}" for point in (points[0], points[-1]))
    way = "lower" if all(p < 0 for p in points) else "higher" if all(p > 0 for p in points) else "lower or higher"
    return f"{' to '.join(ends)} points of 100 {way} than at the start ({count(len(arms), 'group')})"


def _improves_words(verdict: Verdict, label: str, treatment: str, arms: Sequence[Change], course: str) -> str:
    if not arms:
        return sentence(f"we do not know how {label} changes after {treatment}")
    if verdict == "probably":
        cause = sentence(f"that does not show that {treatment} did it: {course}")
        return f"{sentence(f'after {treatment}, {label} was {span(arms)}')} {cause}"
    return f"{sentence(f'{label} did not clearly fall after {treatment}: {span(arms)}')} {sentence(course)}"


def _sources(arms: Sequence[Change]) -> tuple[Source, ...]:
    return tuple(
        Source(kind="trial", label=arm.label, rows=arm.rows, url=arm.url, words=f"change of {arm.points:+.0f} points")
        for arm in arms
    )


def responds(claim: Claim, ask: Ask) -> tuple[Part, ...]:
    """Whether more than half get better by the MIC within so many visits, from groups that print change and spread."""
    window = Window(name="by_visit", target=(weeks := (claim.visits or 1) * WEEKS_PER_VISIT), upto=weeks)
    return tuple(
        _responds(claim, ask, ask.outcome(code), first, window) for code in claim.outcomes for first in claim.firsts
    )


def _responds(claim: Claim, ask: Ask, outcome: OutcomeWords, first: str, window: Window) -> Part:
    arms = [c for c in changes(ask, outcome.code, first, (window,)) if c.sd and c.n]
    name, visits = ask.label(first), count(claim.visits or 1, "visit")
    bar = f"by {outcome.mic:g} points or more" if outcome.mic else "by an amount that matters"
    what = f"{outcome.label}: more than half better {bar} within {visits} of {name}"
    settle = sentence(f"a count of who is better {bar} after each visit of {name}, beside people without it")
    if not arms or outcome.mic is None:
        none = f"no group with {name} prints how many were better by then, nor a change with its spread"
        unknown = f"nobody that we could read has counted how many people feel better after {visits} of {name}"
        return Part(what=what, verdict="uncertain", reasons=(sentence(none),), wording=sentence(unknown), settle=settle)
    shares = [better_share(arm, outcome.mic) for arm in arms]
    told = listed(f"{_share_words(share)} ({arm.label})" for share, arm in zip(shares, arms, strict=True))
    verdict = _most(shares)
    return Part(
        what=what,
        verdict=verdict,
        reasons=(
            sentence(f"worked out from change and spread, {told} were better {bar}"),
            "People are taken to spread normally, and nothing shows what caused the change.",
        ),
        wording=sentence(f"{told} were better {bar} after {visits}; some would have been without {name}"),
        settle=settle,
        size=told,
        certainty="low",
        leaning=LEANING.get(verdict, ""),
        sources=_sources(arms),
    )


Share = tuple[float, float, float]


def _most(shares: Sequence[Share]) -> Verdict:
    if all(low > HALF for _, low, _ in shares):
        return "probably"
    return "probably_not" if all(high < HALF for _, _, high in shares) else "uncertain"


def _share_words(share: Share) -> str:
    middle, low, high = map(percent, share)
    return f"{middle} of people ({low} to {high})"


def better_share(arm: Change, mic: float) -> Share:
    """Share that fell by the MIC under a normal spread, with the interval that the mean's standard error gives."""
    assert arm.sd is not None
    assert arm.n is not None
    half = Z * arm.sd / arm.n**0.5
    middle, low, high = (float(ndtr((-mic - arm.points - shift) / arm.sd)) for shift in (0.0, half, -half))
    return middle, low, high

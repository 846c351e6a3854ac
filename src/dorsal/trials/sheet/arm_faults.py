"""What cannot be in the arms of a trial."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan

from dorsal.trials.sheet.arms import Arms
from dorsal.trials.sheet.spread import Spreads, standard_errors

FILL = "fill it in, or delete the row"


def check_arms(arms: Arms, repeated: set[int]) -> None:
    """Note every fault of the arms on their page. Rows in `repeated` stand twice, cell by cell: faults already."""
    for j, treatment in enumerate(arms.treatment):
        if arms.categories:
            _check_categories(arms, j)
        elif treatment:
            (_check_mean if arms.events[j] is None else _check_events)(arms, j)
    for members in arms.studies.values():
        _check_partners(arms, members, repeated)
    _check_both(arms)
    _check_spreads(arms)
    if any(sd is not None and se is not None for sd, se in zip(arms.sd, arms.se, strict=True)):
        arms.page.notes.append("Spread: the standard deviation is taken where a standard error stands beside it.")
    if any(median is not None for median in arms.median):
        arms.page.notes.append(
            "Medians: where no mean with a spread stands, mean and standard deviation are estimated from the median "
            "and its quartiles or range (Luo 2018, Wan 2014), as if the scores were normally distributed."
        )


def _check_categories(arms: Arms, j: int) -> None:
    """Two categories with a number, the same ones in all arms of a study, and people in them."""
    cells = arms.categories[j]
    told = [people for people in cells if people is not None]
    if len(told) < 2:
        arms.fault(j, "", "fewer than two categories have a number of people", FILL)
    elif not any(isnan(people) for people in told) and sum(told) < 1:
        arms.fault(j, "", "nobody is in any category", FILL)
    first = arms.studies.get(arms.study[j], [j])[0]
    if [people is None for people in cells] != [people is None for people in arms.categories[first]]:
        remedy = f"leave the same categories empty as in {arms.place(first)}, or write 0 where nobody was"
        arms.fault(j, "", "another arm of the study tells other categories apart", remedy)


def _check_events(arms: Arms, j: int) -> None:
    events, n, time = arms.events[j], arms.n[j], arms.person_time[j]
    if n is None and time is None:
        arms.fault(j, "n", "the number of people is missing", FILL)
    elif n is not None and time is None and (events or 0.0) > n:
        remedy = "correct one of them, or see whether the two columns are exchanged"
        arms.fault(j, "events", f"{events:g} events among {n:g} people", remedy)


def _check_mean(arms: Arms, j: int) -> None:
    if arms.by_median(j):
        _check_median(arms, j)
        return
    mean, low, high = arms.mean[j], arms.low[j], arms.high[j]
    if mean is None:
        _missing(arms, j)
        return
    limits = low is not None or high is not None
    if arms.sd[j] is None and arms.se[j] is None and not limits:
        role = next((role for role in ("sd", "se", "lower") if _has(arms, role)), "sd")
        arms.fault(j, role, "the standard deviation or standard error is missing", FILL)
    elif arms.sd[j] is not None and arms.n[j] is None and arms.se[j] is None and not limits:
        arms.fault(j, "n", "the number of people is missing", FILL)
    _check_unit(arms, j, "mean")
    if (low is not None and low > mean) or (high is not None and high < mean):
        words = f"its interval {'?' if low is None else f'{low:g}'} to {'?' if high is None else f'{high:g}'}"
        arms.fault(j, "mean", f"{words} does not contain the mean", "correct the mean or the limits")


def _check_unit(arms: Arms, j: int, what: str) -> None:
    if arms.page.has("scale") and not arms.key(j)[1]:
        remedy = "name the instrument or the unit, one name for all rows in the same unit"
        arms.fault(j, "scale", f"the scale is missing, so nobody knows the unit of the {what}", remedy)


def _check_median(arms: Arms, j: int) -> None:
    """It has people, both quartiles or both ends, and all of them stand in order."""
    if arms.n[j] is None:
        arms.fault(j, "n", "the number of people is missing, without which a median has no standard error", FILL)
    _check_unit(arms, j, "median")
    first, third, low, high = arms.first_quartile[j], arms.third_quartile[j], arms.minimum[j], arms.maximum[j]
    if first is third is low is high is None:
        role = "first_quartile" if _has(arms, "first_quartile") else "minimum"
        arms.fault(j, role, "a median stands here without its quartiles and its range", FILL)
    for ends in (("first_quartile", "third_quartile"), ("minimum", "maximum")):
        absent = [role for role in ends if getattr(arms, role)[j] is None]
        if len(absent) == 1:
            words = absent[0].replace("_", " ")
            arms.fault(j, absent[0], f"the {words} is missing", "fill it in, or empty the cell of the other end too")
    steps = [step for step in (low, first, arms.median[j], third, high) if step is not None]
    if steps != sorted(steps) and not any(isnan(step) for step in steps):
        shown = ", ".join(f"{step:g}" for step in steps)
        problem = f"the minimum, first quartile, median, third quartile and maximum are not in order: {shown}"
        remedy = "correct it, or see whether two columns are exchanged"
        arms.fault(j, "median", problem, remedy)


def _has(arms: Arms, role: str) -> bool:
    return arms.page.has(role) or bool(arms.page.columns.numbers(role))


def _missing(arms: Arms, j: int) -> None:
    events, mean = _has(arms, "events"), _has(arms, "mean")
    if _has(arms, "median") and not events:
        role, words = ("mean", "the mean or the median") if mean else ("median", "the median")
        arms.fault(j, role, f"{words} is missing", FILL)
        return
    role, words = ("events", "the number of events") if events else ("mean", "the mean")
    arms.fault(j, role, f"{words}{' (or the mean)' if events and mean else ''} is missing", FILL)


def _check_partners(arms: Arms, members: Sequence[int], repeated: set[int]) -> None:
    """A study has two arms or more, each once."""
    if any(arms.rows[j] in repeated for j in members):
        return
    first: dict[object, int] = {}
    for j in members:
        kept = first.setdefault((arms.key(j), arms.treatment[j], arms.label[j]), j)
        if kept != j and arms.treatment[j]:
            problem = f"the same arm stands in {arms.place(kept)}, for the same outcome and time"
            remedy = (
                "give arms with one treatment different labels in a column arm, or combine them, or correct the "
                "treatment; tell outcomes and times apart in columns outcome and weeks"
            )
            arms.fault(j, "treatment", problem, remedy)
    alone = len({(arms.treatment[j], arms.label[j]) for j in members}) == 1 and bool(arms.treatment[members[0]])
    if alone and arms.study[members[0]] not in arms.page.unsure:
        remedy = "add its other arms, or see whether the study has the same name in all its rows; else delete it"
        arms.fault(members[0], "study", "the study has only one arm", remedy)


def _check_both(arms: Arms) -> None:
    both = [j for j, events in enumerate(arms.events) if events is not None and arms.mean[j] is not None]
    if both:
        remedy = (
            "leave one empty, or take only one: columns={'mean': ''} or columns={'events': ''}, on the command line "
            "--map mean= or --map events="
        )
        more = f" (and {len(both) - 1} more rows)" if len(both) > 1 else ""
        arms.fault(both[0], "events", f"the row has events and a mean{more}", remedy)


def _check_spreads(arms: Arms) -> None:
    """A fault for each standard deviation that must be a standard error."""
    if not any(sd is not None for sd in arms.sd):
        return
    places = [j for j, n in enumerate(arms.n) if n and arms.sd[j] and arms.mean[j] is not None and arms.study[j]]
    spreads = Spreads(
        study=[arms.study[j] for j in places],
        group=[arms.key(j)[:2] for j in places],
        n=[arms.n[j] or nan for j in places],
        mean=[arms.mean[j] or 0.0 for j in places],
        sd=[arms.sd[j] or nan for j in places],
    )
    for place, words in standard_errors(spreads).items():
        j = places[place]
        column = f"se{arms.numbers[j]}" if arms.numbers[j] else "se"
        remedy = (
            f"give the standard deviation; or move the number to a column {column}; or, if it is right as it stands, "
            f"give sd / sqrt(n) in a column {column} instead"
        )
        arms.fault(j, "sd", words, remedy)

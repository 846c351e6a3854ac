"""What would settle the question: how many more people, and in which comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dorsal.faces.charts.next_trial import draw_next_trial, next_trial_words
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.telling import Answer, Cell, Grid, Head, Picture, chances, significant, whole
from dorsal.synthesis.power import Power, UsefulTrial, most_useful_trials, person_variance

Json = dict[str, Any]
POWER = 0.8
MOST_SHOWN = 10
SMALLEST_GAIN = 0.0001


def _power(subject: Subject) -> Answer:
    per_arm = subject.inquiry.per_arm
    useful = most_useful_trials(subject.fit, per_arm, better=subject.better)
    person = person_variance(subject.fit)
    told = {
        "per_arm": per_arm,
        "power": POWER,
        "person_variance": person,
        "comparisons": [_comparison(subject, treatment, person) for treatment in subject.others],
        "next_trials": [_useful(trial) for trial in useful],
    }
    return Answer(
        key="power",
        json=told,
        title="What would settle it? (future trials)",
        lead=(next_trial_words(useful),),
        grids=(_comparisons_grid(subject, told), _useful_grid(told, MOST_SHOWN)),
        sheets=(_comparisons_grid(subject, told), _useful_grid(told, None)),
        notes=(
            "To settle: people an arm of one new trial of the two for a chance of 80 % that the network's interval "
            "leaves out no difference, given what is known now; none where heterogeneity forbids it, 0 where it does "
            "so already. People in the network: what one trial without heterogeneity would need for this precision.",
            "Gain: on the analysis scale, for each person who chooses the best treatment after the trial instead of "
            "now. tau² is held at its estimate; costs, and outcomes that are not in the table, do not count.",
        ),
        pictures=(Picture(name="next-trial", draw=lambda key, narrow: draw_next_trial(useful, key, narrow=narrow)),),
    )


def _comparison(subject: Subject, treatment: str, person: float) -> Json:
    power = Power(fit=subject.fit, first=treatment, second=subject.reference, person=person)
    trial = power.trial(subject.inquiry.per_arm)
    return {
        "treatment": treatment,
        "reference": subject.reference,
        "effective_people": power.effective_people,
        "people_to_settle": power.people_to_settle(POWER),
        "power": trial.power,
        "se_now": trial.se_now,
        "se_then": trial.se_then,
    }


def _useful(trial: UsefulTrial) -> Json:
    return {"treat1": trial.first, "treat2": trial.second, "gain": trial.gain, "changes": trial.changes}


def _comparisons_grid(subject: Subject, told: Json) -> Grid:
    heads = (
        Head("treatment", f"Against {subject.reference}"),
        Head("effective_people", "people in the network", whole),
        Head("people_to_settle", "to settle, an arm", _settling),
        Head("power", f"chance with {told['per_arm']} an arm", chances),
        Head("se_now", "se now", significant(3)),
        Head("se_then", "se then", significant(3)),
    )
    return Grid.of("power", "A new trial of each comparison", heads, told["comparisons"])


def _settling(people: Cell) -> str:
    return whole(people) or "none"


def _gain(value: Cell) -> str:
    """In three digits; what is too small to matter in any unit only as such."""
    return f"<{SMALLEST_GAIN}" if isinstance(value, float) and 0.0 < value < SMALLEST_GAIN else significant(3)(value)


def _useful_grid(told: Json, most: int | None) -> Grid:
    heads = (
        Head("treat1", "The most useful trials"),
        Head("treat2", "against", width=24),
        Head("gain", "gain", _gain),
        Head("changes", "changes the choice", chances),
    )
    caption = f"Trials with {told['per_arm']} people an arm, the most useful first"
    return Grid.of("next_trials", caption, heads, told["next_trials"][:most])


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"power": _power}

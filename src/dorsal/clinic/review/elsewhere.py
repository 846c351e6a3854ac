"""What `dorsal fit` takes and a page does not ask, with the command to type."""

from __future__ import annotations

import shlex

from django.utils.translation import gettext_lazy

NOT_HERE = (
    (
        gettext_lazy("Tables of single people, adjusted for who was in the trials: such rows do not belong on a page"),
        ("people", "people_map", "adjust", "prognostic", "target"),
        ("--people", "people.csv", "--adjust", "age,male", "--target", "clinic: age=55±12, male=0.4"),
    ),
    (
        gettext_lazy("Times of people until an event, and printed survival curves"),
        (
            "survival_times",
            "survival_curves",
            "at_risk",
            "survival_map",
            "horizon",
            "ties",
            "piecewise",
            "baseline_study",
        ),
        ("--survival-times", "times.csv", "--piecewise", "6,12"),
    ),
    (
        gettext_lazy("Posteriors by sampling (NUTS), beside the exact ones that are asked here"),
        ("sampler", "draws", "chains"),
        ("--posterior", "--sampler", "nuts", "--draws", "1000", "--chains", "4"),
    ),
    (
        gettext_lazy("Plots as PNG or PDF, tables as Parquet"),
        ("plots", "plot_format", "parquet"),
        ("--plots", "plots", "--plot-format", "pdf", "--parquet", "tables"),
    ),
)
"""Words, the options, and what is typed behind the command."""


def elsewhere(name: str) -> list[tuple[object, str]]:
    """Words and command for each, with the table's own name."""
    return [(words, shlex.join(["dorsal", "fit", name, *typed])) for words, _, typed in NOT_HERE]

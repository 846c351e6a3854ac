"""What a person waits for: the basis, once for a release, and forecasts of eight options, each against its floor."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from bench.clock import in_turn, seconds
from dorsal.care.forecast import forecasts
from dorsal.faces.request import Request
from dorsal.faces.topic_answer import answer_topic
from dorsal.patient.profile import Profile
from dorsal.topics.care_basis import basis_of
from dorsal.topics.loader import load

OPTIONS = 8
PERSON = Profile(age=45, weeks=52, radiating="no", pain=6, disability=12, disability_scale="RMDQ_0_24")


def one_person() -> list[str]:
    topic = load()
    once = seconds(lambda: basis_of(topic, "bench"), 5)
    answer = seconds(lambda: answer_topic(topic, Request(), version="", command=""), 5)
    basis = basis_of(topic, "bench")
    keys = [(outcome, window) for outcome in basis.outcomes for window in basis.windows]
    options = basis.options[:OPTIONS]

    def all_forecasts() -> None:
        for outcome, window in keys:
            forecasts(PERSON, basis, options, outcome, window)

    draws = len(next(iter(basis.courses.values())).slopes)
    normal = np.random.default_rng(1).standard_normal((2 * len(keys) * OPTIONS, draws))
    told, least = in_turn(all_forecasts, lambda: ndtr(normal), 15)
    return [
        "## Forecasts for one person",
        "",
        "The basis of the bundled topic is made once for a release of evidence and kept; its floor is the answer of "
        f"the same topic. Forecasts of {OPTIONS} options for {len(basis.outcomes)} outcomes in {len(basis.windows)} "
        f"windows are made for every person; their floor is the normal distribution function at each of {draws:,} "
        "draws for both chances.",
        "",
        "| what | time | floor | ratio | target |",
        "|---|---|---|---|---|",
        f"| basis | {once:.2f} s | {answer:.2f} s | **{once / answer:.1f}** | under 2 s |",
        f"| forecasts | {1e3 * told:.1f} ms | {1e3 * least:.1f} ms | **{told / least:.1f}** | |",
        "",
    ]

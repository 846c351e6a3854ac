"""Published data to try the page with: each a table as people bring them, and where it is from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext_lazy

from dorsal.clinic.review.given import Given


@dataclass(frozen=True, kw_only=True)
class Example:
    """A table that comes with Dorsal."""

    name: str
    words: Any
    source: str
    settings: Mapping[str, str]
    """What a person who knows the trials would choose first."""

    @property
    def table(self) -> Given:
        """As if somebody had sent it."""
        content = (files("dorsal.clinic.review.examples") / f"{self.name}.csv").read_bytes()
        return Given(name=f"{self.name}.csv", content=content)


EXAMPLES: Mapping[str, Example] = {
    each.name: each
    for each in (
        Example(
            name="smoking_cessation",
            words=gettext_lazy("Stopping smoking: 24 trials, 4 treatments, people who stopped in each arm"),
            source="Hasselblad 1998, doi:10.1177/0272989X9801800110",
            settings={"better": "higher", "reference": "A"},
        ),
        Example(
            name="senn2013",
            words=gettext_lazy("Medicines for diabetes: 26 trials, 10 treatments, differences with standard errors"),
            source="Senn 2013, doi:10.1177/0962280211432220",
            settings={"better": "lower", "measure": "MD"},
        ),
        Example(
            name="parkinson",
            words=gettext_lazy("Parkinson's disease: 7 trials, 5 treatments, means of each arm"),
            source="NICE DSU TSD 2",
            settings={"better": "lower", "reference": "1"},
        ),
        Example(
            name="bcg",
            words=gettext_lazy("Vaccination against tuberculosis: 13 trials with the latitude of their places"),
            source="Colditz 1994, doi:10.1001/jama.1994.03510330076038",
            settings={"better": "lower", "measure": "RR"},
        ),
    )
}

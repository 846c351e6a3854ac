"""What the options of any person need of a topic, computed once: forecasts' basis, knowledge, rules of the screen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsal.care.basis import Basis
from dorsal.care.burden import ClinicValues
from dorsal.care.knowledge import Knowledge
from dorsal.care.options import MOST, Options, options
from dorsal.faces.document import Provenance
from dorsal.faces.release import release_id
from dorsal.faces.request import Request
from dorsal.faces.topic_answer import resolved
from dorsal.patient.screen import Screen, ScreenRules
from dorsal.topics.care_basis import basis_of
from dorsal.topics.knowledge import knowledge_of
from dorsal.topics.loader import Topic
from dorsal.topics.screening import screening

COMMAND = "dorsal answer"
SEED = 1


@dataclass(frozen=True, kw_only=True)
class CareEvidence:
    """One release of a topic's evidence, for people."""

    topic: Topic
    version: str
    """Of Dorsal."""
    basis: Basis
    knowledge: Knowledge
    rules: ScreenRules

    @property
    def release(self) -> str:
        """The id that `dorsal answer` prints too."""
        return self.basis.release

    def options(
        self,
        screen: Screen,
        *,
        treatments: tuple[str, ...] = (),
        windows: tuple[str, ...] = (),
        clinic: ClinicValues | None = None,
        seed: int = SEED,
    ) -> Options:
        """The options for a screened person. The same seed gives the same order."""
        return options(
            screen,
            self.basis,
            self.knowledge,
            treatments=treatments,
            windows=windows,
            clinic=clinic,
            rng=np.random.default_rng(seed),
        )

    def on_the_table(
        self, screen: Screen, chosen: str, treatments: tuple[str, ...] = (), clinic: ClinicValues | None = None
    ) -> Options:
        """The options among which one was chosen: those named, or those that the topic offers; the chosen one always.

        With the times ahead from the one that is weighed on, for the expected course.
        """
        windows = self._windows_ahead()
        if treatments:
            asked = treatments if chosen in (*treatments, self.basis.reference) else (*treatments, chosen)
            return self.options(screen, treatments=asked, windows=windows, clinic=clinic)
        found = self.options(screen, windows=windows, clinic=clinic)
        if chosen not in [option.treatment for option in found.more]:
            return found
        others = [option.treatment for option in found.options if option.treatment != self.basis.reference]
        return self.options(screen, treatments=(*others[: MOST - 2], chosen), windows=windows, clinic=clinic)

    def _windows_ahead(self) -> tuple[str, ...]:
        every = list(self.basis.windows)
        first = self.knowledge.window or every[0]
        return tuple(every[every.index(first) :])


def care_evidence(topic: Topic, version: str) -> CareEvidence:
    """Compute it; half a second for the bundled topic. Raises NotSettled as fits do."""
    return CareEvidence(
        topic=topic,
        version=version,
        basis=basis_of(topic, evidence_release(topic, version), SEED),
        knowledge=knowledge_of(topic),
        rules=screening(topic),
    )


def evidence_release(topic: Topic, version: str) -> str:
    """The id of the topic's answer with the default options."""
    asked = resolved(topic, Request())
    said = Provenance(
        version=version,
        data_name=topic.name,
        data_hash=topic.data_hash,
        command=COMMAND,
        options=asked.told(),
        seed=asked.seed,
    )
    return release_id(said)

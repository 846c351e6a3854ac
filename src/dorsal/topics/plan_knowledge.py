"""What a topic knows for care plans: signs to watch for (watch_for.csv) and measurement errors (topic.toml)."""

from __future__ import annotations

from dorsal.care.agreement import PlanKnowledge
from dorsal.topics.loader import Topic
from dorsal.topics.watch_signs import watch_signs


def plan_knowledge(topic: Topic) -> PlanKnowledge:
    """Signs and errors; empty where the topic says nothing."""
    said = {code: outcome for code, outcome in topic.outcomes.items() if outcome.error_sd is not None}
    return PlanKnowledge(
        signs=watch_signs(topic),
        errors={code: outcome.error_sd for code, outcome in said.items() if outcome.error_sd is not None},
        error_sources={code: outcome.error_source for code, outcome in said.items()},
    )

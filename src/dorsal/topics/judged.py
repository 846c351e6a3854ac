"""A topic with the verdict on each of its claims, and the same judge for claims that somebody else makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dorsal.synthesis.claim import Ask, Claim, Judgement, judge
from dorsal.topics.claim_evidence import ask_of
from dorsal.topics.claims import claims_of
from dorsal.topics.loader import Topic


@dataclass(frozen=True, kw_only=True)
class JudgedTopic:
    """Made once for a release of the evidence and kept: nothing in it depends on a reader."""

    topic: Topic
    ask: Ask
    judgements: Mapping[str, Judgement]
    """By claim id, in the order of claims.csv."""

    def judge(self, claim: Claim) -> Judgement:
        """The verdict on a claim that is not in the table."""
        return judge(claim, self.ask)


def judged(topic: Topic) -> JudgedTopic:
    """Judge every claim of the topic."""
    ask = ask_of(topic)
    return JudgedTopic(topic=topic, ask=ask, judgements={claim.id: judge(claim, ask) for claim in claims_of(topic)})

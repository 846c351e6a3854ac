"""The claims of a topic with their verdicts and where they come from: what every face of them shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from dorsal.errors import OptionError
from dorsal.faces.document import Provenance
from dorsal.faces.release import release_id
from dorsal.synthesis.claim import VERDICTS, WORDS, Judgement, Verdict
from dorsal.synthesis.claim.ask import Beside
from dorsal.topics.judged import JudgedTopic

COMMAND = "dorsal claims"
LEANING: Mapping[str, str] = {
    "for": "the numbers point the way the claim says",
    "against": "the numbers point the other way",
}


@dataclass(frozen=True, kw_only=True)
class ClaimsDocument:
    """Every claim of a topic, or those asked for; the counts are of all."""

    judged: JudgedTopic
    judgements: Mapping[str, Judgement]
    provenance: Provenance

    @property
    def release(self) -> str:
        """The id of the evidence and the rules behind these verdicts."""
        return release_id(self.provenance)

    @property
    def date(self) -> str:
        """When the tables were read, "" where the topic does not say."""
        return self.judged.topic.settings.notes.get("date", "")

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many claims of the topic have each verdict."""
        found = Counter(judgement.verdict for judgement in self.judged.judgements.values())
        return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}

    @property
    def summary(self) -> str:
        """ "37 claims: 7 probably true, 25 uncertain ..." """
        total = len(self.judged.judgements)
        parts = ", ".join(f"{n} {WORDS[verdict]}" for verdict, n in self.counts.items())
        return f"{total} {'claim' if total == 1 else 'claims'}: {parts}." if total else "The topic has no claims."


def claims_document(
    judged: JudgedTopic, *, version: str, ids: Iterable[str] = (), verdicts: Iterable[str] = ()
) -> ClaimsDocument:
    """The claims with these ids and verdicts, all without them. Raises OptionError for unknown ones, all at once."""
    chosen, wanted = _ids(judged, tuple(ids)), _verdicts(tuple(verdicts))
    topic = judged.topic
    return ClaimsDocument(
        judged=judged,
        judgements={
            name: judgement
            for name, judgement in judged.judgements.items()
            if (not chosen or name in chosen) and (not wanted or judgement.verdict in wanted)
        },
        provenance=Provenance(
            version=version, data_name=topic.name, data_hash=topic.data_hash, command=COMMAND, options={}, seed=1
        ),
    )


def _ids(judged: JudgedTopic, asked: tuple[str, ...]) -> set[str]:
    known = {name.casefold(): name for name in judged.judgements}
    unknown = [name for name in asked if name.strip().casefold() not in known]
    if unknown:
        near = get_close_matches(unknown[0].casefold(), known, n=3, cutoff=0.5)
        offer = f"did you mean {', '.join(known[name] for name in near)}?" if near else f"there are {_span(judged)}"
        raise OptionError(f"no claim has the id {', '.join(map(repr, unknown))}; {offer}")
    return {known[name.strip().casefold()] for name in asked}


def _span(judged: JudgedTopic) -> str:
    names = list(judged.judgements)
    return f"{names[0]} to {names[-1]}" if names else "none in this topic"


def _verdicts(asked: tuple[str, ...]) -> set[Verdict]:
    """Verdicts by their code or words, in any case."""
    by_name = {_folded(name): verdict for verdict in VERDICTS for name in (verdict, WORDS[verdict])}
    by_name |= {_folded("not a question for trials"): "not_for_trials"}
    unknown = [name for name in asked if _folded(name) not in by_name]
    if unknown:
        raise OptionError(f"{', '.join(map(repr, unknown))} is no verdict; there are {', '.join(VERDICTS)}")
    return {by_name[_folded(name)] for name in asked}


def _folded(name: str) -> str:
    return name.casefold().replace("_", " ").strip()


def short_words(judgement: Judgement) -> str:
    """What stands behind a verdict in a line: the estimate, how sure, from how many trials, which way it points."""
    trials = len({study for part in judgement.deciding for study in part.studies})
    parts = [
        judgement.size,
        f"certainty {judgement.certainty}" if judgement.certainty else "",
        f"{trials} {'trial' if trials == 1 else 'trials'} head to head" if trials else "",
        LEANING.get(judgement.leaning, "") if judgement.verdict == "uncertain" else "",
    ]
    return "; ".join(part for part in parts if part) or judgement.deciding[0].reasons[0].rstrip(".")


def beside_words(judged: JudgedTopic, beside: Beside) -> str:
    """ "Itoh 2006: favours dry needling; P < 0.001; ..." """
    kind = " (review)" if beside.kind == "review" else ""
    favours = {"": "", "neither": "no clear difference"}.get(beside.favours, "")
    if beside.favours and not favours:
        favours = f"favours {judged.ask.label(beside.favours)}"
    told = "; ".join(part for part in (favours, beside.words) if part)
    return f"{beside.label}{kind}: {told or 'direction not stated'}"

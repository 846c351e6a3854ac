"""Claims and their verdicts in a terminal: all in short, or each explained down to the rows."""

from __future__ import annotations

from dorsal.faces.claims.claims_document import LEANING, ClaimsDocument, beside_words, short_words
from dorsal.faces.cli.screen import Screen
from dorsal.synthesis.claim import Judgement, Verdict
from dorsal.synthesis.claim.judgement import Source

STYLES: dict[Verdict, str] = {
    "supported": "bold green",
    "probably": "green",
    "uncertain": "yellow",
    "probably_not": "red",
    "contradicted": "bold red",
    "not_for_trials": "cyan",
    "own_data": "cyan",
}
SHORT_HASH = 12


def show_claims(screen: Screen, document: ClaimsDocument, *, explained: bool) -> None:
    """Every claim of the document; with `explained` all that stands behind it."""
    screen.say(document.summary, style="bold")
    for judgement in document.judgements.values():
        if explained:
            _explain(screen, document, judgement)
        else:
            _tell(screen, judgement)
    if not document.judgements:
        screen.say("None of these has that verdict.")
    screen.blank()
    if not explained and document.judgements:
        first = next(iter(document.judgements))
        screen.say(
            f"dorsal claims {first} explains one: reasons, trials, rows, what would settle it, an honest wording."
        )
    said = document.provenance
    read = f", read in {document.date}" if document.date else ""
    data = f"data {said.data_name}{read}, SHA-256 {said.data_hash[:SHORT_HASH]}"
    screen.say(f"Dorsal {said.version}; {data}; release {document.release}", style="dim")


def _tell(screen: Screen, judgement: Judgement) -> None:
    screen.blank()
    screen.say(judgement.claim.statement, first=f"{judgement.claim.id}  ", indent=5)
    screen.say(judgement.words, first="     ", indent=5, style=STYLES[judgement.verdict])
    screen.say(short_words(judgement), first="     ", indent=5, style="dim")


def _explain(screen: Screen, document: ClaimsDocument, judgement: Judgement) -> None:
    claim = judgement.claim
    screen.heading(f"{claim.id}  {claim.statement}")
    leaning = LEANING.get(judgement.leaning, "") if judgement.verdict == "uncertain" else ""
    screen.say(judgement.words + (f"; {leaning}" if leaning else ""), style=STYLES[judgement.verdict])
    screen.blank()
    screen.items(judgement.reasons)
    _list(screen, "Sources", [_source(source) for source in judgement.sources])
    beside = [f"{beside_words(document.judged, b)} ({b.row}) {b.source_url}" for b in judgement.beside]
    _list(screen, "Beside, in no number", beside)
    _list(screen, "What would settle it", list(judgement.settle))
    screen.blank()
    screen.line("Honest wording", "bold")
    screen.say(judgement.wording, first="  ", indent=2)


def _list(screen: Screen, head: str, items: list[str]) -> None:
    if items:
        screen.blank()
        screen.line(head, "bold")
        screen.items(items)


def _source(source: Source) -> str:
    words = f": {source.words}" if source.words else ""
    return f"{source.label}{words} ({', '.join(source.rows)}) {source.url}".strip()

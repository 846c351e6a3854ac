"""The safety screen in a terminal: urgency first, then each treatment, what to ask next, and what was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dorsal.faces.cli.screen import Screen as Terminal
from dorsal.faces.screening_words import (
    AT_ONCE,
    DISCLAIMER,
    UNSIGNED_MEANS,
    Suspicion,
    flag_words,
    reason_words,
    row_words,
    sources,
    suspicions,
    urgency_words,
    verdict_words,
)
from dorsal.faces.words import sentence
from dorsal.patient.question import Question
from dorsal.patient.reason import TreatmentVerdict
from dorsal.patient.rule import Flag, Rule
from dorsal.patient.screen import Screen
from dorsal.topics.loader import Topic

STYLE = {
    "emergency": "bold red", "urgent": "bold red", "routine": "bold yellow", "none": "bold",
    "may_not": "bold red", "ask_first": "bold yellow", "precaution": "bold yellow", "may": "bold green",
}  # fmt: skip
MOST_QUESTIONS = 12
"""Questions that are shown unless all are asked for."""


def show_screening(
    terminal: Terminal, made: Screen, topic: Topic, treatments: Sequence[str], *, every: bool = False
) -> None:
    """Everything about one person; `every` question and row, not only the most important."""
    verdicts = [made.of(treatment) for treatment in treatments]
    _show_urgency(terminal, made)
    terminal.heading("Treatments")
    if made.holds:
        terminal.say("No treatment before that. For the record, what the rules on treatments say:", style="bold")
        terminal.blank()
    for n, verdict in enumerate(verdicts):
        if n:
            terminal.blank()
        _show_verdict(terminal, topic, verdict, every=every)
    _show_questions(terminal, made.to_ask(treatments), every=every)
    _show_answers(terminal, made)
    by_hand = [row for verdict in verdicts for row in verdict.by_hand]
    _show_by_hand(terminal, [*made.by_hand, *dict.fromkeys(by_hand)], every=every)
    _show_sources(terminal, made, verdicts)
    terminal.blank()
    terminal.say(DISCLAIMER, style="dim")


def _show_urgency(terminal: Terminal, made: Screen) -> None:
    terminal.heading("How urgent")
    terminal.say(urgency_words(made), style=STYLE[made.urgency])
    grades = "Grade A: the source itself, B: read through a summary, C: a weak source"
    terminal.say(f"{grades}; {UNSIGNED_MEANS}.", style="dim")
    for suspicion in suspicions(made.flags):
        terminal.say(_suspicion_words(suspicion), style="bold")
        terminal.items(flag_words(row) for row in _rows(suspicion))
    if made.noted:
        terminal.say("Also there. Alone it is no alarm by its source; a clinician weighs it with the rest:")
        for suspicion in suspicions(made.noted):
            terminal.items(f"{row.flag}, for {row.condition} ({row_words(row)})" for row in _rows(suspicion))


def _suspicion_words(suspicion: Suspicion) -> str:
    said = f"it may be {suspicion.condition} ({suspicion.urgency})"
    return sentence(f"{AT_ONCE}: {said}" if suspicion.weak and suspicion.urgency == "emergency" else said)[:-1] + ":"


def _rows(suspicion: Suspicion) -> Iterator[Flag]:
    return (one.rule for one in suspicion.reasons if isinstance(one.rule, Flag))


def _show_verdict(terminal: Terminal, topic: Topic, verdict: TreatmentVerdict, *, every: bool) -> None:
    terminal.line(topic.treatments.label(verdict.treatment), "bold")
    terminal.say(verdict_words(verdict), first="  ", indent=2, style=_style(verdict))
    terminal.items(reason_words(one, topic) for one in verdict.certain)
    if verdict.verdict != "may_not" or every:
        _show_more(terminal, topic, verdict, every=every)


def _show_more(terminal: Terminal, topic: Topic, verdict: TreatmentVerdict, *, every: bool) -> None:
    """What is not known yet, and what matters once the treatment is given."""
    unknown = [one for one in verdict.how if one.state == "unknown"]
    if verdict.ask:
        first = [question.code for question in verdict.ask]
        codes = first if every else first[:4]
        more = "" if len(codes) == len(first) else " ..."
        terminal.say(f"Not known: {', '.join(codes)}{more}", first="  ", indent=4)
    if every:
        terminal.items((f"may hold: {reason_words(one, topic)}" for one in verdict.open), style="dim")
        terminal.items((f"where it applies: {reason_words(one, topic)}" for one in unknown), style="dim")
    elif unknown:
        sites = "; ".join(f"{_condition(one.rule)} ({one.rule.row})" for one in unknown)
        terminal.say(f"Technique, where the site matters: {sites}; --all says how", first="  ", indent=4, style="dim")
    if verdict.left_out:
        people = "; ".join(f"{_condition(one.rule)} ({one.rule.row})" for one in verdict.left_out)
        terminal.say(f"The trials left such people out, so they say nothing about them: {people}", first="  ", indent=4)
    for rule in verdict.after:
        said = f"Afterwards, {rule.condition}: {rule.action} ({row_words(rule)})"
        terminal.say(said, first="  ", indent=4, style="dim")


def _style(verdict: TreatmentVerdict) -> str:
    return STYLE[verdict.verdict] if verdict.known else "bold"


def _condition(row: Rule | Flag) -> str:
    return row.condition


def _show_questions(terminal: Terminal, questions: Sequence[Question], *, every: bool) -> None:
    terminal.heading("What to ask next, the most important first")
    if not questions:
        terminal.say("Nothing: no unanswered question could change what stands above.")
        return
    shown = questions if every else questions[:MOST_QUESTIONS]
    terminal.items(f"{_of_whom(question)}{question.words} [{question.code}]" for question in shown)
    if len(shown) < len(questions):
        terminal.say(f"And {len(questions) - len(shown)} more; --all shows them.")


def _of_whom(question: Question) -> str:
    return "For the clinician: " if question.asked_of == "clinician" else ""


def _show_answers(terminal: Terminal, made: Screen) -> None:
    """What was asked and what was not: absence of a sign is what somebody answered."""
    terminal.heading("What was asked")
    for answer, words in (("yes", "Yes"), ("no", "No"), ("unknown", "Asked, and not known")):
        codes = [question.code for question, said in made.asked if said == answer]
        terminal.say(f"{words} ({len(codes)}): {', '.join(codes) or 'none'}", indent=2)
    if made.implied:
        wide = list(dict.fromkeys(wider.code for _, wider in made.implied))
        said = f'Not asked one by one ({len(made.implied)}), because the answer to a wider question was "no": '
        terminal.say(f"{said}parts of {', '.join(wide)}", indent=2)
    left = {question.code for question in made.not_asked}
    codes = [question.code for question in made.not_asked if question.part_of not in left]
    terminal.say(f"Not asked ({len(codes)}): {', '.join(codes) or 'none'}", indent=2, style="dim")


def _show_by_hand(terminal: Terminal, rows: Sequence[Rule | Flag], *, every: bool) -> None:
    if not rows:
        return
    terminal.heading("What no answer decides: for a clinician to weigh")
    if not every:
        terminal.say(f"{len(rows)} rows ({', '.join(row.row for row in rows)}); --all shows them.", style="dim")
        return
    terminal.items(f"{_what(row)}: {row.when_note} ({row_words(row)})" for row in rows)


def _what(row: Rule | Flag) -> str:
    return f"{row.flag}, for {row.condition}" if isinstance(row, Flag) else row.condition


def _show_sources(terminal: Terminal, made: Screen, verdicts: Sequence[TreatmentVerdict]) -> None:
    """The sources of the rows that hold; those of the others are in the JSON."""
    held = [*made.flags, *made.noted, *(one for v in verdicts for one in (*v.certain, *v.left_out))]
    rows = [*(one.rule for one in held), *(rule for verdict in verdicts for rule in verdict.after)]
    if rows:
        terminal.heading("Where it is from")
        terminal.items(f"{ids}: {source} {url}" for ids, source, url in sources(rows))

"""docs/screening.md and docs/screening_rows.md, made from the cases that the tests run and from the bundled rules.

`python -m tests.patient.screening_manual` writes both.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dorsal.patient.question import Question
from dorsal.patient.rule import Flag, Rule
from tests.patient.people import rules, topic
from tests.patient.screening_cases import URGENCY, Family
from tests.patient.treatment_cases import TREATMENTS

DOCS = Path(__file__).resolve().parents[2] / "docs"
MARK = "## The rules by example\n"
"""What stands above it in docs/screening.md is written by hand."""
ABOUT = """
These cases are run by a test. "What was said" has the codes of questions: a bare code was answered with yes. Where a
table does not say otherwise, every other question was answered with no, the person is 44 and has had the pain for
8 weeks."""
NOT_ASKED = "Here every other question was not asked."
ROWS_HEAD = """\
# The rows of the screen, one by one

Made from the tables, for the clinician who signs them off: what each row says, when it is taken to hold, and what
follows. How they decide together stands in [screening](screening.md); the words of the questions are at the end."""


def page() -> str:
    """The manual: its upper part as it stands, its lower part from the cases."""
    by_hand, mark, _ = (DOCS / "screening.md").read_text(encoding="utf-8").partition(MARK)
    cases = ["### The urgency of the person", *map(_family, URGENCY), "### Treatments", *map(_family, TREATMENTS)]
    return by_hand + mark + "\n\n".join([ABOUT, *cases]) + "\n"


def _family(family: Family) -> str:
    about = f"Treatment: {topic().treatments.label(family.of).lower()}. " if family.of else ""
    notes = f"{about}{family.why} {NOT_ASKED if family.rest == 'not asked' else ''}".strip()
    lines = [f"#### {family.title}", "", *([notes, ""] if notes else [])]
    lines += [f"| what was said | {'verdict' if family.of else 'urgency'} | rows that hold |", "|---|---|---|"]
    lines += [f"| {_code(said) or 'nothing'} | `{result}` | {held} |" for said, result, held in family.cases]
    return "\n".join(lines)


def _code(said: str) -> str:
    return " ".join(f"`{word}`" for word in said.split())


def rows_page() -> str:
    """Every row and every question."""
    flags = [
        "## Red flags",
        "",
        "| row | sign | may point to | holds when | calls for | urgency set by | grade | note |",
        "|---|---|---|---|---|---|---|---|",
        *map(_flag, rules().flags),
    ]
    held = ["## Contraindications and precautions", *_by_treatment()]
    asked = [
        "## Questions",
        "",
        "| code | part of | asked of | words |",
        "|---|---|---|---|",
        *(
            f"| `{q.code}` | {q.part_of and f'`{q.part_of}`'} | {q.asked_of} | {q.words} |"
            for q in rules().questions.values()
        ),
    ]
    return "\n\n".join([ROWS_HEAD, "\n".join(flags), "\n".join(held), "\n".join(asked)]) + "\n"


def _question(question: Question) -> str:
    part_of = f"`{question.part_of}`" if question.part_of else ""
    return f"| `{question.code}` | {part_of} | {question.asked_of} | {question.words} |"


def _by_treatment() -> Iterator[str]:
    for treatment in dict.fromkeys(rule.treatment for rule in rules().rules):
        yield f"\n### {topic().treatments.label(treatment)}\n"
        yield "| row | condition | holds when | leads to | action | grade | note |\n|---|---|---|---|---|---|---|"
        yield from (_rule(rule) for rule in rules().rules if rule.treatment == treatment)


def _flag(flag: Flag) -> str:
    prompt = f"; noted when `{flag.prompt}`" if flag.prompt else ""
    when = f"{_when(flag)}{prompt}"
    cells = (flag.row, flag.flag, flag.condition, when, flag.calls_for, flag.urgency_basis, flag.grade, flag.when_note)
    return f"| {' | '.join(cells)} |"


def _rule(rule: Rule) -> str:
    leads = {"trials": "shown only", "after": "watched for"}.get(rule.role, f"`{rule.verdict}`")
    cells = (rule.row, rule.condition, _when(rule), leads, rule.action, rule.grade, rule.when_note)
    return f"| {' | '.join(cells)} |"


def _when(row: Rule | Flag) -> str:
    return f"`{row.when}`" if row.when else "no answer decides it"


if __name__ == "__main__":
    (DOCS / "screening.md").write_text(page(), encoding="utf-8")
    (DOCS / "screening_rows.md").write_text(rows_page(), encoding="utf-8")

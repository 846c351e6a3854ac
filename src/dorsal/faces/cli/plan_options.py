"""The options of `dorsal plan`, and the terms of the plan that they say."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from dorsal.errors import OptionError
from dorsal.faces.cli.options import OUTPUT, TOPIC, option
from dorsal.faces.request import one_of

if TYPE_CHECKING:
    from dorsal.care.agreement import Terms
    from dorsal.care.sure import Sure

PERSON, AGREED, PAPER = "One person", "What was agreed", "On paper"


@dataclass(frozen=True, kw_only=True)
class PlanOptions:
    """Of `dorsal plan`."""

    file: Annotated[
        Path,
        typer.Argument(
            metavar="PERSON",
            help="A person (dorsal screen --new writes one), or a kept plan (dorsal plan ... --json), TOML or JSON",
            show_default=False,
        ),
    ]
    option: Annotated[
        str, option("--option", "The treatment or combination A+B that was chosen", AGREED, metavar="NAME")
    ] = ""
    chosen_by: Annotated[
        str, option("--chosen-by", "together (default), patient or therapist", AGREED, metavar="WHO")
    ] = "together"
    why: Annotated[str, option("--why", "Why, in the person's words", AGREED, metavar="TEXT")] = ""
    start: Annotated[str, option("--start", "The day of the first visit, as 2026-11-30", AGREED, metavar="DATE")] = ""
    dose: Annotated[
        list[str] | None,
        option("--dose", "visits=6, minutes=30, per_week=1 or weeks=6; repeat it for more", AGREED, metavar="WHAT=N"),
    ] = None
    progression: Annotated[str, option("--progression", "How it grows or is spaced out", AGREED, metavar="TEXT")] = ""
    contact: Annotated[str, option("--contact", "Whom to call, with the number", AGREED, metavar="TEXT")] = ""
    sure: Annotated[
        str,
        option("--sure", "The four SURE questions answered, as yes,yes,no,yes", AGREED, metavar="ANSWERS"),
    ] = ""
    override: Annotated[
        str,
        option("--override", "Why a clinician goes on although a question or a referral is open", AGREED,
               metavar="REASON"),
    ] = ""  # fmt: skip
    by: Annotated[str, option("--by", "Which clinician goes on", AGREED, metavar="NAME")] = ""
    treatment: Annotated[
        list[str] | None,
        option("--treatment", "What else was on the table, several or repeated. Default: what the topic offers",
               PERSON, metavar="NAME"),
    ] = None  # fmt: skip
    clinic: Annotated[
        Path | None,
        option("--clinic", "The clinic's own visits, minutes, price, travel (TOML)", PERSON, metavar="FILE"),
    ] = None
    topic: Annotated[
        str, option("--topic", "Folder of a topic, or the name of a bundled one. Default: low_back_pain", TOPIC)
    ] = ""
    html: Annotated[
        Path | None, option("--html", "Write the patient's hand-out as one HTML file", PAPER, metavar="FILE")
    ] = None
    pdf: Annotated[
        Path | None, option("--pdf", "Write it as PDF; needs pip install 'dorsal\\[print]'", PAPER, metavar="FILE")
    ] = None
    record: Annotated[
        Path | None, option("--record", "Write the page for the record, .html or .pdf", PAPER, metavar="FILE")
    ] = None
    language: Annotated[
        str, option("--language", "Language of the pages: en (default) or es", PAPER, metavar="CODE")
    ] = "en"
    json: Annotated[bool, option("--json", "Print the plan as JSON and nothing else (docs/json.md)", OUTPUT)] = False
    force: Annotated[bool, option("--force", "Replace files that Dorsal did not write", OUTPUT)] = False


BESIDE = (
    "option", "chosen_by", "why", "start", "dose", "progression", "contact", "sure", "override", "by", "treatment",
    "clinic",
)  # fmt: skip
"""What makes a plan; a kept one has it all."""


def said_beside(options: PlanOptions) -> list[str]:
    """The options of BESIDE that were given."""
    defaults = {f.name: f.default for f in fields(options)}
    return [f"--{name.replace('_', '-')}" for name in BESIDE if getattr(options, name) != defaults[name]]


def terms_of(options: PlanOptions, today: datetime.date) -> Terms:
    """What was agreed today. Raises OptionError for what cannot be read."""
    from dorsal.care.agreement import Terms
    from dorsal.care.plan import ChosenBy, Override

    if bool(options.override) != bool(options.by):
        raise OptionError("--override says why and --by says who; give both")
    chosen_by: Any = one_of(options.chosen_by, get_args(ChosenBy), "person who chose")
    return Terms(
        chosen_by=chosen_by,
        why=options.why,
        agreed_on=today,
        start=_day(options.start),
        dose=dict(_doses(options.dose or [])),
        progression=options.progression,
        contact=options.contact,
        sure=_sure(options.sure),
        override=Override(by=options.by, reason=options.override) if options.override else None,
    )


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise OptionError(f"--start {text!r} is no day; write it as 2026-11-30") from None


def _doses(said: list[str]) -> Iterator[tuple[str, float]]:
    for one in said:
        name, equals, number = one.partition("=")
        try:
            yield name.strip().replace("-", "_"), float(number)
        except ValueError:
            equals = ""
        if not equals:
            raise OptionError(f"--dose {one!r}: write WHAT=NUMBER, as in --dose visits=6")


def _sure(text: str) -> Sure:
    from dorsal.care.sure import QUESTIONS, Sure

    if not text:
        return Sure()
    answers = [part.strip().casefold() for part in text.split(",")]
    if len(answers) != len(QUESTIONS) or any(answer not in ("yes", "no", "unknown") for answer in answers):
        asked = "; ".join(question.words for question in QUESTIONS)
        raise OptionError(f"--sure {text!r}: write four answers, as yes,yes,no,yes (or unknown), to: {asked}")
    return Sure(answers=dict(zip((question.code for question in QUESTIONS), answers, strict=True)))  # type: ignore[arg-type]

"""The command that makes a plan of one option, and puts it on paper: plan."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from dorsal.errors import OptionError
from dorsal.faces import json_document
from dorsal.faces.cli.asking import names
from dorsal.faces.cli.delivery import speaks_utf8
from dorsal.faces.cli.options import takes
from dorsal.faces.cli.plan_options import PlanOptions, said_beside, terms_of
from dorsal.faces.cli.screen import Screen
from dorsal.topics.loader import Topic, load, place_of

if TYPE_CHECKING:
    from dorsal.care.plan import CarePlan
    from dorsal.faces.handout.telling import Telling


def register(app: typer.Typer) -> None:
    """Add the command, with an example in its help."""
    example = "dorsal plan person.toml --option exercise --start 2026-11-30 --pdf plan.pdf"
    app.command(epilog=f"Example:  [bold]{example}[/bold]")(plan)


@takes(PlanOptions)
def plan(options: PlanOptions) -> None:
    """Make the plan of one option with one person, and its pages: for the patient, and for the record."""
    from dorsal.faces.cli.plan_view import show_plan
    from dorsal.faces.handout.telling import Telling
    from dorsal.faces.language import language
    from dorsal.faces.plan_file import plan_json

    topic = load(place_of(options.topic))
    spoken = language(options.language).extended(topic.tables.get("translations", ()))
    _check(options)
    made = _plan(options, topic)
    day = made.agreed_on or datetime.date.today()
    told = Telling(plan=made, topic=topic, language=spoken, day=day, version=version("dorsal"))
    written = list(_pages(options, told))
    if options.json:
        if written:
            typer.echo("\n".join(written), err=True)
        typer.echo(json_document.text(plan_json(made), ascii_only=not speaks_utf8()))
        return
    screen = Screen(Console())
    show_plan(screen, replace(told, language=language()))
    for line in written or ["On paper: --pdf FILE or --html FILE for the patient, --record FILE for the record."]:
        screen.say(line, style="dim")


def _plan(options: PlanOptions, topic: Topic) -> CarePlan:
    """The plan of a person and an option, or the one that was kept."""
    from dorsal.faces.plan_file import is_plan, read_plan

    if not is_plan(options.file):
        return _agreed(options, topic)
    said = said_beside(options)
    if said:
        raise OptionError(f"{options.file} is a plan already, and {', '.join(said)} would change it; name a person")
    kept = read_plan(options.file.read_text(encoding="utf-8"))
    if kept.shown.topic != topic.name:
        raise OptionError(f"{options.file} is a plan of the topic {kept.shown.topic}; name it with --topic")
    return kept


def _agreed(options: PlanOptions, topic: Topic) -> CarePlan:
    from dorsal.care.agreement import agree
    from dorsal.faces.care_evidence import care_evidence
    from dorsal.faces.clinic_file import read_clinic
    from dorsal.faces.person_file import read_person
    from dorsal.patient.screen import screen as screened
    from dorsal.topics.plan_knowledge import plan_knowledge

    terms = terms_of(options, datetime.date.today())
    evidence = care_evidence(topic, version("dorsal"))
    if not options.option:
        raise OptionError(f"say what was chosen with --option; there are {', '.join(evidence.basis.options)}")
    chosen = topic.treatments.resolve(options.option)
    made = screened(read_person(options.file, topic, evidence.rules), evidence.rules)
    clinic = None if options.clinic is None else read_clinic(options.clinic, topic.treatments)
    asked = tuple(dict.fromkeys(topic.treatments.resolve(name) for name in names(options.treatment)))
    shown = evidence.on_the_table(made, chosen, asked, clinic=clinic)
    return agree(shown, chosen, evidence.basis, plan_knowledge(topic), terms)


def _check(options: PlanOptions) -> None:
    """Before anything is computed: every file can be written, and none of them is the one that is read."""
    from dorsal.faces.plan_pages import HTML, PDF, check_file

    asked = (("html", options.html, HTML), ("pdf", options.pdf, PDF), ("record", options.record, (*HTML, *PDF)))
    written = [(name, path, endings) for name, path, endings in asked if path is not None]
    for name, path, endings in written:
        if path.resolve() == options.file.resolve():
            raise OptionError(f"--{name} would replace {path}, which is read; name another place")
        check_file(name, path, endings, force=options.force)
    places = [path.resolve() for _, path, _ in written]
    if len(set(places)) < len(places):
        raise OptionError("two pages would go into the same file; give each a name of its own")


def _pages(options: PlanOptions, told: Telling) -> Iterator[str]:
    """Write what was asked for, and say so."""
    from dorsal.faces.plan_pages import write_handout, write_record

    for path in (options.html, options.pdf):
        if path is not None:
            write_handout(path, told, force=options.force)
            yield f"For the patient: {path}"
    if options.record is not None:
        write_record(options.record, told, force=options.force)
        yield f"For the record: {options.record}"

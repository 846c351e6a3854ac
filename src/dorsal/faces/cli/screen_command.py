"""The command that screens one person: screen."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dorsal.errors import OptionError
from dorsal.faces import json_document
from dorsal.faces.cli.asking import names
from dorsal.faces.cli.delivery import speaks_utf8
from dorsal.faces.cli.options import OUTPUT, TOPIC, option, takes
from dorsal.faces.cli.screen import Screen
from dorsal.topics.loader import Topic, load, place_of

PERSON = "One person"


def register(app: typer.Typer) -> None:
    """Add the command, with an example in its help."""
    app.command(epilog="Example:  [bold]dorsal screen person.toml --treatment 'dry needling'[/bold]")(screen)


@dataclass(frozen=True, kw_only=True)
class ScreenOptions:
    """Of `dorsal screen`."""

    person: Annotated[
        Path | None,
        typer.Argument(metavar="PERSON", help="A person as a TOML or JSON file (--new writes one)", show_default=False),
    ] = None
    treatment: Annotated[
        list[str] | None,
        option("--treatment", "Treatment or combination A+B, several or repeated. Default: those of the topic's "
               "question", PERSON, metavar="NAME"),
    ] = None  # fmt: skip
    all: Annotated[bool, option("--all", "Show every open question and row, not only the most important", PERSON)] = (
        False
    )
    new: Annotated[
        Path | None, option("--new", "Write a file to fill in, with every question, and leave", PERSON, metavar="FILE")
    ] = None
    topic: Annotated[
        str, option("--topic", "Folder of a topic, or the name of a bundled one. Default: low_back_pain", TOPIC)
    ] = ""
    json: Annotated[bool, option("--json", "Print JSON and nothing else (docs/json.md)", OUTPUT)] = False


@takes(ScreenOptions)
def screen(options: ScreenOptions) -> None:
    """What may not be done with this person, and why: red flags, contraindications, and what to ask first."""
    topic = load(place_of(options.topic))
    if options.new is not None:
        _write(options.new, topic)
        return
    if options.person is None:
        raise OptionError("name the file of a person; `dorsal screen --new person.toml` writes one to fill in")
    _screen(options.person, topic, options)


def _write(path: Path, topic: Topic) -> None:
    from dorsal.faces.person_example import example
    from dorsal.topics.screening import screening

    if path.suffix.casefold() == ".json":
        raise OptionError(f"{path}: the file to fill in is TOML, which can hold comments; name it {path.stem}.toml")
    if path.exists():
        raise OptionError(f"{path} is there already and stays as it is; name another file")
    path.write_text(example(topic, screening(topic)), encoding="utf-8")
    typer.echo(f"Wrote {path}. Fill it in, then: dorsal screen {path}")


def _screen(path: Path, topic: Topic, options: ScreenOptions) -> None:
    from dorsal.faces.cli.screening_view import show_screening
    from dorsal.faces.person_file import read_person
    from dorsal.faces.screening_json import screening_json
    from dorsal.faces.screening_words import shown_treatments
    from dorsal.patient.screen import screen as screened
    from dorsal.topics.screening import screening

    rules = screening(topic)
    asked = tuple(dict.fromkeys(topic.treatments.resolve(name) for name in names(options.treatment)))
    treatments = asked or shown_treatments(topic)
    made = screened(read_person(path, topic, rules), rules)
    if options.json:
        told = screening_json(made, topic, treatments, version=version("dorsal"))
        typer.echo(json_document.text(told, ascii_only=not speaks_utf8()))
        return
    terminal = Screen(Console())
    show_screening(terminal, made, topic, treatments, every=options.all)
    terminal.say(f"Dorsal {version('dorsal')}; {topic.name}, SHA-256 {topic.data_hash[:12]}", style="dim")

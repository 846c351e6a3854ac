"""The command that puts the options of one person side by side: options."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from dorsal.faces import json_document
from dorsal.faces.cli.asking import names
from dorsal.faces.cli.delivery import speaks_utf8
from dorsal.faces.cli.options import OUTPUT, TOPIC, option, takes
from dorsal.faces.cli.screen import Screen
from dorsal.topics.loader import load, place_of

if TYPE_CHECKING:
    from dorsal.faces.care_evidence import CareEvidence

PERSON = "One person"


def register(app: typer.Typer) -> None:
    """Add the command, with an example in its help."""
    example = "dorsal options person.toml --treatment exercise --treatment 'dry needling+exercise'"
    app.command(epilog=f"Example:  [bold]{example}[/bold]")(options)


@dataclass(frozen=True, kw_only=True)
class OptionsOptions:
    """Of `dorsal options`."""

    person: Annotated[
        Path,
        typer.Argument(
            metavar="PERSON",
            help="A person as a TOML or JSON file (dorsal screen --new writes one)",
            show_default=False,
        ),
    ]
    treatment: Annotated[
        list[str] | None,
        option("--treatment", "Treatment or combination A+B beside usual care, several or repeated, up to 7", PERSON,
               metavar="NAME"),
    ] = None  # fmt: skip
    window: Annotated[
        list[str] | None,
        option("--window", "Time after the start: a window's name, several, or all; the first is weighed", PERSON,
               metavar="NAME"),
    ] = None  # fmt: skip
    clinic: Annotated[
        Path | None,
        option("--clinic", "The clinic's own visits, minutes, price, travel (TOML)", PERSON, metavar="FILE"),
    ] = None
    all: Annotated[bool, option("--all", "Show every number of every option, with its sources", PERSON)] = False
    topic: Annotated[
        str, option("--topic", "Folder of a topic, or the name of a bundled one. Default: low_back_pain", TOPIC)
    ] = ""
    seed: Annotated[
        int, option("--seed", "Seed of what is drawn for the order. Default: 1", PERSON, metavar="NUMBER")
    ] = 1
    json: Annotated[bool, option("--json", "Print JSON and nothing else (docs/json.md)", OUTPUT)] = False


@takes(OptionsOptions)
def options(options: OptionsOptions) -> None:
    """The options for one person side by side: what they may do, how they may harm, what they ask, and an order."""
    from dorsal.faces.care_document import options_json
    from dorsal.faces.care_evidence import care_evidence
    from dorsal.faces.cli.options_view import show_options
    from dorsal.faces.clinic_file import read_clinic
    from dorsal.faces.person_file import read_person
    from dorsal.faces.request import Request
    from dorsal.patient.screen import screen as screened

    seed = Request(seed=options.seed).seed
    topic = load(place_of(options.topic))
    evidence = care_evidence(topic, version("dorsal"))
    person = read_person(options.person, topic, evidence.rules)
    clinic = None if options.clinic is None else read_clinic(options.clinic, topic.treatments)
    asked = tuple(dict.fromkeys(topic.treatments.resolve(name) for name in names(options.treatment)))
    found = evidence.options(
        screened(person, evidence.rules),
        treatments=asked,
        windows=_windows(evidence, names(options.window)),
        clinic=clinic,
        seed=seed,
    )
    if options.json:
        told = options_json(evidence, found, seed)
        typer.echo(json_document.text(told, ascii_only=not speaks_utf8()))
        return
    show_options(Screen(Console()), evidence, found, every=options.all or bool(asked), seed=options.seed)


def _windows(evidence: CareEvidence, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The windows asked for; of all of them the topic's own is the first."""
    if not any(name.casefold() == "all" for name in asked):
        return asked
    first = [name for name in (evidence.knowledge.window,) if name]
    return tuple(dict.fromkeys((*first, *evidence.basis.windows)))

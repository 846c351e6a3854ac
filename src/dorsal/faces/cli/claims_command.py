"""The command that holds a topic's claims against the evidence: claims."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer
from rich.console import Console

from dorsal.errors import OptionError
from dorsal.faces import json_document
from dorsal.faces.cli.asking import names
from dorsal.faces.cli.delivery import speaks_utf8
from dorsal.faces.cli.screen import Screen
from dorsal.topics.loader import load, place_of


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog="Example:  [bold]dorsal claims C14 C17[/bold]")(claims)


Topic = Annotated[str, typer.Option("--topic", help="Folder of a topic, or the name of a bundled one")]


def claims(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CLAIM]", help="Ids of claims: C14 ...", show_default="all, in short"),
    ] = None,
    topic: Topic = "",
    verdict: Annotated[
        list[str] | None,
        typer.Option("--verdict", metavar="NAME", help="Only claims with this verdict; may be repeated"),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else (docs/json.md)")] = False,
    md: Annotated[bool, typer.Option("--md", help="Print Markdown and nothing else")] = False,
) -> None:
    """Hold what texts claim about the treatments against the evidence: a verdict on each, and why."""
    from dorsal.faces.claims.claims_document import claims_document
    from dorsal.faces.claims.claims_text import claims_json, claims_markdown
    from dorsal.faces.cli.claims_view import show_claims
    from dorsal.topics.judged import judged

    if json and md:
        raise OptionError("--json and --md both print to the standard output; ask for one of them")
    known = judged(load(place_of(topic)))
    document = claims_document(known, version=version("dorsal"), ids=names(ids), verdicts=names(verdict))
    if json:
        typer.echo(json_document.text(claims_json(document), ascii_only=not speaks_utf8()))
    elif md:
        typer.echo(claims_markdown(document))
    else:
        show_claims(Screen(Console()), document, explained=bool(ids))

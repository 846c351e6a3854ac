"""The command that explains a word: explain."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from dorsal.faces.cli.screen import Screen
from dorsal.faces.glossary import Term, markdown, sections
from dorsal.faces.glossary import explain as term_of


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog="Example:  [bold]dorsal explain prediction interval[/bold]")(explain)


def explain(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TERM]", help="The word to explain: tau2, P-score ...", show_default="list them all"),
    ] = None,
    md: Annotated[bool, typer.Option("--md", help="Print Markdown and nothing else; without a term all of it")] = False,
) -> None:
    """Say in plain words what a term means; without one, list the terms."""
    term = term_of(" ".join(words)) if words else None
    if md:
        typer.echo(markdown(term))
    elif term is not None:
        _show(Screen(Console()), term)
    else:
        _list(Screen(Console()))


def _show(screen: Screen, term: Term) -> None:
    screen.heading(term.name)
    screen.say(term.plain)
    if term.full:
        screen.blank()
        screen.say(f"Exactly: {term.full}", style="dim")


def _list(screen: Screen) -> None:
    for title, inside in sections().items():
        screen.heading(title)
        screen.say(f" {screen.glyphs.dot} ".join(term.name.replace(" ", "\N{NO-BREAK SPACE}") for term in inside))
    screen.blank()
    screen.say("dorsal explain TERM says what one of them means.")

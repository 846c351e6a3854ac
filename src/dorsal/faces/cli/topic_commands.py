"""The commands on topics: list, check, new."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from dorsal.faces.cli.screen import Column, Screen
from dorsal.topics.loader import DEFAULT, bundled, place_of
from dorsal.topics.new import new as new_topic

if TYPE_CHECKING:
    from dorsal.topics.check import Counts

app = typer.Typer(
    help="Questions with their evidence: list those bundled, check a folder of your own, start a new one.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


@app.command("list", epilog="Example:  [bold]dorsal topics list[/bold]")
def list_() -> None:
    """List the bundled topics."""
    from dorsal.topics.check import check as check_topic  # late: the rules of every table, which only this needs

    screen = Screen(Console())
    for name in bundled():
        counts = check_topic(place_of(name))
        screen.line(name, "bold")
        screen.say(counts.title, first="  ", indent=2)
        held = f"{counts.tables['studies']:,} studies, {counts.tables['results']:,} results"
        screen.line(f"  {held}{' (the default)' if name == DEFAULT else ''}")


Folder = Annotated[
    str,
    typer.Argument(
        metavar="[FOLDER]",
        help="The folder with topic.toml, or a bundled topic's name",
        show_default="the default topic",
    ),
]


@app.command(epilog="Example:  [bold]dorsal topics check my_topic[/bold]")
def check(folder: Folder = "") -> None:
    """Verify a topic's codes, scales, ranges, sources and duplicates, and count what it holds."""
    from dorsal.topics.check import check as check_topic

    counts = check_topic(place_of(folder))
    _show_counts(Screen(Console()), counts)


def _show_counts(screen: Screen, counts: Counts) -> None:
    screen.line(f"{counts.name}: no fault found", "bold green")
    screen.say(counts.title)
    screen.blank()
    columns = [Column("Table", 24), Column("rows", 8, right=True)]
    screen.table(columns, ([name, f"{rows:,}"] for name, rows in counts.tables.items()))
    screen.blank()
    screen.table([Column("Use of results", 24), columns[1]], ([name, f"{n:,}"] for name, n in counts.uses.items()))
    screen.blank()
    outcomes = ([name, f"{n:,}"] for name, n in counts.outcomes.items() if n)
    screen.table([Column("Outcome (poolable)", 24), columns[1]], outcomes)
    screen.blank()
    if counts.without_weeks:
        screen.say(f"{counts.without_weeks} results that may be pooled print no time in weeks and so are in no window.")
    if counts.without_results:
        screen.say(f"Studies without a result: {', '.join(counts.without_results)}.")


@app.command(epilog="Example:  [bold]dorsal topics new my_topic[/bold]")
def new(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that does not exist yet")]) -> None:
    """Start a topic: a folder of small example tables that works as it stands."""
    screen = Screen(Console())
    for path in new_topic(folder):
        screen.line(f"wrote {path}")
    screen.say(f"Change the tables, then: dorsal topics check {folder}; dorsal answer --topic {folder}")

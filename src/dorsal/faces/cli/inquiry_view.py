"""What was found to further questions, in a terminal: words and tables under a heading of each one's own."""

from __future__ import annotations

from collections.abc import Iterable

from dorsal.faces.cli.screen import Column, Screen
from dorsal.faces.telling import MOST_ROWS, Answer, Grid


def show_answers(screen: Screen, answers: Iterable[Answer]) -> None:
    """Every answer, one below the other."""
    for answer in answers:
        screen.heading(answer.title)
        for words in answer.lead:
            screen.say(words)
        for grid in answer.grids:
            show_grid(screen, grid, named=len(answer.grids) > 1)
        for words in answer.notes:
            screen.say(words, style="dim")


def show_grid(screen: Screen, grid: Grid, *, named: bool = False) -> None:
    """A first column of words that takes the room that the others leave."""
    if named:
        screen.blank()
        screen.say(f"{grid.caption}:")
    first, *others = grid.heads
    room = max(12, screen.width - sum(head.width + 1 for head in others))
    columns = [Column(first.heading, room), *(Column(h.heading, h.width, right=h.numeric) for h in others)]
    screen.table(columns, grid.texts(MOST_ROWS))
    if grid.more(MOST_ROWS):
        screen.say(grid.more(MOST_ROWS), style="dim")

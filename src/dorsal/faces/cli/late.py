"""The commands by name. What a command needs is loaded when it is called: help, version and a word explained need no
numbers, and numpy with scipy takes longer to load than all that they do."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

LATE: Mapping[str, tuple[str, str]] = {
    "answer": ("commands", "Answer a topic's question from its trials, here and in dorsal-report.html."),
    "compare": (
        "commands",
        "Compare two treatments or combinations: estimate, trials with sources, derivations, certainty.",
    ),
    "fit": (
        "commands",
        "Network meta-analysis of your own table: arms, contrasts or one row per study, in any common format.",
    ),
    "league": (
        "commands",
        "League table: every treatment against every other, with --beside of two analyses in one table.",
    ),
    "network": ("commands", "What was compared with what: comparisons, designs, islands, and what would join them."),
    "diff": ("difference_commands", "Compare two fits: data, options, studies, every effect and rank."),
    "watch": (
        "difference_commands",
        "Fit a table again whenever it is saved, and show what changed. Ctrl-C ends it.",
    ),
    "claims": (
        "claims_command",
        "Hold what texts claim about the treatments against the evidence: a verdict on each, and why.",
    ),
    "explain": ("explain_command", "Say in plain words what a term means; without one, list the terms."),
    "screen": (
        "screen_command",
        "What may not be done with this person, and why: red flags, contraindications, and what to ask first.",
    ),
    "options": (
        "options_command",
        "The options for one person side by side: what they may do, how they may harm, what they ask, and an order.",
    ),
    "plan": (
        "plan_command",
        "Make the plan of one option with one person, and its pages: for the patient, and for the record.",
    ),
    "article": (
        "article_commands",
        "A text about the treatments, held against the evidence sentence by sentence: check it, publish it.",
    ),
    "topics": (
        "topic_commands",
        "Questions with their evidence: list those bundled, check a folder of your own, start a new one.",
    ),
}
"""Name -> the module that has it, and its line in the help of all; a test holds that against the command's own help."""


class LateCommands(TyperGroup):
    """A group that knows its commands by their lines in the help, and loads the one that is called."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, (_, words) in LATE.items():
            self.commands[name] = TyperCommand(name=name, help=words)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the words name, loaded."""
        name: Any
        name, found, rest = super().resolve_command(ctx, args)
        return name, command_of(name) if name in LATE and found is not None else found, rest


def command_of(name: str) -> Any:
    """A command of LATE, from its module."""
    module = import_module(f"dorsal.faces.cli.{LATE[name][0]}")
    holder = typer.Typer(rich_markup_mode="rich")
    holder.callback()(_nothing)
    if hasattr(module, "register"):
        module.register(holder)
    else:
        holder.add_typer(module.app, name=name)
    whole: Any = get_command(holder)
    return whole.commands[name]


def _nothing() -> None:
    """A group has a function of its own, which has nothing to do here."""

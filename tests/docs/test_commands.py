"""The commands in the documents exist, and every command, option and exit code is in the manual."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from dorsal import errors
from dorsal.faces.cli import app
from dorsal.faces.cli.late import command_of
from tests.docs.pages import DOCS, PAGES, ROOT, commands, name

TREE: Any = get_command(app.app)
TREE.commands = {word: command_of(word) for word in TREE.commands}
MANUAL = (DOCS / "commands.md").read_text(encoding="utf-8")
TYPED = [(name(page), line.removeprefix("uv run ")) for page in PAGES for line in commands(page)]
ALWAYS = {"--help", "--debug"}


def _leaves(command: Any, path: str = "dorsal") -> Iterator[tuple[str, Any]]:
    """Every command without commands of its own: its words, and itself."""
    inner = getattr(command, "commands", {})
    for word, below in inner.items():
        yield from _leaves(below, f"{path} {word}")
    if not inner:
        yield path, command


def _options(command: Any) -> set[str]:
    opts = {opt for parameter in command.params for opt in (*parameter.opts, *parameter.secondary_opts)}
    return {opt for opt in opts if opt.startswith("--")} - {"--help"}


def _faults(typed: str) -> Iterator[str]:
    """What is unknown in a line that starts with `dorsal`."""
    words, command = shlex.split(typed)[1:], TREE
    for word in (word for word in words if not word.startswith("-")):
        if not hasattr(command, "commands"):
            break
        if word not in command.commands:
            yield f"{typed}: no command {word}"
            return
        command = command.commands[word]
    known = ALWAYS | _options(TREE) | _options(command)
    yield from (f"{typed}: no option {w}" for w in words if w.startswith("--") and w.partition("=")[0] not in known)


def test_commands_exist() -> None:
    said = [(page, line) for page, line in TYPED if line.startswith("dorsal")]
    assert said
    assert not [f"{page}: {fault}" for page, line in said for fault in _faults(line)]


def test_unknown_commands_and_options_are_found() -> None:
    assert list(_faults("dorsal no-such-command"))
    assert list(_faults("dorsal topics no-such-command"))
    assert list(_faults("dorsal answer --no-such-option"))
    assert not list(_faults("dorsal --debug answer --outcome=pain --help"))


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {word for _, line in TYPED if line.startswith("make ") for word in line.split()[1:]}
    assert named
    assert named <= targets


def test_every_command_and_option_is_in_the_manual() -> None:
    leaves = dict(_leaves(TREE))
    named = {*leaves, "--debug"} | _options(TREE) | {opt for command in leaves.values() for opt in _options(command)}
    named -= {"--install-completion", "--show-completion"}
    assert not sorted(words for words in named if not re.search(rf"`{words}[` ]", MANUAL))


def test_what_only_one_of_two_commands_writes_is_said_to_be_its_own() -> None:
    leaves = dict(_leaves(TREE))
    table = MANUAL.partition("| what is written | |")[2].partition("\n\n")[0]
    rows = {row.split("`")[1].split()[0]: row for row in table.splitlines()[2:]}
    assert "--no-report" in rows
    for one, other in (("dorsal answer", "dorsal fit"), ("dorsal fit", "dorsal answer")):
        own = _options(leaves[one]) - _options(leaves[other])
        assert not [row for option, row in rows.items() if option in own and f"`{one}`" not in row]


def test_every_exit_code_is_in_the_manual() -> None:
    codes = {error.exit_code for error in vars(errors).values() if hasattr(error, "exit_code")} - {1}
    codes |= {app.UNEXPECTED, app.UNREADABLE, app.INTERRUPTED}
    assert not [code for code in codes if f"| {code} |" not in MANUAL]


STAGES = ("trials", "synthesis", "patient", "care")
OPTION = re.compile(r"(?<![\w-])--[a-z]")


def _sentences(tree: ast.AST) -> Iterator[str]:
    """Texts of a module that are no docstrings, whole where they hold values."""
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    inside |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


def test_the_library_says_of_an_option_that_it_is_one_of_the_command_line() -> None:
    files = [path for stage in STAGES for path in (ROOT / "src" / "dorsal" / stage).rglob("*.py")]
    said = [(path.name, text) for path in files for text in _sentences(ast.parse(path.read_text(encoding="utf-8")))]
    with_option = [(name, text) for name, text in said if OPTION.search(text) and "uv sync" not in text]
    assert with_option
    assert not [each for each in with_option if "command line" not in each[1]]

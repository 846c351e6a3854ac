"""The examples of the documents run, from the top of a page to its end, and print what the page shows.

- `python`: run; where a `text` block follows at once, that is what it prints.
- `console`: each line after `$ dorsal` is run; the lines below it are what it prints; a line of `...` stands for any.
- `csv trials.csv` (any language with a file name behind it): is written to that file first.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, Block, blocks, name

DORSAL = [sys.executable, "-c", "from dorsal.faces.cli.app import main; main()"]
WIDTH = 80


def _same(shown: str, printed: str) -> bool:
    """Trailing blanks aside; a line of `...` in what is shown stands for any lines."""
    lines = [line.rstrip() for line in shown.strip("\n").splitlines()]
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in lines)
    actual = "".join(line.rstrip() + "\n" for line in printed.strip("\n").splitlines())
    return re.fullmatch(pattern, actual) is not None


def _dorsal(command: str, folder: Path) -> str:
    done = subprocess.run(
        [*DORSAL, *shlex.split(command)[1:]],
        cwd=folder,
        env=os.environ | {"COLUMNS": str(WIDTH), "NO_COLOR": "1", "PYTHONUTF8": "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout


def _run_console(block: Block, folder: Path) -> None:
    for command, shown in re.findall(r"^\$ (dorsal .*)\n((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE):
        printed = _dorsal(command, folder)
        assert _same(shown, printed), f"$ {command} printed:\n{printed}"


def _run_page(page: Path, folder: Path) -> None:
    namespace: dict[str, object] = {"__name__": "__main__"}
    found = blocks(page)
    for block, following in zip_longest(found, found[1:]):
        if block.title:
            (folder / block.title).write_text(block.text, encoding="utf-8")
        if block.language == "console":
            _run_console(block, folder)
        if block.language == "python":
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                exec(compile("\n" * (block.line - 1) + block.text, str(page), "exec"), namespace)
            if following and following.language == "text":
                assert _same(following.text, printed.getvalue()), f"line {block.line} printed:\n{printed.getvalue()}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _run_page(page, tmp_path)


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [("a\n...\nd\n", "a\nb\nc\nd\n", True), ("a\n...\nd\n", "a\nd \n", True), ("a\nd\n", "a\nb\nd\n", False)],
)
def test_dots_stand_for_any_lines(shown: str, printed: str, same: bool) -> None:
    assert _same(shown, printed) is same


@pytest.mark.parametrize(
    "text",
    ["```python\nassert 1 == 2\n```\n", "```python\nprint(1)\n```\n\n```text\n2\n```\n"],
    ids=["fails", "prints another thing"],
)
def test_an_example_that_is_not_true_is_found(text: str, tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text(text)
    with pytest.raises(AssertionError):
        _run_page(page, tmp_path)

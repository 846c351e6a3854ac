"""Commands are loaded when they are called: what needs no numbers does not wait for numpy and scipy."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dorsal.faces.cli.late import LATE, command_of

TELLS = """
import sys
from dorsal.faces.cli.entry import main
sys.argv = ["dorsal", *sys.argv[1:]]
try:
    main()
finally:
    print("loaded:", *(name for name in ("numpy", "scipy") if name in sys.modules), file=sys.stderr)
"""


def said(*words: str) -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, "-c", TELLS, *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--version",), 0, "dorsal 0."),
        (("--help",), 0, "Network meta-analysis of your own table"),
        (("explain", "tau2"), 0, "the true effects differ from trial to trial"),
        (("--no-such-option",), 2, "No such option"),
        (("fti",), 2, "Did you mean 'fit'"),
    ],
)
def test_what_needs_no_numbers_loads_none(words: tuple[str, ...], code: int, told: str) -> None:
    returned, out, err = said(*words)
    assert returned == code
    assert told in " ".join((out + err).split())
    assert err.splitlines()[-1] == "loaded:"


@pytest.mark.parametrize("name", LATE)
def test_the_line_of_a_command_is_what_its_own_help_begins_with(name: str) -> None:
    assert LATE[name][1] == command_of(name).help.split("\n\n")[0].replace("\n", " ")

"""How the command leaves when its output cannot be written or it is interrupted: a code, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import dorsal

DORSAL = [sys.executable, "-c", "from dorsal.faces.cli.entry import main; main()"]
FULL = Path("/dev/full")
INTERRUPTED_IMPORT = """
import sys
class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == "numpy":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupts())
from dorsal.faces.cli.entry import main
sys.argv = ["dorsal", "answer"]
main()
"""


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [["topics", "list"], ["answer", "--no-report", "--outcome", "pain"], ["--version"]])
def test_a_full_disk_under_the_output_is_told(words: list[str]) -> None:
    with FULL.open("w") as full:
        done = subprocess.run([*DORSAL, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 74
    assert done.stderr == "dorsal: the output cannot be written: No space left on device\n"


def test_an_interrupted_import_leaves_without_a_traceback() -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED_IMPORT], capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr == ""


def test_the_package_loads_nothing_before_it_is_asked() -> None:
    said = "import sys, dorsal; assert 'numpy' not in sys.modules; assert 'fit' in dir(dorsal); dorsal.fit; dorsal.nope"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=False)
    assert done.stderr.endswith("AttributeError: module 'dorsal' has no attribute 'nope'\n")


def test_every_name_of_the_package_is_there() -> None:
    assert all(getattr(dorsal, name) is not None for name in dorsal.__all__)
    assert set(dorsal.__all__) <= set(dir(dorsal))

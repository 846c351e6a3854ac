"""The rule of conftest.py, tried on tests made for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SKIPS = {
    "in a test": "import pytest\ndef test_it(): pytest.skip('no tool')",
    "by a mark": "import pytest\n@pytest.mark.skip(reason='no tool')\ndef test_it(): pass",
    "of a whole file": "import pytest\npytest.importorskip('no_such_module')\ndef test_it(): pass",
    "for want of cases": "import pytest\n@pytest.mark.parametrize('case', [])\ndef test_it(case): pass",
}


def _pytest(folder: Path, source: str, environment: dict[str, str]) -> tuple[int, str]:
    (folder / "conftest.py").write_text(Path(__file__).with_name("conftest.py").read_text())
    (folder / "test_made.py").write_text(source)
    kept = {name: value for name, value in os.environ.items() if name != "CI"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)],
        capture_output=True,
        text=True,
        env=kept | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS)
def test_a_skip_fails_where_ci_is_set(tmp_path: Path, source: str) -> None:
    code, output = _pytest(tmp_path, source, {"CI": "true"})
    assert code != 0
    assert "counts as failed" in output


def test_a_skip_elsewhere_stays_a_skip(tmp_path: Path) -> None:
    code, output = _pytest(tmp_path, SKIPS["in a test"], {})
    assert (code, "1 skipped" in output) == (0, True)


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    code, _ = _pytest(tmp_path, "import pytest\n@pytest.mark.xfail\ndef test_it(): assert False", {"CI": "true"})
    assert code == 0

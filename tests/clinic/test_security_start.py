"""SECURITY row 36: secrets from outside only, an unsafe start refused, an old secret good for its grace time."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import signing
from django.test import override_settings

from dorsal.clinic.old_keys import OldKeys

ROOT = Path(__file__).resolve().parents[2]
GOOD = secrets.token_urlsafe(64)
SECRET_SHAPES = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    re.compile(r"\bxox[baprs]-[0-9A-Za-z-]{10,}"),
    re.compile(r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\."),
    re.compile(r"(?i)(?:secret|password|api_?key|token)[a-z_]*\s*[:=]\s*[\"'][A-Za-z0-9+/_=-]{24,}[\"']"),
    re.compile(r"(?i)postgres(?:ql)?://[^\s:@/]+:[^\s:@/]+@"),
)


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Start the server as a stranger would, in production mode."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DORSAL_", "DJANGO_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "dorsal.clinic"], env=clean | environment, capture_output=True, text=True, timeout=120
    )


def test_row_36_a_server_without_secret_and_hosts_does_not_start() -> None:
    refused = start()
    assert refused.returncode == 2
    assert "DORSAL_SECRET is missing" in refused.stderr
    assert "DORSAL_HOSTS is missing" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"DORSAL_SECRET": "change-me"}, "too easy to guess"),
        ({"DORSAL_SECRET": "django-insecure-" + GOOD}, "one of Django's examples"),
        ({"DORSAL_SECRET": "Every number on a page can be traced to its source, in two clicks or fewer."}, ""),
        ({"DORSAL_DEBUG": "yes"}, "DORSAL_DEBUG is yes"),
        ({"DORSAL_HOSTS": "*"}, "no name of one host"),
        ({"PORT": "eighty"}, "PORT is 'eighty'"),
    ],
)
def test_row_36_a_default_short_or_committed_secret_is_refused(wrong: dict[str, str], said: str) -> None:
    """The third is long enough, and stands in this file: it was committed."""
    refused = start(**({"DORSAL_SECRET": GOOD, "DORSAL_HOSTS": "clinic.example.org"} | wrong))
    assert refused.returncode == 2
    assert (said or "stands in tests/clinic/test_security_start.py") in refused.stderr
    assert GOOD not in refused.stderr


def test_row_36_a_development_server_is_open_to_this_machine_only() -> None:
    refused = start(DORSAL_MODE="development", HOST="0.0.0.0")
    assert refused.returncode == 2
    assert "only this machine" in refused.stderr


def test_row_36_an_old_secret_is_good_for_its_grace_time_and_no_longer() -> None:
    clock = [datetime(2026, 11, 27, tzinfo=UTC)]
    signed = signing.dumps({"word": "a"}, key="old" * 20)
    keys = OldKeys(["old" * 20], until=clock[0] + timedelta(days=7), now=lambda: clock[0])
    with override_settings(SECRET_KEY="new" * 20, SECRET_KEY_FALLBACKS=keys):
        assert signing.loads(signed) == {"word": "a"}
        clock[0] += timedelta(days=6, hours=23)
        assert signing.loads(signed) == {"word": "a"}
        clock[0] += timedelta(hours=2)
        with pytest.raises(signing.BadSignature):
            signing.loads(signed)
        assert signing.loads(signing.dumps("b")) == "b"


def test_row_36_no_file_of_the_repository_holds_a_secret() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    found = []
    for name in filter(None, listed.decode().split("\0")):
        if name != "uv.lock" and (ROOT / name).is_file():
            text = (ROOT / name).read_text(encoding="utf-8", errors="ignore")
            found += [f"{name}: {shape.pattern[:30]}" for shape in SECRET_SHAPES if shape.search(text)]
    assert found == []
    assert any(shape.search('API_KEY = "' + "a1B2" * 8 + '"') for shape in SECRET_SHAPES)

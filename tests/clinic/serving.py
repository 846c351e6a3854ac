"""The real server, on a port of its own, as `make serve` starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 90.0
"""Seconds until a server has started."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def server(log: Path, **environment: str) -> Iterator[str]:
    """A running server's address. It is stopped, and what it wrote is in `log`."""
    port = free_port()
    given = {**os.environ, "DORSAL_MODE": "development", "PORT": str(port), "WORKERS": "1", "THREADS": "4"}
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "dorsal.clinic"], env=given | environment, stdout=written, stderr=written
        )
        try:
            _await(f"http://127.0.0.1:{port}", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/health/", timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the server did not start: {log.read_text(encoding='utf-8', errors='replace')}")

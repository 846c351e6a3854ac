"""Work under limits: in another process, one piece at a time, stopped when its time is over.

A server's process does one piece of work and lets one more wait; whoever comes third is asked to come again. So there
are always threads left for the other pages (`server.py` has four).
"""

from __future__ import annotations

import base64
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from dorsal.clinic.review.given import Given
from dorsal.clinic.review.workbench import received, sent

log = logging.getLogger("dorsal.clinic")

READING = 10.0
"""Seconds to read a table and say what is in it."""
ANSWERING = 25.0
"""Seconds to analyse it. Questions that are not begun after two thirds of it are left out, and that is said."""
WAITING = 20.0
"""Seconds to wait for one's turn."""
ROOM = threading.BoundedSemaphore(2)
TURN = threading.Lock()
HANDED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TZ")
"""All that the other process learns of the environment: no secret, no address."""


class Stopped(Exception):
    """The work came to no end here. `way_out` is told to the person; `status` is that of the answer."""

    def __init__(self, way_out: str, status: int) -> None:
        self.way_out, self.status = way_out, status
        super().__init__(way_out)


class Bench:
    """The other process; started when it is first needed, and again after it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, asked: bytes) -> bytes | None:
        """What it answers; None where it ended over it."""
        process = self._running()
        assert process.stdin
        assert process.stdout
        try:
            sent(process.stdin, asked)
            return received(process.stdout)
        except OSError:
            return None
        finally:
            if process.poll() is not None:
                self.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            known = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-m", "dorsal.clinic.review.workbench"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**known, "OPENBLAS_NUM_THREADS": "1"},
                start_new_session=True,
            )
        return self._process

    def close(self) -> None:
        """End it; it has nothing to lose."""
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                assert pipe
                pipe.close()
            self._process.wait()
        self._process = None


BENCH = Bench()


def done(task: str, given: Given, options: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """What the work finds; "refused" in it says why the table or an option is not taken. Raises Stopped."""
    beside = {option: _table(table) for option, table in given.beside.items()}
    job = {"task": task, **_table(given), "beside": beside, "options": dict(options), "seconds": seconds}
    found = _in_turn(json.dumps(job).encode())
    made: dict[str, Any] = {"fault": "the process ended"} if found is None else json.loads(found)
    if "fault" in made:
        log.error("review, %s: %s", task, made["fault"])
        raise Stopped(gettext("Something went wrong here. It is our fault and has been noted; nothing was kept."), 500)
    if made.get("stopped") == "time":
        said = gettext("This took longer than %(seconds)d seconds and was stopped: others are waiting too.")
        raise Stopped(said % {"seconds": seconds}, 503)
    if made.get("stopped"):
        raise Stopped(gettext("This took more memory than one table may take here, and was stopped."), 503)
    return made


def _table(given: Given) -> dict[str, str]:
    return {"name": given.name, "content": base64.b64encode(given.content).decode()}


def _in_turn(asked: bytes) -> bytes | None:
    busy = Stopped(gettext("Other tables are being analysed just now. Send it again in half a minute."), 503)
    if not ROOM.acquire(blocking=False):
        raise busy
    try:
        if not TURN.acquire(timeout=WAITING):
            raise busy
        try:
            return BENCH.ask(asked)
        finally:
            TURN.release()
    finally:
        ROOM.release()
